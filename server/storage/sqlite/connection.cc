#include "server/storage/sqlite/connection.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"

namespace indgang::storage {
namespace {

// Of a copy, between looks at whether to stop: 4 MB.
constexpr int kPagesAtOnce = 1024;
// Statements kept of texts that were put together. Values are parameters, so that filters of one form are one text.
constexpr std::size_t kMostTexts = 64;

}  // namespace

Statement::~Statement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Statement::Check(int code) {
  ++next_parameter_;
  if (bind_error_ == SQLITE_OK) bind_error_ = code;
}

Statement& Statement::Integer(std::int64_t value) {
  Check(sqlite3_bind_int64(statement_, next_parameter_, value));
  return *this;
}

Statement& Statement::Text(absl::string_view value) {
  const char* data = value.empty() ? "" : value.data();
  Check(sqlite3_bind_text64(statement_, next_parameter_, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::TextOrNull(absl::string_view value) { return value.empty() ? Null() : Text(value); }

Statement& Statement::Null() {
  Check(sqlite3_bind_null(statement_, next_parameter_));
  return *this;
}

Statement& Statement::Blob(absl::string_view value) {
  const char* data = value.empty() ? "" : value.data();
  Check(sqlite3_bind_blob64(statement_, next_parameter_, data, value.size(), SQLITE_TRANSIENT));
  return *this;
}

absl::StatusOr<bool> Statement::Step() {
  // A statement that could not be prepared has left its error behind.
  if (statement_ == nullptr) return connection_.ToStatus(sqlite3_errcode(connection_.handle_));
  if (bind_error_ != SQLITE_OK) return connection_.ToStatus(bind_error_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return connection_.ToStatus(code);
}

absl::Status Statement::Run() {
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, Step());
    if (!row) return absl::OkStatus();
  }
}

std::int64_t Statement::IntegerAt(int column) const { return sqlite3_column_int64(statement_, column); }

absl::string_view Statement::BytesAt(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? absl::string_view() : absl::string_view(static_cast<const char*>(data), size);
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path, const std::string& vfs,
                                                             Mode mode) {
  // SQLite's count of its memory is one lock for all threads, taken for every allocation. Has no effect when somebody
  // else in the process has used SQLite before.
  static const int no_statistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(no_statistics);
  sqlite3* handle = nullptr;
  // NOMUTEX: a connection belongs to one thread at a time.
  const int flags = (mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, vfs.empty() ? nullptr : vfs.c_str());
  if (code != SQLITE_OK) {
    std::string text = handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle);
    sqlite3_close_v2(handle);
    return MakeError(absl::StatusCode::kInternal, "STORAGE_FAILED", text);
  }
  std::unique_ptr<Connection> connection(new Connection(handle));
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // Also switches SQLite's own checkpoints off: they would run inside commits.
  sqlite3_wal_hook(
      handle,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Connection*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      connection.get());
  return connection;
}

Connection::~Connection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  for (const auto& [sql, statement] : texts_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

Statement Connection::Prepare(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) {
    sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  }
  return Statement(*this, statement);
}

Statement Connection::PrepareText(const std::string& sql) {
  const auto known = texts_.find(sql);
  if (known != texts_.end()) return Statement(*this, known->second);
  if (texts_.size() >= kMostTexts) {
    for (const auto& [text, old] : texts_) sqlite3_finalize(old);
    texts_.clear();
  }
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v3(handle_, sql.c_str(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                     nullptr);
  if (statement != nullptr) texts_.emplace(sql, statement);
  return Statement(*this, statement);
}

void Connection::LimitWork(std::int64_t instructions) {
  constexpr int kStep = 1'000;
  work_left_ = instructions;
  const auto step = [](void* self) {
    std::int64_t& left = static_cast<Connection*>(self)->work_left_;
    left -= kStep;
    return left < 0 ? 1 : 0;
  };
  sqlite3_progress_handler(handle_, instructions > 0 ? kStep : 0, step, this);
}

absl::Status Connection::RunScript(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ToStatus(code);
}

absl::StatusOr<std::string> Connection::QueryText(const std::string& sql) {
  std::string result;
  const int code = sqlite3_exec(
      handle_, sql.c_str(),
      [](void* to, int count, char** values, char**) {
        if (count > 0 && values[0] != nullptr) *static_cast<std::string*>(to) = values[0];
        return 0;
      },
      &result, nullptr);
  if (code != SQLITE_OK) return ToStatus(code);
  return result;
}

absl::StatusOr<std::int64_t> Connection::QueryInteger(const std::string& sql) {
  INDGANG_ASSIGN_OR_RETURN(const std::string text, QueryText(sql));
  return text.empty() ? 0 : std::stoll(text);
}

absl::Status Connection::Checkpoint(bool all) {
  const int mode = all ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(handle_, "main", mode, nullptr, nullptr);
  // Another program reads the file, a backup for instance.
  if ((code & 0xff) == SQLITE_BUSY) return absl::OkStatus();
  if (code != SQLITE_OK) return ToStatus(code);
  if (all) wal_pages_ = 0;
  return absl::OkStatus();
}

absl::Status Connection::CopyInto(Connection& target, const std::atomic<bool>& stop) {
  // The read that begins here holds on to one state of the database. Without it the copy would begin again with every
  // commit of others.
  INDGANG_RETURN_IF_ERROR(RunScript("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1"));
  sqlite3_backup* const copy = sqlite3_backup_init(target.handle_, "main", handle_, "main");
  if (copy == nullptr) return target.ToStatus(sqlite3_errcode(target.handle_));
  int code = SQLITE_OK;
  while (code == SQLITE_OK && !stop) code = sqlite3_backup_step(copy, kPagesAtOnce);
  const int finished = sqlite3_backup_finish(copy);
  INDGANG_RETURN_IF_ERROR(RunScript("COMMIT"));
  if (code == SQLITE_OK) return absl::CancelledError("stopped");
  return code == SQLITE_DONE ? absl::OkStatus() : target.ToStatus(finished == SQLITE_OK ? code : finished);
}

void Connection::FailWhen(const std::atomic<bool>& stop) {
  constexpr int kInstructions = 10000;
  sqlite3_progress_handler(
      handle_, kInstructions, [](void* flag) { return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0; },
      const_cast<std::atomic<bool>*>(&stop));
}

absl::Status Connection::ToStatus(int code) {
  const int extended = code == SQLITE_OK ? SQLITE_ERROR : code;
  if (extended == SQLITE_CONSTRAINT_PRIMARYKEY || extended == SQLITE_CONSTRAINT_UNIQUE ||
      extended == SQLITE_CONSTRAINT_ROWID) {
    return MakeError(absl::StatusCode::kAlreadyExists, "STORAGE_CONFLICT",
                     "A record with this key exists already; records of history are never overwritten.");
  }
  if (extended == SQLITE_INTERRUPT) {
    return MakeError(absl::StatusCode::kResourceExhausted, "QUERY_TOO_BROAD",
                     "too many cases would have to be looked at; wanted: a narrower filter");
  }
  failure_code_ = extended & 0xff;
  failure_ =
      absl::StrCat(sqlite3_errmsg(handle_), " (SQLite ", extended, ", errno ", sqlite3_system_errno(handle_), ")");
  if (extended == SQLITE_CONSTRAINT_FOREIGNKEY) {
    return MakeError(absl::StatusCode::kInternal, "STORAGE_FAILED",
                     "The record belongs to a case that does not exist.");
  }
  return MakeError(absl::StatusCode::kInternal, "STORAGE_FAILED", "The case database could not be read or written.");
}

void Connection::ClearFailure() {
  failure_.clear();
  failure_code_ = SQLITE_OK;
}

void Connection::DoNotCheckpointOnClose() { sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); }

bool Connection::IsReadOnly() const { return sqlite3_db_readonly(handle_, "main") == 1; }

}  // namespace indgang::storage
