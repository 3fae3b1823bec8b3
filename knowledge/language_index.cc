#include "knowledge/language_index.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/parallel.h"
#include "knowledge/synonyms.h"

namespace indgang::knowledge {
namespace {

constexpr std::size_t kFields = v1::RoutingReason::Field_ARRAYSIZE;

// BM25F: how much a word counts in each field, how much the field's length counts, and how soon repetition stops to.
struct FieldWeight {
  double weight;
  double length_share;
};

constexpr std::array<FieldWeight, kFields> kFieldWeights = {{
    {0, 0},        // unspecified
    {5.0, 0.3},    // title
    {4.0, 0.1},    // keyword
    {2.5, 0.2},    // example question
    {4.0, 0.2},    // search term
    {1.5, 0.6},    // summary
    {0.55, 0.85},  // body
    {0.5, 0.3},    // authority
}};
constexpr double kSaturation = 1.5;

// What a word counts that is only a part of the word that stands there.
constexpr double kPartOfWord = 0.5;

// What a word of any text counts of what its rarity here would give it.
constexpr double kWeakWeight = 0.7;
// How many words may stand between two of a phrase.
constexpr std::size_t kPhraseGap = 4;

constexpr double kCompoundWeight = 0.75;
constexpr double kSynonymWeight = 0.6;
constexpr double kRelatedWeight = 0.7;
constexpr std::array<double, 3> kTypoWeight = {0.8, 0.8, 0.6};  // by edits
constexpr std::size_t kMostGuesses = 4;

std::size_t Index(int number) { return static_cast<std::size_t>(number); }

// The text from one word to another, both included.
absl::string_view Span(const Word& first, const Word& last) {
  const char* end = last.typed.data() + last.typed.size();
  return absl::string_view(first.typed.data(), static_cast<std::size_t>(end - first.typed.data()));
}

}  // namespace

bool IsCovered(v1::RoutingReason::Field field) {
  return field == v1::RoutingReason::FIELD_TITLE || field == v1::RoutingReason::FIELD_KEYWORD ||
         field == v1::RoutingReason::FIELD_SEARCH_TERM || field == v1::RoutingReason::FIELD_EXAMPLE_QUESTION;
}

std::vector<Word> IndexedWords(const IndexEntry& entry, Language language) {
  std::vector<Word> words = SplitWords(entry.text, std::numeric_limits<std::size_t>::max());
  const auto is_stop = [&](const Word& word) { return IsStopWord(word.folded, language); };
  if (IsCovered(entry.field) && words.size() > 1 && std::all_of(words.begin(), words.end(), is_stop)) {
    Word phrase = {Span(words.front(), words.back()), ""};
    for (const Word& word : words) absl::StrAppend(&phrase.folded, phrase.folded.empty() ? "" : " ", word.folded);
    return {std::move(phrase)};
  }
  words.erase(std::remove_if(words.begin(), words.end(), is_stop), words.end());
  return words;
}

// The entries word by word, each distinct word looked at once. Words without meaning of their own are left out.
struct LanguageIndex::Analysis {
  struct DistinctWord {
    TermId term;
    // The terms of its parts, when it is a compound.
    std::vector<TermId> parts;
  };
  struct Token {
    // Index in `words`.
    int word;
    // Where it stands in its entry's text.
    int begin;
    int length;
  };

  // Calls `visit(term, is_part)` for what a token stands for: its word, then the parts of that.
  template <class Visit>
  void ForEachTerm(const Token& token, Visit visit) const {
    const DistinctWord& word = words[Index(token.word)];
    visit(word.term, false);
    for (const TermId part : word.parts) visit(part, true);
  }

