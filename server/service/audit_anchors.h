// The file outside the database that tells how the audit trail stood at certain times.
#ifndef INDGANG_SERVER_SERVICE_AUDIT_ANCHORS_H_
#define INDGANG_SERVER_SERVICE_AUDIT_ANCHORS_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "server/service/log.h"
#include "server/storage/storage.h"

namespace indgang::service {

// Lines "2026-11-21T08:00:00Z 1234 HASH": the time in UTC, the newest place of the feed, and its hash as 64 hex digits.
// Lines are only ever added, so that the file may be one that the system lets nobody change. Everything passed in
// outlives it.
class AuditAnchors {
 public:
  // Opens the file, made with mode 0640 when missing, and adds the first line. Waits for the database and the disk.
  // Errors: FAILED_PRECONDITION AUDIT_ANCHOR_UNUSABLE (metadata "path"): the file cannot be made or written; those of
  // the storage.
  static absl::StatusOr<std::unique_ptr<AuditAnchors>> Open(const std::string& path, storage::Storage& storage,
                                                            const Clock& clock, Log& log);
  ~AuditAnchors();
  AuditAnchors(const AuditAnchors&) = delete;
  AuditAnchors& operator=(const AuditAnchors&) = delete;

  // Adds a line; it is on disk when this returns. Errors as for Open. Not for use from several threads at once.
  absl::Status Append();

  // Calls Append every `interval` from a thread of its own and logs when it fails. Call at most once.
  void Start(absl::Duration interval);

  // Ends the thread and adds the last line, or logs why that failed. Start must not follow.
  void Stop();

 private:
  AuditAnchors(std::string path, int file, storage::Storage& storage, const Clock& clock, Log& log)
      : path_(std::move(path)), file_(file), storage_(storage), clock_(clock), log_(log) {}

  void AppendOrLog();

  const std::string path_;
  const int file_;
  storage::Storage& storage_;
  const Clock& clock_;
  Log& log_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_AUDIT_ANCHORS_H_
