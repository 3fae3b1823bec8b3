// Backups of an SQLite database that is in use, and putting one back.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_SQLITE_MAINTENANCE_H_
#define INDGANG_SERVER_STORAGE_SQLITE_SQLITE_MAINTENANCE_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/storage/maintenance.h"

namespace indgang::storage {

// Methods may be called from several threads.
class SqliteMaintenance final : public Maintenance {
 public:
  // `database` is the path that OpenSqliteStorage was given, and is open.
  explicit SqliteMaintenance(std::string database) : database_(std::move(database)) {}

  absl::StatusOr<BackupFile> BackUp(const std::string& path, const std::atomic<bool>& stop) override;
  absl::StatusOr<DatabaseFacts> Describe() override;

 private:
  const std::string database_;
};

struct RestoredDatabase {
  // Bytes.
  std::int64_t size = 0;
  int schema_version = 0;
  // Where the database that was there before lies now; "" when there was none.
  std::string kept;
};

// Puts a backup in the place of `database`, which nobody has open, once its hash (PATH.sha256), its integrity and its
// schema have been found right. What was there before is kept beside it as FILE.before-TIME, with its WAL. Until the
// very end nothing of the old database is changed; when the machine fails at the end, the old one is there under both
// names and this can be run again. An older schema is brought up to date when the service starts.
// Errors: FAILED_PRECONDITION BACKUP_INVALID (no hash, another hash, no database of ours, or damaged),
// DATABASE_TOO_NEW, DATABASE_IN_USE, DATABASE_UNUSABLE; those of ReadFile. Metadata "path".
absl::StatusOr<RestoredDatabase> RestoreSqlite(const std::string& backup, const std::string& database, absl::Time now);

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_SQLITE_MAINTENANCE_H_
