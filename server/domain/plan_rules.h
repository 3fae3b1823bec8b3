// The rules of a case's plan: what starting it, getting on with a step and computing it anew do. Shapes as in
// case_rules.h; the checks of requests are in plan_requests.h.
#ifndef INDGANG_SERVER_DOMAIN_PLAN_RULES_H_
#define INDGANG_SERVER_DOMAIN_PLAN_RULES_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indgang/cases/v1/case_plan_service.pb.h"
#include "server/domain/case_rules.h"
#include "server/domain/people.h"

namespace indgang::domain {

// Computes the plan and pins it to the content. Errors: FAILED_PRECONDITION CASE_CLOSED, PLAN_EXISTS; INVALID_ARGUMENT
// FIELD_INVALID "package" when neither request nor case has one that the content knows, "answers".
absl::StatusOr<Change> StartPlan(const cases::v1::Case& before, const cases::v1::StartPlanRequest& request,
                                 const Context& context);

// Errors: FAILED_PRECONDITION CASE_CLOSED; INVALID_ARGUMENT FIELD_INVALID "step.service" that the plan has not,
// "step.applied_date" and "step.decided_date" that do not fit the state, lie in the future or in the wrong order.
absl::StatusOr<Change> UpdatePlanStep(const cases::v1::Case& before, const cases::v1::CasePlan& plan,
                                      const cases::v1::UpdatePlanStepRequest& request, const Context& context);

// The plan as it would be with its own answers and start in the content as it is now. Error: FAILED_PRECONDITION
// PACKAGE_GONE.
absl::StatusOr<cases::v1::CasePlan> PlanAsOfNow(const cases::v1::CasePlan& plan, const knowledge::Bundle& bundle);

// Errors: FAILED_PRECONDITION CASE_CLOSED, PACKAGE_GONE; INVALID_ARGUMENT FIELD_INVALID "answers".
absl::StatusOr<Change> RevisePlan(const cases::v1::Case& before, const cases::v1::CasePlan& plan,
                                  const cases::v1::RevisePlanRequest& request, const Context& context);

// Takes out what a plan or an event about it says in words of steps that are not the authority's, when `authority` is
// not empty: notes may tell what another authority said.
void HideOtherNotes(absl::string_view authority, cases::v1::CasePlan& plan);
void HideOtherNotes(absl::string_view authority, cases::v1::PlanStep& step);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_PLAN_RULES_H_
