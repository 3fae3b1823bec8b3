// What the last build was made from and what it wrote, so that the next one notices when there is nothing to do.
#ifndef INDGANG_SITEGEN_BUILD_RECORD_H_
#define INDGANG_SITEGEN_BUILD_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/load.h"

namespace indgang::sitegen {

// A file or folder as the system describes it. The change time of a file cannot be set by hand, and that of a folder
// tells when a name in it came or went.
struct FileState {
  std::string path;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  // Nanoseconds since 1970.
  std::int64_t changed = 0;
};

// Everything a build depends on but the bytes, taken before the first byte is read.
struct BuildInputs {
  // Options: whatever is not a file.
  std::string settings;
  // When `files` was taken, on the clock that the file system uses.
  std::int64_t taken = 0;
  std::vector<FileState> files;
};

// Looks at everything below `roots` (a root may be a file), and at the running program with its libraries. A root that
// is not there has no state.
BuildInputs LookAtInputs(std::string settings, const std::vector<std::string>& roots, int threads);

// What became of inputs.
struct InputChanges {
  // The same looked at anew.
  BuildInputs now;
  // Files that may hold other bytes. One that changed so late that the same change time could stand for two contents
  // counts as changed.
  std::vector<std::string> edited;
  // Files or folders came or went; `now` does not tell which.
  bool names = false;

  bool none() const { return edited.empty() && !names; }
};
InputChanges LookAgain(const BuildInputs& inputs, int threads);

struct BuildRecord {
  BuildInputs inputs;
  // The content's git commit, and its files.
  std::string revision;
  std::vector<read::FileDigest> content_files;
  // What the build wrote.
  std::vector<FileState> outputs;
  // Files of the site among the outputs.
  int site_files = 0;
  read::Diagnostics diagnostics;
};

// The states of files that are there; others are left out.
std::vector<FileState> LookAtFiles(const std::vector<std::string>& paths, int threads);

// Whether the files that the build wrote are there as it left them.
bool OutputsAreThere(const BuildRecord& record, int threads);

// The record in the file, or nullopt: there is none, it is damaged, or another version wrote it.
std::optional<BuildRecord> LoadRecord(const std::string& path);

// Errors: those of WriteFileAtomically.
absl::Status SaveRecord(const BuildRecord& record, const std::string& path);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_BUILD_RECORD_H_
