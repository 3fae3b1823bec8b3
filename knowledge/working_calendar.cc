#include "knowledge/working_calendar.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/errors.h"
#include "base/status_macros.h"

namespace indgang::knowledge {
namespace {

absl::Status InvalidCalendar(absl::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "BUNDLE_INVALID", absl::StrCat("working calendar: ", message),
                   {{"item", "site.calendar"}});
}

// Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876).
absl::CivilDay EasterSunday(absl::civil_year_t year) {
  const auto a = year % 19;
  const auto b = year / 100;
  const auto c = year % 100;
  const auto h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const auto l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const auto m = (a + 11 * h + 22 * l) / 451;
  const auto n = h + l - 7 * m + 114;
  return absl::CivilDay(year, n / 31, n % 31 + 1);
}

// 0 is Monday.
std::size_t WeekdayIndex(absl::CivilDay day) {
  switch (absl::GetWeekday(day)) {
    case absl::Weekday::monday:
      return 0;
    case absl::Weekday::tuesday:
      return 1;
    case absl::Weekday::wednesday:
      return 2;
    case absl::Weekday::thursday:
      return 3;
    case absl::Weekday::friday:
      return 4;
    case absl::Weekday::saturday:
      return 5;
    case absl::Weekday::sunday:
      return 6;
  }
  return 0;
}

// The value of `digits` decimal digits; nullopt when there is anything else.
std::optional<int> Digits(absl::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// "YYYY-MM-DD"; nullopt when it is written otherwise or does not exist.
std::optional<absl::CivilDay> ParseDate(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::optional<int> year = Digits(text.substr(0, 4));
  const std::optional<int> month = Digits(text.substr(5, 2));
  const std::optional<int> day = Digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const absl::CivilDay date(*year, *month, *day);
  const bool exists = date.year() == *year && date.month() == *month && date.day() == *day;  // 02-30 becomes 03-01
  return exists ? std::optional(date) : std::nullopt;
}

// "--MM-DD", the 29th of February included.
std::optional<std::pair<int, int>> ParseMonthDay(absl::string_view text) {
  if (text.size() != 7 || text.substr(0, 2) != "--") return std::nullopt;
  const std::optional<absl::CivilDay> date = ParseDate(absl::StrCat("2024-", text.substr(2)));
  return date ? std::optional(std::pair(date->month(), date->day())) : std::nullopt;
}

absl::Time FromCivil(const absl::TimeZone& zone, absl::CivilSecond civil) {
  const absl::TimeZone::TimeInfo info = zone.At(civil);
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

absl::CivilSecond AtMinute(absl::CivilDay day, int minute) {
  return absl::CivilSecond(absl::CivilMinute(day) + minute);
}

}  // namespace

bool IsDanishHoliday(absl::CivilDay day) {
  constexpr int kMaundyThursday = -3;
  constexpr int kGoodFriday = -2;
  constexpr int kEasterMonday = 1;
  constexpr int kGreatPrayerDay = 26;
  constexpr int kAscensionDay = 39;
  constexpr int kWhitSunday = 49;
  constexpr int kWhitMonday = 50;
  if (day.month() == 1 && day.day() == 1) return true;
  if (day.month() == 12 && (day.day() == 25 || day.day() == 26)) return true;
  switch (day - EasterSunday(day.year())) {
    case kMaundyThursday:
    case kGoodFriday:
    case 0:
    case kEasterMonday:
    case kAscensionDay:
    case kWhitSunday:
    case kWhitMonday:
      return true;
    case kGreatPrayerDay:
      return day.year() <= 2023;
    default:
      return false;
  }
}

absl::StatusOr<std::unique_ptr<const WorkingCalendar>> WorkingCalendar::Create(const v1::WorkingCalendar& message) {
  std::unique_ptr<WorkingCalendar> calendar(new WorkingCalendar());
  if (message.time_zone().empty() || !absl::LoadTimeZone(message.time_zone(), &calendar->time_zone_)) {
    return InvalidCalendar(absl::StrCat("time zone \"", message.time_zone(),
                                        "\" is unknown; wanted an IANA name such as Europe/Copenhagen"));
  }
  for (const v1::OpeningHours& hours : message.opening_hours()) {
    if (hours.weekday() < 1 || hours.weekday() > 7) {
      return InvalidCalendar(absl::StrCat("weekday ", hours.weekday(), "; wanted 1 (Monday) to 7 (Sunday)"));
    }
    if (hours.opens_minute() < 0 || hours.opens_minute() >= hours.closes_minute() || hours.closes_minute() > 1440) {
      return InvalidCalendar(absl::StrCat("weekday ", hours.weekday(), " is open from minute ", hours.opens_minute(),
                                          " to ", hours.closes_minute(), "; wanted 0 <= opens < closes <= 1440"));
    }
    calendar->periods_[static_cast<std::size_t>(hours.weekday() - 1)].push_back(
        {hours.opens_minute(), hours.closes_minute()});
  }
  for (std::size_t weekday = 0; weekday < calendar->periods_.size(); ++weekday) {
    std::vector<Period>& periods = calendar->periods_[weekday];
    std::sort(periods.begin(), periods.end(),
              [](const Period& a, const Period& b) { return a.opens_minute < b.opens_minute; });
    for (std::size_t i = 1; i < periods.size(); ++i) {
      if (periods[i].opens_minute < periods[i - 1].closes_minute) {
        return InvalidCalendar(absl::StrCat("periods of weekday ", weekday + 1, " overlap at minute ",
                                            periods[i].opens_minute, "; wanted each to begin after the one before"));
      }
    }
  }
  INDGANG_RETURN_IF_ERROR(calendar->AddClosures(message));
  // Days repeat every 28 years until 2100, so a calendar without a working day in 28 years has none at all.
  for (absl::CivilDay day(2024, 1, 1); !calendar->IsWorkingDayInMostYears(day); ++day) {
    if (day.year() == 2052) return InvalidCalendar("no day is open; wanted at least one period that no closure hides");
  }
  return std::unique_ptr<const WorkingCalendar>(std::move(calendar));
}

absl::Status WorkingCalendar::AddClosures(const v1::WorkingCalendar& message) {
  for (const v1::Closure& closure : message.closures()) {
    if (const auto first = ParseMonthDay(closure.first_day()), last = ParseMonthDay(closure.last_day());
        first && last) {
      yearly_closures_.emplace_back(*first, *last);
      continue;
    }
    const auto first = ParseDate(closure.first_day());
    const auto last = ParseDate(closure.last_day());
    if (!first || !last) {
      return InvalidCalendar(absl::StrCat("closure \"", closure.first_day(), "\" to \"", closure.last_day(),
                                          "\"; wanted two dates YYYY-MM-DD, or two yearly days --MM-DD, that exist"));
    }
    if (*last < *first) {
      return InvalidCalendar(
          absl::StrCat("closure ", closure.first_day(), " to ", closure.last_day(), " ends before it begins"));
    }
    closures_.emplace_back(*first, *last);
  }
  return absl::OkStatus();
}

bool WorkingCalendar::IsYearlyClosure(absl::CivilDay day) const {
  const std::pair<int, int> month_day(day.month(), day.day());
  return std::any_of(yearly_closures_.begin(), yearly_closures_.end(), [&](const auto& closure) {
    const auto& [first, last] = closure;
    if (first <= last) return first <= month_day && month_day <= last;
    return first <= month_day || month_day <= last;  // over New Year
  });
}

bool WorkingCalendar::IsWorkingDayInMostYears(absl::CivilDay day) const {
  return !periods_[WeekdayIndex(day)].empty() && !IsDanishHoliday(day) && !IsYearlyClosure(day);
}

bool WorkingCalendar::IsWorkingDay(absl::CivilDay day) const {
  return IsWorkingDayInMostYears(day) && std::none_of(closures_.begin(), closures_.end(), [&](const auto& closure) {
           return closure.first <= day && day <= closure.second;
         });
}

bool WorkingCalendar::IsOpen(absl::Time time) const {
  const absl::CivilSecond civil = time_zone_.At(time).cs;
  const absl::CivilDay day(civil);
  if (!IsWorkingDay(day)) return false;
  const int minute = civil.hour() * 60 + civil.minute();
  const std::vector<Period>& periods = periods_[WeekdayIndex(day)];
  return std::any_of(periods.begin(), periods.end(), [&](const Period& period) {
    return period.opens_minute <= minute && minute < period.closes_minute;
  });
}

absl::Time WorkingCalendar::NextOpen(absl::Time time) const {
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast() || IsOpen(time)) return time;
  for (absl::CivilDay day(time_zone_.At(time).cs);; ++day) {
    if (!IsWorkingDay(day)) continue;
    for (const Period& period : periods_[WeekdayIndex(day)]) {
      const absl::Time opens = FromCivil(time_zone_, AtMinute(day, period.opens_minute));
      // A period that daylight saving skips altogether does not open.
      if (opens >= time && IsOpen(opens)) return opens;
    }
  }
}

absl::Time WorkingCalendar::AddWorkingDays(absl::Time start, int days) const {
  const absl::Time begin = NextOpen(start);
  if (begin == absl::InfiniteFuture() || begin == absl::InfinitePast()) return begin;
  const absl::TimeZone::CivilInfo info = time_zone_.At(begin);
  const absl::CivilDay from(info.cs);
  const absl::CivilDay day = AddWorkingDays(from, days);
  const absl::CivilSecond same_time =
      absl::CivilSecond(day.year(), day.month(), day.day(), info.cs.hour(), info.cs.minute(), info.cs.second());
  for (const Period& period : periods_[WeekdayIndex(day)]) {
    const absl::CivilSecond opens = AtMinute(day, period.opens_minute);
    if (same_time < opens) return FromCivil(time_zone_, opens);
    if (same_time < AtMinute(day, period.closes_minute)) {
      const absl::TimeZone::TimeInfo target = time_zone_.At(same_time);
      if (target.kind == absl::TimeZone::TimeInfo::SKIPPED) return target.trans;
      // With no days to add, the second pass of a repeated hour must not become the first.
      return std::max(begin, target.pre + info.subsecond);
    }
  }
  return FromCivil(time_zone_, AtMinute(day, periods_[WeekdayIndex(day)].back().closes_minute));
}

std::vector<std::pair<absl::Time, absl::Time>> WorkingCalendar::PeriodsOf(absl::CivilDay day) const {
  std::vector<std::pair<absl::Time, absl::Time>> periods;
  if (!IsWorkingDay(day)) return periods;
  for (const Period& period : periods_[WeekdayIndex(day)]) {
    const absl::Time opens = FromCivil(time_zone_, AtMinute(day, period.opens_minute));
    const absl::Time closes = FromCivil(time_zone_, AtMinute(day, period.closes_minute));
    if (opens < closes) periods.emplace_back(opens, closes);
  }
  return periods;
}

absl::Duration WorkingCalendar::OpenTimeBetween(absl::Time begin, absl::Time end) const {
  absl::Duration open;
  if (end <= begin) return open;
  const absl::CivilDay last(time_zone_.At(end).cs);
  for (absl::CivilDay day(time_zone_.At(begin).cs); day <= last; ++day) {
    for (const auto& [opens, closes] : PeriodsOf(day)) {
      open += std::max(absl::ZeroDuration(), std::min(closes, end) - std::max(opens, begin));
    }
  }
  return open;
}

absl::Time WorkingCalendar::AddOpenTime(absl::Time start, absl::Duration open_time) const {
  const absl::Time begin = NextOpen(start);
  absl::Duration left = open_time;
  for (absl::CivilDay day(time_zone_.At(begin).cs);; ++day) {
    for (const auto& [opens, closes] : PeriodsOf(day)) {
      const absl::Time from = std::max(opens, begin);
      if (from >= closes) continue;
      if (left <= closes - from) return from + left;
      left -= closes - from;
    }
  }
}

absl::Time WorkingCalendar::SubtractOpenTime(absl::Time end, absl::Duration open_time) const {
  absl::Duration left = open_time;
  for (absl::CivilDay day(time_zone_.At(end).cs);; --day) {
    const std::vector<std::pair<absl::Time, absl::Time>> periods = PeriodsOf(day);
    for (auto period = periods.rbegin(); period != periods.rend(); ++period) {
      const absl::Time to = std::min(period->second, end);
      if (to <= period->first) continue;
      if (left <= to - period->first) return to - left;
      left -= to - period->first;
    }
  }
}

bool WorkingCalendar::CanBeDue(absl::Time time) const { return IsOpen(time) || IsOpen(time - absl::Nanoseconds(1)); }

absl::CivilDay WorkingCalendar::AddWorkingDays(absl::CivilDay day, int days) const {
  if (days <= 0) {
    while (!IsWorkingDay(day)) ++day;
    return day;
  }
  while (days > 0) {
    ++day;
    if (IsWorkingDay(day)) --days;
  }
  return day;
}

}  // namespace indgang::knowledge
