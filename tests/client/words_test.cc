#include "client/words.h"

#include <gtest/gtest.h>

#include <set>

#include "client/names.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/time_util.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/cases/v1/case.pb.h"
#include "indgang/cases/v1/case_plan.pb.h"
#include "indgang/cases/v1/referral.pb.h"
#include "indgang/knowledge/v1/authority.pb.h"
#include "indgang/knowledge/v1/package.pb.h"

namespace indgang::client {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::util::TimeUtil;

const Say kEnglish(Language::kEnglish);
const Say kDanish(Language::kDanish);

TEST(WordsTest, EnumsReadAsWords) {
  EXPECT_EQ(Words(cases::v1::Case::STATE_IN_PROGRESS, kEnglish), "in progress");
  EXPECT_EQ(Words(cases::v1::Case::STATE_IN_PROGRESS, kDanish), "i gang");
  EXPECT_EQ(Words(cases::v1::Case::STATE_UNSPECIFIED, kDanish), "");
  EXPECT_EQ(Words(static_cast<cases::v1::Case::State>(77), kDanish), "77");
}

TEST(WordsTest, EveryValueHasADanishWordOfItsOwn) {
  const EnumDescriptor* const shown[] = {
      cases::v1::Case::State_descriptor(),       cases::v1::Case::Outcome_descriptor(),
      cases::v1::Channel_descriptor(),           cases::v1::Interaction::Kind_descriptor(),
      cases::v1::Referral::State_descriptor(),   cases::v1::PlanStep::Need_descriptor(),
      cases::v1::PlanStep::State_descriptor(),   cases::v1::PlanDifference::Kind_descriptor(),
      knowledge::v1::Complexity_descriptor(),    knowledge::v1::ServiceKind_descriptor(),
      knowledge::v1::ServiceStatus_descriptor(), knowledge::v1::AuthorityLevel_descriptor(),
      knowledge::v1::Package::Kind_descriptor(), admin::v1::Role_descriptor()};
  // Words that are the same in both languages.
  const std::set<std::string> same = {"web", "information", "organisation", "gateway"};
  for (const EnumDescriptor* descriptor : shown) {
    for (int i = 1; i < descriptor->value_count(); ++i) {
      const int value = descriptor->value(i)->number();
      const std::string danish = EnumWords(descriptor, value, kDanish);
      if (same.count(danish) == 0) {
        EXPECT_NE(danish, EnumWords(descriptor, value, kEnglish)) << descriptor->value(i)->full_name();
      }
    }
  }
}

TEST(WordsTest, TypedWordsLeadBackToTheirValue) {
  const EnumDescriptor* const descriptor = cases::v1::Case::Outcome_descriptor();
  EXPECT_EQ(AllEnumWords(descriptor),
            std::vector<std::string>({"answered", "granted", "refused", "handed-over", "withdrawn"}));
  for (const std::string& word : AllEnumWords(descriptor)) {
    EXPECT_EQ(EnumWord(*descriptor->FindValueByNumber(ParseEnumWord(descriptor, word))), word);
  }
  EXPECT_EQ(ParseEnumWord(descriptor, "OUTCOME_REFUSED"), 0);
}

TEST(LocalTimeTest, ShowsWeekdayAndDanishTimeInWinterAndSummer) {
  google::protobuf::Timestamp time;
  ASSERT_TRUE(TimeUtil::FromString("2026-11-24T09:15:00Z", &time));
  EXPECT_EQ(LocalTime(time, kEnglish), "Tue 24 Nov 2026 10:15");
  EXPECT_EQ(LocalTime(time, kDanish), "tir 24. nov 2026 10:15");
  ASSERT_TRUE(TimeUtil::FromString("2026-07-05T22:30:00Z", &time));
  EXPECT_EQ(LocalTime(time, kEnglish), "Mon  6 Jul 2026 00:30");
  EXPECT_EQ(LocalTime(time, kDanish), "man  6. jul 2026 00:30");
  EXPECT_EQ(LocalTime({}, kDanish), "");
}

TEST(FeeWordsTest, SaysAmountPeriodAndYear) {
  const struct {
    const char* fee;
    const char* english;
    const char* danish;
  } cases[] = {
      {"", "ask us", "spørg os"},
      {"fee { kind: KIND_FREE }", "free", "gratis"},
      {"fee { kind: KIND_VARIES }", "varies", "varierer"},
      {"fee { kind: KIND_FIXED amount_min_minor: 95500 amount_max_minor: 95500 currency: 'DKK' year: 2024 per: "
       "PER_ONCE }",
       "955 DKK (2024)", "955 DKK (2024)"},
      {"fee { kind: KIND_HOURLY amount_min_minor: 66050 amount_max_minor: 78500 currency: 'DKK' per: PER_HOUR }",
       "660.50–785 DKK an hour", "660,50–785 DKK i timen"},
  };
  for (const auto& test : cases) {
    knowledge::v1::Service service;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(test.fee, &service)) << test.fee;
    EXPECT_EQ(FeeWords(service, kEnglish), test.english) << test.fee;
    EXPECT_EQ(FeeWords(service, kDanish), test.danish) << test.fee;
  }
}

TEST(PeriodWordsTest, SaysRangeAndUnit) {
  knowledge::v1::Period period;
  EXPECT_EQ(PeriodWords(period, kEnglish), "");
  period.set_min(6);
  period.set_max(8);
  period.set_unit(knowledge::v1::Period::UNIT_WEEKS);
  EXPECT_EQ(PeriodWords(period, kDanish), "6–8 uger");
  period.set_min(1);
  period.set_max(1);
  EXPECT_EQ(PeriodWords(period, kEnglish), "1 week");
}

TEST(NamesTest, ShortAndFullNamesMeanTheSame) {
  EXPECT_EQ(CaseName("2026-000123"), "cases/2026-000123");
  EXPECT_EQ(CaseName("cases/2026-000123"), "cases/2026-000123");
  EXPECT_EQ(ReferralName("2026-000123/1"), "cases/2026-000123/referrals/1");
  EXPECT_EQ(ReferralName("2026-000123/referrals/1"), "cases/2026-000123/referrals/1");
  EXPECT_EQ(ReferralName("cases/2026-000123/referrals/1"), "cases/2026-000123/referrals/1");
  EXPECT_EQ(ReferralName("2026-000123"), "cases/2026-000123");
  EXPECT_EQ(ShortName("cases/2026-000123/referrals/1"), "2026-000123/1");
  EXPECT_EQ(ShortName("cases/2026-000123"), "2026-000123");
}

}  // namespace
}  // namespace indgang::client
