// Lists, searches and counts of cases, and who finds what.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "server/service/case_filter.h"
#include "server/service/search_indexer.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

class CaseListTest : public ServiceTest {
 protected:
  static ListCasesRequest Filtered(const std::string& filter) {
    ListCasesRequest request;
    request.set_filter(filter);
    return request;
  }

  static ListCasesRequest Searching(const std::string& query) {
    ListCasesRequest request;
    request.set_query(query);
    return request;
  }

  std::vector<std::string> List(testing::TestClient& client, ListCasesRequest request) {
    std::vector<std::string> names;
    do {
      const auto response = client.Call<ListCasesResponse>(request);
      EXPECT_THAT(response, IsOk()) << request.ShortDebugString();
      if (!response.ok()) break;
      for (const Case& each : response->cases()) names.push_back(each.name());
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  std::vector<std::string> Found(const std::string& filter) { return List(desk_, Filtered(filter)); }

  std::vector<std::string> Counts(testing::TestClient& client, const std::vector<std::string>& by,
                                  const std::string& filter = "") {
    CountCasesRequest request;
    request.set_filter(filter);
    for (const std::string& field : by) request.add_group_by(field);
    const auto response = client.Call<CountCasesResponse>(request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> counts;
    if (!response.ok()) return counts;
    for (const CaseCount& count : response->counts()) {
      counts.push_back(absl::StrCat(absl::StrJoin(count.values(), "/"), "=", count.count()));
    }
    return counts;
  }

  void Index() { ASSERT_THAT(SearchIndexer(server_.storage()).CatchUp(), IsOk()); }
};

TEST_F(CaseListTest, FiltersFindTheirCases) {
  const std::string first = Register().name();
  const std::string second = Register().name();
  ASSERT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(second)), IsOk());
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(second)), IsOk());
  const std::string third = Register().name();
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(third)), IsOk());
  ASSERT_THAT(desk_.Call<CloseCaseResponse>(CloseRequest(third)), IsOk());
  const std::vector<std::string> all = {third, second, first};
  const std::string mine = Get(first).contact_person().id();

  EXPECT_EQ(Found(""), all);
  EXPECT_THAT(Found("state = CLOSED"), ElementsAre(third));
  EXPECT_THAT(Found("state != CLOSED"), ElementsAre(second, first));
  EXPECT_THAT(Found("NOT (state = CLOSED OR state = REGISTERED)"), ElementsAre(second));
  EXPECT_THAT(Found("complexity = UNSPECIFIED AND state = REGISTERED"), ElementsAre(first));
  EXPECT_THAT(Found("service:location-check"), ElementsAre(second));
  EXPECT_THAT(Found("service:*"), ElementsAre(second));
  EXPECT_THAT(Found("NOT service:*"), ElementsAre(third, first));
  EXPECT_THAT(Found("area = start-and-grow"), ElementsAre(second));
  EXPECT_THAT(Found("area != start-and-grow"), ElementsAre(third, first));
  EXPECT_THAT(Found("area = building"), IsEmpty());
  EXPECT_THAT(Found("package = car-repair-shop"), ElementsAre(second));
  EXPECT_EQ(Found("channel = PHONE AND language = da AND cvr_number = 13585628"), all);
  EXPECT_THAT(Found("channel = EMAIL"), IsEmpty());
  EXPECT_THAT(Found("outcome = ANSWERED"), ElementsAre(third));
  EXPECT_EQ(Found("mine = true"), all);
  EXPECT_EQ(Found("contact_person = me"), all);
  EXPECT_EQ(Found(absl::StrCat("contact_person = ", mine)), all);
  EXPECT_THAT(Found("mine = false"), IsEmpty());
  EXPECT_EQ(Found("create_time >= 2026-11-20"), all);
  EXPECT_THAT(Found("create_time < 2026-11-20T09:00:00Z"), IsEmpty());
  EXPECT_THAT(Found("close_time >= 2026-11-20"), ElementsAre(third));
  EXPECT_EQ(Found("missed = false AND open_referrals = 0 AND transfer_count <= 0"), all);
  EXPECT_THAT(List(leader_, Filtered("mine = true")), IsEmpty());
}

TEST_F(CaseListTest, AFilterGoesTogetherWithTheOtherFieldsAndPages) {
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) names.insert(names.begin(), Register().name());
  ListCasesRequest request = Filtered("state = REGISTERED");
  request.set_cvr_number("13585628");
  request.set_contact_person("me");
  request.set_page_size(2);
  EXPECT_EQ(List(desk_, request), names);
  request.set_order_by("case_number");
  std::reverse(names.begin(), names.end());
  EXPECT_EQ(List(desk_, request), names);
  request.set_state(Case::STATE_CLOSED);
  EXPECT_THAT(List(desk_, request), IsEmpty());
}

