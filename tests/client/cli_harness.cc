#include "tests/client/cli_harness.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/cli.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace indgang::client {
namespace {

// Overrides one method with a call of the harness.
#define FAKE_METHOD(package, Method)                                                             \
  grpc::Status Method(grpc::ServerContext* context, const package::v1::Method##Request* request, \
                      package::v1::Method##Response* response) override {                        \
    return harness_.Receive(#Method, context, *request, response);                               \
  }

class FakeCaseService final : public cases::v1::CaseService::Service {
 public:
  explicit FakeCaseService(CliHarness& harness) : harness_(harness) {}
  FAKE_METHOD(cases, RegisterEnquiry)
  FAKE_METHOD(cases, GetCase)
  FAKE_METHOD(cases, ListCases)
  FAKE_METHOD(cases, TriageCase)
  FAKE_METHOD(cases, RecordInteraction)
  FAKE_METHOD(cases, ListInteractions)
  FAKE_METHOD(cases, CloseCase)
  FAKE_METHOD(cases, HandOverCase)
  FAKE_METHOD(cases, PauseAnswerClock)
  FAKE_METHOD(cases, ResumeAnswerClock)
  FAKE_METHOD(cases, ExtendAnswerDeadline)
  FAKE_METHOD(cases, ReopenCase)
  FAKE_METHOD(cases, CountCases)
  FAKE_METHOD(cases, ListCaseEvents)

 private:
  CliHarness& harness_;
};

class FakePlanService final : public cases::v1::CasePlanService::Service {
 public:
  explicit FakePlanService(CliHarness& harness) : harness_(harness) {}
  FAKE_METHOD(cases, StartPlan)
  FAKE_METHOD(cases, GetPlan)
  FAKE_METHOD(cases, UpdatePlanStep)
  FAKE_METHOD(cases, ComparePlan)
  FAKE_METHOD(cases, RevisePlan)
  FAKE_METHOD(cases, DraftAnswer)
  FAKE_METHOD(cases, SendAnswer)

 private:
  CliHarness& harness_;
};

class FakeReferralService final : public cases::v1::ReferralService::Service {
 public:
  explicit FakeReferralService(CliHarness& harness) : harness_(harness) {}
  FAKE_METHOD(cases, CreateReferral)
  FAKE_METHOD(cases, GetReferral)
  FAKE_METHOD(cases, ListReferrals)
  FAKE_METHOD(cases, AcceptReferral)
  FAKE_METHOD(cases, DeclineReferral)
  FAKE_METHOD(cases, AnswerReferral)
  FAKE_METHOD(cases, CompleteReferral)
  FAKE_METHOD(cases, ConfirmReferral)
  FAKE_METHOD(cases, RemindReferral)
  FAKE_METHOD(cases, ReassignReferral)
  FAKE_METHOD(cases, RecallReferral)

 private:
  CliHarness& harness_;
};

class FakeCaseFileService final : public cases::v1::CaseFileService::Service {
 public:
  explicit FakeCaseFileService(CliHarness& harness) : harness_(harness) {}
  FAKE_METHOD(cases, AddNote)
  FAKE_METHOD(cases, ListNotes)
  FAKE_METHOD(cases, AddAttachment)
  FAKE_METHOD(cases, ListAttachments)
  FAKE_METHOD(cases, CreateFollowUp)
  FAKE_METHOD(cases, CompleteFollowUp)
  FAKE_METHOD(cases, ListFollowUps)

 private:
  CliHarness& harness_;
};

class FakeDirectoryService final : public directory::v1::DirectoryService::Service {
 public:
  explicit FakeDirectoryService(CliHarness& harness) : harness_(harness) {}
  FAKE_METHOD(directory, CreateMember)
  FAKE_METHOD(directory, GetMember)
  FAKE_METHOD(directory, ListMembers)
  FAKE_METHOD(directory, UpdateMember)
  FAKE_METHOD(directory, CreateAbsence)
  FAKE_METHOD(directory, DeleteAbsence)
  FAKE_METHOD(directory, ListUnits)
  FAKE_METHOD(directory, ImportMembers)
  FAKE_METHOD(directory, ExportMembers)

 private:
  CliHarness& harness_;
};

// A stream holds one message, what the handler made of the response, unless it has no resume token; then the connection
// is lost, or the handler's error ends it.
class FakeWatchService final : public cases::v1::WatchService::Service {
 public:
  explicit FakeWatchService(CliHarness& harness) : harness_(harness) {}
  grpc::Status WatchCases(grpc::ServerContext* context, const cases::v1::WatchCasesRequest* request,
                          grpc::ServerWriter<cases::v1::WatchCasesResponse>* writer) override {
    return Stream(context, *request, *writer, "WatchCases");
  }
  grpc::Status WatchReferrals(grpc::ServerContext* context, const cases::v1::WatchReferralsRequest* request,
                              grpc::ServerWriter<cases::v1::WatchReferralsResponse>* writer) override {
    return Stream(context, *request, *writer, "WatchReferrals");
  }

 private:
  template <typename Request, typename Response>
  grpc::Status Stream(grpc::ServerContext* context, const Request& request, grpc::ServerWriter<Response>& writer,
                      const std::string& method) {
    Response response;
    const grpc::Status status = harness_.Receive(method, context, request, &response);
    if (!response.resume_token().empty()) writer.Write(response);
    return status.ok() ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "lost") : status;
  }

  CliHarness& harness_;
};

class FakeOperationService final : public admin::v1::OperationService::Service {
 public:
  explicit FakeOperationService(CliHarness& harness) : harness_(harness) {}
  FAKE_METHOD(admin, CreateBackup)
  FAKE_METHOD(admin, GetStatus)

