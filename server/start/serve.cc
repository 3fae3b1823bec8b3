#include "server/start/serve.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/errors.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "server/metrics/metrics_page.h"
#include "server/service/audit_anchors.h"
#include "server/service/directory_table.h"
#include "server/service/goal_watch.h"
#include "server/service/knowledge_source.h"
#include "server/service/log.h"
#include "server/service/operation.h"
#include "server/service/search_indexer.h"
#include "server/service/server.h"
#include "server/service/service_metrics.h"
#include "server/service/tls.h"
#include "server/service/token_table.h"
#include "server/start/first_token.h"
#include "server/start/service_manager.h"
#include "server/storage/sqlite/sqlite_maintenance.h"
#include "server/storage/sqlite/sqlite_storage.h"

namespace indgang {
namespace {

constexpr absl::Duration kGrace = absl::Seconds(10);
constexpr absl::Duration kWatchInterval = absl::Seconds(1);
// How late a warning or a missed goal can be written down.
constexpr absl::Duration kGoalInterval = absl::Minutes(1);
constexpr absl::Duration kAnchorInterval = absl::Hours(1);
constexpr absl::Duration kIndexInterval = absl::Milliseconds(500);

// Set when the database gave up; the program then stops as if told to, but says that it failed.
std::atomic<bool> storage_failed = false;

// gRPC has one log for the whole process, without room for more than a function.
std::atomic<service::LogLevel> third_party_level = service::LogLevel::kInfo;

// gRPC tells of connections that are not HTTP/2 and the like; as lines of our own log they can be read by machines.
void LogFromGrpc(gpr_log_func_args* args) {
  service::StderrLog log(third_party_level);
  service::LogEvent(log, SystemClock().Now(), "grpc", {{"message", args->message}},
                    args->severity == GPR_LOG_SEVERITY_ERROR ? service::LogLevel::kWarning : service::LogLevel::kInfo);
}

void LogThirdParties(service::LogLevel least) {
  third_party_level = least;
  gpr_set_log_function(LogFromGrpc);
  // Requests that cannot be read get an answer and a line in our own log.
  google::protobuf::SetLogHandler(nullptr);
}

}  // namespace

absl::Status Serve(const Config& config, const sigset_t& signals) {
  const SystemClock clock;
  SystemRandom random;
  service::StderrLog log(config.log_level);
  LogThirdParties(config.log_level);
  std::unique_ptr<service::TlsSource> tls;
  if (!config.tls.certificate.empty()) {
    INDGANG_ASSIGN_OR_RETURN(tls, service::TlsSource::Open(config.tls, clock, log));
  }
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<service::KnowledgeSource> knowledge,
                           service::KnowledgeSource::Open(config.knowledge, clock, log));
  // Taken before the database is touched; served when there is something to tell.
  std::unique_ptr<MetricsPage> metrics_port;
  if (config.metrics_listen.has_value()) {
    INDGANG_ASSIGN_OR_RETURN(metrics_port,
                             MetricsPage::Listen(config.metrics_listen->host, config.metrics_listen->port));
  }
  storage::Statistics statistics;
  storage::SqliteOptions sqlite;
  sqlite.path = config.db;
  sqlite.statistics = &statistics;
  sqlite.on_fatal = [&](const absl::Status& status) {
    service::LogEvent(log, clock.Now(), "storage_failed", {{"message", status.ToString()}}, service::LogLevel::kError);
    storage_failed = true;
    ::kill(::getpid(), SIGTERM);
  };
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<storage::Storage> storage,
                           storage::OpenSqliteStorage(std::move(sqlite)));
  std::unique_ptr<service::AuditAnchors> anchors;
  if (!config.audit_anchor.empty()) {
    INDGANG_ASSIGN_OR_RETURN(anchors, service::AuditAnchors::Open(config.audit_anchor, *storage, clock, log));
  }
  storage::SqliteMaintenance maintenance(config.db);
  service::Operation operation({INDGANG_VERSION, config.backup_dir}, maintenance, clock, *knowledge, log);
  service::TokenTable tokens;
  INDGANG_RETURN_IF_ERROR(tokens.Load(*storage));
  service::DirectoryTable directory;
  INDGANG_RETURN_IF_ERROR(directory.Load(*storage));
  service::ServerOptions options;
  options.listen = config.listen;
  options.tls = tls.get();
  options.keep_access_records = config.keep_access_records;
  INDGANG_ASSIGN_OR_RETURN(
      const std::unique_ptr<service::Server> server,
      service::Server::Start(options, {*storage, clock, random, tokens, directory, *knowledge, log, operation}));
  if (tokens.empty()) {
    INDGANG_RETURN_IF_ERROR(WriteFirstToken(config.db + ".admin-token", *storage, clock, random, tokens));
  }
  service::SearchIndexer indexer(*storage);
  indexer.Start(kIndexInterval);
  knowledge->StartWatching(kWatchInterval);
  service::GoalWatch goals(*storage, clock, *knowledge, directory, log);
  goals.Start(kGoalInterval);
  if (anchors != nullptr) anchors->Start(kAnchorInterval);
  const service::MetricsSources sources = {operation, *knowledge, *storage, statistics, *server, tls.get(), clock};
  // Gone before what it tells of.
  const std::unique_ptr<MetricsPage> metrics = std::move(metrics_port);
  if (metrics != nullptr) {
    metrics->Serve([&sources] { return CollectMetrics(sources); });
    service::LogEvent(log, clock.Now(), "metrics", {{"port", absl::StrCat(metrics->port())}});
  }
  std::printf("indgangd: listening on %s\n", server->address().c_str());
  std::fflush(stdout);
  NotifyServiceManager("READY=1");

  int signal = 0;
  ::sigwait(&signals, &signal);
  NotifyServiceManager("STOPPING=1");
  service::LogEvent(log, clock.Now(), "stopping", {{"signal", absl::StrCat(signal)}});
  goals.Stop();
  operation.Stop();
  server->Shutdown(kGrace);
  if (storage_failed) {
    return MakeError(
        absl::StatusCode::kUnavailable, "STORAGE_FAILED",
        absl::StrCat("the database ", config.db, " could not be written; look at the disk, then start again"));
  }
  if (anchors != nullptr) anchors->Stop();
  service::LogEvent(log, clock.Now(), "stopped", {});
  return absl::OkStatus();
}

}  // namespace indgang
