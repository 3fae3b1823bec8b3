// What a task-force member can find out about cases that were not referred to its authority: nothing, whatever it asks.
// Thousands of random calls; a seed repeats its calls. More of them: INDGANG_SCOPE_PROBES=100000.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "gmock/gmock.h"
#include "indgang/cases/v1/case_file_service.pb.h"
#include "indgang/cases/v1/case_plan_service.pb.h"
#include "indgang/cases/v1/watch_service.grpc.pb.h"
#include "server/service/search_indexer.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;

constexpr const char* kCompanies[] = {"20002603", "20003014", "20004932", "20005343", "20006439", "20007672"};
constexpr const char* kTrades[] = {"bageri", "smedje", "garveri", "vaskeri", "teglværk", "mejeri"};
constexpr int kCases = 24;
// There is no case with this number; it is as long as every other.
constexpr char kNobodys[] = "cases/2026-999999";

class ScopeProbesTest : public ServiceTest {
 protected:
  ScopeProbesTest() {
    for (int i = 0; i < kCases; ++i) MakeOne(i);
    EXPECT_THAT(SearchIndexer(server_.storage()).CatchUp(), IsOk());
  }

  // Every third case is referred to building, every fourth to industrial environment.
  void MakeOne(int i) {
    RegisterEnquiryRequest request = EnquiryRequest();
    request.mutable_enquiry()->mutable_company()->set_cvr_number(kCompanies[i % 6]);
    request.mutable_enquiry()->set_text(absl::StrCat("Hvor kan et ", kTrades[i % 5], " ligge? ", Secret(i)));
    const auto made = desk_.Call<RegisterEnquiryResponse>(request);
    ASSERT_THAT(made, IsOk());
    const std::string& name = made->case_().name();
    names_.push_back(name);
    if (i % 2 == 0) {
      ASSERT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(name)), IsOk());
    }
    if (i % 3 == 0) referrals_.push_back(Refer(name, "building").name());
    if (i % 4 == 0) referrals_.push_back(Refer(name, "industrial-environment").name());
    if (i % 5 == 0) {
      ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), IsOk());
    }
    if (i % 10 == 5 && i % 3 != 0 && i % 4 != 0) {
      ASSERT_THAT(desk_.Call<CloseCaseResponse>(CloseRequest(name)), IsOk());
    }
    (i % 3 == 0 ? visible_ : hidden_).insert(name);
    if (i % 3 != 0) secrets_.push_back(Secret(i));
  }

  // A word that is said on one case alone.
  static std::string Secret(int i) { return absl::StrCat("hemmelighed", i, "x"); }

  template <typename Choices>
  auto& Any(const Choices& choices) {
    return choices[random_() % std::size(choices)];
  }
  const char* Any(std::initializer_list<const char*> choices) { return choices.begin()[random_() % choices.size()]; }
  bool Chance(unsigned one_in) { return random_() % one_in == 0; }

  std::string Comparison() {
    const std::string time = absl::StrCat(" ", Any({"<", "<=", ">", ">=", "=", "!="}), " 2026-11-", 18 + random_() % 9);
    switch (random_() % 14) {
      case 0:
        return absl::StrCat("state ", Any({"=", "!="}), " ", Any({"REGISTERED", "IN_PROGRESS", "CLOSED"}));
      case 1:
        return absl::StrCat("cvr_number ", Any({"=", "!="}), " ", Any(kCompanies));
      case 2:
        return absl::StrCat("contact_person = ", Any({"me", desk_.member().c_str(), leader_.member().c_str()}));
      case 3:
        return absl::StrCat("service:", Any({"*", "location-check", "noise"}));
      case 4:
        return absl::StrCat(Any({"create_time", "update_time", "close_time", "next_due_time"}), time);
      case 5:
        return absl::StrCat(Any({"late", "silent", "missed", "due_today", "mine", "my_unit"}), " = ",
                            Any({"true", "false"}));
      case 6:
        return absl::StrCat(Any({"open_referrals", "open_callbacks", "enquiry_count", "transfer_count"}),
                            Any({" = ", " > ", " <= "}), random_() % 3);
      case 7:
        return absl::StrCat("complexity = ", Any({"UNSPECIFIED", "SIMPLE", "MEDIUM"}));
      case 8:
        return absl::StrCat("outcome != ", Any({"ANSWERED", "UNSPECIFIED"}));
      case 9:
        return "package = car-repair-shop";
      case 10:
        return "channel = PHONE";
      case 11:
        return absl::StrCat("unit = ", Any({"building", "\"\""}));
      case 12:
        return "escalation = UNSPECIFIED";
      default:
        return "language = da";
    }
  }

  std::string Filter(int depth = 0) {
    if (depth == 0 && Chance(6)) return "";
    if (depth == 2 || Chance(2)) return absl::StrCat(Chance(5) ? "NOT " : "", Comparison());
    const char* word = Any({" AND ", " OR "});
    std::string text = absl::StrCat("(", Filter(depth + 1), word, Filter(depth + 1), ")");
    return Chance(5) ? absl::StrCat("NOT ", text) : text;
  }

  static bool DependsOnCaller(const std::string& filter) {
    return absl::StrContains(filter, "= me") || absl::StrContains(filter, "mine") ||
           absl::StrContains(filter, "my_unit");
  }

  ListCasesRequest SomeList() {
    ListCasesRequest request;
    request.set_filter(Filter());
    if (Chance(3)) {
      request.set_query(Chance(2) ? Secret(static_cast<int>(random_() % kCases)) : std::string(Any(kTrades)));
      if (Chance(3)) request.set_query(Any(kCompanies));
      if (Chance(4)) request.set_query(absl::StrReplaceAll(Any(names_), {{"cases/", ""}}));
      if (Chance(2)) request.set_order_by("case_number");
    } else {
      request.set_order_by(Any({"", "case_number desc", "case_number", "next_due_time", "update_time desc"}));
    }
    if (Chance(3)) request.set_cvr_number(Any(kCompanies));
    if (Chance(4)) request.set_state(static_cast<Case::State>(1 + random_() % 3));
    if (Chance(4)) request.set_contact_person(Any({"me", desk_.member().c_str()}));
    request.set_page_size(static_cast<int>(1 + random_() % 9));
    return request;
  }

  // Names on all pages; with `pages`, how many there were.
  std::vector<std::string> List(const testing::TestClient& client, ListCasesRequest request, std::size_t* pages) {
    std::vector<std::string> names;
    do {
      const auto response = client.Call<ListCasesResponse>(request);
      EXPECT_THAT(response, IsOk()) << request.ShortDebugString();
      if (!response.ok()) break;
      Look(response->SerializeAsString());
      for (const Case& each : response->cases()) names.push_back(each.name());
      request.set_page_token(response->next_page_token());
      if (pages != nullptr) ++*pages;
    } while (!request.page_token().empty());
    return names;
  }

  void Leak(const std::string& what) {
    if (leaks_++ < 5) first_leaks_ += "\n" + what;
  }

  // Whether the bytes tell of something hidden.
  void Look(const std::string& bytes) {
    for (const std::string& name : hidden_) {
      if (absl::StrContains(bytes, name.substr(6))) Leak(absl::StrCat("number of ", name));
    }
    for (const std::string& secret : secrets_) {
      if (absl::StrContains(bytes, secret)) Leak(absl::StrCat("text ", secret));
    }
  }

  // What the list must be: all there is of it that may be seen, on no more pages than that takes.
  void ProbeList(const testing::TestClient& prober) {
    ListCasesRequest request = SomeList();
    if (DependsOnCaller(request.filter()) || request.contact_person() == "me") {
      List(prober, request, nullptr);
      return;
    }
    std::vector<std::string> expected;
    for (const std::string& name : ListUnseen(request)) {
      if (visible_.count(name) > 0) expected.push_back(name);
    }
    std::size_t pages = 0;
    if (List(prober, request, &pages) != expected) Leak("list of " + request.ShortDebugString());
    const auto page_size = static_cast<std::size_t>(request.page_size());
    if (pages != std::max<std::size_t>(1, (expected.size() + page_size - 1) / page_size)) {
      Leak("number of pages of " + request.ShortDebugString());
    }
  }

  // As the front desk sees it; not looked at for leaks.
  std::vector<std::string> ListUnseen(const ListCasesRequest& request) {
    const int leaks = leaks_;
    const std::string first_leaks = first_leaks_;
    const std::vector<std::string> names = List(desk_, request, nullptr);
    leaks_ = leaks;
    first_leaks_ = first_leaks;
    return names;
  }

  void ProbeCount(const testing::TestClient& prober) {
    CountCasesRequest request;
    do {
      request.set_filter(Filter());
    } while (DependsOnCaller(request.filter()));
    if (Chance(2)) request.add_group_by(Any({"state", "unit", "contact_person", "create_month", "package"}));
    ListCasesRequest list;
    list.set_filter(request.filter());
    std::int64_t expected = 0;
    for (const std::string& name : ListUnseen(list)) expected += visible_.count(name) > 0 ? 1 : 0;
    const auto response = prober.Call<CountCasesResponse>(request);
    ASSERT_THAT(response, IsOk());
    std::int64_t counted = 0;
    for (const CaseCount& count : response->counts()) counted += count.count();
    if (counted != expected) Leak("count of " + request.ShortDebugString());
    Look(response->SerializeAsString());
  }

  // What a call on a hidden case is answered, as on one that is not there, but for the name.
  template <typename Response, typename Request>
  void ProbeTwin(const testing::TestClient& prober, Request request, const std::string& hidden,
                 void (*set)(Request&, const std::string&)) {
    set(request, hidden);
    const absl::Status real = prober.Call<Response>(request).status();
    std::string twin_name = hidden;
    twin_name.replace(0, sizeof(kNobodys) - 1, kNobodys);
    set(request, twin_name);
    const absl::Status twin = prober.Call<Response>(request).status();
    const auto text = [](const absl::Status& status, const std::string& name) {
      std::string all = absl::StrCat(status.code(), " ", status.message());
      const auto info = GetErrorInfo(status);
      if (info.has_value()) absl::StrAppend(&all, " ", info->ShortDebugString());
      return absl::StrReplaceAll(
          all, {{name, "it"}, {name.substr(0, sizeof(kNobodys) - 1), "it"}, {name.substr(6, 11), "it"}});
    };
    if (text(real, hidden) != text(twin, twin_name)) {
      Leak(absl::StrCat(Request::descriptor()->name(), ": ", text(real, hidden), " <> ", text(twin, twin_name)));
    }
  }

  template <typename Response, typename Request>
  void ProbeName(const testing::TestClient& prober, Request request, const std::string& hidden) {
    ProbeTwin<Response, Request>(prober, std::move(request), hidden,
                                 [](Request& r, const std::string& name) { r.set_name(name); });
  }
  template <typename Response, typename Request>
  void ProbeParent(const testing::TestClient& prober, Request request, const std::string& hidden) {
    ProbeTwin<Response, Request>(prober, std::move(request), hidden,
                                 [](Request& r, const std::string& name) { r.set_parent(name); });
  }

  void ProbeCall(const testing::TestClient& prober) {
    const std::vector<std::string> hidden(hidden_.begin(), hidden_.end());
    const std::string& name = Any(hidden);
    // A referral of a hidden case, one that is there or one that is not.
    const std::string referral = absl::StrCat(name, "/referrals/", 1 + random_() % 2);
    switch (random_() % 13) {
      case 0:
        return ProbeName<GetCaseResponse>(prober, GetCaseRequest(), name);
      case 1:
        return ProbeParent<ListInteractionsResponse>(prober, ListInteractionsRequest(), name);
      case 2:
        return ProbeParent<ListCaseEventsResponse>(prober, ListCaseEventsRequest(), name);
      case 3:
        return ProbeParent<ListNotesResponse>(prober, ListNotesRequest(), name);
      case 4:
        return ProbeParent<ListAttachmentsResponse>(prober, ListAttachmentsRequest(), name);
      case 5:
        return ProbeName<GetPlanResponse>(prober, GetPlanRequest(), name + "/plan");
      case 6:
        return ProbeParent<ListReferralsResponse>(prober, ListReferralsRequest(), name);
      case 7:
        return ProbeName<GetReferralResponse>(prober, GetReferralRequest(), referral);
      case 8:
        return ProbeName<AcceptReferralResponse>(prober, ReferralMove<AcceptReferralRequest>(""), referral);
      case 9:
        return ProbeName<DeclineReferralResponse>(prober, DeclineRequest(""), referral);
      case 10:
        return ProbeName<AnswerReferralResponse>(prober, ReferralAnswer(""), referral);
      case 11:
        return ProbeName<CompleteReferralResponse>(prober, ReferralMove<CompleteReferralRequest>(""), referral);
      default:
        return ProbeParent<RecordInteractionResponse>(prober, AnswerRequest(""), name);
    }
  }

  void Probe(const testing::TestClient& prober, int probes, std::uint64_t seed) {
    random_.seed(seed);
    leaks_ = 0;
    first_leaks_.clear();
    for (int i = 0; i < probes; ++i) {
      switch (random_() % 3) {
        case 0:
          ProbeList(prober);
          break;
        case 1:
          ProbeCount(prober);
          break;
        default:
          ProbeCall(prober);
      }
    }
  }

  // All that a stream tells, from the beginning of the feed until it tells nothing for a while.
  std::vector<std::string> Watched(const testing::TestClient& prober) {
    std::string begin;
    EXPECT_THAT(storage::ReadAndWait(server_.storage(),
                                     [&](storage::ReadTransaction& tx) {
                                       begin = MakeResumeToken(*tx.GetFeedPlace(0).value());
                                       return absl::OkStatus();
                                     }),
                IsOk());
    const auto stub = WatchService::NewStub(server_.channel());
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + prober.secret());
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(3)));
    WatchCasesRequest request;
    request.set_resume_token(begin);
    const auto reader = stub->WatchCases(&context, request);
    std::vector<std::string> names;
    WatchCasesResponse response;
    while (reader->Read(&response)) {
      Look(response.SerializeAsString());
      if (response.has_event()) names.push_back(response.event().name());
    }
    return names;
  }

  std::mt19937_64 random_;
  std::vector<std::string> names_, referrals_, secrets_;
  // By building.
  std::set<std::string> visible_, hidden_;
  int leaks_ = 0;
  std::string first_leaks_;
};

