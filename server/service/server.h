// The running gRPC server: our services, health and reflection on one address.
#ifndef INDGANG_SERVER_SERVICE_SERVER_H_
#define INDGANG_SERVER_SERVICE_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "server/service/dispatcher.h"
#include "server/service/rpc_service.h"
#include "server/service/tls.h"

namespace indgang::service {

struct ServerOptions {
  // "HOST:PORT" or "unix:PATH". Port 0 takes a free one.
  std::string listen;
  // nullptr for plaintext; outlives the server.
  TlsSource* tls = nullptr;
  WatchOptions watch{};
  // How long records of who read what are kept; InfiniteDuration for good.
  absl::Duration keep_access_records = absl::InfiniteDuration();
};

class Server {
 public:
  // Error: FAILED_PRECONDITION LISTEN_FAILED (metadata "address"): the port is taken, or the address is not this
  // machine's, or certificate and key are refused by gRPC. The dependencies outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options, const Dependencies& dependencies);
  // Shuts down at once unless Shutdown was called.
  ~Server();

  // Open streams.
  int watchers() const { return hub_.watchers(); }

  // Where it listens, with the port it got: "127.0.0.1:43211".
  const std::string& address() const { return address_; }

  // Who read what; tests flush it.
  AccessLog& access_log() { return access_; }
  const AccessLog& access_log() const { return access_; }

  // Health says NOT_SERVING, new calls are refused and streams end; calls that have begun go on.
  void StartDraining();

  // StartDraining, then waits until no call is left; after `grace` those left are cancelled. Call once.
  void Shutdown(absl::Duration grace);

 private:
  Server(const Dependencies& dependencies, const ServerOptions& options)
      : access_(dependencies.storage, dependencies.clock, dependencies.log, options.keep_access_records),
        hub_(dependencies.storage, dependencies.tokens, dependencies.directory, access_, options.watch),
        dispatcher_(dependencies, hub_, access_) {}

  AccessLog access_;
  WatchHub hub_;
  Dispatcher dispatcher_;
  std::vector<std::unique_ptr<RpcService>> services_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

// Descriptors of every service we serve.
std::vector<const google::protobuf::ServiceDescriptor*> ServedServices();

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_SERVER_H_
