#include "server/service/audit_anchors.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"

namespace indgang::service {
namespace {

absl::Status Unusable(const std::string& path, int error) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "AUDIT_ANCHOR_UNUSABLE",
                   absl::StrCat(path, ": the anchor of the audit trail cannot be written: ", std::strerror(error)),
                   {{"path", path}});
}

// Whether the file ends in the middle of a line, as when the power failed.
bool EndsWithinLine(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  char last = '\n';
  return size > 0 && ::pread(file, &last, 1, size - 1) == 1 && last != '\n';
}

int WriteAll(int file, const std::string& bytes) {
  for (std::size_t written = 0; written < bytes.size();) {
    const ssize_t count = ::write(file, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    written += static_cast<std::size_t>(count);
  }
  return ::fsync(file) == 0 ? 0 : errno;
}

// A file that was just made is found again only when its folder is on disk too.
int SyncFolderOf(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const int handle = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return errno;
  const int error = ::fsync(handle) == 0 ? 0 : errno;
  ::close(handle);
  return error;
}

}  // namespace

absl::StatusOr<std::unique_ptr<AuditAnchors>> AuditAnchors::Open(const std::string& path, storage::Storage& storage,
                                                                 const Clock& clock, Log& log) {
  const int file = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (file < 0) return Unusable(path, errno);
  std::unique_ptr<AuditAnchors> anchors(new AuditAnchors(path, file, storage, clock, log));
  struct stat status = {};
  if (::fstat(file, &status) == 0 && !S_ISREG(status.st_mode)) return Unusable(path, EINVAL);
  if (const int error = SyncFolderOf(path); error != 0) return Unusable(path, error);
  INDGANG_RETURN_IF_ERROR(anchors->Append());
  return anchors;
}

AuditAnchors::~AuditAnchors() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
  ::close(file_);
}

absl::Status AuditAnchors::Append() {
  storage::FeedPlace end;
  INDGANG_RETURN_IF_ERROR(storage::ReadAndWait(storage_, [&](storage::ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(end, tx.GetFeedEnd());
    return absl::OkStatus();
  }));
  const std::string line = absl::StrCat(EndsWithinLine(file_) ? "\n" : "",
                                        absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", clock_.Now(), absl::UTCTimeZone()), " ",
                                        end.sequence, " ", absl::BytesToHexString(end.hash), "\n");
  const int error = WriteAll(file_, line);
  return error == 0 ? absl::OkStatus() : Unusable(path_, error);
}

void AuditAnchors::Start(absl::Duration interval) {
  thread_ = std::thread([this, interval] {
    absl::MutexLock lock(&mutex_);
    while (!mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval)) {
      mutex_.Unlock();
      AppendOrLog();
      mutex_.Lock();
    }
  });
}

void AuditAnchors::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
  AppendOrLog();
}

void AuditAnchors::AppendOrLog() {
  const absl::Status added = Append();
  if (!added.ok())
    LogEvent(log_, clock_.Now(), "audit_anchor_failed", {{"message", added.ToString()}}, LogLevel::kWarning);
}

}  // namespace indgang::service
