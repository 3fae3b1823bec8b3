#include "bench/site/prose.h"

#include <algorithm>
#include <cctype>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace indgang::bench {
namespace {

constexpr std::size_t kWords = 20000;
constexpr std::size_t kLineLetters = 100;

constexpr absl::string_view kSmallDanish =
    "og i på til for af med om at det der som en et den de du din kan skal vil har er ikke eller hvis når fra ved også";
constexpr absl::string_view kSmallEnglish =
    "and in on to for of with about that the which as a an this these you your can must will have is not or if when";

constexpr absl::string_view kDanish =
    "virksomhed tilladelse ansøgning kommune gebyr frist bygning brand miljø affald spildevand facade skilt vej fortov "
    "servering alkohol køkken fødevare hygiejne kontrol tilsyn plan lokal bolig erhverv lager butik værksted salon "
    "hotel "
    "café marked torv plads parkering lastbil transport container stillads gravning kabel vand varme strøm gas støj "
    "røg "
    "lugt kemi olie jord grund forurening asbest nedrivning ombygning tag etage dør flugt vej alarm sprinkler gæst "
    "arrangement koncert musik telt scene bod lotteri indsamling løn ansat elev lærling praktik syge ferie barsel "
    "arbejde ulykke sikkerhed maskine kran lift svejsning gnist dansk udland skat moms regnskab revision selskab navn "
    "adresse ejer leje kontrakt forsikring bank lån tilskud fond vækst rådgivning kursus møde vejledning klage svar "
    "bilag tegning kort måling prøve rapport skema blanket register journal nævn råd udvalg sekretariat afgørelse";
constexpr absl::string_view kEnglish =
    "company permit application municipality fee deadline building fire environment waste sewage facade sign road "
    "pavement serving alcohol kitchen food hygiene inspection supervision plan local housing trade storage shop "
    "workshop "
    "salon hotel café market square space parking lorry transport container scaffold digging cable water heating power "
    "gas noise smoke smell chemical oil soil plot pollution asbestos demolition rebuilding roof floor door escape "
    "alarm "
    "sprinkler guest event concert music tent stage stall lottery collection wage employee pupil apprentice "
    "traineeship "
    "sickness holiday leave work accident safety machine crane lift welding spark danish abroad tax vat account audit "
    "name address owner rent contract insurance bank loan grant fund growth advice course meeting guidance complaint "
    "answer enclosure drawing map measurement sample report form register journal board council committee decision";

constexpr absl::string_view kDanishEndings[] = {"", "en", "er", "erne", "et", "s"};
constexpr absl::string_view kEnglishEndings[] = {"", "s", "ing", "ed"};

std::string Capitalized(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

}  // namespace

std::uint64_t Dice::Next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

std::size_t Dice::Roll(std::size_t sides) { return static_cast<std::size_t>(Next() % sides); }
double Dice::Share() { return static_cast<double>(Next() >> 11) / static_cast<double>(1ull << 53); }

Prose::Prose(bool english) {
  small_words_ = absl::StrSplit(english ? kSmallEnglish : kSmallDanish, ' ');
  const std::vector<std::string> stems = absl::StrSplit(english ? kEnglish : kDanish, ' ');
  words_ = stems;
  Dice dice(english ? 2 : 1);
  while (words_.size() < kWords) {
    const std::string& first = stems[dice.Roll(stems.size())];
    const std::string& second = stems[dice.Roll(stems.size())];
    if (english) {
      words_.push_back(absl::StrCat(first, kEnglishEndings[dice.Roll(4)], " ", second, kEnglishEndings[dice.Roll(4)]));
    } else {
      words_.push_back(absl::StrCat(first, dice.Roll(3) == 0 ? "s" : "", second, kDanishEndings[dice.Roll(6)]));
    }
  }
  // Zipf: the n-th word is as frequent as 1 / n.
  double sum = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) sums_.push_back(sum += 1.0 / static_cast<double>(i + 5));
}

const std::string& Prose::Word(Dice& dice) const {
  const auto found = std::upper_bound(sums_.begin(), sums_.end(), dice.Share() * sums_.back());
  return words_[std::min(static_cast<std::size_t>(found - sums_.begin()), words_.size() - 1)];
}

std::string Prose::Title(Dice& dice) const {
  std::string title = Word(dice);
  for (std::size_t more = dice.Roll(3); more > 0; --more) absl::StrAppend(&title, " ", Word(dice));
  return Capitalized(std::move(title));
}

std::string Prose::Sentence(Dice& dice) const {
  std::string sentence;
  for (std::size_t left = 7 + dice.Roll(10); left > 0; --left) {
    absl::StrAppend(&sentence, sentence.empty() ? "" : " ",
                    dice.Roll(5) < 2 ? small_words_[dice.Roll(small_words_.size())] : Word(dice));
  }
  return Capitalized(std::move(sentence)) + ".";
}

std::string Prose::Paragraph(Dice& dice, int sentences) const {
  std::string paragraph;
  std::size_t line = 0;
  for (int i = 0; i < sentences; ++i) {
    const std::string sentence = Sentence(dice);
    if (!paragraph.empty()) {
      const bool full = line + sentence.size() > kLineLetters;
      paragraph += full ? '\n' : ' ';
      if (full) line = 0;
    }
    paragraph += sentence;
    line += sentence.size();
  }
  return paragraph + "\n";
}

}  // namespace indgang::bench
