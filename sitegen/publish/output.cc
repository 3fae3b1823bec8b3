#include "sitegen/publish/output.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;

absl::Status Unwritable(const fs::path& path, const std::error_code& error) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE",
                   absl::StrCat("cannot write ", path.string(), ": ", error.message()), {{"path", path.string()}});
}

bool HoldsBytes(const fs::path& path, const std::string& bytes) {
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(path, error)) || fs::file_size(path, error) != bytes.size() || error) {
    return false;
  }
  const auto current = ReadFile(path.string());
  return current.ok() && *current == bytes;
}

absl::Status WriteNew(const fs::path& path, const std::string& bytes) {
  errno = 0;
  std::ofstream stream(path, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) return Unwritable(path, std::error_code(errno != 0 ? errno : EIO, std::generic_category()));
  return absl::OkStatus();
}

// Paths that an earlier run wrote; none when there was no earlier run.
std::vector<std::string> RememberedPaths(const fs::path& list) {
  const auto bytes = ReadFile(list.string());
  if (!bytes.ok()) return {};
  return absl::StrSplit(*bytes, '\n', absl::SkipEmpty());
}

// A path from the list is only removed when it cannot lead out of the folder.
bool StaysInside(const std::string& path) {
  const fs::path parts(path);
  return parts.is_relative() &&
         std::none_of(parts.begin(), parts.end(), [](const fs::path& part) { return part == ".." || part == "."; });
}

absl::Status Remember(const fs::path& list, std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  std::string bytes;
  for (const std::string& path : paths) absl::StrAppend(&bytes, path, "\n");
  if (HoldsBytes(list, bytes)) return absl::OkStatus();
  return WriteFileAtomically(list.string(), bytes);
}

}  // namespace

absl::StatusOr<WriteSummary> WriteSite(const std::vector<OutputFile>& files, const std::string& out_dir) {
  // Without a trailing slash, so that names can be made by appending.
  fs::path folder = fs::path(out_dir).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  const fs::path staging = folder.string() + ".staging";
  const fs::path list = folder.string() + ".files";

  std::error_code error;
  fs::remove_all(staging, error);
  if (error) return Unwritable(staging, error);
  fs::create_directories(folder, error);
  if (error) return Unwritable(folder, error);

  WriteSummary summary;
  std::vector<const OutputFile*> changed;
  for (const OutputFile& file : files) {
    if (HoldsBytes(folder / file.path, file.bytes)) {
      ++summary.unchanged;
    } else {
      changed.push_back(&file);
    }
  }

  if (!changed.empty()) {
    fs::create_directory(staging, error);
    if (error) return Unwritable(staging, error);
  }
  for (std::size_t i = 0; i < changed.size(); ++i) {
    absl::Status status = WriteNew(staging / std::to_string(i), changed[i]->bytes);
    if (!status.ok()) {
      fs::remove_all(staging, error);
      return status;
    }
  }

  const std::vector<std::string> before = RememberedPaths(list);
  std::vector<std::string> now;
  now.reserve(files.size());
  for (const OutputFile& file : files) now.push_back(file.path);
  // Both, until the old ones are gone: a run that is killed from here on leaves nothing that the next would not know.
  std::vector<std::string> both = before;
  both.insert(both.end(), now.begin(), now.end());
  INDGANG_RETURN_IF_ERROR(Remember(list, std::move(both)));

  fs::path last_parent;
  for (std::size_t i = 0; i < changed.size(); ++i) {
    const fs::path target = folder / changed[i]->path;
    if (target.parent_path() != last_parent) {
      last_parent = target.parent_path();
      fs::create_directories(last_parent, error);
      if (error) return Unwritable(last_parent, error);
    }
    fs::rename(staging / std::to_string(i), target, error);
    if (error) return Unwritable(target, error);
    ++summary.written;
  }
  fs::remove_all(staging, error);

  const absl::flat_hash_set<std::string> keep(now.begin(), now.end());
  for (const std::string& path : before) {
    if (keep.contains(path) || !StaysInside(path)) continue;
    if (fs::remove(folder / path, error)) ++summary.removed;
    for (fs::path parent = (folder / path).parent_path(); parent != folder && fs::remove(parent, error);) {
      parent = parent.parent_path();
    }
  }
  INDGANG_RETURN_IF_ERROR(Remember(list, std::move(now)));
  return summary;
}

}  // namespace indgang::sitegen
