#include "server/domain/plan_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"
#include "server/domain/plan_requests.h"
#include "server/domain/plan_snapshot.h"
#include "server/domain/times.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::CasePlan;
using cases::v1::PlanChanged;
using cases::v1::PlanStep;

// `date` as a day, or the other one when it is empty; for dates that were checked.
absl::CivilDay DayOr(absl::string_view date, absl::CivilDay otherwise) {
  absl::CivilDay day;
  return absl::ParseCivilTime(date, &day) ? day : otherwise;
}

absl::StatusOr<const knowledge::v1::Package*> FindPackage(const CasePlan& plan, const knowledge::Bundle& bundle) {
  const knowledge::v1::Package* const package = bundle.FindPackage(plan.package());
  if (package != nullptr) return package;
  return MakeError(absl::StatusCode::kFailedPrecondition, "PACKAGE_GONE",
                   absl::StrCat("the content has no package ", plan.package(), " any more; the plan stays as it is"),
                   {{"package", plan.package()}});
}

// Completes plan and event: times, etag, hash.
void Seal(CasePlan plan, PlanChanged& event, const Context& context, Change& change) {
  *plan.mutable_update_time() = ToTimestamp(context.now);
  if (!plan.has_create_time()) *plan.mutable_create_time() = plan.update_time();
  plan.clear_newer_content();
  plan.clear_etag();
  plan.set_etag(absl::BytesToHexString(HashMessage(plan).substr(0, 8)));
  event.set_package(plan.package());
  event.set_content_hash(plan.content_hash());
  event.set_plan_hash(HashMessage(plan));
  change.plan = std::move(plan);
}

// Dates that a state has no use for go, and what is left must fit it.
absl::Status FitDates(absl::CivilDay today, PlanStep& step) {
  if (step.state() == PlanStep::STATE_NOT_STARTED) step.clear_applied_date();
  if (step.state() == PlanStep::STATE_NOT_STARTED || step.state() == PlanStep::STATE_APPLIED) step.clear_decided_date();
  FieldViolations violations;
  if (step.state() == PlanStep::STATE_APPLIED && step.applied_date().empty()) {
    violations.Add("step.applied_date", "is empty; wanted: the day it was applied for, since the state is APPLIED");
  }
  const bool decided = step.state() == PlanStep::STATE_IN_PLACE || step.state() == PlanStep::STATE_REFUSED;
  if (decided && step.decided_date().empty()) {
    violations.Add("step.decided_date",
                   absl::StrCat("is empty; wanted: the day it was decided, since the state is ",
                                step.state() == PlanStep::STATE_IN_PLACE ? "IN_PLACE" : "REFUSED"));
  }
  // ISO 8601 dates compare as text.
  const std::string now = absl::FormatCivilTime(today);
  const auto check_past = [&](absl::string_view field, const std::string& date) {
    if (date > now) violations.Add(field, absl::StrCat("is ", date, "; wanted: a day no later than today, ", now));
  };
  check_past("step.applied_date", step.applied_date());
  check_past("step.decided_date", step.decided_date());
  if (!step.decided_date().empty() && step.decided_date() < step.applied_date()) {
    violations.Add("step.decided_date", absl::StrCat("is ", step.decided_date(), "; wanted: a day no earlier than ",
                                                     step.applied_date(), ", when it was applied for"));
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<Change> StartPlan(const Case& before, const cases::v1::StartPlanRequest& request,
                                 const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  if (before.has_plan()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "PLAN_EXISTS",
                     absl::StrCat("case ", before.case_number(), " has a plan; wanted: RevisePlan, which changes it"),
                     {{"case_number", before.case_number()}});
  }
  const std::string& id = request.package().empty() ? before.package() : request.package();
  const knowledge::v1::Package* const package = context.bundle.FindPackage(id);
  FieldViolations violations;
  if (package == nullptr) {
    violations.Add("package", id.empty() ? "is empty, and triage chose none; wanted: the id of a package"
                                         : absl::StrCat("is ", Quoted(id),
                                                        " from triage, which the content has no "
                                                        "longer; wanted: the id of a package"));
  } else {
    CheckAnswers(*package, request.answers(), violations);
  }
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());

  Change change;
  change.after = before;
  change.after.set_has_plan(true);
  CasePlan plan =
      ComputePlan(context.bundle, *package, request.answers(), DayOr(request.start_date(), context.today()));
  plan.set_name(PlanName(before.case_number()));
  Seal(std::move(plan), *change.events.emplace_back().mutable_plan_started(), context, change);
  return change;
}

