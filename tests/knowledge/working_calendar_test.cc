#include "knowledge/working_calendar.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/support/error_matchers.h"

namespace indgang::knowledge {
namespace {

using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;
using ::testing::HasSubstr;

void AddHours(v1::WorkingCalendar& message, int weekday, int opens_minute, int closes_minute) {
  v1::OpeningHours& hours = *message.add_opening_hours();
  hours.set_weekday(weekday);
  hours.set_opens_minute(opens_minute);
  hours.set_closes_minute(closes_minute);
}

void AddClosure(v1::WorkingCalendar& message, const std::string& first, const std::string& last) {
  v1::Closure& closure = *message.add_closures();
  closure.set_first_day(first);
  closure.set_last_day(last);
}

v1::WorkingCalendar WeekdaysNineToThree() {
  v1::WorkingCalendar message;
  message.set_time_zone("Europe/Copenhagen");
  for (int weekday = 1; weekday <= 5; ++weekday) AddHours(message, weekday, 540, 900);
  return message;
}

std::unique_ptr<const WorkingCalendar> Make(const v1::WorkingCalendar& message) {
  auto calendar = WorkingCalendar::Create(message);
  EXPECT_THAT(calendar, IsOk());
  return *std::move(calendar);
}

absl::Time At(const WorkingCalendar& calendar, absl::CivilSecond civil) {
  return absl::FromCivil(civil, calendar.time_zone());
}

TEST(WorkingCalendarTest, APeriodIncludesItsFirstMinuteAndExcludesItsLast) {
  const auto calendar = Make(WeekdaysNineToThree());
  EXPECT_FALSE(calendar->IsOpen(At(*calendar, absl::CivilSecond(2026, 11, 16, 8, 59, 59))));
  EXPECT_TRUE(calendar->IsOpen(At(*calendar, absl::CivilSecond(2026, 11, 16, 9, 0, 0))));
  EXPECT_TRUE(calendar->IsOpen(At(*calendar, absl::CivilSecond(2026, 11, 16, 14, 59, 59))));
  EXPECT_FALSE(calendar->IsOpen(At(*calendar, absl::CivilSecond(2026, 11, 16, 15, 0, 0))));
  EXPECT_FALSE(calendar->IsOpen(At(*calendar, absl::CivilSecond(2026, 11, 21, 10, 0, 0)))) << "Saturday";
  EXPECT_FALSE(calendar->IsOpen(At(*calendar, absl::CivilSecond(2026, 12, 25, 10, 0, 0)))) << "Christmas, a Friday";
}

TEST(WorkingCalendarTest, NextOpenIsNowWhenOpen) {
  const auto calendar = Make(WeekdaysNineToThree());
  const absl::Time open = At(*calendar, absl::CivilSecond(2026, 11, 16, 9, 0, 0)) + absl::Milliseconds(1);
  EXPECT_EQ(calendar->NextOpen(open), open);
}

TEST(WorkingCalendarTest, OpenUntilMidnight) {
  v1::WorkingCalendar message = WeekdaysNineToThree();
  AddHours(message, 5, 900, 1440);
  const auto calendar = Make(message);
  EXPECT_TRUE(calendar->IsOpen(At(*calendar, absl::CivilSecond(2026, 11, 20, 23, 59, 59))));
  // Monday 14:00 is open; Friday 22:00 is past Monday's closing.
  EXPECT_EQ(calendar->AddWorkingDays(At(*calendar, absl::CivilSecond(2026, 11, 20, 22, 0, 0)), 1),
            At(*calendar, absl::CivilSecond(2026, 11, 23, 15, 0, 0)));
}

TEST(WorkingCalendarTest, AClosureOverNewYearComesBackEveryYear) {
  v1::WorkingCalendar message = WeekdaysNineToThree();
  AddClosure(message, "--12-27", "--01-04");
  const auto calendar = Make(message);
  for (const int year : {2025, 2026, 2041}) {
    EXPECT_FALSE(calendar->IsWorkingDay(absl::CivilDay(year, 12, 30))) << year;
    EXPECT_FALSE(calendar->IsWorkingDay(absl::CivilDay(year, 1, 4))) << year;
  }
  EXPECT_TRUE(calendar->IsWorkingDay(absl::CivilDay(2026, 1, 5)));
  EXPECT_TRUE(calendar->IsWorkingDay(absl::CivilDay(2026, 12, 23)));
}

TEST(WorkingCalendarTest, ADatedClosureHoldsInItsYearOnly) {
  v1::WorkingCalendar message = WeekdaysNineToThree();
  AddClosure(message, "2026-05-15", "2026-05-15");
  const auto calendar = Make(message);
  EXPECT_FALSE(calendar->IsWorkingDay(absl::CivilDay(2026, 5, 15)));
  EXPECT_TRUE(calendar->IsWorkingDay(absl::CivilDay(2026, 5, 18)));
  EXPECT_TRUE(calendar->IsWorkingDay(absl::CivilDay(2028, 5, 15)));
}

TEST(WorkingCalendarTest, ATimeThatDaylightSavingSkipsBecomesTheNextThatExists) {
  v1::WorkingCalendar message = WeekdaysNineToThree();
  for (const int weekday : {6, 7}) AddHours(message, weekday, 0, 1440);
  const auto calendar = Make(message);
  // 02:30 does not exist on Sunday 29 March 2026.
  EXPECT_EQ(calendar->AddWorkingDays(At(*calendar, absl::CivilSecond(2026, 3, 28, 2, 30, 0)), 1),
            At(*calendar, absl::CivilSecond(2026, 3, 29, 3, 0, 0)));
}

TEST(WorkingCalendarTest, APeriodThatDaylightSavingSkipsDoesNotOpen) {
  v1::WorkingCalendar message = WeekdaysNineToThree();
  AddHours(message, 7, 130, 150);  // 02:10 to 02:30 on Sundays
  const auto calendar = Make(message);
  EXPECT_EQ(calendar->NextOpen(At(*calendar, absl::CivilSecond(2026, 3, 29, 0, 0, 0))),
            At(*calendar, absl::CivilSecond(2026, 3, 30, 9, 0, 0)));
  EXPECT_EQ(calendar->NextOpen(At(*calendar, absl::CivilSecond(2026, 3, 22, 0, 0, 0))),
            At(*calendar, absl::CivilSecond(2026, 3, 22, 2, 10, 0)));
}

TEST(WorkingCalendarTest, TheRepeatedHourOfAutumnIsCountedOnce) {
  v1::WorkingCalendar message = WeekdaysNineToThree();
  for (const int weekday : {6, 7}) AddHours(message, weekday, 0, 1440);
  const auto calendar = Make(message);
  const absl::Time first = At(*calendar, absl::CivilSecond(2026, 10, 25, 2, 30, 0));
  const absl::Time second = first + absl::Hours(1);  // 02:30 again, in winter time
  EXPECT_EQ(calendar->AddWorkingDays(At(*calendar, absl::CivilSecond(2026, 10, 24, 2, 30, 0)), 1), first);
  EXPECT_EQ(calendar->AddWorkingDays(second, 0), second) << "an end before its beginning";
}

TEST(WorkingCalendarTest, EndsNeverLieBeforeTheirBeginningAndGrowWithTheDays) {
  v1::WorkingCalendar message = WeekdaysNineToThree();
  AddHours(message, 4, 960, 1080);
  AddClosure(message, "--12-24", "--12-24");
  const auto calendar = Make(message);
  for (absl::Time start = At(*calendar, absl::CivilSecond(2026, 1, 1, 0, 7, 0));
       start < At(*calendar, absl::CivilSecond(2027, 1, 5, 0, 0, 0)); start += absl::Minutes(157)) {
    absl::Time last = calendar->NextOpen(start);
    ASSERT_GE(last, start);
    ASSERT_TRUE(calendar->IsOpen(last)) << absl::FormatTime(start, calendar->time_zone());
    for (int days = 0; days <= 6; ++days) {
      const absl::Time end = calendar->AddWorkingDays(start, days);
      ASSERT_GE(end, last) << absl::FormatTime(start, calendar->time_zone()) << " and " << days << " days";
      ASSERT_TRUE(calendar->IsWorkingDay(absl::ToCivilDay(end, calendar->time_zone())));
      last = end;
    }
  }
}

TEST(WorkingCalendarTest, InfiniteTimesStayInfinite) {
  const auto calendar = Make(WeekdaysNineToThree());
  EXPECT_EQ(calendar->AddWorkingDays(absl::InfiniteFuture(), 1), absl::InfiniteFuture());
  EXPECT_EQ(calendar->NextOpen(absl::InfinitePast()), absl::InfinitePast());
}

TEST(WorkingCalendarTest, RefusesWhatCannotBeCountedOn) {
  struct Case {
    void (*spoil)(v1::WorkingCalendar&);
    std::string message;
  };
  const std::vector<Case> cases = {
      {[](v1::WorkingCalendar& m) { m.set_time_zone("Europe/Fjordby"); }, "\"Europe/Fjordby\" is unknown"},
      {[](v1::WorkingCalendar& m) { m.clear_time_zone(); }, "time zone \"\" is unknown"},
      {[](v1::WorkingCalendar& m) { m.clear_opening_hours(); }, "no day is open"},
      {[](v1::WorkingCalendar& m) { AddClosure(m, "--01-01", "--12-31"); }, "no day is open"},
      {[](v1::WorkingCalendar& m) { AddHours(m, 0, 540, 600); }, "weekday 0"},
      {[](v1::WorkingCalendar& m) { AddHours(m, 8, 540, 600); }, "weekday 8"},
      {[](v1::WorkingCalendar& m) { AddHours(m, 6, 600, 600); }, "from minute 600 to 600"},
      {[](v1::WorkingCalendar& m) { AddHours(m, 6, -1, 600); }, "from minute -1 to 600"},
      {[](v1::WorkingCalendar& m) { AddHours(m, 6, 600, 1441); }, "from minute 600 to 1441"},
      {[](v1::WorkingCalendar& m) { AddHours(m, 1, 899, 960); }, "weekday 1 overlap at minute 899"},
      {[](v1::WorkingCalendar& m) { AddClosure(m, "2026-13-01", "2026-13-01"); }, "\"2026-13-01\""},
      {[](v1::WorkingCalendar& m) { AddClosure(m, "2026-02-29", "2026-03-01"); }, "\"2026-02-29\""},
      {[](v1::WorkingCalendar& m) { AddClosure(m, "--02-30", "--03-01"); }, "\"--02-30\""},
      {[](v1::WorkingCalendar& m) { AddClosure(m, "--12-24", "2026-12-24"); }, "\"--12-24\" to \"2026-12-24\""},
      {[](v1::WorkingCalendar& m) { AddClosure(m, "2026-12-24", ""); }, "\"2026-12-24\" to \"\""},
      {[](v1::WorkingCalendar& m) { AddClosure(m, "2026-12-30", "2026-12-24"); }, "ends before it begins"},
  };
  for (const Case& c : cases) {
    v1::WorkingCalendar message = WeekdaysNineToThree();
    c.spoil(message);
    const auto calendar = WorkingCalendar::Create(message);
    EXPECT_THAT(calendar, IsError(absl::StatusCode::kFailedPrecondition, "BUNDLE_INVALID")) << c.message;
    EXPECT_THAT(std::string(calendar.status().message()), HasSubstr(c.message));
  }
}

TEST(WorkingCalendarTest, PeriodsMayTouchAndLeapDaysMayBeClosed) {
  v1::WorkingCalendar message = WeekdaysNineToThree();
  AddHours(message, 1, 900, 960);
  AddClosure(message, "--02-29", "--02-29");
  AddClosure(message, "2028-02-29", "2028-02-29");
  const auto calendar = Make(message);
  EXPECT_TRUE(calendar->IsOpen(At(*calendar, absl::CivilSecond(2026, 11, 16, 15, 0, 0))));
  EXPECT_FALSE(calendar->IsWorkingDay(absl::CivilDay(2028, 2, 29)));
}

}  // namespace
}  // namespace indgang::knowledge
