#include "knowledge/entry_words.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/parallel.h"
#include "knowledge/word_numbers.h"

namespace indgang::knowledge {
namespace {

constexpr int kStopWord = -1;

// Splits some entries in a row, without a vocabulary: several can be at work at once.
class Splitter {
 public:
  Splitter(Language language, IndexUse use) : language_(language), use_(use) {}

  void Split(IndexEntry& entry) {
    if (entry.field == v1::RoutingReason::FIELD_BODY) entry.text = PlainText(entry.text);
    const absl::string_view text = entry.text;
    const std::size_t before = split_.tokens.size();
    int words = 0;
    ForEachWord(text, [&](absl::string_view folded, absl::string_view typed) {
      ++words;
      if (const int number = NumberOf(folded); number != kStopWord) Add(number, text, typed);
    });
    if (words > 1 && split_.tokens.size() == before && IsCovered(entry.field)) AddPhrase(text);
    split_.token_ends.push_back(split_.tokens.size());
  }

  // What was split; its words have no terms yet.
  EntryWords Take() { return std::move(split_); }

 private:
  // The word's place in split_.words; kStopWord when it means nothing.
  int NumberOf(absl::string_view folded) {
    const auto number = static_cast<std::size_t>(numbers_.Add(folded));
    if (number == meant_.size()) meant_.push_back(IsStopWord(folded, language_) ? kStopWord : NewWord(folded));
    return meant_[number];
  }

  int NewWord(absl::string_view folded) {
    split_.words.push_back({std::string(folded), 0, {}});
    return static_cast<int>(split_.words.size()) - 1;
  }

  void Add(int number, absl::string_view text, absl::string_view typed) {
    split_.tokens.push_back(number);
    if (use_ == IndexUse::kWriting) return;
    split_.places.push_back({static_cast<int>(typed.data() - text.data()), static_cast<int>(typed.size())});
  }

  // All words as one; none of them means something.
  void AddPhrase(absl::string_view text) {
    std::string phrase;
    absl::string_view typed;
    ForEachWord(text, [&](absl::string_view folded, absl::string_view word) {
      absl::StrAppend(&phrase, phrase.empty() ? "" : " ", folded);
      const char* begin = typed.empty() ? word.data() : typed.data();
      typed = absl::string_view(begin, static_cast<std::size_t>(word.data() + word.size() - begin));
    });
    const auto number = static_cast<std::size_t>(numbers_.Add(phrase));
    if (number == meant_.size()) meant_.push_back(NewWord(phrase));
    Add(meant_[number], text, typed);
  }

  const Language language_;
  const IndexUse use_;
  EntryWords split_;
  WordNumbers numbers_;
  // By number in numbers_.
  std::vector<int> meant_;
};

// Adds what follows the entries of `all`.
void Append(EntryWords&& next, absl::flat_hash_map<std::string, int>& numbers, EntryWords& all) {
  std::vector<int> number_of;
  number_of.reserve(next.words.size());
  for (IndexedWord& word : next.words) {
    const auto [number, is_new] = numbers.try_emplace(word.folded, static_cast<int>(all.words.size()));
    if (is_new) all.words.push_back(std::move(word));
    number_of.push_back(number->second);
  }
  const std::size_t before = all.tokens.size();
  all.tokens.reserve(before + next.tokens.size());
  for (const int word : next.tokens) all.tokens.push_back(number_of[static_cast<std::size_t>(word)]);
  all.places.insert(all.places.end(), next.places.begin(), next.places.end());
  for (const std::size_t end : next.token_ends) all.token_ends.push_back(before + end);
}

}  // namespace

bool IsCovered(v1::RoutingReason::Field field) {
  return field == v1::RoutingReason::FIELD_TITLE || field == v1::RoutingReason::FIELD_KEYWORD ||
         field == v1::RoutingReason::FIELD_SEARCH_TERM || field == v1::RoutingReason::FIELD_EXAMPLE_QUESTION;
}

EntryWords SplitEntries(std::vector<IndexEntry>& entries, IndexUse use, Vocabulary& vocabulary, Stemmer& stemmer,
                        int threads) {
  const std::size_t pieces = static_cast<std::size_t>(std::max(1, threads));
  std::vector<EntryWords> splits(pieces);
  ParallelFor(threads, pieces, [&](std::size_t i) {
    Splitter splitter(vocabulary.language(), use);
    const std::size_t end = entries.size() * (i + 1) / pieces;
    for (std::size_t entry = entries.size() * i / pieces; entry < end; ++entry) splitter.Split(entries[entry]);
    splits[i] = splitter.Take();
  });
  EntryWords all = std::move(splits.front());
  if (pieces > 1) {
    absl::flat_hash_map<std::string, int> numbers;
    for (std::size_t i = 0; i < all.words.size(); ++i) numbers.emplace(all.words[i].folded, static_cast<int>(i));
    for (std::size_t i = 1; i < pieces; ++i) Append(std::move(splits[i]), numbers, all);
  }
  for (IndexedWord& word : all.words) word.term = vocabulary.Add(word.folded, stemmer);
  // Only now all words are known that may be parts.
  for (IndexedWord& word : all.words) word.parts = vocabulary.SplitCompound(word.folded, stemmer);
  return all;
}

}  // namespace indgang::knowledge
