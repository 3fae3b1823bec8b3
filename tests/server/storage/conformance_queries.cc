// Conformance: lists are filtered, ordered and paged as the contract says. Checked against a plain filter over all
// records for every combination of filters.
#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "tests/server/storage/conformance.h"

namespace indgang::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
constexpr int kCases = 60;
const char* const kAuthorities[] = {"building", "police", "roads"};

struct Records {
  std::vector<StoredCase> cases;               // by case number
  std::vector<cases::v1::Referral> referrals;  // by case number, then index
};

int IndexOf(const cases::v1::Referral& referral) {
  return std::stoi(referral.name().substr(referral.name().rfind('/') + 1));
}

std::string CaseOf(const cases::v1::Referral& referral) { return referral.name().substr(6, 11); }

// Cases and referrals with all combinations of what can be filtered on; many due times are the same.
Records MakeRecords() {
  Records records;
  for (int number = 1; number <= kCases; ++number) {
    const auto state = static_cast<cases::v1::Case::State>(1 + number % 3);
    const std::string cvr = number % 4 == 0 ? "" : absl::StrCat("2531376", number % 4);
    const std::string person = number % 5 < 2 ? "" : absl::StrCat("tok_", number % 5);
    records.cases.push_back(MakeCase(number, state, cvr, person));
    // 12 referrals on one case: index 10 comes after 9, not after 1.
    const int referrals = number == 30 ? 12 : number % 4;
    for (int index = 1; index <= referrals; ++index) {
      records.referrals.push_back(MakeReferral(number, index, kAuthorities[(number + index) % 3],
                                               kNow + absl::Hours((number * 7 + index) % 5),
                                               static_cast<cases::v1::Referral::State>(1 + (number + index) % 4)));
    }
  }
  return records;
}

absl::Status Store(WriteTransaction& write, const Records& records) {
  for (const StoredCase& stored : records.cases) EXPECT_THAT(write.PutCase(stored), IsOk());
  for (const cases::v1::Referral& referral : records.referrals) {
    EXPECT_THAT(write.PutReferral(CaseOf(referral), IndexOf(referral), referral), IsOk());
  }
  return absl::OkStatus();
}

// What to list; empty fields do not filter.
struct CaseFilters {
  cases::v1::Case::State state = cases::v1::Case::STATE_UNSPECIFIED;
  std::string cvr_number{};
  std::string contact_person{};
  std::string referred_to{};
};

CaseQuery QueryOf(const CaseFilters& filters) {
  CaseQuery query;
  std::vector<CaseCondition> parts;
  if (filters.state != 0) parts.push_back(StateIs(filters.state));
  if (!filters.cvr_number.empty()) parts.push_back(TextIs(CaseField::kCvrNumber, filters.cvr_number));
  if (!filters.contact_person.empty()) parts.push_back(TextIs(CaseField::kContactPerson, filters.contact_person));
  query.condition = CaseCondition::All(std::move(parts));
  query.referred_to = filters.referred_to;
  return query;
}

std::vector<std::string> ExpectedCases(const Records& records, const CaseFilters& query) {
  std::vector<std::string> names;
  for (auto stored = records.cases.rbegin(); stored != records.cases.rend(); ++stored) {
    const cases::v1::Case& message = stored->message;
    const bool referred = std::any_of(records.referrals.begin(), records.referrals.end(), [&](const auto& referral) {
      return CaseOf(referral) == message.case_number() && referral.authority() == query.referred_to;
    });
    if (query.state != 0 && message.state() != query.state) continue;
    if (!query.cvr_number.empty() && message.enquiry().company().cvr_number() != query.cvr_number) continue;
    if (!query.contact_person.empty() && message.contact_person().id() != query.contact_person) continue;
    if (!query.referred_to.empty() && !referred) continue;
    names.push_back(message.name());
  }
  return names;
}

std::vector<std::string> ListedCases(ReadTransaction& read, CaseQuery query) {
  std::vector<std::string> names;
  do {
    const CasePage page = read.ListCases(query).value();
    EXPECT_LE(page.cases.size(), static_cast<std::size_t>(query.limit));
    for (const CaseBytes& each : page.cases) names.push_back(absl::StrCat("cases/", each.case_number));
    query.after = page.next;
  } while (!query.after.empty());
  return names;
}

std::vector<std::string> ExpectedReferrals(Records records, const ReferralQuery& query) {
  if (query.case_number.empty()) {
    std::stable_sort(records.referrals.begin(), records.referrals.end(), [](const auto& left, const auto& right) {
      return left.due_time().seconds() < right.due_time().seconds();
    });
  }
  std::vector<std::string> names;
  for (const cases::v1::Referral& referral : records.referrals) {
    if (!query.case_number.empty() && CaseOf(referral) != query.case_number) continue;
    if (query.state != 0 && referral.state() != query.state) continue;
    if (!query.authority.empty() && referral.authority() != query.authority) continue;
    names.push_back(referral.name());
  }
  return names;
}

