// Single values: CVR numbers, names, CPR numbers in text, and the checks of fields.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/domain/cvr.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CvrNumberTest, AcceptsValidCheckDigits) {
  // Numbers of public bodies, as they publish them.
  for (const char* number : {"35209115", "13585628", "25313763", "64942212", "10150817"}) {
    EXPECT_TRUE(IsValidCvrNumber(number)) << number;
  }
}

TEST(CvrNumberTest, RefusesEverythingElse) {
  for (const char* number : {"", "12345678", "1358562", "135856280", "1358562a", "13585629", "31585628", "00000000",
                             " 3585628", "DK13585628", "1358 562"}) {
    EXPECT_FALSE(IsValidCvrNumber(number)) << number;
  }
}

TEST(CvrNumberTest, EveryChangedDigitIsSeen) {
  const std::string number = "13585628";
  for (std::size_t i = 0; i < number.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string changed = number;
      changed[i] = digit;
      EXPECT_EQ(IsValidCvrNumber(changed), changed == number) << changed;
    }
  }
}

TEST(NamesTest, FormattedNamesParseBack) {
  EXPECT_EQ(CaseName("2026-000123"), "cases/2026-000123");
  EXPECT_EQ(InteractionName("2026-000123", 2), "cases/2026-000123/interactions/2");
  EXPECT_EQ(EventName("2026-000123", 4), "cases/2026-000123/events/4");
  EXPECT_EQ(ParseCaseName("cases/2026-000123"), "2026-000123");
  const auto referral = ParseReferralName(ReferralName("2026-000123", 999999));
  ASSERT_TRUE(referral.has_value());
  EXPECT_EQ(referral->case_number, "2026-000123");
  EXPECT_EQ(referral->index, 999999);
}

TEST(NamesTest, MalformedNamesAreRefused) {
  for (const char* name : {"", "cases/", "cases/-", "2026-000123", "cases/2026-00012", "cases/2026-0001234",
                           "cases/2026_000123", "cases/2026-00012x", "Cases/2026-000123", "cases/2026-000123/"}) {
    EXPECT_EQ(ParseCaseName(name), std::nullopt) << name;
  }
  for (const char* name :
       {"", "cases/2026-000123", "cases/2026-000123/referrals/", "cases/2026-000123/referrals/0",
        "cases/2026-000123/referrals/01", "cases/2026-000123/referrals/-1", "cases/2026-000123/referrals/1000000",
        "cases/2026-000123/referrals/1/", "cases/2026-00012/referrals/1", "/referrals/1"}) {
    EXPECT_FALSE(ParseReferralName(name).has_value()) << name;
  }
}

TEST(CprNumberTest, DatesWithFourDigitsAreSeen) {
  for (const char* text : {"010190-1234", "mit cpr er 311299-0000.", "290200-1111", "290224-1111", "(010190-1234)",
                           "010190-1234, og 5 mere", "010190 1234", "010190  1234", "010190 - 1234", "010190 -1234",
                           "010190\u20131234", "010190 \u2013 1234", "010190\u20111234"}) {
    EXPECT_TRUE(HoldsCprNumber(text)) << text;
  }
}

TEST(CprNumberTest, OtherNumbersAreNot) {
  for (const char* text : {"", "12 34 56 78", "0101901234", "320190-1234", "011390-1234", "290201-1111", "310499-1234",
                           "1010190-1234", "010190-12345", "010190-123", "010190 12345", "12 05 12 1234",
                           "010190 og 1234", "2026-000123", "000190-1234", "010090-1234"}) {
    EXPECT_FALSE(HoldsCprNumber(text)) << text;
  }
}

TEST(QuotedTest, IsCutAndNeverHoldsPersonalNumbersOrControls) {
  EXPECT_EQ(Quoted("abc"), "\"abc\"");
  EXPECT_EQ(Quoted(std::string(61, 'x')), "\"" + std::string(60, 'x') + "…\"");
  EXPECT_EQ(Quoted("a\nb"), "\"a?b\"");
  EXPECT_EQ(Quoted("010190-1234"), "(withheld)");
  // A cut inside a character takes the whole character.
  EXPECT_EQ(Quoted(std::string(59, 'x') + "øøø"), "\"" + std::string(59, 'x') + "…\"");
}

absl::Status Text(const std::string& value, Presence presence = Presence::kRequired, std::size_t max = kMaxText) {
  FieldViolations violations;
  CheckText("text", value, presence, max, violations);
  return violations.ToStatus();
}

TEST(CheckTextTest, LimitsAreExact) {
  EXPECT_THAT(Text("x"), testing::IsOk());
  EXPECT_THAT(Text(std::string(kMaxText, 'x')), testing::IsOk());
  EXPECT_THAT(Text("linje 1\r\n\tlinje 2 – æøå €"), testing::IsOk());
  EXPECT_THAT(Text("", Presence::kOptional), testing::IsOk());
  const absl::Status too_long = Text(std::string(kMaxText + 1, 'x'));
  EXPECT_THAT(too_long, testing::Violates("text"));
  EXPECT_EQ(too_long.message(), "text: is 20001 bytes long; wanted: 1 to 20000 bytes of UTF-8");
}

