// A permit plan as a case keeps it: computed from one content revision, moved to another, compared. Pure functions;
// what the company has done meanwhile (state, dates, note of a step) is plan_rules.h's.
#ifndef INDGANG_SERVER_DOMAIN_PLAN_SNAPSHOT_H_
#define INDGANG_SERVER_DOMAIN_PLAN_SNAPSHOT_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "google/protobuf/map.h"
#include "indgang/cases/v1/case_plan.pb.h"
#include "indgang/knowledge/v1/package.pb.h"
#include "knowledge/bundle.h"

namespace indgang::domain {

// The plan of a package of the bundle: basis, steps and totals, every step STATE_NOT_STARTED.
cases::v1::CasePlan ComputePlan(const knowledge::Bundle& bundle, const knowledge::v1::Package& package,
                                const google::protobuf::Map<std::string, bool>& answers, absl::CivilDay start);

// The facts of a service as a step of a plan keeps them; what depends on a plan (need, order, dates) is left out.
cases::v1::PlanStep StepOf(const knowledge::v1::Service& service);

// A permit, notification or registration: the company sends something in.
bool IsAppliedFor(const cases::v1::PlanStep& step);

// Counts promised_date and statutory_date from applied_date, or clears them when the step is not applied for.
void SetDeadlines(const knowledge::WorkingCalendar& calendar, cases::v1::PlanStep& step);

// `plan` computed anew as `computed`. States, dates and notes of steps that stay are kept, with deadlines counted from
// the new facts; a step that was begun and is gone stays too, last, as not needed.
cases::v1::CasePlan MovePlan(const cases::v1::CasePlan& plan, cases::v1::CasePlan computed,
                             const knowledge::Bundle& bundle);

// What differs between the steps of two plans: in the order of `after`, what is gone last. A step's place in the order
// is no difference.
std::vector<cases::v1::PlanDifference> ComparePlans(const cases::v1::CasePlan& before,
                                                    const cases::v1::CasePlan& after);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_PLAN_SNAPSHOT_H_
