// Calls to the service, with token, deadline and retries.
#ifndef INDGANG_CLIENT_CONNECTION_H_
#define INDGANG_CLIENT_CONNECTION_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/environment.h"
#include "client/settings.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace indgang::client {

// One connection. Not for use from several threads.
class Connection {
 public:
  // Opens nothing yet: the first call connects.
  Connection(const Settings& settings, const Environment& environment);

  // Calls one method, `Call(&CaseService::Stub::GetCase, request)`. Repeats the very same request, after a pause, while
  // the service says UNAVAILABLE or OVERLOADED, until the settings' timeout is over; a request that changes something
  // must therefore carry its request_id. The status keeps its google.rpc details (client/failure.h).
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    Stub stub(channel_);
    Response response;
    const absl::Status status = Retry([&](grpc::ClientContext* context) {
      response.Clear();
      return (stub.*method)(context, request, &response);
    });
    if (!status.ok()) return status;
    return response;
  }

  // As Call, for requests that must not be sent twice: creating a token. Waits for the connection, then tries once.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> CallOnce(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                    const Request& request) {
    Stub stub(channel_);
    Response response;
    const absl::Status status =
        Once([&](grpc::ClientContext* context) { return (stub.*method)(context, request, &response); });
    if (!status.ok()) return status;
    return response;
  }

  // Whether the service says that it is serving (grpc.health.v1). Retries as Call does. UNAVAILABLE when it says that
  // it is not.
  absl::Status CheckHealth();

 private:
  using Attempt = std::function<grpc::Status(grpc::ClientContext* context)>;
  absl::Status Retry(const Attempt& attempt);
  absl::Status Once(const Attempt& attempt);
  void Prepare(grpc::ClientContext& context, absl::Time deadline) const;
  absl::Status Explain(const grpc::Status& status) const;

  const Settings& settings_;
  const Environment& environment_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_CONNECTION_H_
