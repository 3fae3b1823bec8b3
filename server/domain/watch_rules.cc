#include "server/domain/watch_rules.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "server/domain/goal_rules.h"
#include "server/domain/referral_rules.h"
#include "server/domain/times.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::Goals;
using cases::v1::GoalWatched;
using cases::v1::Referral;

// Things are late after their due time, not at it.
constexpr absl::Duration kLate = absl::Nanoseconds(1);

// An event of the service's own.
CaseEvent ServiceEvent() {
  CaseEvent event;
  *event.mutable_actor() = MakeActor(ServiceItself());
  return event;
}

// Who acts for the contact person today is to be told; the contact person when nobody does. Nobody when the front desk
// as a whole is contact person.
void AddContactPerson(const Case& current, const Context& context,
                      google::protobuf::RepeatedPtrField<std::string>& members) {
  const std::string& id = current.contact_person().id();
  if (id.empty()) return;
  const directory::v1::Member* deputy = context.directory.Deputy(id, context.today());
  members.Add(std::string(deputy == nullptr ? id : deputy->id()));
}

// And the leaders, or who acts for them, each once.
void AddLeaders(const Context& context, google::protobuf::RepeatedPtrField<std::string>& members) {
  for (const directory::v1::Member* leader : context.directory.WithRole(admin::v1::ROLE_LEADER)) {
    const directory::v1::Member* deputy = context.directory.Deputy(leader->id(), context.today());
    const std::string& id = deputy == nullptr ? leader->id() : deputy->id();
    if (std::find(members.begin(), members.end(), id) == members.end()) members.Add(std::string(id));
  }
}

GoalWatched Watched(const Case& current, GoalWatched::Goal goal, const google::protobuf::Timestamp& due,
                    const Context& context) {
  GoalWatched watched;
  watched.set_goal(goal);
  *watched.mutable_due_time() = due;
  AddContactPerson(current, context, *watched.mutable_members());
  return watched;
}

// It was missed before whatever else the change does.
void AddMissed(GoalWatched::Goal goal, const google::protobuf::Timestamp& due, const Context& context, Change& change) {
  CaseEvent event = ServiceEvent();
  *event.mutable_goal_missed() = Watched(change.after, goal, due, context);
  change.events.insert(change.events.begin(), std::move(event));
}

// Marks replies and answers that were late, or are due and still missing. Flags are only ever set.
void MarkMissed(absl::Time now, const Context& context, Change& change) {
  Case& current = change.after;
  Goals& goals = *current.mutable_goals();
  MissNextReplyIfLate(context, change);
  const absl::Time answered = goals.has_answer_time() ? FromTimestamp(goals.answer_time()) : now;
  const bool counts =
      goals.has_answer_time() || (current.complexity() != knowledge::v1::COMPLEXITY_SIMPLE && !IsPaused(goals));
  if (counts && !goals.answer_missed() && answered > FromTimestamp(goals.answer_due_time())) {
    goals.set_answer_missed(true);
    AddMissed(GoalWatched::GOAL_ANSWER, goals.answer_due_time(), context, change);
  }
  const absl::Time replied = goals.has_first_reply_time() ? FromTimestamp(goals.first_reply_time()) : now;
  if (!goals.reply_missed() && replied > FromTimestamp(goals.reply_due_time())) {
    goals.set_reply_missed(true);
    AddMissed(GoalWatched::GOAL_REPLY, goals.reply_due_time(), context, change);
  }
}

// Tells of one goal that waits for something, as far as it has not been told. Returns when to look again.
absl::Time WatchGoal(GoalWatched::Goal goal, const google::protobuf::Timestamp& due_time, Case::Escalation told,
                     const Context& context, Change& change, Case::Escalation& now_told) {
  const knowledge::WorkingCalendar& calendar = context.bundle.calendar();
  const absl::Time due = FromTimestamp(due_time);
  now_told = told;
  if (context.now <= due) {
    const absl::Time warn = calendar.SubtractOpenTime(due, absl::Hours(context.bundle.goals().warn_open_hours()));
    if (context.now < warn) return warn;
    if (told < Case::ESCALATION_WARNED) {
      CaseEvent& event = change.events.emplace_back(ServiceEvent());
      *event.mutable_goal_near() = Watched(change.after, goal, due_time, context);
      now_told = Case::ESCALATION_WARNED;
    }
    return due + kLate;
  }
  now_told = std::max(told, Case::ESCALATION_CONTACT_PERSON);
  if (told == Case::ESCALATION_LEADER) return absl::InfiniteFuture();
  const absl::Time escalate = calendar.AddWorkingDays(due, context.bundle.goals().escalate_working_days());
  if (context.now < escalate) return escalate;
  CaseEvent& event = change.events.emplace_back(ServiceEvent());
  *event.mutable_goal_escalated() = Watched(change.after, goal, due_time, context);
  AddLeaders(context, *event.mutable_goal_escalated()->mutable_members());
  now_told = Case::ESCALATION_LEADER;
  return absl::InfiniteFuture();
}

