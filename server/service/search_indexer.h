// Keeps the words that cases are found by: follows the feed, so that registering an enquiry does not wait for it.
#ifndef INDGANG_SERVER_SERVICE_SEARCH_INDEXER_H_
#define INDGANG_SERVER_SERVICE_SEARCH_INDEXER_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/storage/storage.h"

namespace indgang::service {

// Where it has got to is stored with the words: after a crash, or on a database that was never indexed, it goes on by
// itself. The storage outlives it.
class SearchIndexer {
 public:
  explicit SearchIndexer(storage::Storage& storage) : storage_(storage) {}
  ~SearchIndexer();

  // Takes in every event there is. Waits for the database. Not for use from several threads at once.
  absl::Status CatchUp();

  // Calls CatchUp every `interval` from a thread of its own until destruction; an error is tried again then. Call at
  // most once.
  void Start(absl::Duration interval);

 private:
  // Takes in the next events. False when there were none.
  absl::StatusOr<bool> TakeSome();

  storage::Storage& storage_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_SEARCH_INDEXER_H_
