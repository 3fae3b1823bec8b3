// The texts of an index word by word, each distinct word looked at once.
#ifndef INDGANG_KNOWLEDGE_ENTRY_WORDS_H_
#define INDGANG_KNOWLEDGE_ENTRY_WORDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "indgang/knowledge/v1/routing.pb.h"
#include "knowledge/text_analysis.h"
#include "knowledge/vocabulary.h"

namespace indgang::knowledge {

// What an index is made for. One for writing (to browsers, which find for themselves) has its vocabulary, entries and
// postings, and answers nothing.
enum class IndexUse { kAnswering, kWriting };

// A piece of a document's text: one title, one keyword, one example question, a whole body (markdown).
struct IndexEntry {
  int document = 0;
  v1::RoutingReason::Field field = v1::RoutingReason::FIELD_UNSPECIFIED;
  std::string text;
};

// Whether texts of that field are looked at as wholes: titles, keywords, search terms and example questions.
bool IsCovered(v1::RoutingReason::Field field);

// A word of the entries, and what it stands for.
struct IndexedWord {
  std::string folded;
  TermId term = 0;
  // The terms of its parts, when it is a compound.
  std::vector<TermId> parts;
};

// Words without meaning of their own are left out. A covered entry that has no others ("tage i brug") is one word,
// folded with a space between its words.
struct EntryWords {
  // Where a token stands in its entry's text.
  struct Place {
    int begin;
    int length;
  };

  // Distinct, in the order in which they come first.
  std::vector<IndexedWord> words;
  // The texts, entry after entry: each token's place in `words`.
  std::vector<int> tokens;
  // By entry: where its tokens end.
  std::vector<std::size_t> token_ends;
  // By token; empty when made for writing.
  std::vector<Place> places;
};

// Splits the entries into words and adds these to the vocabulary. Bodies among the entries become plain text, which is
// what the places are in. `threads` decides nothing but the time.
EntryWords SplitEntries(std::vector<IndexEntry>& entries, IndexUse use, Vocabulary& vocabulary, Stemmer& stemmer,
                        int threads);

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_ENTRY_WORDS_H_
