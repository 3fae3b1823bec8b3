// The part of a transaction that finds cases: lists, counts, and words that were said. Errors as in storage.h.
#ifndef INDGANG_SERVER_STORAGE_CASE_QUERY_H_
#define INDGANG_SERVER_STORAGE_CASE_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indgang::storage {

// What is kept of a case beside its message, to find it by. Enumerations and counts are their numbers, times are
// microseconds since 1970, truths are 0 or 1.
enum class CaseField {
  kState,
  // Not closed.
  kOpen,
  kComplexity,
  kChannel,
  kPackage,
  // One of the case's services; compared with "" whether it has any. Only kEqual and kNotEqual.
  kService,
  kContactPerson,
  kCvrNumber,
  kOutcome,
  // "da" for an enquiry that names none.
  kLanguage,
  kEscalation,
  kGuideFeedback,
  kCreateTime,
  kUpdateTime,
  // The next three are not there on every case. What is not there is not equal, and neither before nor after.
  kCloseTime,
  kNextDueTime,
  kSilentFromTime,
  // Reply, answer or a later reply was ever late.
  kMissed,
  kOpenReferrals,
  kOpenCallbacks,
  kOpenFollowUps,
  kTransferCount,
  kEnquiryCount,
};

// A condition on a case: a comparison, or conditions combined. Every case meets CaseCondition().
struct CaseCondition {
  enum class Kind { kAll, kAny, kNot, kCompare };
  enum class Comparison { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };
  using Value = std::variant<std::int64_t, std::string>;

  static CaseCondition All(std::vector<CaseCondition> parts) { return {Kind::kAll, std::move(parts)}; }
  // None of nothing: CaseCondition::Any({}) is met by no case.
  static CaseCondition Any(std::vector<CaseCondition> parts) { return {Kind::kAny, std::move(parts)}; }
  static CaseCondition Not(CaseCondition part) { return {Kind::kNot, {std::move(part)}}; }
  // Text fields are compared with text, all others with numbers.
  static CaseCondition Compare(CaseField field, Comparison comparison, Value value) {
    return {Kind::kCompare, {}, field, comparison, std::move(value)};
  }
  static CaseCondition Equal(CaseField field, Value value) {
    return Compare(field, Comparison::kEqual, std::move(value));
  }

  Kind kind = Kind::kAll;
  std::vector<CaseCondition> parts{};
  CaseField field = CaseField::kState;
  Comparison comparison = Comparison::kEqual;
  Value value = std::int64_t{0};
};

enum class CaseOrder {
  // By case number.
  kNewestFirst,
  kOldestFirst,
  // By next due time; leaves out cases where nothing is due.
  kDueFirst,
  // By the time of the last change, the latest first.
  kLatestChangeFirst,
};

// One word to search for: the spellings of which at least one must be there.
using SearchWord = std::vector<std::string>;

struct CaseQuery {
  CaseCondition condition{};
  // Only cases with at least one referral (in any state) to this authority; empty for all.
  std::string referred_to{};
  // Only cases where every word was found in their terms (WriteTransaction::AddTerms); only by case number then.
  std::vector<SearchWord> words{};
  // Whether terms that only staff may find count.
  bool staff_terms = true;
  CaseOrder order = CaseOrder::kNewestFirst;
  // CasePage::next of the page before; empty for the first.
  std::string after{};
  // Most cases on the page, and most bytes of their messages (but never none).
  int limit = 50;
  std::size_t max_bytes = std::size_t{1} << 20;
  // Most cases to look at: a page may end before it is full, though more follow.
  int max_examined = 10'000;
};

// A case as it is stored, to be handed on unread.
struct CaseBytes {
  // "2026-000123".
  std::string case_number;
  // A serialized cases::v1::Case.
  std::string message;
};

struct CasePage {
  std::vector<CaseBytes> cases;
  // Where the next page begins; empty on the last one.
  std::string next;
};

// What cases can be counted by.
enum class CaseGroup {
  kState,
  kChannel,
  kComplexity,
  kPackage,
  // A case counts once for each of its services, and not at all without.
  kService,
  kContactPerson,
  kOutcome,
  kLanguage,
  kEscalation,
  // Hours since 1970, in UTC.
  kCreateHour,
};

struct CaseCountQuery {
  CaseCondition condition{};
  std::string referred_to{};
  std::vector<CaseGroup> groups{};
  // Most cases to look at, roughly.
  std::int64_t max_examined = 5'000'000;
};

struct CaseCount {
  // One for each group; numbers in decimal.
  std::vector<std::string> values;
  std::int64_t count = 0;
};

class CaseListReader {
 public:
  virtual ~CaseListReader() = default;

  // Error: INVALID_ARGUMENT PAGE_TOKEN_INVALID: `after` is no CasePage.next.
  virtual absl::StatusOr<CasePage> ListCases(const CaseQuery& query) = 0;
  // Most first, then by values. Error: RESOURCE_EXHAUSTED QUERY_TOO_BROAD.
  virtual absl::StatusOr<std::vector<CaseCount>> CountCases(const CaseCountQuery& query) = 0;
  // The place in the feed up to which the terms of cases are complete, as told to SetIndexed; 0 at first.
  virtual absl::StatusOr<std::int64_t> GetIndexed() = 0;
};

class CaseTermsWriter {
 public:
  virtual ~CaseTermsWriter() = default;

  // Adds words, separated by spaces, to what the case is found by; staff_terms to what only staff find it by. A word
  // holds letters and digits alone.
  virtual absl::Status AddTerms(absl::string_view case_number, absl::string_view terms,
                                absl::string_view staff_terms) = 0;
  virtual absl::Status SetIndexed(std::int64_t sequence) = 0;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_CASE_QUERY_H_