TEST(CheckTextTest, EmptyBrokenAndControlTextIsRefused) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"", "is empty"},
      {" \n\t ", "is empty"},
      {"a\xff", "is not UTF-8 at byte 1"},
      {"\xc0\xaf", "is not UTF-8 at byte 0"},
      {std::string("a\0b", 3), "control character at byte 1"},
      {"ab\x1b[2J", "control character at byte 2"},
      {"a\x7f", "control character at byte 1"},
      {"a\xc2\x85z", "control character at byte 1"},
  };
  for (const auto& [text, wanted] : table) {
    const absl::Status status = Text(text);
    EXPECT_THAT(status, testing::Violates("text")) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(wanted)) << text;
  }
}

TEST(CheckTextTest, CprNumberIsRefusedWithoutRepeatingIt) {
  const absl::Status status = Text("Mit CPR er 010190-1234, ring til mig");
  EXPECT_THAT(status, testing::Violates("text"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("CPR"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("1234")));
  EXPECT_THAT(status.ToString(), Not(HasSubstr("010190")));
}

TEST(CheckLineTest, LineBreaksAreRefused) {
  FieldViolations violations;
  CheckLine("a", "Auto ApS", Presence::kRequired, 10, violations);
  EXPECT_TRUE(violations.empty());
  CheckLine("b", "Auto\nApS", Presence::kRequired, 10, violations);
  CheckLine("c", "Auto\tApS", Presence::kRequired, 10, violations);
  EXPECT_THAT(violations.ToStatus(), testing::Violates("b", "c"));
}

TEST(CheckPhoneTest, DigitsSpacesAndLeadingPlus) {
  for (const char* phone : {"", "12345678", "+45 12 34 56 78", "112"}) {
    FieldViolations violations;
    CheckPhone("phone", phone, violations);
    EXPECT_TRUE(violations.empty()) << phone;
  }
  for (const char* phone : {"+", " ", "12-34", "12+34", "call me", "123456789012345678901234567890123"}) {
    FieldViolations violations;
    CheckPhone("phone", phone, violations);
    EXPECT_THAT(violations.ToStatus(), testing::Violates("phone")) << phone;
  }
}

TEST(CheckEmailTest, OneAddress) {
  for (const char* email : {"", "a@b.dk", "søren.ågård+web@firma.co.uk"}) {
    FieldViolations violations;
    CheckEmail("email", email, violations);
    EXPECT_TRUE(violations.empty()) << email;
  }
  const std::string long_one = std::string(250, 'a') + "@b.dk";
  for (const std::string& email : {std::string("a"), std::string("@b.dk"), std::string("a@b"), std::string("a@.dk"),
                                   std::string("a@b."), std::string("a@b@c.dk"), std::string("a b@c.dk"),
                                   std::string("a@b.dk,c@d.dk"), std::string("A <a@b.dk>"), long_one}) {
    FieldViolations violations;
    CheckEmail("email", email, violations);
    EXPECT_THAT(violations.ToStatus(), testing::Violates("email")) << email;
  }
}

TEST(CheckRequestIdTest, OneTo64Characters) {
  const std::string sixty_four_letters = [] {
    std::string text;
    for (int i = 0; i < 64; ++i) text += "ø";
    return text;
  }();
  for (const std::string& id : {std::string("1"), std::string("6f1c…"), sixty_four_letters}) {
    FieldViolations violations;
    CheckRequestId(id, violations);
    EXPECT_TRUE(violations.empty()) << id;
  }
  for (const std::string& id : {std::string(), std::string(65, 'x'), std::string("a\nb"), std::string("\xff")}) {
    FieldViolations violations;
    CheckRequestId(id, violations);
    EXPECT_THAT(violations.ToStatus(), testing::Violates("request_id")) << id;
  }
}

TEST(CheckDateTest, ADayOfTheCalendarInItsOneForm) {
  for (const char* date : {"2000-01-01", "2026-11-21", "2028-02-29", "2199-12-31"}) {
    FieldViolations violations;
    const std::optional<absl::CivilDay> day = CheckDate("date", date, Presence::kRequired, violations);
    EXPECT_TRUE(violations.empty()) << date;
    EXPECT_EQ(day.has_value() ? absl::FormatCivilTime(*day) : "", date);
  }
  for (const char* date : {"", "2026-11-31", "2026-02-29", "1999-12-31", "2200-01-01", "2026-1-1", "26-11-21",
                           " 2026-11-21", "2026-11-21T10:00", "21.11.2026", "+2026-11-21", "x"}) {
    FieldViolations violations;
    EXPECT_EQ(CheckDate("date", date, Presence::kRequired, violations), std::nullopt);
    EXPECT_THAT(violations.ToStatus(), testing::Violates("date")) << date;
  }
  FieldViolations violations;
  EXPECT_EQ(CheckDate("date", "", Presence::kOptional, violations), std::nullopt);
  EXPECT_TRUE(violations.empty());
}

TEST(PageSizeTest, ZeroMeansFiftyAndTwoHundredIsMost) {
  EXPECT_EQ(EffectivePageSize(0), 50);
  EXPECT_EQ(EffectivePageSize(1), 1);
  EXPECT_EQ(EffectivePageSize(200), 200);
  EXPECT_EQ(EffectivePageSize(201), 200);
  FieldViolations violations;
  CheckPageSize(-1, violations);
  EXPECT_THAT(violations.ToStatus(), testing::Violates("page_size"));
}

}  // namespace
}  // namespace indgang::domain
