#include "knowledge/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"

namespace indgang::knowledge {
namespace {

constexpr std::size_t kShortestPart = 3;
constexpr std::size_t kShortestRelated = 4;
constexpr std::size_t kShortestInside = 5;
constexpr std::size_t kLongestGuessed = 40;

int AllowedEdits(std::size_t length) { return length < 4 ? 0 : length < 8 ? 1 : 2; }

bool HasDigit(absl::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Edits between two words of at most kLongestGuessed + 2 letters, neighbours swapped counting one; `limit` + 1 when
// more.
int EditDistance(absl::string_view a, absl::string_view b, int limit) {
  using Row = std::array<int, kLongestGuessed + 4>;
  Row before_last{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    int least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
    before_last = last;
    last = row;
  }
  return std::min(last[b.size()], limit + 1);
}

// Calls `visit` with each trigram of the word, which is padded with two marks in front and behind.
template <typename Visit>
void ForEachTrigram(absl::string_view word, Visit visit) {
  std::uint32_t trigram = 0x010101;
  for (std::size_t i = 0; i < word.size() + 2; ++i) {
    const auto next = i < word.size() ? static_cast<std::uint8_t>(word[i]) : std::uint8_t{1};
    trigram = ((trigram << 8) | next) & 0xffffff;
    visit(trigram);
  }
}

// The first kShortestPart letters in one number; `word` has at least as many.
std::uint32_t Beginning(absl::string_view word) {
  std::uint32_t beginning = 0;
  for (std::size_t i = 0; i < kShortestPart; ++i) beginning = (beginning << 8) | static_cast<std::uint8_t>(word[i]);
  return beginning;
}

std::string Reversed(absl::string_view word) { return std::string(word.rbegin(), word.rend()); }

}  // namespace

TermId Vocabulary::Add(absl::string_view folded, Stemmer& stemmer) {
  if (const auto known = term_by_word_.find(folded); known != term_by_word_.end()) return known->second;
  std::string stem = stemmer.Stem(folded);
  const auto [entry, is_new] = term_by_stem_.try_emplace(stem, size());
  if (is_new) stems_.push_back(std::move(stem));
  term_by_word_.emplace(folded, entry->second);
  if (folded.size() >= kShortestPart) {
    lengths_by_beginning_[Beginning(folded)] |= std::uint64_t{1} << std::min<std::size_t>(folded.size(), 63);
  }
  return entry->second;
}

void Vocabulary::Freeze() {
  words_.assign(term_by_word_.begin(), term_by_word_.end());
  for (const auto& [stem, term] : term_by_stem_) {
    if (!term_by_word_.contains(stem)) words_.emplace_back(stem, term);
  }
  std::sort(words_.begin(), words_.end());
  reversed_.reserve(words_.size());
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::string& word = words_[i].first;
    reversed_.emplace_back(Reversed(word), words_[i].second);
    if (word.size() < 3 || word.size() > kLongestGuessed || HasDigit(word)) continue;
    ForEachTrigram(word, [&](std::uint32_t trigram) { words_by_trigram_[trigram].push_back(static_cast<int>(i)); });
  }
  std::sort(reversed_.begin(), reversed_.end());
}

std::optional<TermId> Vocabulary::Find(absl::string_view folded, Stemmer& stemmer) const {
  if (const auto word = term_by_word_.find(folded); word != term_by_word_.end()) return word->second;
  if (const auto stem = term_by_stem_.find(stemmer.Stem(folded)); stem != term_by_stem_.end()) return stem->second;
  return std::nullopt;
}

std::uint64_t Vocabulary::LengthsBeginningAs(absl::string_view text) const {
  if (text.size() < kShortestPart) return 0;
  const auto found = lengths_by_beginning_.find(Beginning(text));
  return found == lengths_by_beginning_.end() ? 0 : found->second;
}

bool Vocabulary::IsPart(absl::string_view folded) const {
  return folded.size() >= kShortestPart && term_by_word_.contains(folded) && !IsStopWord(folded, language_);
}

std::vector<TermId> Vocabulary::SplitCompound(absl::string_view folded, Stemmer& stemmer) const {
  const std::size_t size = folded.size();
  if (size < 2 * kShortestPart || size > kLongestGuessed || HasDigit(folded)) return {};
  // fewest[i]: the fewest parts that the first i letters are made of, binding letter included; 0 for none.
  std::vector<int> fewest(size + 1, 0);
  std::vector<std::size_t> part_begin(size + 1, 0);
  std::vector<std::size_t> part_end(size + 1, 0);
  const auto offer = [&](std::size_t begin, std::size_t end, std::size_t next) {
    const int parts = begin == 0 ? 1 : fewest[begin] + 1;
    if (fewest[next] != 0 && fewest[next] <= parts) return;
    fewest[next] = parts;
    part_begin[next] = begin;
    part_end[next] = end;
  };
  for (std::size_t begin = 0; begin + kShortestPart <= size; ++begin) {
    if (begin > 0 && fewest[begin] == 0) continue;
    // No part is longer than kLongestGuessed, so that each length has a bit of its own.
    const std::uint64_t lengths = LengthsBeginningAs(folded.substr(begin));
    for (std::size_t end = begin + kShortestPart; end < size; ++end) {
      if ((lengths >> (end - begin) & 1) == 0) continue;
      if (!IsPart(folded.substr(begin, end - begin))) continue;
      offer(begin, end, end);
      const char binding = folded[end];
      const bool binds = language_ == Language::kDanish && (binding == 's' || binding == 'e');
      if (binds && end + 1 < size) offer(begin, end, end + 1);
    }
  }
  // The last part may be inflected in a way that no guide uses.
  std::size_t last_begin = 0;
  std::optional<TermId> last;
  int best = 0;
  for (std::size_t begin = kShortestPart; begin + kShortestPart <= size; ++begin) {
    if (fewest[begin] == 0 || (last.has_value() && best <= fewest[begin])) continue;
    const absl::string_view tail = folded.substr(begin);
    if (IsStopWord(tail, language_)) continue;
    const std::optional<TermId> term = Find(tail, stemmer);
    if (!term.has_value() || stems_[static_cast<std::size_t>(*term)].size() < kShortestPart) continue;
    last = term;
    last_begin = begin;
    best = fewest[begin];
  }
  if (!last.has_value()) return {};
  std::vector<TermId> parts = {*last};
  for (std::size_t end = last_begin; end > 0; end = part_begin[end]) {
    parts.push_back(term_by_word_.at(folded.substr(part_begin[end], part_end[end] - part_begin[end])));
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

std::vector<Guess> Vocabulary::FindSimilar(absl::string_view folded, std::size_t most) const {
  const int allowed = AllowedEdits(folded.size());
  if (allowed == 0 || folded.size() > kLongestGuessed || HasDigit(folded)) return {};
  std::vector<int> shared(words_.size(), 0);  // trigrams, by word
  std::vector<int> sharing;
  ForEachTrigram(folded, [&](std::uint32_t trigram) {
    const auto words = words_by_trigram_.find(trigram);
    if (words == words_by_trigram_.end()) return;
    for (const int word : words->second) {
      if (shared[static_cast<std::size_t>(word)]++ == 0) sharing.push_back(word);
    }
  });
  // An edit changes at most three trigrams, a swap four.
  const int wanted = std::max(1, static_cast<int>(folded.size()) + 2 - 4 * allowed);
  std::vector<Guess> guesses;
  for (const int index : sharing) {
    const auto& [word, term] = words_[static_cast<std::size_t>(index)];
    const auto difference = static_cast<std::ptrdiff_t>(word.size()) - static_cast<std::ptrdiff_t>(folded.size());
    if (shared[static_cast<std::size_t>(index)] < wanted || difference > allowed || -difference > allowed) continue;
    const int limit = std::min(allowed, AllowedEdits(std::max(word.size(), std::size_t{4})));
    const int edits = EditDistance(folded, word, limit);
    if (edits <= limit) guesses.push_back({term, edits, word});
  }
  std::sort(guesses.begin(), guesses.end(), [&](const Guess& a, const Guess& b) {
    const auto key = [&](const Guess& guess) {
      return std::make_tuple(guess.edits, guess.word.front() != folded.front(), guess.word);
    };
    return key(a) < key(b);
  });
  // Only the nearest: a word one edit away leaves no doubt that one two edits away is another.
  std::vector<Guess> nearest;
  for (const Guess& guess : guesses) {
    if (guess.edits > guesses.front().edits || nearest.size() == most) break;
    const bool known =
        std::any_of(nearest.begin(), nearest.end(), [&](const Guess& g) { return g.term == guess.term; });
    if (!known) nearest.push_back(guess);
  }
  return nearest;
}

std::vector<Guess> Vocabulary::FindRelated(absl::string_view folded, Stemmer& stemmer, std::size_t most) const {
  if (folded.size() < kShortestRelated || folded.size() > kLongestGuessed || HasDigit(folded)) return {};
  std::vector<std::pair<std::size_t, Guess>> found;  // length of the common part
  const auto add = [&](std::size_t common, TermId term) {
    found.push_back({common, {term, 0, stems_[static_cast<std::size_t>(term)]}});
  };
  const std::string stem = stemmer.Stem(folded);
  const auto add_longer = [&](const auto& sorted, absl::string_view part) {
    for (auto it = std::lower_bound(sorted.begin(), sorted.end(), part,
                                    [](const auto&entry, absl::string_view value) { return entry.first < value; });
         it != sorted.end() && absl::StartsWith(it->first, part); ++it) {
      add(part.size(), it->second);
    }
  };
  const absl::string_view edge = stem.size() >= kShortestRelated ? absl::string_view(stem) : folded;
  add_longer(words_, edge);
  add_longer(reversed_, Reversed(edge));
  for (std::size_t length = folded.size() - 1; length >= kShortestRelated; --length) {
    for (const absl::string_view part : {folded.substr(0, length), folded.substr(folded.size() - length)}) {
      if (IsStopWord(part, language_)) continue;
      if (const std::optional<TermId> term = Find(part, stemmer); term.has_value()) add(length, *term);
    }
    for (std::size_t begin = 1; length >= kShortestInside && begin + length < folded.size(); ++begin) {
      const auto known = term_by_word_.find(folded.substr(begin, length));
      if (known != term_by_word_.end() && IsPart(known->first)) add(length, known->second);
    }
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second.term < b.second.term;
  });
  std::vector<Guess> related;
  for (const auto& [common, guess] : found) {
    const TermId term = guess.term;
    if (related.size() == most) break;
    const bool known = std::any_of(related.begin(), related.end(), [&](const Guess& g) { return g.term == term; });
    if (!known) related.push_back(guess);
  }
  return related;
}

}  // namespace indgang::knowledge
