// Values of sitegen/read/values.h that are about time.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/did_you_mean.h"
#include "indgang/knowledge/v1/site.pb.h"
#include "indgang/knowledge/v1/text.pb.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/values.h"

namespace indgang::sitegen::read {
namespace {

namespace v1 = ::indgang::knowledge::v1;

constexpr int kMaxPeriod = 1000;
constexpr std::array<absl::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                        "friday", "saturday", "sunday"};

// The number that `digits`, exactly `count` of them, write.
std::optional<int> Digits(absl::string_view digits, std::size_t count) {
  int number = 0;
  if (digits.size() != count || !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit)) return std::nullopt;
  if (!absl::SimpleAtoi(digits, &number)) return std::nullopt;
  return number;
}

// What is wrong with month and day, or "".
std::string CheckDay(int year, int month, int day) {
  if (month < 1 || month > 12) return absl::StrCat("there is no month ", month);
  const int last = (absl::CivilDay(absl::CivilMonth(year, month) + 1) - 1).day();
  if (day < 1 || day > last) return absl::StrCat("that month has ", last, " days");
  return "";
}

// "21.11.2026", "21/11-2026" and the like, as the ISO date it probably means.
std::string GuessDate(absl::string_view text) {
  std::vector<int> numbers;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[end]))) ++end;
    if (end == i) {
      ++i;
      continue;
    }
    int number = 0;
    if (!absl::SimpleAtoi(text.substr(i, end - i), &number)) return "";
    numbers.push_back(number);
    i = end;
  }
  if (numbers.size() != 3) return "";
  if (numbers[0] < 1900) std::swap(numbers[0], numbers[2]);
  if (numbers[0] < 1900 || numbers[0] > 2199 || !CheckDay(numbers[0], numbers[1], numbers[2]).empty()) return "";
  return absl::StrFormat("%04d-%02d-%02d", numbers[0], numbers[1], numbers[2]);
}

void DecodeDate(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  const absl::string_view text = node.text;
  std::optional<int> year, month, day;
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    year = Digits(text.substr(0, 4), 4);
    month = Digits(text.substr(5, 2), 2);
    day = Digits(text.substr(8), 2);
  }
  if (!year.has_value() || !month.has_value() || !day.has_value()) {
    decoder.Report(codes::kBadDate, node,
                   absl::StrCat("\"", text, "\" is not a date: write year-month-day, such as 2026-11-21"),
                   GuessDate(text));
    return;
  }
  std::string problem = CheckDay(*year, *month, *day);
  if (*year < 1900 || *year > 2199) problem = "the year must lie between 1900 and 2199";
  if (!problem.empty()) {
    decoder.Report(codes::kBadDate, node, absl::StrCat("the date ", text, " does not exist: ", problem));
    return;
  }
  slot.SetString(node.text);
}
constexpr ValueType kDate = {"date", "a date such as 2026-11-21", Node::Kind::kScalar, DecodeDate};

void DecodeMonthDay(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  const absl::string_view text = node.text;
  std::optional<int> month, day;
  if (text.size() == 5 && text[2] == '-') {
    month = Digits(text.substr(0, 2), 2);
    day = Digits(text.substr(3), 2);
  }
  if (!month.has_value() || !day.has_value()) {
    decoder.Report(codes::kBadDate, node,
                   absl::StrCat("\"", text, "\" is not a day of the year: write month-day, such as 12-24"));
    return;
  }
  constexpr int kLeapYear = 2024;
  if (const std::string problem = CheckDay(kLeapYear, *month, *day); !problem.empty()) {
    decoder.Report(codes::kBadDate, node, absl::StrCat("the day ", text, " does not exist: ", problem));
    return;
  }
  v1::Closure& closure = static_cast<v1::Closure&>(slot.owner());
  closure.set_first_day(absl::StrCat("--", text));
  closure.set_last_day(absl::StrCat("--", text));
}
constexpr ValueType kMonthDay = {"day of the year", "a day such as \"12-24\"", Node::Kind::kScalar, DecodeMonthDay};

// Units in the order of the enum, as written with more than one.
constexpr std::array<absl::string_view, 4> kUnits = {"working days", "days", "weeks", "months"};

// "6" or "6-8", each from 1 to kMaxPeriod.
bool ParseRange(absl::string_view text, v1::Period& period) {
  const std::size_t dash = text.find('-');
  int low = 0;
  int high = 0;
  if (!absl::SimpleAtoi(text.substr(0, dash), &low)) return false;
  high = low;
  if (dash != absl::string_view::npos && !absl::SimpleAtoi(text.substr(dash + 1), &high)) return false;
  if (low < 1 || high < low || high > kMaxPeriod) return false;
  period.set_min(low);
  period.set_max(high);
  return true;
}

void DecodeDuration(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  const absl::string_view text = node.text;
  const std::size_t blank = text.find(' ');
  const absl::string_view range = text.substr(0, blank);
  const std::string unit = blank == absl::string_view::npos ? "" : std::string(text.substr(blank + 1));
  v1::Period period;
  std::string suggestion;
  if (ParseRange(range, period)) {
    for (std::size_t i = 0; i < kUnits.size(); ++i) {
      // "1 week" is as good as "1 weeks".
      if (unit == kUnits[i] || unit == kUnits[i].substr(0, kUnits[i].size() - 1)) {
        period.set_unit(static_cast<v1::Period::Unit>(i + 1));
        slot.MutableMessage().CopyFrom(period);
        return;
      }
    }
    const std::string nearest = DidYouMean(unit, {kUnits.begin(), kUnits.end()});
    if (!nearest.empty()) suggestion = absl::StrCat(range, " ", nearest);
  }
  decoder.Report(codes::kBadPeriod, node,
                 absl::StrCat("\"", text, "\" is not a period: write \"3 weeks\" or \"6-8 weeks\", from 1 to ",
                              kMaxPeriod, " working days, days, weeks or months"),
                 std::move(suggestion));
}
constexpr ValueType kDuration = {"period", "a period such as 6-8 weeks", Node::Kind::kScalar, DecodeDuration};

