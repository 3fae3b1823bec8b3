#include "bench/many_cases.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "bench/contender.h"
#include "server/domain/search_terms.h"
#include "server/storage/sqlite/sqlite_storage.h"

namespace indgang::bench {
namespace {

using cases::v1::Case;
using cases::v1::Referral;
using storage::WriteTransaction;

constexpr int kInOneWrite = 500;
constexpr int kYears = 10;
constexpr int kFirstYear = 2017;
constexpr int kPersons = 200;
constexpr int kCasesOfACompany = 8;
constexpr int kVocabulary = 20'000;
constexpr int kWords = 25;
const char* const kAuthorities[] = {
    "police", "fire-and-rescue", "city-life",    "roads-and-traffic",      "parking",     "land-sales",
    "waste",  "citizen-service", "main-library", "industrial-environment", "koda-gramex", "water-and-wastewater"};
const char* const kServices[] = {"alcohol-licence", "location-check", "outdoor-serving", "food-registration",
                                 "signs-and-banners"};
const char* const kPackages[] = {"", "", "cafe-restaurant", "car-repair-shop", "hairdresser"};

// The word of this rank, a few syllables.
std::string WordOf(int rank) {
  const char* const syllables[] = {"ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no",  "pu",
                                   "ra", "se", "ti", "vo", "jy", "kæ", "lø", "må", "sta", "bro"};
  std::string word;
  for (int rest = rank + 400; rest > 0; rest /= 20) word += syllables[rest % 20];
  return word;
}

// Ranks as Zipf has them: the word of rank n about 1/n as often as the first.
int SomeRank(std::mt19937& random) {
  const double drawn = std::uniform_real_distribution<double>(0, 1)(random);
  return std::min(kVocabulary - 1, static_cast<int>(std::exp(drawn * std::log(kVocabulary))) - 1);
}

int YearOf(int i, int cases) { return kFirstYear + static_cast<int>(static_cast<std::int64_t>(i) * kYears / cases); }
std::string CompanyOf(int i) { return absl::StrFormat("%08d", 20'000'000 + i); }
std::string PersonOf(int i) { return absl::StrFormat("mem_%016d", i); }

// The i-th case of all.
Case MakeCase(int i, int cases, const std::string& number, absl::Time now, std::mt19937& random) {
  const auto seconds = [&](absl::Duration from_now) { return absl::ToUnixSeconds(now + from_now); };
  const bool open = cases - i <= kOpenCases;
  const absl::Duration age = absl::Hours(24 * 365 * kYears) * (cases - i) / cases;
  Case message;
  message.set_case_number(number);
  message.set_name("cases/" + number);
  message.set_state(!open ? Case::STATE_CLOSED : i % 2 == 0 ? Case::STATE_REGISTERED : Case::STATE_IN_PROGRESS);
  message.set_complexity(static_cast<knowledge::v1::Complexity>(1 + i % 3));
  message.set_package(kPackages[i % 5]);
  message.add_services(kServices[i % 5]);
  message.set_enquiry_count(1);
  message.mutable_enquiry()->set_channel(static_cast<cases::v1::Channel>(1 + i % 5));
  message.mutable_enquiry()->set_language("da");
  message.mutable_enquiry()->mutable_company()->set_cvr_number(
      CompanyOf(static_cast<int>(random() % static_cast<unsigned>(1 + cases / kCasesOfACompany))));
  std::string& text = *message.mutable_enquiry()->mutable_text();
  for (int word = 0; word < kWords; ++word) absl::StrAppend(&text, word == 0 ? "" : " ", WordOf(SomeRank(random)));
  message.mutable_contact_person()->set_id(PersonOf(static_cast<int>(random() % kPersons)));
  message.mutable_contact_person()->set_display_name("Mette Holm");
  message.mutable_create_time()->set_seconds(seconds(-age));
  message.mutable_update_time()->set_seconds(seconds(-age * 0.9));
  if (open) {
    // From two days ago on: one in five is late.
    message.mutable_goals()->mutable_next_due_time()->set_seconds(
        seconds(absl::Minutes(random() % 14'400) - absl::Hours(48)));
  } else {
    message.set_outcome(Case::OUTCOME_ANSWERED);
    message.mutable_close_time()->set_seconds(seconds(-age * 0.9));
  }
  return message;
}

absl::Status Store(WriteTransaction& tx, int i, int cases, absl::Time now, std::mt19937& random) {
  INDGANG_ASSIGN_OR_RETURN(const std::string number, tx.NextCaseNumber(YearOf(i, cases)));
  Case message = MakeCase(i, cases, number, now, random);
  const bool referred = i % 4 == 0;
  if (referred) message.set_open_referrals(message.state() == Case::STATE_CLOSED ? 0 : 1);
  const std::string hash = Sha256(number);
  INDGANG_RETURN_IF_ERROR(tx.PutCase({message, 1, hash}));
  cases::v1::CaseEvent event;
  event.set_name(message.name() + "/events/1");
  event.set_sequence(1);
  *event.mutable_time() = message.create_time();
  event.set_hash(hash);
  *event.mutable_registered()->mutable_enquiry() = message.enquiry();
  INDGANG_RETURN_IF_ERROR(tx.AddEvent(number, event));
  if (referred) {
    Referral referral;
    referral.set_name(message.name() + "/referrals/1");
    referral.set_state(message.state() == Case::STATE_CLOSED ? Referral::STATE_ANSWERED : Referral::STATE_SENT);
    referral.set_authority(kAuthorities[i / 4 % 12]);
    referral.set_question(message.enquiry().text());
    *referral.mutable_due_time() = message.create_time();
    INDGANG_RETURN_IF_ERROR(tx.PutReferral(number, 1, referral));
  }
  return tx.AddTerms(number, domain::SearchTerms(absl::StrCat(message.enquiry().text(), " ", number)), "");
}

void Check(const absl::Status& status) {
  if (!status.ok()) Die(status.ToString());
}

}  // namespace

void MakeManyCases(const std::string& path, int cases) {
  absl::StatusOr<std::unique_ptr<storage::Storage>> storage = storage::OpenSqliteStorage({.path = path});
  Check(storage.status());
  const absl::Time now = absl::Now();
  std::mt19937 random(2);
  for (int first = 0; first < cases; first += kInOneWrite) {
    Check(storage::WriteAndWait(**storage, [&](WriteTransaction& tx) -> absl::Status {
      const int end = std::min(first + kInOneWrite, cases);
      for (int i = first; i < end; ++i) INDGANG_RETURN_IF_ERROR(Store(tx, i, cases, now, random));
      INDGANG_ASSIGN_OR_RETURN(const storage::FeedPlace place, tx.GetFeedEnd());
      return tx.SetIndexed(place.sequence);
    }));
  }
}

std::string ManyCases::Name() {
  const int i = static_cast<int>(random_() % static_cast<unsigned>(cases_));
  // The first case of a year is the first i that falls into it.
  const int year = YearOf(i, cases_);
  const auto first = static_cast<int>((static_cast<std::int64_t>(year - kFirstYear) * cases_ + kYears - 1) / kYears);
  return absl::StrFormat("cases/%04d-%06d", year, i - first + 1);
}

std::string ManyCases::Company() {
  return CompanyOf(static_cast<int>(random_() % static_cast<unsigned>(1 + cases_ / kCasesOfACompany)));
}

std::string ManyCases::ContactPerson() { return PersonOf(static_cast<int>(random_() % kPersons)); }

std::string ManyCases::Word() { return WordOf(SomeRank(random_)); }

}  // namespace indgang::bench
