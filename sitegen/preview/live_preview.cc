#include "sitegen/preview/live_preview.h"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "sitegen/preview/file_watch.h"
#include "sitegen/preview/live_site.h"
#include "sitegen/preview/preview_server.h"
#include "sitegen/publish/site.h"
#include "sitegen/read/read.h"

namespace indgang::sitegen {
namespace {

class Builder {
 public:
  explicit Builder(BuildOptions options) : options_(std::move(options)) { options_.drafts = true; }

  // Builds once more. Templates and design system are read again only when told that they changed.
  void Build(bool templates_changed) {
    const absl::Time start = absl::Now();
    if (templates_changed) templates_ = nullptr;
    absl::StatusOr<Checked> checked = ReadAndCheck(options_);
    if (checked.ok() && checked->bundle != nullptr && templates_ == nullptr) {
      absl::StatusOr<std::shared_ptr<const Templates>> loaded =
          Templates::Load(options_.templates, options_.design_system);
      if (loaded.ok()) {
        templates_ = *std::move(loaded);
      } else {
        checked = loaded.status();
      }
    }
    std::string problems;
    if (!checked.ok()) {
      problems = absl::StrCat(checked.status().message(), "\n");
    } else if (!checked->diagnostics.empty()) {
      problems = read::FormatReport(checked->diagnostics, options_.content, read::ReportFormat::kText);
    }
    std::fputs(problems.c_str(), stderr);
    if (!checked.ok() || checked->bundle == nullptr) {
      Fail(std::move(problems));
      return;
    }
    const std::string base_path = BasePath(checked->bundle->message().site().base_url());
    if (site_ == nullptr) Begin(base_path);
    if (base_path != base_path_) {
      Fail(absl::StrCat("base_url now ends in ", base_path, " and not in ", base_path_,
                        ": stop the preview and start it again\n"));
      return;
    }
    Preview shown = RenderPreview(checked->bundle, templates_, kPreviewFolder, options_.threads);
    const std::size_t count = shown.files.size();
    site_->Show(std::move(shown));
    std::printf("%zu files in %lld ms\n", count,
                static_cast<long long>(absl::ToInt64Milliseconds(absl::Now() - start)));
    std::fflush(stdout);
  }

  LiveSite& site() { return *site_; }
  const std::string& base_path() const { return base_path_; }

 private:
  void Begin(const std::string& base_path) {
    base_path_ = base_path;
    site_ = std::make_unique<LiveSite>(base_path, options_.templates + "/preview");
  }

  void Fail(std::string problems) {
    if (site_ == nullptr) Begin("/");
    site_->ShowProblems(std::move(problems));
  }

  BuildOptions options_;
  std::shared_ptr<const Templates> templates_;
  std::unique_ptr<LiveSite> site_;
  std::string base_path_;
};

// Blocks SIGINT and SIGTERM, also for threads that start later, and gives a descriptor that they make readable.
int SignalDescriptor() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool Any(const std::vector<bool>& flags) { return std::find(flags.begin(), flags.end(), true) != flags.end(); }

}  // namespace

absl::Status PreviewUntilSignalled(const BuildOptions& options, int port) {
  std::error_code error;
  if (!std::filesystem::is_directory(options.content, error)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CONTENT_UNREADABLE",
                     absl::StrCat("the content folder \"", options.content,
                                  "\" cannot be read: ", error ? error.message() : "it is not a folder"),
                     {{"path", options.content}});
  }
  const int stop = SignalDescriptor();
  if (stop < 0) return MakeError(absl::StatusCode::kInternal, "SIGNALS_UNAVAILABLE", std::strerror(errno), {});
  // Before the first build, so that nothing is missed in between.
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<FileWatch> watch,
                           FileWatch::Start({options.content, options.templates}));
  Builder preview(options);
  preview.Build(true);
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<PreviewServer> server,
                           PreviewServer::StartLive(preview.site(), port, preview.base_path()));
  std::printf("Serving %s on http://localhost:%d%s\n", options.content.c_str(), server->port(),
              preview.base_path().c_str());
  std::fflush(stdout);
  absl::Status status;
  while (true) {
    const absl::StatusOr<std::vector<bool>> changed = watch->Wait(stop);
    if (!changed.ok()) {
      status = changed.status();
      break;
    }
    if (!Any(*changed)) break;
    preview.Build((*changed)[1]);
  }
  preview.site().Stop();
  close(stop);
  return status;
}

}  // namespace indgang::sitegen
