#include "knowledge/text_analysis.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace indgang::knowledge {
namespace {

constexpr std::size_t kMaxWordBytes = 64;

constexpr absl::string_view kDanishStopWords =
    "og eller men at der som hvis når da fordi så dog samt enten både hverken end "
    "i på til fra for af med om ved hos mod uden over under efter foran bag mellem gennem langs siden inden ind ud op "
    "ned an "
    "en et den det de dem deres dens dets denne dette disse sådan sådant sådanne "
    "jeg mig min mit mine du dig din dit dine han ham hun hende sin sit sine vi os vores jer jeres man sig selv "
    "er var være været bliver blive blev bliv har have haft havde skal skulle kan kunne vil ville må måtte bør burde "
    "lave laver lavet får få fik fået gør gøre gjort går gå kommer komme tager tage gerne "
    "hvad hvor hvordan hvorfor hvornår hvem hvilken hvilket hvilke mon "
    "ikke ja nej kun også bare lige nu her jo altså nok vel allerede igen meget mere mest lidt nogen noget nogle "
    "alle alt hver hele andre andet anden ingen intet "
    "hej hilsen venlig venligst tak goddag mvh kære spørgsmål spørge vide ved tænker behøver brug bruge sammen ting";

constexpr absl::string_view kEnglishStopWords =
    "a an the and or but if then than that this these those there here as so such "
    "in on at to from for of with by about into over under after before between through out up down off "
    "i me my mine you your yours he him his she her it its we us our they them their who whom which what where when "
    "why how "
    "is am are was were be been being have has had having do does did doing done can could shall should will would may "
    "might must need needs get got gets getting want wants like go going let make sure know "
    "not no yes only also just now very much more most some any all every each other another "
    "hi hello thanks thank please regards dear question ask help im ive id dont doesnt cant";

// Words that stand in any text: they say little of what it is about, and much by chance.
constexpr absl::string_view kDanishWeakWords =
    "ny næste anden første sidste gammel stor større lille små god godt bedre bedst dårlig rigtig forkert nem svær "
    "mulig "
    "mulighed vigtig nødvendig færdig hurtig hurtigt langsom lang langt kort tæt mange flere flest få fleste enkelt "
    "fælles "
    "egen eget egne særlig forskellig almindelig "
    "altid aldrig ofte sjældent stadig endnu snart senere tidligere først sidst længere straks dag uge måned år time "
    "minut "
    "aften eftermiddag formiddag morgen morges middag weekend sommer vinter forår efterår mandag tirsdag onsdag "
    "torsdag fredag "
    "lørdag søndag januar februar marts april maj juni juli august september oktober november december gang gange "
    "to tre fire fem seks syv otte ni ti tolv tyve "
    "sted steder side del dele ende måde slags type problem sag svar folk mand kvinde ven person firma virksomhed "
    "selskab "
    "selvstændig kommune navn nummer antal "
    "finde sige se vise give sætte stille stå ligge sidde holde hente bringe sende mangle hedde mene tro føle vente "
    "begynde "
    "starte slutte stoppe fortsætte prøve virke ske høre snakke tale skrive læse ringe kontakte hjælpe hjælp foreslå "
    "bede love "
    "ønske håbe planlægge søge købe betale komme blive kende forstå huske glemme vælge passe ændre stå rykke løbe "
    "fylde "
    "tilbage videre hjem rundt ude inde oppe nede væk frem fremme tværs udenfor indenfor udendørs ved nær overalt "
    "hjemme "
    "gratis personlig";

constexpr absl::string_view kEnglishWeakWords =
    "new old next first second last big large small little good better best bad right wrong easy hard possible "
    "important "
    "necessary ready fast quick quickly slow long short near close many several few single common own special "
    "different "
    "always never often still soon later earlier early late once again today tomorrow day week month year hour minute "
    "evening afternoon morning noon weekend summer winter spring autumn monday tuesday wednesday thursday friday "
    "saturday "
    "sunday january february march april june july august september october november december time times "
    "one two three four five six seven eight nine ten twelve twenty "
    "place side part end way kind sort type thing problem case answer people man woman friend person firm company "
    "business "
    "name number amount "
    "find say see show give set put stand lie sit hold keep fetch bring send lack mean think feel wait begin start "
    "stop "
    "finish continue try work happen hear speak talk tell write read ring call contact suggest ask promise wish hope "
    "plan "
    "buy pay come become take use used know understand remember forget choose fit change run fill someone somebody "
    "anybody "
    "anyone something anything even though "
    "back further home around outside inside across away forward along everywhere without free paperwork";

// Decodes the code point at the start of `text`; length 0 when it is not valid UTF-8.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;
};

CodePoint Decode(absl::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return {};
  std::uint32_t value = first & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = (value << 6) | (byte(i) & 0x3fu);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {};
  return {value, length};
}

