#include "tests/support/test_client.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/impl/codegen/client_unary_call.h"

namespace indgang::testing {

absl::Status FromGrpcStatus(const grpc::Status& status) {
  absl::Status made(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return made;
  for (const auto& detail : details.details()) made.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  return made;
}

std::string TestClient::MethodOf(const google::protobuf::Descriptor& request) {
  const google::protobuf::ServiceDescriptor& service = *request.file()->service(0);
  for (int i = 0; i < service.method_count(); ++i) {
    if (service.method(i)->input_type() == &request) {
      return absl::StrCat("/", service.full_name(), "/", service.method(i)->name());
    }
  }
  std::cerr << "no method takes " << request.full_name() << "\n";
  std::abort();
}

absl::Status TestClient::CallMethod(const std::string& path, const std::string& bytes,
                                    google::protobuf::Message* response, absl::Duration timeout) const {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoNanoseconds(timeout));
  if (!secret_.empty()) context.AddMetadata("authorization", "Bearer " + secret_);
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer reply;
  const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  const grpc::Status status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel_.get(), method, &context, request, &reply);
  if (!status.ok() || response == nullptr) return FromGrpcStatus(status);
  std::vector<grpc::Slice> slices;
  if (!reply.Dump(&slices).ok()) return absl::InternalError("no reply");
  std::string joined;
  for (const grpc::Slice& part : slices) joined.append(reinterpret_cast<const char*>(part.begin()), part.size());
  return response->ParseFromString(joined) ? absl::OkStatus() : absl::InternalError("unreadable reply");
}

}  // namespace indgang::testing
