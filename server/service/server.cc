#include "server/service/server.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "indgang/admin/v1/audit_service.pb.h"
#include "indgang/admin/v1/operation_service.pb.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "indgang/cases/v1/case_file_service.pb.h"
#include "indgang/cases/v1/case_plan_service.pb.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "indgang/cases/v1/referral_service.pb.h"
#include "indgang/cases/v1/watch_service.pb.h"
#include "indgang/directory/v1/directory_service.pb.h"
#include "indgang/knowledge/v1/knowledge_service.pb.h"

namespace indgang::service {
namespace {

// gRPC itself refuses anything larger before it takes the memory; smaller ones than that but above kMaxRequestBytes get
// our own answer, which has a reason.
constexpr int kMaxReceiveBytes = 2 * 1024 * 1024;

void TurnOnHealthAndReflection() {
  static const bool done = [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // Reflection shows only descriptors that are linked, and the built-in health service links none.
    grpc::health::v1::HealthCheckRequest::descriptor();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

std::vector<const google::protobuf::ServiceDescriptor*> ServedServices() {
  return {
      admin::v1::VerifyAuditTrailRequest::descriptor()->file()->service(0),
      admin::v1::GetStatusRequest::descriptor()->file()->service(0),
      admin::v1::CreateTokenRequest::descriptor()->file()->service(0),
      cases::v1::AddNoteRequest::descriptor()->file()->service(0),
      cases::v1::GetPlanRequest::descriptor()->file()->service(0),
      cases::v1::GetCaseRequest::descriptor()->file()->service(0),
      cases::v1::GetReferralRequest::descriptor()->file()->service(0),
      directory::v1::GetMemberRequest::descriptor()->file()->service(0),
      cases::v1::WatchCasesRequest::descriptor()->file()->service(0),
      knowledge::v1::GetServiceRequest::descriptor()->file()->service(0),
  };
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, const Dependencies& dependencies) {
  TurnOnHealthAndReflection();
  std::unique_ptr<Server> server(new Server(dependencies, options));
  const std::vector<Handler> handlers = AllHandlers();
  const std::vector<StreamHandler> stream_handlers = WatchHandlers();
  grpc::ServerBuilder builder;
  for (const google::protobuf::ServiceDescriptor* descriptor : ServedServices()) {
    server->services_.push_back(
        std::make_unique<RpcService>(*descriptor, handlers, stream_handlers, server->dispatcher_));
    builder.RegisterService(server->services_.back().get());
  }
  builder.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  // Without this two servers could share a port, and each would see half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  int port = 0;
  builder.AddListeningPort(
      options.listen, options.tls == nullptr ? grpc::InsecureServerCredentials() : options.tls->Credentials(), &port);
  server->server_ = builder.BuildAndStart();
  const bool unix_socket = absl::StartsWith(options.listen, "unix:");
  if (server->server_ == nullptr || (port == 0 && !unix_socket)) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "LISTEN_FAILED",
        absl::StrCat("cannot listen on ", options.listen, ": the port is taken, or the address is not of this machine"),
        {{"address", options.listen}});
  }
  server->address_ =
      unix_socket ? options.listen : absl::StrCat(options.listen.substr(0, options.listen.rfind(':') + 1), port);
  grpc::HealthCheckServiceInterface& health = *server->server_->GetHealthCheckService();
  health.SetServingStatus(true);
  for (const auto* descriptor : ServedServices()) health.SetServingStatus(descriptor->full_name(), true);
  return server;
}

Server::~Server() {
  if (server_ != nullptr) Shutdown(absl::ZeroDuration());
}

void Server::StartDraining() {
  server_->GetHealthCheckService()->SetServingStatus(false);
  dispatcher_.StartDraining();
}

void Server::Shutdown(absl::Duration grace) {
  StartDraining();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  server_->Wait();
  server_.reset();
}

}  // namespace indgang::service