// Minutes after midnight, of "09:00".
std::optional<int> ParseClock(absl::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const std::optional<int> hour = Digits(text.substr(0, 2), 2);
  const std::optional<int> minute = Digits(text.substr(3), 2);
  if (!hour.has_value() || !minute.has_value() || *minute > 59) return std::nullopt;
  const int minutes = *hour * 60 + *minute;
  return minutes <= 24 * 60 ? std::optional<int>(minutes) : std::nullopt;
}

void DecodeDay(int weekday, const Node& node, Slot& slot, Decoder& decoder) {
  if (node.kind != Node::Kind::kSequence || node.children.empty()) {
    decoder.Report(codes::kWrongType, node,
                   absl::StrCat("hours of ", kWeekdays[weekday],
                                " must be a list such as [\"09:00-15:00\"]; leave a "
                                "closed day out"));
    return;
  }
  int closed_since = 0;
  for (const Node& child : node.children) {
    if (child.broken) continue;
    const absl::string_view text = child.text;
    const std::size_t dash = text.find('-');
    const std::optional<int> opens = ParseClock(text.substr(0, dash));
    const std::optional<int> closes =
        dash == absl::string_view::npos ? std::nullopt : ParseClock(text.substr(dash + 1));
    if (!opens.has_value() || !closes.has_value() || *opens >= *closes) {
      decoder.Report(
          codes::kBadTime, child,
          absl::StrCat("\"", text, "\" is not a time of opening: write \"09:00-15:00\", first when you open"));
      continue;
    }
    if (*opens < closed_since) {
      decoder.Report(codes::kBadTime, child,
                     absl::StrCat(text, " begins before the period in front of it has ended: write them in order"));
      continue;
    }
    closed_since = *closes;
    v1::OpeningHours& hours = static_cast<v1::OpeningHours&>(slot.MutableMessage());
    hours.set_weekday(weekday + 1);
    hours.set_opens_minute(*opens);
    hours.set_closes_minute(*closes);
  }
}

void DecodeWeeklyHours(const Field& field, const Node& node, Slot slot, Decoder& decoder) {
  if (node.keys.empty()) {
    decoder.Report(codes::kEmptyValue, node, absl::StrCat("\"", field.key, "\" must name at least one weekday"));
  }
  for (const Node& key : node.keys) {
    if (!key.broken && std::find(kWeekdays.begin(), kWeekdays.end(), key.text) == kWeekdays.end()) {
      decoder.Report(codes::kUnknownKey, key,
                     absl::StrCat("\"", key.text, "\" is not a weekday; they are monday to sunday"),
                     DidYouMean(key.text, {kWeekdays.begin(), kWeekdays.end()}));
    }
  }
  // The message has the days in order, however they are written.
  for (std::size_t day = 0; day < kWeekdays.size(); ++day) {
    const Node* hours = node.Find(kWeekdays[day]);
    if (hours != nullptr && !hours->broken) DecodeDay(static_cast<int>(day), *hours, slot, decoder);
  }
}
constexpr ValueType kWeeklyHours = {"opening hours", "opening hours such as {monday: [\"09:00-15:00\"]}",
                                    Node::Kind::kMapping, DecodeWeeklyHours};

void DecodeTimeZone(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  absl::TimeZone zone;
  // Abseil also takes "Fixed/UTC+01:00:00" and file names; a name from the IANA database has neither.
  if (!absl::StrContains(node.text, "/") || absl::StartsWith(node.text, "/") || absl::StartsWith(node.text, "Fixed/") ||
      absl::StrContains(node.text, "..") || !absl::LoadTimeZone(node.text, &zone)) {
    decoder.Report(codes::kUnknownValue, node,
                   absl::StrCat("\"", node.text, "\" is not a time zone such as Europe/Copenhagen"),
                   DidYouMean(node.text, {"Europe/Copenhagen"}));
    return;
  }
  slot.SetString(node.text);
}
constexpr ValueType kTimeZone = {"time zone", "a time zone such as Europe/Copenhagen", Node::Kind::kScalar,
                                 DecodeTimeZone};

Field Make(absl::string_view key, const ValueType& type, absl::string_view doc) {
  return {.key = key, .type = &type, .doc = doc};
}

}  // namespace

Field Date(absl::string_view key, absl::string_view doc) { return Make(key, kDate, doc); }
Field MonthDay(absl::string_view key, absl::string_view doc) { return Make(key, kMonthDay, doc); }
Field Duration(absl::string_view key, absl::string_view doc) { return Make(key, kDuration, doc); }
Field WeeklyHours(absl::string_view key, absl::string_view doc) { return Make(key, kWeeklyHours, doc); }
Field TimeZone(absl::string_view key, absl::string_view doc) { return Make(key, kTimeZone, doc); }

}  // namespace indgang::sitegen::read
