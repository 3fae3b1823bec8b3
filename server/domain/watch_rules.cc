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
using cases::v1::FollowUp;
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

// Who acts for the member today is to be told; the member when nobody does. Nobody when the front desk as a whole is
// contact person.
void AddMember(const std::string& id, const Context& context,
               google::protobuf::RepeatedPtrField<std::string>& members) {
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

// The contact person or who acts for it; with it the leaders when nobody does, so that nothing is told to an empty
// chair.
void AddContactPerson(const Case& current, const Context& context,
                      google::protobuf::RepeatedPtrField<std::string>& members) {
  const std::string& id = current.contact_person().id();
  AddMember(id, context, members);
  if (!id.empty() && context.directory.Deputy(id, context.today()) == nullptr) AddLeaders(context, members);
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
  Goals& goals = *change.after.mutable_goals();
  MissNextReplyIfLate(context, change);
  MissAnswerIfLate(now, context, change);
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
  if (current.state() == Case::STATE_CLOSED) {
    goals.clear_silent_from_time();
    goals.clear_silence_told();
    return absl::InfiniteFuture();
  }
  // Registered, told something or reopened just now.
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

// The two goals of a referral, and what is kept of each.
struct ReferralGoal {
  GoalWatched::Goal goal;
  bool (Referral::*has_due)() const;
  const google::protobuf::Timestamp& (Referral::*due)() const;
  bool (Referral::*warned)() const;
  void (Referral::*set_warned)(bool);
  bool (Referral::*missed)() const;
  void (Referral::*set_missed)(bool);
  bool (Referral::*escalated)() const;
  void (Referral::*set_escalated)(bool);
};

constexpr ReferralGoal kReferralGoals[] = {
    {GoalWatched::GOAL_STATUTORY, &Referral::has_statutory_due_time, &Referral::statutory_due_time,
     &Referral::statutory_warned, &Referral::set_statutory_warned, &Referral::statutory_missed,
     &Referral::set_statutory_missed, &Referral::statutory_escalated, &Referral::set_statutory_escalated},
    {GoalWatched::GOAL_REFERRAL, &Referral::has_due_time, &Referral::due_time, &Referral::due_warned,
     &Referral::set_due_warned, &Referral::due_missed, &Referral::set_due_missed, &Referral::due_escalated,
     &Referral::set_due_escalated},
};

// The event's detail, with nobody to be told yet.
GoalWatched WatchedOf(const Referral& referral, const ReferralGoal& goal) {
  GoalWatched watched;
  watched.set_goal(goal.goal);
  *watched.mutable_due_time() = (referral.*goal.due)();
  watched.set_referral(referral.name());
  watched.set_authority(referral.authority());
  return watched;
}

// When the authority is warned; never of what was already near when it was sent.
absl::Time WarnTime(const Referral& referral, const ReferralGoal& goal, const Context& context) {
  const absl::Time warn = context.bundle.calendar().SubtractOpenTime(
      FromTimestamp((referral.*goal.due)()), absl::Hours(context.bundle.goals().warn_open_hours()));
  return warn > FromTimestamp(referral.create_time()) ? warn : absl::InfiniteFuture();
}

// When leaders are told.
absl::Time EscalateTime(const Referral& referral, const ReferralGoal& goal, const Context& context) {
  return context.bundle.calendar().AddWorkingDays(FromTimestamp((referral.*goal.due)()),
                                                  context.bundle.goals().escalate_working_days());
}

// Who has the referral, or everybody of its unit who is there.
void AddAuthority(const Referral& referral, const Context& context, GoalWatched& watched) {
  if (!referral.assignee().empty()) {
    AddMember(referral.assignee(), context, *watched.mutable_members());
    return;
  }
  for (const directory::v1::Member* member : MembersThere(referral.authority(), context.today(), context)) {
    watched.add_members(member->id());
  }
}

// Tells of what has come near, was missed or is still missed. Returns whether anything was told.
bool WatchReferral(const Context& context, Referral& referral, Change& change) {
  if (!IsWaiting(referral)) return false;
  bool told = MarkReferralLate(context, referral, change);
  for (const ReferralGoal& goal : kReferralGoals) {
    if (!(referral.*goal.has_due)()) continue;
    if (!(referral.*goal.missed)() && !(referral.*goal.warned)() && context.now >= WarnTime(referral, goal, context)) {
      (referral.*goal.set_warned)(true);
      GoalWatched& near = *change.events.emplace_back(ServiceEvent()).mutable_referral_goal_near();
      near = WatchedOf(referral, goal);
      AddAuthority(referral, context, near);
      if (near.members().empty()) AddContactPerson(change.after, context, *near.mutable_members());
      told = true;
    }
    if ((referral.*goal.missed)() && !(referral.*goal.escalated)() &&
        context.now >= EscalateTime(referral, goal, context)) {
      (referral.*goal.set_escalated)(true);
      GoalWatched& escalated = *change.events.emplace_back(ServiceEvent()).mutable_referral_goal_escalated();
      escalated = WatchedOf(referral, goal);
      AddContactPerson(change.after, context, *escalated.mutable_members());
      AddLeaders(context, *escalated.mutable_members());
      told = true;
    }
  }
  return told;
}

// The follow-up's day has come.
void TellOfFollowUp(const FollowUp& follow_up, const Context& context, Change& change) {
  FollowUp& told = change.follow_up.emplace(follow_up);
  told.set_due_told(true);
  cases::v1::FollowUpChanged& due = *change.events.emplace_back(ServiceEvent()).mutable_follow_up_due();
  *due.mutable_follow_up() = told;
  const std::string& owner = told.assignee().empty() ? change.after.contact_person().id() : told.assignee();
  AddMember(owner, context, *due.mutable_members());
}

}  // namespace

void MissAnswerIfLate(absl::Time now, const Context& context, Change& change) {
  const Case& current = change.after;
  Goals& goals = *change.after.mutable_goals();
  const absl::Time answered = goals.has_answer_time() ? FromTimestamp(goals.answer_time()) : now;
  const bool counts =
      goals.has_answer_time() || (current.complexity() != knowledge::v1::COMPLEXITY_SIMPLE && !IsPaused(goals));
  if (!counts || goals.answer_missed() || answered <= FromTimestamp(goals.answer_due_time())) return;
  goals.set_answer_missed(true);
  AddMissed(GoalWatched::GOAL_ANSWER, goals.answer_due_time(), context, change);
}

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

bool MarkReferralLate(const Context& context, Referral& referral, Change& change) {
  if (!IsWaiting(referral)) return false;
  bool marked = false;
  for (const ReferralGoal& goal : kReferralGoals) {
    if (!(referral.*goal.has_due)() || (referral.*goal.missed)()) continue;
    if (context.now <= FromTimestamp((referral.*goal.due)())) continue;
    (referral.*goal.set_missed)(true);
    CaseEvent event = ServiceEvent();
    *event.mutable_referral_goal_missed() = WatchedOf(referral, goal);
    AddContactPerson(change.after, context, *event.mutable_referral_goal_missed()->mutable_members());
    change.events.insert(change.events.begin(), std::move(event));
    marked = true;
  }
  return marked;
}

absl::Time NextReferralCheck(const Referral& referral, const Context& context) {
  absl::Time next = absl::InfiniteFuture();
  if (!IsWaiting(referral)) return next;
  for (const ReferralGoal& goal : kReferralGoals) {
    if (!(referral.*goal.has_due)()) continue;
    if (!(referral.*goal.missed)()) {
      next = std::min(next, FromTimestamp((referral.*goal.due)()) + kLate);
      if (!(referral.*goal.warned)()) next = std::min(next, WarnTime(referral, goal, context));
    } else if (!(referral.*goal.escalated)()) {
      next = std::min(next, EscalateTime(referral, goal, context));
    }
  }
  return next;
}

absl::Time NextFollowUpCheck(const FollowUp& follow_up, const Context& context) {
  if (follow_up.has_complete_time() || follow_up.due_told()) return absl::InfiniteFuture();
  const knowledge::WorkingCalendar& calendar = context.bundle.calendar();
  absl::CivilDay day;
  if (!absl::ParseCivilTime(follow_up.due_date(), &day)) return absl::InfiniteFuture();
  return calendar.NextOpen(absl::FromCivil(day, calendar.time_zone()));
}

Change WatchCase(const Case& before, const std::vector<Referral>& referrals, const std::vector<FollowUp>& follow_ups,
                 const Context& context) {
  Change change;
  change.after = before;
  for (const Referral& current : referrals) {
    Referral referral = current;
    if (!change.referral.has_value() && WatchReferral(context, referral, change)) {
      StampReferral(referral, context);
      change.referral = std::move(referral);
    } else {
      change.next_check = std::min(change.next_check, NextReferralCheck(current, context));
    }
  }
  for (const FollowUp& follow_up : follow_ups) {
    if (!change.follow_up.has_value() && NextFollowUpCheck(follow_up, context) <= context.now) {
      TellOfFollowUp(follow_up, context, change);
    } else {
      change.next_check = std::min(change.next_check, NextFollowUpCheck(follow_up, context));
    }
  }
  change.next_check = std::min(change.next_check, WatchClocks(context, change));
  return change;
}

}  // namespace indgang::domain