absl::StatusOr<Change> UpdatePlanStep(const Case& before, const CasePlan& plan,
                                      const cases::v1::UpdatePlanStepRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  CasePlan updated = plan;
  const auto step =
      std::find_if(updated.mutable_steps()->begin(), updated.mutable_steps()->end(),
                   [&](const PlanStep& candidate) { return candidate.service() == request.step().service(); });
  if (step == updated.mutable_steps()->end()) {
    FieldViolations violations;
    violations.Add("step.service",
                   absl::StrCat("is ", Quoted(request.step().service()), "; wanted: a service of the plan"));
    return violations.ToStatus();
  }
  for (const std::string& field : request.update_mask()) {
    if (field == "state") step->set_state(request.step().state());
    if (field == "applied_date") step->set_applied_date(request.step().applied_date());
    if (field == "decided_date") step->set_decided_date(request.step().decided_date());
    if (field == "note") step->set_note(request.step().note());
  }
  INDGANG_RETURN_IF_ERROR(FitDates(context.today(), *step));
  SetDeadlines(context.bundle.calendar(), *step);

  Change change;
  change.after = before;
  PlanChanged& event = *change.events.emplace_back().mutable_plan_step_updated();
  *event.mutable_step() = *step;
  Seal(std::move(updated), event, context, change);
  return change;
}

absl::StatusOr<CasePlan> PlanAsOfNow(const CasePlan& plan, const knowledge::Bundle& bundle) {
  INDGANG_ASSIGN_OR_RETURN(const knowledge::v1::Package* const package, FindPackage(plan, bundle));
  // An answer to a question that the package asks no longer decides nothing.
  return MovePlan(plan, ComputePlan(bundle, *package, plan.answers(), DayOr(plan.start_date(), absl::CivilDay())),
                  bundle);
}

absl::StatusOr<Change> RevisePlan(const Case& before, const CasePlan& plan, const cases::v1::RevisePlanRequest& request,
                                  const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  INDGANG_ASSIGN_OR_RETURN(const knowledge::v1::Package* const package, FindPackage(plan, context.bundle));
  FieldViolations violations;
  CheckAnswers(*package, request.answers(), violations);
  PlanAnswers answers = plan.answers();
  for (int i = 0; i < request.unanswered_size(); ++i) {
    const std::string& question = request.unanswered(i);
    const bool had_answer = answers.erase(question) > 0;
    if (had_answer && !request.answers().contains(question)) continue;
    violations.Add(absl::StrCat("unanswered[", i, "]"),
                   absl::StrCat("is ", Quoted(question),
                                "; wanted: a question that the plan has an answer to, and that gets no new one"));
  }
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());
  for (const auto& [question, answer] : request.answers()) answers[question] = answer;
  const absl::CivilDay start = DayOr(request.start_date(), DayOr(plan.start_date(), context.today()));

  Change change;
  change.after = before;
  Seal(MovePlan(plan, ComputePlan(context.bundle, *package, answers, start), context.bundle),
       *change.events.emplace_back().mutable_plan_revised(), context, change);
  return change;
}

void HideOtherNotes(absl::string_view authority, PlanStep& step) {
  if (!authority.empty() && step.authority() != authority) step.clear_note();
}

void HideOtherNotes(absl::string_view authority, CasePlan& plan) {
  for (PlanStep& step : *plan.mutable_steps()) HideOtherNotes(authority, step);
}

}  // namespace indgang::domain
