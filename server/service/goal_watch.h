// The service's own hand: looks at the cases whose time has come, and writes down which goals are near or missed.
#ifndef INDGANG_SERVER_SERVICE_GOAL_WATCH_H_
#define INDGANG_SERVER_SERVICE_GOAL_WATCH_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "server/service/directory_table.h"
#include "server/service/knowledge_source.h"
#include "server/service/log.h"
#include "server/storage/storage.h"

namespace indgang::service {

// When to look is stored with each case, so nothing is lost while the service is down: the first look after a start
// finds what came due meanwhile. Everything passed in outlives the watch.
class GoalWatch {
 public:
  GoalWatch(storage::Storage& storage, const Clock& clock, const KnowledgeSource& knowledge,
            const DirectoryTable& directory, Log& log)
      : storage_(storage), clock_(clock), knowledge_(knowledge), directory_(directory), log_(log) {}
  // Stops.
  ~GoalWatch();
  GoalWatch(const GoalWatch&) = delete;
  GoalWatch& operator=(const GoalWatch&) = delete;

  // Looks once at every case whose time has come, each in a transaction of its own, and waits until that is stored. A
  // case that fails is logged and left for the next look; an overloaded or failing storage ends the look, with its
  // error. Not for use from several threads at once.
  absl::Status Look();

  // Calls Look every `interval` from a thread of its own. Call at most once.
  void Start(absl::Duration interval);

  // Ends the thread; waits for at most kAtOnce cases that it has begun with. Start must not follow.
  void Stop();

  // Cases that are handed to the storage together.
  static constexpr int kAtOnce = 256;

 private:
  bool stopping() const;

  storage::Storage& storage_;
  const Clock& clock_;
  const KnowledgeSource& knowledge_;
  const DirectoryTable& directory_;
  Log& log_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_GOAL_WATCH_H_
