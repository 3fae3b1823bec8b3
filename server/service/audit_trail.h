// Checking the audit trail against itself, part by part.
#ifndef INDGANG_SERVER_SERVICE_AUDIT_TRAIL_H_
#define INDGANG_SERVER_SERVICE_AUDIT_TRAIL_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "indgang/admin/v1/audit_service.pb.h"
#include "server/storage/storage.h"

namespace indgang::service {

// The state of the trail at a place of the feed.
admin::v1::AuditAnchor MakeAnchor(const storage::FeedPlace& place, absl::Time now);

// Checks up to `max_events` events after `after_sequence`, the running hash over them, and every case whose newest
// event is among them as a whole. Parts that follow on each other, up to a next_sequence of 0, see every event, every
// case and everything in it. Error: INTERNAL STORAGE_FAILED; what is wrong with the trail is no error but a problem in
// the response.
absl::StatusOr<admin::v1::VerifyAuditTrailResponse> VerifyPart(storage::ReadTransaction& tx,
                                                               std::int64_t after_sequence, int max_events,
                                                               absl::Time now);

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_AUDIT_TRAIL_H_
