#include "server/service/rpc_service.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/impl/codegen/rpc_service_method.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"

namespace indgang::service {
namespace {

// The handler of the method; aborts when there is none of the right types.
template <typename AnyHandler>
const AnyHandler& HandlerOf(const google::protobuf::MethodDescriptor& method, const std::vector<AnyHandler>& handlers) {
  const auto handler = std::find_if(handlers.begin(), handlers.end(),
                                    [&](const AnyHandler& each) { return each.method == method.full_name(); });
  if (handler == handlers.end() || handler->request->GetDescriptor() != method.input_type() ||
      handler->response->GetDescriptor() != method.output_type()) {
    std::abort();
  }
  return *handler;
}

}  // namespace

RpcService::RpcService(const google::protobuf::ServiceDescriptor& descriptor, const std::vector<Handler>& handlers,
                       const std::vector<StreamHandler>& stream_handlers, Dispatcher& dispatcher) {
  for (int i = 0; i < descriptor.method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *descriptor.method(i);
    const MethodPolicy* policy = FindPolicy(method.full_name());
    std::string path = absl::StrCat("/", descriptor.full_name(), "/", method.name());
    if (method.server_streaming()) {
      AddStream(i, methods_.emplace_back(Method{HandlerOf(method, stream_handlers), policy, std::move(path)}),
                dispatcher);
    } else {
      AddUnary(i, methods_.emplace_back(Method{HandlerOf(method, handlers), policy, std::move(path)}), dispatcher);
    }
  }
}

// Both make the same calls that code generated for WithRawCallbackMethod_… makes.
void RpcService::AddUnary(int index, Method& made, Dispatcher& dispatcher) {
  AddMethod(new grpc::internal::RpcServiceMethod(made.path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodRawCallback(index, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                                   [&made, &dispatcher](grpc::CallbackServerContext* context,
                                                        const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
                                     return dispatcher.Begin(std::get<Handler>(made.handler), made.policy, *context,
                                                             *request, *response);
                                   }));
}

void RpcService::AddStream(int index, Method& made, Dispatcher& dispatcher) {
  AddMethod(
      new grpc::internal::RpcServiceMethod(made.path.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING, nullptr));
  MarkMethodRawCallback(
      index, new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                 [&made, &dispatcher](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) {
                   return dispatcher.BeginStream(std::get<StreamHandler>(made.handler), made.policy, *context,
                                                 *request);
                 }));
}

std::vector<Handler> AllHandlers() {
  std::vector<Handler> all = TokenHandlers();
  for (const auto& more :
       {AuditHandlers(), CaseFileHandlers(), CaseHandlers(), CaseListHandlers(), PlanHandlers(), GoalHandlers(),
        OperationHandlers(), ReferralHandlers(), DirectoryHandlers(), KnowledgeHandlers()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace indgang::service
