#include "server/storage/sqlite/sqlite_storage.h"

#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/file_lock.h"
#include "server/storage/sqlite/schema.h"
#include "server/storage/sqlite/sqlite_transaction.h"
#include "server/storage/sqlite/work_queue.h"

namespace indgang::storage {
namespace {

// Multiple of checkpoint_pages at which the WAL is emptied, though readers have to wait.
constexpr int kMostCheckpoints = 8;

constexpr std::uint64_t kNoSnapshot = std::numeric_limits<std::uint64_t>::max();

constexpr char kBegin[] = "BEGIN IMMEDIATE";
constexpr char kBeginRead[] = "BEGIN DEFERRED";
constexpr char kCommit[] = "COMMIT";
constexpr char kRollback[] = "ROLLBACK";
constexpr char kSavepoint[] = "SAVEPOINT body";
constexpr char kRollbackBody[] = "ROLLBACK TO body";
constexpr char kRelease[] = "RELEASE body";

struct ReadJob {
  ReadBody body;
  Done done;
};

struct WriteJob {
  WriteBody body;
  Done done;
};

absl::Status Overloaded() {
  return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                   "Too many requests are waiting for the case database. Try again in a moment.");
}

absl::Status Unavailable() {
  return MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED",
                   "The case database cannot be used until the service has been started again.");
}

// Failures of disk, memory or file rather than of one body's statement: the transaction cannot be trusted any more.
bool EndsTheTransaction(int sqlite_code) {
  switch (sqlite_code) {
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PROTOCOL:
      return true;
    default:
      return false;
  }
}

class SqliteStorage final : public Storage {
 public:
  SqliteStorage(SqliteOptions options, std::unique_ptr<FileLock> lock, std::unique_ptr<Connection> writer,
                std::unique_ptr<Connection> lookups, std::vector<std::unique_ptr<Connection>> readers)
      : options_(std::move(options)),
        lock_(std::move(lock)),
        writer_(std::move(writer)),
        lookups_(std::move(lookups)),
        readers_(std::move(readers)),
        reads_(options_.max_queue, options_.statistics == nullptr ? nullptr : &options_.statistics->reads_waiting),
        writes_(options_.max_queue, options_.statistics == nullptr ? nullptr : &options_.statistics->writes_waiting) {
    writer_thread_ = std::thread([this] { WriteUntilClosed(); });
    for (const auto& reader : readers_) {
      reader_threads_.emplace_back([this, connection = reader.get()] { ReadUntilClosed(*connection); });
    }
  }

  ~SqliteStorage() override {
    closing_ = true;
    reads_.Close();
    writes_.Close();
    for (std::thread& thread : reader_threads_) thread.join();
    writer_thread_.join();
    const std::lock_guard<std::mutex> last_lookup(looking_up_);
    // Readers first: the last connection that closes checkpoints and removes the WAL.
    readers_.clear();
    lookups_.reset();
    writer_.reset();
  }

  void Read(ReadBody body, Done done) override {
    ReadJob job{std::move(body), std::move(done)};
    if (!refusing() && reads_.Push(job)) return;
    job.done(refusing() ? Unavailable() : Overloaded());
  }

  void Lookup(ReadBody body, Done done) override {
    std::optional<absl::Status> status = TryLookup(body);
    if (!status.has_value()) return Read(std::move(body), std::move(done));
    done(*std::move(status));
  }

  void OnCommit(std::function<void()> committed) override {
    const std::lock_guard<std::mutex> lock(committed_mutex_);
    committed_ = std::move(committed);
  }

  void Write(WriteBody body, Done done) override {
    WriteJob job{std::move(body), std::move(done)};
    if (!refusing() && writes_.Push(job)) return;
    job.done(refusing() ? Unavailable() : Overloaded());
  }

 private:
  bool refusing() const { return failed_ || closing_; }

