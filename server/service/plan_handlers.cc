// CasePlanService.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/answer_draft.h"
#include "server/domain/case_rules.h"
#include "server/domain/names.h"
#include "server/domain/plan_requests.h"
#include "server/domain/plan_rules.h"
#include "server/domain/plan_snapshot.h"
#include "server/service/call.h"
#include "server/service/case_access.h"

namespace indgang::service {
namespace {

using namespace cases::v1;  // the request and response types of this file's service
using storage::ReadTransaction;
using storage::StoredCase;
using storage::WriteTransaction;

// The plan of a case that the caller may see. Error: NOT_FOUND PLAN_NOT_FOUND.
absl::StatusOr<CasePlan> LoadPlan(ReadTransaction& tx, const std::string& case_number) {
  INDGANG_ASSIGN_OR_RETURN(std::optional<CasePlan> plan, tx.GetPlan(case_number));
  if (plan.has_value()) return *std::move(plan);
  const std::string name = domain::PlanName(case_number);
  return MakeError(absl::StatusCode::kNotFound, "PLAN_NOT_FOUND",
                   absl::StrCat("there is no ", name, "; StartPlan makes one"), {{"name", name}});
}

// The plan as it is stored, with what is true only as of reading.
CasePlan AsRead(const Call& call, const Case& current, CasePlan plan) {
  plan.set_newer_content(plan.content_hash() != call.knowledge->bundle().message().revision().content_hash());
  domain::HideOtherNotes(ScopeOn(call, current), plan);
  return plan;
}

absl::StatusOr<Work> StartPlan(Call& call, const StartPlanRequest& request, StartPlanResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckStartPlan(request, call.knowledge->bundle()));
  return ChangeCase(
      call, Changer::kWorksOnCase, *domain::ParseCaseName(request.parent()), request.etag(), response,
      [&](WriteTransaction&, const Case& before) { return domain::StartPlan(before, request, call.context()); });
}

absl::StatusOr<Work> GetPlan(Call& call, const GetPlanRequest& request, GetPlanResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckGetPlan(request));
  return Work::Lookup([&](ReadTransaction& tx) -> absl::Status {
    const std::string case_number = *domain::ParsePlanName(request.name());
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, case_number));
    INDGANG_ASSIGN_OR_RETURN(CasePlan plan, LoadPlan(tx, case_number));
    *response.mutable_plan() = AsRead(call, stored.message, std::move(plan));
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> UpdatePlanStep(Call& call, const UpdatePlanStepRequest& request,
                                    UpdatePlanStepResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckUpdatePlanStep(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    const std::string case_number = *domain::ParsePlanName(request.name());
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, case_number));
    INDGANG_RETURN_IF_ERROR(CheckWorksOn(call, stored.message));
    INDGANG_RETURN_IF_ERROR(CheckEtag(stored.message.name(), request.etag(), stored.message.etag()));
    INDGANG_ASSIGN_OR_RETURN(const CasePlan plan, LoadPlan(tx, case_number));
    INDGANG_ASSIGN_OR_RETURN(domain::Change change,
                             domain::UpdatePlanStep(stored.message, plan, request, call.context()));
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, stored, change));
    *response.mutable_plan() = AsRead(call, stored.message, *std::move(change.plan));
    *response.mutable_case_() = std::move(change.after);
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> ComparePlan(Call& call, const ComparePlanRequest& request, ComparePlanResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckComparePlan(request));
  return Work::Read([&](ReadTransaction& tx) -> absl::Status {
    const std::string case_number = *domain::ParsePlanName(request.name());
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, case_number));
    INDGANG_RETURN_IF_ERROR(CheckWorksOn(call, stored.message));
    INDGANG_ASSIGN_OR_RETURN(const CasePlan plan, LoadPlan(tx, case_number));
    INDGANG_ASSIGN_OR_RETURN(const CasePlan moved, domain::PlanAsOfNow(plan, call.knowledge->bundle()));
    for (PlanDifference& difference : domain::ComparePlans(plan, moved)) {
      *response.add_differences() = std::move(difference);
    }
    *response.mutable_totals_before() = plan.totals();
    *response.mutable_totals_after() = moved.totals();
    response.set_content_hash(moved.content_hash());
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> RevisePlan(Call& call, const RevisePlanRequest& request, RevisePlanResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckRevisePlan(request));
  return ChangeCase(call, Changer::kWorksOnCase, *domain::ParsePlanName(request.name()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const CasePlan plan, LoadPlan(tx, before.case_number()));
                      INDGANG_ASSIGN_OR_RETURN(domain::Change change,
                                               domain::RevisePlan(before, plan, request, call.context()));
                      for (PlanDifference& difference : domain::ComparePlans(plan, *change.plan)) {
                        *response.add_differences() = std::move(difference);
                      }
                      return change;
                    });
}

absl::StatusOr<Work> DraftAnswer(Call& call, const DraftAnswerRequest& request, DraftAnswerResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckDraftAnswer(request));
  return Work::Read([&](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, *domain::ParseCaseName(request.name())));
    INDGANG_RETURN_IF_ERROR(CheckWorksOn(call, stored.message));
    INDGANG_ASSIGN_OR_RETURN(const std::optional<CasePlan> plan, tx.GetPlan(stored.message.case_number()));
    const std::string& language = request.language().empty() ? stored.message.enquiry().language() : request.language();
    INDGANG_ASSIGN_OR_RETURN(domain::AnswerDraft draft,
                             domain::DraftAnswer(stored.message, plan, language, call.context()));
    response.set_subject(std::move(draft.subject));
    response.set_text(std::move(draft.text));
    response.set_language(language);
    response.set_content_hash(call.knowledge->bundle().message().revision().content_hash());
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> SendAnswer(Call& call, const SendAnswerRequest& request, SendAnswerResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckSendAnswer(request));
  return ChangeCase(call, Changer::kWorksOnCase, *domain::ParseCaseName(request.name()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountInteractions(before.case_number()));
                      Interaction answer;
                      answer.set_direction(Interaction::DIRECTION_OUTBOUND);
                      answer.set_kind(Interaction::KIND_ANSWER);
                      answer.set_channel(request.channel());
                      answer.set_text(request.text());
                      return domain::RecordInteraction(before, answer, count + 1, call.context());
                    });
}

}  // namespace

std::vector<Handler> PlanHandlers() {
  return {
      Handle("indgang.cases.v1.CasePlanService.StartPlan", StartPlan),
      Handle("indgang.cases.v1.CasePlanService.GetPlan", GetPlan),
      Handle("indgang.cases.v1.CasePlanService.UpdatePlanStep", UpdatePlanStep),
      Handle("indgang.cases.v1.CasePlanService.ComparePlan", ComparePlan),
      Handle("indgang.cases.v1.CasePlanService.RevisePlan", RevisePlan),
      Handle("indgang.cases.v1.CasePlanService.DraftAnswer", DraftAnswer),
      Handle("indgang.cases.v1.CasePlanService.SendAnswer", SendAnswer),
  };
}

}  // namespace indgang::service
