// The tables, and how a database file gets there: server/storage/migrations/sqlite/NNNN_*.sql, embedded when built.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_SCHEMA_H_
#define INDGANG_SERVER_STORAGE_SQLITE_SCHEMA_H_

#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "server/storage/sqlite/connection.h"

namespace indgang::storage {

// One step forward. `number` is the PRAGMA user_version of a database that has taken it.
struct Migration {
  int number;
  const char* name;
  const char* sql;
};

// All steps, in order; 1, 2, 3 … without gaps.
absl::Span<const Migration> SqliteMigrations();

// "Indg": PRAGMA application_id of our databases, so that somebody else's file is not written into.
inline constexpr int kSqliteApplicationId = 0x496e6467;

// Takes the steps that the database (a new, empty one or one of ours) lacks, each in a transaction of its own. `path`
// is for messages. Errors: FAILED_PRECONDITION DATABASE_TOO_NEW, DATABASE_CORRUPT (not a database of ours, too);
// INTERNAL STORAGE_FAILED when SQLite fails otherwise.
absl::Status MigrateSqlite(Connection& connection, const std::string& path);

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_SCHEMA_H_
