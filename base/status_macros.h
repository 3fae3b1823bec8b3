// Early return on error, as in Abseil's internal status macros; this abseil has none.
#ifndef INDGANG_BASE_STATUS_MACROS_H_
#define INDGANG_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Evaluates `expr`, an absl::Status, once; returns it from the enclosing function unless it is OK.
#define INDGANG_RETURN_IF_ERROR(expr)                                                         \
  do {                                                                                        \
    if (absl::Status indgang_status_ = (expr); !indgang_status_.ok()) return indgang_status_; \
  } while (false)

// Evaluates `expr`, an absl::StatusOr<T>, once; returns its status if that is not OK, else moves the value into `lhs`,
// which may declare a variable.
#define INDGANG_ASSIGN_OR_RETURN(lhs, expr) \
  INDGANG_ASSIGN_OR_RETURN_IMPL_(INDGANG_CONCAT_(indgang_statusor_, __LINE__), lhs, expr)

#define INDGANG_CONCAT_INNER_(a, b) a##b
#define INDGANG_CONCAT_(a, b) INDGANG_CONCAT_INNER_(a, b)
#define INDGANG_ASSIGN_OR_RETURN_IMPL_(statusor, lhs, expr) \
  auto statusor = (expr);                                   \
  if (!statusor.ok()) return std::move(statusor).status();  \
  lhs = std::move(statusor).value()

#endif  // INDGANG_BASE_STATUS_MACROS_H_
