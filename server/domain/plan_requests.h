// What requests to CasePlanService must look like. Each check returns OK or INVALID_ARGUMENT FIELD_INVALID with every
// field that is wrong; none looks at stored data.
#ifndef INDGANG_SERVER_DOMAIN_PLAN_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_PLAN_REQUESTS_H_

#include <string>

#include "absl/status/status.h"
#include "base/errors.h"
#include "google/protobuf/map.h"
#include "indgang/cases/v1/case_plan_service.pb.h"
#include "knowledge/bundle.h"

namespace indgang::domain {

using PlanAnswers = google::protobuf::Map<std::string, bool>;

// The package, when one is named, must be in the bundle and ask every question that is answered.
absl::Status CheckStartPlan(const cases::v1::StartPlanRequest& request, const knowledge::Bundle& bundle);
absl::Status CheckGetPlan(const cases::v1::GetPlanRequest& request);
absl::Status CheckUpdatePlanStep(const cases::v1::UpdatePlanStepRequest& request);
absl::Status CheckComparePlan(const cases::v1::ComparePlanRequest& request);
absl::Status CheckRevisePlan(const cases::v1::RevisePlanRequest& request);
absl::Status CheckDraftAnswer(const cases::v1::DraftAnswerRequest& request);
absl::Status CheckSendAnswer(const cases::v1::SendAnswerRequest& request);

// Adds a violation of "answers" for each answer to a question that the package does not ask.
void CheckAnswers(const knowledge::v1::Package& package, const PlanAnswers& answers, FieldViolations& violations);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_PLAN_REQUESTS_H_
