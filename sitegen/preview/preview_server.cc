#include "sitegen/preview/preview_server.h"

#include <httplib.h>
#include <pthread.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "sitegen/preview/site_files.h"
#include "sitegen/publish/production_headers.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;

const char* ContentType(const fs::path& path) {
  static constexpr std::pair<const char*, const char*> kTypes[] = {{".html", "text/html; charset=utf-8"},
                                                                   {".css", "text/css; charset=utf-8"},
                                                                   {".js", "text/javascript; charset=utf-8"},
                                                                   {".json", "application/json"},
                                                                   {".svg", "image/svg+xml"},
                                                                   {".woff2", "font/woff2"},
                                                                   {".txt", "text/plain; charset=utf-8"},
                                                                   {".xml", "application/xml; charset=utf-8"}};
  for (const auto& [extension, type] : kTypes) {
    if (path.extension() == extension) return type;
  }
  return "application/octet-stream";
}

class FolderFiles final : public SiteFiles {
 public:
  explicit FolderFiles(std::string folder) : folder_(std::move(folder)) {}

  std::optional<std::string> Read(const std::string& path) const override {
    auto bytes = ReadFile((folder_ / path).string());
    if (!bytes.ok()) return std::nullopt;
    return *std::move(bytes);
  }
  bool IsFolder(const std::string& path) const override {
    std::error_code error;
    return fs::is_directory(folder_ / path, error);
  }

 private:
  const fs::path folder_;
};

// A listener's connection is looked at this often, so that one that went away is noticed.
constexpr absl::Duration kHeartbeat = absl::Seconds(1);

}  // namespace

class PreviewServer::Impl {
 public:
  // Owns `files` when it is the only one that can; `live` may be nullptr.
  Impl(std::unique_ptr<const SiteFiles> owned, const SiteFiles& files, const LiveSite* live, std::string base_path)
      : owned_(std::move(owned)), files_(files), live_(live), base_path_(std::move(base_path)) {
    // A listener holds a thread; pages need some beside them.
    server_.new_task_queue = [] { return new httplib::ThreadPool(kMaxListeners + 16); };
    server_.set_tcp_nodelay(true);
    // Two servers on one port would share it silently.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    server_.Get(".*",
                [this](const httplib::Request& request, httplib::Response& response) { Answer(request, response); });
  }

  ~Impl() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  absl::Status Bind(int port) {
    port_ = port == 0 ? server_.bind_to_any_port("127.0.0.1") : (server_.bind_to_port("127.0.0.1", port) ? port : -1);
    if (port_ < 0) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "PORT_TAKEN",
                       absl::StrCat("port ", port,
                                    " on 127.0.0.1 is taken by another program; stop it, or choose another "
                                    "with --port"),
                       {{"port", absl::StrCat(port)}});
    }
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // stop() has no effect before the loop runs, and this version of the library cannot wait for that.
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return absl::OkStatus();
  }

  int port() const { return port_; }

 private:
  void Answer(const httplib::Request& request, httplib::Response& response) const {
    for (const auto& [name, value] : ProductionHeaders()) response.set_header(name, value);
    absl::string_view path = request.path;
    if (!absl::ConsumePrefix(&path, base_path_)) return NotFound("", response);
    for (const absl::string_view part : absl::StrSplit(path, '/')) {
      if (part == ".." || part == "." || absl::StrContains(part, '\0')) return NotFound(path, response);
    }
    if (live_ != nullptr && path == absl::StrCat(kPreviewFolder, "events")) return Listen(response);
    std::string file(path);
    if (files_.IsFolder(file)) {
      if (!path.empty() && !absl::EndsWith(path, "/")) {
        response.set_redirect(absl::StrCat(base_path_, path, "/"), 301);
        return;
      }
      file += "index.html";
    }
    const std::optional<std::string> bytes = files_.Read(file);
    if (!bytes.has_value()) return NotFound(path, response);
    response.set_header("Cache-Control", std::string(CacheControl(path)));
    Send(*bytes, ContentType(file), response);
  }

  // The library compresses as hard as it can, which takes longer than a build: an editor's own machine needs none of
  // it.
  void Send(std::string bytes, const char* type, httplib::Response& response) const {
    if (live_ == nullptr || bytes.empty()) {
      response.set_content(std::move(bytes), type);
      return;
    }
    const std::size_t size = bytes.size();
    response.set_content_provider(
        size, type, [bytes = std::move(bytes)](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
          return sink.write(bytes.data() + offset, length);
        });
  }

  // Sends the state now and whenever it changes, until the other side goes or the site is stopped.
  void Listen(httplib::Response& response) const {
    if (listeners_.fetch_add(1) >= kMaxListeners) {
      --listeners_;
      response.status = 503;
      response.set_content("too many pages listen\n", "text/plain; charset=utf-8");
      return;
    }
    response.set_header("Cache-Control", "no-store");
    auto known = std::make_shared<int>(-1);
    response.set_chunked_content_provider(
        "text/event-stream",
        [this, known](std::size_t, httplib::DataSink& sink) {
          const LiveSite::State state = live_->Await(*known, kHeartbeat);
          if (state.stopped) {
            sink.done();
            return true;
          }
          const std::string text =
              state.version == *known ? ":\n\n" : absl::StrCat("data: ", LiveSite::ToJson(state), "\n\n");
          *known = state.version;
          return sink.is_writable() && sink.write(text.data(), text.size());
        },
        [this](bool) { --listeners_; });
  }

  void NotFound(absl::string_view path, httplib::Response& response) const {
    const char* page = absl::StartsWith(path, "en/") ? "en/404.html" : "404.html";
    response.status = 404;
    response.set_header("Cache-Control", "no-cache");
    Send(files_.Read(page).value_or("Not found\n"), ContentType(page), response);
  }

  const std::unique_ptr<const SiteFiles> owned_;
  const SiteFiles& files_;
  const LiveSite* const live_;
  const std::string base_path_;
  mutable std::atomic<int> listeners_ = 0;
  httplib::Server server_;
  std::thread thread_;
  int port_ = -1;
};

