// A caller of the service, for tests.
#ifndef INDGANG_TESTS_SUPPORT_TEST_CLIENT_H_
#define INDGANG_TESTS_SUPPORT_TEST_CLIENT_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"

namespace indgang::testing {

// A caller with one token.
class TestClient {
 public:
  TestClient(std::shared_ptr<grpc::Channel> channel, std::string secret, std::string id, std::string member = "")
      : channel_(std::move(channel)), secret_(std::move(secret)), id_(std::move(id)), member_(std::move(member)) {}

  // Calls the method that takes this request. Errors have their details, as if they had never crossed a wire.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(const Request& request) const {
    Response response;
    const absl::Status status = CallMethod(MethodOf(*Request::descriptor()), request.SerializeAsString(), &response);
    if (!status.ok()) return status;
    return response;
  }

  // Sends any bytes to a method by its path, "/indgang.cases.v1.CaseService/GetCase"; `response` may be null.
  absl::Status CallMethod(const std::string& path, const std::string& bytes,
                          google::protobuf::Message* response = nullptr,
                          absl::Duration timeout = absl::Seconds(30)) const;

  const std::string& secret() const { return secret_; }
  // Id of the token.
  const std::string& id() const { return id_; }
  // Id of the member it belongs to.
  const std::string& member() const { return member_; }

 private:
  static std::string MethodOf(const google::protobuf::Descriptor& request);

  std::shared_ptr<grpc::Channel> channel_;
  std::string secret_;
  std::string id_;
  std::string member_;
};

// What the service sent, with ErrorInfo and BadRequest as payloads.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_TEST_CLIENT_H_
