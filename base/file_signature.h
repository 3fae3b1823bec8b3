// Whether a file is still the one it was.
#ifndef INDGANG_BASE_FILE_SIGNATURE_H_
#define INDGANG_BASE_FILE_SIGNATURE_H_

#include <cstdint>
#include <string>

namespace indgang {

// What tells two versions of a file apart without reading it.
struct FileSignature {
  std::int64_t inode = 0, size = 0, seconds = 0, nanoseconds = 0;
  bool operator==(const FileSignature&) const = default;
};

// All zero when there is no file at the path, or it cannot be looked at.
FileSignature SignatureOf(const std::string& path);

}  // namespace indgang

#endif  // INDGANG_BASE_FILE_SIGNATURE_H_
