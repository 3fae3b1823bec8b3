#include "server/domain/goal_requests.h"

#include <google/protobuf/util/time_util.h>

#include "server/domain/field_checks.h"

namespace indgang::domain {
namespace {

using cases::v1::ClockPause;
using google::protobuf::util::TimeUtil;

}  // namespace

absl::Status CheckPauseAnswerClock(const cases::v1::PauseAnswerClockRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  CheckEnum("reason", request.reason(), ClockPause::Reason_IsValid(request.reason()),
            "COMPANY_INFORMATION, COMPANY_DECISION or COMPANY_REQUEST", violations);
  CheckText("note", request.note(), Presence::kRequired, kMaxNote, violations);
  return violations.ToStatus();
}

absl::Status CheckResumeAnswerClock(const cases::v1::ResumeAnswerClockRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  return violations.ToStatus();
}

absl::Status CheckExtendAnswerDeadline(const cases::v1::ExtendAnswerDeadlineRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  if (!request.has_due_time()) {
    violations.Add("due_time", "is not set; wanted: when the answer is due instead");
  } else if (const auto& due = request.due_time(); due.seconds() < TimeUtil::kTimestampMinSeconds ||
                                                   due.seconds() > TimeUtil::kTimestampMaxSeconds || due.nanos() < 0 ||
                                                   due.nanos() > 999'999'999) {
    violations.Add("due_time", "is not a time between the years 1 and 9999; wanted: when the answer is due instead");
  }
  CheckText("reason", request.reason(), Presence::kRequired, kMaxNote, violations);
  CheckChannel("channel", request.channel(), violations);
  CheckText("message", request.message(), Presence::kRequired, kMaxText, violations);
  return violations.ToStatus();
}

}  // namespace indgang::domain
