// Reading and writing whole files.
#ifndef INDGANG_BASE_FILES_H_
#define INDGANG_BASE_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indgang {

// The bytes of the regular file at `path`. Errors: NOT_FOUND FILE_NOT_FOUND, FAILED_PRECONDITION FILE_UNREADABLE;
// metadata "path".
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Replaces the file at `path` so that a reader sees either the old or the new bytes, even after a crash (temporary file
// in the same folder, fsync, rename). `mode` are permission bits, exact in spite of the umask. Error:
// FAILED_PRECONDITION FILE_UNWRITABLE; metadata "path"; the old file is then untouched.
absl::Status WriteFileAtomically(const std::string& path, absl::string_view bytes, unsigned mode = 0644);

// SHA-256 of the file's bytes as 64 lower-case hex digits, without holding them in memory. Errors: as ReadFile.
absl::StatusOr<std::string> FileSha256Hex(const std::string& path);

// Waits until the bytes of the file are on disk, and its name in its folder. Error: FAILED_PRECONDITION
// FILE_UNWRITABLE; metadata "path".
absl::Status SyncFile(const std::string& path);

}  // namespace indgang

#endif  // INDGANG_BASE_FILES_H_
