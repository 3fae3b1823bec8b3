// Every reading of a case is recorded, whoever reads and by whatever method.
#include "server/service/access_log.h"

#include <set>

#include "absl/strings/match.h"
#include "indgang/admin/v1/audit_service.pb.h"
#include "indgang/cases/v1/case_file_service.pb.h"
#include "indgang/cases/v1/case_plan_service.pb.h"
#include "server/service/access_policy.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using admin::v1::AccessRecord;
using admin::v1::ListAccessRecordsRequest;
using admin::v1::ListAccessRecordsResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsError;
using testing::IsOk;
using testing::Violates;

template <typename Request>
Request Named(const std::string& name) {
  Request request;
  request.set_name(name);
  return request;
}

template <typename Request>
Request Of(const std::string& parent) {
  Request request;
  request.set_parent(parent);
  return request;
}

class AccessLogTest : public ServiceTest {
 protected:
  // "GetCase cases/2026-000001" of each reading that is listed, newest first.
  std::vector<std::string> Readings(const ListAccessRecordsRequest& request = {}) {
    EXPECT_THAT(server_.server().access_log().Flush(), IsOk());
    const auto response = leader_.Call<ListAccessRecordsResponse>(request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> readings;
    for (int i = 0; response.ok() && i < response->records_size(); ++i) {
      const AccessRecord& record = response->records(i);
      readings.push_back(absl::StrCat(record.method().substr(record.method().rfind('.') + 1), " ", record.case_()));
    }
    return readings;
  }
};

TEST_F(AccessLogTest, ARecordSaysWhoReadWhatAndWhen) {
  const std::string name = Register().name();
  EXPECT_THAT(Readings(), IsEmpty()) << "what somebody writes is in the events";
  ASSERT_THAT(desk_.Call<GetCaseResponse>(Named<GetCaseRequest>(name)), IsOk());
  ASSERT_THAT(Readings(), ElementsAre("GetCase cases/2026-000001"));
  const auto response = leader_.Call<ListAccessRecordsResponse>(ListAccessRecordsRequest());
  ASSERT_THAT(response, IsOk());
  const AccessRecord& record = response->records(0);
  EXPECT_EQ(record.id(), 1);
  EXPECT_EQ(record.time().seconds(), absl::ToUnixSeconds(server_.clock().Now()));
  EXPECT_EQ(record.actor().id(), desk_.id());
  EXPECT_EQ(record.actor().member(), desk_.member());
  EXPECT_EQ(record.method(), "indgang.cases.v1.CaseService.GetCase");
  EXPECT_EQ(record.count(), 1);
  EXPECT_FALSE(record.emergency());
}

TEST_F(AccessLogTest, EveryMethodThatReadsCasesIsRecorded) {
  const std::string one = Register().name();
  const std::string two = Register().name();
  Refer(one, "building");
  const auto read = [&](const absl::Status& status) { EXPECT_THAT(status, IsOk()); };
  read(desk_.Call<ListCasesResponse>(ListCasesRequest()).status());
  read(desk_.Call<ListInteractionsResponse>(Of<ListInteractionsRequest>(two)).status());
  read(desk_.Call<ListCaseEventsResponse>(Of<ListCaseEventsRequest>(two)).status());
  read(desk_.Call<ListNotesResponse>(Of<ListNotesRequest>(two)).status());
  read(desk_.Call<ListAttachmentsResponse>(Of<ListAttachmentsRequest>(two)).status());
  read(building_.Call<ListReferralsResponse>(Of<ListReferralsRequest>("cases/-")).status());
  read(building_.Call<GetReferralResponse>(Named<GetReferralRequest>(one + "/referrals/1")).status());
  const std::vector<std::string> readings = Readings();
  EXPECT_EQ(std::set<std::string>(readings.begin(), readings.end()),
            (std::set<std::string>{"ListCases " + one, "ListCases " + two, "ListInteractions " + two,
                                   "ListCaseEvents " + two, "ListNotes " + two, "ListAttachments " + two,
                                   "ListReferrals " + one, "GetReferral " + one}));
  EXPECT_EQ(readings.size(), 8u) << "and nothing else";
}

TEST_F(AccessLogTest, WhatIsRefusedOrCountedIsNoReading) {
  Register();
  EXPECT_THAT(building_.Call<GetCaseResponse>(Named<GetCaseRequest>("cases/2026-000001")),
              IsError(absl::StatusCode::kNotFound, "CASE_NOT_FOUND"));
  ASSERT_THAT(leader_.Call<CountCasesResponse>(CountCasesRequest()), IsOk());
  EXPECT_THAT(Readings(), IsEmpty());
}

TEST_F(AccessLogTest, TheSameReadingAgainAndAgainIsOneRecordWithItsCount) {
  const std::string name = Register().name();
  // However the calls fall between two writes, none is lost.
  for (int i = 0; i < 10; ++i) ASSERT_THAT(desk_.Call<GetCaseResponse>(Named<GetCaseRequest>(name)), IsOk());
  ASSERT_THAT(leader_.Call<GetCaseResponse>(Named<GetCaseRequest>(name)), IsOk());
  Readings();
  const auto response = leader_.Call<ListAccessRecordsResponse>(ListAccessRecordsRequest());
  ASSERT_THAT(response, IsOk());
  int of_desk = 0;
  int of_leader = 0;
  for (const AccessRecord& record : response->records()) {
    (record.actor().id() == desk_.id() ? of_desk : of_leader) += record.count();
  }
  EXPECT_EQ(of_desk, 10);
  EXPECT_EQ(of_leader, 1);
}

TEST_F(AccessLogTest, RecordsAreListedByCaseAndMemberInPages) {
  const std::string one = Register().name();
  const std::string two = Register().name();
  for (const auto& [client, name] : {std::pair{&desk_, one}, {&leader_, one}, {&desk_, two}}) {
    ASSERT_THAT(client->Call<GetCaseResponse>(Named<GetCaseRequest>(name)), IsOk());
    ASSERT_THAT(server_.server().access_log().Flush(), IsOk());
  }
  ListAccessRecordsRequest request;
  request.set_case_(one);
  EXPECT_THAT(Readings(request), ElementsAre("GetCase " + one, "GetCase " + one));
  request.set_member("me");
  EXPECT_THAT(Readings(request), ElementsAre("GetCase " + one));
  request.clear_case_();
  request.set_member(desk_.member());
  EXPECT_THAT(Readings(request), ElementsAre("GetCase " + two, "GetCase " + one));
  request.set_page_size(1);
  const auto first = admin_.Call<ListAccessRecordsResponse>(request);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->records(0).case_(), two);
  request.set_page_token(first->next_page_token());
  const auto second = admin_.Call<ListAccessRecordsResponse>(request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->records(0).case_(), one);
  EXPECT_EQ(second->next_page_token(), "");
  request.set_member("mem_other");
  EXPECT_REFUSED(admin_.Call<ListAccessRecordsResponse>(request), kInvalidArgument, "PAGE_TOKEN_INVALID");
  request.set_case_("2026-000001");
  request.set_page_size(-1);
  EXPECT_THAT(admin_.Call<ListAccessRecordsResponse>(request), Violates("page_size", "case"));
  EXPECT_REFUSED(desk_.Call<ListAccessRecordsResponse>(ListAccessRecordsRequest()), kPermissionDenied,
                 "ROLE_NOT_ALLOWED");
}

