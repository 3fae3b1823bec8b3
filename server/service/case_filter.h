// Filters of cases: what docs/lists.md says, as conditions that storage understands.
#ifndef INDGANG_SERVER_SERVICE_CASE_FILTER_H_
#define INDGANG_SERVER_SERVICE_CASE_FILTER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/service/call.h"
#include "server/storage/case_query.h"

namespace indgang::service {

// The condition that the filter of the caller's request states, as of call.now. Errors: INVALID_ARGUMENT FILTER_INVALID
// (metadata "position", of the first place; the message names every place where only names or values are wrong);
// PERMISSION_DENIED FIELD_NOT_ALLOWED (metadata "field") for a field that tells of persons, with ROLE_STATISTICS.
absl::StatusOr<storage::CaseCondition> ReadCaseFilter(absl::string_view filter, const Call& call);

// Names of all fields, in the order of docs/lists.md.
std::vector<std::string> CaseFilterFields();

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_CASE_FILTER_H_
