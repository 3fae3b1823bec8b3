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

using Civil = absl::CivilSecond;

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

// Monday to Thursday 9 to 12 and 12:30 to 15, Friday 9 to 13.
std::unique_ptr<const WorkingCalendar> WithLunchGap() {
  v1::WorkingCalendar message;
  message.set_time_zone("Europe/Copenhagen");
  for (int weekday = 1; weekday <= 4; ++weekday) {
    AddHours(message, weekday, 540, 720);
    AddHours(message, weekday, 750, 900);
  }
  AddHours(message, 5, 540, 780);
  AddClosure(message, "--12-24", "--12-24");
  return Make(message);
}

TEST(WorkingCalendarTest, OpenTimeLeavesOutNightsWeekendsHolidaysAndTheLunchGap) {
  const auto calendar = WithLunchGap();
  struct Row {
    const char* what;
    absl::CivilSecond begin, end;
    absl::Duration open;
  };
  const std::vector<Row> rows = {
      {"within a period", Civil(2026, 11, 16, 9, 15), Civil(2026, 11, 16, 10, 0), absl::Minutes(45)},
      {"over lunch", Civil(2026, 11, 16, 11, 30), Civil(2026, 11, 16, 13, 0), absl::Hours(1)},
      {"inside lunch", Civil(2026, 11, 16, 12, 5), Civil(2026, 11, 16, 12, 25), absl::ZeroDuration()},
      {"over a night", Civil(2026, 11, 16, 14, 0), Civil(2026, 11, 17, 10, 0), absl::Hours(2)},
      {"over a weekend", Civil(2026, 11, 20, 12, 0), Civil(2026, 11, 23, 9, 30), absl::Minutes(90)},
      {"a weekend alone", Civil(2026, 11, 21, 0, 0), Civil(2026, 11, 22, 23, 59), absl::ZeroDuration()},
      {"over Easter", Civil(2026, 4, 1, 14, 0), Civil(2026, 4, 7, 10, 0), absl::Hours(2)},
      {"Constitution Day, no public holiday", Civil(2026, 6, 5, 0, 0), Civil(2026, 6, 6, 0, 0), absl::Hours(4)},
      {"Great Prayer Day 2023", Civil(2023, 5, 5, 0, 0), Civil(2023, 5, 6, 0, 0), absl::ZeroDuration()},
      {"the fourth Friday after Easter 2024", Civil(2024, 4, 26, 0, 0), Civil(2024, 4, 27, 0, 0), absl::Hours(4)},
      {"closed on Christmas Eve by its own closure", Civil(2026, 12, 24, 0, 0), Civil(2026, 12, 25, 0, 0),
       absl::ZeroDuration()},
      {"backwards", Civil(2026, 11, 17, 10, 0), Civil(2026, 11, 16, 10, 0), absl::ZeroDuration()},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(calendar->OpenTimeBetween(At(*calendar, row.begin), At(*calendar, row.end)), row.open) << row.what;
  }
}

TEST(WorkingCalendarTest, OpenTimeIsTimeThatReallyPassesWhenTheClocksChange) {
  v1::WorkingCalendar message = WeekdaysNineToThree();
  for (const int weekday : {6, 7}) AddHours(message, weekday, 0, 1440);
  const auto calendar = Make(message);
  const auto sunday = [&](int month, int day) {
    return calendar->OpenTimeBetween(At(*calendar, absl::CivilSecond(2026, month, day, 0, 0, 0)),
                                     At(*calendar, absl::CivilSecond(2026, month, day + 1, 0, 0, 0)));
  };
  EXPECT_EQ(sunday(3, 29), absl::Hours(23));
  EXPECT_EQ(sunday(10, 25), absl::Hours(25));
  EXPECT_EQ(sunday(11, 1), absl::Hours(24));
  // Four hours after Saturday 23:00 it is 04:00 on the day that has no 02:00.
  EXPECT_EQ(calendar->AddOpenTime(At(*calendar, absl::CivilSecond(2026, 3, 28, 23, 0, 0)), absl::Hours(4)),
            At(*calendar, absl::CivilSecond(2026, 3, 29, 4, 0, 0)));
  EXPECT_EQ(calendar->SubtractOpenTime(At(*calendar, absl::CivilSecond(2026, 3, 29, 4, 0, 0)), absl::Hours(4)),
            At(*calendar, absl::CivilSecond(2026, 3, 28, 23, 0, 0)));
}

