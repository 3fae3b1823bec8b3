#include "client/connection.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/errors.h"
#include "client/failure.h"
#include "google/rpc/error_details.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/security/credentials.h"

namespace indgang::client {
namespace {

using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(1);

std::shared_ptr<grpc::Channel> OpenChannel(const Settings& settings) {
  grpc::ChannelArguments arguments;
  arguments.SetUserAgentPrefix("indgang-cli");
  // A command is over in seconds, so it cannot wait for gRPC's usual pauses between attempts to connect.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  // A proxy for the web must never see calls to this very machine.
  if (IsLoopback(settings.server)) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (settings.use_tls) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = settings.tls_ca_pem;
    options.pem_cert_chain = settings.tls_cert_pem;
    options.pem_private_key = settings.tls_key_pem;
    credentials = grpc::SslCredentials(options);
  }
  return grpc::CreateCustomChannel(settings.server, credentials, arguments);
}

bool IsWorthRepeating(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable || GetReason(status) == "OVERLOADED";
}

// How long the service asks to wait (google.rpc.RetryInfo); zero when it does not say.
absl::Duration AskedPause(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  google::rpc::RetryInfo info;
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return absl::ZeroDuration();
  return absl::Seconds(info.retry_delay().seconds()) + absl::Nanoseconds(info.retry_delay().nanos());
}

}  // namespace

Connection::Connection(const Settings& settings, const Environment& environment)
    : settings_(settings), environment_(environment), channel_(OpenChannel(settings)) {}

void Connection::Prepare(grpc::ClientContext& context, absl::Time deadline) const {
  context.set_deadline(absl::ToChronoTime(deadline));
  if (!settings_.token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", settings_.token));
}

absl::Status Connection::Explain(const grpc::Status& status, int timeout_seconds) const {
  const absl::Status result = FromGrpcStatus(status);
  // Without a reason it was gRPC itself that failed, not the service; its text names neither server nor remedy.
  if (!GetReason(result).empty()) return result;
  const absl::string_view transport = settings_.use_tls ? " with TLS" : "";
  if (result.code() == absl::StatusCode::kUnavailable) {
    return absl::UnavailableError(absl::StrCat("no service at ", settings_.server, transport, ": ", result.message()));
  }
  if (result.code() == absl::StatusCode::kDeadlineExceeded) {
    return absl::DeadlineExceededError(
        absl::StrCat("no answer from ", settings_.server, transport, " within ", timeout_seconds, " s"));
  }
  return result;
}

absl::Status Connection::Retry(const Attempt& attempt) {
  // Real time, not the environment's clock: gRPC's deadlines know no other.
  const absl::Time deadline = absl::Now() + absl::Seconds(settings_.timeout_seconds);
  absl::Duration pause = kFirstPause;
  while (true) {
    grpc::ClientContext context;
    Prepare(context, deadline);
    const absl::Status status = Explain(attempt(&context), settings_.timeout_seconds);
    const absl::Duration wait = std::max(pause, AskedPause(status));
    if (status.ok() || !IsWorthRepeating(status) || absl::Now() + wait >= deadline) return status;
    environment_.sleep(wait);
    pause = std::min(pause * 2, kLongestPause);
  }
}

absl::Status Connection::Follow(const StreamAttempt& attempt) {
  const absl::Time first_by = absl::Now() + absl::Seconds(settings_.timeout_seconds);
  absl::Duration pause = kFirstPause;
  bool received = false;
  while (true) {
    grpc::ClientContext context;
    Prepare(context, absl::InfiniteFuture());
    StreamProgress progress;
    const absl::Status status = Explain(attempt(&context, progress), settings_.timeout_seconds);
    if (progress.enough) return absl::OkStatus();
    received |= progress.received;
    if (progress.received) pause = kFirstPause;
    const bool goes_on = IsWorthRepeating(status) || GetReason(status) == "WATCHER_TOO_SLOW";
    if (!goes_on || (!received && absl::Now() + pause >= first_by)) return status;
    environment_.sleep(std::max(pause, AskedPause(status)));
    pause = std::min(pause * 2, kLongestPause);
  }
}

absl::Status Connection::Once(const Attempt& attempt, int timeout_seconds) {
  grpc::ClientContext context;
  Prepare(context, absl::Now() + absl::Seconds(timeout_seconds));
  context.set_wait_for_ready(true);
  return Explain(attempt(&context), timeout_seconds);
}

absl::Status Connection::CheckHealth() {
  // The health contract is linked as messages only; a generic stub calls its one method.
  grpc::TemplatedGenericStub<HealthCheckRequest, HealthCheckResponse> stub(channel_);
  HealthCheckResponse response;
  const absl::Status status = Retry([&](grpc::ClientContext* context) {
    const HealthCheckRequest request;
    response.Clear();
    grpc::Status result;
    absl::Notification done;
    stub.UnaryCall(context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                   [&result, &done](grpc::Status call_status) {
                     result = std::move(call_status);
                     done.Notify();
                   });
    done.WaitForNotification();
    return result;
  });
  if (!status.ok()) return status;
  if (response.status() != HealthCheckResponse::SERVING) {
    return absl::UnavailableError(absl::StrCat("the service at ", settings_.server, " says ",
                                               HealthCheckResponse::ServingStatus_Name(response.status())));
  }
  return absl::OkStatus();
}

}  // namespace indgang::client