  void ReadUntilClosed(Connection& connection) {
    std::vector<ReadJob> jobs;
    while (reads_.Pop(1, jobs)) {
      ReadJob& job = jobs.front();
      job.done(failed_ ? Unavailable() : RunRead(connection, job.body));
      // What the body holds on to is let go of now, not at the next read.
      jobs.clear();
    }
  }

  // Runs the body on this very thread. nullopt when it would have to wait for anybody.
  std::optional<absl::Status> TryLookup(const ReadBody& body) {
    const std::unique_lock<std::mutex> alone(looking_up_, std::try_to_lock);
    if (!alone.owns_lock() || refusing()) return std::nullopt;
    // Beginning a snapshot and ending it take longer than a lookup, so that one is kept until something is committed.
    const std::uint64_t commits = commits_;
    if (snapshot_commits_ != commits) EndSnapshot();
    lookups_->ClearFailure();
    absl::Status status = snapshot_commits_ == commits ? absl::OkStatus() : lookups_->Run(kBeginRead);
    if (status.ok()) {
      snapshot_commits_ = commits;
      SqliteTransaction transaction(*lookups_);
      status = body(transaction);
    }
    if (!lookups_->failure().empty()) {
      Log(*lookups_);
      EndSnapshot();
    }
    return status;
  }

  // Of lookups_; with looking_up_ held.
  void EndSnapshot() {
    if (snapshot_commits_ == kNoSnapshot) return;
    snapshot_commits_ = kNoSnapshot;
    // Nothing to undo; this merely lets go of it, also after an error that ended it already.
    lookups_->Run(kRollback).IgnoreError();
  }

  absl::Status RunRead(Connection& connection, const ReadBody& body) {
    { const std::lock_guard<std::mutex> turnstile(turnstile_); }
    const std::shared_lock<std::shared_mutex> lock(reading_);
    connection.ClearFailure();
    absl::Status status = connection.Run(kBeginRead);
    if (status.ok()) {
      SqliteTransaction transaction(connection);
      status = body(transaction);
      // Nothing to undo; COMMIT merely lets go of the snapshot.
      status.Update(connection.Run(kCommit));
    }
    if (!connection.failure().empty()) Log(connection);
    return status;
  }

  void WriteUntilClosed() {
    std::vector<WriteJob> group;
    std::vector<absl::Status> results;
    while (writes_.Pop(options_.max_group, group)) {
      if (failed_ || !CommitAndTell(group, results)) {
        const bool first = !failed_.exchange(true);
        if (first) writer_->DoNotCheckpointOnClose();
        for (WriteJob& job : group) job.done(Unavailable());
        if (first) TellFatal();
        group.clear();
        continue;
      }
      ++commits_;
      TellCommitted();
      for (std::size_t i = 0; i < group.size(); ++i) group[i].done(std::move(results[i]));
      group.clear();
      if (!CheckpointWhenDue()) {
        failed_ = true;
        writer_->DoNotCheckpointOnClose();
        TellFatal();
      }
    }
  }

  // CommitGroup, measured.
  bool CommitAndTell(std::vector<WriteJob>& group, std::vector<absl::Status>& results) {
    if (options_.statistics == nullptr) return CommitGroup(group, results);
    const auto began = std::chrono::steady_clock::now();
    if (!CommitGroup(group, results)) return false;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    options_.statistics->commit_seconds.Add(took.count());
    options_.statistics->group_size.Add(static_cast<double>(group.size()));
    options_.statistics->wal_pages = writer_->wal_pages();
    return true;
  }

