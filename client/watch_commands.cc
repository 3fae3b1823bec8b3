#include <string>

#include "client/command_options.h"
#include "client/commands.h"
#include "client/names.h"
#include "client/views.h"
#include "indgang/cases/v1/watch_service.grpc.pb.h"

namespace indgang::client {
namespace {

using cases::v1::WatchCasesRequest;
using cases::v1::WatchCasesResponse;
using cases::v1::WatchReferralsRequest;
using cases::v1::WatchReferralsResponse;
using cases::v1::WatchService;

struct WatchOptions {
  std::string subject;
  std::string contact_person;
  bool mine = false;
  std::string authority;
  std::string resume_token;
  int limit = 0;
};

// Prints events until there are as many as wanted. Messages that carry nothing but a resume token are passed over.
template <typename Request, typename Response, typename Method>
absl::Status Watch(Session& session, const WatchOptions& options, Method method, Request request) {
  request.set_resume_token(options.resume_token);
  int printed = 0;
  return session.connection().Watch(method, request, [&](const Response& response) {
    if (!response.has_event()) return true;
    session.ShowLine(response, [&] { return RenderEventLine(response.event(), session.say()); });
    return options.limit == 0 || ++printed < options.limit;
  });
}

absl::Status WatchCases(Session& session, const WatchOptions& options) {
  WatchCasesRequest request;
  if (!options.subject.empty()) request.set_name(CaseName(options.subject));
  request.set_contact_person(options.mine ? "me" : options.contact_person);
  return Watch<WatchCasesRequest, WatchCasesResponse>(session, options, &WatchService::Stub::WatchCases, request);
}

absl::Status WatchReferrals(Session& session, const WatchOptions& options) {
  WatchReferralsRequest request;
  if (!options.subject.empty()) request.set_parent(CaseName(options.subject));
  request.set_authority(options.authority);
  return Watch<WatchReferralsRequest, WatchReferralsResponse>(session, options, &WatchService::Stub::WatchReferrals,
                                                              request);
}

void AddStreamOptions(CLI::App& command, WatchOptions& options) {
  command.add_option("CASE", options.subject, "Only this case");
  command.add_option("--resume-token", options.resume_token, "Go on after this token (--output json shows them)");
  AllowRange(command.add_option("--limit", options.limit, "End after so many events; 0 goes on for ever"), 0, 1'000'000,
             "N");
}

}  // namespace

void AddWatchCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("watch", "What happens, line by line as it happens");
  group->require_subcommand(1);
  group->footer(
      "Goes on by itself, without gap or duplicate, when the connection was lost. With --output json each line is a\n"
      "document.");
  AddCommand<WatchOptions>(
      *group, "cases", "Every change of cases", action,
      [](CLI::App& command, WatchOptions& options) {
        AddStreamOptions(command, options);
        command.add_option("--contact-person", options.contact_person,
                           "Only cases of this contact person (id of the member)");
        command.add_flag("--mine", options.mine, "Only cases whose contact person you are");
      },
      WatchCases);
  AddCommand<WatchOptions>(
      *group, "referrals", "Every change of referrals", action,
      [](CLI::App& command, WatchOptions& options) {
        AddStreamOptions(command, options);
        command.add_option("--authority", options.authority, "Only referrals to this authority");
      },
      WatchReferrals);
}

}  // namespace indgang::client
