#include "server/storage/sqlite/sqlite_maintenance.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/file_lock.h"
#include "server/storage/sqlite/schema.h"

namespace indgang::storage {
namespace {

namespace fs = std::filesystem;

absl::Status Refuse(absl::string_view reason, const std::string& path, absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, absl::StrCat(path, ": ", what), {{"path", path}});
}

// A database file and whatever SQLite leaves beside it.
void RemoveDatabase(const std::string& path) {
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) ::unlink((path + suffix).c_str());
}

// Fills the new file at `path` with the database; then it is one file that needs no other.
absl::Status Copy(Connection& source, const std::string& path, const std::atomic<bool>& stop) {
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(path, "", 0600));
  {
    INDGANG_ASSIGN_OR_RETURN(const auto target, Connection::Open(path, "", Connection::Mode::kReadWrite));
    // Nobody else looks at it, and it is synced when it is whole.
    INDGANG_RETURN_IF_ERROR(
        target->RunScript("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF;"
                          "PRAGMA journal_mode = MEMORY"));
    const absl::Status copied = source.CopyInto(*target, stop);
    if (!copied.ok()) {
      const std::string& said = source.failure().empty() ? target->failure() : source.failure();
      return said.empty() ? copied : absl::InternalError(said);
    }
  }
  // The copy says of itself that it has a WAL, as its source does.
  INDGANG_ASSIGN_OR_RETURN(const auto target, Connection::Open(path, "", Connection::Mode::kReadWrite));
  INDGANG_RETURN_IF_ERROR(target->RunScript("PRAGMA locking_mode = EXCLUSIVE"));
  INDGANG_ASSIGN_OR_RETURN(const std::string mode, target->QueryText("PRAGMA journal_mode = DELETE"));
  return mode == "delete" ? absl::OkStatus() : absl::InternalError(absl::StrCat("the copy stayed in mode ", mode));
}

// What is wrong with the database, read from beginning to end; "" when nothing is.
std::string Damage(Connection& connection) {
  const absl::StatusOr<std::string> said = connection.QueryText("PRAGMA integrity_check(1)");
  if (!said.ok()) return connection.failure();
  return *said == "ok" ? std::string() : *said;
}

absl::Status CheckCopy(const std::string& path, const std::atomic<bool>& stop) {
  INDGANG_ASSIGN_OR_RETURN(const auto connection, Connection::Open(path, "", Connection::Mode::kReadOnly));
  connection->FailWhen(stop);
  const std::string damage = Damage(*connection);
  return damage.empty() ? absl::OkStatus() : absl::InternalError(absl::StrCat("the copy is damaged: ", damage));
}

absl::StatusOr<BackupFile> MakeBackup(const std::string& database, const std::string& path,
                                      const std::atomic<bool>& stop) {
  const std::string part = path + ".part";
  RemoveDatabase(part);
  auto remove = absl::MakeCleanup([&] {
    RemoveDatabase(part);
    ::unlink((path + ".sha256").c_str());
  });
  {
    INDGANG_ASSIGN_OR_RETURN(const auto source, Connection::Open(database, "", Connection::Mode::kReadOnly));
    INDGANG_RETURN_IF_ERROR(Copy(*source, part, stop));
  }
  INDGANG_RETURN_IF_ERROR(CheckCopy(part, stop));
  BackupFile made;
  made.path = path;
  INDGANG_ASSIGN_OR_RETURN(made.sha256, FileSha256Hex(part));
  made.size = static_cast<std::int64_t>(fs::file_size(part));
  INDGANG_RETURN_IF_ERROR(SyncFile(part));
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(
      path + ".sha256", absl::StrCat(made.sha256, "  ", fs::path(path).filename().string(), "\n"), 0600));
  if (::rename(part.c_str(), path.c_str()) != 0) return absl::InternalError(std::strerror(errno));
  std::move(remove).Cancel();
  INDGANG_RETURN_IF_ERROR(SyncFile(path));
  return made;
}

// Compares the file with what PATH.sha256 says of it.
absl::Status CheckHash(const std::string& copy, const std::string& backup) {
  const absl::StatusOr<std::string> line = ReadFile(backup + ".sha256");
  if (!line.ok()) {
    return Refuse("BACKUP_INVALID", backup,
                  absl::StrCat(backup, ".sha256, which was written with it, cannot be read (", line.status().message(),
                               "); without it nobody can tell whether the backup is whole."));
  }
  INDGANG_ASSIGN_OR_RETURN(const std::string hash, FileSha256Hex(copy));
  if (line->substr(0, line->find(' ')) == hash) return absl::OkStatus();
  return Refuse("BACKUP_INVALID", backup,
                absl::StrCat("its SHA-256 is ", hash, " and not what ", backup,
                             ".sha256 says: the file is not what was written then. Take another backup."));
}

