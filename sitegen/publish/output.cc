#include "sitegen/publish/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;

absl::Status Unwritable(const std::string& path, const std::error_code& error) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE",
                   absl::StrCat("cannot write ", path, ": ", error.message()), {{"path", path}});
}

absl::Status Unwritable(const std::string& path, int error) {
  return Unwritable(path, std::error_code(error, std::generic_category()));
}

bool HoldsBytes(const std::string& path, const std::string& bytes) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0) return false;
  const auto close_file = absl::MakeCleanup([file] { ::close(file); });
  struct stat info {};
  if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode) || static_cast<std::size_t>(info.st_size) != bytes.size()) {
    return false;
  }
  thread_local std::string current(1 << 16, '\0');
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t count = ::read(file, current.data(), current.size());
    if (count < 0 && errno == EINTR) continue;
    const auto length = static_cast<std::size_t>(count);
    if (count <= 0 || length > bytes.size() - at || bytes.compare(at, length, current, 0, length) != 0) return false;
    at += length;
  }
  return true;
}

absl::Status WriteAll(int file, absl::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Unwritable(path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return absl::OkStatus();
}

// Paths that an earlier run wrote; none when there was no earlier run.
std::vector<std::string> RememberedPaths(const std::string& list) {
  const auto bytes = ReadFile(list);
  if (!bytes.ok()) return {};
  return absl::StrSplit(*bytes, '\n', absl::SkipEmpty());
}

// A path from the list is only removed when it cannot lead out of the folder.
bool StaysInside(const std::string& path) {
  const fs::path parts(path);
  return parts.is_relative() &&
         std::none_of(parts.begin(), parts.end(), [](const fs::path& part) { return part == ".." || part == "."; });
}

absl::Status Remember(const std::string& list, std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  std::string bytes;
  for (const std::string& path : paths) absl::StrAppend(&bytes, path, "\n");
  if (HoldsBytes(list, bytes)) return absl::OkStatus();
  return WriteFileAtomically(list, bytes);
}

// The folder that a file lies in, "" at the top.
std::string ParentOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

}  // namespace

SiteWriter::SiteWriter(std::string folder, int staging, bool fresh)
    : folder_(std::move(folder)), staging_(staging), fresh_(fresh) {}

SiteWriter::~SiteWriter() {
  ::close(staging_);
  std::error_code error;
  fs::remove_all(Staging(), error);
}