  std::vector<DistinctWord> words;
  std::vector<Token> tokens;
  // By entry: where its tokens end.
  std::vector<std::size_t> token_ends;
};

LanguageIndex::LanguageIndex(Language language, int documents, std::vector<IndexEntry> entries, IndexUse use,
                             int threads)
    : documents_(documents), entries_(std::move(entries)), vocabulary_(language) {
  Stemmer stemmer(language);
  const Analysis analysis = Analyse(stemmer, threads);
  weak_.resize(Index(vocabulary_.size()));
  for (const std::string& word : WeakWords(language)) {
    if (const auto term = vocabulary_.Find(word, stemmer); term.has_value()) weak_[Index(*term)] = true;
  }
  SetPostings(analysis, threads);
  if (use == IndexUse::kWriting) return;
  vocabulary_.Freeze();
  AddSlots(analysis);
  AddSynonyms(stemmer);
  AddPhrases(stemmer);
}

namespace {

// The words of some entries in a row, before it is known which of them mean something.
struct WordsOfEntries {
  struct Token {
    // Index in `words`.
    int word;
    int begin;
    int length;
  };
  // Distinct and folded, in the order in which they come first.
  std::vector<std::string> words;
  std::vector<Token> tokens;
  // By entry: where its tokens end.
  std::vector<std::size_t> token_ends;
};

// Splits entries [begin, end) into words; bodies become plain text.
WordsOfEntries SplitEntries(std::vector<IndexEntry>& entries, std::size_t begin, std::size_t end, Language language) {
  WordsOfEntries split;
  absl::flat_hash_map<std::string, int> numbers;
  for (std::size_t i = begin; i < end; ++i) {
    IndexEntry& entry = entries[i];
    if (entry.field == v1::RoutingReason::FIELD_BODY) entry.text = PlainText(entry.text);
    const auto add = [&](absl::string_view folded, absl::string_view typed) {
      const auto [number, is_new] = numbers.try_emplace(folded, static_cast<int>(split.words.size()));
      if (is_new) split.words.emplace_back(folded);
      split.tokens.push_back(
          {number->second, static_cast<int>(typed.data() - entry.text.data()), static_cast<int>(typed.size())});
    };
    if (IsCovered(entry.field)) {
      for (const Word& word : IndexedWords(entry, language)) add(word.folded, word.typed);
    } else {
      ForEachWord(entry.text, add);
    }
    split.token_ends.push_back(split.tokens.size());
  }
  return split;
}

}  // namespace

LanguageIndex::Analysis LanguageIndex::Analyse(Stemmer& stemmer, int threads) {
  constexpr int kStopWord = -1;
  const std::size_t pieces = static_cast<std::size_t>(std::max(1, threads));
  std::vector<WordsOfEntries> splits(pieces);
  ParallelFor(threads, pieces, [&](std::size_t i) {
    splits[i] = SplitEntries(entries_, entries_.size() * i / pieces, entries_.size() * (i + 1) / pieces,
                             vocabulary_.language());
  });
  Analysis analysis;
  absl::flat_hash_map<std::string, int> numbers;
  for (WordsOfEntries& split : splits) {
    std::vector<int> number_of;
    for (std::string& folded : split.words) {
      const auto [number, is_new] = numbers.try_emplace(std::move(folded), kStopWord);
      if (is_new && !IsStopWord(number->first, vocabulary_.language())) {
        number->second = static_cast<int>(analysis.words.size());
        analysis.words.push_back({vocabulary_.Add(number->first, stemmer), {}});
      }
      number_of.push_back(number->second);
    }
    analysis.tokens.reserve(analysis.tokens.size() + split.tokens.size());
    std::size_t at = 0;
    for (const std::size_t end : split.token_ends) {
      for (; at < end; ++at) {
        const WordsOfEntries::Token& token = split.tokens[at];
        const int number = number_of[Index(token.word)];
        if (number != kStopWord) analysis.tokens.push_back({number, token.begin, token.length});
      }
      analysis.token_ends.push_back(analysis.tokens.size());
    }
    split = {};
  }
  // Only now all words are known that may be parts.
  for (const auto& [folded, number] : numbers) {
    if (number != kStopWord) analysis.words[Index(number)].parts = vocabulary_.SplitCompound(folded, stemmer);
  }
  return analysis;
}

void LanguageIndex::SetPostings(const Analysis& analysis, int threads) {
  struct Occurrence {
    int entry;
    int begin;
    int length;
    bool part;
  };
  // The occurrences of all terms, term after term, in the order of the texts.
  std::vector<std::size_t> ends(Index(vocabulary_.size()) + 1, 0);
  for (const Analysis::Token& token : analysis.tokens) {
    analysis.ForEachTerm(token, [&](TermId term, bool) { ++ends[Index(term) + 1]; });
  }
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<Occurrence> occurrences(ends.back());
  std::vector<std::array<double, kFields>> field_lengths(Index(documents_), std::array<double, kFields>{});
  for (std::size_t i = 0, t = 0; i < entries_.size(); ++i) {
    const IndexEntry& entry = entries_[i];
    field_lengths[Index(entry.document)][Index(entry.field)] += static_cast<double>(analysis.token_ends[i] - t);
    for (; t < analysis.token_ends[i]; ++t) {
      const Analysis::Token& token = analysis.tokens[t];
      // Afterwards ends[term] is where that term's occurrences end, and the one before where they begin.
      analysis.ForEachTerm(token, [&](TermId term, bool part) {
        occurrences[ends[Index(term)]++] = {static_cast<int>(i), token.begin, token.length, part};
      });
    }
  }

  std::array<double, kFields> mean_length{};
  for (std::size_t field = 0; field < kFields; ++field) {
    double sum = 0;
    double with_field = 0;
    for (const std::array<double, kFields>& lengths : field_lengths) {
      sum += lengths[field];
      with_field += lengths[field] > 0 ? 1 : 0;
    }
    mean_length[field] = with_field > 0 ? sum / with_field : 1;
  }
  postings_.resize(Index(vocabulary_.size()));
  idf_.resize(postings_.size());
  const auto set_term = [&](std::size_t term) {
    std::vector<Posting>& postings = postings_[term];
    double strongest = 0;
    for (std::size_t i = term == 0 ? 0 : ends[term - 1]; i < ends[term]; ++i) {
      const Occurrence& o = occurrences[i];
      const IndexEntry& entry = entries_[Index(o.entry)];
      const FieldWeight& weight = kFieldWeights[Index(entry.field)];
      const double count = o.part ? kPartOfWord : 1;
      const double length = field_lengths[Index(entry.document)][Index(entry.field)] / mean_length[Index(entry.field)];
      const double strength = count * weight.weight / (1 - weight.length_share + weight.length_share * length);
      if (postings.empty() || postings.back().document != entry.document) {
        postings.push_back({entry.document, 0, o.entry, o.begin, o.length});
        strongest = strength;
      } else if (strength > strongest) {
        strongest = strength;
        postings.back() = {entry.document, postings.back().impact, o.entry, o.begin, o.length};
      }
      postings.back().impact += strength;
    }
    const auto found_in = static_cast<double>(postings.size());
    idf_[term] = std::log(1 + (documents_ - found_in + 0.5) / (found_in + 0.5));
    if (IsWeak(static_cast<TermId>(term))) idf_[term] *= kWeakWeight;
    for (Posting& posting : postings) posting.impact *= idf_[term] / (kSaturation + posting.impact);
  };
  constexpr std::size_t kBatch = 256;
  ParallelFor(threads, (postings_.size() + kBatch - 1) / kBatch, [&](std::size_t batch) {
    const std::size_t end = std::min(postings_.size(), (batch + 1) * kBatch);
    for (std::size_t term = batch * kBatch; term < end; ++term) set_term(term);
  });
}

void LanguageIndex::AddSlots(const Analysis& analysis) {
  slots_by_term_.resize(Index(vocabulary_.size()));
  entry_idf_.assign(entries_.size(), 0);
  for (std::size_t i = 0, t = 0; i < entries_.size(); t = analysis.token_ends[i++]) {
    if (!IsCovered(entries_[i].field)) continue;
    std::vector<TermId> seen;
    for (; t < analysis.token_ends[i]; ++t) {
      const auto& [term, parts] = analysis.words[Index(analysis.tokens[t].word)];
      if (std::find(seen.begin(), seen.end(), term) != seen.end()) continue;
      seen.push_back(term);
      const auto slot = static_cast<int>(slots_.size());
      slots_.push_back({static_cast<int>(i), Idf(term)});
      entry_idf_[i] += Idf(term);
      slots_by_term_[Index(term)].push_back({slot, 1});
      for (const TermId part : parts) {
        slots_by_term_[Index(part)].push_back({slot, kCompoundWeight / static_cast<double>(parts.size())});
      }
    }
  }
}

void LanguageIndex::AddSynonyms(Stemmer& stemmer) {
  const auto add = [&](const std::string& word, const std::string& other) {
    std::vector<TermId>& others = synonyms_[stemmer.Stem(word)];
    const std::optional<TermId> term = vocabulary_.Find(other, stemmer);
    if (!term.has_value() || term == vocabulary_.Find(word, stemmer)) return;
    if (std::find(others.begin(), others.end(), *term) == others.end()) others.push_back(*term);
  };
  for (const std::vector<std::string>& group : SynonymGroups(vocabulary_.language())) {
    for (const std::string& word : group) {
      for (const std::string& other : group) add(word, other);
    }
  }
  for (const std::vector<std::string>& group : Kinds(vocabulary_.language())) {
    for (const std::string& word : group) add(word, group.front());
  }
}

void LanguageIndex::AddPhrases(Stemmer& stemmer) {
  for (const auto& [folded, term] : vocabulary_.Words()) {
    if (folded.find(' ') == absl::string_view::npos) continue;
    Phrase& phrase = phrases_.emplace_back(Phrase{{}, term});
    for (const absl::string_view word : absl::StrSplit(folded, ' ')) phrase.stems.push_back(stemmer.Stem(word));
  }
}

std::vector<LanguageIndex::FoundPhrase> LanguageIndex::FindPhrases(const std::vector<Word>& words,
                                                                   Stemmer& stemmer) const {
  std::vector<FoundPhrase> found;
  if (phrases_.empty()) return found;
  std::vector<std::string> stems;
  for (const Word& word : words) stems.push_back(stemmer.Stem(word.folded));
  for (const Phrase& phrase : phrases_) {
    // The place after the phrase when it begins at `begin`; 0 when it does not.
    const auto end_of = [&](std::size_t begin) {
      std::size_t at = begin;
      for (const std::string& stem : phrase.stems) {
        const std::size_t last = at == begin ? begin : at + kPhraseGap;
        while (at < stems.size() && at <= last && stems[at] != stem) ++at;
        if (at >= stems.size() || at > last) return std::size_t{0};
        ++at;
      }
      return at;
    };
    for (std::size_t begin = 0; begin < stems.size(); ++begin) {
      const std::size_t end = end_of(begin);
      if (end == 0) continue;
      found.push_back({Span(words[begin], words[end - 1]), {ReadingKind::kExact, 1, {phrase.term}}});
      break;
    }
  }
  return found;
}

std::vector<Reading> LanguageIndex::Read(absl::string_view folded, Stemmer& stemmer) const {
  std::vector<Reading> readings;
  if (IsStopWord(folded, vocabulary_.language())) return readings;
  if (const auto term = vocabulary_.Find(folded, stemmer); term.has_value()) {
    readings.push_back({ReadingKind::kExact, 1, {*term}});
  }
  if (std::vector<TermId> parts = vocabulary_.SplitCompound(folded, stemmer); !parts.empty()) {
    readings.push_back({ReadingKind::kCompound, kCompoundWeight, std::move(parts)});
  }
  if (const auto synonyms = synonyms_.find(stemmer.Stem(folded)); synonyms != synonyms_.end()) {
    for (const TermId term : synonyms->second) readings.push_back({ReadingKind::kSynonym, kSynonymWeight, {term}});
  }
  return readings;
}

std::vector<Reading> LanguageIndex::GuessReadings(absl::string_view folded, Stemmer& stemmer) const {
  std::vector<Reading> readings;
  if (IsStopWord(folded, vocabulary_.language())) return readings;
  for (const Guess& guess : vocabulary_.FindSimilar(folded, kMostGuesses)) {
    readings.push_back({ReadingKind::kTypo, kTypoWeight[Index(guess.edits)], {guess.term}});
  }
  for (const Guess& guess : vocabulary_.FindRelated(folded, stemmer, kMostGuesses)) {
    readings.push_back({ReadingKind::kRelated, kRelatedWeight, {guess.term}});
  }
  return readings;
}

std::vector<Reading> LanguageIndex::ReadJoined(absl::string_view first, absl::string_view second,
                                               Stemmer& stemmer) const {
  for (const absl::string_view binding : {"", "s"}) {
    const std::optional<TermId> term = vocabulary_.Find(absl::StrCat(first, binding, second), stemmer);
    // The stem of a short second word can look like an ending of the first.
    const bool is_new = term != vocabulary_.Find(first, stemmer) && term != vocabulary_.Find(second, stemmer);
    if (term.has_value() && is_new) return {{ReadingKind::kExact, 1, {*term}}};
  }
  return {};
}

const Posting* LanguageIndex::FindPosting(TermId term, int document) const {
  const std::vector<Posting>& postings = Postings(term);
  const auto found = std::lower_bound(postings.begin(), postings.end(), document,
                                      [](const Posting& posting, int value) { return posting.document < value; });
  return found != postings.end() && found->document == document ? &*found : nullptr;
}

bool LanguageIndex::EntryHas(int entry, TermId term) const {
  const std::vector<SlotShare>& shares = slots_by_term_[Index(term)];
  return std::any_of(shares.begin(), shares.end(),
                     [&](const SlotShare& share) { return slots_[Index(share.slot)].entry == entry; });
}

std::vector<Coverage> LanguageIndex::Cover(const std::vector<std::pair<TermId, double>>& terms,
                                           double question_idf) const {
  std::vector<Coverage> coverage(Index(documents_));
  std::vector<double> filled(slots_.size(), 0);
  for (const auto& [term, weight] : terms) {
    for (const auto& [slot, share] : slots_by_term_[Index(term)]) {
      filled[Index(slot)] = std::min(1.0, filled[Index(slot)] + share * weight);
    }
  }
  for (std::size_t slot = 0; slot < slots_.size();) {
    const int entry = slots_[slot].entry;
    double covered = 0;
    for (; slot < slots_.size() && slots_[slot].entry == entry; ++slot) covered += filled[slot] * slots_[slot].idf;
    if (covered == 0) continue;
    const double whole = entry_idf_[Index(entry)];
    Coverage& best = coverage[Index(Entry(entry).document)];
    if (Entry(entry).field == v1::RoutingReason::FIELD_EXAMPLE_QUESTION) {
      const double likeness = 2 * covered / (whole + std::max(question_idf, covered));
      if (likeness > best.question) {
        best.question = likeness;
        best.question_entry = entry;
      }
    } else {
      const double share = covered / whole;
      best.phrase_share = std::max(best.phrase_share, share);
      best.phrase = std::max(best.phrase, whole * share * share * share * share);
    }
  }
  return coverage;
}

}  // namespace indgang::knowledge
