// CaseService: pausing, resuming and putting off the answer clock.
#include <utility>

#include "base/status_macros.h"
#include "server/domain/goal_requests.h"
#include "server/domain/goal_rules.h"
#include "server/service/call.h"
#include "server/service/case_access.h"

namespace indgang::service {
namespace {

using namespace cases::v1;  // the request and response types of this file's service
using storage::WriteTransaction;

absl::StatusOr<Work> PauseAnswerClock(Call& call, const PauseAnswerClockRequest& request,
                                      PauseAnswerClockResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckPauseAnswerClock(request));
  return ChangeCase(
      call, Changer::kWorksOnCase, *domain::ParseCaseName(request.name()), request.etag(), response,
      [&](WriteTransaction&, const Case& before) { return domain::PauseAnswerClock(before, request, call.context()); });
}

absl::StatusOr<Work> ResumeAnswerClock(Call& call, const ResumeAnswerClockRequest& request,
                                       ResumeAnswerClockResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckResumeAnswerClock(request));
  return ChangeCase(
      call, Changer::kWorksOnCase, *domain::ParseCaseName(request.name()), request.etag(), response,
      [&](WriteTransaction&, const Case& before) { return domain::ResumeAnswerClock(before, call.context()); });
}

absl::StatusOr<Work> ExtendAnswerDeadline(Call& call, const ExtendAnswerDeadlineRequest& request,
                                          ExtendAnswerDeadlineResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckExtendAnswerDeadline(request));
  return ChangeCase(call, Changer::kWorksOnCase, *domain::ParseCaseName(request.name()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountInteractions(before.case_number()));
                      return domain::ExtendAnswerDeadline(before, request, count + 1, call.context());
                    });
}

}  // namespace

std::vector<Handler> GoalHandlers() {
  return {
      Handle("indgang.cases.v1.CaseService.PauseAnswerClock", PauseAnswerClock),
      Handle("indgang.cases.v1.CaseService.ResumeAnswerClock", ResumeAnswerClock),
      Handle("indgang.cases.v1.CaseService.ExtendAnswerDeadline", ExtendAnswerDeadline),
  };
}

}  // namespace indgang::service
