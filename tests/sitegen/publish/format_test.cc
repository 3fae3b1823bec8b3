#include "sitegen/publish/format.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "base/files.h"
#include "sitegen/publish/assets.h"

namespace indgang::sitegen {
namespace {

Words WordsOf(const std::string& language) {
  const std::string file = "templates/strings/" + language + ".txt";
  std::vector<std::string> problems;
  const UiStrings strings = ParseStrings(file, ReadFile(file).value_or(""), &problems);
  Words words = Words::Take(file, strings, &problems);
  EXPECT_EQ(absl::StrJoin(problems, "\n"), "");
  return words;
}

const Words& Danish() {
  static const Words& words = *new Words(WordsOf("da"));
  return words;
}
const Words& English() {
  static const Words& words = *new Words(WordsOf("en"));
  return words;
}

struct MoneyCase {
  std::int64_t min, max;
  const char* currency;
  const char* da;
  const char* en;
};

TEST(FormatTest, MoneyIsWrittenAsEachLanguageDoes) {
  const MoneyCase cases[] = {{0, 0, "DKK", "0 kr.", "DKK 0"},
                             {95500, 95500, "DKK", "955 kr.", "DKK 955"},
                             {123450, 123450, "DKK", "1.234,50 kr.", "DKK 1,234.50"},
                             {123405, 123405, "DKK", "1.234,05 kr.", "DKK 1,234.05"},
                             {66000, 78500, "DKK", "660–785 kr.", "DKK 660–785"},
                             {123456789000, 123456789000, "EUR", "1.234.567.890 EUR", "EUR 1,234,567,890"}};
  for (const MoneyCase& c : cases) {
    EXPECT_EQ(FormatMoney(c.min, c.max, c.currency, Danish()), c.da);
    EXPECT_EQ(FormatMoney(c.min, c.max, c.currency, English()), c.en);
  }
}

TEST(FormatTest, DatesAreWrittenAsEachLanguageDoes) {
  EXPECT_EQ(FormatDate("2026-11-21", Danish()), "21. november 2026");
  EXPECT_EQ(FormatDate("2026-11-21", English()), "21 November 2026");
  EXPECT_EQ(FormatDate("2027-05-01", Danish()), "1. maj 2027");
  EXPECT_EQ(FormatDate("", Danish()), "");
}

struct ServiceCase {
  const char* service;
  const char* fee;
  const char* time;
};

TEST(FormatTest, FeeAndTimeSayWhatIsKnown) {
  const ServiceCase cases[] = {
      {"kind: SERVICE_KIND_PERMIT", "Ask us", "Ask us"},
      {"kind: SERVICE_KIND_PERMIT processing { apply_ahead { min: 4 max: 4 unit: UNIT_WEEKS } }", "Ask us",
       "Apply at least 4 weeks before"},
      {"kind: SERVICE_KIND_OBLIGATION", "No fee known", "Nothing to wait for"},
      {"fee { kind: KIND_FREE } processing { immediate: true }", "Free", "At once"},
      {"fee { kind: KIND_FIXED amount_min_minor: 95500 amount_max_minor: 95500 year: 2024 } "
       "processing { goal { min: 1 max: 1 unit: UNIT_WEEKS } }",
       "DKK 955 (2024)", "1 week"},
      {"fee { kind: KIND_HOURLY amount_min_minor: 66000 amount_max_minor: 78500 } "
       "processing { goal { min: 6 max: 8 unit: UNIT_WEEKS } statutory { min: 1 max: 1 unit: UNIT_MONTHS } }",
       "DKK 660–785 an hour", "6–8 weeks"},
      {"fee { kind: KIND_RECURRING amount_min_minor: 10000 amount_max_minor: 10000 per: PER_MONTH } "
       "processing { statutory { min: 5 max: 5 unit: UNIT_WORKING_DAYS } }",
       "DKK 100 a month", "At most 5 working days"},
      {"fee { kind: KIND_VARIES } processing { goal { min: 1 max: 1 unit: UNIT_DAYS } }", "Depends on the case",
       "1 day"},
      {"fee { kind: KIND_VARIES amount_min_minor: 100 amount_max_minor: 200 year: 2020 }",
       "Depends on the case; others have paid DKK 1–2 (2020)", "Ask us"},
  };
  for (const ServiceCase& c : cases) {
    knowledge::v1::Service service;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(c.service, &service)) << c.service;
    EXPECT_EQ(FormatFee(service, English()), c.fee) << c.service;
    EXPECT_EQ(FormatTime(service, English()), c.time) << c.service;
  }
}

struct VolumeCase {
  std::int64_t volume;
  const char* da;
  const char* en;
};

TEST(FormatTest, VolumeIsRoundedToWhatAnEstimateCanSay) {
  const VolumeCase cases[] = {{0, "", ""},
                              {1, "færre end 10 om året", "fewer than 10 a year"},
                              {9, "færre end 10 om året", "fewer than 10 a year"},
                              {10, "ca. 10 om året", "about 10 a year"},
                              {96, "ca. 96 om året", "about 96 a year"},
                              {800, "ca. 800 om året", "about 800 a year"},
                              {994, "ca. 990 om året", "about 990 a year"},
                              {995, "ca. 1.000 om året", "about 1,000 a year"},
                              {15675, "ca. 16.000 om året", "about 16,000 a year"},
                              {100000000, "ca. 100.000.000 om året", "about 100,000,000 a year"}};
  for (const VolumeCase& c : cases) {
    EXPECT_EQ(FormatVolume(c.volume, Danish()), c.da) << c.volume;
    EXPECT_EQ(FormatVolume(c.volume, English()), c.en) << c.volume;
  }
}

struct NeedCase {
  const char* rule;
  const char* da;
  const char* en;
};

TEST(FormatTest, NeedIsSaidInTheWordsOfTheQuestions) {
  knowledge::v1::KnowledgeBase base;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      ReadFile("tests/sites/rendered/site.textproto").value_or(""), &base));
  const auto bundle = knowledge::Bundle::Create(base);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  const NeedCase cases[] = {
      {"", "", ""},
      {"needed_if { question: 'alcohol' }", "Hvis du svarer ja til »Vil du servere alkohol?«",
       "If you answer yes to “Will you serve alcohol?”"},
      {"needed_if { not { question: 'outdoors' } }", "Hvis du svarer nej til »Har du borde ude?«",
       "If you answer no to “Har du borde ude?”"},
      {"needed_if { not { all { conditions { question: 'alcohol' } conditions { question: 'outdoors' } } } }",
       "Hvis du svarer nej til »Vil du servere alkohol?« eller nej til »Har du borde ude?«",
       "If you answer no to “Will you serve alcohol?” or no to “Har du borde ude?”"},
      {"needed_if { all { conditions { question: 'alcohol' } conditions { any { conditions { question: 'outdoors' } "
       "conditions { not { question: 'alcohol' } } } } } }",
       "Hvis du svarer ja til »Vil du servere alkohol?« og (ja til »Har du borde ude?« eller nej til »Vil du servere "
       "alkohol?«)",
       "If you answer yes to “Will you serve alcohol?” and (yes to “Har du borde ude?” or no to “Will you serve "
       "alcohol?”)"},
  };
  for (const NeedCase& c : cases) {
    knowledge::v1::Service service;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(c.rule, &service)) << c.rule;
    EXPECT_EQ(FormatNeed(service, **bundle, "da", Danish()), c.da) << c.rule;
    EXPECT_EQ(FormatNeed(service, **bundle, "en", English()), c.en) << c.rule;
  }
}

