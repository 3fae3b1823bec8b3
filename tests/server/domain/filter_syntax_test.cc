#include "server/domain/filter_syntax.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;

// The filter with all parentheses.
std::string Written(const FilterTerm& term) {
  if (term.kind == FilterTerm::Kind::kComparison) return absl::StrCat(term.field, term.operation, "'", term.value, "'");
  if (term.kind == FilterTerm::Kind::kNot) return absl::StrCat("!", Written(term.parts[0]));
  std::string text = "(";
  for (const FilterTerm& part : term.parts) {
    if (text.size() > 1) text += term.kind == FilterTerm::Kind::kAnd ? " & " : " | ";
    text += Written(part);
  }
  return text + ")";
}

TEST(FilterSyntaxTest, ReadsWhatItSays) {
  const std::pair<const char*, const char*> filters[] = {
      {"", "()"},
      {"  \n\t", "()"},
      {"state=CLOSED", "state='CLOSED'"},
      {"  state  !=\nCLOSED ", "state!='CLOSED'"},
      {"a=1 AND b<2 AND c<=3", "(a='1' & b<'2' & c<='3')"},
      {"a>1 OR b>=2", "(a>'1' | b>='2')"},
      {"(a=1 OR b=2) AND NOT c=3", "((a='1' | b='2') & !c='3')"},
      {"NOT(a=1 AND b=2)", "!(a='1' & b='2')"},
      {"((a=1))", "a='1'"},
      {"service:location-check", "service:'location-check'"},
      {"create_time > 2026-03-01T08:00:00+01:00", "create_time>'2026-03-01T08:00:00+01:00'"},
      {R"(text = "a \"b\" \\ (c) AND")", "text='a \"b\" \\ (c) AND'"},
      {R"(text = "")", "text=''"},
      {"ANDY=1 AND ORLA=2 AND NOTE=3", "(ANDY='1' & ORLA='2' & NOTE='3')"},
      {"navn = Ærø", "navn='Ærø'"},
  };
  for (const auto& [filter, expected] : filters) {
    const absl::StatusOr<FilterTerm> parsed = ParseFilter(filter);
    ASSERT_THAT(parsed, IsOk()) << filter;
    EXPECT_EQ(Written(*parsed), expected) << filter;
  }
}

TEST(FilterSyntaxTest, KnowsWhereFieldsAndValuesStand) {
  const FilterTerm term = ParseFilter(" a = 1 AND state >= \"x\"").value();
  EXPECT_EQ(term.parts[0].field_position, 1u);
  EXPECT_EQ(term.parts[0].value_position, 5u);
  EXPECT_EQ(term.parts[1].field_position, 11u);
  EXPECT_EQ(term.parts[1].value_position, 20u);
}

TEST(FilterSyntaxTest, SaysWhereAFilterIsWrongAndWhatIsWanted) {
  const struct {
    std::string filter;
    std::size_t position;
    const char* message;
  } filters[] = {
      {"state", 5, "the end stands there; wanted: =, !=, <, <=, >, >= or : after \"state\""},
      {"state =", 7, "the end stands there; wanted: a value"},
      {"= CLOSED", 0, "wanted: a field, NOT or \"(\""},
      {"a=1 b=2", 4, "\"b=2\" stands there; wanted: AND, OR or the end"},
      {"a=1 AND", 7, "the end stands there; wanted: a field"},
      {"a=1 AND OR b=2", 8, "\"OR\" stands there; wanted: a field"},
      {"a=1 AND b=2 OR c=3", 12, "wanted: parentheses around what belongs together"},
      {"(a=1", 4, "wanted: \")\" for the \"(\" at 0"},
      {"a=1)", 3, "wanted: AND, OR or the end"},
      {"()", 1, "wanted: a field"},
      {"a=\"b", 2, "a text that does not end"},
      {"a=\"b\\n\"", 5, "wanted: \\\" or \\\\"},
      {"a==1", 2, "wanted: a value"},
      {"NOT NOT a=1", 4, "NOT stands twice"},
      {"a=\xff", 2, "not UTF-8"},
      {std::string(17, '(') + "a=1" + std::string(17, ')'), 16, "at most 16 deep"},
      {std::string(2'001, 'a'), 2'000, "the filter is 2001 bytes long"},
  };
  for (const auto& [filter, position, message] : filters) {
    const absl::Status status = ParseFilter(filter).status();
    ASSERT_THAT(status, IsError(absl::StatusCode::kInvalidArgument, "FILTER_INVALID")) << filter;
    EXPECT_EQ(GetErrorInfo(status)->metadata().at("position"), absl::StrCat(position)) << filter;
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr(message)) << filter;
  }
}

TEST(FilterSyntaxTest, AFilterHasAtMostAHundredComparisons) {
  std::string filter = "a=1";
  for (int i = 1; i < kMaxFilterComparisons; ++i) filter += " AND a=1";
  EXPECT_THAT(ParseFilter(filter), IsOk());
  EXPECT_THAT(ParseFilter(filter + " AND a=1").status(), IsError(absl::StatusCode::kInvalidArgument, "FILTER_INVALID"));
}

TEST(FilterSyntaxTest, EveryCutOfAFilterIsReadOrRefused) {
  const std::string filter = R"(NOT (a = "x \" y" OR b != c) AND (d:e AND f >= 2026-01-01T00:00:00Z))";
  ASSERT_THAT(ParseFilter(filter), IsOk());
  for (std::size_t from = 0; from < filter.size(); ++from) {
    for (std::size_t length = 0; from + length <= filter.size(); ++length) {
      const absl::Status status = ParseFilter(filter.substr(from, length)).status();
      EXPECT_TRUE(status.ok() || GetReason(status) == "FILTER_INVALID") << filter.substr(from, length);
    }
  }
}

}  // namespace
}  // namespace indgang::domain