// Latin-1 and Latin Extended-A letters as their base letter; nullptr for others.
const char* FoldLatin(std::uint32_t c) {
  switch (c) {
    case 0xc6:
    case 0xe6:
    case 0xc4:
    case 0xe4:
      return "ae";
    case 0xd8:
    case 0xf8:
    case 0xd6:
    case 0xf6:
      return "o";
    case 0xdf:
      return "ss";
    case 0xd0:
    case 0xf0:
      return "d";
    case 0xde:
    case 0xfe:
      return "th";
    case 0xc7:
    case 0xe7:
      return "c";
    case 0xd1:
    case 0xf1:
      return "n";
    case 0xdd:
    case 0xfd:
    case 0xff:
      return "y";
    default:
      break;
  }
  if ((c >= 0xc0 && c <= 0xc5) || (c >= 0xe0 && c <= 0xe5) || (c >= 0x100 && c <= 0x105)) return "a";
  if ((c >= 0xc8 && c <= 0xcb) || (c >= 0xe8 && c <= 0xeb) || (c >= 0x112 && c <= 0x11b)) return "e";
  if ((c >= 0xcc && c <= 0xcf) || (c >= 0xec && c <= 0xef)) return "i";
  if ((c >= 0xd2 && c <= 0xd5) || (c >= 0xf2 && c <= 0xf5) || (c >= 0x14c && c <= 0x151)) return "o";
  if ((c >= 0xd9 && c <= 0xdc) || (c >= 0xf9 && c <= 0xfc) || (c >= 0x168 && c <= 0x173)) return "u";
  if (c == 0x141 || c == 0x142) return "l";
  if (c >= 0x15a && c <= 0x161) return "s";
  if (c >= 0x179 && c <= 0x17e) return "z";
  if (c >= 0x106 && c <= 0x10d) return "c";
  return nullptr;
}

bool IsWordCharacter(std::uint32_t c) {
  if (c < 0x80) return absl::ascii_isalnum(static_cast<unsigned char>(c));
  if (c < 0xc0) return false;                    // Latin-1 signs
  if (c == 0xd7 || c == 0xf7) return false;      // times, divided by
  if (c >= 0x2000 && c <= 0x2bff) return false;  // punctuation, arrows, symbols
  if (c >= 0x3000 && c <= 0x303f) return false;  // CJK punctuation
  return c < 0xe000;                             // no private use, no emoji
}

// ASCII letters and digits in lower case; 0 for everything else.
constexpr std::array<char, 256> kLowerCase = [] {
  std::array<char, 256> lower{};
  for (char c = '0'; c <= '9'; ++c) lower[static_cast<std::size_t>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    lower[static_cast<std::size_t>(c)] = c;
    lower[static_cast<std::size_t>(c - 'a' + 'A')] = c;
  }
  return lower;
}();

char LowerCase(char c) { return kLowerCase[static_cast<std::uint8_t>(c)]; }

// Folds one word letter by letter. A folded letter is never longer than the typed one, so that a word of kMaxWordBytes
// and one more letter fit.
class Folder {
 public:
  void Clear() { size_ = 0; }

  void Append(char plain) { letters_[size_++] = plain; }

  void Append(std::uint32_t c, absl::string_view bytes) {
    const char* latin = FoldLatin(c);
    for (const char letter : latin != nullptr ? absl::string_view(latin) : bytes) Append(letter);
  }

  // The word, with "oe" and "aa" as people write ø and å without a Danish keyboard united with them.
  absl::string_view Finish() {
    std::size_t out = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      letters_[out++] = letters_[i];
      const bool pair = i + 1 < size_ && ((letters_[i] == 'o' && letters_[i + 1] == 'e') ||
                                          (letters_[i] == 'a' && letters_[i + 1] == 'a'));
      if (pair) ++i;
    }
    return absl::string_view(letters_.data(), out);
  }

 private:
  std::array<char, kMaxWordBytes + 8> letters_;
  std::size_t size_ = 0;
};

// Calls `visit` with folded and typed words until it returns false.
template <class Visit>
void VisitWords(absl::string_view text, Visit visit) {
  Folder folder;
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t begin = position;
    folder.Clear();
    while (position < text.size()) {
      // Within the limit a letter is kept; the limit's own letter tells that it was passed.
      const bool fits = position - begin <= kMaxWordBytes;
      if (const char plain = LowerCase(text[position]); plain != 0) {
        if (fits) folder.Append(plain);
        ++position;
        continue;
      }
      if (static_cast<std::uint8_t>(text[position]) < 0x80) break;
      const CodePoint c = Decode(text.substr(position));
      if (c.length == 0 || !IsWordCharacter(c.value)) break;
      if (fits) folder.Append(c.value, text.substr(position, c.length));
      position += c.length;
    }
    if (position == begin) {
      const std::size_t length =
          static_cast<std::uint8_t>(text[position]) < 0x80 ? 1 : Decode(text.substr(position)).length;
      position += length == 0 ? 1 : length;
    } else if (position - begin <= kMaxWordBytes && !visit(folder.Finish(), text.substr(begin, position - begin))) {
      return;
    }
  }
}

}  // namespace

std::vector<Word> SplitWords(absl::string_view text, std::size_t max_words) {
  std::vector<Word> words;
  if (max_words == 0) return words;
  VisitWords(text, [&](absl::string_view folded, absl::string_view typed) {
    words.push_back({typed, std::string(folded)});
    return words.size() < max_words;
  });
  return words;
}