TEST(WorkingCalendarTest, AddingOpenTimeEndsInAPeriodOrAtItsEnd) {
  const auto calendar = WithLunchGap();
  struct Row {
    absl::CivilSecond start;
    absl::Duration open;
    absl::CivilSecond end;
  };
  const std::vector<Row> rows = {
      {Civil(2026, 11, 16, 9, 0), absl::Hours(2), Civil(2026, 11, 16, 11, 0)},
      {Civil(2026, 11, 16, 10, 0), absl::Hours(2), Civil(2026, 11, 16, 12, 0)},       // to the minute lunch begins
      {Civil(2026, 11, 16, 11, 30), absl::Hours(1), Civil(2026, 11, 16, 13, 0)},      // over lunch
      {Civil(2026, 11, 16, 12, 10), absl::Minutes(15), Civil(2026, 11, 16, 12, 45)},  // from lunch
      {Civil(2026, 11, 20, 12, 0), absl::Hours(2), Civil(2026, 11, 23, 10, 0)},       // over a weekend
      {Civil(2026, 11, 21, 3, 0), absl::ZeroDuration(), Civil(2026, 11, 23, 9, 0)},   // nothing, from a weekend
      {Civil(2026, 12, 23, 14, 30), absl::Hours(1), Civil(2026, 12, 28, 9, 30)},      // over Christmas
  };
  for (const Row& row : rows) {
    EXPECT_EQ(calendar->AddOpenTime(At(*calendar, row.start), row.open), At(*calendar, row.end)) << row.start;
  }
}

TEST(WorkingCalendarTest, WarningsLieInsideOpeningHours) {
  const auto calendar = WithLunchGap();
  struct Row {
    absl::CivilSecond end;
    absl::CivilSecond warn;
  };
  const std::vector<Row> rows = {
      {Civil(2026, 11, 16, 15, 0), Civil(2026, 11, 16, 10, 30)},  // over lunch
      {Civil(2026, 11, 16, 10, 0),
       Civil(2026, 11, 13, 10, 0)},  // Monday morning: warned on Friday, not on Sunday night
      {Civil(2026, 11, 17, 9, 0), Civil(2026, 11, 16, 10, 30)},   // the moment it opens
      {Civil(2026, 11, 20, 13, 0), Civil(2026, 11, 20, 9, 0)},    // exactly one period
      {Civil(2026, 12, 28, 10, 0), Civil(2026, 12, 23, 11, 30)},  // over Christmas
  };
  for (const Row& row : rows) {
    const absl::Time warn = calendar->SubtractOpenTime(At(*calendar, row.end), absl::Hours(4));
    EXPECT_EQ(warn, At(*calendar, row.warn)) << row.end;
    EXPECT_TRUE(calendar->IsOpen(warn)) << row.end;
  }
}

TEST(WorkingCalendarTest, AddingAndSubtractingOpenTimeAreInverse) {
  const auto calendar = WithLunchGap();
  for (absl::Time start = At(*calendar, absl::CivilSecond(2026, 1, 1, 0, 7, 0));
       start < At(*calendar, absl::CivilSecond(2027, 1, 5, 0, 0, 0)); start += absl::Minutes(397)) {
    for (const absl::Duration open : {absl::Minutes(1), absl::Hours(3), absl::Hours(31)}) {
      const absl::Time end = calendar->AddOpenTime(start, open);
      ASSERT_EQ(calendar->OpenTimeBetween(start, end), open) << absl::FormatTime(start, calendar->time_zone());
      ASSERT_TRUE(calendar->CanBeDue(end)) << absl::FormatTime(end, calendar->time_zone());
      const absl::Time back = calendar->SubtractOpenTime(end, open);
      ASSERT_TRUE(calendar->IsOpen(back)) << absl::FormatTime(back, calendar->time_zone());
      ASSERT_EQ(calendar->OpenTimeBetween(back, end), open);
    }
  }
}

TEST(WorkingCalendarTest, SomethingCanBeDueWhileOpenAndAtClosing) {
  const auto calendar = WithLunchGap();
  EXPECT_TRUE(calendar->CanBeDue(At(*calendar, absl::CivilSecond(2026, 11, 16, 9, 0, 0))));
  EXPECT_TRUE(calendar->CanBeDue(At(*calendar, absl::CivilSecond(2026, 11, 16, 12, 0, 0))));
  EXPECT_TRUE(calendar->CanBeDue(At(*calendar, absl::CivilSecond(2026, 11, 20, 13, 0, 0))));
  EXPECT_FALSE(calendar->CanBeDue(At(*calendar, absl::CivilSecond(2026, 11, 16, 12, 0, 1))));
  EXPECT_FALSE(calendar->CanBeDue(At(*calendar, absl::CivilSecond(2026, 11, 16, 8, 59, 59))));
  EXPECT_FALSE(calendar->CanBeDue(At(*calendar, absl::CivilSecond(2026, 11, 21, 10, 0, 0)))) << "Saturday";
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