PreviewServer::PreviewServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PreviewServer::~PreviewServer() = default;
int PreviewServer::port() const { return impl_->port(); }

absl::StatusOr<std::unique_ptr<PreviewServer>> PreviewServer::Start(const std::string& folder, int port,
                                                                    const std::string& base_path) {
  if (!fs::is_regular_file(fs::path(folder) / "index.html")) {
    return MakeError(absl::StatusCode::kNotFound, "SITE_NOT_FOUND",
                     absl::StrCat("there is no site in ", folder, "; run \"sitegen build\" first"), {{"path", folder}});
  }
  auto files = std::make_unique<FolderFiles>(folder);
  const FolderFiles& served = *files;
  auto impl = std::make_unique<Impl>(std::move(files), served, nullptr, base_path);
  INDGANG_RETURN_IF_ERROR(impl->Bind(port));
  return std::unique_ptr<PreviewServer>(new PreviewServer(std::move(impl)));
}

absl::StatusOr<std::unique_ptr<PreviewServer>> PreviewServer::StartLive(const LiveSite& site, int port,
                                                                        const std::string& base_path) {
  auto impl = std::make_unique<Impl>(nullptr, site, &site, base_path);
  INDGANG_RETURN_IF_ERROR(impl->Bind(port));
  return std::unique_ptr<PreviewServer>(new PreviewServer(std::move(impl)));
}

absl::Status ServeUntilSignalled(const std::string& folder, int port, const std::string& base_path) {
  // Blocked before the server's threads start, so that they inherit it and only sigwait sees the signal.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<PreviewServer> server, PreviewServer::Start(folder, port, base_path));
  std::printf("Serving %s on http://localhost:%d%s\n", folder.c_str(), server->port(), base_path.c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  return absl::OkStatus();
}

}  // namespace indgang::sitegen
