#include <string>

#include "client/command_options.h"
#include "client/commands.h"
#include "client/names.h"
#include "client/views.h"
#include "indgang/cases/v1/case_service.grpc.pb.h"

namespace indgang::client {
namespace {

using cases::v1::CaseService;
using cases::v1::Channel;
using cases::v1::ClockPause;
using cases::v1::ExtendAnswerDeadlineRequest;
using cases::v1::PauseAnswerClockRequest;
using cases::v1::ResumeAnswerClockRequest;

struct PauseOptions {
  CaseOptions subject;
  std::string reason;
  std::string note;
};

struct ExtendOptions {
  CaseOptions subject;
  std::string until;
  std::string reason;
  std::string channel = "email";
  std::string message;
};

template <typename Response>
void ShowHead(Session& session, const Response& response) {
  session.Show(response,
               [&] { return RenderCaseHead(response.case_(), session.now(), session.say(), session.width()); });
}

absl::Status Pause(Session& session, const PauseOptions& options) {
  PauseAnswerClockRequest request;
  request.set_request_id(session.request_id());
  request.set_name(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.set_reason(EnumOption<ClockPause::Reason>(options.reason));
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_note(), TextArgument(options.note, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CaseService::Stub::PauseAnswerClock, request));
  ShowHead(session, response);
  return absl::OkStatus();
}

absl::Status Resume(Session& session, const CaseOptions& options) {
  ResumeAnswerClockRequest request;
  request.set_request_id(session.request_id());
  request.set_name(CaseName(options.name));
  request.set_etag(options.etag);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CaseService::Stub::ResumeAnswerClock, request));
  ShowHead(session, response);
  return absl::OkStatus();
}

absl::Status Extend(Session& session, const ExtendOptions& options) {
  ExtendAnswerDeadlineRequest request;
  request.set_request_id(session.request_id());
  request.set_name(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  *request.mutable_due_time() = *ParseLocalTime(options.until);  // the option's check has parsed it already
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_reason(), TextArgument(options.reason, session.environment()));
  request.set_channel(EnumOption<Channel>(options.channel));
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_message(), TextArgument(options.message, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CaseService::Stub::ExtendAnswerDeadline, request));
  ShowHead(session, response);
  return absl::OkStatus();
}

}  // namespace

void AddGoalCommands(CLI::App& group, Action& action) {
  AddCommand<PauseOptions>(
      group, "pause", "Stop the answer clock while the company owes something", action,
      [](CLI::App& command, PauseOptions& options) {
        AddCaseArgument(command, options.subject);
        AddEnumOption<ClockPause::Reason>(command, "--reason", options.reason, "What we wait for")->required();
        command.add_option("--note", options.note, "What the company owes; - reads standard input")->required();
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang case pause 2026-000123 --reason company-information --note \"Drawings of the workshop\"");
      },
      Pause);
  AddCommand<CaseOptions>(
      group, "resume", "Let the answer clock run again, with the time that was left", action,
      [](CLI::App& command, CaseOptions& options) {
        AddCaseArgument(command, options);
        AddEtagOption(command, options.etag);
        command.footer("Example:\n  indgang case resume 2026-000123");
      },
      Resume);
  AddCommand<ExtendOptions>(
      group, "extend", "Put the answer off before it is due, and record how the company was told", action,
      [](CLI::App& command, ExtendOptions& options) {
        AddCaseArgument(command, options.subject);
        AddLocalTimeOption(command, "--until", options.until, "When the answer is due instead, in Danish local time")
            ->required();
        command.add_option("--reason", options.reason, "Why; - reads standard input")->required();
        AddEnumOption<Channel>(command, "--channel", options.channel, "How the company was told")
            ->capture_default_str();
        command.add_option("--message", options.message, "What the company was told; - reads standard input")
            ->required();
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang case extend 2026-000123 --until 2026-12-04T12:00 --reason \"The building office needs a week\" "
            "\\\n"
            "    --message - < letter.txt");
      },
      Extend);
}

}  // namespace indgang::client
