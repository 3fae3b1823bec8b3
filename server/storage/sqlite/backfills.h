// What a migration cannot do in SQL, because it has to look into stored messages.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_BACKFILLS_H_
#define INDGANG_SERVER_STORAGE_SQLITE_BACKFILLS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/storage/sqlite/connection.h"

namespace indgang::storage {

// Runs what belongs to the migration with this name, in its transaction and after its SQL; nothing for most. Error:
// INTERNAL STORAGE_FAILED.
absl::Status Backfill(Connection& connection, absl::string_view migration);

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_BACKFILLS_H_