TEST_F(AccessLogTest, ReadingInAnEmergencyIsMarked) {
  const std::string name = Register().name();
  admin::v1::OpenEmergencyAccessRequest open;
  open.set_request_id(NewRequestId());
  open.set_case_(name);
  open.set_reason("Alle er syge");
  ASSERT_THAT(admin_.Call<admin::v1::OpenEmergencyAccessResponse>(open), IsOk());
  ASSERT_THAT(admin_.Call<GetCaseResponse>(Named<GetCaseRequest>(name)), IsOk());
  ASSERT_THAT(Readings(), ElementsAre("GetCase " + name));
  const auto response = leader_.Call<ListAccessRecordsResponse>(ListAccessRecordsRequest());
  ASSERT_THAT(response, IsOk());
  EXPECT_TRUE(response->records(0).emergency());
  EXPECT_EQ(response->records(0).actor().id(), admin_.id());
}

TEST_F(AccessLogTest, WhatWaitsIsWrittenWhenTheServiceStopsAndByItself) {
  const std::string name = Register().name();
  ASSERT_THAT(desk_.Call<GetCaseResponse>(Named<GetCaseRequest>(name)), IsOk());
  server_.Restart();
  leader_ = server_.WithSecret(leader_.secret());
  desk_ = server_.WithSecret(desk_.secret());
  const auto count = [&] {
    const auto response = leader_.Call<ListAccessRecordsResponse>(ListAccessRecordsRequest());
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->records_size() : 0;
  };
  EXPECT_EQ(count(), 1);
  ASSERT_THAT(desk_.Call<GetCaseResponse>(Named<GetCaseRequest>(name)), IsOk());
  for (int i = 0; i < 600 && count() < 2; ++i) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(count(), 2);
}

