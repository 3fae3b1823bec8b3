#include "server/storage/sqlite/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace indgang::storage {

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Acquire(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return absl::InternalError(std::strerror(errno));
  std::unique_ptr<FileLock> lock(new FileLock(descriptor));
  while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return absl::UnavailableError("locked");
    if (errno != EINTR) return absl::InternalError(std::strerror(errno));
  }
  return lock;
}

FileLock::~FileLock() { close(descriptor_); }

}  // namespace indgang::storage