 private:
  CliHarness& harness_;
};

class FakeAuditService final : public admin::v1::AuditService::Service {
 public:
  explicit FakeAuditService(CliHarness& harness) : harness_(harness) {}
  FAKE_METHOD(admin, VerifyAuditTrail)
  FAKE_METHOD(admin, GetAuditAnchor)
  FAKE_METHOD(admin, ListAccessRecords)
  FAKE_METHOD(admin, OpenEmergencyAccess)

 private:
  CliHarness& harness_;
};

class FakeTokenService final : public admin::v1::TokenService::Service {
 public:
  explicit FakeTokenService(CliHarness& harness) : harness_(harness) {}
  FAKE_METHOD(admin, CreateToken)
  FAKE_METHOD(admin, ListTokens)
  FAKE_METHOD(admin, RevokeToken)
  FAKE_METHOD(admin, WhoAmI)

 private:
  CliHarness& harness_;
};

class FakeKnowledgeService final : public knowledge::v1::KnowledgeService::Service {
 public:
  explicit FakeKnowledgeService(CliHarness& harness) : harness_(harness) {}
  FAKE_METHOD(knowledge, GetRevision)
  FAKE_METHOD(knowledge, GetService)
  FAKE_METHOD(knowledge, ListServices)
  FAKE_METHOD(knowledge, GetPackage)
  FAKE_METHOD(knowledge, ListPackages)
  FAKE_METHOD(knowledge, GetAuthority)
  FAKE_METHOD(knowledge, ListAuthorities)
  FAKE_METHOD(knowledge, SuggestRouting)

 private:
  CliHarness& harness_;
};

#undef FAKE_METHOD

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(std::string(status.message()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    google::protobuf::Any* const detail = details.add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()),
                      details.SerializeAsString());
}

}  // namespace

CliHarness::CliHarness() {
  std::string pattern = (std::filesystem::temp_directory_path() / "indgang-cli-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  services_.push_back(std::make_unique<FakeCaseService>(*this));
  services_.push_back(std::make_unique<FakePlanService>(*this));
  services_.push_back(std::make_unique<FakeReferralService>(*this));
  services_.push_back(std::make_unique<FakeCaseFileService>(*this));
  services_.push_back(std::make_unique<FakeDirectoryService>(*this));
  services_.push_back(std::make_unique<FakeWatchService>(*this));
  services_.push_back(std::make_unique<FakeOperationService>(*this));
  services_.push_back(std::make_unique<FakeAuditService>(*this));
  services_.push_back(std::make_unique<FakeTokenService>(*this));
  services_.push_back(std::make_unique<FakeKnowledgeService>(*this));
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  for (const auto& service : services_) builder.RegisterService(service.get());
  server_ = builder.BuildAndStart();
  server_address_ = absl::StrCat("127.0.0.1:", port);
}

CliHarness::~CliHarness() {
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  std::filesystem::remove_all(folder_);
}

grpc::Status CliHarness::Receive(const std::string& method, grpc::ServerContext* context,
                                 const google::protobuf::Message& request, google::protobuf::Message* response) {
  const auto& metadata = context->client_metadata();
  const auto authorization = metadata.find("authorization");
  calls_.push_back(
      {method, request.ShortDebugString(),
       authorization == metadata.end() ? "" : std::string(authorization->second.data(), authorization->second.size())});
  const auto handler = handlers_.find(method);
  return handler == handlers_.end() ? grpc::Status::OK : ToGrpcStatus(handler->second(request, response));
}

std::string CliHarness::WriteFile(const std::string& name, const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(folder_) / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
  return path.string();
}

CommandResult CliHarness::Run(std::vector<std::string> arguments, const std::string& standard_input,
                              int terminal_width) {
  arguments.insert(arguments.begin(), {"--server", server_address_, "--lang", "en"});
  return RunBare(arguments, standard_input, terminal_width);
}

CommandResult CliHarness::RunBare(const std::vector<std::string>& arguments, const std::string& standard_input,
                                  int terminal_width) {
  std::istringstream in(standard_input);
  std::ostringstream out, err;
  SimulatedClock clock(absl::FromCivil(absl::CivilMinute(2026, 11, 23, 8, 0), absl::UTCTimeZone()));
  SeededRandom random(1);
  CommandResult result;
  const Environment environment = {
      .variable = [this](const std::string& name) -> std::optional<std::string> {
        const auto found = variables_.find(name);
        return found == variables_.end() ? std::nullopt : std::optional<std::string>(found->second);
      },
      .working_directory = folder_,
      .program_directory = folder_,
      .in = &in,
      .out = &out,
      .err = &err,
      .terminal_width = terminal_width,
      .clock = &clock,
      .random = &random,
      .sleep = [&result](absl::Duration duration) { result.pauses.push_back(duration); },
  };
  result.exit_code = RunCommandLine(arguments, environment);
  result.out = out.str();
  result.err = err.str();
  return result;
}

CliHarness::Handler Answer(const std::string& text) {
  return [text](const google::protobuf::Message&, google::protobuf::Message* response) {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, response)) << text;
    return absl::OkStatus();
  };
}

CliHarness::Handler Refuse(absl::Status status) {
  return [status = std::move(status)](const google::protobuf::Message&, google::protobuf::Message*) { return status; };
}

}  // namespace indgang::client
