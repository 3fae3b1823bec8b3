// The words that the guides of one language use, and what a word that is not among them may mean.
#ifndef INDGANG_KNOWLEDGE_VOCABULARY_H_
#define INDGANG_KNOWLEDGE_VOCABULARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "knowledge/text_analysis.h"

namespace indgang::knowledge {

// A stem, numbered from 0 in order of first use.
using TermId = int;

// A guess at what a word means.
struct Guess {
  TermId term = 0;
  // Edits between the word and one the guides use; 0 when one is a part of the other.
  int edits = 0;
  // The word of the guides, folded.
  absl::string_view word;
};

// Filled first, then Freeze()n; from then on it may be used from any thread.
class Vocabulary {
 public:
  explicit Vocabulary(Language language) : language_(language) {}

  Language language() const { return language_; }
  int size() const { return static_cast<int>(stems_.size()); }

  // The term of a folded word, which becomes known.
  TermId Add(absl::string_view folded, Stemmer& stemmer);

  // Prepares guessing. Call once, after the last Add.
  void Freeze();

  // The term of a folded word, or of another inflection of it.
  std::optional<TermId> Find(absl::string_view folded, Stemmer& stemmer) const;

  // The known words that a compound is made of, in order, binding s and e left out; empty when it is none. A word that
  // is known itself is split as well ("alkoholbevilling" -> alkohol, bevilling).
  std::vector<TermId> SplitCompound(absl::string_view folded, Stemmer& stemmer) const;

  // Terms of known words that differ by a small typo (one edit from four letters, two from eight; two neighbours
  // swapped are one), nearest first, at most `most`.
  std::vector<Guess> FindSimilar(absl::string_view folded, std::size_t most) const;

  // Terms of known words that begin or end with the word's stem (the word, if that is too short), or that stand in the
  // word; longest common part first, at most `most`. Parts have at least four letters, inside a word five.
  std::vector<Guess> FindRelated(absl::string_view folded, Stemmer& stemmer, std::size_t most) const;

 private:
  bool IsPart(absl::string_view folded) const;
  // The lengths of words that may begin as `text` does, as bits; a length above 63 sets the highest.
  std::uint64_t LengthsBeginningAs(absl::string_view text) const;

  const Language language_;
  std::vector<std::string> stems_;
  absl::flat_hash_map<std::string, TermId> term_by_stem_;
  absl::flat_hash_map<std::string, TermId> term_by_word_;
  // By the first three letters of words.
  absl::flat_hash_map<std::uint32_t, std::uint64_t> lengths_by_beginning_;
  // After Freeze: known words and stems sorted, and the same reversed, for beginnings and ends; trigram -> words.
  std::vector<std::pair<std::string, TermId>> words_;
  std::vector<std::pair<std::string, TermId>> reversed_;
  absl::flat_hash_map<std::uint32_t, std::vector<int>> words_by_trigram_;
};

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_VOCABULARY_H_
