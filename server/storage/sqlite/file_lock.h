// Keeps a second process away from a file.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_FILE_LOCK_H_
#define INDGANG_SERVER_STORAGE_SQLITE_FILE_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace indgang::storage {

// Holds an exclusive flock on a file of its own; the kernel lets go of it when the process ends, however it ends. The
// file stays behind: removing it would let two processes lock two files of one name.
class FileLock {
 public:
  // Makes `path` (mode 0600) when missing. Errors: UNAVAILABLE when somebody else holds it, INTERNAL with the system's
  // text when the file cannot be made.
  static absl::StatusOr<std::unique_ptr<FileLock>> Acquire(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_FILE_LOCK_H_
