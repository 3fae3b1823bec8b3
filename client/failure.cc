#include "client/failure.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/errors.h"
#include "client/table.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace indgang::client {
namespace {

constexpr absl::string_view kCommandLineReason = "COMMAND_LINE";
constexpr absl::string_view kTrailReason = "AUDIT_TRAIL_BROKEN";

std::string Headline(ExitCode code) {
  switch (code) {
    case ExitCode::kUsage:
      return "usage";
    case ExitCode::kUnreachable:
      return "unreachable";
    case ExitCode::kNotAuthorised:
      return "not authorised";
    case ExitCode::kChangedMeanwhile:
      return "changed meanwhile";
    case ExitCode::kServiceFailed:
      return "service failed";
    case ExitCode::kTrailBroken:
      return "not what it was";
    case ExitCode::kOk:
    case ExitCode::kRefused:
      break;
  }
  return "refused";
}

}  // namespace

absl::Status UsageError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, kCommandLineReason, message);
}

absl::Status TrailBrokenError(int problems) {
  return MakeError(absl::StatusCode::kDataLoss, kTrailReason,
                   absl::StrCat("the audit trail has ", problems, problems == 1 ? " problem" : " problems",
                                "; docs/audit.md says what each can mean"));
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : details.details()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return result;
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (GetReason(status) == kCommandLineReason) return ExitCode::kUsage;
  if (GetReason(status) == kTrailReason) return ExitCode::kTrailBroken;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return ExitCode::kUnreachable;
    case absl::StatusCode::kResourceExhausted:
      return GetReason(status) == "OVERLOADED" ? ExitCode::kUnreachable : ExitCode::kRefused;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return ExitCode::kNotAuthorised;
    case absl::StatusCode::kAborted:
      return ExitCode::kChangedMeanwhile;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnimplemented:
      return ExitCode::kServiceFailed;
    default:
      return ExitCode::kRefused;
  }
}

void PrintFailure(const absl::Status& status, OutputFormat format, std::ostream& err) {
  const std::string code = absl::StatusCodeToString(status.code());
  const std::string reason = GetReason(status);
  const std::optional<google::rpc::BadRequest> bad_request = GetBadRequest(status);
  if (format == OutputFormat::kJson) {
    nlohmann::ordered_json violations = nlohmann::ordered_json::array();
    if (bad_request.has_value()) {
      for (const auto& violation : bad_request->field_violations()) {
        violations.push_back({{"field", violation.field()}, {"description", violation.description()}});
      }
    }
    const nlohmann::ordered_json document = {
        {"code", code}, {"reason", reason}, {"message", std::string(status.message())}, {"violations", violations}};
    // A message that is not UTF-8 must not turn one failure into another.
    err << document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
    return;
  }
  const ExitCode exit_code = ExitCodeOf(status);
  err << "indgang: " << Headline(exit_code) << ": " << PrintableLine(status.message());
  if (exit_code != ExitCode::kUsage) err << " (" << absl::StrJoin({code, reason}, reason.empty() ? "" : ", ") << ")";
  err << "\n";
  if (!bad_request.has_value()) return;
  for (const auto& violation : bad_request->field_violations()) {
    err << "  " << PrintableLine(violation.field()) << ": " << PrintableLine(violation.description()) << "\n";
  }
}

}  // namespace indgang::client