TEST_F(ScopeProbesTest, NothingIsFoundOutByAskingAtRandom) {
  int probes = 3'000;
  if (const char* wanted = std::getenv("INDGANG_SCOPE_PROBES"); wanted != nullptr) {
    ASSERT_TRUE(absl::SimpleAtoi(wanted, &probes));
  }
  for (const std::uint64_t seed : {1, 2}) {
    Probe(building_, probes / 2, seed);
    EXPECT_EQ(leaks_, 0) << "seed " << seed << first_leaks_;
  }
  std::cout << "X1: measured " << leaks_ << " leaks (target 0) " << (leaks_ == 0 ? "met" : "short") << ": " << probes
            << " probes\n";
}

TEST_F(ScopeProbesTest, ProbesNoticeACallerWhoSeesMore) {
  Probe(desk_, 60, 1);
  EXPECT_GT(leaks_, 20);
  // A member of the authority that the other cases were referred to.
  Probe(environment_, 60, 1);
  EXPECT_GT(leaks_, 10);
}

TEST_F(ScopeProbesTest, AStreamTellsOfVisibleCasesAlone) {
  std::vector<std::string> expected;
  EXPECT_THAT(storage::ReadAndWait(server_.storage(),
                                   [&](storage::ReadTransaction& tx) {
                                     const std::vector<storage::FeedEntry> feed = tx.ListFeed(0, 10'000).value();
                                     for (const storage::FeedEntry& entry : feed) {
                                       if (visible_.count("cases/" + entry.case_number) > 0) {
                                         expected.push_back(entry.event.name());
                                       }
                                     }
                                     return absl::OkStatus();
                                   }),
              IsOk());
  EXPECT_EQ(Watched(building_), expected);
  EXPECT_EQ(leaks_, 0) << first_leaks_;
  Watched(desk_);
  EXPECT_GT(leaks_, 0) << "the same look at the front desk's stream must find something";
}

}  // namespace
}  // namespace indgang::service
