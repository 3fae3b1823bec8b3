// The one place where an absl::Status becomes what a caller is sent.
#ifndef INDGANG_SERVER_SERVICE_STATUS_CONVERSION_H_
#define INDGANG_SERVER_SERVICE_STATUS_CONVERSION_H_

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace indgang::service {

// Whether a caller may read the error as it is. Errors of the database and errors without a reason may not be.
bool IsPublic(const absl::Status& status);

// The error as a caller may know it: itself when public; UNAVAILABLE STORAGE_FAILED for one of the database; else
// INTERNAL INTERNAL_ERROR.
absl::Status PublicStatus(const absl::Status& status);

// PublicStatus with its details (ErrorInfo, BadRequest, and a RetryInfo of one second where trying again helps) as
// google.rpc.Status. Long messages and long lists of violations are cut, since everything must fit into 8 KiB of
// trailing metadata.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_STATUS_CONVERSION_H_
