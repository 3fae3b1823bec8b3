#include "bench/year_rules.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "server/domain/goal_rules.h"
#include "server/domain/referral_rules.h"
#include "server/domain/times.h"

namespace indgang {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::Goals;
using cases::v1::GoalWatched;
using cases::v1::Interaction;
using cases::v1::Referral;
using domain::FromTimestamp;

constexpr std::size_t kMostReported = 20;

// Looks that tell of everything that is to be told of a case with SimulatedOffice::kMostReferrals, and the one before.
constexpr int kLooksForReferrals = 4;

// Public holidays of 2026 and 2027, as the almanac has them.
constexpr struct {
  int year, month, day;
} kHolidays[] = {
    {2026, 1, 1},  {2026, 4, 2},   {2026, 4, 3},   {2026, 4, 5},  {2026, 4, 6},   {2026, 5, 14},  {2026, 5, 24},
    {2026, 5, 25}, {2026, 12, 25}, {2026, 12, 26}, {2027, 1, 1},  {2027, 3, 25},  {2027, 3, 26},  {2027, 3, 28},
    {2027, 3, 29}, {2027, 5, 6},   {2027, 5, 16},  {2027, 5, 17}, {2027, 12, 25}, {2027, 12, 26},
};

bool IsHoliday(absl::CivilDay day) {
  return std::any_of(std::begin(kHolidays), std::end(kHolidays), [&](const auto& holiday) {
    return day == absl::CivilDay(holiday.year, holiday.month, holiday.day);
  });
}

// Danish time: two hours before Greenwich from 29 March to 25 October 2026 and from 28 March to 31 October 2027, always
// changing at 1:00 there; else one.
absl::CivilSecond Danish(absl::Time time) {
  const absl::CivilSecond greenwich = absl::ToCivilSecond(time, absl::UTCTimeZone());
  const bool summer =
      (absl::CivilSecond(2026, 3, 29, 1, 0, 0) <= greenwich && greenwich < absl::CivilSecond(2026, 10, 25, 1, 0, 0)) ||
      (absl::CivilSecond(2027, 3, 28, 1, 0, 0) <= greenwich && greenwich < absl::CivilSecond(2027, 10, 31, 1, 0, 0));
  return greenwich + (summer ? 2 : 1) * 3600;
}

// Since midnight.
int SecondOfDay(absl::CivilSecond time) { return static_cast<int>(time - absl::CivilSecond(absl::CivilDay(time))); }

// What an event tells of a goal; nullptr when it is about something else.
const GoalWatched* Warning(const CaseEvent& event) {
  if (event.has_goal_near()) return &event.goal_near();
  return event.has_referral_goal_near() ? &event.referral_goal_near() : nullptr;
}

const GoalWatched* Missed(const CaseEvent& event) {
  if (event.has_goal_missed()) return &event.goal_missed();
  return event.has_referral_goal_missed() ? &event.referral_goal_missed() : nullptr;
}

const GoalWatched* Escalation(const CaseEvent& event) {
  if (event.has_goal_escalated()) return &event.goal_escalated();
  return event.has_referral_goal_escalated() ? &event.referral_goal_escalated() : nullptr;
}

}  // namespace

// How far the story of one case has been read.
struct YearRules::Telling {
  // A goal with its due time, of the case ("") or a referral.
  using Goal = std::tuple<GoalWatched::Goal, std::string, absl::Time>;
  static Goal KeyOf(const GoalWatched& watched) {
    return {watched.goal(), watched.referral(), FromTimestamp(watched.due_time())};
  }

  // The clock of `goal` starts or goes on: it may be told of anew.
  void Restart(GoalWatched::Goal goal) {
    std::erase_if(warned, [&](const auto& entry) { return std::get<0>(entry.first) == goal; });
    std::erase_if(escalated, [&](const auto& entry) { return std::get<0>(entry.first) == goal; });
  }

  absl::Time registered = absl::InfinitePast();
  absl::Time before = absl::InfinitePast();
  // When the company last heard anything, or counting began anew.
  absl::Time news = absl::InfinitePast();
  bool has_contact_person = false;
  bool handed_over = false;
  bool closed = false;
  bool paused = false;
  std::map<Goal, int> warned;
  std::map<Goal, int> missed;
  std::map<Goal, int> escalated;
};

void YearRules::Report(std::string rule) {
  if (broken_.size() < kMostReported) broken_.push_back(std::move(rule));
}

