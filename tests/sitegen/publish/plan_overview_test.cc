#include "sitegen/publish/plan_overview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/files.h"

namespace indgang::sitegen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Words& English() {
  static const Words& words = *[] {
    std::vector<std::string> problems;
    const std::string file = "templates/strings/en.txt";
    const UiStrings strings = ParseStrings(file, ReadFile(file).value_or(""), &problems);
    return new Words(Words::Take(file, strings, &problems));
  }();
  return words;
}

class PlanOverviewTest : public ::testing::Test {
 protected:
  PlanOverviewTest() {
    service_.title = {"Licence <to> serve", ""};
    authority_.name = {"Licensing board", ""};
  }

  std::string Draw(const OverviewBar& bar, OverviewSize size = OverviewSize::kWide) {
    Overview overview;
    overview.lanes.push_back({&authority_, {bar}});
    overview.opening = overview.opening_all = bar.end;
    return DrawOverview(overview, size, English(), English().opening);
  }

  ServiceView service_;
  ContactView authority_;
};

TEST_F(PlanOverviewTest, PictureHasANameAndADescription) {
  const std::string svg = Draw({&service_, 0, 14});
  EXPECT_THAT(svg, HasSubstr("role=\"img\" aria-labelledby=\"overview_wide_title overview_wide_desc\""));
  EXPECT_THAT(svg, HasSubstr("<title id=\"overview_wide_title\">Time plan with a lane for each authority</title>"));
  EXPECT_THAT(svg, HasSubstr("Licence &lt;to&gt; serve"));
  EXPECT_THAT(svg, Not(HasSubstr("style=")));
}

TEST_F(PlanOverviewTest, BarReachesFromItsBeginningToItsEnd) {
  // Four weeks lie between 290 and 1088.
  EXPECT_THAT(Draw({&service_, 7, 28}), HasSubstr("<rect class=\"overview__bar\" x=\"490\" y=\"80\" width=\"598\""));
}

TEST_F(PlanOverviewTest, WhatTakesNoTimeIsAPointAndAnUnknownTimeAShortBar) {
  EXPECT_THAT(Draw({&service_, 0, 0}), HasSubstr("<circle class=\"overview__bar\" cx=\"298\""));
  OverviewBar unknown{&service_, 28, 28};
  unknown.unknown = unknown.maybe = unknown.critical = true;
  // Moved left so that it ends on the drawing.
  EXPECT_THAT(Draw(unknown), HasSubstr("<rect class=\"overview__bar overview__bar--maybe overview__bar--unknown "
                                       "overview__bar--critical\" x=\"1032\" y=\"80\" width=\"56\""));
}

TEST_F(PlanOverviewTest, LongTitlesTakeMoreLinesOnAPhone) {
  service_.title.text = "Building permit for new buildings and for large cases";
  const std::string svg = Draw({&service_, 7, 14}, OverviewSize::kNarrow);
  EXPECT_THAT(svg, HasSubstr("y=\"98\" text-anchor=\"end\">Building permit for new buildings and for</text>"));
  EXPECT_THAT(svg, HasSubstr("y=\"115\" text-anchor=\"end\">large cases</text>"));
  EXPECT_THAT(svg, HasSubstr("y=\"121\" width=\"86\""));
}

TEST_F(PlanOverviewTest, ALongWordIsCutBetweenLettersOnAPhone) {
  std::string title;
  for (int i = 0; i < 60; ++i) title += "æ";
  service_.title.text = title;
  EXPECT_THAT(Draw({&service_, 0, 0}, OverviewSize::kNarrow), HasSubstr(">" + title.substr(0, 2 * 46) + "…</text>"));
}

TEST_F(PlanOverviewTest, AxisMarksFewEnoughWeeksToBeRead) {
  const std::string narrow = Draw({&service_, 0, 7 * 40}, OverviewSize::kNarrow);
  for (const char* mark :
       {">Start</text>", ">13 weeks</text>", ">26 weeks</text>", ">39 weeks</text>", ">52 weeks</text>"}) {
    EXPECT_THAT(narrow, HasSubstr(mark));
  }
  EXPECT_THAT(narrow, Not(HasSubstr(">8 weeks</text>")));
}

TEST_F(PlanOverviewTest, TwoOpeningsAreMarkedOnlyWhenTheyDiffer) {
  Overview overview;
  overview.lanes.push_back({&authority_, {{&service_, 0, 14}}});
  overview.opening = overview.opening_all = 14;
  EXPECT_THAT(DrawOverview(overview, OverviewSize::kWide, English(), English().opening),
              Not(HasSubstr("overview__opening--all")));
  overview.opening_all = 21;
  EXPECT_THAT(DrawOverview(overview, OverviewSize::kWide, English(), English().opening),
              HasSubstr("overview__opening--all"));
}

TEST_F(PlanOverviewTest, AnOpeningOnTheDayOfTheStartIsNotMarked) {
  EXPECT_THAT(Draw({&service_, 0, 0}), Not(HasSubstr("overview__opening")));
  EXPECT_THAT(Draw({&service_, 0, 7}), HasSubstr(">Earliest opening</text>"));
}

TEST_F(PlanOverviewTest, LinesOfTheOpeningLieBelowTheTextsOfTheLanes) {
  const std::string svg = Draw({&service_, 0, 14});
  EXPECT_LT(svg.find("overview__opening\"><path"), svg.find("overview__lane"));
  EXPECT_GT(svg.find("overview__opening\"><text"), svg.rfind("overview__lane"));
}

TEST(OverviewWeekTest, CountsWholeWeeks) {
  EXPECT_EQ(OverviewWeek(0, English()), "At once");
  EXPECT_EQ(OverviewWeek(6, English()), "At once");
  EXPECT_EQ(OverviewWeek(7, English()), "After 1 week");
  EXPECT_EQ(OverviewWeek(20, English()), "After 2 weeks");
}

}  // namespace
}  // namespace indgang::sitegen
