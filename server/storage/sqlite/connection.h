// One SQLite connection with its prepared statements. For one thread at a time.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_CONNECTION_H_
#define INDGANG_SERVER_STORAGE_SQLITE_CONNECTION_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct sqlite3;
struct sqlite3_stmt;

namespace indgang::storage {

class Connection;

// One run of a prepared statement: bind in order, then Step or Run. Ready for the next run when destroyed; use a
// statement once at a time.
class Statement {
 public:
  Statement(Connection& connection, sqlite3_stmt* statement) : connection_(connection), statement_(statement) {}
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Binds the next parameter; bytes are copied. An error shows at the next Step.
  Statement& Integer(std::int64_t value);
  Statement& Text(absl::string_view value);
  // The empty string becomes NULL.
  Statement& TextOrNull(absl::string_view value);
  Statement& Blob(absl::string_view value);
  Statement& Null();

  // Whether there is a(nother) row.
  absl::StatusOr<bool> Step();
  // Steps to the end.
  absl::Status Run();

  // A column of the current row, from 0. The bytes are valid until the next Step.
  std::int64_t IntegerAt(int column) const;
  absl::string_view BytesAt(int column) const;

 private:
  void Check(int code);

  Connection& connection_;
  sqlite3_stmt* statement_;
  int next_parameter_ = 1;
  int bind_error_ = 0;
};

class Connection {
 public:
  enum class Mode { kReadOnly, kReadWrite };

  // Opens an existing file. `vfs` may be empty. The error's message is SQLite's: for the log.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path, const std::string& vfs, Mode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `sql` must be a constant: it is prepared once, under its address.
  Statement Prepare(const char* sql);
  // The same for a text that was put together. Those used lately are kept; not to be called while such a one is in use.
  Statement PrepareText(const std::string& sql);
  absl::Status Run(const char* sql) { return Prepare(sql).Run(); }
  // Runs several statements, not kept.
  absl::Status RunScript(const std::string& sql);
  // The first column of the only row of `sql`, not kept; 0 or "" without a row.
  absl::StatusOr<std::int64_t> QueryInteger(const std::string& sql);
  absl::StatusOr<std::string> QueryText(const std::string& sql);

  // Copies what readers allow of the WAL into the database file. `all` empties the WAL, unless somebody is reading.
  absl::Status Checkpoint(bool all);
  // Copies the database, as it is when this begins, into `target`, which is empty. Others may write meanwhile; as long
  // as it takes, their WAL grows. Error beside SQLite's: CANCELLED when `stop` became true.
  absl::Status CopyInto(Connection& target, const std::atomic<bool>& stop);
  // From now on statements fail soon after `stop` became true; it outlives the connection.
  void FailWhen(const std::atomic<bool>& stop);
  // Pages in the WAL after the last commit.
  int wal_pages() const { return wal_pages_; }

  // Turns an SQLite result code into INTERNAL STORAGE_FAILED with a message for callers and remembers what SQLite said.
  // SQLITE_CONSTRAINT on a key becomes ALREADY_EXISTS STORAGE_CONFLICT.
  absl::Status ToStatus(int code);

  // From now on a statement that takes more than about this many of SQLite's instructions fails with RESOURCE_EXHAUSTED
  // QUERY_TOO_BROAD; 0 lets all go on.
  void LimitWork(std::int64_t instructions);

  // What SQLite said at the last error other than a conflict, "" when there was none. For the log.
  const std::string& failure() const { return failure_; }
  // Primary result code of that error.
  int failure_code() const { return failure_code_; }
  void ClearFailure();

  // Leaves the WAL as it is when the connection closes: after a failed write nothing may touch the files.
  void DoNotCheckpointOnClose();
  // The file may be read but not written.
  bool IsReadOnly() const;

 private:
  friend class Statement;
  explicit Connection(sqlite3* handle) : handle_(handle) {}

  sqlite3* handle_;
  absl::flat_hash_map<const char*, sqlite3_stmt*> statements_;
  absl::flat_hash_map<std::string, sqlite3_stmt*> texts_;
  std::string failure_;
  int failure_code_ = 0;
  int wal_pages_ = 0;
  std::int64_t work_left_ = 0;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_CONNECTION_H_
