// The site as files, and putting them into a folder.
#ifndef INDGANG_SITEGEN_PUBLISH_OUTPUT_H_
#define INDGANG_SITEGEN_PUBLISH_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace indgang::sitegen {

struct OutputFile {
  // Relative to the site's folder, with '/', no "." or ".." parts.
  std::string path;
  std::string bytes;
};

// What WriteSite did, in files.
struct WriteSummary {
  int written = 0;
  int unchanged = 0;
  int removed = 0;
};

// Makes the folder `out_dir` hold `files` (paths unique). Files whose bytes are the same are not touched; files that an
// earlier run wrote and this one does not are removed, with folders that become empty; everything else in the folder is
// left alone. New bytes are first written to `out_dir`.staging and only when all are there moved into place, each at
// once, so that a full disk leaves the old site as it was and nobody ever reads half a file. What was written is
// remembered in `out_dir`.files. One process at a time may write a folder.
// Errors: FAILED_PRECONDITION FILE_UNWRITABLE; metadata "path".
absl::StatusOr<WriteSummary> WriteSite(const std::vector<OutputFile>& files, const std::string& out_dir);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_OUTPUT_H_
