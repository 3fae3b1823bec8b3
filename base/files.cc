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
#include "base/hash.h"
#include "base/status_macros.h"

namespace indgang {
namespace {

absl::Status FileError(absl::StatusCode code, absl::string_view reason, absl::string_view doing,
                       const std::string& path, int error) {
  return MakeError(code, reason, absl::StrCat("cannot ", doing, " ", path, ": ", std::strerror(error)),
                   {{"path", path}});
}

absl::Status Unreadable(const std::string& path, int error) {
  return error == ENOENT ? FileError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND", "open", path, error)
                         : FileError(absl::StatusCode::kFailedPrecondition, "FILE_UNREADABLE", "read", path, error);
}

// A descriptor of what is no folder, and its size; the caller closes it.
struct OpenFile {
  int fd;
  std::size_t size;
};

absl::StatusOr<OpenFile> OpenToRead(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Unreadable(path, errno);
  struct stat info = {};
  const int error = ::fstat(fd, &info) != 0 ? errno : S_ISDIR(info.st_mode) ? EISDIR : 0;
  if (error == 0) return OpenFile{fd, static_cast<std::size_t>(info.st_size)};
  ::close(fd);
  return Unreadable(path, error);
}

// Syncs `what`; errors name `path`.
absl::Status Sync(const std::string& what, const std::string& path, int flags) {
  const int fd = ::open(what.c_str(), flags | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (synced) return absl::OkStatus();
  return FileError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE", "write", path, error);
}

absl::Status SyncFolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return Sync(slash == std::string::npos ? "." : path.substr(0, slash + 1), path, O_RDONLY | O_DIRECTORY);
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
  INDGANG_ASSIGN_OR_RETURN(const OpenFile file, OpenToRead(path));
  const auto close_file = absl::MakeCleanup([file] { ::close(file.fd); });
  // One byte more than there is notices a file that grew, or one without a size.
  std::string bytes(file.size + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    const ssize_t count = ::read(file.fd, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Unreadable(path, errno);
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
  return SyncFolderOf(path);
}

absl::StatusOr<std::string> FileSha256Hex(const std::string& path) {
  INDGANG_ASSIGN_OR_RETURN(const OpenFile file, OpenToRead(path));
  const auto close_file = absl::MakeCleanup([file] { ::close(file.fd); });
  Sha256Stream hash;
  std::string piece(1 << 20, '\0');
  while (true) {
    const ssize_t count = ::read(file.fd, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Unreadable(path, errno);
    if (count == 0) return hash.FinishHex();
    hash.Update(absl::string_view(piece.data(), static_cast<std::size_t>(count)));
  }
}

absl::Status SyncFile(const std::string& path) {
  INDGANG_RETURN_IF_ERROR(Sync(path, path, O_RDONLY));
  return SyncFolderOf(path);
}

}  // namespace indgang
