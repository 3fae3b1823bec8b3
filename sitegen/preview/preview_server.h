// Shows a site on this machine, with the headers that it has in production.
#ifndef INDGANG_SITEGEN_PREVIEW_PREVIEW_SERVER_H_
#define INDGANG_SITEGEN_PREVIEW_PREVIEW_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sitegen/preview/live_site.h"

namespace indgang::sitegen {

// Serves a site over HTTP on 127.0.0.1, GET and HEAD only. Files are read when they are asked for, so that a new build
// shows at once.
class PreviewServer {
 public:
  // Serves the files of `folder`. Listens on `port` (1 to 65535, or 0 for any free one). `base_path` is the path below
  // which the site lies, "/" in most cases. Errors: NOT_FOUND SITE_NOT_FOUND when `folder` holds no index.html
  // (metadata "path"); FAILED_PRECONDITION PORT_TAKEN (metadata "port").
  static absl::StatusOr<std::unique_ptr<PreviewServer>> Start(const std::string& folder, int port,
                                                              const std::string& base_path = "/");
  // Serves `site`, and below kPreviewFolder "events": its state as server-sent events, to at most kMaxListeners at a
  // time. `site` must outlive the server and be stopped before the server is. Errors: PORT_TAKEN.
  static absl::StatusOr<std::unique_ptr<PreviewServer>> StartLive(const LiveSite& site, int port,
                                                                  const std::string& base_path);
  static constexpr int kMaxListeners = 48;

  // Stops and waits for answers under way.
  ~PreviewServer();

  int port() const;

 private:
  class Impl;
  explicit PreviewServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Starts a server, prints its address on standard output and serves until SIGINT or SIGTERM. To be called from main,
// before other threads exist. Errors: those of Start.
absl::Status ServeUntilSignalled(const std::string& folder, int port, const std::string& base_path = "/");

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PREVIEW_PREVIEW_SERVER_H_
