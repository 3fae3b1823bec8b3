#include "base/file_signature.h"

#include <sys/stat.h>

namespace indgang {

FileSignature SignatureOf(const std::string& path) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {static_cast<std::int64_t>(info.st_ino), info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

}  // namespace indgang
