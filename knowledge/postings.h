// How much each term says for each document: BM25F over a document's fields.
#ifndef INDGANG_KNOWLEDGE_POSTINGS_H_
#define INDGANG_KNOWLEDGE_POSTINGS_H_

#include <cstddef>
#include <vector>

#include "absl/types/span.h"
#include "knowledge/entry_words.h"
#include "knowledge/vocabulary.h"

namespace indgang::knowledge {

// How much a term says for a document.
struct Posting {
  int document = 0;
  double impact = 0;
};

// Where a term stands in a document most prominently.
struct PostingPlace {
  int entry = 0;
  // The word in that entry's text.
  int begin = 0;
  int length = 0;
};

// Immutable; may be used from any thread.
class Postings {
 public:
  // Documents are numbered from 0; `entries` stand in order of document. `weak` tells for each term of the vocabulary
  // whether it counts less than its rarity would make it. There are places when `texts` has them.
  Postings(int documents, const std::vector<IndexEntry>& entries, const EntryWords& texts,
           const std::vector<bool>& weak);

  // Sorted by document.
  absl::Span<const Posting> Of(TermId term) const;
  // `posting` is one of those that Of() gives. Only when there are places.
  const PostingPlace& PlaceOf(const Posting& posting) const;
  // How rare the term is.
  double Idf(TermId term) const { return idf_[static_cast<std::size_t>(term)]; }

 private:
  // Term after term, and by term where they end.
  std::vector<Posting> postings_;
  std::vector<PostingPlace> places_;
  std::vector<std::size_t> ends_;
  std::vector<double> idf_;
};

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_POSTINGS_H_
