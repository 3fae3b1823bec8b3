#include "server/service/operation.h"

#include <unistd.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/times.h"
#include "server/service/access_policy.h"

namespace indgang::service {
namespace {

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// A name that no file in the folder has: "indgang-20261121T071500Z.db".
std::string NewBackupPath(const std::string& folder, absl::Time now) {
  const std::string stem =
      absl::StrCat(folder, "/indgang-", absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone()));
  std::string path = stem + ".db";
  for (int i = 2; Exists(path); ++i) path = absl::StrCat(stem, "-", i, ".db");
  return path;
}

std::vector<std::string> AllMethods() {
  std::vector<std::string> methods;
  for (const MethodPolicy& policy : AccessPolicy()) methods.push_back(policy.method);
  return methods;
}

}  // namespace

Operation::Operation(OperationOptions options, storage::Maintenance& maintenance, const Clock& clock,
                     const KnowledgeSource& knowledge, Log& log)
    : options_(std::move(options)),
      maintenance_(maintenance),
      clock_(clock),
      knowledge_(knowledge),
      log_(log),
      start_time_(clock.Now()),
      calls_(AllMethods()) {}

Operation::~Operation() { Stop(); }

void Operation::Stop() {
  stop_ = true;
  std::thread worker;
  {
    absl::MutexLock lock(&mutex_);
    worker = std::move(worker_);
  }
  if (worker.joinable()) worker.join();
}

void Operation::CreateBackup(admin::v1::CreateBackupResponse& response, storage::Done done) {
  if (options_.backup_folder.empty()) {
    done(MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_NOT_CONFIGURED",
                   "the service was started without a folder for backups; wanted: indgangd --backup-dir FOLDER"));
    return;
  }
  absl::MutexLock lock(&mutex_);
  if (running_) {
    done(MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_RUNNING",
                   "another backup is being made; wait for it"));
    return;
  }
  running_ = true;
  // One that has nothing left to do.
  if (worker_.joinable()) worker_.join();
  worker_ = std::thread([this, &response, done = std::move(done), now = clock_.Now()] {
    const absl::Status made = MakeBackup(now, response);
    {
      absl::MutexLock running(&mutex_);
      running_ = false;
    }
    done(made);
  });
}

absl::Status Operation::MakeBackup(absl::Time now, admin::v1::CreateBackupResponse& response) {
  const absl::StatusOr<storage::BackupFile> made =
      maintenance_.BackUp(NewBackupPath(options_.backup_folder, now), stop_);
  if (!made.ok()) {
    LogEvent(log_, clock_.Now(), "backup_failed", {{"message", std::string(made.status().message())}},
             LogLevel::kError);
    return made.status();
  }
  LogEvent(log_, clock_.Now(), "backup_made",
           {{"path", made->path}, {"size", absl::StrCat(made->size)}, {"sha256", made->sha256}});
  response.set_path(made->path);
  response.set_size(made->size);
  response.set_sha256(made->sha256);
  *response.mutable_create_time() = domain::ToTimestamp(now);
  return absl::OkStatus();
}

absl::Status Operation::GetStatus(admin::v1::GetStatusResponse& response) const {
  INDGANG_ASSIGN_OR_RETURN(const storage::DatabaseFacts database, maintenance_.Describe());
  response.set_version(options_.version);
  *response.mutable_start_time() = domain::ToTimestamp(start_time_);
  const KnowledgeSource::Loaded content = knowledge_.Newest();
  response.set_content_hash(content.router->bundle().message().revision().content_hash());
  *response.mutable_content_load_time() = domain::ToTimestamp(content.time);
  response.set_schema_version(database.schema_version);
  response.set_database_size(database.size);
  return absl::OkStatus();
}

}  // namespace indgang::service
