// How a command that did not work ends: exit code and message.
#ifndef INDGANG_CLIENT_FAILURE_H_
#define INDGANG_CLIENT_FAILURE_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/settings.h"

namespace grpc {
class Status;
}

namespace indgang::client {

// What a script can tell failures apart by. docs/command-line.md explains them.
enum class ExitCode {
  kOk = 0,
  // The service refused: bad input, not found, not possible now.
  kRefused = 1,
  // The command line, a file it names or its settings are wrong; nothing was sent.
  kUsage = 2,
  // No service there, no answer in time, or one that is overloaded.
  kUnreachable = 3,
  // No token, an unknown or revoked one, or one whose role may not do this.
  kNotAuthorised = 4,
  // Somebody else changed the case or referral since it was read: read again, then repeat.
  kChangedMeanwhile = 5,
  // The service failed; its log says why.
  kServiceFailed = 6,
  // The audit trail is not what it was.
  kTrailBroken = 7,
};

// A usage error: INVALID_ARGUMENT, reason COMMAND_LINE.
absl::Status UsageError(absl::string_view message);

// What `audit verify` ends with when it found something: DATA_LOSS AUDIT_TRAIL_BROKEN.
absl::Status TrailBrokenError(int problems);

// The status a call ended with, with the google.rpc details that came with it as payloads.
absl::Status FromGrpcStatus(const grpc::Status& status);

ExitCode ExitCodeOf(const absl::Status& status);

// Prints `status`, which is not OK: for people one line "refused: message (CODE, REASON)" and one for each field
// violation; as JSON one document {"code","reason","message","violations":[{"field","description"}]}.
void PrintFailure(const absl::Status& status, OutputFormat format, std::ostream& err);

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_FAILURE_H_
