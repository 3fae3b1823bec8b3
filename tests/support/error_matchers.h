// Matchers for the errors of base/errors.h: code and reason together, since neither alone tells a caller what to do.
#ifndef INDGANG_TESTS_SUPPORT_ERROR_MATCHERS_H_
#define INDGANG_TESTS_SUPPORT_ERROR_MATCHERS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/errors.h"
#include "gmock/gmock.h"

namespace indgang::testing {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// Fields of the BadRequest in `status`, in order.
inline std::vector<std::string> ViolatedFields(const absl::Status& status) {
  std::vector<std::string> fields;
  const auto bad_request = GetBadRequest(status);
  if (!bad_request.has_value()) return fields;
  for (const auto& violation : bad_request->field_violations()) fields.push_back(violation.field());
  return fields;
}

// EXPECT_THAT(status_or_statusor, IsOk()).
MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).ok();
}

// EXPECT_THAT(CloseCase(…), IsError(absl::StatusCode::kFailedPrecondition, "CASE_CLOSED")).
MATCHER_P2(IsError, code, reason, "has this code and reason") {
  *result_listener << StatusOf(arg) << " with reason \"" << GetReason(StatusOf(arg)) << "\"";
  return StatusOf(arg).code() == code && GetReason(StatusOf(arg)) == reason;
}

// EXPECT_THAT(CheckX(…), Violates("request_id", "name")): FIELD_INVALID with exactly these fields, in order.
template <typename... Fields>
auto Violates(Fields... fields) {
  return ::testing::AllOf(IsError(absl::StatusCode::kInvalidArgument, "FIELD_INVALID"),
                          ::testing::ResultOf([](const auto& arg) { return ViolatedFields(StatusOf(arg)); },
                                              ::testing::ElementsAre(fields...)));
}

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_ERROR_MATCHERS_H_
