// indgangd: reads its configuration, opens what it works with, serves until it is told to stop.
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/errors.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "knowledge/bundle.h"
#include "server/service/directory_table.h"
#include "server/service/goal_watch.h"
#include "server/service/knowledge_source.h"
#include "server/service/log.h"
#include "server/service/operation.h"
#include "server/service/search_indexer.h"
#include "server/service/server.h"
#include "server/service/token_table.h"
#include "server/start/config.h"
#include "server/start/first_token.h"
#include "server/storage/sqlite/sqlite_maintenance.h"
#include "server/storage/sqlite/sqlite_storage.h"

namespace indgang {
namespace {

constexpr absl::Duration kGrace = absl::Seconds(10);
constexpr absl::Duration kWatchInterval = absl::Seconds(1);
// How late a warning or a missed goal can be written down.
constexpr absl::Duration kGoalInterval = absl::Minutes(1);
constexpr absl::Duration kIndexInterval = absl::Milliseconds(500);

// Set when the database gave up; the program then stops as if told to, but says that it failed.
std::atomic<bool> storage_failed = false;

void PrintProblem(const absl::Status& status) {
  const std::string reason = GetReason(status);
  std::fprintf(stderr, "indgangd: %s: %s\n", reason.empty() ? "INTERNAL_ERROR" : reason.c_str(),
               std::string(status.message()).c_str());
}

// gRPC tells of connections that are not HTTP/2 and the like; as lines of our own log they can be read by machines.
void LogFromGrpc(gpr_log_func_args* args) {
  service::StderrLog log;
  service::LogEvent(log, SystemClock().Now(), "grpc", {{"message", args->message}});
}

// Serves until SIGTERM or SIGINT, which `signals` holds and every thread blocks.
absl::Status Serve(const Config& config, const sigset_t& signals) {
  const SystemClock clock;
  SystemRandom random;
  service::StderrLog log;
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<service::KnowledgeSource> knowledge,
                           service::KnowledgeSource::Open(config.knowledge, clock, log));
  storage::SqliteOptions sqlite;
  sqlite.path = config.db;
  sqlite.on_fatal = [&](const absl::Status& status) {
    service::LogEvent(log, clock.Now(), "storage_failed", {{"message", status.ToString()}});
    storage_failed = true;
    ::kill(::getpid(), SIGTERM);
  };
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<storage::Storage> storage,
                           storage::OpenSqliteStorage(std::move(sqlite)));
  storage::SqliteMaintenance maintenance(config.db);
  service::Operation operation({INDGANG_VERSION, config.backup_dir}, maintenance, clock, *knowledge, log);
  service::TokenTable tokens;
  INDGANG_RETURN_IF_ERROR(tokens.Load(*storage));
  service::DirectoryTable directory;
  INDGANG_RETURN_IF_ERROR(directory.Load(*storage));
  INDGANG_ASSIGN_OR_RETURN(
      const std::unique_ptr<service::Server> server,
      service::Server::Start({config.listen, config.tls_cert_pem, config.tls_key_pem},
                             {*storage, clock, random, tokens, directory, *knowledge, log, operation}));
  if (tokens.empty()) {
    INDGANG_RETURN_IF_ERROR(WriteFirstToken(config.db + ".admin-token", *storage, clock, random, tokens));
  }
  service::SearchIndexer indexer(*storage);
  indexer.Start(kIndexInterval);
  knowledge->StartWatching(kWatchInterval);
  service::GoalWatch goals(*storage, clock, *knowledge, directory, log);
  goals.Start(kGoalInterval);
  std::printf("indgangd: listening on %s\n", server->address().c_str());
  std::fflush(stdout);

  int signal = 0;
  ::sigwait(&signals, &signal);
  service::LogEvent(log, clock.Now(), "stopping", {{"signal", absl::StrCat(signal)}});
  goals.Stop();
  operation.Stop();
  server->Shutdown(kGrace);
  if (storage_failed) {
    return MakeError(
        absl::StatusCode::kUnavailable, "STORAGE_FAILED",
        absl::StrCat("the database ", config.db, " could not be written; look at the disk, then start again"));
  }
  service::LogEvent(log, clock.Now(), "stopped", {});
  return absl::OkStatus();
}

int Restore(const CommandLine& line) {
  const absl::StatusOr<storage::RestoredDatabase> restored =
      storage::RestoreSqlite(*line.restore, line.config.db, SystemClock().Now());
  if (!restored.ok()) {
    PrintProblem(restored.status());
    return 1;
  }
  std::printf("%s is now what %s holds: %lld bytes, schema %d.\n", line.config.db.c_str(), line.restore->c_str(),
              static_cast<long long>(restored->size), restored->schema_version);
  if (!restored->kept.empty()) std::printf("The database that was there is kept as %s.\n", restored->kept.c_str());
  return 0;
}

// Everything that can be told without opening the database.
int Check(const CommandLine& line) {
  std::fputs(line.effective.c_str(), stdout);
  std::fflush(stdout);
  for (const absl::Status& problem : line.problems) PrintProblem(problem);
  absl::Status bundle;
  if (!line.config.knowledge.empty()) bundle = knowledge::LoadBundle(line.config.knowledge).status();
  if (!bundle.ok()) PrintProblem(bundle);
  if (!line.problems.empty()) return 2;
  if (!bundle.ok()) return 1;
  std::puts("The configuration can be used.");
  return 0;
}

int Main(int argc, const char* const* argv) {
  const CommandLine line = ReadCommandLine(argc, argv);
  if (line.text.has_value()) {
    std::fputs(line.text->c_str(), stdout);
    return 0;
  }
  if (line.check) return Check(line);
  for (const absl::Status& problem : line.problems) PrintProblem(problem);
  if (!line.problems.empty()) return 2;
  if (line.restore.has_value()) return Restore(line);

  // Blocked before any thread is made, so that they come to sigwait alone.
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  // Requests that cannot be read get an answer and a line in our own log.
  google::protobuf::SetLogHandler(nullptr);
  gpr_set_log_function(LogFromGrpc);

  const absl::Status served = Serve(line.config, signals);
  if (served.ok()) return 0;
  PrintProblem(served);
  return 1;
}

}  // namespace
}  // namespace indgang

int main(int argc, char** argv) { return indgang::Main(argc, argv); }