  // Runs the bodies and commits what they changed. False when the writer must not go on.
  bool CommitGroup(std::vector<WriteJob>& group, std::vector<absl::Status>& results) {
    results.clear();
    if (!writer_->Run(kBegin).ok()) return false;
    for (WriteJob& job : group) {
      writer_->ClearFailure();
      if (!writer_->Run(kSavepoint).ok()) return false;
      SqliteTransaction transaction(*writer_);
      absl::Status status = job.body(transaction);
      if (!writer_->failure().empty()) {
        if (EndsTheTransaction(writer_->failure_code())) return false;
        Log(*writer_);
        // A body must not get half of what it wrote by passing over an error.
        if (status.ok()) status = MakeError(absl::StatusCode::kInternal, "STORAGE_FAILED", "A record was not stored.");
      }
      if (!status.ok() && !writer_->Run(kRollbackBody).ok()) return false;
      if (!writer_->Run(kRelease).ok()) return false;
      results.push_back(std::move(status));
    }
    return writer_->Run(kCommit).ok();
  }

  // Keeps the WAL short. False when the disk failed.
  bool CheckpointWhenDue() {
    const int pages = writer_->wal_pages();
    // Fewer pages than last time: the WAL has started over.
    if (pages < checkpointed_pages_) checkpointed_pages_ = 0;
    if (pages - checkpointed_pages_ < options_.checkpoint_pages) return true;
    checkpointed_pages_ = pages;
    // Whoever reads an old snapshot keeps the WAL from starting over.
    const std::lock_guard<std::mutex> no_lookups(looking_up_);
    EndSnapshot();
    if (pages < kMostCheckpoints * options_.checkpoint_pages) return writer_->Checkpoint(/*all=*/false).ok();
    const std::lock_guard<std::mutex> turnstile(turnstile_);
    const std::lock_guard<std::shared_mutex> lock(reading_);
    return writer_->Checkpoint(/*all=*/true).ok();
  }

  void TellCommitted() {
    const std::lock_guard<std::mutex> lock(committed_mutex_);
    if (committed_) committed_();
  }

  void TellFatal() {
    const absl::Status status =
        MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED",
                  absl::StrCat("Writing to ", options_.path, " failed: ", writer_->failure(),
                               ". Nothing more is written; check the disk and start the service again."),
                  {{"path", options_.path}});
    if (options_.on_fatal) options_.on_fatal(status);
  }

  void Log(const Connection& connection) {
    if (options_.log) options_.log(connection.failure());
  }

  const SqliteOptions options_;
  const std::unique_ptr<FileLock> lock_;
  std::unique_ptr<Connection> writer_;                // of writer_thread_
  std::unique_ptr<Connection> lookups_;               // guarded by looking_up_
  std::vector<std::unique_ptr<Connection>> readers_;  // one for each of reader_threads_
  // Held by a lookup, and by the writer while it copies the WAL.
  std::mutex looking_up_;
  std::atomic<std::uint64_t> commits_ = 0;
  // How many commits the snapshot that lookups_ reads holds at least; guarded by looking_up_.
  std::uint64_t snapshot_commits_ = kNoSnapshot;
  WorkQueue<ReadJob> reads_;
  WorkQueue<WriteJob> writes_;
  // Held shared while a body reads, alone while the WAL is emptied. Whoever wants it passes the turnstile, so that a
  // stream of readers does not keep the writer out.
  std::shared_mutex reading_;
  std::mutex turnstile_;
  std::mutex committed_mutex_;
  std::function<void()> committed_;  // guarded by committed_mutex_
  std::atomic<bool> failed_ = false;
  std::atomic<bool> closing_ = false;
  int checkpointed_pages_ = 0;  // of writer_thread_
  std::thread writer_thread_;
  std::vector<std::thread> reader_threads_;
};

absl::Status OpenError(absl::string_view reason, const std::string& path, absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, absl::StrCat(path, ": ", what), {{"path", path}});
}

// What an SQLite error while opening means for whoever starts the service.
absl::Status OpenErrorOf(const Connection& connection, const std::string& path) {
  switch (connection.failure_code()) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return OpenError("DATABASE_CORRUPT", path,
                       absl::StrCat("not a database, or damaged; restore a backup. ", connection.failure()));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return OpenError("DATABASE_IN_USE", path, "another program has the database open; stop it first.");
    default:
      return OpenError("DATABASE_UNUSABLE", path,
                       absl::StrCat("the database cannot be opened or written. ", connection.failure()));
  }
}

