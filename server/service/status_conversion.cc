#include "server/service/status_conversion.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/errors.h"
#include "base/utf8.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/error_details.h"

namespace indgang::service {
namespace {

constexpr std::size_t kMaxMessage = 1000;
constexpr int kMaxViolations = 12;

// Percent-encoding makes three bytes of each byte that is not ASCII, and details repeat the message's parts.
std::string Shortened(absl::string_view text, std::size_t max) {
  if (text.size() <= max) return std::string(text);
  text = text.substr(0, max);
  return absl::StrCat(text.substr(0, ValidUtf8Prefix(text)), "…");
}

google::rpc::BadRequest Shortened(const google::rpc::BadRequest& all) {
  google::rpc::BadRequest some;
  for (const auto& violation : all.field_violations()) {
    if (some.field_violations_size() == kMaxViolations) {
      auto& rest = *some.add_field_violations();
      rest.set_description(absl::StrCat("and ", all.field_violations_size() - kMaxViolations, " more"));
      break;
    }
    auto& copy = *some.add_field_violations();
    copy.set_field(Shortened(violation.field(), 100));
    copy.set_description(Shortened(violation.description(), 250));
  }
  return some;
}

}  // namespace

bool IsPublic(const absl::Status& status) {
  const std::string reason = GetReason(status);
  if (reason.empty() || reason == "STORAGE_FAILED") return false;
  // Only an admin sees it, who is to mend it.
  if (reason == "BACKUP_FAILED") return true;
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kAlreadyExists:
      return false;
    default:
      return true;
  }
}

absl::Status PublicStatus(const absl::Status& status) {
  if (status.ok() || IsPublic(status)) return status;
  if (GetReason(status) == "STORAGE_FAILED") {
    return MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED",
                     "the database failed and the outcome is unknown; retry with the same request_id");
  }
  return MakeError(absl::StatusCode::kInternal, "INTERNAL_ERROR",
                   "something went wrong inside; the service's log says what");
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const absl::Status shown = PublicStatus(status);
  google::rpc::Status details;
  details.set_code(static_cast<int>(shown.code()));
  details.set_message(Shortened(shown.message(), kMaxMessage));
  if (const auto info = GetErrorInfo(shown); info.has_value()) {
    details.add_details()->PackFrom(*info);
    if (info->reason() == "OVERLOADED" || info->reason() == "SHUTTING_DOWN") {
      google::rpc::RetryInfo retry;
      retry.mutable_retry_delay()->set_seconds(1);
      details.add_details()->PackFrom(retry);
    }
  }
  if (const auto bad_request = GetBadRequest(shown); bad_request.has_value()) {
    details.add_details()->PackFrom(Shortened(*bad_request));
  }
  grpc::Status sent;
  if (!grpc::SetErrorDetails(details, &sent).ok()) {
    return grpc::Status(static_cast<grpc::StatusCode>(shown.code()), details.message());
  }
  return sent;
}

}  // namespace indgang::service
