// The language of list filters, a subset of AIP-160: comparisons combined with AND, OR, NOT and parentheses. This is
// its grammar alone; what fields there are and what they take, their readers say (server/service/case_filter.h).
//
//   filter      nothing, or a condition
//   condition   term { AND term }  or  term { OR term }; the two never side by side without parentheses
//   term        [ NOT ] ( comparison or "(" condition ")" )
//   comparison  field operator value
//   operator    = != < <= > >= :
//   value       a word without spaces, parentheses and quotes, or "text" where \" and \\ stand for " and \ .
#ifndef INDGANG_SERVER_DOMAIN_FILTER_SYNTAX_H_
#define INDGANG_SERVER_DOMAIN_FILTER_SYNTAX_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indgang::domain {

inline constexpr std::size_t kMaxFilterBytes = 2'000;
inline constexpr int kMaxFilterDepth = 16;
inline constexpr int kMaxFilterComparisons = 100;

// A part of a filter as written.
struct FilterTerm {
  enum class Kind { kAnd, kOr, kNot, kComparison };

  // An empty filter is kAnd of nothing.
  Kind kind = Kind::kAnd;
  std::vector<FilterTerm> parts{};

  // Of a comparison: "state", "=", "CLOSED", and the bytes of the filter that field and value begin at.
  std::string field{};
  std::string operation{};
  std::string value{};
  std::size_t field_position = 0;
  std::size_t value_position = 0;
};

// Error: INVALID_ARGUMENT FILTER_INVALID, the first place that is wrong; metadata "position".
absl::StatusOr<FilterTerm> ParseFilter(absl::string_view filter);

// FILTER_INVALID; `what` says what is wrong there and what is wanted.
absl::Status FilterInvalid(std::size_t position, absl::string_view what);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_FILTER_SYNTAX_H_
