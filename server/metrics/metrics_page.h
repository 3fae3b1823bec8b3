// The page that Prometheus reads: GET /metrics over plain HTTP.
#ifndef INDGANG_SERVER_METRICS_METRICS_PAGE_H_
#define INDGANG_SERVER_METRICS_METRICS_PAGE_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"

namespace httplib {
class Server;
}

namespace indgang {

class MetricsPage {
 public:
  // Takes host and port (0 takes a free one); who connects waits until Serve. The library keeps a port that is never
  // served until the program ends. Error: FAILED_PRECONDITION METRICS_LISTEN_FAILED; metadata "address".
  static absl::StatusOr<std::unique_ptr<MetricsPage>> Listen(const std::string& host, int port);
  ~MetricsPage();

  // Serves what `collect` says until destruction. It runs on threads of the page's, several at once, and must not wait
  // for long. Call at most once.
  void Serve(std::function<std::string()> collect);

  int port() const { return port_; }

 private:
  MetricsPage();

  std::unique_ptr<httplib::Server> server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace indgang

#endif  // INDGANG_SERVER_METRICS_METRICS_PAGE_H_