void YearRules::Check(bool holds, absl::string_view case_number, absl::Time now, absl::string_view rule) {
  if (holds) return;
  Report(absl::StrCat(absl::FormatCivilTime(Danish(now)), " ", case_number, ": ", rule));
}

void YearRules::Looked(absl::Time now) { looks_.push_back(now); }

void YearRules::CheckDueTime(const Case& current, absl::Time due, absl::Time now) {
  Check(bundle_.calendar().CanBeDue(due), current.case_number(), now, "is due outside opening hours");
  Check(!IsHoliday(absl::CivilDay(Danish(due))), current.case_number(), now, "is due on a public holiday");
}

void YearRules::CheckClock(const Case& current, absl::Time due, bool missed, Case::Escalation told, absl::Time now) {
  const std::string& number = current.case_number();
  const knowledge::WorkingCalendar& calendar = bundle_.calendar();
  if (now <= due) {
    const absl::Time warn = calendar.SubtractOpenTime(due, absl::Hours(bundle_.goals().warn_open_hours()));
    Check(now < warn || told >= Case::ESCALATION_WARNED, number, now, "a goal is near and nobody is warned");
    return;
  }
  Check(missed && told >= Case::ESCALATION_CONTACT_PERSON, number, now, "a missed goal is not marked");
  const absl::Time escalate = calendar.AddWorkingDays(due, bundle_.goals().escalate_working_days());
  Check(now < escalate || told == Case::ESCALATION_LEADER, number, now,
        "a goal is still missed and leaders do not know");
}

void YearRules::CheckReferrals(const Case& current, const std::vector<Referral>& referrals, absl::Time now) {
  const knowledge::WorkingCalendar& calendar = bundle_.calendar();
  for (const Referral& referral : referrals) {
    if (!domain::IsWaiting(referral)) continue;
    const struct {
      bool promised;
      absl::Time due;
      bool warned, missed, escalated;
    } goals[] = {
        {referral.has_due_time(), FromTimestamp(referral.due_time()), referral.due_warned(), referral.due_missed(),
         referral.due_escalated()},
        {referral.has_statutory_due_time(), FromTimestamp(referral.statutory_due_time()), referral.statutory_warned(),
         referral.statutory_missed(), referral.statutory_escalated()},
    };
    for (const auto& goal : goals) {
      if (!goal.promised) continue;
      if (now > goal.due) {
        Check(goal.missed, current.case_number(), now, "a late referral is not marked");
        const absl::Time escalate = calendar.AddWorkingDays(goal.due, bundle_.goals().escalate_working_days());
        Check(now < escalate || goal.escalated, current.case_number(), now,
              "a referral is still late and leaders do not know");
        continue;
      }
      const absl::Time warn = calendar.SubtractOpenTime(goal.due, absl::Hours(bundle_.goals().warn_open_hours()));
      Check(now < warn || warn <= FromTimestamp(referral.create_time()) || goal.warned, current.case_number(), now,
            "a referral is nearly late and nobody is warned");
    }
  }
}

void YearRules::CheckNow(const Case& current, const std::vector<Referral>& referrals, absl::Time now) {
  const Goals& goals = current.goals();
  const std::string& number = current.case_number();
  Check(!current.contact_person().display_name().empty(), number, now, "has no contact person");
  CheckDueTime(current, FromTimestamp(goals.reply_due_time()), now);
  CheckDueTime(current, FromTimestamp(goals.answer_due_time()), now);
  CheckDueTime(current, FromTimestamp(goals.promised_answer_due_time()), now);
  if (goals.has_next_reply_due_time()) CheckDueTime(current, FromTimestamp(goals.next_reply_due_time()), now);
  if (domain::IsReplyDue(current)) {
    CheckClock(current, FromTimestamp(goals.reply_due_time()), goals.reply_missed(), goals.reply_escalation(), now);
  }
  if (domain::IsAnswerDue(current)) {
    CheckClock(current, FromTimestamp(goals.answer_due_time()), goals.answer_missed(), goals.answer_escalation(), now);
  }
  if (domain::IsNextReplyDue(current)) {
    CheckClock(current, FromTimestamp(goals.next_reply_due_time()), true, goals.next_reply_escalation(), now);
  }
  Check(goals.has_silent_from_time(), number, now, "nobody would notice that it is silent");
  Check(now < FromTimestamp(goals.silent_from_time()) || goals.silence_told(), number, now, "silence is not told");
  CheckReferrals(current, referrals, now);
}

