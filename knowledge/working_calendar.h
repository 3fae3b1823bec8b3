// The municipality's working time: opening hours, Danish public holidays, closures. Service goals and permit plans
// count on it.
#ifndef INDGANG_KNOWLEDGE_WORKING_CALENDAR_H_
#define INDGANG_KNOWLEDGE_WORKING_CALENDAR_H_

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "indgang/knowledge/v1/site.pb.h"

namespace indgang::knowledge {

// Whether the day is a public holiday in Denmark: New Year's Day, Maundy Thursday, Good Friday, Easter Sunday and
// Monday, Ascension Day, Whit Sunday and Monday, Christmas Day and Boxing Day; Great Prayer Day until 2023, when it was
// abolished. Constitution Day, Christmas Eve and New Year's Eve are not; a municipality that closes lists them as
// closures.
bool IsDanishHoliday(absl::CivilDay day);

// Immutable; may be used from any thread.
class WorkingCalendar {
 public:
  // Errors: FAILED_PRECONDITION BUNDLE_INVALID (metadata "item"): an unknown time zone, no day that is ever open,
  // periods that overlap or end before they begin, a closure that ends before it begins or names a date that does not
  // exist. A yearly closure may span New Year ("--12-27" to "--01-02").
  static absl::StatusOr<std::unique_ptr<const WorkingCalendar>> Create(const v1::WorkingCalendar& message);

  const absl::TimeZone& time_zone() const { return time_zone_; }

  // Open at all on that day.
  bool IsWorkingDay(absl::CivilDay day) const;

  // Open at that moment. A period includes its first minute and excludes its last.
  bool IsOpen(absl::Time time) const;

  // The first open moment at or after `time`.
  absl::Time NextOpen(absl::Time time) const;

  // The end of a goal of `days` (≥ 0) working days that begins at `start`. The clock starts at NextOpen(start) and ends
  // at the same time of day on the days-th working day after, moved into that day's opening hours: never before its
  // first period, never after its last, and from a break to the end of that break. "Reply within 24 hours" is
  // AddWorkingDays(start, 1). A time that daylight saving skips becomes the next that exists.
  absl::Time AddWorkingDays(absl::Time start, int days) const;

  // The days-th working day after `day`; for 0 the day itself or the next working one.
  absl::CivilDay AddWorkingDays(absl::CivilDay day, int days) const;

  // How long the municipality is open from `begin` to `end`, in time that really passes: a period over the night in
  // which the clocks change is an hour shorter or longer. Zero when `end` is not after `begin`. Both are finite.
  absl::Duration OpenTimeBetween(absl::Time begin, absl::Time end) const;

  // When `open_time` (≥ 0) has passed since NextOpen(start): inside a period or at its end. `start` is finite.
  absl::Time AddOpenTime(absl::Time start, absl::Duration open_time) const;

  // The moment `open_time` (> 0) before `end`, for warnings ahead of it: always inside a period or at its beginning, so
  // that somebody is there. `end` is finite.
  absl::Time SubtractOpenTime(absl::Time end, absl::Duration open_time) const;

  // Whether something can be due then: while open, or at the moment a period ends.
  bool CanBeDue(absl::Time time) const;

 private:
  struct Period {
    int opens_minute;
    int closes_minute;
  };
  WorkingCalendar() = default;
  absl::Status AddClosures(const v1::WorkingCalendar& message);
  bool IsYearlyClosure(absl::CivilDay day) const;
  // The periods of the day as moments, in order; none on a closed day, and none that daylight saving skips altogether.
  std::vector<std::pair<absl::Time, absl::Time>> PeriodsOf(absl::CivilDay day) const;
  // A working day as far as weekday, public holidays and yearly closures go.
  bool IsWorkingDayInMostYears(absl::CivilDay day) const;

  absl::TimeZone time_zone_;
  // Index 0 is Monday; sorted periods.
  std::array<std::vector<Period>, 7> periods_;
  std::vector<std::pair<absl::CivilDay, absl::CivilDay>> closures_;
  // Month and day of first and last day, every year.
  std::vector<std::pair<std::pair<int, int>, std::pair<int, int>>> yearly_closures_;
};

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_WORKING_CALENDAR_H_
