// What every call goes through, whatever its method: token, role, size, replay, overload, shutdown, log.
#include "server/service/dispatcher.h"

#include <atomic>
#include <thread>

#include "absl/synchronization/notification.h"
#include "base/files.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "nlohmann/json.hpp"
#include "server/service/access_policy.h"
#include "tests/server/service/case_steps.h"
#include "tests/support/fault_vfs.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using testing::IsError;
using testing::IsOk;

class DispatcherTest : public ServiceTest {};
class ReplayTest : public ServiceTest {};

constexpr char kGetCase[] = "/indgang.cases.v1.CaseService/GetCase";
constexpr char kRegister[] = "/indgang.cases.v1.CaseService/RegisterEnquiry";

TEST_F(DispatcherTest, StoredDataShowsWhatACallStores) {
  const auto before = server_.StoredData();
  EXPECT_EQ(server_.StoredData(), before);
  Register();
  EXPECT_NE(server_.StoredData(), before);
}

TEST_F(DispatcherTest, TokenIsNeededKnownAndWellFormed) {
  EXPECT_THAT(server_.WithSecret("").CallMethod(kGetCase, ""),
              IsError(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING"));
  EXPECT_THAT(server_.WithSecret("indgang_wrong").CallMethod(kGetCase, ""),
              IsError(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID"));
  EXPECT_THAT(server_.WithSecret(desk_.secret() + "x").CallMethod(kGetCase, ""),
              IsError(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID"));
}

TEST_F(DispatcherTest, EveryMethodHoldsToThePolicyForEveryRole) {
  std::map<admin::v1::Role, testing::TestClient> clients;
  for (int role = admin::v1::ROLE_FRONT_DESK; role <= admin::v1::ROLE_ADMIN; ++role) {
    const auto each = static_cast<admin::v1::Role>(role);
    clients.emplace(each, server_.As(each, each == admin::v1::ROLE_TASK_FORCE_MEMBER ? "building" : ""));
  }
  ASSERT_EQ(clients.size(), 8u);
  const auto before = server_.StoredData();
  for (const MethodPolicy& policy : AccessPolicy()) {
    const std::size_t dot = policy.method.rfind('.');
    const std::string path = "/" + policy.method.substr(0, dot) + "/" + policy.method.substr(dot + 1);
    for (const auto& [role, client] : clients) {
      // An empty request is refused for its fields, or does no harm. A stream that was let in does not end by itself.
      const bool stream = path.find("WatchService") != std::string::npos;
      const absl::Status status = client.CallMethod(path, "", nullptr, absl::Seconds(stream ? 1 : 30));
      if (IsAllowed(policy, role)) {
        EXPECT_NE(status.code(), absl::StatusCode::kPermissionDenied) << path << " " << admin::v1::Role_Name(role);
        EXPECT_NE(status.code(), absl::StatusCode::kUnauthenticated) << path << " " << admin::v1::Role_Name(role);
      } else {
        EXPECT_THAT(status, IsError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"))
            << path << " " << admin::v1::Role_Name(role);
      }
    }
  }
  EXPECT_EQ(server_.StoredData(), before);
}

TEST_F(DispatcherTest, RequestsThatAreTooLargeOrNotMessagesAreRefused) {
  RegisterEnquiryRequest request = EnquiryRequest();
  request.mutable_enquiry()->set_text(std::string(60000, 'x'));
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(request), kInvalidArgument, "FIELD_INVALID");
  request.mutable_enquiry()->set_text(std::string(1 << 20, 'x'));
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(request), kResourceExhausted, "REQUEST_TOO_LARGE");
  // Above 2 MiB gRPC itself refuses, without a reason.
  request.mutable_enquiry()->set_text(std::string(3 << 20, 'x'));
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(request), kResourceExhausted, "");
  EXPECT_REFUSED(desk_.CallMethod(kRegister, "\xff\xff\xff"), kInvalidArgument, "REQUEST_MALFORMED");
  // Field 1 (request_id) with bytes that are not UTF-8.
  EXPECT_REFUSED(desk_.CallMethod(kRegister, "\x0a\x02\xc3\x28"), kInvalidArgument, "REQUEST_MALFORMED");
  EXPECT_REFUSED(desk_.CallMethod("/indgang.cases.v1.CaseService/DropEverything", ""), kUnimplemented, "");
}

TEST_F(DispatcherTest, TokenIsLookedAtBeforeTheRequest) {
  EXPECT_THAT(server_.WithSecret("").CallMethod(kRegister, std::string(1 << 20, 'x')),
              IsError(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING"));
}

TEST_F(ReplayTest, SameRequestAgainReturnsTheFirstResponseAndStoresNothing) {
  RegisterEnquiryRequest request = EnquiryRequest();
  const auto first = desk_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(first, IsOk());
  const auto stored = server_.StoredData();
  server_.clock().Advance(absl::Hours(23));
  const auto second = desk_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(server_.StoredData(), stored);

  server_.Restart();
  desk_ = server_.WithSecret(desk_.secret());
  const auto third = desk_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(third, IsOk());
  EXPECT_EQ(third->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(server_.StoredData(), stored);
}

TEST_F(ReplayTest, SameIdForOtherContentOrMethodIsRefused) {
  RegisterEnquiryRequest request = EnquiryRequest();
  const auto first = desk_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(first, IsOk());
  request.mutable_enquiry()->set_text("Noget andet");
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(request), kInvalidArgument, "REQUEST_ID_REUSED");
  request.mutable_enquiry()->clear_text();
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(request), kInvalidArgument, "REQUEST_ID_REUSED");
  const std::string name = first->case_().name();
  const auto reused = [&](auto other) {
    other.set_request_id(request.request_id());
    return other;
  };
  EXPECT_REFUSED(desk_.Call<TriageCaseResponse>(reused(TriageRequest(name))), kInvalidArgument, "REQUEST_ID_REUSED");
  EXPECT_REFUSED(desk_.Call<RecordInteractionResponse>(reused(AnswerRequest(name))), kInvalidArgument,
                 "REQUEST_ID_REUSED");
  EXPECT_REFUSED(desk_.Call<CloseCaseResponse>(reused(CloseRequest(name))), kInvalidArgument, "REQUEST_ID_REUSED");
  EXPECT_REFUSED(desk_.Call<CreateReferralResponse>(reused(ReferralRequest(name, "building"))), kInvalidArgument,
                 "REQUEST_ID_REUSED");
}

TEST_F(ReplayTest, IdsBelongToTheirCaller) {
  const RegisterEnquiryRequest request = EnquiryRequest();
  ASSERT_THAT(desk_.Call<RegisterEnquiryResponse>(request), IsOk());
  const auto other = leader_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(other, IsOk());
  EXPECT_EQ(other->case_().case_number(), "2026-000002");
}

TEST_F(ReplayTest, RefusedRequestMayBeSentAgainWithTheSameId) {
  const std::string name = Register().name();
  const CloseCaseRequest close = CloseRequest(name);
  EXPECT_REFUSED(desk_.Call<CloseCaseResponse>(close), kFailedPrecondition, "REPLY_MISSING");
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), IsOk());
  EXPECT_THAT(desk_.Call<CloseCaseResponse>(close), IsOk());
}

TEST_F(ReplayTest, RetryIsAnsweredEvenWhenItsContentIsNoLongerAllowed) {
  const std::string name = Register().name();
  const TriageCaseRequest triage = TriageRequest(name);
  const auto first = desk_.Call<TriageCaseResponse>(triage);
  ASSERT_THAT(first, IsOk());
  knowledge::v1::KnowledgeBase base = testing::SmallKnowledgeBase();
  base.clear_packages();
  ASSERT_THAT(WriteFileAtomically(server_.knowledge_path(), knowledge::SerializeBundle(base)), IsOk());
  server_.knowledge().Refresh();
  const auto again = desk_.Call<TriageCaseResponse>(triage);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(name)), testing::Violates("package"));
}

TEST_F(ReplayTest, IdsAreForgottenAfterTwoDays) {
  const RegisterEnquiryRequest request = EnquiryRequest();
  ASSERT_THAT(desk_.Call<RegisterEnquiryResponse>(request), IsOk());
  server_.clock().Advance(kRememberRequests + absl::Hours(1));
  Register();
  const auto anew = desk_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(anew, IsOk());
  EXPECT_EQ(anew->case_().case_number(), "2026-000003");
}

TEST_F(ReplayTest, ManyRetriesAtOnceRegisterOneCase) {
  const RegisterEnquiryRequest request = EnquiryRequest();
  std::vector<std::thread> threads;
  std::vector<std::string> names(8);
  for (std::string& name : names) {
    threads.emplace_back([&, this] {
      const auto response = desk_.Call<RegisterEnquiryResponse>(request);
      name = response.ok() ? response->case_().name() : response.status().ToString();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(names, ::testing::Each("cases/2026-000001"));
}

TEST_F(DispatcherTest, DrainingServiceRefusesNewCalls) {
  server_.server().StartDraining();
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(EnquiryRequest()), kUnavailable, "SHUTTING_DOWN");
}

TEST_F(DispatcherTest, ShutdownWaitsForCallsInProgress) {
  absl::Notification writer_busy;
  absl::Notification let_go;
  server_.storage().Write(
      [&](storage::WriteTransaction&) {
        writer_busy.Notify();
        let_go.WaitForNotification();
        return absl::OkStatus();
      },
      [](const absl::Status&) {});
  writer_busy.WaitForNotification();
  absl::StatusOr<RegisterEnquiryResponse> response;
  std::thread caller([&] { response = desk_.Call<RegisterEnquiryResponse>(EnquiryRequest()); });
  absl::SleepFor(absl::Milliseconds(100));  // the call is waiting for the writer by now
  std::thread stopper([&] { server_.server().Shutdown(absl::Seconds(20)); });
  absl::SleepFor(absl::Milliseconds(100));
  let_go.Notify();
  stopper.join();
  caller.join();
  EXPECT_THAT(response, IsOk());
}

TEST_F(DispatcherTest, CallWhoseDeadlinePassedInTheQueueChangesNothing) {
  absl::Notification writer_busy;
  absl::Notification let_go;
  server_.storage().Write(
      [&](storage::WriteTransaction&) {
        writer_busy.Notify();
        let_go.WaitForNotification();
        return absl::OkStatus();
      },
      [](const absl::Status&) {});
  writer_busy.WaitForNotification();
  const auto before = server_.StoredData();
  const absl::Status status =
      desk_.CallMethod(kRegister, EnquiryRequest().SerializeAsString(), nullptr, absl::Milliseconds(100));
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  absl::SleepFor(absl::Milliseconds(200));  // the server has been told that the caller is gone
  let_go.Notify();
  // Waits until the queue behind the held write has been worked off.
  ASSERT_THAT(storage::WriteAndWait(server_.storage(), [](storage::WriteTransaction&) { return absl::OkStatus(); }),
              IsOk());
  EXPECT_EQ(server_.StoredData(), before);
  EXPECT_THAT(server_.log().lines().back(), ::testing::HasSubstr("\"CALL_CANCELLED\""));
}

TEST(OverloadTest, FullQueueIsRefusedWithARetryInfo) {
  storage::SqliteOptions sqlite;
  sqlite.max_queue = 1;
  testing::TestServer server(sqlite);
  const testing::TestClient desk = server.As(admin::v1::ROLE_FRONT_DESK);
  absl::Notification writer_busy;
  absl::Notification let_go;
  server.storage().Write(
      [&](storage::WriteTransaction&) {
        writer_busy.Notify();
        let_go.WaitForNotification();
        return absl::OkStatus();
      },
      [](const absl::Status&) {});
  writer_busy.WaitForNotification();
  server.storage().Write([](storage::WriteTransaction&) { return absl::OkStatus(); }, [](const absl::Status&) {});
  const absl::Status status = desk.Call<RegisterEnquiryResponse>(EnquiryRequest()).status();
  let_go.Notify();
  EXPECT_THAT(status, IsError(absl::StatusCode::kResourceExhausted, "OVERLOADED"));
  EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
}

TEST(StorageFailureTest, DiskErrorIsToldWithoutItsTextAndOnceForAll) {
  FaultVfs vfs;
  std::atomic<int> told = 0;
  storage::SqliteOptions sqlite;
  sqlite.vfs = vfs.name();
  sqlite.on_fatal = [&](const absl::Status&) { ++told; };
  testing::TestServer server(sqlite);
  const testing::TestClient desk = server.As(admin::v1::ROLE_FRONT_DESK);
  ASSERT_THAT(desk.Call<RegisterEnquiryResponse>(EnquiryRequest()), IsOk());
  vfs.FailAt(1, FaultVfs::Fault::kSyncError);
  const RegisterEnquiryRequest request = EnquiryRequest();
  const absl::Status status = desk.Call<RegisterEnquiryResponse>(request).status();
  EXPECT_THAT(status, IsError(absl::StatusCode::kUnavailable, "STORAGE_FAILED"));
  EXPECT_EQ(status.message(), "the database failed and the outcome is unknown; retry with the same request_id");
  for (int i = 0; i < 500 && told == 0; ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_EQ(told, 1);
  EXPECT_THAT(server.log().lines().back(), ::testing::HasSubstr("\"internal\""));
  EXPECT_THAT(desk.Call<RegisterEnquiryResponse>(EnquiryRequest()),
              IsError(absl::StatusCode::kUnavailable, "STORAGE_FAILED"));
  vfs.Heal();
}

TEST_F(DispatcherTest, EveryCallLeavesOneLineWithoutPersonalData) {
  const std::size_t before = server_.log().lines().size();
  RegisterEnquiryRequest request = EnquiryRequest();
  request.mutable_enquiry()->mutable_contact()->set_display_name("Karen Jespersen");
  ASSERT_THAT(desk_.Call<RegisterEnquiryResponse>(request), IsOk());
  request.set_request_id(NewRequestId());
  request.mutable_enquiry()->mutable_contact()->set_email("karen@");
  ASSERT_FALSE(desk_.Call<RegisterEnquiryResponse>(request).ok());
  ASSERT_FALSE(server_.WithSecret("indgang_x").CallMethod(kGetCase, "").ok());
  const std::vector<std::string> lines = server_.log().lines();
  ASSERT_EQ(lines.size(), before + 3);
  const auto line = [&](std::size_t i) { return nlohmann::json::parse(lines[before + i]); };
  EXPECT_EQ(line(0)["event"], "call");
  EXPECT_EQ(line(0)["method"], "indgang.cases.v1.CaseService.RegisterEnquiry");
  EXPECT_EQ(line(0)["code"], "OK");
  EXPECT_EQ(line(0)["token"], desk_.id());
  EXPECT_EQ(line(0)["time"], "2026-11-20T09:00:00.000Z");
  EXPECT_GT(line(0)["ms"], 0);
  EXPECT_EQ(line(1)["reason"], "FIELD_INVALID");
  EXPECT_EQ(line(2)["reason"], "TOKEN_INVALID");
  EXPECT_FALSE(line(2).contains("token"));
  for (const std::string& each : lines) {
    EXPECT_THAT(each, ::testing::Not(::testing::AnyOf(::testing::HasSubstr("aren"), ::testing::HasSubstr("12345678"))));
  }
}

}  // namespace
}  // namespace indgang::service
