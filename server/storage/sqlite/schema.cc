#include "server/storage/sqlite/schema.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/storage/sqlite/backfills.h"

namespace indgang::storage {
namespace {

absl::Status Migrate(Connection& connection, const Migration& migration) {
  INDGANG_RETURN_IF_ERROR(connection.RunScript("BEGIN IMMEDIATE"));
  absl::Status status = connection.RunScript(migration.sql);
  if (status.ok()) status = Backfill(connection, migration.name);
  // Both pragmas are part of the transaction: they are written to the header page.
  if (status.ok()) {
    status = connection.RunScript(
        absl::StrCat("PRAGMA user_version = ", migration.number, ";PRAGMA application_id = ", kSqliteApplicationId));
  }
  if (status.ok()) status = connection.RunScript("COMMIT");
  // Best effort: SQLite may have rolled back by itself, and the connection is given up anyway.
  if (!status.ok()) connection.RunScript("ROLLBACK").IgnoreError();
  return status;
}

}  // namespace

absl::Status MigrateSqlite(Connection& connection, const std::string& path) {
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t application, connection.QueryInteger("PRAGMA application_id"));
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t version, connection.QueryInteger("PRAGMA user_version"));
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t tables, connection.QueryInteger("SELECT count(*) FROM sqlite_schema"));
  const bool is_new = application == 0 && version == 0 && tables == 0;
  if (!is_new && (application != kSqliteApplicationId || version < 1)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "DATABASE_CORRUPT",
                     absl::StrCat(path, " is an SQLite database, but not one of Indgang's."), {{"path", path}});
  }
  const std::int64_t supported = SqliteMigrations().back().number;
  if (version > supported) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "DATABASE_TOO_NEW",
                     absl::StrCat(path, " has schema ", version, "; this program knows up to ", supported,
                                  ". Start the newer program that wrote it."),
                     {{"path", path}, {"schema", absl::StrCat(version)}, {"supported", absl::StrCat(supported)}});
  }
  for (const Migration& migration : SqliteMigrations()) {
    if (migration.number > version) INDGANG_RETURN_IF_ERROR(Migrate(connection, migration));
  }
  return absl::OkStatus();
}

}  // namespace indgang::storage