// Whether the copy is a whole database that this program can use; its schema version.
absl::StatusOr<int> CheckDatabase(const std::string& copy, const std::string& backup) {
  INDGANG_ASSIGN_OR_RETURN(const auto connection, Connection::Open(copy, "", Connection::Mode::kReadOnly));
  const absl::StatusOr<std::int64_t> application = connection->QueryInteger("PRAGMA application_id");
  if (!application.ok() || *application != kSqliteApplicationId) {
    return Refuse("BACKUP_INVALID", backup, "it is not a database of Indgang's.");
  }
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t version, connection->QueryInteger("PRAGMA user_version"));
  const int supported = SqliteMigrations().back().number;
  if (version > supported) {
    return Refuse("DATABASE_TOO_NEW", backup,
                  absl::StrCat("it has schema ", version, "; this program knows up to ", supported,
                               ". Restore it with the newer program that wrote it."));
  }
  if (const std::string damage = Damage(*connection); !damage.empty()) {
    return Refuse("BACKUP_INVALID", backup, absl::StrCat("it is damaged: ", damage));
  }
  return static_cast<int>(version);
}

// Gives the database a second name, so that it is never without one.
absl::Status Keep(const std::string& database, const std::string& kept) {
  for (const char* suffix : {"", "-wal"}) {
    const std::string from = database + suffix;
    if (::link(from.c_str(), (kept + suffix).c_str()) == 0) continue;
    if (errno == ENOENT && *suffix != '\0') continue;
    return Refuse("DATABASE_UNUSABLE", from,
                  absl::StrCat("cannot be kept as ", kept, suffix, ": ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BackupFile> SqliteMaintenance::BackUp(const std::string& path, const std::atomic<bool>& stop) {
  absl::StatusOr<BackupFile> made = MakeBackup(database_, path, stop);
  if (made.ok()) return made;
  const std::string why = stop ? "the service is stopping" : std::string(made.status().message());
  return MakeError(absl::StatusCode::kInternal, "BACKUP_FAILED",
                   absl::StrCat("the backup ", path, " could not be made and nothing is left of it: ", why),
                   {{"path", path}});
}

absl::StatusOr<DatabaseFacts> SqliteMaintenance::Describe() {
  DatabaseFacts facts;
  INDGANG_ASSIGN_OR_RETURN(const auto connection, Connection::Open(database_, "", Connection::Mode::kReadOnly));
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t version, connection->QueryInteger("PRAGMA user_version"));
  facts.schema_version = static_cast<int>(version);
  std::error_code error;
  facts.size = static_cast<std::int64_t>(fs::file_size(database_, error));
  if (error) return MakeError(absl::StatusCode::kInternal, "STORAGE_FAILED", error.message());
  return facts;
}

absl::StatusOr<RestoredDatabase> RestoreSqlite(const std::string& backup, const std::string& database, absl::Time now) {
  const absl::StatusOr<std::unique_ptr<FileLock>> lock = FileLock::Acquire(database + ".lock");
  if (absl::IsUnavailable(lock.status())) {
    return Refuse("DATABASE_IN_USE", database, "the service has the database open; stop it first.");
  }
  if (!lock.ok()) {
    return Refuse("DATABASE_UNUSABLE", database,
                  absl::StrCat("cannot make ", database, ".lock: ", lock.status().message()));
  }
  const std::string copy = database + ".restoring";
  RemoveDatabase(copy);
  auto remove = absl::MakeCleanup([&] { RemoveDatabase(copy); });
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(copy, "", 0600));
  std::error_code error;
  if (!fs::copy_file(backup, copy, fs::copy_options::overwrite_existing, error)) {
    // Says what is wrong with the backup, if it is that.
    INDGANG_RETURN_IF_ERROR(FileSha256Hex(backup).status());
    return Refuse("DATABASE_UNUSABLE", copy, error.message());
  }
  if (::chmod(copy.c_str(), 0600) != 0) return Refuse("DATABASE_UNUSABLE", copy, std::strerror(errno));
  INDGANG_RETURN_IF_ERROR(CheckHash(copy, backup));
  RestoredDatabase restored;
  INDGANG_ASSIGN_OR_RETURN(restored.schema_version, CheckDatabase(copy, backup));
  restored.size = static_cast<std::int64_t>(fs::file_size(copy));
  INDGANG_RETURN_IF_ERROR(SyncFile(copy));

  if (fs::exists(database, error)) {
    restored.kept = absl::StrCat(database, ".before-", absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone()));
    INDGANG_RETURN_IF_ERROR(Keep(database, restored.kept));
  }
  // The WAL goes first: that of one database beside another would be written into it.
  for (const char* suffix : {"-wal", "-shm"}) ::unlink((database + suffix).c_str());
  if (::rename(copy.c_str(), database.c_str()) != 0) return Refuse("DATABASE_UNUSABLE", database, std::strerror(errno));
  std::move(remove).Cancel();
  INDGANG_RETURN_IF_ERROR(SyncFile(database));
  return restored;
}

}  // namespace indgang::storage
