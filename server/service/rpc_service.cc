#include "server/service/rpc_service.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "grpcpp/impl/codegen/rpc_service_method.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"

namespace indgang::service {

RpcService::RpcService(const google::protobuf::ServiceDescriptor& descriptor, const std::vector<Handler>& handlers,
                       Dispatcher& dispatcher) {
  for (int i = 0; i < descriptor.method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *descriptor.method(i);
    const auto handler = std::find_if(handlers.begin(), handlers.end(),
                                      [&](const Handler& each) { return each.method == method.full_name(); });
    if (handler == handlers.end() || handler->request->GetDescriptor() != method.input_type() ||
        handler->response->GetDescriptor() != method.output_type()) {
      std::abort();
    }
    Method& made = methods_.emplace_back(Method{*handler, FindPolicy(method.full_name()),
                                                absl::StrCat("/", descriptor.full_name(), "/", method.name())});
    // The same calls that code generated for WithRawCallbackMethod_… makes.
    AddMethod(new grpc::internal::RpcServiceMethod(made.path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(i, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                                 [&made, &dispatcher](grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
                                   return dispatcher.Begin(made.handler, made.policy, *context, *request, *response);
                                 }));
  }
}

std::vector<Handler> AllHandlers() {
  std::vector<Handler> all = TokenHandlers();
  for (const auto& more :
       {CaseFileHandlers(), CaseHandlers(), CaseListHandlers(), PlanHandlers(), GoalHandlers(), ReferralHandlers(),
        DirectoryHandlers(), KnowledgeHandlers()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace indgang::service
