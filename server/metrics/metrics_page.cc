#include "server/metrics/metrics_page.h"

#include <httplib.h>
#include <sys/socket.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/errors.h"

namespace indgang {
namespace {

// A program that scrapes needs one; the rest is for those who look with a browser.
constexpr int kThreads = 2;
constexpr int kSeconds = 5;

}  // namespace

MetricsPage::MetricsPage() : server_(std::make_unique<httplib::Server>()) {}

MetricsPage::~MetricsPage() {
  if (!thread_.joinable()) return;
  server_->stop();
  thread_.join();
}

absl::StatusOr<std::unique_ptr<MetricsPage>> MetricsPage::Listen(const std::string& host, int port) {
  std::unique_ptr<MetricsPage> page(new MetricsPage());
  httplib::Server& server = *page->server_;
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_read_timeout(kSeconds);
  server.set_write_timeout(kSeconds);
  server.set_keep_alive_timeout(kSeconds);
  server.set_payload_max_length(0);
  // Two programs on one port would share it silently.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  page->port_ = port == 0 ? server.bind_to_any_port(host) : server.bind_to_port(host, port) ? port : -1;
  if (page->port_ <= 0) {
    const std::string address = absl::StrCat(host, ":", port);
    return MakeError(absl::StatusCode::kFailedPrecondition, "METRICS_LISTEN_FAILED",
                     absl::StrCat("cannot listen on ", address,
                                  " for metrics: the port is taken, or the address is not of this machine"),
                     {{"address", address}});
  }
  return page;
}

void MetricsPage::Serve(std::function<std::string()> collect) {
  server_->Get("/metrics", [collect = std::move(collect)](const httplib::Request&, httplib::Response& response) {
    response.set_content(collect(), "text/plain; version=0.0.4; charset=utf-8");
  });
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  // stop() has no effect before the loop runs, and this version of the library cannot wait for that.
  while (!server_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace indgang
