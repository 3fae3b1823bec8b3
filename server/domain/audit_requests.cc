#include "server/domain/audit_requests.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "server/domain/field_checks.h"

namespace indgang::domain {
namespace {

constexpr int kDefaultEvents = 10'000;
constexpr int kMostEvents = 100'000;

void CheckNotNegative(absl::string_view field, std::int64_t value, FieldViolations& violations) {
  if (value < 0) violations.Add(field, absl::StrCat("is ", value, "; wanted: 0 or more"));
}

}  // namespace

absl::Status CheckVerifyAuditTrail(const admin::v1::VerifyAuditTrailRequest& request) {
  FieldViolations violations;
  CheckNotNegative("after_sequence", request.after_sequence(), violations);
  CheckNotNegative("max_events", request.max_events(), violations);
  return violations.ToStatus();
}

absl::Status CheckGetAuditAnchor(const admin::v1::GetAuditAnchorRequest& request) {
  FieldViolations violations;
  CheckNotNegative("sequence", request.sequence(), violations);
  return violations.ToStatus();
}

absl::Status CheckListAccessRecords(const admin::v1::ListAccessRecordsRequest& request) {
  FieldViolations violations;
  CheckPageSize(request.page_size(), violations);
  if (!request.case_().empty()) CheckCaseName("case", request.case_(), violations);
  CheckLine("member", request.member(), Presence::kOptional, kMaxDisplayName, violations);
  return violations.ToStatus();
}

absl::Status CheckOpenEmergencyAccess(const admin::v1::OpenEmergencyAccessRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("case", request.case_(), violations);
  CheckText("reason", request.reason(), Presence::kRequired, kMaxNote, violations);
  return violations.ToStatus();
}

int EffectiveMaxEvents(std::int32_t max_events) {
  return max_events == 0 ? kDefaultEvents : std::min(max_events, kMostEvents);
}

}  // namespace indgang::domain
