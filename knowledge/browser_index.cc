#include "knowledge/browser_index.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "knowledge/synonyms.h"
#include "knowledge/text_analysis.h"
#include "knowledge/vocabulary.h"
#include "nlohmann/json.hpp"

namespace indgang::knowledge {
namespace {

using Json = nlohmann::ordered_json;

constexpr absl::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int kStrengths = 32;
constexpr std::size_t kMostShared = 25;

void AppendNumber(std::string& out, std::size_t number) {
  constexpr std::size_t kMore = 32;
  for (; number >= kMore; number /= kMore) out.push_back(kDigits[number % kMore + kMore]);
  out.push_back(kDigits[number]);
}

Json ToJson(const BrowserDocument& document) {
  Json json = {std::string(document.kind), document.href, std::string(document.title), std::string(document.summary)};
  const bool weighted = document.weight != 100;
  if (weighted || !document.lang.empty() || !document.note.empty()) json.push_back(std::string(document.note));
  if (weighted || !document.lang.empty()) json.push_back(std::string(document.lang));
  if (weighted) json.push_back(document.weight);
  return json;
}

// How many letters both begin with. Letters of more than one byte are never shared, so that none is cut.
std::size_t SharedLetters(absl::string_view a, absl::string_view b) {
  const std::size_t most = std::min({a.size(), b.size(), kMostShared});
  std::size_t shared = 0;
  while (shared < most && a[shared] == b[shared] && static_cast<unsigned char>(a[shared]) < 0x80) ++shared;
  return shared;
}

// Terms in the order of their first word, which is how the browser numbers them.
struct Words {
  absl::flat_hash_map<absl::string_view, std::size_t> number;
  std::vector<TermId> terms;
  std::string letters;
  std::string term_codes;
};

Words WriteWords(const Vocabulary& vocabulary) {
  Words words;
  std::vector<std::size_t> renumbered(static_cast<std::size_t>(vocabulary.size()), 0);  // from 1; 0 for not yet
  absl::string_view before;
  for (const auto& [word, term] : vocabulary.Words()) {
    words.number.emplace(word, words.number.size());
    const std::size_t shared = SharedLetters(word, before);
    words.letters.push_back(kDigits[shared]);
    absl::StrAppend(&words.letters, word.substr(shared));
    before = word;
    std::size_t& number = renumbered[static_cast<std::size_t>(term)];
    if (number == 0) {
      words.terms.push_back(term);
      number = words.terms.size();
      AppendNumber(words.term_codes, 0);
    } else {
      AppendNumber(words.term_codes, words.terms.size() - number + 1);
    }
  }
  return words;
}

// Titles, keywords, search terms and example questions as the numbers of their words, each term once.
std::string WriteEntries(const LanguageIndex& index, const Words& words) {
  const Language language = index.vocabulary().language();
  Stemmer stemmer(language);
  std::string out;
  int document = 0;
  for (const IndexEntry& entry : index.entries()) {
    if (!IsCovered(entry.field)) continue;
    std::vector<TermId> seen;
    std::vector<std::size_t> numbers;
    for (const Word& word : IndexedWords(entry, language)) {
      const auto term = index.vocabulary().Find(word.folded, stemmer);
      if (!term.has_value()) continue;
      if (std::find(seen.begin(), seen.end(), *term) != seen.end()) continue;
      seen.push_back(*term);
      numbers.push_back(words.number.at(word.folded));
    }
    if (numbers.empty()) continue;
    const bool question = entry.field == v1::RoutingReason::FIELD_EXAMPLE_QUESTION;
    AppendNumber(out, static_cast<std::size_t>(entry.document - document) * 2 + (question ? 1 : 0));
    AppendNumber(out, numbers.size());
    for (const std::size_t number : numbers) AppendNumber(out, number);
    document = entry.document;
  }
  return out;
}

std::string JoinGroups(const std::vector<std::vector<std::string>>& groups) {
  std::vector<std::string> joined;
  for (const auto& group : groups) joined.push_back(absl::StrJoin(group, " "));
  return absl::StrJoin(joined, ";");
}

}  // namespace

std::string WriteBrowserIndex(const LanguageIndex& index, const std::vector<BrowserDocument>& documents) {
  Json json;
  json["documents"] = Json::array();
  for (const BrowserDocument& document : documents) json["documents"].push_back(ToJson(document));
  const Language language = index.vocabulary().language();
  json["stop"] = absl::StrJoin(StopWords(language), " ");
  const Words words = WriteWords(index.vocabulary());
  json["words"] = words.letters;
  json["terms"] = words.term_codes;
  std::string weak;
  std::size_t number = 0;
  std::size_t weak_before = 0;
  for (const TermId term : words.terms) {
    if (index.IsWeak(term)) {
      AppendNumber(weak, number - weak_before);
      weak_before = number;
    }
    ++number;
  }
  json["weak"] = std::move(weak);
  std::string postings;
  std::string strengths;
  for (const TermId term : words.terms) {
    AppendNumber(postings, index.Postings(term).size());
    int before = 0;
    for (const Posting& posting : index.Postings(term)) {
      AppendNumber(postings, static_cast<std::size_t>(posting.document - before));
      before = posting.document;
      const long step = std::lround(posting.impact / index.Idf(term) * kStrengths);
      strengths.push_back(kDigits[static_cast<std::size_t>(std::clamp(step, 1L, kStrengths * 1L) - 1)]);
    }
  }
  json["postings"] = std::move(postings);
  json["strengths"] = std::move(strengths);
  json["entries"] = WriteEntries(index, words);
  json["synonyms"] = JoinGroups(SynonymGroups(language));
  json["kinds"] = JoinGroups(Kinds(language));
  return json.dump() + "\n";
}

}  // namespace indgang::knowledge
