// The texts of one language, indexed by word: how much each word says for each document, and which entries (titles,
// keywords, example questions) a set of words covers.
#ifndef INDGANG_KNOWLEDGE_LANGUAGE_INDEX_H_
#define INDGANG_KNOWLEDGE_LANGUAGE_INDEX_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "knowledge/entry_words.h"
#include "knowledge/postings.h"
#include "knowledge/text_analysis.h"
#include "knowledge/vocabulary.h"

namespace indgang::knowledge {

// How a word of a question was understood.
enum class ReadingKind { kExact, kCompound, kSynonym, kTypo, kRelated };

// One meaning of a word: terms that together stand for it.
struct Reading {
  ReadingKind kind = ReadingKind::kExact;
  // How much a match counts, above 0 and at most 1.
  double weight = 1;
  std::vector<TermId> terms;
};

// How well a question covers entries of one document; 0 when none.
struct Coverage {
  // Of the titles, keywords and search terms that are covered (almost) completely, the highest weight (sum of idf).
  double phrase = 0;
  // The largest share of one of them, 0 to 1.
  double phrase_share = 0;
  // Likeness to the nearest example question, 0 to 1, and that entry.
  double question = 0;
  int question_entry = -1;
};

// Immutable; may be used from any thread.
class LanguageIndex {
 public:
  // Documents are numbered from 0; `entries` stand in order of document. Of one for writing, Read and its like,
  // FindPhrases, PlaceOf, EntryHas and Cover are not to be called. `threads` decides nothing but the time.
  LanguageIndex(Language language, int documents, std::vector<IndexEntry> entries, IndexUse use = IndexUse::kAnswering,
                int threads = 1);

  // Meanings of a folded word that guides use: itself, its parts if it is a compound, its synonyms. Empty when unknown.
  std::vector<Reading> Read(absl::string_view folded, Stemmer& stemmer) const;
  // Meanings of a word that Read does not know: typos, words it is a part of or that are a part of it.
  std::vector<Reading> GuessReadings(absl::string_view folded, Stemmer& stemmer) const;
  // The meaning of two words written apart that guides write together ("ude servering"); empty when they do not.
  std::vector<Reading> ReadJoined(absl::string_view first, absl::string_view second, Stemmer& stemmer) const;

  // A keyword of words that have no meaning of their own, and where the question has them: in that order, with a few
  // others between them at most.
  struct FoundPhrase {
    absl::string_view typed;
    Reading reading;
  };
  std::vector<FoundPhrase> FindPhrases(const std::vector<Word>& words, Stemmer& stemmer) const;

  const Vocabulary& vocabulary() const { return vocabulary_; }
  // All words of the entries, in the order in which they come first.
  const std::vector<IndexedWord>& words() const { return words_; }
  // The words of a title, keyword, search term or example question, in order, as places in words(); none of another.
  absl::Span<const int> WordsOf(int entry) const;
  const std::vector<IndexEntry>& entries() const { return entries_; }
  double Idf(TermId term) const { return postings_->Idf(term); }
  // Whether the term stands in any text and counts less than its rarity here would make it.
  bool IsWeak(TermId term) const { return weak_[static_cast<std::size_t>(term)]; }
  // Sorted by document.
  absl::Span<const Posting> Postings(TermId term) const { return postings_->Of(term); }
  // The posting of that document, or nullptr.
  const Posting* FindPosting(TermId term, int document) const;
  // Where the term stands; `posting` is one of those given.
  const PostingPlace& PlaceOf(const Posting& posting) const { return postings_->PlaceOf(posting); }
  const IndexEntry& Entry(int entry) const { return entries_[static_cast<std::size_t>(entry)]; }
  // Whether the term, or a word that it is a part of, stands in that title, keyword, search term or example question.
  bool EntryHas(int entry, TermId term) const;

  // For each document how `terms` (term and weight 0 to 1) cover its entries. `question_idf` is the idf sum of all
  // words of the question, known or not.
  std::vector<Coverage> Cover(const std::vector<std::pair<TermId, double>>& terms, double question_idf) const;

 private:
  // A word of an entry that may be covered, whole or by its parts.
  struct Slot {
    int entry;
    double idf;
  };
  struct SlotShare {
    int slot;
    double share;
  };

  struct Phrase {
    std::vector<std::string> stems;
    TermId term;
  };

  void KeepCovered(const EntryWords& texts);
  void AddSlots();
  void AddSynonyms(Stemmer& stemmer);
  void AddPhrases(Stemmer& stemmer);

  const int documents_;
  std::vector<IndexEntry> entries_;
  Vocabulary vocabulary_;
  std::vector<IndexedWord> words_;
  // Places in words_ of covered entries, and by entry where they end.
  std::vector<int> covered_;
  std::vector<std::size_t> covered_ends_;
  // Set by the constructor, when all words are known.
  std::optional<knowledge::Postings> postings_;
  absl::flat_hash_map<std::string, std::vector<TermId>> synonyms_;  // by stem
  std::vector<Phrase> phrases_;
  std::vector<bool> weak_;   // by term
  std::vector<Slot> slots_;  // those of an entry side by side
  std::vector<std::vector<SlotShare>> slots_by_term_;
  std::vector<double> entry_idf_;
  std::vector<int> entry_slots_;  // by entry: its first slot
};

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_LANGUAGE_INDEX_H_
