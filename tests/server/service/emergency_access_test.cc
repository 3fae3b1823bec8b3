// An admin, who sees no cases, opens one because nobody else can.
#include "indgang/admin/v1/audit_service.pb.h"
#include "indgang/cases/v1/case_file_service.pb.h"
#include "server/domain/times.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using admin::v1::OpenEmergencyAccessRequest;
using admin::v1::OpenEmergencyAccessResponse;
using ::testing::HasSubstr;
using testing::IsError;
using testing::IsOk;
using testing::Violates;

class EmergencyAccessTest : public ServiceTest {
 protected:
  static OpenEmergencyAccessRequest OpenRequest(const std::string& name) {
    OpenEmergencyAccessRequest request;
    request.set_request_id(NewRequestId());
    request.set_case_(name);
    request.set_reason("Alle er syge, og virksomheden ringer");
    return request;
  }

  // What the client is answered to each method by which an opened case is read.
  static std::vector<absl::Status> ReadAll(const testing::TestClient& client, const std::string& name) {
    GetCaseRequest get;
    get.set_name(name);
    ListInteractionsRequest interactions;
    interactions.set_parent(name);
    ListCaseEventsRequest events;
    events.set_parent(name);
    ListNotesRequest notes;
    notes.set_parent(name);
    ListReferralsRequest referrals;
    referrals.set_parent(name);
    return {client.Call<GetCaseResponse>(get).status(), client.Call<ListInteractionsResponse>(interactions).status(),
            client.Call<ListCaseEventsResponse>(events).status(), client.Call<ListNotesResponse>(notes).status(),
            client.Call<ListReferralsResponse>(referrals).status()};
  }

  static auto AllNotFound() { return ::testing::Each(IsError(absl::StatusCode::kNotFound, "CASE_NOT_FOUND")); }
};

TEST_F(EmergencyAccessTest, AnAdminReadsTheCaseItOpenedForAnHour) {
  const std::string name = Register().name();
  const std::string other = Register().name();
  const testing::TestClient second_admin = server_.As(admin::v1::ROLE_ADMIN);
  EXPECT_THAT(ReadAll(admin_, name), AllNotFound());

  const auto opened = admin_.Call<OpenEmergencyAccessResponse>(OpenRequest(name));
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(domain::FromTimestamp(opened->expire_time()), server_.clock().Now() + absl::Hours(1));
  EXPECT_THAT(ReadAll(admin_, name), ::testing::Each(IsOk()));
  EXPECT_THAT(ReadAll(admin_, other), AllNotFound()) << "only that case";
  EXPECT_THAT(ReadAll(second_admin, name), AllNotFound()) << "only that token";
  EXPECT_THAT(admin_.Call<ListCasesResponse>(ListCasesRequest()),
              IsError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  ListReferralsRequest all_referrals;
  all_referrals.set_parent("cases/-");
  EXPECT_THAT(admin_.Call<ListReferralsResponse>(all_referrals),
              IsError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(admin_.Call<CloseCaseResponse>(CloseRequest(name)),
              IsError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));

  server_.clock().Advance(absl::Hours(1) - absl::Milliseconds(1));
  server_.Restart();
  const testing::TestClient again = server_.WithSecret(admin_.secret());
  EXPECT_THAT(ReadAll(again, name), ::testing::Each(IsOk())) << "also after a restart";
  server_.clock().Advance(absl::Milliseconds(1));
  EXPECT_THAT(ReadAll(again, name), AllNotFound());
}

TEST_F(EmergencyAccessTest, TheCaseAndTheLogTellOfIt) {
  const Case before = Register();
  ASSERT_THAT(admin_.Call<OpenEmergencyAccessResponse>(OpenRequest(before.name())), IsOk());
  EXPECT_NE(Get(before.name()).etag(), before.etag());
  ListCaseEventsRequest request;
  request.set_parent(before.name());
  const auto events = leader_.Call<ListCaseEventsResponse>(request);
  ASSERT_THAT(events, IsOk());
  const CaseEvent& event = *events->events().rbegin();
  ASSERT_TRUE(event.has_emergency_access_opened());
  EXPECT_EQ(event.emergency_access_opened().reason(), "Alle er syge, og virksomheden ringer");
  EXPECT_EQ(event.actor().id(), admin_.id());
  std::string told;
  for (const std::string& line : server_.log().lines()) {
    if (line.find("emergency_access_opened") != std::string::npos) told = line;
  }
  EXPECT_THAT(told, HasSubstr("\"case_number\":\"2026-000001\""));
  EXPECT_THAT(told, HasSubstr(admin_.id()));
  EXPECT_THAT(told, ::testing::Not(HasSubstr("syge"))) << "the reason may hold personal data";
}

TEST_F(EmergencyAccessTest, WrongRequestsAreRefused) {
  const std::string name = Register().name();
  OpenEmergencyAccessRequest request = OpenRequest("2026-000001");
  request.set_reason(" ");
  EXPECT_THAT(admin_.Call<OpenEmergencyAccessResponse>(request), Violates("case", "reason"));
  EXPECT_REFUSED(admin_.Call<OpenEmergencyAccessResponse>(OpenRequest("cases/2026-000009")), kNotFound,
                 "CASE_NOT_FOUND");
  EXPECT_REFUSED(leader_.Call<OpenEmergencyAccessResponse>(OpenRequest(name)), kPermissionDenied, "ROLE_NOT_ALLOWED");
  // A retry opens nothing again.
  request = OpenRequest(name);
  const auto first = admin_.Call<OpenEmergencyAccessResponse>(request);
  server_.clock().Advance(absl::Minutes(30));
  const auto second = admin_.Call<OpenEmergencyAccessResponse>(request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
}

}  // namespace
}  // namespace indgang::service
