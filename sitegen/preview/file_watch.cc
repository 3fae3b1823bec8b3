#include "sitegen/preview/file_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "base/status_macros.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                  IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW;
// How often to look for a folder that is not there.
constexpr absl::Duration kLookAgain = absl::Milliseconds(200);

bool Readable(int fd) {
  pollfd one{fd, POLLIN, 0};
  return fd >= 0 && poll(&one, 1, 0) > 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileWatch>> FileWatch::Start(std::vector<std::string> folders) {
  const int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "WATCH_LIMIT",
                     absl::StrCat("cannot watch files: ", std::strerror(errno), "; serve --no-watch does without"), {});
  }
  std::unique_ptr<FileWatch> watch(new FileWatch(fd, std::move(folders)));
  watch->present_.assign(watch->folders_.size(), false);
  watch->changed_.assign(watch->folders_.size(), false);
  INDGANG_RETURN_IF_ERROR(watch->WatchAll());
  watch->changed_.assign(watch->folders_.size(), false);
  return watch;
}

FileWatch::~FileWatch() { close(fd_); }

absl::Status FileWatch::WatchTree(std::size_t root, const std::string& folder, std::map<int, std::size_t>& watches) {
  const int descriptor = inotify_add_watch(fd_, folder.c_str(), kEvents);
  if (descriptor < 0) {
    if (errno != ENOSPC) return absl::OkStatus();  // It went meanwhile, or nobody may read it: the check says so.
    return MakeError(absl::StatusCode::kFailedPrecondition, "WATCH_LIMIT",
                     absl::StrCat("cannot watch \"", folder,
                                  "\": the system allows no more watches. Raise fs.inotify.max_user_watches, or serve "
                                  "--no-watch"),
                     {{"path", folder}});
  }
  watches.emplace(descriptor, root);
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    std::error_code ignored;
    if (entry.path().filename().native()[0] == '.' || !fs::is_directory(entry.symlink_status(ignored))) continue;
    INDGANG_RETURN_IF_ERROR(WatchTree(root, entry.path().native(), watches));
  }
  return absl::OkStatus();
}

absl::Status FileWatch::WatchAll() {
  std::map<int, std::size_t> watches;
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    std::error_code error;
    const bool present = fs::is_directory(folders_[i], error);
    if (present != present_[i]) changed_[i] = true;
    present_[i] = present;
    if (present) INDGANG_RETURN_IF_ERROR(WatchTree(i, folders_[i], watches));
  }
  // A folder that was moved away would go on reporting from where it is now.
  for (const auto& [descriptor, root] : watches_) {
    if (!watches.contains(descriptor)) inotify_rm_watch(fd_, descriptor);
  }
  watches_ = std::move(watches);
  return absl::OkStatus();
}

bool FileWatch::Drain() {
  alignas(inotify_event) char buffer[16 * 1024];
  bool any = false;
  for (ssize_t size; (size = read(fd_, buffer, sizeof(buffer))) > 0;) {
    for (const char* at = buffer; at < buffer + size;) {
      const auto& event = *reinterpret_cast<const inotify_event*>(at);
      at += sizeof(inotify_event) + event.len;
      if ((event.mask & IN_Q_OVERFLOW) != 0) {
        std::fill(changed_.begin(), changed_.end(), true);
        any = true;
        continue;
      }
      const auto root = watches_.find(event.wd);
      if (root == watches_.end() || (event.mask & IN_IGNORED) != 0) continue;
      if (event.len > 0 && event.name[0] == '.') continue;
      changed_[root->second] = true;
      any = true;
    }
  }
  return any;
}

absl::StatusOr<std::vector<bool>> FileWatch::Wait(int stop_fd) {
  const auto wait_until = [&](absl::Time until) {
    pollfd both[] = {{fd_, POLLIN, 0}, {stop_fd, POLLIN, 0}};
    const bool for_ever = until == absl::InfiniteFuture();
    const int milliseconds =
        for_ever ? -1 : static_cast<int>(std::max<std::int64_t>(absl::ToInt64Milliseconds(until - absl::Now()), 0));
    // Counts up to a whole millisecond, so that a wait is never cut to nothing.
    poll(both, 2, for_ever ? -1 : milliseconds + 1);
    return Readable(stop_fd);
  };
  const std::vector<bool> none(folders_.size(), false);

  while (std::find(changed_.begin(), changed_.end(), true) == changed_.end()) {
    const bool all_present = std::find(present_.begin(), present_.end(), false) == present_.end();
    if (wait_until(all_present ? absl::InfiniteFuture() : absl::Now() + kLookAgain)) return none;
    Drain();
    if (!all_present) INDGANG_RETURN_IF_ERROR(WatchAll());
  }
  const absl::Time latest = absl::Now() + kLongestBatch;
  for (absl::Time quiet = absl::Now() + kQuiet; absl::Now() < std::min(quiet, latest);) {
    if (wait_until(std::min(quiet, latest))) return none;
    if (Drain()) quiet = absl::Now() + kQuiet;
  }
  // Before the caller reads the files: what comes into a folder later is reported, what was there already is read.
  INDGANG_RETURN_IF_ERROR(WatchAll());
  std::vector<bool> changed = none;
  changed.swap(changed_);
  return changed;
}

}  // namespace indgang::sitegen
