#include "absl/strings/str_cat.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/table.h"
#include "indgang/admin/v1/operation_service.grpc.pb.h"

namespace indgang::client {
namespace {

using admin::v1::CreateBackupRequest;
using admin::v1::CreateBackupResponse;
using admin::v1::GetStatusRequest;
using admin::v1::GetStatusResponse;
using admin::v1::OperationService;

struct BackupOptions {
  int wait_seconds = 3600;
};

struct NoOptions {};

std::string Bytes(std::int64_t count, Say say) { return absl::StrCat(count, " ", say("bytes", "byte")); }

absl::Status Backup(Session& session, const BackupOptions& options) {
  INDGANG_ASSIGN_OR_RETURN(const CreateBackupResponse response,
                           session.connection().CallOnce(&OperationService::Stub::CreateBackup, CreateBackupRequest(),
                                                         options.wait_seconds));
  session.Show(response, [&] {
    const Say say = session.say();
    FactSheet facts;
    facts.Add(say("Backup", "Sikkerhedskopi"), response.path());
    facts.Add(say("Size", "Størrelse"), Bytes(response.size(), say));
    facts.Add("SHA-256", response.sha256());
    facts.Add(say("As of", "Tidspunkt"), LocalTime(response.create_time(), say));
    return facts.Render(session.width());
  });
  return absl::OkStatus();
}

absl::Status Status(Session& session, const NoOptions&) {
  INDGANG_ASSIGN_OR_RETURN(const GetStatusResponse response,
                           session.connection().Call(&OperationService::Stub::GetStatus, GetStatusRequest()));
  session.Show(response, [&] {
    const Say say = session.say();
    FactSheet facts;
    facts.Add("indgangd", response.version());
    facts.Add(say("Started", "Startet"), LocalTime(response.start_time(), say));
    facts.Add(say("Content hash", "Indhold, hash"), response.content_hash());
    facts.Add(say("Content loaded", "Indhold indlæst"), LocalTime(response.content_load_time(), say));
    facts.Add(say("Database schema", "Databaseskema"), absl::StrCat(response.schema_version()));
    facts.Add(say("Database size", "Databasestørrelse"), Bytes(response.database_size(), say));
    facts.Add(say("Watchers", "Følger med"), absl::StrCat(response.watchers()));
    return facts.Render(session.width());
  });
  return absl::OkStatus();
}

}  // namespace

void AddOperationCommands(CLI::App& app, Action& action) {
  AddCommand<BackupOptions>(
      app, "backup", "Copy the database, checked, into the service's folder for backups (for admins)", action,
      [](CLI::App& command, BackupOptions& options) {
        AllowRange(command.add_option("--wait", options.wait_seconds, "How long the copy may take, 1 to 86400"), 1,
                   86400, "SECONDS");
        command.footer(
            "The service goes on meanwhile. The file lies on the service's machine, FILE.sha256 beside it.\n"
            "To put it back, stop the service and run there: indgangd restore FILE");
      },
      Backup);
  AddCommand<NoOptions>(
      app, "status", "What runs there: version, since when, content, database (for admins)", action,
      [](CLI::App&, NoOptions&) {}, Status);
}

}  // namespace indgang::client
