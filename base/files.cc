#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"

namespace indgang {
namespace {

absl::Status FileError(absl::StatusCode code, absl::string_view reason, absl::string_view doing,
                       const std::string& path, int error) {
  return MakeError(code, reason, absl::StrCat("cannot ", doing, " ", path, ": ", std::strerror(error)),
                   {{"path", path}});
}

absl::Status WriteAndSync(int fd, absl::string_view bytes, unsigned mode, const std::string& path) {
  const auto failed = [&](int error) {
    return FileError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE", "write", path, error);
  };
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed(errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fchmod(fd, static_cast<mode_t>(mode)) != 0 || ::fsync(fd) != 0) return failed(errno);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const auto failed = [&](int error) {
    return error == ENOENT ? FileError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND", "open", path, error)
                           : FileError(absl::StatusCode::kFailedPrecondition, "FILE_UNREADABLE", "read", path, error);
  };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed(errno);
  const auto close_fd = absl::MakeCleanup([fd] { ::close(fd); });
  struct stat info = {};
  if (::fstat(fd, &info) != 0) return failed(errno);
  if (S_ISDIR(info.st_mode)) return failed(EISDIR);
  // One byte more than there is notices a file that grew, or one without a size.
  std::string bytes(static_cast<std::size_t>(info.st_size) + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    const ssize_t count = ::read(fd, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
    if (filled == bytes.size()) bytes.resize(bytes.size() * 2);
  }
  bytes.resize(filled);
  return bytes;
}

absl::Status WriteFileAtomically(const std::string& path, absl::string_view bytes, unsigned mode) {
  const auto failed = [&](int error) {
    return FileError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE", "write", path, error);
  };
  std::string temporary = absl::StrCat(path, ".tmp-XXXXXX");
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return failed(errno);
  auto remove_temporary = absl::MakeCleanup([&] { ::unlink(temporary.c_str()); });
  const absl::Status written = WriteAndSync(fd, bytes, mode, path);
  const int closed = ::close(fd);
  INDGANG_RETURN_IF_ERROR(written);
  if (closed != 0 || ::rename(temporary.c_str(), path.c_str()) != 0) return failed(errno);
  std::move(remove_temporary).Cancel();
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int folder_fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd < 0) return failed(errno);
  const int synced = ::fsync(folder_fd);
  const int sync_error = errno;
  ::close(folder_fd);
  return synced == 0 ? absl::OkStatus() : failed(sync_error);
}

}  // namespace indgang
