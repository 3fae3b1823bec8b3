#include "server/domain/search_terms.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_join.h"
#include "knowledge/text_analysis.h"

namespace indgang::domain {
namespace {

using knowledge::Language;

constexpr std::size_t kMaxWords = 4'000;
constexpr std::size_t kMaxSearchWords = 20;

class Spellings {
 public:
  // The word and its stems, each once.
  std::vector<std::string> Of(const std::string& folded) {
    std::vector<std::string> all = {folded};
    for (std::string stem : {danish_.Stem(folded), english_.Stem(folded)}) {
      if (!stem.empty() && std::find(all.begin(), all.end(), stem) == all.end()) all.push_back(std::move(stem));
    }
    return all;
  }

 private:
  knowledge::Stemmer danish_{Language::kDanish};
  knowledge::Stemmer english_{Language::kEnglish};
};

bool IsStopWord(const std::string& folded) {
  return knowledge::IsStopWord(folded, Language::kDanish) || knowledge::IsStopWord(folded, Language::kEnglish);
}

}  // namespace

std::string SearchTerms(absl::string_view text) {
  Spellings spellings;
  absl::flat_hash_set<std::string> seen;
  std::vector<std::string> terms;
  for (const knowledge::Word& word : knowledge::SplitWords(text, kMaxWords)) {
    for (std::string& term : spellings.Of(word.folded)) {
      if (seen.insert(term).second) terms.push_back(std::move(term));
    }
  }
  return absl::StrJoin(terms, " ");
}

std::vector<std::vector<std::string>> SearchWords(absl::string_view query) {
  Spellings spellings;
  const std::vector<knowledge::Word> words = knowledge::SplitWords(query, kMaxSearchWords);
  const bool only_stop_words =
      std::all_of(words.begin(), words.end(), [](const knowledge::Word& word) { return IsStopWord(word.folded); });
  std::vector<std::vector<std::string>> wanted;
  for (const knowledge::Word& word : words) {
    if (only_stop_words || !IsStopWord(word.folded)) wanted.push_back(spellings.Of(word.folded));
  }
  return wanted;
}

}  // namespace indgang::domain