// The same for being kept informed.
absl::Time WatchSilence(const Context& context, Change& change) {
  Case& current = change.after;
  Goals& goals = *current.mutable_goals();
  if (current.state() == Case::STATE_CLOSED || IsPaused(goals)) {
    goals.clear_silent_from_time();
    goals.clear_silence_told();
    return absl::InfiniteFuture();
  }
  // Registered, told something, resumed or reopened just now.
  if (!goals.has_silent_from_time()) {
    *goals.mutable_silent_from_time() = ToTimestamp(
        context.bundle.calendar().AddWorkingDays(context.now, context.bundle.goals().silent_working_days()));
    goals.clear_silence_told();
  }
  if (goals.silence_told()) return absl::InfiniteFuture();
  const absl::Time silent_from = FromTimestamp(goals.silent_from_time());
  if (context.now < silent_from) return silent_from;
  goals.set_silence_told(true);
  cases::v1::CaseSilent& silent = *change.events.emplace_back(ServiceEvent()).mutable_case_silent();
  if (goals.has_last_news_time()) *silent.mutable_last_news_time() = goals.last_news_time();
  AddContactPerson(current, context, *silent.mutable_members());
  return absl::InfiniteFuture();
}

}  // namespace

void MissNextReplyIfLate(const Context& context, Change& change) {
  Goals& goals = *change.after.mutable_goals();
  if (!goals.has_next_reply_due_time() || goals.next_reply_escalation() >= Case::ESCALATION_CONTACT_PERSON ||
      context.now <= FromTimestamp(goals.next_reply_due_time())) {
    return;
  }
  goals.set_later_replies_missed(goals.later_replies_missed() + 1);
  goals.set_next_reply_escalation(Case::ESCALATION_CONTACT_PERSON);
  AddMissed(GoalWatched::GOAL_NEXT_REPLY, goals.next_reply_due_time(), context, change);
}

absl::Time WatchClocks(const Context& context, Change& change) {
  Case& current = change.after;
  Goals& goals = *current.mutable_goals();
  // What is said on a closed case starts nothing.
  const bool closed = current.state() == Case::STATE_CLOSED;
  MarkMissed(closed ? std::min(context.now, FromTimestamp(current.close_time())) : context.now, context, change);

  const struct {
    GoalWatched::Goal goal;
    bool waits;
    google::protobuf::Timestamp due;
    Case::Escalation told;
    void (Goals::*tell)(Case::Escalation);
  } clocks[] = {
      {GoalWatched::GOAL_REPLY, IsReplyDue(current), goals.reply_due_time(), goals.reply_escalation(),
       &Goals::set_reply_escalation},
      {GoalWatched::GOAL_NEXT_REPLY, IsNextReplyDue(current), goals.next_reply_due_time(),
       goals.next_reply_escalation(), &Goals::set_next_reply_escalation},
      {GoalWatched::GOAL_ANSWER, IsAnswerDue(current), goals.answer_due_time(), goals.answer_escalation(),
       &Goals::set_answer_escalation},
  };
  absl::Time next_check = absl::InfiniteFuture();
  absl::Time next_due = absl::InfiniteFuture();
  Case::Escalation highest = Case::ESCALATION_UNSPECIFIED;
  for (const auto& clock : clocks) {
    Case::Escalation told = Case::ESCALATION_UNSPECIFIED;
    if (clock.waits) {
      next_check = std::min(next_check, WatchGoal(clock.goal, clock.due, clock.told, context, change, told));
      next_due = std::min(next_due, FromTimestamp(clock.due));
    }
    (goals.*clock.tell)(told);
    highest = std::max(highest, told);
  }
  next_check = std::min(next_check, WatchSilence(context, change));
  if (goals.silence_told()) highest = std::max(highest, Case::ESCALATION_WARNED);
  current.set_escalation(highest);
  goals.clear_next_due_time();
  if (next_due != absl::InfiniteFuture()) *goals.mutable_next_due_time() = ToTimestamp(next_due);
  return next_check;
}

bool WatchReferral(const Context& context, Referral& referral, Change& change) {
  if (!IsWaiting(referral)) return false;
  const auto is_late = [&](const google::protobuf::Timestamp& due) { return context.now > FromTimestamp(due); };
  const auto add = [&](GoalWatched::Goal goal, const google::protobuf::Timestamp& due) {
    CaseEvent event = ServiceEvent();
    *event.mutable_referral_goal_missed() = Watched(change.after, goal, due, context);
    event.mutable_referral_goal_missed()->set_referral(referral.name());
    event.mutable_referral_goal_missed()->set_authority(referral.authority());
    change.events.insert(change.events.begin(), std::move(event));
  };
  bool marked = false;
  if (referral.has_statutory_due_time() && !referral.statutory_missed() && is_late(referral.statutory_due_time())) {
    referral.set_statutory_missed(true);
    add(GoalWatched::GOAL_STATUTORY, referral.statutory_due_time());
    marked = true;
  }
  if (referral.has_due_time() && !referral.due_missed() && is_late(referral.due_time())) {
    referral.set_due_missed(true);
    add(GoalWatched::GOAL_REFERRAL, referral.due_time());
    marked = true;
  }
  return marked;
}

absl::Time NextReferralCheck(const Referral& referral) {
  absl::Time next = absl::InfiniteFuture();
  if (!IsWaiting(referral)) return next;
  if (referral.has_due_time() && !referral.due_missed()) next = FromTimestamp(referral.due_time()) + kLate;
  if (referral.has_statutory_due_time() && !referral.statutory_missed()) {
    next = std::min(next, FromTimestamp(referral.statutory_due_time()) + kLate);
  }
  return next;
}

Change WatchCase(const Case& before, const std::vector<Referral>& referrals, const Context& context) {
  Change change;
  change.after = before;
  for (const Referral& current : referrals) {
    change.next_check = std::min(change.next_check, NextReferralCheck(current));
    if (change.referral.has_value()) continue;
    Referral referral = current;
    if (!WatchReferral(context, referral, change)) continue;
    StampReferral(referral, context);
    change.referral = std::move(referral);
  }
  change.next_check = std::min(change.next_check, WatchClocks(context, change));
  return change;
}

}  // namespace indgang::domain
