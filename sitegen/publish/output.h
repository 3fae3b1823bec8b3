// The site as files, and putting them into a folder.
#ifndef INDGANG_SITEGEN_PUBLISH_OUTPUT_H_
#define INDGANG_SITEGEN_PUBLISH_OUTPUT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace indgang::sitegen {

struct OutputFile {
  // Relative to the site's folder, with '/', no "." or ".." parts.
  std::string path;
  std::string bytes;
};

// Takes a file when it is made. Called from any thread, and from several at once.
using EmitFile = absl::FunctionRef<void(OutputFile)>;

// What a SiteWriter did, in files.
struct WriteSummary {
  int written = 0;
  int unchanged = 0;
  int removed = 0;
};

// Makes the folder `out_dir` hold the files that are added (paths unique). Files whose bytes are the same are not
// touched; files that an earlier run wrote and this one does not are removed, with folders that become empty;
// everything else in the folder is left alone. New bytes are first written to `out_dir`.staging and only when all are
// there moved into place, each at once, so that a full disk leaves the old site as it was and nobody ever reads half a
// file. What was written is remembered in `out_dir`.files. One process at a time may write a folder.
class SiteWriter {
 public:
  // Errors: FAILED_PRECONDITION FILE_UNWRITABLE; metadata "path".
  static absl::StatusOr<std::unique_ptr<SiteWriter>> Open(const std::string& out_dir);
  // Without Commit nothing has changed.
  ~SiteWriter();
  SiteWriter(const SiteWriter&) = delete;
  SiteWriter& operator=(const SiteWriter&) = delete;

  // From any thread. What goes wrong is told by Commit.
  void Add(const OutputFile& file);

  // A file that an earlier run wrote and that is right as it is. Counts as unchanged.
  void Keep(std::string path);

  // Moves everything into place. Call once, last. Errors: FAILED_PRECONDITION FILE_UNWRITABLE; metadata "path".
  absl::StatusOr<WriteSummary> Commit();

  // The folder, without a slash at its end.
  const std::string& folder() const { return folder_; }
  // The files added so far, with the folder in front, in any order.
  std::vector<std::string> Paths() const;

 private:
  SiteWriter(std::string folder, int staging, bool fresh);
  std::string Staging() const { return folder_ + ".staging"; }
  absl::Status WriteStaged(const OutputFile& file);
  absl::Status MakeParent(const std::string& path);
  // Moves what was staged into the folder that is there.
  absl::Status MoveIntoPlace();
  int RemoveStale(const std::vector<std::string>& before);

  const std::string folder_;
  // Descriptor of the staging folder.
  const int staging_;
  // The folder is empty or not there, so that the staging folder can take its place.
  const bool fresh_;
  mutable absl::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  // All paths, and those of them that are staged.
  std::vector<std::string> paths_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> staged_ ABSL_GUARDED_BY(mutex_);
  // Folders made in the staging folder.
  absl::flat_hash_set<std::string> made_ ABSL_GUARDED_BY(mutex_);
};

// A SiteWriter for files that are all there.
absl::StatusOr<WriteSummary> WriteSite(const std::vector<OutputFile>& files, const std::string& out_dir);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_OUTPUT_H_
