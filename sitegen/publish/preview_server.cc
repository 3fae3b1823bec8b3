#include "sitegen/publish/preview_server.h"

#include <httplib.h>
#include <pthread.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"
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

}  // namespace

class PreviewServer::Impl {
 public:
  Impl(std::string folder, std::string base_path) : folder_(std::move(folder)), base_path_(std::move(base_path)) {
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

  absl::Status Listen(int port) {
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
    fs::path file = fs::path(folder_) / std::string(path);
    std::error_code error;
    if (fs::is_directory(file, error)) {
      if (!path.empty() && !absl::EndsWith(path, "/")) {
        response.set_redirect(absl::StrCat(base_path_, path, "/"), 301);
        return;
      }
      file /= "index.html";
    }
    const auto bytes = ReadFile(file.string());
    if (!bytes.ok()) return NotFound(path, response);
    response.set_header("Cache-Control", std::string(CacheControl(path)));
    response.set_content(*bytes, ContentType(file));
  }

  void NotFound(absl::string_view path, httplib::Response& response) const {
    const char* page = absl::StartsWith(path, "en/") ? "/en/404.html" : "/404.html";
    response.status = 404;
    response.set_header("Cache-Control", "no-cache");
    response.set_content(ReadFile(folder_ + page).value_or("Not found\n"), ContentType(page));
  }

  const std::string folder_;
  const std::string base_path_;
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
  auto impl = std::make_unique<Impl>(folder, base_path);
  INDGANG_RETURN_IF_ERROR(impl->Listen(port));
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
