#include "knowledge/language_index.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "knowledge/synonyms.h"

namespace indgang::knowledge {
namespace {

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

LanguageIndex::LanguageIndex(Language language, int documents, std::vector<IndexEntry> entries, IndexUse use,
                             int threads)
    : documents_(documents), entries_(std::move(entries)), vocabulary_(language) {
  Stemmer stemmer(language);
  EntryWords texts = SplitEntries(entries_, use, vocabulary_, stemmer, threads);
  weak_.resize(Index(vocabulary_.size()));
  for (const std::string& word : WeakWords(language)) {
    if (const auto term = vocabulary_.Find(word, stemmer); term.has_value()) weak_[Index(*term)] = true;
  }
  postings_.emplace(documents_, entries_, texts, weak_);
  KeepCovered(texts);
  words_ = std::move(texts.words);
  if (use == IndexUse::kWriting) return;
  vocabulary_.Freeze();
  AddSlots();
  AddSynonyms(stemmer);
  AddPhrases(stemmer);
}

void LanguageIndex::KeepCovered(const EntryWords& texts) {
  covered_ends_.reserve(entries_.size());
  for (std::size_t i = 0, t = 0; i < entries_.size(); t = texts.token_ends[i++]) {
    if (IsCovered(entries_[i].field)) {
      for (; t < texts.token_ends[i]; ++t) covered_.push_back(texts.tokens[t]);
    }
    covered_ends_.push_back(covered_.size());
  }
}

absl::Span<const int> LanguageIndex::WordsOf(int entry) const {
  const std::size_t begin = entry == 0 ? 0 : covered_ends_[Index(entry) - 1];
  return absl::MakeConstSpan(covered_).subspan(begin, covered_ends_[Index(entry)] - begin);
}

void LanguageIndex::AddSlots() {
  slots_by_term_.resize(Index(vocabulary_.size()));
  entry_idf_.assign(entries_.size(), 0);
  std::vector<TermId> seen;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    seen.clear();
    entry_slots_.push_back(static_cast<int>(slots_.size()));
    for (const int number : WordsOf(static_cast<int>(i))) {
      const IndexedWord& word = words_[Index(number)];
      if (std::find(seen.begin(), seen.end(), word.term) != seen.end()) continue;
      seen.push_back(word.term);
      const auto slot = static_cast<int>(slots_.size());
      slots_.push_back({static_cast<int>(i), Idf(word.term)});
      entry_idf_[i] += Idf(word.term);
      slots_by_term_[Index(word.term)].push_back({slot, 1});
      for (const TermId part : word.parts) {
        slots_by_term_[Index(part)].push_back({slot, kCompoundWeight / static_cast<double>(word.parts.size())});
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
  std::vector<const IndexedWord*> found;
  for (const IndexedWord& word : words_) {
    if (word.folded.find(' ') != std::string::npos) found.push_back(&word);
  }
  std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->folded < b->folded; });
  for (const IndexedWord* words : found) {
    Phrase& phrase = phrases_.emplace_back(Phrase{{}, words->term});
    for (const absl::string_view word : absl::StrSplit(words->folded, ' ')) phrase.stems.push_back(stemmer.Stem(word));
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
  const absl::Span<const Posting> postings = Postings(term);
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
  std::vector<int> entries;
  for (const auto& [term, weight] : terms) {
    for (const auto& [slot, share] : slots_by_term_[Index(term)]) {
      if (filled[Index(slot)] == 0) entries.push_back(slots_[Index(slot)].entry);
      filled[Index(slot)] = std::min(1.0, filled[Index(slot)] + share * weight);
    }
  }
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  for (const int entry : entries) {
    double covered = 0;
    for (std::size_t slot = Index(entry_slots_[Index(entry)]); slot < slots_.size() && slots_[slot].entry == entry;
         ++slot) {
      covered += filled[slot] * slots_[slot].idf;
    }
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
