#include <string>

#include "client/command_options.h"
#include "client/commands.h"
#include "client/names.h"
#include "client/views.h"
#include "indgang/cases/v1/referral_service.grpc.pb.h"

namespace indgang::client {
namespace {

using cases::v1::AcceptReferralRequest;
using cases::v1::AnswerReferralRequest;
using cases::v1::CompleteReferralRequest;
using cases::v1::ConfirmReferralRequest;
using cases::v1::CreateReferralRequest;
using cases::v1::DeclineReferralRequest;
using cases::v1::GetReferralRequest;
using cases::v1::ListReferralsRequest;
using cases::v1::ListReferralsResponse;
using cases::v1::ReassignReferralRequest;
using cases::v1::RecallReferralRequest;
using cases::v1::Referral;
using cases::v1::ReferralService;
using cases::v1::RemindReferralRequest;

struct CreateOptions {
  CaseOptions subject;
  std::string authority;
  std::string question;
  std::string kind = "question";
  std::string service;
  std::string assignee;
  std::string due;
  std::string application_complete;
};

struct ListOptions {
  PagingOptions paging;
  std::string case_name = "-";
  std::string state;
  std::string authority;
};

struct ReferralOptions {
  std::string name;
  std::string etag;
  // What the move says: reason, answer, outcome, note or message.
  std::string text;
  std::string suggested_authority;
  std::string channel;
  std::string assignee;
};

absl::Status Create(Session& session, const CreateOptions& options) {
  CreateReferralRequest request;
  request.set_request_id(session.request_id());
  request.set_parent(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.set_authority(options.authority);
  request.set_kind(EnumOption<Referral::Kind>(options.kind));
  request.set_service(options.service);
  request.set_assignee(options.assignee);
  // The options' checks have parsed the times already.
  if (!options.due.empty()) *request.mutable_due_time() = *ParseLocalTime(options.due);
  if (!options.application_complete.empty()) {
    *request.mutable_application_complete_time() = *ParseLocalTime(options.application_complete);
  }
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_question(), TextArgument(options.question, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&ReferralService::Stub::CreateReferral, request));
  session.Show(response, [&] { return RenderReferral(response.referral(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status List(Session& session, const ListOptions& options) {
  ListReferralsRequest request;
  request.set_parent(CaseName(options.case_name));
  request.set_state(EnumOption<Referral::State>(options.state));
  request.set_authority(options.authority);
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&ReferralService::Stub::ListReferrals, request);
  };
  INDGANG_ASSIGN_OR_RETURN(const ListReferralsResponse response,
                           ReadPages<ListReferralsResponse>(options.paging.limit, call,
                                                            [](auto& page) { return page.mutable_referrals(); }));
  session.Show(response,
               [&] { return RenderReferrals(response.referrals(), session.now(), session.say(), session.width()); });
  return absl::OkStatus();
}

// Calls `method` and shows the referral in its response.
template <typename Request, typename Response>
absl::Status CallAndShow(Session& session, const Request& request,
                         grpc::Status (ReferralService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                       Response*)) {
  INDGANG_ASSIGN_OR_RETURN(const Response response, session.connection().Call(method, request));
  session.Show(response, [&] { return RenderReferral(response.referral(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const ReferralOptions& options) {
  GetReferralRequest request;
  request.set_name(ReferralName(options.name));
  return CallAndShow(session, request, &ReferralService::Stub::GetReferral);
}

// A request that changes the referral that was named.
template <typename Request>
Request MoveRequest(Session& session, const ReferralOptions& options) {
  Request request;
  request.set_request_id(session.request_id());
  request.set_name(ReferralName(options.name));
  request.set_etag(options.etag);
  return request;
}

// What a command does that sends nothing but words, in the request's field that `words` returns.
template <typename Request, typename Response>
auto MoveWithWords(std::string* (Request::*words)(),
                   grpc::Status (ReferralService::Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  return [words, method](Session& session, const ReferralOptions& options) -> absl::Status {
    auto request = MoveRequest<Request>(session, options);
    INDGANG_ASSIGN_OR_RETURN(*(request.*words)(), TextArgument(options.text, session.environment()));
    return CallAndShow(session, request, method);
  };
}

absl::Status Accept(Session& session, const ReferralOptions& options) {
  auto request = MoveRequest<AcceptReferralRequest>(session, options);
  request.set_channel(EnumOption<cases::v1::Channel>(options.channel));
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_message(), TextArgument(options.text, session.environment()));
  return CallAndShow(session, request, &ReferralService::Stub::AcceptReferral);
}

absl::Status Decline(Session& session, const ReferralOptions& options) {
  auto request = MoveRequest<DeclineReferralRequest>(session, options);
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_reason(), TextArgument(options.text, session.environment()));
  request.set_suggested_authority(options.suggested_authority);
  return CallAndShow(session, request, &ReferralService::Stub::DeclineReferral);
}

absl::Status Reassign(Session& session, const ReferralOptions& options) {
  auto request = MoveRequest<ReassignReferralRequest>(session, options);
  request.set_assignee(options.assignee);
  return CallAndShow(session, request, &ReferralService::Stub::ReassignReferral);
}

void AddReferralArgument(CLI::App& command, ReferralOptions& options) {
  command.add_option("REFERRAL", options.name, "2026-000123/1 or cases/2026-000123/referrals/1")->required();
}

void AddAuthorityCommands(CLI::App& group, Action& action) {
  AddCommand<ReferralOptions>(
      group, "accept", "Take a referral on, for one's own authority", action,
      [](CLI::App& command, ReferralOptions& options) {
        AddReferralArgument(command, options);
        AddEnumOption<cases::v1::Channel>(command, "--channel", options.channel,
                                          "With a transfer: how the company was told who its contact person is now");
        command.add_option("--message", options.text,
                           "With a transfer: what the company was told; - reads standard input");
        AddEtagOption(command, options.etag);
      },
      Accept);
  AddCommand<ReferralOptions>(
      group, "decline", "Say that one's own authority has nothing to do with it, and why", action,
      [](CLI::App& command, ReferralOptions& options) {
        AddReferralArgument(command, options);
        command.add_option("--reason", options.text, "Why; - reads standard input")->required();
        command.add_option("--suggest", options.suggested_authority, "The authority that it belongs to instead");
        AddEtagOption(command, options.etag);
        command.footer(
            "Example:\n"
            "  indgang --token-file var/building.token referral decline 2026-000123/1 --reason \"No building work is "
            "planned\"");
      },
      Decline);
  AddCommand<ReferralOptions>(
      group, "answer", "Answer a referral, for one's own authority", action,
      [](CLI::App& command, ReferralOptions& options) {
        AddReferralArgument(command, options);
        command.add_option("--text", options.text, "The answer; - reads standard input")->required();
        AddEtagOption(command, options.etag);
      },
      MoveWithWords(&AnswerReferralRequest::mutable_answer, &ReferralService::Stub::AnswerReferral));
  AddCommand<ReferralOptions>(
      group, "complete", "Say that what was asked for is done: the company was rung, the permit is decided", action,
      [](CLI::App& command, ReferralOptions& options) {
        AddReferralArgument(command, options);
        command.add_option("--outcome", options.text, "What came of it; - reads standard input")->required();
        AddEtagOption(command, options.etag);
        command.footer(
            "Example:\n"
            "  indgang --token-file var/roads.token referral complete 2026-000123/2 --outcome \"Rang on Tuesday; they "
            "send "
            "the drawings\"");
      },
      MoveWithWords(&CompleteReferralRequest::mutable_outcome, &ReferralService::Stub::CompleteReferral));
  AddCommand<ReferralOptions>(
      group, "reassign", "Give a referral to a member of the unit, or back to all of it", action,
      [](CLI::App& command, ReferralOptions& options) {
        AddReferralArgument(command, options);
        command.add_option("--to", options.assignee, "Member id, me, or nothing for the whole unit");
        AddEtagOption(command, options.etag);
      },
      Reassign);
}

// What whoever sent a referral can still do about it.
void AddSenderCommands(CLI::App& group, Action& action) {
  AddCommand<ReferralOptions>(
      group, "remind", "Remind the authority, at most once an hour", action,
      [](CLI::App& command, ReferralOptions& options) {
        AddReferralArgument(command, options);
        command.add_option("--note", options.text, "What to say with it; - reads standard input");
        AddEtagOption(command, options.etag);
      },
      MoveWithWords(&RemindReferralRequest::mutable_note, &ReferralService::Stub::RemindReferral));
  AddCommand<ReferralOptions>(
      group, "recall", "Take an open referral back, and say why", action,
      [](CLI::App& command, ReferralOptions& options) {
        AddReferralArgument(command, options);
        command.add_option("--reason", options.text, "Why; - reads standard input")->required();
        AddEtagOption(command, options.etag);
      },
      MoveWithWords(&RecallReferralRequest::mutable_reason, &ReferralService::Stub::RecallReferral));
  AddCommand<ReferralOptions>(
      group, "confirm", "Record that an outside body has confirmed that it has it", action,
      [](CLI::App& command, ReferralOptions& options) {
        AddReferralArgument(command, options);
        command.add_option("--note", options.text, "Who confirmed; - reads standard input");
        AddEtagOption(command, options.etag);
      },
      MoveWithWords(&ConfirmReferralRequest::mutable_note, &ReferralService::Stub::ConfirmReferral));
}

}  // namespace

void AddReferralCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("referral", "Questions to other authorities on a case, and their answers");
  group->require_subcommand(1);
  AddCommand<CreateOptions>(
      *group, "create", "Refer a case to an authority", action,
      [](CLI::App& command, CreateOptions& options) {
        AddCaseArgument(command, options.subject);
        command.add_option("--authority", options.authority, "Whom to ask; indgang authority list shows the ids")
            ->required();
        command.add_option("--question", options.question, "What to ask; - reads standard input")->required();
        AddEnumOption<Referral::Kind>(
            command, "--kind", options.kind,
            "What is asked for: an answer, a call to the company, the handling of a permit, to "
            "take the case over, or something of a body outside")
            ->capture_default_str();
        command.add_option("--service", options.service, "With --kind permit: the service that is applied for");
        AddLocalTimeOption(command, "--application-complete", options.application_complete,
                           "With --kind permit: when everything the application needs had arrived, in Danish local "
                           "time; its deadlines count from there, else from now");
        command.add_option("--assignee", options.assignee, "A member of the unit, by id");
        AddLocalTimeOption(command, "--due", options.due,
                           "When it is due, in Danish local time; else the permit's promise or the goal for referrals");
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Examples:\n"
            "  indgang referral create 2026-000123 --authority building --question \"Must you be involved?\"\n"
            "  indgang referral create 2026-000123 --authority roads-and-traffic --kind permit \\\n"
            "    --service scaffold-container --application-complete 2026-11-20T14:00 --question \"A crane for two "
            "weeks\"");
      },
      Create);
  AddCommand<ListOptions>(
      *group, "list", "Referrals of one case in the order they were sent, or of all cases, those due first first",
      action,
      [](CLI::App& command, ListOptions& options) {
        command.add_option("CASE", options.case_name, "Only of this case");
        AddLimitOption(command, options.paging);
        AddEnumOption<Referral::State>(command, "--state", options.state, "Only referrals in this state");
        command.add_option("--authority", options.authority, "Only referrals to this authority");
      },
      List);
  AddCommand<ReferralOptions>(*group, "show", "One referral", action, AddReferralArgument, Show);
  AddAuthorityCommands(*group, action);
  AddSenderCommands(*group, action);
}

}  // namespace indgang::client
