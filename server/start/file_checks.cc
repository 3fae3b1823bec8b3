#include "server/start/file_checks.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/errors.h"
#include "knowledge/bundle.h"

namespace indgang {
namespace {

absl::Status Problem(absl::string_view reason, const std::string& path, absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, absl::StrCat(path, ": ", what), {{"path", path}});
}

// Why the file can neither be written nor, when it is not there, be made; "" when it can.
std::string WhyNotWritable(const std::string& path) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) return "not a regular file";
    return ::access(path.c_str(), R_OK | W_OK) == 0 ? "" : std::strerror(errno);
  }
  if (errno != ENOENT) return std::strerror(errno);
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return "";
  return absl::StrCat("the folder ", folder, " cannot be used: ", std::strerror(errno));
}

absl::Status CheckDatabase(const std::string& path) {
  if (const std::string why = WhyNotWritable(path); !why.empty()) return Problem("DATABASE_UNUSABLE", path, why);
  // How every SQLite database begins.
  constexpr absl::string_view kBeginning("SQLite format 3\0", 16);
  std::ifstream file(path, std::ios::binary);
  std::string beginning(kBeginning.size(), '\0');
  file.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  // One that is missing or empty is made.
  if (file.gcount() == 0 || beginning == kBeginning) return absl::OkStatus();
  return Problem("DATABASE_CORRUPT", path, "not a database");
}

}  // namespace

std::vector<absl::Status> CheckFiles(const Config& config) {
  std::vector<absl::Status> problems;
  const auto note = [&](const absl::Status& status) {
    if (!status.ok()) problems.push_back(status);
  };
  if (!config.db.empty()) note(CheckDatabase(config.db));
  if (!config.knowledge.empty()) note(knowledge::LoadBundle(config.knowledge).status());
  if (!config.audit_anchor.empty()) {
    const std::string why = WhyNotWritable(config.audit_anchor);
    if (!why.empty()) note(Problem("AUDIT_ANCHOR_UNUSABLE", config.audit_anchor, why));
  }
  return problems;
}

}  // namespace indgang
