// The last good pages in memory, what is wrong since then, and who is waiting for news of both.
#ifndef INDGANG_SITEGEN_PREVIEW_LIVE_SITE_H_
#define INDGANG_SITEGEN_PREVIEW_LIVE_SITE_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "sitegen/preview/site_files.h"
#include "sitegen/publish/site.h"

namespace indgang::sitegen {

// Where the preview keeps what no published site has, below the site's root.
inline constexpr absl::string_view kPreviewFolder = ".preview/";

// Every HTML page is shown with a script and a style sheet of the preview in its head; they follow the state and lay
// problems over the page. May be used from any thread.
class LiveSite final : public SiteFiles {
 public:
  // Addresses begin with `base_path`. live.js and live.css are read from `assets` each time they are asked for.
  LiveSite(std::string base_path, std::string assets);

  // New pages, and nothing is wrong. Files for later are made each time they are asked for. Pages with the same bytes
  // as before are no news.
  void Show(Preview preview);
  // Something is wrong: the pages stay as they are. `problems` is what the check or the templates say.
  void ShowProblems(std::string problems);
  // Ends all waiting, for good.
  void Stop();

  struct State {
    // Grows with every change of anything below; 0 before the first call of Show or ShowProblems.
    int version = 0;
    // Names the pages that are shown; another process never uses the same.
    std::string pages;
    std::string problems;
    bool stopped = false;
  };
  // Waits until the version is not `known` or the time is over.
  State Await(int known, absl::Duration at_most) const;
  // The state as JSON: {"pages": …, "problems": …}.
  static std::string ToJson(const State& state);

  std::optional<std::string> Read(const std::string& path) const override;
  bool IsFolder(const std::string& path) const override;

 private:
  using Files = std::map<std::string, std::string>;
  // What is shown while there are no good pages.
  static std::string ProblemPage(const std::string& problems);
  std::string WithScript(std::string html, const std::string& pages) const;

  const std::string base_path_;
  const std::string assets_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Files> files_ ABSL_GUARDED_BY(mutex_);
  // Files that are made each time they are asked for.
  std::map<std::string, std::function<std::string()>> late_ ABSL_GUARDED_BY(mutex_);
  State state_ ABSL_GUARDED_BY(mutex_);
  int shown_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PREVIEW_LIVE_SITE_H_