void ForEachWord(absl::string_view text, absl::FunctionRef<void(absl::string_view, absl::string_view)> visit) {
  VisitWords(text, [&](absl::string_view folded, absl::string_view typed) {
    visit(folded, typed);
    return true;
  });
}

namespace {

absl::flat_hash_set<std::string> FoldAll(absl::string_view words) {
  absl::flat_hash_set<std::string> folded;
  for (Word& word : SplitWords(words, std::numeric_limits<std::size_t>::max())) folded.insert(std::move(word.folded));
  return folded;
}

}  // namespace

bool IsStopWord(absl::string_view folded, Language language) {
  static const auto& danish = *new absl::flat_hash_set<std::string>(FoldAll(kDanishStopWords));
  static const auto& english = *new absl::flat_hash_set<std::string>(FoldAll(kEnglishStopWords));
  return folded.size() < 2 || (language == Language::kDanish ? danish : english).contains(folded);
}

namespace {

std::vector<std::string> FoldAndSort(absl::string_view list) {
  const auto words = FoldAll(list);
  std::vector<std::string> sorted(words.begin(), words.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

std::vector<std::string> StopWords(Language language) {
  return FoldAndSort(language == Language::kDanish ? kDanishStopWords : kEnglishStopWords);
}

std::vector<std::string> WeakWords(Language language) {
  return FoldAndSort(language == Language::kDanish ? kDanishWeakWords : kEnglishWeakWords);
}

std::optional<Language> GuessLanguage(absl::string_view text) {
  constexpr std::size_t kLookAt = 100;
  int danish = 0;
  int english = 0;
  for (const Word& word : SplitWords(text, kLookAt)) {
    danish += IsStopWord(word.folded, Language::kDanish) ? 1 : 0;
    english += IsStopWord(word.folded, Language::kEnglish) ? 1 : 0;
  }
  if (danish == english) return std::nullopt;
  return danish > english ? Language::kDanish : Language::kEnglish;
}

std::string PlainText(absl::string_view markdown) {
  std::string plain;
  plain.reserve(markdown.size());
  for (absl::string_view line : absl::StrSplit(markdown, '\n')) {
    if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(line), ":::")) continue;
    // What has been looked at and is to be kept.
    std::size_t kept = 0;
    const auto leave_out = [&](std::size_t to) {
      plain.append(line.data(), kept);
      plain.push_back(' ');
      line.remove_prefix(std::min(line.size(), to));
      kept = 0;
    };
    while (kept < line.size()) {
      const absl::string_view rest = line.substr(kept);
      if (rest.front() == ']' && absl::StartsWith(rest, "](")) {
        const std::size_t end = rest.find(')');
        leave_out(end == absl::string_view::npos ? line.size() : kept + end + 1);
      } else if (rest.front() == 'h' && (absl::StartsWith(rest, "https://") || absl::StartsWith(rest, "http://"))) {
        leave_out(kept + std::min(rest.size(), rest.find_first_of(" )>")));
      } else {
        ++kept;
      }
    }
    plain.append(line.data(), line.size());
    plain.push_back('\n');
  }
  return plain;
}

Stemmer::Stemmer(Language language, Memory memory)
    : language_(language),
      memory_(memory),
      stemmer_(sb_stemmer_new(language == Language::kDanish ? "danish" : "english", "UTF_8")) {
  if (stemmer_ == nullptr) std::abort();  // out of memory, or a libstemmer without Danish: no way on
}

Stemmer::~Stemmer() { sb_stemmer_delete(stemmer_); }

std::string Stemmer::Snowball(absl::string_view folded) {
  const sb_symbol* stem =
      sb_stemmer_stem(stemmer_, reinterpret_cast<const sb_symbol*>(folded.data()), static_cast<int>(folded.size()));
  if (stem == nullptr) return std::string(folded);
  return std::string(reinterpret_cast<const char*>(stem), static_cast<std::size_t>(sb_stemmer_length(stemmer_)));
}

std::string Stemmer::Stem(absl::string_view folded) {
  if (memory_ == Memory::kNone) return MakeStem(folded);
  const auto known = stems_.find(folded);
  return known != stems_.end() ? known->second : stems_.emplace(folded, MakeStem(folded)).first->second;
}

std::string Stemmer::MakeStem(absl::string_view folded) {
  if (std::any_of(folded.begin(), folded.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::string(folded);
  }
  std::string stem = Snowball(folded);
  if (language_ != Language::kDanish) return stem;
  // Snowball keeps nouns made from verbs apart from the verb (servering, servere); people mix them.
  constexpr std::size_t kShortest = 3;
  for (const absl::string_view ending : {"ering", "ning", "ing"}) {
    if (stem.size() >= ending.size() + kShortest && absl::EndsWith(stem, ending)) {
      stem.resize(stem.size() - ending.size());
      break;
    }
  }
  // Once more, so that "cafeen", "cafeer" and "cafe" agree.
  return stem.size() > kShortest ? Snowball(stem) : stem;
}

}  // namespace indgang::knowledge
