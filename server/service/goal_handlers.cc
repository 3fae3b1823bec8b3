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
using storage::StoredCase;
using storage::WriteTransaction;

absl::StatusOr<Work> PauseAnswerClock(Call& call, const PauseAnswerClockRequest& request,
                                      PauseAnswerClockResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckPauseAnswerClock(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, *domain::ParseCaseName(request.name())));
    INDGANG_RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), stored.message.etag()));
    INDGANG_ASSIGN_OR_RETURN(domain::Change change, domain::PauseAnswerClock(stored.message, request, call.context()));
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, stored, change));
    *response.mutable_case_() = std::move(change.after);
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> ResumeAnswerClock(Call& call, const ResumeAnswerClockRequest& request,
                                       ResumeAnswerClockResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckResumeAnswerClock(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, *domain::ParseCaseName(request.name())));
    INDGANG_RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), stored.message.etag()));
    INDGANG_ASSIGN_OR_RETURN(domain::Change change, domain::ResumeAnswerClock(stored.message, call.context()));
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, stored, change));
    *response.mutable_case_() = std::move(change.after);
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> ExtendAnswerDeadline(Call& call, const ExtendAnswerDeadlineRequest& request,
                                          ExtendAnswerDeadlineResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckExtendAnswerDeadline(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, *domain::ParseCaseName(request.name())));
    INDGANG_RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), stored.message.etag()));
    INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountInteractions(stored.message.case_number()));
    INDGANG_ASSIGN_OR_RETURN(domain::Change change,
                             domain::ExtendAnswerDeadline(stored.message, request, count + 1, call.context()));
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, stored, change));
    *response.mutable_case_() = std::move(change.after);
    return absl::OkStatus();
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
