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

}  // namespace indgang::knowledge
