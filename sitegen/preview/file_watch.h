// Notices changes below some folders (Linux inotify).
#ifndef INDGANG_SITEGEN_PREVIEW_FILE_WATCH_H_
#define INDGANG_SITEGEN_PREVIEW_FILE_WATCH_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace indgang::sitegen {

// Watches folders with everything below them. Names that begin with a dot are passed over, and so are symbolic links.
// To be used from one thread.
class FileWatch {
 public:
  // After the last change it takes this long without another one until a batch is complete: an editor writes a new
  // file, renames the old one and renames the new one; git writes hundreds.
  static constexpr absl::Duration kQuiet = absl::Milliseconds(15);
  // A batch is complete at the latest after this long, even when changes go on.
  static constexpr absl::Duration kLongestBatch = absl::Seconds(1);

  // Begins to watch. A folder that is not there, or goes, is watched for its return. Errors: FAILED_PRECONDITION
  // WATCH_LIMIT when the system allows no more watches.
  static absl::StatusOr<std::unique_ptr<FileWatch>> Start(std::vector<std::string> folders);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // Waits for a batch of changes and returns for each folder, in the order given, whether something below it changed;
  // all false when `stop_fd` became readable first. What happens while the caller acts on a batch is part of the next.
  // Errors: WATCH_LIMIT.
  absl::StatusOr<std::vector<bool>> Wait(int stop_fd);

 private:
  FileWatch(int fd, std::vector<std::string> folders) : fd_(fd), folders_(std::move(folders)) {}

  // Watches every folder that is there now and forgets those that went; sets `changed_` of a root that came or went.
  absl::Status WatchAll();
  absl::Status WatchTree(std::size_t root, const std::string& folder, std::map<int, std::size_t>& watches);
  // Takes what the system has noted. True when something below a root changed.
  bool Drain();

  const int fd_;
  const std::vector<std::string> folders_;
  // Watch descriptor to index in folders_.
  std::map<int, std::size_t> watches_;
  std::vector<bool> present_;
  std::vector<bool> changed_;
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PREVIEW_FILE_WATCH_H_