TEST_F(AccessLogTest, WhenTooManyWaitTheAnswerIsNotGiven) {
  AccessLog log(server_.storage(), server_.clock(), server_.log(), absl::InfiniteDuration(), /*max_waiting=*/3);
  auto caller = std::make_shared<admin::v1::Token>();
  const Reading two = {caller, "method", {"cases/2026-000001", "cases/2026-000002"}};
  ASSERT_THAT(log.Flush(), IsOk());
  absl::Status last = absl::OkStatus();
  // Its own thread writes now and then: some call comes in between.
  for (int i = 0; i < 1000 && last.ok(); ++i) last = log.Add(two);
  EXPECT_THAT(last, IsError(absl::StatusCode::kResourceExhausted, "OVERLOADED"));
  ASSERT_THAT(log.Flush(), IsOk());
  EXPECT_THAT(log.Add(two), IsOk()) << "room again";
}

TEST_F(AccessLogTest, WhatWasKeptLongEnoughIsDeletedAndNothingElse) {
  const std::string name = Register().name();
  const auto read = [&] { ASSERT_THAT(desk_.Call<GetCaseResponse>(Named<GetCaseRequest>(name)), IsOk()); };
  read();
  ASSERT_THAT(Readings(), ElementsAre("GetCase " + name));
  const absl::Duration keep = 30 * absl::Hours(24);
  server_.clock().Advance(keep);
  read();
  ASSERT_EQ(Readings().size(), 2u);
  const std::map<std::string, std::string> before = server_.StoredData();

  AccessLog for_good(server_.storage(), server_.clock(), server_.log());
  AccessLog log(server_.storage(), server_.clock(), server_.log(), keep);
  EXPECT_EQ(log.DeleteOld().value_or(-1), 0) << "kept for exactly as long as was wanted";
  server_.clock().Advance(absl::Seconds(1));
  EXPECT_EQ(for_good.DeleteOld().value_or(-1), 0);
  ASSERT_THAT(log.DeleteOld(), IsOk());
  // Its own thread may have been first, and not have counted yet.
  for (int i = 0; i < 600 && log.deleted() == 0; ++i) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(log.deleted(), 1u);
  EXPECT_EQ(Readings().size(), 1u);
  EXPECT_EQ(server_.StoredData(), before) << "cases, events and all else stay";
}

TEST_F(AccessLogTest, ManyAreDeletedByItselfInSmallPartsAndLoggedOnce) {
  constexpr int kOld = 2 * AccessLog::kDeletedAtOnce + 1;
  ASSERT_THAT(storage::WriteAndWait(server_.storage(),
                                    [](storage::WriteTransaction& tx) {
                                      AccessRecord record;
                                      record.set_case_("cases/2026-000001");
                                      for (int i = 0; i < kOld; ++i) EXPECT_THAT(tx.AddAccessRecord(record), IsOk());
                                      return absl::OkStatus();
                                    }),
              IsOk());
  AccessLog log(server_.storage(), server_.clock(), server_.log(), absl::Hours(24));
  const absl::StatusOr<int> once = log.DeleteOld();
  ASSERT_THAT(once, IsOk());
  EXPECT_LE(*once, AccessLog::kDeletedAtOnce);
  const auto lines = [&] {
    std::vector<std::string> found;
    for (const std::string& line : server_.log().lines()) {
      if (absl::StrContains(line, "access_records_deleted")) found.push_back(line);
    }
    return found;
  };
  for (int i = 0; i < 600 && lines().empty(); ++i) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(static_cast<int>(log.deleted()), kOld);
  EXPECT_THAT(lines(), ElementsAre(::testing::HasSubstr(absl::StrCat("\"count\":\"", kOld, "\""))));
  EXPECT_THAT(Readings(), IsEmpty());
}

// A method that answers with something of a case cannot go unrecorded: whatever it answers with is named.
TEST_F(AccessLogTest, EverythingThatLiesInCasesIsRecognised) {
  GetCaseResponse response;
  response.mutable_case_()->set_name("cases/2026-000001");
  EXPECT_THAT(CasesIn(GetCaseRequest(), response), ElementsAre("cases/2026-000001"));
  EXPECT_THAT(CasesIn(Named<DraftAnswerRequest>("cases/2026-000002"), DraftAnswerResponse()),
              ElementsAre("cases/2026-000002"));
  ListFollowUpsResponse follow_ups;
  for (const char* name :
       {"cases/2026-000003/followUps/1", "cases/2026-000001/followUps/9", "cases/2026-000003/followUps/2"}) {
    follow_ups.add_follow_ups()->set_name(name);
  }
  EXPECT_THAT(CasesIn(Of<ListFollowUpsRequest>("cases/-"), follow_ups),
              ElementsAre("cases/2026-000001", "cases/2026-000003"));
  EXPECT_THAT(CasesIn(CountCasesRequest(), CountCasesResponse()), IsEmpty());
  EXPECT_THAT(CasesIn(Named<GetCaseRequest>("cases/2026-000001"), response, {"cases/2026-000004", "cases/2026-000001"}),
              ElementsAre("cases/2026-000001", "cases/2026-000004"));
}

}  // namespace
}  // namespace indgang::service
