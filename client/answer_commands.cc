#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/files.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/failure.h"
#include "client/names.h"
#include "client/table.h"
#include "client/views.h"
#include "indgang/cases/v1/case_plan_service.grpc.pb.h"

namespace indgang::client {
namespace {

using cases::v1::CasePlanService;
using cases::v1::Channel;
using cases::v1::DraftAnswerRequest;
using cases::v1::DraftAnswerResponse;
using cases::v1::SendAnswerRequest;

struct DraftOptions {
  CaseOptions subject;
  std::string answer_in;
  std::string text_file;
};

struct SendOptions {
  CaseOptions subject;
  std::string channel = "email";
  std::string text;
};

// The letter is not wrapped: it goes on into a mail program, which does that.
std::string RenderDraft(const DraftAnswerResponse& draft) {
  std::string lines;
  for (const std::string& line : WrapText(absl::StripSuffix(draft.text(), "\n"), 0))
    absl::StrAppend(&lines, line, "\n");
  return absl::StrCat(PrintableLine(draft.subject()), "\n\n", lines);
}

absl::Status Draft(Session& session, const DraftOptions& options) {
  DraftAnswerRequest request;
  request.set_name(CaseName(options.subject.name));
  request.set_language(options.answer_in);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CasePlanService::Stub::DraftAnswer, request));
  if (!options.text_file.empty()) {
    INDGANG_RETURN_IF_ERROR(WriteFileAtomically(options.text_file, response.text()));
  }
  session.Show(response, [&] { return RenderDraft(response); });
  return absl::OkStatus();
}

absl::Status Send(Session& session, const SendOptions& options) {
  SendAnswerRequest request;
  request.set_request_id(session.request_id());
  request.set_name(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.set_channel(EnumOption<Channel>(options.channel));
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_text(), TextArgument(options.text, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CasePlanService::Stub::SendAnswer, request));
  session.Show(response,
               [&] { return RenderCaseHead(response.case_(), session.now(), session.say(), session.width()); });
  return absl::OkStatus();
}

}  // namespace

void AddAnswerCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("answer", "The answer to the company within five days: draft it, send it");
  group->require_subcommand(1);
  AddCommand<DraftOptions>(
      *group, "draft", "Write the answer from the case, its plan and the guides; changes nothing", action,
      [](CLI::App& command, DraftOptions& options) {
        AddCaseArgument(command, options.subject);
        command.add_option("--answer-in", options.answer_in, "Language: da or en; default is the company's");
        command.add_option("--text-file", options.text_file, "Also write the text, without the subject, to this file");
        command.footer(
            "Read it, correct it, send it. Example:\n"
            "  indgang answer draft 2026-000123 --text-file answer.txt\n"
            "  indgang answer send 2026-000123 --text - < answer.txt");
      },
      Draft);
  AddCommand<SendOptions>(
      *group, "send", "Record exactly what was sent as the answer; stops the answer clock", action,
      [](CLI::App& command, SendOptions& options) {
        AddCaseArgument(command, options.subject);
        AddEnumOption<Channel>(command, "--channel", options.channel, "How it was sent")->capture_default_str();
        command.add_option("--text", options.text, "What was sent, word for word; - reads standard input")->required();
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang answer send 2026-000123 --channel email --text - < answer.txt");
      },
      Send);
}

}  // namespace indgang::client
