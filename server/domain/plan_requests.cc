#include "server/domain/plan_requests.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/str_cat.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"

namespace indgang::domain {
namespace {

using cases::v1::PlanStep;

constexpr std::array<absl::string_view, 4> kStepFields = {"state", "applied_date", "decided_date", "note"};

void CheckPlanName(absl::string_view value, FieldViolations& violations) {
  if (ParsePlanName(value).has_value()) return;
  violations.Add("name", absl::StrCat("is ", Quoted(value), "; wanted: cases/YYYY-NNNNNN/plan"));
}

}  // namespace

void CheckAnswers(const knowledge::v1::Package& package, const PlanAnswers& answers, FieldViolations& violations) {
  const std::set<std::string> asked(package.questions().begin(), package.questions().end());
  std::set<std::string> unasked;
  for (const auto& [question, answer] : answers) {
    if (asked.count(question) == 0) unasked.insert(question);
  }
  for (const std::string& question : unasked) {
    violations.Add("answers", absl::StrCat("holds ", Quoted(question), "; wanted: questions of the package ",
                                           package.id(), ", which asks no such one"));
  }
}

absl::Status CheckStartPlan(const cases::v1::StartPlanRequest& request, const knowledge::Bundle& bundle) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("parent", request.parent(), violations);
  if (!request.package().empty()) {
    const knowledge::v1::Package* const package = bundle.FindPackage(request.package());
    if (package == nullptr) {
      violations.Add("package", absl::StrCat("is ", Quoted(request.package()),
                                             "; wanted: the id of a package in the knowledge base, or nothing"));
    } else {
      CheckAnswers(*package, request.answers(), violations);
    }
  }
  CheckDate("start_date", request.start_date(), Presence::kOptional, violations);
  return violations.ToStatus();
}

absl::Status CheckGetPlan(const cases::v1::GetPlanRequest& request) {
  FieldViolations violations;
  CheckPlanName(request.name(), violations);
  return violations.ToStatus();
}

absl::Status CheckUpdatePlanStep(const cases::v1::UpdatePlanStepRequest& request) {
  const PlanStep& step = request.step();
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckPlanName(request.name(), violations);
  CheckContentId("step.service", step.service(), violations);
  if (request.update_mask().empty()) {
    violations.Add("update_mask", "is empty; wanted: at least one of state, applied_date, decided_date and note");
  }
  for (const std::string& field : request.update_mask()) {
    if (std::find(kStepFields.begin(), kStepFields.end(), field) == kStepFields.end()) {
      violations.Add("update_mask", absl::StrCat("holds ", Quoted(field),
                                                 "; wanted: only state, applied_date, decided_date and note"));
    } else if (field == "state") {
      CheckEnum("step.state", step.state(), PlanStep::State_IsValid(step.state()),
                "NOT_STARTED, APPLIED, IN_PLACE, REFUSED or DROPPED", violations);
    } else if (field == "applied_date") {
      CheckDate("step.applied_date", step.applied_date(), Presence::kOptional, violations);
    } else if (field == "decided_date") {
      CheckDate("step.decided_date", step.decided_date(), Presence::kOptional, violations);
    } else {
      CheckText("step.note", step.note(), Presence::kOptional, kMaxNote, violations);
    }
  }
  return violations.ToStatus();
}

absl::Status CheckComparePlan(const cases::v1::ComparePlanRequest& request) {
  FieldViolations violations;
  CheckPlanName(request.name(), violations);
  return violations.ToStatus();
}

absl::Status CheckRevisePlan(const cases::v1::RevisePlanRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckPlanName(request.name(), violations);
  CheckDate("start_date", request.start_date(), Presence::kOptional, violations);
  return violations.ToStatus();
}

absl::Status CheckDraftAnswer(const cases::v1::DraftAnswerRequest& request) {
  FieldViolations violations;
  CheckCaseName("name", request.name(), violations);
  CheckLanguage("language", request.language(), violations);
  return violations.ToStatus();
}

absl::Status CheckSendAnswer(const cases::v1::SendAnswerRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  CheckChannel("channel", request.channel(), violations);
  CheckText("text", request.text(), Presence::kRequired, kMaxText, violations);
  return violations.ToStatus();
}

}  // namespace indgang::domain