TEST_F(CaseListTest, APageTokenWorksForItsOwnFilterAlone) {
  for (int i = 0; i < 3; ++i) Register();
  ListCasesRequest request = Filtered("state = REGISTERED");
  request.set_page_size(1);
  request.set_page_token(desk_.Call<ListCasesResponse>(request)->next_page_token());
  EXPECT_THAT(desk_.Call<ListCasesResponse>(request), IsOk());
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(request.page_token(), &bytes));
  bytes.back() = 'x';
  ListCasesRequest broken = request;
  broken.set_page_token(absl::WebSafeBase64Escape(bytes));
  EXPECT_THAT(desk_.Call<ListCasesResponse>(broken), IsError(kInvalid, "PAGE_TOKEN_INVALID"));
  request.set_filter("state != CLOSED");
  EXPECT_THAT(desk_.Call<ListCasesResponse>(request), IsError(kInvalid, "PAGE_TOKEN_INVALID"));
}

TEST_F(CaseListTest, SaysEveryNameAndValueOfAFilterThatIsWrong) {
  const std::pair<const char*, const char*> filters[] = {
      {"stat = CLOSED", "filter, at byte 0: there is no field \"stat\"; did you mean state?"},
      {"x = 1", "there is no field \"x\"; wanted: one of state, complexity"},
      {"state = CLOSE", "filter, at byte 8: state is compared with \"CLOSE\"; did you mean CLOSED?"},
      {"state = closed AND missed = maybe", "at byte 28: missed is compared with \"maybe\"; wanted: true or false"},
      {"state > CLOSED", "wanted: state = or !="},
      {"create_time = yesterday", "wanted: a day like 2026-03-01 or a time like"},
      {"open_referrals = -1", "wanted: a number, 0 or more"},
      {"service < a", "wanted: service : (has), = or !="},
      {"state:CLOSED", "wanted: state = or !="},
      {"late", "wanted: =, !=, <, <=, >, >= or : after \"late\""},
  };
  for (const auto& [filter, message] : filters) {
    const auto response = desk_.Call<ListCasesResponse>(Filtered(filter));
    ASSERT_THAT(response, IsError(kInvalid, "FILTER_INVALID")) << filter;
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(message)) << filter;
  }
}

TEST_F(CaseListTest, RefusesOrdersQueriesAndGroupsItDoesNotKnow) {
  ListCasesRequest request = Searching("!?");
  request.set_order_by("name");
  EXPECT_THAT(desk_.Call<ListCasesResponse>(request), IsError(kInvalid, "FIELD_INVALID"));
  request = Searching("havn");
  request.set_order_by("next_due_time");
  EXPECT_THAT(desk_.Call<ListCasesResponse>(request), IsError(kInvalid, "FIELD_INVALID"));
  EXPECT_THAT(desk_.Call<ListCasesResponse>(Searching(std::string(201, 'a'))), IsError(kInvalid, "FIELD_INVALID"));
  for (const std::vector<std::string>& groups :
       {std::vector<std::string>{"stat"}, {"state", "state"}, {"state", "channel", "outcome"}}) {
    CountCasesRequest count;
    for (const std::string& group : groups) count.add_group_by(group);
    EXPECT_THAT(desk_.Call<CountCasesResponse>(count), IsError(kInvalid, "FIELD_INVALID")) << groups[0];
  }
}

TEST_F(CaseListTest, WordsFindWhatWasSaidInAnyInflection) {
  const std::string first = Register().name();
  const std::string second = Register().name();
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(second)), IsOk());
  EXPECT_THAT(List(desk_, Searching("autoværksted")), IsEmpty()) << "nothing was indexed yet";
  Index();
  EXPECT_THAT(List(desk_, Searching("autoværksted")), ElementsAre(second, first));
  EXPECT_THAT(List(desk_, Searching("AUTOVAERKSTEDER")), ElementsAre(second, first));
  EXPECT_THAT(List(desk_, Searching("erhvervsområde")), ElementsAre(second));
  EXPECT_THAT(List(desk_, Searching("havn autoværksted")), ElementsAre(second));
  EXPECT_THAT(List(desk_, Searching("havn og autoværksted")), ElementsAre(second)) << "og carries no meaning";
  EXPECT_THAT(List(desk_, Searching("havn frisør")), IsEmpty());
  EXPECT_THAT(List(desk_, Searching("13585628")), ElementsAre(second, first));
  EXPECT_THAT(List(desk_, Searching(first.substr(6))), ElementsAre(first));
  EXPECT_THAT(List(desk_, Searching("\" OR * NEAR(")), IsEmpty());
  EXPECT_THAT(List(desk_, Searching("auto\u02E6værksted")), IsEmpty())
      << "a sign that not everybody takes for a letter";
  ListCasesRequest both = Searching("autoværksted");
  both.set_filter("state = CLOSED");
  EXPECT_THAT(List(desk_, both), IsEmpty());
}

