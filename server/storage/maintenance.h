// What an operator does with a database while the service works on it.
#ifndef INDGANG_SERVER_STORAGE_MAINTENANCE_H_
#define INDGANG_SERVER_STORAGE_MAINTENANCE_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace indgang::storage {

// A copy of the whole database in one file.
struct BackupFile {
  std::string path;
  // Bytes.
  std::int64_t size = 0;
  // SHA-256 of the file, 64 lower-case hex digits.
  std::string sha256;
};

struct DatabaseFacts {
  // Number of the newest migration it has taken.
  int schema_version = 0;
  // Bytes of its file.
  std::int64_t size = 0;
};

// Works beside the database's Storage and never keeps it waiting. Methods block, some for minutes: not for use on a
// thread of gRPC's or the storage's.
class Maintenance {
 public:
  virtual ~Maintenance() = default;

  // Copies the database, as it is when this begins, into a new file at `path` (mode 0600), checks the copy, and writes
  // PATH.sha256 as sha256sum does. Both are on disk when this returns; on an error neither is there. Begins anew where
  // an earlier run for the same `path` broke off. Ends early, with an error, after `stop` became true.
  // Error: INTERNAL BACKUP_FAILED; metadata "path".
  virtual absl::StatusOr<BackupFile> BackUp(const std::string& path, const std::atomic<bool>& stop) = 0;

  // Error: INTERNAL STORAGE_FAILED.
  virtual absl::StatusOr<DatabaseFacts> Describe() = 0;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_MAINTENANCE_H_
