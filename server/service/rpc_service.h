// One service of the contract as gRPC sees it.
#ifndef INDGANG_SERVER_SERVICE_RPC_SERVICE_H_
#define INDGANG_SERVER_SERVICE_RPC_SERVICE_H_

#include <list>
#include <string>
#include <variant>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "server/service/access_policy.h"
#include "server/service/call.h"
#include "server/service/dispatcher.h"
#include "server/service/watch_handlers.h"

namespace indgang::service {

// A gRPC service made from its descriptor: every method goes through the dispatcher as bytes, so that nothing is read
// before the caller is known, and a request that cannot be read gets a reason. Aborts when a method has no handler of
// the right types: that is a mistake in the program.
class RpcService final : public grpc::Service {
 public:
  RpcService(const google::protobuf::ServiceDescriptor& descriptor, const std::vector<Handler>& handlers,
             const std::vector<StreamHandler>& stream_handlers, Dispatcher& dispatcher);

 private:
  struct Method {
    std::variant<Handler, StreamHandler> handler;
    const MethodPolicy* policy;
    // "/indgang.cases.v1.CaseService/GetCase"; gRPC keeps a pointer to it.
    std::string path;
  };
  void AddUnary(int index, Method& made, Dispatcher& dispatcher);
  void AddStream(int index, Method& made, Dispatcher& dispatcher);

  std::list<Method> methods_;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_RPC_SERVICE_H_
