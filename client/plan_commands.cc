#include <string>
#include <vector>

#include "client/command_options.h"
#include "client/commands.h"
#include "client/failure.h"
#include "client/names.h"
#include "client/views.h"
#include "indgang/cases/v1/case_plan_service.grpc.pb.h"

namespace indgang::client {
namespace {

using cases::v1::CasePlanService;
using cases::v1::ComparePlanRequest;
using cases::v1::GetPlanRequest;
using cases::v1::PlanStep;
using cases::v1::RevisePlanRequest;
using cases::v1::StartPlanRequest;
using cases::v1::UpdatePlanStepRequest;

struct BasisOptions {
  CaseOptions subject;
  std::string package;
  std::vector<std::string> yes;
  std::vector<std::string> no;
  std::vector<std::string> unanswered;
  std::string from;
};

struct StepOptions {
  CaseOptions subject;
  std::string service;
  std::string state;
  std::string on;
  std::string applied_on;
  std::string note;
};

// Error: COMMAND_LINE when a question is answered both ways; the map in the request could not show it.
template <typename Request>
absl::Status FillAnswers(const BasisOptions& options, Request& request) {
  for (const std::string& question : options.yes) (*request.mutable_answers())[question] = true;
  for (const std::string& question : options.no) {
    if (!request.mutable_answers()->insert({question, false}).second) {
      return UsageError(absl::StrCat("--no ", question, " is also answered --yes; wanted: one of the two"));
    }
  }
  return absl::OkStatus();
}

absl::Status Start(Session& session, const BasisOptions& options) {
  StartPlanRequest request;
  INDGANG_RETURN_IF_ERROR(FillAnswers(options, request));
  request.set_request_id(session.request_id());
  request.set_parent(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.set_package(options.package);
  request.set_start_date(options.from);
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CasePlanService::Stub::StartPlan, request));
  session.Show(response, [&] { return RenderPlan(response.plan(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const CaseOptions& options) {
  GetPlanRequest request;
  request.set_name(PlanName(options.name));
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CasePlanService::Stub::GetPlan, request));
  session.Show(response, [&] { return RenderPlan(response.plan(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Step(Session& session, const StepOptions& options) {
  UpdatePlanStepRequest request;
  request.set_name(PlanName(options.subject.name));
  request.set_etag(options.subject.etag);
  PlanStep& step = *request.mutable_step();
  step.set_service(options.service);
  if (!options.state.empty()) {
    step.set_state(EnumOption<PlanStep::State>(options.state));
    request.add_update_mask("state");
  }
  const bool decided = step.state() == PlanStep::STATE_IN_PLACE || step.state() == PlanStep::STATE_REFUSED;
  const std::string on = options.on.empty() ? LocalDay(session.now()) : options.on;
  if (decided) {
    step.set_decided_date(on);
    request.add_update_mask("decided_date");
  }
  if (step.state() == PlanStep::STATE_APPLIED || !options.applied_on.empty()) {
    step.set_applied_date(options.applied_on.empty() ? on : options.applied_on);
    request.add_update_mask("applied_date");
  }
  if (!options.note.empty()) {
    INDGANG_ASSIGN_OR_RETURN(*step.mutable_note(), TextArgument(options.note, session.environment()));
    request.add_update_mask("note");
  }
  if (request.update_mask().empty()) return UsageError("nothing to record; wanted: a STATE, --applied-on or --note");
  request.set_request_id(session.request_id());
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CasePlanService::Stub::UpdatePlanStep, request));
  session.Show(response, [&] { return RenderPlan(response.plan(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Compare(Session& session, const CaseOptions& options) {
  ComparePlanRequest request;
  request.set_name(PlanName(options.name));
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CasePlanService::Stub::ComparePlan, request));
  session.Show(response, [&] {
    return RenderPlanDifferences(response.differences(), response.totals_before(), response.totals_after(),
                                 session.say(), session.width());
  });
  return absl::OkStatus();
}

absl::Status Revise(Session& session, const BasisOptions& options) {
  RevisePlanRequest request;
  INDGANG_RETURN_IF_ERROR(FillAnswers(options, request));
  for (const std::string& question : options.unanswered) request.add_unanswered(question);
  request.set_name(PlanName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.set_start_date(options.from);
  request.set_request_id(session.request_id());
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CasePlanService::Stub::RevisePlan, request));
  session.Show(response, [&] { return RenderPlan(response.plan(), session.say(), session.width()); });
  return absl::OkStatus();
}

void AddBasisOptions(CLI::App& command, BasisOptions& options) {
  AddCaseArgument(command, options.subject);
  command.add_option("--yes", options.yes, "A question that the company answers yes; may be repeated");
  command.add_option("--no", options.no, "A question that the company answers no; may be repeated");
  AddEtagOption(command, options.subject.etag);
}

}  // namespace

void AddPlanCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("plan", "The plan of a case: permits in order, and how far each one is");
  group->require_subcommand(1);
  AddCommand<BasisOptions>(
      *group, "start", "Make the plan from a package and the company's answers", action,
      [](CLI::App& command, BasisOptions& options) {
        AddBasisOptions(command, options);
        command.add_option("--package", options.package, "The package; default is the one triage chose");
        command.add_option("--from", options.from, "Day to count from, as in 2026-11-21; default is today");
        command.footer(
            "Questions that are not answered stay open: what they decide shows as maybe. indgang package show lists "
            "them.\n"
            "Example:\n"
            "  indgang plan start 2026-000123 --package cafe-and-restaurant --yes serves-food --yes serves-outdoors "
            "\\\n"
            "    --no serves-alcohol");
      },
      Start);
  AddCommand<CaseOptions>(*group, "show", "The plan, and whether the content has changed since", action,
                          AddCaseArgument, Show);
  AddCommand<StepOptions>(
      *group, "step", "Record how far one step is", action,
      [](CLI::App& command, StepOptions& options) {
        AddCaseArgument(command, options.subject);
        command.add_option("SERVICE", options.service, "The step, by its service")->required();
        AddEnumOption<PlanStep::State>(command, "STATE", options.state, "How far it is");
        command.add_option("--on", options.on, "Day it was applied for or decided; default is today");
        command.add_option("--applied-on", options.applied_on, "Day it was applied for, when it is recorded later");
        command.add_option("--note", options.note, "In words; - reads standard input");
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Examples:\n"
            "  indgang plan step 2026-000123 outdoor-serving applied\n"
            "  indgang plan step 2026-000123 location-check in-place --on 2026-11-24 --note \"Yes, a café may lie "
            "there\"");
      },
      Step);
  AddCommand<CaseOptions>(*group, "compare", "What moving the plan to the content as it is now would change", action,
                          AddCaseArgument, Compare);
  AddCommand<BasisOptions>(
      *group, "revise", "Make the plan anew from today's content, with new answers or another start", action,
      [](CLI::App& command, BasisOptions& options) {
        AddBasisOptions(command, options);
        command.add_option("--unanswered", options.unanswered,
                           "A question that has no answer any more; may be repeated");
        command.add_option("--from", options.from, "Day to count from, as in 2026-11-21; default keeps the plan's");
        command.footer(
            "What the company has done is kept, and so are answers that are not given anew.\n"
            "Example:\n"
            "  indgang plan revise 2026-000123 --yes serves-food --yes serves-outdoors --no serves-alcohol");
      },
      Revise);
}

}  // namespace indgang::client
