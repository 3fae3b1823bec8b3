// The command line against a service that says what a test wants it to say.
#ifndef INDGANG_TESTS_CLIENT_CLI_HARNESS_H_
#define INDGANG_TESTS_CLIENT_CLI_HARNESS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "grpcpp/server.h"
#include "indgang/admin/v1/audit_service.grpc.pb.h"
#include "indgang/admin/v1/operation_service.grpc.pb.h"
#include "indgang/admin/v1/token_service.grpc.pb.h"
#include "indgang/cases/v1/case_file_service.grpc.pb.h"
#include "indgang/cases/v1/case_plan_service.grpc.pb.h"
#include "indgang/cases/v1/case_service.grpc.pb.h"
#include "indgang/cases/v1/referral_service.grpc.pb.h"
#include "indgang/cases/v1/watch_service.grpc.pb.h"
#include "indgang/directory/v1/directory_service.grpc.pb.h"
#include "indgang/knowledge/v1/knowledge_service.grpc.pb.h"

namespace indgang::client {

// One call that the service received.
struct ReceivedCall {
  // "RegisterEnquiry".
  std::string method;
  // The request in protobuf's text form on one line.
  std::string request;
  // The "authorization" metadata, or empty.
  std::string authorization;
};

// What a command did.
struct CommandResult {
  int exit_code;
  std::string out;
  std::string err;
  std::vector<absl::Duration> pauses;
};

// Runs commands in an empty folder of its own, at 2026-11-23 09:00 in Copenhagen, in English unless told otherwise.
class CliHarness {
 public:
  // Fills in the response, or returns the error to answer with. Runs on a thread of the server, one call at a time.
  using Handler =
      std::function<absl::Status(const google::protobuf::Message& request, google::protobuf::Message* response)>;

  CliHarness();
  ~CliHarness();

  // Methods without a handler answer with an empty response.
  void On(const std::string& method, Handler handler) { handlers_[method] = std::move(handler); }
  // `arguments` are typed after "indgang --server <the fake> --lang en".
  CommandResult Run(std::vector<std::string> arguments, const std::string& standard_input = "", int terminal_width = 0);
  // Without any global option.
  CommandResult RunBare(const std::vector<std::string>& arguments, const std::string& standard_input = "",
                        int terminal_width = 0);

  const std::vector<ReceivedCall>& calls() const { return calls_; }
  const std::string& server() const { return server_address_; }
  const std::string& folder() const { return folder_; }
  // Sets a variable of the environment that commands see.
  void Set(const std::string& variable, const std::string& value) { variables_[variable] = value; }
  // Writes a file below folder().
  std::string WriteFile(const std::string& name, const std::string& text);
  // What happened; for the services of the fake only.
  grpc::Status Receive(const std::string& method, grpc::ServerContext* context,
                       const google::protobuf::Message& request, google::protobuf::Message* response);

 private:
  std::string folder_;
  std::map<std::string, Handler> handlers_;
  std::map<std::string, std::string> variables_;
  std::vector<ReceivedCall> calls_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  std::string server_address_;
};

// Answers with a message in protobuf's text form.
CliHarness::Handler Answer(const std::string& text);

CliHarness::Handler Refuse(absl::Status status);

}  // namespace indgang::client

#endif  // INDGANG_TESTS_CLIENT_CLI_HARNESS_H_