TEST(AssetsTest, StyleSheetIsCutToWhatIsPublished) {
  EXPECT_EQ(CutStyleSheet("@font-face{src:url(a)}a{b:c}.x{background:url(../img/svg-icons/no.svg)}"
                          "@media print{.y{background:url(../img/svg-icons/yes.svg)}.z{background:url(../img/no.png)}}"
                          "@keyframes k{0%{a:b}to{c:d}}/*# sourceMappingURL=x */",
                          {"yes.svg"}, {"x", "y", "z"}),
            "a{b:c}@media print{.y{background:url(../img/svg-icons/yes.svg)}}@keyframes k{0%{a:b}to{c:d}}");
}

TEST(AssetsTest, SelectorsThatNeedOtherClassesAreCut) {
  const auto cut = [](absl::string_view css) { return CutStyleSheet(css, {}, {"a", "a-b"}); };
  EXPECT_EQ(cut(".a{k:v}.b{k:v}.a-b:hover{k:v}.a-c{k:v}h1{k:v}"), ".a{k:v}.a-b:hover{k:v}h1{k:v}");
  EXPECT_EQ(cut(".b,.a>p,.a .b,p.a-b{k:v}"), ".a>p,p.a-b{k:v}");
  EXPECT_EQ(cut(".a:not(.b){k:v}:is(.b,.c){k:v}[href$=\".b\"]{k:v}.a[x=\"1,2\"],.b{k:v}"),
            ".a:not(.b){k:v}:is(.b,.c){k:v}[href$=\".b\"]{k:v}.a[x=\"1,2\"]{k:v}");
  EXPECT_EQ(cut("@media print{.b{k:v}}@media print{.a{k:v}.b{k:v}}.a{k:v}"), "@media print{.a{k:v}}.a{k:v}");
  EXPECT_EQ(cut(""), "");
}

TEST(AssetsTest, SpriteIsCutToTheIconsThatAreUsed) {
  EXPECT_EQ(CutSprite("<svg><symbol id=\"a\">1</symbol><symbol id=\"ab\">2</symbol></svg>", {"ab", "none"}),
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><symbol id=\"ab\">2</symbol></svg>\n");
}

}  // namespace
}  // namespace indgang::sitegen