TEST_F(CaseListTest, TheIndexGoesOnWhereItWas) {
  Register();
  Index();
  Index();
  const std::string second = Register().name();
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(second)), IsOk());
  server_.Restart();
  SearchIndexer indexer(server_.storage());
  indexer.Start(absl::Milliseconds(5));
  desk_ = server_.As(admin::v1::ROLE_FRONT_DESK);
  for (int i = 0; i < 400 && List(desk_, Searching("havnen")).empty(); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_THAT(List(desk_, Searching("havnen")), ElementsAre(second));
}

TEST_F(CaseListTest, ATaskForceMemberFindsAndCountsOnlyItsCases) {
  Register();
  const std::string referred = Register().name();
  Refer(referred, "building");
  Index();
  EXPECT_THAT(List(building_, Filtered("")), ElementsAre(referred));
  EXPECT_THAT(List(building_, Filtered("state = CLOSED OR state != CLOSED")), ElementsAre(referred));
  EXPECT_THAT(List(building_, Searching("autoværksted")), ElementsAre(referred));
  ListCasesRequest changed;
  changed.set_order_by("update_time desc");
  EXPECT_THAT(List(building_, changed), ElementsAre(referred));
  EXPECT_THAT(Counts(building_, {}), ElementsAre("=1"));
  EXPECT_THAT(Counts(building_, {"state"}), ElementsAre("REGISTERED=1"));
  EXPECT_THAT(List(environment_, Filtered("cvr_number = 13585628")), IsEmpty());
  EXPECT_THAT(List(environment_, Searching("autoværksted")), IsEmpty());
  EXPECT_THAT(Counts(environment_, {}), ElementsAre("=0"));
  EXPECT_THAT(Counts(desk_, {}), ElementsAre("=2"));
}

TEST_F(CaseListTest, CountsAreGrouped) {
  const std::string first = Register().name();
  Register();
  ASSERT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(first)), IsOk());
  EXPECT_THAT(Counts(desk_, {"channel", "state"}), UnorderedElementsAre("PHONE/IN_PROGRESS=1", "PHONE/REGISTERED=1"));
  EXPECT_THAT(Counts(desk_, {"complexity"}), UnorderedElementsAre("MEDIUM=1", "UNSPECIFIED=1"));
  EXPECT_THAT(Counts(desk_, {"service"}), ElementsAre("location-check=1"));
  EXPECT_THAT(Counts(desk_, {"create_month"}), ElementsAre("2026-11=2"));
  EXPECT_THAT(Counts(desk_, {"create_month"}, "state = IN_PROGRESS"), ElementsAre("2026-11=1"));
  EXPECT_THAT(Counts(desk_, {"outcome"}), ElementsAre("UNSPECIFIED=2"));
}

TEST_F(CaseListTest, StatisticsCountsButSeesNobody) {
  Register();
  testing::TestClient statistics = server_.As(admin::v1::ROLE_STATISTICS);
  EXPECT_THAT(Counts(statistics, {"channel"}, "state = REGISTERED"), ElementsAre("PHONE=1"));
  const auto denied = IsError(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED");
  for (const char* filter : {"cvr_number = 13585628", "contact_person = x", "NOT (state = CLOSED AND mine = true)"}) {
    CountCasesRequest request;
    request.set_filter(filter);
    EXPECT_THAT(statistics.Call<CountCasesResponse>(request), denied) << filter;
  }
  CountCasesRequest request;
  request.add_group_by("contact_person");
  EXPECT_THAT(statistics.Call<CountCasesResponse>(request), denied);
  EXPECT_THAT(desk_.Call<CountCasesResponse>(request), IsOk());
  EXPECT_THAT(statistics.Call<ListCasesResponse>(ListCasesRequest()),
              IsError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
}

TEST(CaseFilterFieldsTest, AllAreDocumented) {
  const std::string page = ReadFile("docs/lists.md").value();
  for (const std::string& field : CaseFilterFields()) {
    EXPECT_TRUE(absl::StrContains(page, absl::StrCat("| `", field, "` |"))) << field;
  }
}

}  // namespace
}  // namespace indgang::service