// Registered while open.
void YearRules::CheckPromise(const Case& current, absl::Time due, int working_days) {
  const absl::Time start = FromTimestamp(current.create_time());
  const absl::CivilSecond begin = Danish(start);
  const absl::CivilSecond end = Danish(due);
  const knowledge::WorkingCalendar& calendar = bundle_.calendar();
  int days = 0;
  for (absl::CivilDay day = absl::CivilDay(begin) + 1; day <= absl::CivilDay(end); ++day) {
    if (calendar.IsWorkingDay(day) && !IsHoliday(day)) ++days;
  }
  Check(days == working_days, current.case_number(), start, "does not get the working days that are promised");
  // Moved to when the day's opening hours begin or end.
  const bool moved = calendar.IsOpen(due) != calendar.IsOpen(due - absl::Nanoseconds(1));
  Check(moved || SecondOfDay(begin) == SecondOfDay(end), current.case_number(), start,
        "is not due at the time of day at which it was registered");
}

// Open now, or at some time since as many looks ago.
bool YearRules::WasOpenSince(int looks, absl::Time registered, absl::Time now) const {
  const auto here = std::lower_bound(looks_.begin(), looks_.end(), now);
  const bool first = here - looks_.begin() < looks;
  const absl::Time since = first ? registered : std::max(registered, *(here - looks));
  return bundle_.calendar().IsOpen(now) || bundle_.calendar().OpenTimeBetween(since, now) > absl::ZeroDuration();
}

void YearRules::CheckTelling(const Case& current, const CaseEvent& event, Telling& telling) {
  const absl::Time now = FromTimestamp(event.time());
  const auto check = [&](bool holds, absl::string_view rule) { Check(holds, current.case_number(), now, rule); };
  const knowledge::WorkingCalendar& calendar = bundle_.calendar();
  const GoalWatched* const warning = Warning(event);
  const GoalWatched* const missed = Missed(event);
  const GoalWatched* const escalation = Escalation(event);
  for (const GoalWatched* watched : {warning, missed, escalation}) {
    if (watched == nullptr) continue;
    check(!telling.closed, "a closed case is told of");
    check(!telling.paused || watched->goal() != GoalWatched::GOAL_ANSWER,
          "an answer is told of while its clock is paused");
    check(watched->members_size() > 0, "nobody is told");
  }
  if (warning != nullptr) {
    ++warned_;
    check(now <= FromTimestamp(warning->due_time()), "a warning comes after the goal was missed");
    check(calendar.OpenTimeBetween(now, FromTimestamp(warning->due_time())) <=
              absl::Hours(bundle_.goals().warn_open_hours()),
          "a warning comes too early");
    check(WasOpenSince(warning->referral().empty() ? 1 : kLooksForReferrals, telling.registered, now),
          "a warning comes while nobody is there");
    check(++telling.warned[Telling::KeyOf(*warning)] == 1, "is warned of twice");
  }
  if (missed != nullptr) {
    ++missed_;
    check(now > FromTimestamp(missed->due_time()), "a goal counts as missed before it is");
    check(++telling.missed[Telling::KeyOf(*missed)] == 1, "is missed twice");
  }
  if (escalation != nullptr) {
    ++escalated_;
    check(telling.missed.count(Telling::KeyOf(*escalation)) > 0, "leaders are told of what was not missed");
    check(
        now >= calendar.AddWorkingDays(FromTimestamp(escalation->due_time()), bundle_.goals().escalate_working_days()),
        "leaders are told too early");
    check(std::count(escalation->members().begin(), escalation->members().end(), leader_) == 1,
          "the leader is not told");
    check(++telling.escalated[Telling::KeyOf(*escalation)] == 1, "leaders are told twice");
  }
  if (event.has_case_silent()) {
    check(!telling.closed, "a closed case is told of");
    check(now >= calendar.AddWorkingDays(telling.news, bundle_.goals().silent_working_days()),
          "is called silent too early");
  }
}

