// Words of a text as search sees them. Guides and questions go through the same analysis, so that "Udeserveringen",
// "ude servering" and "udeservering" meet.
#ifndef INDGANG_KNOWLEDGE_TEXT_ANALYSIS_H_
#define INDGANG_KNOWLEDGE_TEXT_ANALYSIS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

struct sb_stemmer;

namespace indgang::knowledge {

enum class Language { kDanish, kEnglish };

// A word of a text: letters and digits of any script. Bytes that are no UTF-8 end a word and are never part of one.
struct Word {
  // As typed; points into the text.
  absl::string_view typed;
  // Lower case, and one spelling where people use several: å, aa and a are "a", ø, oe and o are "o", æ and ae are "ae";
  // other accents are dropped.
  std::string folded;
};

// The first `max_words` words of `text`. Words of more than 64 bytes are cut into nothing: they are left out.
std::vector<Word> SplitWords(absl::string_view text, std::size_t max_words);

// The same for all words without copying: calls `visit` with each word's `folded`, valid during the call, and `typed`.
void ForEachWord(absl::string_view text, absl::FunctionRef<void(absl::string_view, absl::string_view)> visit);

// Whether the folded word carries no meaning of its own in that language ("og", "the").
bool IsStopWord(absl::string_view folded, Language language);

// The folded words that carry no meaning of their own in that language, sorted.
std::vector<std::string> StopWords(Language language);

// Folded words of any text, which say little of what it is about ("new", "week"), sorted. They count, but less.
std::vector<std::string> WeakWords(Language language);

// The language that the text's stop words speak for; nullopt when they speak for neither.
std::optional<Language> GuessLanguage(absl::string_view text);

// Guide text without what readers do not see as words: link targets, addresses, directive lines, markup.
std::string PlainText(absl::string_view markdown);

// Takes inflections off folded words. Not for use from several threads at once; making one is cheap.
class Stemmer {
 public:
  // Whether it keeps the stems of its words: for a few words that are asked for several times.
  enum class Memory { kNone, kWords };
  explicit Stemmer(Language language, Memory memory = Memory::kNone);
  ~Stemmer();
  Stemmer(const Stemmer&) = delete;
  Stemmer& operator=(const Stemmer&) = delete;

  // "vaerkstederne" -> "vaerksted". Words with digits stay as they are.
  std::string Stem(absl::string_view folded);

 private:
  std::string MakeStem(absl::string_view folded);
  std::string Snowball(absl::string_view folded);

  const Language language_;
  const Memory memory_;
  absl::flat_hash_map<std::string, std::string> stems_;  // by word, with Memory::kWords
  sb_stemmer* stemmer_;
};

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_TEXT_ANALYSIS_H_
