// Finds the documents that a question in people's own words is about, in two languages at once, and says why.
#ifndef INDGANG_KNOWLEDGE_SEARCH_INDEX_H_
#define INDGANG_KNOWLEDGE_SEARCH_INDEX_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "indgang/knowledge/v1/routing.pb.h"
#include "knowledge/language_index.h"
#include "knowledge/text_analysis.h"

namespace indgang::knowledge {

// One piece of a document met by words of the question.
struct Evidence {
  // As typed, in the question's order.
  std::vector<std::string> words;
  v1::RoutingReason::Field field = v1::RoutingReason::FIELD_UNSPECIFIED;
  // The title, keyword, search term or example question met; of longer texts the word in it.
  std::string matched;
  // Share of the document's score.
  double strength = 0;
  // What a mistyped word was taken for, as the document writes it; empty when nothing was mistyped.
  std::string read_as;
};

struct SearchHit {
  int document = 0;
  // Above 0; comparable only within one search.
  double score = 0;
  // The largest share, 0 to 1, of one of its titles, keywords or search terms that the question names.
  double covered = 0;
  // Strongest first.
  std::vector<Evidence> evidence;
};

// Immutable; may be used from any thread.
class SearchIndex {
 public:
  // Documents are numbered from 0 to `documents` - 1; entries stand in order of document.
  SearchIndex(int documents, std::vector<IndexEntry> danish, std::vector<IndexEntry> english);

  // The best `most` documents, best first, ties by number. Texts of both languages are searched; those of the other
  // language count less. A question that reads as the other language is taken as such. Any bytes may be searched for;
  // only the first words of a long text are looked at (kMaxWords), so time is bounded.
  std::vector<SearchHit> Search(absl::string_view question, Language language, std::size_t most) const;

  static constexpr std::size_t kMaxWords = 600;

 private:
  struct QuestionWord;

  const LanguageIndex& Of(Language language) const { return language == Language::kDanish ? danish_ : english_; }
  // `language` is what the question reads as, `certain` whether that is more than an assumption.
  std::vector<QuestionWord> ReadQuestion(absl::string_view question, Language language, bool certain) const;
  std::vector<Evidence> Explain(const std::vector<QuestionWord>& words, Language language, int document,
                                const std::vector<Coverage>& coverage) const;

  const int documents_;
  const LanguageIndex danish_;
  const LanguageIndex english_;
};

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_SEARCH_INDEX_H_