void YearRules::CheckMarks(const Case& current, const std::vector<Referral>& referrals, const Telling& telling,
                           absl::Time end) {
  std::map<std::pair<GoalWatched::Goal, std::string>, int> missed;
  for (const auto& [goal, count] : telling.missed) missed[{std::get<0>(goal), std::get<1>(goal)}] += count;
  const auto check = [&](GoalWatched::Goal goal, const std::string& referral, int marked, absl::string_view rule) {
    Check(missed[{goal, referral}] == marked, current.case_number(), end, rule);
  };
  const Goals& goals = current.goals();
  check(GoalWatched::GOAL_REPLY, "", goals.reply_missed() ? 1 : 0, "late reply without its one event");
  check(GoalWatched::GOAL_ANSWER, "", goals.answer_missed() ? 1 : 0, "late answer without its one event");
  check(GoalWatched::GOAL_NEXT_REPLY, "", goals.later_replies_missed(), "late later replies without their events");
  for (const Referral& referral : referrals) {
    check(GoalWatched::GOAL_REFERRAL, referral.name(), referral.due_missed() ? 1 : 0,
          "late referral without its one event");
    check(GoalWatched::GOAL_STATUTORY, referral.name(), referral.statutory_missed() ? 1 : 0,
          "statutory limit passed without its one event");
  }
  Check(!goals.has_first_reply_time() ||
            goals.reply_missed() == (FromTimestamp(goals.first_reply_time()) > FromTimestamp(goals.reply_due_time())),
        current.case_number(), end, "reply_missed is not what happened");
}

void YearRules::CheckHistory(const Case& current, const std::vector<CaseEvent>& events,
                             const std::vector<Referral>& referrals) {
  const knowledge::WorkingCalendar& calendar = bundle_.calendar();
  Telling telling;
  for (const CaseEvent& event : events) {
    const absl::Time now = FromTimestamp(event.time());
    const auto check = [&](bool holds, absl::string_view rule) { Check(holds, current.case_number(), now, rule); };
    check(now >= telling.before, "an event lies before the one before");
    telling.before = now;
    CheckTelling(current, event, telling);
    // A hand-over tells the company, but replies to nothing.
    const bool told_of_hand_over = std::exchange(telling.handed_over, event.has_contact_person_handed_over());
    switch (event.detail_case()) {
      case CaseEvent::kRegistered:
        telling.registered = telling.news = now;
        break;
      case CaseEvent::kContactPersonAssigned:
        telling.has_contact_person = !event.contact_person_assigned().contact_person().display_name().empty();
        break;
      case CaseEvent::kContactPersonHandedOver:
        check(!event.contact_person_handed_over().to().display_name().empty(), "is handed over to nobody");
        break;
      case CaseEvent::kInteractionRecorded:
        if (event.interaction_recorded().interaction().direction() != Interaction::DIRECTION_OUTBOUND) break;
        telling.news = now;
        if (!told_of_hand_over) telling.Restart(GoalWatched::GOAL_NEXT_REPLY);
        break;
      case CaseEvent::kTriaged:
      case CaseEvent::kAnswerDeadlineExtended:
        telling.Restart(GoalWatched::GOAL_ANSWER);
        break;
      case CaseEvent::kAnswerClockPaused:
        telling.paused = true;
        break;
      case CaseEvent::kAnswerClockResumed: {
        const cases::v1::AnswerClockResumed& resumed = event.answer_clock_resumed();
        const absl::Time due = FromTimestamp(resumed.due_time());
        check(due >= FromTimestamp(resumed.previous_due_time()) &&
                  calendar.OpenTimeBetween(now, due) ==
                      calendar.OpenTimeBetween(FromTimestamp(resumed.pause().pause_time()),
                                               FromTimestamp(resumed.previous_due_time())),
              "a pause does not leave the open time that was left");
        telling.paused = false;
        telling.Restart(GoalWatched::GOAL_ANSWER);
        break;
      }
      case CaseEvent::kClosed:
        telling.closed = true;
        break;
      case CaseEvent::kReopened:
        telling.closed = false;
        telling.news = now;
        for (const auto goal : {GoalWatched::GOAL_REPLY, GoalWatched::GOAL_NEXT_REPLY, GoalWatched::GOAL_ANSWER}) {
          telling.Restart(goal);
        }
        break;
      default:
        break;
    }
    check(event.has_registered() || telling.has_contact_person, "has no contact person");
  }
  Check(!current.contact_person().display_name().empty(), current.case_number(), telling.before,
        "has no contact person");
  Check(current.outcome() != Case::OUTCOME_ANSWERED || current.goals().has_answer_time(), current.case_number(),
        telling.before, "is closed as answered without an answer");
  CheckPromise(current, FromTimestamp(current.goals().reply_due_time()), bundle_.goals().reply_working_days());
  CheckPromise(current, FromTimestamp(current.goals().promised_answer_due_time()),
               bundle_.goals().answer_working_days());
  CheckMarks(current, referrals, telling, telling.before);
}

}  // namespace indgang