absl::Status Configure(Connection& connection, const std::string& path, const SqliteOptions& options, bool writer) {
  // temp_store MEMORY: no file of ours lies outside the database's folder.
  std::string script =
      "PRAGMA busy_timeout = 0; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
      "PRAGMA cache_size = -16384;";
  if (writer) {
    absl::StrAppend(&script, "PRAGMA synchronous = ", options.unsafe_synchronous_normal_for_tests ? "NORMAL" : "FULL",
                    "; PRAGMA journal_size_limit = 67108864;");
    const absl::StatusOr<std::string> mode = connection.QueryText("PRAGMA journal_mode = WAL");
    if (!mode.ok()) return OpenErrorOf(connection, path);
    if (*mode != "wal") return OpenError("DATABASE_UNUSABLE", path, "the file system cannot hold a write-ahead log.");
  } else {
    absl::StrAppend(&script, "PRAGMA query_only = ON;");
  }
  return connection.RunScript(script).ok() ? absl::OkStatus() : OpenErrorOf(connection, path);
}

// The file that `path` names, so that a symbolic link to a database finds the same lock.
std::string RealPath(const std::string& path) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::weakly_canonical(path, error);
  return error ? path : real.string();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Storage>> OpenSqliteStorage(SqliteOptions options) {
  const std::string path = RealPath(options.path);
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    return OpenError("DATABASE_UNUSABLE", path, "not a regular file.");
  }
  absl::StatusOr<std::unique_ptr<FileLock>> lock = FileLock::Acquire(path + ".lock");
  if (absl::IsUnavailable(lock.status())) {
    return OpenError("DATABASE_IN_USE", path, "another process has the database open; stop it first.");
  }
  if (!lock.ok()) {
    return OpenError("DATABASE_UNUSABLE", path, absl::StrCat("cannot make ", path, ".lock: ", lock.status().message()));
  }
  if (!std::filesystem::exists(path, error)) {
    // SQLite takes an empty file for a new database, and the mode of its other files from this one.
    const absl::Status made = WriteFileAtomically(path, "", 0600);
    if (!made.ok()) return OpenError("DATABASE_UNUSABLE", path, made.message());
  }

  absl::StatusOr<std::unique_ptr<Connection>> writer =
      Connection::Open(path, options.vfs, Connection::Mode::kReadWrite);
  if (!writer.ok()) return OpenError("DATABASE_UNUSABLE", path, writer.status().message());
  if ((*writer)->IsReadOnly()) return OpenError("DATABASE_UNUSABLE", path, "the file is not writable.");
  INDGANG_RETURN_IF_ERROR(Configure(**writer, path, options, /*writer=*/true));
  if (absl::Status status = MigrateSqlite(**writer, path); !status.ok()) {
    return status.code() == absl::StatusCode::kInternal ? OpenErrorOf(**writer, path) : status;
  }
  std::vector<std::unique_ptr<Connection>> readers;
  // One more for lookups.
  for (int i = 0; i < options.reader_threads + 1; ++i) {
    absl::StatusOr<std::unique_ptr<Connection>> reader =
        Connection::Open(path, options.vfs, Connection::Mode::kReadOnly);
    if (!reader.ok()) return OpenError("DATABASE_UNUSABLE", path, reader.status().message());
    INDGANG_RETURN_IF_ERROR(Configure(**reader, path, options, /*writer=*/false));
    readers.push_back(*std::move(reader));
  }
  std::unique_ptr<Connection> lookups = std::move(readers.back());
  readers.pop_back();
  return std::make_unique<SqliteStorage>(std::move(options), *std::move(lock), *std::move(writer), std::move(lookups),
                                         std::move(readers));
}

}  // namespace indgang::storage
