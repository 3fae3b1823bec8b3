// What requests about the answer clock must look like. Each check returns OK or INVALID_ARGUMENT FIELD_INVALID with
// every field that is wrong; none looks at stored data.
#ifndef INDGANG_SERVER_DOMAIN_GOAL_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_GOAL_REQUESTS_H_

#include "absl/status/status.h"
#include "indgang/cases/v1/case_service.pb.h"

namespace indgang::domain {

absl::Status CheckPauseAnswerClock(const cases::v1::PauseAnswerClockRequest& request);
absl::Status CheckResumeAnswerClock(const cases::v1::ResumeAnswerClockRequest& request);
absl::Status CheckExtendAnswerDeadline(const cases::v1::ExtendAnswerDeadlineRequest& request);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_GOAL_REQUESTS_H_
