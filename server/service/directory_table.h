// The directory in memory, so that no call waits for the database to learn who is there.
#ifndef INDGANG_SERVER_SERVICE_DIRECTORY_TABLE_H_
#define INDGANG_SERVER_SERVICE_DIRECTORY_TABLE_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "server/domain/directory.h"
#include "server/storage/storage.h"

namespace indgang::service {

// May be used from any thread. Writes share a commit, so there are two directories: the one on disk, and the one with
// the changes that are still on their way there.
class DirectoryTable {
 public:
  using Snapshot = std::shared_ptr<const domain::Directory>;

  // Takes over every stored member. Waits for the database; for start-up.
  absl::Status Load(storage::Storage& storage);

  // What is on disk: for reads.
  Snapshot Stored() const;

  // What every earlier write made of it: for writes.
  Snapshot Newest() const;

  // A write that has not been committed yet made `next` of Newest(). On the storage's writer thread.
  void Stage(Snapshot next);

  // The write is on disk.
  void Publish(Snapshot next);

 private:
  mutable absl::Mutex mutex_;
  Snapshot stored_ ABSL_GUARDED_BY(mutex_) = std::make_shared<const domain::Directory>();
  Snapshot newest_ ABSL_GUARDED_BY(mutex_) = stored_;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_DIRECTORY_TABLE_H_
