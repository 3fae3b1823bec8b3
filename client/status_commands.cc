#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/table.h"
#include "indgang/knowledge/v1/knowledge_service.grpc.pb.h"

namespace indgang::client {
namespace {

using knowledge::v1::GetRevisionRequest;
using knowledge::v1::KnowledgeService;

struct NoOptions {};

// Needs no token, so that a monitor can run it.
absl::Status Health(Session& session, const NoOptions&) {
  INDGANG_RETURN_IF_ERROR(session.connection().CheckHealth());
  if (session.settings().output == OutputFormat::kJson) {
    session.Print(absl::StrCat(nlohmann::ordered_json{{"status", "SERVING"}}.dump(2), "\n"));
  } else {
    session.Print(absl::StrCat(session.settings().server, session.say()(" is serving", " svarer"), "\n"));
  }
  return absl::OkStatus();
}

absl::Status Version(Session& session, const NoOptions&) {
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&KnowledgeService::Stub::GetRevision, GetRevisionRequest()));
  session.Show(response, [&] {
    const Say say = session.say();
    FactSheet facts;
    facts.Add("indgang", INDGANG_VERSION);
    facts.Add(say("Content commit", "Indhold, commit"), response.revision().commit());
    facts.Add(say("Content hash", "Indhold, hash"), response.revision().content_hash());
    return facts.Render(session.width());
  });
  return absl::OkStatus();
}

}  // namespace

void AddStatusCommands(CLI::App& app, Action& action) {
  AddCommand<NoOptions>(
      app, "health", "Whether the service is serving; needs no token", action, [](CLI::App&, NoOptions&) {}, Health);
  AddCommand<NoOptions>(
      app, "version", "This program's version and the content the service works from", action,
      [](CLI::App&, NoOptions&) {}, Version);
}

}  // namespace indgang::client
