#include "knowledge/postings.h"

#include <array>
#include <cmath>

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

std::size_t Index(int number) { return static_cast<std::size_t>(number); }

// What a word counts in each entry.
std::vector<double> WeighEntries(int documents, const std::vector<IndexEntry>& entries, const EntryWords& texts) {
  using FieldLengths = std::array<double, kFields>;
  std::vector<FieldLengths> lengths(Index(documents), FieldLengths{});
  for (std::size_t i = 0, begin = 0; i < entries.size(); begin = texts.token_ends[i++]) {
    const auto tokens = static_cast<double>(texts.token_ends[i] - begin);
    lengths[Index(entries[i].document)][Index(entries[i].field)] += tokens;
  }
  FieldLengths mean{};
  for (std::size_t field = 0; field < kFields; ++field) {
    double sum = 0;
    double with_field = 0;
    for (const FieldLengths& of_document : lengths) {
      sum += of_document[field];
      with_field += of_document[field] > 0 ? 1 : 0;
    }
    mean[field] = with_field > 0 ? sum / with_field : 1;
  }
  std::vector<double> weights;
  weights.reserve(entries.size());
  for (const IndexEntry& entry : entries) {
    const std::size_t field = Index(entry.field);
    const auto& [weight, share] = kFieldWeights[field];
    const double length = lengths[Index(entry.document)][field] / mean[field];
    weights.push_back(weight / (1 - share + share * length));
  }
  return weights;
}

// Calls `visit(entry, token, term, is_part)` for what each token stands for, in the order of the texts: its word, then
// the parts of that.
template <class Visit>
void ForEachTerm(const EntryWords& texts, Visit visit) {
  for (std::size_t entry = 0, t = 0; entry < texts.token_ends.size(); ++entry) {
    for (; t < texts.token_ends[entry]; ++t) {
      const IndexedWord& word = texts.words[Index(texts.tokens[t])];
      visit(entry, t, word.term, false);
      for (const TermId part : word.parts) visit(entry, t, part, true);
    }
  }
}

}  // namespace

Postings::Postings(int documents, const std::vector<IndexEntry>& entries, const EntryWords& texts,
                   const std::vector<bool>& weak)
    : ends_(weak.size()), idf_(weak.size()) {
  // Where a term's next posting goes, and what is known of its last.
  struct Progress {
    std::size_t next = 0;
    int document = -1;
    double strongest = 0;
  };
  std::vector<Progress> terms(weak.size());
  ForEachTerm(texts, [&](std::size_t entry, std::size_t, TermId term, bool) {
    Progress& progress = terms[Index(term)];
    if (progress.document == entries[entry].document) return;
    progress.document = entries[entry].document;
    ++progress.next;
  });
  std::size_t end = 0;
  for (std::size_t term = 0; term < terms.size(); ++term) {
    const std::size_t begin = end;
    const auto found_in = static_cast<double>(terms[term].next);
    idf_[term] = std::log(1 + (documents - found_in + 0.5) / (found_in + 0.5)) * (weak[term] ? kWeakWeight : 1);
    end += terms[term].next;
    ends_[term] = end;
    terms[term] = {begin, -1, 0};
  }

  postings_.resize(end);
  if (!texts.places.empty()) places_.resize(end);
  const std::vector<double> weights = WeighEntries(documents, entries, texts);
  ForEachTerm(texts, [&](std::size_t entry, std::size_t token, TermId term, bool part) {
    const int document = entries[entry].document;
    const double strength = part ? kPartOfWord * weights[entry] : weights[entry];
    Progress& progress = terms[Index(term)];
    const bool is_new = progress.document != document;
    if (is_new) postings_[progress.next++].document = document;
    const std::size_t at = progress.next - 1;
    postings_[at].impact += strength;
    if (!is_new && strength <= progress.strongest) return;
    progress.document = document;
    progress.strongest = strength;
    if (texts.places.empty()) return;
    places_[at] = {static_cast<int>(entry), texts.places[token].begin, texts.places[token].length};
  });
  for (std::size_t term = 0, i = 0; term < terms.size(); ++term) {
    for (; i < ends_[term]; ++i) postings_[i].impact *= idf_[term] / (kSaturation + postings_[i].impact);
  }
}

absl::Span<const Posting> Postings::Of(TermId term) const {
  const std::size_t begin = term == 0 ? 0 : ends_[Index(term) - 1];
  return absl::MakeConstSpan(postings_).subspan(begin, ends_[Index(term)] - begin);
}

const PostingPlace& Postings::PlaceOf(const Posting& posting) const {
  return places_[static_cast<std::size_t>(&posting - postings_.data())];
}

}  // namespace indgang::knowledge
