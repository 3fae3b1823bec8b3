// What operators ask of the running service: backups, how it is, and what it has done.
#ifndef INDGANG_SERVER_SERVICE_OPERATION_H_
#define INDGANG_SERVER_SERVICE_OPERATION_H_

#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "indgang/admin/v1/operation_service.pb.h"
#include "server/service/call_statistics.h"
#include "server/service/knowledge_source.h"
#include "server/service/log.h"
#include "server/storage/maintenance.h"
#include "server/storage/storage.h"

namespace indgang::service {

struct OperationOptions {
  // Version of the program.
  std::string version{};
  // An existing folder; empty when no backups are made.
  std::string backup_folder{};
};

// May be used from any thread. Everything passed in outlives it.
class Operation {
 public:
  Operation(OperationOptions options, storage::Maintenance& maintenance, const Clock& clock,
            const KnowledgeSource& knowledge, Log& log);
  // Stops.
  ~Operation();
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // Makes a backup on a thread of its own, fills in `response`, which lives until then, and calls `done` once. Errors:
  // FAILED_PRECONDITION BACKUP_NOT_CONFIGURED, BACKUP_RUNNING; INTERNAL BACKUP_FAILED.
  void CreateBackup(admin::v1::CreateBackupResponse& response, storage::Done done);

  // Everything but the watchers. Looks at the database file: not on a polling thread of gRPC. Error: INTERNAL
  // STORAGE_FAILED.
  absl::Status GetStatus(admin::v1::GetStatusResponse& response) const;

  const std::string& version() const { return options_.version; }
  absl::Time start_time() const { return start_time_; }
  CallStatistics& calls() { return calls_; }
  const CallStatistics& calls() const { return calls_; }

  // Breaks off a backup that is being made, which fails, and waits for that. Later ones fail too.
  void Stop();

 private:
  absl::Status MakeBackup(absl::Time now, admin::v1::CreateBackupResponse& response);

  const OperationOptions options_;
  storage::Maintenance& maintenance_;
  const Clock& clock_;
  const KnowledgeSource& knowledge_;
  Log& log_;
  const absl::Time start_time_;
  CallStatistics calls_;
  std::atomic<bool> stop_ = false;
  absl::Mutex mutex_;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread worker_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_OPERATION_H_
