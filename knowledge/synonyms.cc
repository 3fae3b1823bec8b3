#include "knowledge/synonyms.h"

#include <limits>
#include <utility>

#include "absl/strings/str_split.h"

namespace indgang::knowledge {
namespace {

constexpr absl::string_view kDanish =
    "bil auto køretøj;"
    "butik forretning;"
    "tilladelse bevilling godkendelse;"
    "pris gebyr koste betale takst;"
    "alkohol spiritus sprit øl vin drinks;"
    "skilt skiltning skilte;"
    "støj larm støje larme;"
    "lugt lugte stank;"
    "affald skrald;"
    "medarbejder ansat personale;"
    "ansætte hyre;"
    "åbne starte etablere oprette;"
    "ombygge renovere ombygning indrette;"
    "lærling elev;"
    "fortov gade plads;"
    "frisør salon barber;"
    "ung unge mindreårig;"
    "adresse lokale lokaler;"
    "ligge placere placering beliggenhed;"
    "bod vogn foodtruck;"
    "olie benzin;"
    "kloak spildevand afløb;"
    "gæst person;"
    "syg sygemeldt sygdom sygemelding;"
    "ledig arbejdsløs;"
    "udland udlandet udenlandsk international;"
    "kursus kurser uddannelse undervisning;"
    "kontrol tilsyn inspektion;"
    "bøde afgift;"
    "jord muld;"
    "bæk vandløb grøft;"
    "fest arrangement event koncert;"
    "nabo genbo;"
    "rotte mus skadedyr;"
    "rådgivning råd sparring vejledning;"
    "tilskud støtte;"
    "spand skraldespand beholder;"
    "røg damp udsugning;"
    "afdeling kontor myndighed";

constexpr absl::string_view kEnglish =
    "car vehicle auto automobile;"
    "shop store;"
    "permit licence license permission approval;"
    "fee price cost charge;"
    "alcohol liquor beer wine spirits booze;"
    "sign signage signboard;"
    "noise loud noisy;"
    "smell odour odor;"
    "waste trash garbage rubbish;"
    "employee staff worker;"
    "hire employ;"
    "open start establish;"
    "renovate rebuild convert;"
    "apprentice trainee;"
    "pavement sidewalk street;"
    "hairdresser salon barber;"
    "teenager minor underage young;"
    "premises address location;"
    "garage workshop;"
    "drain sewer wastewater;"
    "guest person people;"
    "sick ill illness sickness;"
    "unemployed jobless;"
    "abroad foreign international overseas;"
    "course training class;"
    "inspection inspector check;"
    "fine ticket;"
    "soil earth dirt;"
    "stream brook creek watercourse;"
    "party event concert festival;"
    "neighbour neighbor;"
    "rat mouse mice pest;"
    "advice guidance counselling;"
    "subsidy grant support;"
    "bin container;"
    "stall stand booth pitch";

constexpr absl::string_view kDanishKinds =
    "udland polen tyskland sverige norge finland england irland holland belgien frankrig spanien portugal italien "
    "grækenland rumænien bulgarien ungarn tjekkiet litauen letland estland ukraine rusland tyrkiet syrien irak iran "
    "afghanistan indien pakistan nepal kina vietnam thailand filippinerne japan brasilien argentina usa amerika afrika "
    "polsk tysk svensk norsk engelsk hollandsk fransk spansk italiensk rumænsk bulgarsk litauisk ukrainsk russisk "
    "tyrkisk "
    "syrisk indisk kinesisk pole tysker svensker rumæner ukrainer syrer tyrker kineser inder udlænding indvandrer "
    "flygtning;"
    "medarbejder bogholder sekretær receptionist rengøringsassistent lagermand chauffør pedel tjener bartender kok "
    "opvasker "
    "bager slagter tømrer snedker murer maler elektriker smed svejser mekaniker gartner sygeplejerske pædagog ingeniør "
    "programmør udvikler sælger kassedame ekspedient montør maskinfører stilladsarbejder håndlanger hænder;"
    "syg stress influenza kræft slidgigt gigt rygskade depression diskusprolaps hjernerystelse operation indlagt;"
    "ung datter søn fjortenårig femtenårig sekstenårig syttenårig gymnasieelev skolebarn klasse;"
    "bil varevogn kassevogn varebil ladbil lastbil lastvogn firmabil;"
    "alkohol gin vodka snaps rom whisky cocktail cider champagne shots drink;"
    "mad pizza burger sandwich kage brød kaffe is pølse crepes suppe sushi falafel smørrebrød slik;"
    "varer frugt grøntsager blomster tøj sko bøger kasser;"
    "ombygning halvtag altan tagterrasse kvist carport skur overdækning gulv trappe dør vindue væg skillevæg;"
    "nybyggeri lejligheder boliger hotel kontorhus butikscenter højhus;"
    "tungmetal kobber zink krom nikkel bly kviksølv cadmium syre cyanid;"
    "forurening tankstation renseri losseplads tjære benzin diesel;"
    "elektronikskrot køleskab computer fjernsyn printer mobiltelefon;"
    "rotte rottelort rottehul ekskrementer;"
    "restaurant pizzeria burgerbar grill kro bistro cafeteria spisested sushibar;"
    "butik kiosk grønthandler boghandel tøjbutik supermarked købmand boutique;"
    "å sø mose bæk fjord bugt grøft;"
    "weekend lørdag søndag;"
    "iværksætter startup opstart selvstændig";

constexpr absl::string_view kEnglishKinds =
    "abroad poland germany sweden norway finland england ireland netherlands belgium france spain portugal italy "
    "greece "
    "romania bulgaria hungary lithuania latvia estonia ukraine russia turkey syria iraq iran afghanistan india "
    "pakistan "
    "nepal china vietnam thailand philippines japan brazil argentina usa america africa polish german swedish "
    "norwegian "
    "dutch french spanish italian romanian bulgarian ukrainian russian turkish syrian indian chinese foreigner "
    "immigrant "
    "refugee;"
    "employee accountant secretary receptionist cleaner driver janitor waiter waitress bartender cook chef dishwasher "
    "baker "
    "butcher carpenter bricklayer painter electrician plumber welder mechanic gardener nurse engineer programmer "
    "developer "
    "salesman cashier fitter labourer assistant;"
    "sick stress flu cancer arthritis injury depression surgery hospital ill;"
    "young daughter son fourteen fifteen sixteen seventeen schoolboy schoolgirl pupil;"
    "car van lorry truck pickup;"
    "alcohol gin vodka rum whisky cocktail cider champagne ale lager;"
    "food pizza burger sandwich cake bread coffee icecream sausage crepes soup sushi falafel sweets;"
    "goods fruit vegetables flowers clothes shoes books;"
    "rebuild porch balcony terrace dormer carport shed roof floor staircase door window wall;"
    "construct flats apartments hotel office tower mall;"
    "metal copper zinc chrome nickel lead mercury cadmium acid cyanide;"
    "pollution petrol diesel tar landfill;"
    "electronic fridge computer television printer phone;"
    "rat droppings rodent;"
    "restaurant pizzeria diner bistro grill eatery;"
    "shop kiosk grocery greengrocer bookshop supermarket boutique;"
    "watercourse lake pond marsh brook creek river;"
    "weekend saturday sunday;"
    "entrepreneur startup founder";

std::vector<std::vector<std::string>> Parse(absl::string_view list) {
  std::vector<std::vector<std::string>> groups;
  for (const absl::string_view group : absl::StrSplit(list, ';')) {
    std::vector<std::string>& words = groups.emplace_back();
    for (Word& word : SplitWords(group, std::numeric_limits<std::size_t>::max())) {
      words.push_back(std::move(word.folded));
    }
  }
  return groups;
}

}  // namespace

const std::vector<std::vector<std::string>>& SynonymGroups(Language language) {
  static const auto& danish = *new std::vector<std::vector<std::string>>(Parse(kDanish));
  static const auto& english = *new std::vector<std::vector<std::string>>(Parse(kEnglish));
  return language == Language::kDanish ? danish : english;
}

const std::vector<std::vector<std::string>>& Kinds(Language language) {
  static const auto& danish = *new std::vector<std::vector<std::string>>(Parse(kDanishKinds));
  static const auto& english = *new std::vector<std::vector<std::string>>(Parse(kEnglishKinds));
  return language == Language::kDanish ? danish : english;
}

}  // namespace indgang::knowledge