std::vector<std::string> ListedReferrals(ReadTransaction& read, ReferralQuery query) {
  std::vector<std::string> names;
  while (true) {
    const std::vector<cases::v1::Referral> page = read.ListReferrals(query).value();
    EXPECT_LE(page.size(), static_cast<std::size_t>(query.limit));
    if (page.empty()) return names;
    for (const cases::v1::Referral& referral : page) names.push_back(referral.name());
    query.after = {absl::FromUnixSeconds(page.back().due_time().seconds()), page.back().name()};
  }
}

TEST_P(StorageConformance, CasesAreListedNewestFirstForEveryCombinationOfFilters) {
  const Records records = MakeRecords();
  Write([&](WriteTransaction& write) { return Store(write, records); });
  Read([&](ReadTransaction& read) {
    int non_empty = 0;
    for (int combination = 0; combination < 16; ++combination) {
      for (int limit : {1, 7, 100}) {
        CaseFilters filters;
        if (combination & 1) filters.state = cases::v1::Case::STATE_IN_PROGRESS;
        if (combination & 2) filters.cvr_number = "25313762";
        if (combination & 4) filters.contact_person = "tok_3";
        if (combination & 8) filters.referred_to = "police";
        CaseQuery query = QueryOf(filters);
        query.limit = limit;
        const std::vector<std::string> expected = ExpectedCases(records, filters);
        EXPECT_THAT(ListedCases(read, query), ElementsAreArray(expected))
            << "filters " << combination << ", limit " << limit;
        non_empty += expected.empty() ? 0 : 1;
      }
    }
    EXPECT_GT(non_empty, 3 * 12) << "the records no longer exercise the filters";
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, CasesMoveBetweenListsWhenTheyChange) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1, cases::v1::Case::STATE_REGISTERED, "25313763", "tok_a")), IsOk());
    EXPECT_THAT(write.PutReferral("2026-000001", 1, MakeReferral(1, 1, "police", kNow)), IsOk());
    return write.PutCase(MakeCase(1, cases::v1::Case::STATE_CLOSED, "10150817", "tok_b"));
  });
  const auto count = [](ReadTransaction& read, const CaseFilters& filters) {
    return read.ListCases(QueryOf(filters)).value().cases.size();
  };
  Read([&](ReadTransaction& read) {
    EXPECT_EQ(count(read, {.state = cases::v1::Case::STATE_REGISTERED}), 0u);
    EXPECT_EQ(count(read, {.state = cases::v1::Case::STATE_CLOSED}), 1u);
    EXPECT_EQ(count(read, {.cvr_number = "25313763"}), 0u);
    EXPECT_EQ(count(read, {.cvr_number = "10150817"}), 1u);
    EXPECT_EQ(count(read, {.contact_person = "tok_a"}), 0u);
    EXPECT_EQ(count(read, {.contact_person = "tok_b"}), 1u);
    EXPECT_EQ(count(read, {.state = cases::v1::Case::STATE_REGISTERED, .referred_to = "police"}), 0u);
    EXPECT_EQ(count(read, {.state = cases::v1::Case::STATE_CLOSED, .referred_to = "police"}), 1u);
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, SevenDigitCaseNumbersComeAfterSixDigits) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(999'999)), IsOk());
    return write.PutCase(MakeCase(1'000'000));
  });
  Read([](ReadTransaction& read) {
    EXPECT_THAT(ListedCases(read, {.limit = 1}), ::testing::ElementsAre("cases/2026-1000000", "cases/2026-999999"));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ReferralsAreListedInOrderForEveryCombinationOfFilters) {
  const Records records = MakeRecords();
  Write([&](WriteTransaction& write) { return Store(write, records); });
  Read([&](ReadTransaction& read) {
    for (int combination = 0; combination < 8; ++combination) {
      for (int limit : {1, 7, 1'000}) {
        ReferralQuery query;
        query.limit = limit;
        if (combination & 1) query.case_number = NumberOf(30);
        if (combination & 2) query.state = cases::v1::Referral::STATE_ACCEPTED;
        if (combination & 4) query.authority = "roads";
        const std::vector<std::string> expected = ExpectedReferrals(records, query);
        EXPECT_THAT(expected, ::testing::Not(IsEmpty())) << combination;
        EXPECT_THAT(ListedReferrals(read, query), ElementsAreArray(expected))
            << "filters " << combination << ", limit " << limit;
      }
    }
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ReferralsDueWithinOneSecondAreNotSkipped) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    for (int index = 1; index <= 5; ++index) {
      cases::v1::Referral referral = MakeReferral(1, index, "police", kNow);
      // Later ones are due earlier, within one microsecond in pairs.
      referral.mutable_due_time()->set_nanos(900'000 - index / 2 * 1'000 + index);
      EXPECT_THAT(write.PutReferral("2026-000001", index, referral), IsOk());
    }
    return absl::OkStatus();
  });
  Read([](ReadTransaction& read) {
    ReferralQuery query;
    query.limit = 1;
    std::vector<int> order;
    while (true) {
      const std::vector<cases::v1::Referral> page = read.ListReferrals(query).value();
      if (page.empty()) break;
      order.push_back(IndexOf(page[0]));
      query.after = {
          absl::FromUnixSeconds(page[0].due_time().seconds()) + absl::Nanoseconds(page[0].due_time().nanos()),
          page[0].name()};
    }
    EXPECT_THAT(order, ::testing::ElementsAre(4, 5, 2, 3, 1));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, APageThatContinuesFromNothingIsRefused) {
  Read([](ReadTransaction& read) {
    const auto failed = IsError(absl::StatusCode::kInternal, "STORAGE_FAILED");
    EXPECT_THAT(read.ListCases({.after = "x"}).status(),
                IsError(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
    ReferralQuery query;
    query.after = {kNow, "cases/2026-000001"};
    EXPECT_THAT(read.ListReferrals(query).status(), failed);
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ValuesAreNeverTakenForSql) {
  const std::string evil = "x' OR '1'='1'; DROP TABLE cases; --";
  Write([&](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1, cases::v1::Case::STATE_CLOSED, evil, evil)), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(2)), IsOk());
    return write.PutReferral("2026-000001", 1, MakeReferral(1, 1, evil, kNow));
  });
  Read([&](ReadTransaction& read) {
    for (const CaseFilters& filters :
         {CaseFilters{.cvr_number = evil}, CaseFilters{.contact_person = evil}, CaseFilters{.referred_to = evil}}) {
      EXPECT_THAT(ListedCases(read, QueryOf(filters)), ::testing::ElementsAre("cases/2026-000001"));
    }
    EXPECT_FALSE(read.GetToken(evil).value().has_value());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, CasesToCheckAreThoseWhoseTimeHasComeInItsOrder) {
  const auto at = [](int seconds) { return kNow + absl::Seconds(seconds); };
  const auto put = [](WriteTransaction& write, int number, absl::Time next_check) {
    StoredCase stored = MakeCase(number);
    stored.next_check = next_check;
    EXPECT_THAT(write.PutCase(stored), IsOk());
  };
  Write([&](WriteTransaction& write) {
    put(write, 1, at(30));
    put(write, 2, absl::InfiniteFuture());
    put(write, 3, at(10));
    put(write, 4, at(10));
    put(write, 5, at(20) + absl::Nanoseconds(1));
    put(write, 6, at(-5));
    return absl::OkStatus();
  });
  const auto numbers = [&](absl::Time now, const std::optional<CaseToCheck>& after = {}, int limit = 50) {
    std::vector<std::string> found;
    Read([&](ReadTransaction& read) {
      const auto cases = read.ListCasesToCheck(now, after, limit);
      EXPECT_THAT(cases, IsOk());
      for (const CaseToCheck& one : *cases) found.push_back(one.case_number);
      return absl::OkStatus();
    });
    return found;
  };
  EXPECT_THAT(numbers(at(-6)), IsEmpty());
  EXPECT_THAT(numbers(at(10)), ElementsAre(NumberOf(6), NumberOf(3), NumberOf(4)));
  EXPECT_THAT(numbers(at(20)), ElementsAre(NumberOf(6), NumberOf(3), NumberOf(4))) << "never before its time";
  EXPECT_THAT(numbers(at(20) + absl::Microseconds(1)), ElementsAre(NumberOf(6), NumberOf(3), NumberOf(4), NumberOf(5)));
  EXPECT_THAT(numbers(at(40), {}, 2), ElementsAre(NumberOf(6), NumberOf(3)));
  EXPECT_THAT(numbers(at(40), CaseToCheck{NumberOf(3), at(10)}), ElementsAre(NumberOf(4), NumberOf(5), NumberOf(1)));

  Write([&](WriteTransaction& write) {
    put(write, 6, absl::InfiniteFuture());
    put(write, 2, at(1));
    return absl::OkStatus();
  });
  Reopen();
  EXPECT_THAT(numbers(at(10)), ElementsAre(NumberOf(2), NumberOf(3), NumberOf(4)));
  Read([&](ReadTransaction& read) {
    EXPECT_EQ((*read.GetCase(NumberOf(2)))->next_check, at(1));
    EXPECT_EQ((*read.GetCase(NumberOf(6)))->next_check, absl::InfiniteFuture());
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace indgang::storage
