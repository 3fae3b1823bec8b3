// Errors that callers can act on. Every absl::Status that leaves a module of ours carries one google.rpc.ErrorInfo: an
// UPPER_SNAKE reason that docs/errors.md explains, domain "indgang", and metadata. It is attached here, where the error
// is born, and turned into a grpc::Status in one place (server/service/status_conversion.h).
#ifndef INDGANG_BASE_ERRORS_H_
#define INDGANG_BASE_ERRORS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"

namespace indgang {

// Keys and values of ErrorInfo.metadata. Values must not hold personal data.
using ErrorMetadata = std::vector<std::pair<std::string, std::string>>;

// A status with `reason`. `message` is for people: it names the value that was wrong and what is wanted. It is sent to
// the caller, so it holds nothing internal.
absl::Status MakeError(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                       const ErrorMetadata& metadata = {});

// Collects what is wrong with the fields of a request, so that a caller learns everything at once.
class FieldViolations {
 public:
  // `field` is the path in the request ("enquiry.company.cvr_number"); `description` names value and what is wanted.
  void Add(absl::string_view field, absl::string_view description);
  bool empty() const { return violations_.field_violations().empty(); }
  // OK when nothing was added; else INVALID_ARGUMENT, reason FIELD_INVALID, with a google.rpc.BadRequest. Metadata
  // "field" names the first field.
  absl::Status ToStatus() const;

 private:
  google::rpc::BadRequest violations_;
};

// The details of a status made by MakeError or FieldViolations; nullopt when it has none.
std::optional<google::rpc::ErrorInfo> GetErrorInfo(const absl::Status& status);
std::optional<google::rpc::BadRequest> GetBadRequest(const absl::Status& status);

// ErrorInfo.reason, or "" when the status has none.
std::string GetReason(const absl::Status& status);

}  // namespace indgang

#endif  // INDGANG_BASE_ERRORS_H_
