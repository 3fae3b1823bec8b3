// Calls to the service, with token, deadline and retries.
#ifndef INDGANG_CLIENT_CONNECTION_H_
#define INDGANG_CLIENT_CONNECTION_H_

#include <functional>
#include <memory>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/environment.h"
#include "client/settings.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "grpcpp/support/sync_stream.h"

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
  // `timeout_seconds` 0 is the settings'.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> CallOnce(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                    const Request& request, int timeout_seconds = 0) {
    Stub stub(channel_);
    Response response;
    const absl::Status status =
        Once([&](grpc::ClientContext* context) { return (stub.*method)(context, request, &response); },
             timeout_seconds == 0 ? settings_.timeout_seconds : timeout_seconds);
    if (!status.ok()) return status;
    return response;
  }

  // Reads one stream, `Watch(&WatchService::Stub::WatchCases, request, take)`, until `take` returns false. Requests and
  // messages have a resume_token: when the connection is lost, the service stops or this side reads too slowly, the
  // stream goes on from the last one, after a pause and however long it takes; only the first message must come within
  // the settings' timeout.
  template <typename Stub, typename Request, typename Response>
  absl::Status Watch(std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(grpc::ClientContext*,
                                                                                   const Request&),
                     Request request, const std::type_identity_t<std::function<bool(const Response&)>>& take) {
    Stub stub(channel_);
    return Follow([&](grpc::ClientContext* context, StreamProgress& progress) {
      const std::unique_ptr<grpc::ClientReader<Response>> reader = (stub.*method)(context, request);
      Response response;
      while (!progress.enough && reader->Read(&response)) {
        progress.received = true;
        request.set_resume_token(response.resume_token());
        progress.enough = !take(response);
      }
      if (progress.enough) context->TryCancel();
      return reader->Finish();
    });
  }

  // Whether the service says that it is serving (grpc.health.v1). Retries as Call does. UNAVAILABLE when it says that
  // it is not.
  absl::Status CheckHealth();

 private:
  using Attempt = std::function<grpc::Status(grpc::ClientContext* context)>;
  struct StreamProgress {
    // A message came.
    bool received = false;
    // No more is wanted.
    bool enough = false;
  };
  using StreamAttempt = std::function<grpc::Status(grpc::ClientContext* context, StreamProgress& progress)>;
  absl::Status Retry(const Attempt& attempt);
  absl::Status Follow(const StreamAttempt& attempt);
  absl::Status Once(const Attempt& attempt, int timeout_seconds);
  void Prepare(grpc::ClientContext& context, absl::Time deadline) const;
  absl::Status Explain(const grpc::Status& status, int timeout_seconds) const;

  const Settings& settings_;
  const Environment& environment_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_CONNECTION_H_
