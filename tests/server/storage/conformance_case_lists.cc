// Conformance: conditions, orders, words and counts find what a plain look at every case finds.
#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/storage/conformance.h"

namespace indgang::storage {
namespace {

using cases::v1::Case;
using Comparison = CaseCondition::Comparison;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int kCases = 80;

// Cases that differ in everything a condition can look at; many times are the same.
StoredCase MakeVariedCase(int number) {
  StoredCase stored = MakeCase(number, static_cast<Case::State>(1 + number % 3), number % 4 == 0 ? "" : "13585628",
                               number % 5 == 0 ? "" : absl::StrCat("mem_", number % 5));
  Case& message = stored.message;
  message.set_complexity(static_cast<knowledge::v1::Complexity>(number % 4));
  message.mutable_enquiry()->set_channel(static_cast<cases::v1::Channel>(1 + number % 5));
  message.mutable_enquiry()->set_language(number % 3 == 0 ? "" : number % 3 == 1 ? "da" : "en");
  if (number % 2 == 0) message.set_package("cafe");
  if (number % 3 != 0) message.add_services("location-check");
  if (number % 4 == 1) message.add_services("noise");
  message.set_enquiry_count(1 + number % 2);
  message.mutable_create_time()->set_seconds(1'800'000'000 + number * 3'600);
  message.mutable_update_time()->set_seconds(1'800'000'000 + number % 7);
  if (message.state() == Case::STATE_CLOSED) {
    message.mutable_close_time()->set_seconds(1'800'000'000 + number);
  } else if (number % 4 != 0) {
    message.mutable_goals()->mutable_next_due_time()->set_seconds(1'800'000'000 + number % 6 * 60);
  }
  if (number % 9 == 0) message.mutable_goals()->set_answer_missed(true);
  return stored;
}

using Predicate = std::function<bool(const Case&)>;

std::vector<std::string> Expected(const Predicate& predicate) {
  std::vector<std::string> numbers;
  for (int number = kCases; number >= 1; --number) {
    if (predicate(MakeVariedCase(number).message)) numbers.push_back(NumberOf(number));
  }
  return numbers;
}

std::vector<std::string> Listed(ReadTransaction& read, CaseQuery query) {
  std::vector<std::string> numbers;
  do {
    const CasePage page = read.ListCases(query).value();
    EXPECT_LE(page.cases.size(), static_cast<std::size_t>(query.limit));
    for (const CaseBytes& each : page.cases) numbers.push_back(each.case_number);
    query.after = page.next;
  } while (!query.after.empty());
  return numbers;
}

CaseCondition Number(CaseField field, Comparison comparison, std::int64_t value) {
  return CaseCondition::Compare(field, comparison, value);
}

struct Example {
  std::string name;
  CaseCondition condition;
  Predicate predicate;
};

std::vector<Example> Examples() {
  const std::int64_t micros = 1'800'000'000'000'000;
  const CaseCondition closed = StateIs(Case::STATE_CLOSED);
  const CaseCondition mine = TextIs(CaseField::kContactPerson, "mem_1");
  const CaseCondition soon = Number(CaseField::kNextDueTime, Comparison::kLess, micros + 120'000'000);
  const auto is_closed = [](const Case& c) { return c.state() == Case::STATE_CLOSED; };
  const auto is_mine = [](const Case& c) { return c.contact_person().id() == "mem_1"; };
  const auto is_soon = [](const Case& c) {
    return c.goals().has_next_due_time() && c.goals().next_due_time().seconds() < 1'800'000'120;
  };
  const auto has = [](const Case& c, absl::string_view service) {
    return std::find(c.services().begin(), c.services().end(), service) != c.services().end();
  };
  return {
      {"all", CaseCondition(), [](const Case&) { return true; }},
      {"none", CaseCondition::Any({}), [](const Case&) { return false; }},
      {"closed", closed, is_closed},
      {"not closed", CaseCondition::Not(closed), [&](const Case& c) { return !is_closed(c); }},
      {"state above", Number(CaseField::kState, Comparison::kGreater, 1), [](const Case& c) { return c.state() > 1; }},
      {"open", Number(CaseField::kOpen, Comparison::kEqual, 1), [=](const Case& c) { return !is_closed(c); }},
      {"mine", mine, is_mine},
      {"not mine", CaseCondition::Not(mine), [=](const Case& c) { return !is_mine(c); }},
      {"other than mine", CaseCondition::Compare(CaseField::kContactPerson, Comparison::kNotEqual, "mem_1"),
       [=](const Case& c) { return !is_mine(c); }},
      {"mine and open", CaseCondition::All({mine, CaseCondition::Not(closed)}),
       [=](const Case& c) { return is_mine(c) && !is_closed(c); }},
      {"mine or closed", CaseCondition::Any({mine, closed}), [=](const Case& c) { return is_mine(c) || is_closed(c); }},
      {"soon", soon, is_soon},
      {"not soon", CaseCondition::Not(soon), [=](const Case& c) { return !is_soon(c); }},
      {"mine and soon", CaseCondition::All({mine, CaseCondition::All({soon})}),
       [=](const Case& c) { return is_mine(c) && is_soon(c); }},
      {"closed late", Number(CaseField::kCloseTime, Comparison::kGreaterOrEqual, micros + 40'000'000),
       [](const Case& c) { return c.has_close_time() && c.close_time().seconds() >= 1'800'000'040; }},
      {"company", TextIs(CaseField::kCvrNumber, "13585628"),
       [](const Case& c) { return !c.enquiry().company().cvr_number().empty(); }},
      {"service", TextIs(CaseField::kService, "noise"), [=](const Case& c) { return has(c, "noise"); }},
      {"without service", CaseCondition::Compare(CaseField::kService, Comparison::kNotEqual, "noise"),
       [=](const Case& c) { return !has(c, "noise"); }},
      {"any service", CaseCondition::Compare(CaseField::kService, Comparison::kNotEqual, ""),
       [](const Case& c) { return !c.services().empty(); }},
      {"no service", TextIs(CaseField::kService, ""), [](const Case& c) { return c.services().empty(); }},
      {"package", TextIs(CaseField::kPackage, "cafe"), [](const Case& c) { return c.package() == "cafe"; }},
      {"danish", TextIs(CaseField::kLanguage, "da"), [](const Case& c) { return c.enquiry().language() != "en"; }},
      {"missed", Number(CaseField::kMissed, Comparison::kEqual, 1),
       [](const Case& c) { return c.goals().answer_missed(); }},
      {"enquiries", Number(CaseField::kEnquiryCount, Comparison::kGreater, 1),
       [](const Case& c) { return c.enquiry_count() > 1; }},
      {"complexity", Number(CaseField::kComplexity, Comparison::kLessOrEqual, 1),
       [](const Case& c) { return c.complexity() <= 1; }},
  };
}

absl::Status StoreAll(WriteTransaction& write) {
  for (int number = 1; number <= kCases; ++number) EXPECT_THAT(write.PutCase(MakeVariedCase(number)), IsOk());
  for (int number = 3; number <= kCases; number += 3) {
    EXPECT_THAT(write.PutReferral(NumberOf(number), 1, MakeReferral(number, 1, "police", absl::UnixEpoch())), IsOk());
  }
  return absl::OkStatus();
}

TEST_P(StorageConformance, EveryConditionFindsItsCasesInEveryOrder) {
  Write(StoreAll);
  Read([](ReadTransaction& read) {
    for (const Example& example : Examples()) {
      for (const bool scoped : {false, true}) {
        const auto in_scope = [&](const Case& c) { return !scoped || std::stoi(c.case_number().substr(5)) % 3 == 0; };
        std::vector<std::string> expected =
            Expected([&](const Case& c) { return example.predicate(c) && in_scope(c); });
        CaseQuery query{.condition = example.condition, .referred_to = scoped ? "police" : "", .limit = 7};
        const std::string what = absl::StrCat(example.name, scoped ? ", one authority's" : "");
        EXPECT_THAT(Listed(read, query), ElementsAreArray(expected)) << what;
        EXPECT_EQ(read.CountCases({.condition = query.condition, .referred_to = query.referred_to}).value()[0].count,
                  static_cast<std::int64_t>(expected.size()))
            << what;

        std::reverse(expected.begin(), expected.end());
        query.order = CaseOrder::kOldestFirst;
        EXPECT_THAT(Listed(read, query), ElementsAreArray(expected)) << what << ", oldest first";

        const auto message = [](const std::string& number) {
          return MakeVariedCase(std::stoi(number.substr(5))).message;
        };
        std::vector<std::string> changed = expected;
        std::stable_sort(changed.begin(), changed.end(), [&](const std::string& left, const std::string& right) {
          const auto key = [&](const std::string& number) {
            return std::pair(-message(number).update_time().seconds(), -std::stoi(number.substr(5)));
          };
          return key(left) < key(right);
        });
        query.order = CaseOrder::kLatestChangeFirst;
        EXPECT_THAT(Listed(read, query), ElementsAreArray(changed)) << what << ", latest change first";

        std::vector<std::string> due;
        std::copy_if(expected.begin(), expected.end(), std::back_inserter(due),
                     [&](const std::string& number) { return message(number).goals().has_next_due_time(); });
        std::stable_sort(due.begin(), due.end(), [&](const std::string& left, const std::string& right) {
          return message(left).goals().next_due_time().seconds() < message(right).goals().next_due_time().seconds();
        });
        query.order = CaseOrder::kDueFirst;
        EXPECT_THAT(Listed(read, query), ElementsAreArray(due)) << what << ", due first";
      }
    }
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, APageEndsAfterLookingAtEnoughCasesAndGoesOn) {
  Write(StoreAll);
  Read([](ReadTransaction& read) {
    CaseQuery query{.condition = TextIs(CaseField::kService, "noise"), .limit = 50, .max_examined = 10};
    const CasePage first = read.ListCases(query).value();
    EXPECT_THAT(first.cases, SizeIs(::testing::Lt(4u)));
    EXPECT_NE(first.next, "");
    EXPECT_THAT(Listed(read, query), ElementsAreArray(Expected([](const Case& c) {
                  return std::find(c.services().begin(), c.services().end(), "noise") != c.services().end();
                })));
    return absl::OkStatus();
  });
}

// A next page would tell that there is something more, which a caller may not know of.
TEST_P(StorageConformance, OnlyWhatMayBeSeenFollowsAFullPage) {
  Write(StoreAll);
  Read([](ReadTransaction& read) {
    for (const CaseCondition& condition : {CaseCondition(), TextIs(CaseField::kCvrNumber, "13585628")}) {
      CaseQuery query{.condition = condition, .referred_to = "police"};
      const std::size_t all = Listed(read, query).size();
      query.limit = static_cast<int>(all);
      for (const CaseOrder order : {CaseOrder::kNewestFirst, CaseOrder::kOldestFirst, CaseOrder::kLatestChangeFirst}) {
        query.order = order;
        const CasePage page = read.ListCases(query).value();
        EXPECT_THAT(page.cases, SizeIs(all));
        EXPECT_EQ(page.next, "");
      }
      query.limit = static_cast<int>(all) - 1;
      EXPECT_NE(read.ListCases(query).value().next, "");
    }
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, APageEndsBeforeItIsTooLargeButIsNeverEmptyForThat) {
  Write(StoreAll);
  Read([](ReadTransaction& read) {
    CaseQuery query{.limit = 50, .max_bytes = 1};
    EXPECT_THAT(read.ListCases(query).value().cases, SizeIs(1));
    EXPECT_THAT(Listed(read, query), SizeIs(kCases));
    query.max_bytes = 3 * MakeVariedCase(1).message.ByteSizeLong();
    EXPECT_THAT(read.ListCases(query).value().cases, SizeIs(::testing::AllOf(::testing::Ge(2u), ::testing::Le(4u))));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, CountsAreGroupedMostFirst) {
  Write(StoreAll);
  Read([](ReadTransaction& read) {
    std::map<std::vector<std::string>, std::int64_t> expected;
    for (int number = 1; number <= kCases; ++number) {
      const Case message = MakeVariedCase(number).message;
      for (const std::string& service : message.services()) ++expected[{service, absl::StrCat(message.state())}];
    }
    const std::vector<CaseCount> counts = read.CountCases({.groups = {CaseGroup::kService, CaseGroup::kState}}).value();
    EXPECT_EQ(counts.size(), expected.size());
    for (const CaseCount& count : counts) EXPECT_EQ(count.count, expected[count.values]) << count.values[0];
    EXPECT_TRUE(std::is_sorted(counts.begin(), counts.end(),
                               [](const auto& left, const auto& right) { return left.count > right.count; }));
    const std::vector<CaseCount> hours = read.CountCases({.groups = {CaseGroup::kCreateHour}}).value();
    EXPECT_THAT(hours, SizeIs(kCases));
    EXPECT_EQ(hours[0].values[0], absl::StrCat(500'000 + 1));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ACountThatLooksAtTooMuchIsRefused) {
  Write(StoreAll);
  Read([](ReadTransaction& read) {
    EXPECT_THAT(read.CountCases({.condition = TextIs(CaseField::kService, "noise"), .max_examined = 10}).status(),
                IsError(absl::StatusCode::kResourceExhausted, "QUERY_TOO_BROAD"));
    EXPECT_THAT(read.CountCases({}).status(), IsOk()) << "the limit outlived the count";
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, CasesAreFoundByWordsNewestFirst) {
  Write(StoreAll);
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.AddTerms(NumberOf(3), "vaerksted havn", ""), IsOk());
    EXPECT_THAT(write.AddTerms(NumberOf(6), "vaerksted", "haster"), IsOk());
    EXPECT_THAT(write.AddTerms(NumberOf(7), "vaerkstederne havn", ""), IsOk());
    return write.AddTerms(NumberOf(6), "havn", "");
  });
  Read([](ReadTransaction& read) {
    const SearchWord workshop = {"vaerksted", "vaerkstederne"};
    EXPECT_THAT(Listed(read, {.words = {workshop}, .limit = 1}), ElementsAre(NumberOf(7), NumberOf(6), NumberOf(3)));
    EXPECT_THAT(Listed(read, {.words = {{"vaerksted"}, {"havn"}}}), ElementsAre(NumberOf(6), NumberOf(3)));
    EXPECT_THAT(Listed(read, {.referred_to = "police", .words = {workshop}}), ElementsAre(NumberOf(6), NumberOf(3)));
    EXPECT_THAT(Listed(read, {.condition = StateIs(Case::STATE_REGISTERED), .words = {workshop}}),
                ElementsAre(NumberOf(6), NumberOf(3)));
    EXPECT_THAT(Listed(read, {.words = {{"haster"}}}), ElementsAre(NumberOf(6)));
    EXPECT_THAT(Listed(read, {.words = {{"haster"}}, .staff_terms = false}), IsEmpty());
    EXPECT_THAT(Listed(read, {.words = {{"havn"}}, .staff_terms = false}), Not(IsEmpty()));
    EXPECT_THAT(Listed(read, {.words = {{"AND"}}}), IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, AnAuthorityFindsItsCasesByTheirWords) {
  Write(StoreAll);
  Write([](WriteTransaction& write) {
    for (const int number : {3, 5, 6}) EXPECT_THAT(write.AddTerms(NumberOf(number), "vaerksted", "haster"), IsOk());
    return write.AddTerms(NumberOf(6), "havn", "");
  });
  const auto found = [this](absl::string_view authority, std::vector<SearchWord> words) {
    std::vector<std::string> numbers;
    Read([&](ReadTransaction& read) {
      numbers = Listed(read, {.referred_to = std::string(authority), .words = std::move(words), .staff_terms = false});
      return absl::OkStatus();
    });
    return numbers;
  };
  const SearchWord workshop = {"vaerksted", "vaerkstederne"};
  EXPECT_THAT(found("police", {workshop}), ElementsAre(NumberOf(6), NumberOf(3)));
  EXPECT_THAT(found("police", {workshop, {"havn"}}), ElementsAre(NumberOf(6)));
  EXPECT_THAT(found("police", {{"haster"}}), IsEmpty());
  EXPECT_THAT(found("police", {{"police"}}), IsEmpty());
  EXPECT_THAT(found("polic", {workshop}), IsEmpty());

  // One that is asked later finds the case by the words it had, and by new ones.
  EXPECT_THAT(found("tax", {workshop}), IsEmpty());
  Write([](WriteTransaction& write) {
    return write.PutReferral(NumberOf(5), 1, MakeReferral(5, 1, "tax", absl::FromUnixSeconds(1'800'000'000)));
  });
  EXPECT_THAT(found("tax", {workshop}), ElementsAre(NumberOf(5)));
  Write([](WriteTransaction& write) { return write.AddTerms(NumberOf(5), "kran", ""); });
  EXPECT_THAT(found("tax", {workshop, {"kran"}}), ElementsAre(NumberOf(5)));

  // One that is not asked any more does not.
  Write([](WriteTransaction& write) {
    return write.PutReferral(NumberOf(5), 1, MakeReferral(5, 1, "health", absl::FromUnixSeconds(1'800'000'000)));
  });
  EXPECT_THAT(found("tax", {workshop}), IsEmpty());
  EXPECT_THAT(found("health", {{"kran"}}), ElementsAre(NumberOf(5)));
}

TEST_P(StorageConformance, HowFarTermsGoIsRemembered) {
  Write([](WriteTransaction& write) {
    EXPECT_EQ(write.GetIndexed().value(), 0);
    return write.SetIndexed(12);
  });
  Reopen();
  Read([](ReadTransaction& read) {
    EXPECT_EQ(read.GetIndexed().value(), 12);
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace indgang::storage