absl::StatusOr<std::unique_ptr<SiteWriter>> SiteWriter::Open(const std::string& out_dir) {
  // Without a trailing slash, so that names can be made by appending.
  fs::path normal = fs::path(out_dir).lexically_normal();
  if (!normal.has_filename()) normal = normal.parent_path();
  const std::string folder = normal.string();
  const std::string staging = folder + ".staging";
  std::error_code error;
  fs::remove_all(staging, error);
  if (error) return Unwritable(staging, error);
  fs::create_directories(folder, error);
  if (error) return Unwritable(folder, error);
  fs::create_directory(staging, error);
  if (error) return Unwritable(staging, error);
  const int descriptor = ::open(staging.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return Unwritable(staging, errno);
  const bool fresh = fs::is_empty(folder, error);
  return std::unique_ptr<SiteWriter>(new SiteWriter(folder, descriptor, fresh && !error));
}

void SiteWriter::Add(const OutputFile& file) {
  const bool unchanged = !fresh_ && HoldsBytes(absl::StrCat(folder_, "/", file.path), file.bytes);
  const absl::Status written = unchanged ? absl::OkStatus() : WriteStaged(file);
  const absl::MutexLock lock(&mutex_);
  status_.Update(written);
  paths_.push_back(file.path);
  if (!unchanged) staged_.push_back(file.path);
}

void SiteWriter::Keep(std::string path) {
  const absl::MutexLock lock(&mutex_);
  paths_.push_back(std::move(path));
}

absl::Status SiteWriter::WriteStaged(const OutputFile& file) {
  INDGANG_RETURN_IF_ERROR(MakeParent(file.path));
  const std::string path = absl::StrCat(Staging(), "/", file.path);
  const int descriptor = ::openat(staging_, file.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return Unwritable(path, errno);
  const absl::Status written = WriteAll(descriptor, file.bytes, path);
  const int closed = ::close(descriptor);
  INDGANG_RETURN_IF_ERROR(written);
  return closed == 0 ? absl::OkStatus() : Unwritable(path, errno);
}

absl::Status SiteWriter::MakeParent(const std::string& path) {
  const std::string parent = ParentOf(path);
  if (parent.empty()) return absl::OkStatus();
  {
    const absl::MutexLock lock(&mutex_);
    if (made_.contains(parent)) return absl::OkStatus();
  }
  int error = ::mkdirat(staging_, parent.c_str(), 0777) == 0 ? 0 : errno;
  if (error == ENOENT) {
    INDGANG_RETURN_IF_ERROR(MakeParent(parent));
    error = ::mkdirat(staging_, parent.c_str(), 0777) == 0 ? 0 : errno;
  }
  if (error != 0 && error != EEXIST) return Unwritable(absl::StrCat(Staging(), "/", parent), error);
  const absl::MutexLock lock(&mutex_);
  made_.insert(parent);
  return absl::OkStatus();
}

absl::Status SiteWriter::MoveIntoPlace() {
  if (fresh_) {
    return ::rename(Staging().c_str(), folder_.c_str()) == 0 ? absl::OkStatus() : Unwritable(folder_, errno);
  }
  const absl::MutexLock lock(&mutex_);
  absl::flat_hash_set<std::string> parents;
  for (const std::string& path : staged_) {
    const std::string target = absl::StrCat(folder_, "/", path);
    if (parents.insert(ParentOf(target)).second) {
      std::error_code error;
      fs::create_directories(ParentOf(target), error);
      if (error) return Unwritable(ParentOf(target), error);
    }
    if (::renameat(staging_, path.c_str(), AT_FDCWD, target.c_str()) != 0) return Unwritable(target, errno);
  }
  return absl::OkStatus();
}

int SiteWriter::RemoveStale(const std::vector<std::string>& before) {
  const absl::MutexLock lock(&mutex_);
  const absl::flat_hash_set<absl::string_view> keep(paths_.begin(), paths_.end());
  int removed = 0;
  std::error_code error;
  for (const std::string& path : before) {
    if (keep.contains(path) || !StaysInside(path)) continue;
    const fs::path file = fs::path(folder_) / path;
    if (fs::remove(file, error)) ++removed;
    for (fs::path parent = file.parent_path(); parent != folder_ && fs::remove(parent, error);) {
      parent = parent.parent_path();
    }
  }
  return removed;
}

absl::StatusOr<WriteSummary> SiteWriter::Commit() {
  const std::string list = folder_ + ".files";
  const std::vector<std::string> before = RememberedPaths(list);
  std::vector<std::string> now;
  WriteSummary summary;
  {
    const absl::MutexLock lock(&mutex_);
    INDGANG_RETURN_IF_ERROR(status_);
    now = paths_;
    summary.written = static_cast<int>(staged_.size());
    summary.unchanged = static_cast<int>(paths_.size() - staged_.size());
  }
  // Both, until the old ones are gone: a run that is killed from here on leaves nothing that the next would not know.
  std::vector<std::string> both = before;
  both.insert(both.end(), now.begin(), now.end());
  INDGANG_RETURN_IF_ERROR(Remember(list, std::move(both)));
  INDGANG_RETURN_IF_ERROR(MoveIntoPlace());
  summary.removed = RemoveStale(before);
  INDGANG_RETURN_IF_ERROR(Remember(list, std::move(now)));
  return summary;
}

std::vector<std::string> SiteWriter::Paths() const {
  const absl::MutexLock lock(&mutex_);
  std::vector<std::string> paths;
  paths.reserve(paths_.size());
  for (const std::string& path : paths_) paths.push_back(absl::StrCat(folder_, "/", path));
  return paths;
}

absl::StatusOr<WriteSummary> WriteSite(const std::vector<OutputFile>& files, const std::string& out_dir) {
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<SiteWriter> writer, SiteWriter::Open(out_dir));
  for (const OutputFile& file : files) writer->Add(file);
  return writer->Commit();
}

}  // namespace indgang::sitegen
