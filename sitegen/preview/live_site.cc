#include "sitegen/preview/live_site.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/files.h"
#include "sitegen/publish/html.h"
#include "sitegen/publish/json_writer.h"

namespace indgang::sitegen {

LiveSite::LiveSite(std::string base_path, std::string assets)
    : base_path_(std::move(base_path)), assets_(std::move(assets)) {}

void LiveSite::Show(Preview preview) {
  auto shown = std::make_shared<Files>();
  for (OutputFile& file : preview.files) shown->insert_or_assign(std::move(file.path), std::move(file.bytes));
  const absl::MutexLock lock(&mutex_);
  late_ = std::move(preview.late);
  const bool same = files_ != nullptr && *files_ == *shown;
  if (same && state_.problems.empty()) return;
  if (!same) {
    files_ = std::move(shown);
    state_.pages = absl::StrCat(::getpid(), ".", ++shown_);
  }
  state_.problems.clear();
  ++state_.version;
}

void LiveSite::ShowProblems(std::string problems) {
  const absl::MutexLock lock(&mutex_);
  if (problems == state_.problems) return;
  state_.problems = std::move(problems);
  ++state_.version;
}

void LiveSite::Stop() {
  const absl::MutexLock lock(&mutex_);
  state_.stopped = true;
}

LiveSite::State LiveSite::Await(int known, absl::Duration at_most) const {
  const absl::MutexLock lock(&mutex_);
  const auto news = [this, known]()
                        ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return state_.stopped || state_.version != known; };
  mutex_.AwaitWithTimeout(absl::Condition(&news), at_most);
  return state_;
}

std::string LiveSite::ToJson(const State& state) {
  std::string json;
  JsonWriter(json).BeginObject().Key("pages").Text(state.pages).Key("problems").Text(state.problems).EndObject();
  return json;
}

std::string LiveSite::ProblemPage(const std::string& problems) {
  return absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
      "charset=\"utf-8\">\n<title>Problems</title>\n</head>\n<body>\n"
      "<main>\n<h1>There is no page to show yet</h1>\n<pre>",
      Escaped(problems), "</pre>\n</main>\n</body>\n</html>\n");
}

std::string LiveSite::WithScript(std::string html, const std::string& pages) const {
  const std::size_t head = html.find("</head>");
  if (head == std::string::npos) return html;
  html.insert(head, absl::StrCat("<link rel=\"stylesheet\" href=\"", Escaped(base_path_), kPreviewFolder,
                                 "live.css\">\n<script src=\"", Escaped(base_path_), kPreviewFolder,
                                 "live.js?pages=", pages, "\" defer></script>\n"));
  return html;
}

std::optional<std::string> LiveSite::Read(const std::string& path) const {
  std::function<std::string()> make;
  {
    const absl::MutexLock lock(&mutex_);
    if (const auto late = late_.find(path); late != late_.end()) make = late->second;
  }
  if (make != nullptr) return make();
  absl::string_view own = path;
  if (absl::ConsumePrefix(&own, kPreviewFolder)) {
    if (own != "live.js" && own != "live.css") return std::nullopt;
    auto bytes = ReadFile(absl::StrCat(assets_, "/", own));
    if (!bytes.ok()) return std::nullopt;
    return *std::move(bytes);
  }
  std::shared_ptr<const Files> files;
  State state;
  {
    const absl::MutexLock lock(&mutex_);
    files = files_;
    state = state_;
  }
  if (files == nullptr) {
    if (!absl::EndsWith(path, ".html")) return std::nullopt;
    return WithScript(ProblemPage(state.problems), state.pages);
  }
  const auto file = files->find(path);
  if (file == files->end()) return std::nullopt;
  return absl::EndsWith(path, ".html") ? WithScript(file->second, state.pages) : file->second;
}

bool LiveSite::IsFolder(const std::string& path) const {
  std::shared_ptr<const Files> files;
  {
    const absl::MutexLock lock(&mutex_);
    files = files_;
  }
  if (path.empty() || files == nullptr) return path.empty();
  const std::string prefix = absl::EndsWith(path, "/") ? path : path + "/";
  const auto first = files->lower_bound(prefix);
  return first != files->end() && absl::StartsWith(first->first, prefix);
}

}  // namespace indgang::sitegen
