// Checks of AuditService's requests: pure, each problem names field, value and what is wanted. Errors: INVALID_ARGUMENT
// FIELD_INVALID.
#ifndef INDGANG_SERVER_DOMAIN_AUDIT_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_AUDIT_REQUESTS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "indgang/admin/v1/audit_service.pb.h"

namespace indgang::domain {

absl::Status CheckVerifyAuditTrail(const admin::v1::VerifyAuditTrailRequest& request);
absl::Status CheckGetAuditAnchor(const admin::v1::GetAuditAnchorRequest& request);
absl::Status CheckListAccessRecords(const admin::v1::ListAccessRecordsRequest& request);
absl::Status CheckOpenEmergencyAccess(const admin::v1::OpenEmergencyAccessRequest& request);

// How many events are checked in one call for a max_events that passed its check.
int EffectiveMaxEvents(std::int32_t max_events);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_AUDIT_REQUESTS_H_
