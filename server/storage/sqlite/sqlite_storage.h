// Storage in one SQLite file: one connection that writes and checkpoints, several that only read (SQLite 3.40 can
// corrupt a WAL that two connections write), `synchronous=FULL`, and concurrent writes grouped into one commit.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_SQLITE_STORAGE_H_
#define INDGANG_SERVER_STORAGE_SQLITE_SQLITE_STORAGE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/storage/statistics.h"
#include "server/storage/storage.h"

namespace indgang::storage {

// Numbers are 1 or more.
struct SqliteOptions {
  // Path of the database file; made when missing, with mode 0600. Beside it lie FILE-wal, FILE-shm and
  // FILE.lock, which is locked as long as the storage lives.
  std::string path{};
  // Name of the SQLite VFS; empty for the default. Tests pass one that fails.
  std::string vfs{};
  int reader_threads = 2;
  // Bodies waiting for the writer or the readers before new ones are refused with OVERLOADED.
  int max_queue = 10000;
  // Most bodies in one commit.
  int max_group = 512;
  // Pages (of 4 KB) that gather in the WAL before they are copied into the database. At eight times as many, because
  // readers have kept the WAL from starting over, the writer waits for them and empties it.
  int checkpoint_pages = 4000;
  // Told once when a commit failed and the storage has given up. The service then stops: a failed fsync is never
  // retried.
  std::function<void(const absl::Status&)> on_fatal{};
  // Told what SQLite said when a body's statement failed; callers get a plain sentence. From several threads.
  std::function<void(absl::string_view)> log{};
  // Told of queues and commits, when there is one; outlives the storage.
  Statistics* statistics = nullptr;
  // Commits without waiting for the disk, which loses acknowledged writes when the power fails. Only so that a test can
  // show that it would notice.
  bool unsafe_synchronous_normal_for_tests = false;
};

// Opens or makes the database and brings its schema up to date.
// Errors: FAILED_PRECONDITION DATABASE_TOO_NEW (made by a newer Indgang; metadata "schema", "supported"),
// DATABASE_IN_USE (another process has it open), DATABASE_CORRUPT (not a database, or damaged), DATABASE_UNUSABLE
// (cannot be opened or written; metadata "path").
absl::StatusOr<std::unique_ptr<Storage>> OpenSqliteStorage(SqliteOptions options);

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_SQLITE_STORAGE_H_
