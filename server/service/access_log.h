// Who read a company's data: gathered while calls are answered, written a little later, many at a time.
#ifndef INDGANG_SERVER_SERVICE_ACCESS_LOG_H_
#define INDGANG_SERVER_SERVICE_ACCESS_LOG_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "google/protobuf/message.h"
#include "indgang/admin/v1/token.pb.h"
#include "server/service/log.h"
#include "server/storage/storage.h"

namespace indgang::service {

// One answer that held data of cases.
struct Reading {
  std::shared_ptr<const admin::v1::Token> caller;
  // Full name of the method.
  std::string method;
  // "cases/2026-000123", each once.
  std::vector<std::string> cases;
};

// The cases whose data an answer holds: those that the request (`name`, `parent`) and the resources in the response are
// named after, and `passed_on`, which it holds as they are stored (Call::passed_on). Whatever a method answers with, it
// cannot forget to say so.
std::vector<std::string> CasesIn(const google::protobuf::Message& request, const google::protobuf::Message& response,
                                 std::vector<std::string> passed_on = {});

// Also forgets it again, after as long as the operator wants it kept. May be used from any thread. Everything passed in
// outlives it.
class AccessLog {
 public:
  // Records, one for each case, that may wait for the database.
  static constexpr std::size_t kMaxWaiting = 100'000;
  // How long they wait at most while the service runs; less when many wait.
  static constexpr absl::Duration kInterval = absl::Milliseconds(500);

  // How often the thread looks for records to delete, and how many it deletes in one change. Others' changes come in
  // between: after a full batch the next one waits kInterval.
  static constexpr absl::Duration kDeletionInterval = absl::Hours(1);
  static constexpr int kDeletedAtOnce = 200;

  // Records are kept for as long as `keep`; InfiniteDuration for good.
  AccessLog(storage::Storage& storage, const Clock& clock, Log& log, absl::Duration keep = absl::InfiniteDuration(),
            std::size_t max_waiting = kMaxWaiting);
  // Writes what waits.
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // Notes an answer that is about to be given. Error: RESOURCE_EXHAUSTED OVERLOADED when too many wait; then it must
  // not be given.
  absl::Status Add(Reading reading);

  // Writes what waits and returns when it is on disk. What could not be written because the storage was overloaded goes
  // on waiting. Errors: those of the storage.
  absl::Status Flush();

  // Deletes the oldest records that were kept long enough, at most kDeletedAtOnce, and returns how many there were.
  // Errors: those of the storage.
  absl::StatusOr<int> DeleteOld();

  // Records deleted since the start.
  std::uint64_t deleted() const { return deleted_; }

 private:
  struct Waiting {
    absl::Time time;
    Reading reading;
  };

  void WriteUntilStopped();
  // One batch, when it is time for one.
  void DeleteWhenDue();

  storage::Storage& storage_;
  const Clock& clock_;
  Log& log_;
  const absl::Duration keep_;
  const std::size_t max_waiting_;
  std::atomic<std::uint64_t> deleted_ = 0;
  // Of the thread: when it looks next, and what it had deleted when it last logged that.
  absl::Time next_deletion_ = absl::InfinitePast();
  std::uint64_t logged_deletions_ = 0;
  // Held by whoever writes.
  absl::Mutex writing_;
  absl::Mutex mutex_;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  // Cases in waiting_ and in what is being written.
  std::size_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_ACCESS_LOG_H_
