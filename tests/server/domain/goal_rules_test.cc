// The clocks, and who is told when. The site is open Monday to Friday 9 to 15; reply after 1 working day, answer after
// 5; warned 4 open hours ahead, leaders after 1 working day, silent after 10. It begins on Friday 20 November 2026 at
// 10:00.
#include "server/domain/goal_rules.h"

#include "gmock/gmock.h"
#include "server/domain/names.h"
#include "server/domain/watch_rules.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/server/domain/member_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::ClockPause;
using cases::v1::GoalWatched;
using cases::v1::Interaction;
using cases::v1::Referral;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

absl::Time At(const std::string& local) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", local, absl::FixedTimeZone(3600), &time, &error)) << error;
  return time;
}

class GoalRulesTest : public CaseFixture {
 protected:
  const cases::v1::Goals& goals() const { return current_.goals(); }

  // Looks at the case as the watch does; returns what happened, "near reply" or "silent".
  std::vector<std::string> Look(const std::vector<cases::v1::Referral>& referrals = {},
                                const std::vector<cases::v1::FollowUp>& follow_ups = {}) {
    Change change = WatchCase(current_, referrals, follow_ups, By(ServiceItself()));
    next_check_ = change.next_check;
    change_ = change;
    if (change.events.empty()) {
      current_ = change.after;
      return {};
    }
    const std::size_t before = events_.size();
    Apply(change, ServiceItself());
    std::vector<std::string> told;
    for (std::size_t i = before; i < events_.size(); ++i) {
      EXPECT_EQ(events_[i].actor().role(), "SERVICE");
      told.push_back(Told(events_[i]));
    }
    return told;
  }

  static std::string Told(const CaseEvent& event) {
    const auto goal = [](const GoalWatched& watched) { return GoalWatched::Goal_Name(watched.goal()).substr(5); };
    if (event.has_goal_near()) return "near " + goal(event.goal_near());
    if (event.has_goal_missed()) return "missed " + goal(event.goal_missed());
    if (event.has_goal_escalated()) return "escalated " + goal(event.goal_escalated());
    if (event.has_referral_goal_near()) return "near " + goal(event.referral_goal_near());
    if (event.has_referral_goal_missed()) return "missed " + goal(event.referral_goal_missed());
    if (event.has_referral_goal_escalated()) return "escalated " + goal(event.referral_goal_escalated());
    if (event.has_follow_up_due()) return "due " + event.follow_up_due().follow_up().text();
    return event.has_case_silent() ? "silent" : "something else";
  }

  // What looking tells from now to `end`, when it happens exactly as often as next_check wants: "23 Nov 09:30 near
  // REPLY".
  std::vector<std::string> LookUntil(const std::string& end) {
    std::vector<std::string> told;
    while (now_ <= At(end)) {
      for (const std::string& what : Look()) {
        told.push_back(absl::FormatTime("%d %b %H:%M ", now_, bundle_->calendar().time_zone()) + what);
      }
      EXPECT_GT(next_check_, now_) << "would look for ever";
      if (next_check_ > At(end)) break;
      now_ = next_check_;
    }
    now_ = At(end);
    return told;
  }

  absl::StatusOr<Change> TryPause() {
    cases::v1::PauseAnswerClockRequest request;
    request.set_reason(ClockPause::REASON_COMPANY_INFORMATION);
    request.set_note("tegninger");
    return PauseAnswerClock(current_, request, By(front_desk_));
  }

  absl::StatusOr<Change> TryExtend(const std::string& due) {
    cases::v1::ExtendAnswerDeadlineRequest request;
    *request.mutable_due_time() = ToTimestamp(At(due));
    request.set_reason("Byggesag skal se på det");
    request.set_channel(cases::v1::CHANNEL_EMAIL);
    request.set_message("I får svar senere.");
    return ExtendAnswerDeadline(current_, request, interactions_ + 1, By(front_desk_));
  }

  void Do(absl::StatusOr<Change> change) {
    ASSERT_THAT(change, testing::IsOk());
    Apply(*std::move(change), front_desk_);
  }

  // Registered, triaged and replied to, all at 10:00.
  void RegisterAndReply() {
    Register();
    Triage(knowledge::v1::COMPLEXITY_MEDIUM);
    Tell(Interaction::KIND_MESSAGE);
  }

  absl::Time next_check_;
  // What the last look found.
  Change change_;
};

class WatchRulesTest : public GoalRulesTest {
 protected:
  // An open question of the case to an authority, sent now.
  Referral Sent(int index, const std::string& authority, const std::string& due) const {
    Referral referral;
    referral.set_name(ReferralName(current_.case_number(), index));
    referral.set_authority(authority);
    referral.set_state(Referral::STATE_SENT);
    *referral.mutable_create_time() = ToTimestamp(now_);
    *referral.mutable_due_time() = ToTimestamp(At(due));
    return referral;
  }

  directory::v1::Member leader_ = Person("mem_leader0000000001", "Lone Leder", admin::v1::ROLE_LEADER);
};

TEST_F(GoalRulesTest, RegisteringStartsEveryClock) {
  Register();
  EXPECT_EQ(FromTimestamp(goals().reply_due_time()), At("2026-11-23 10:00"));
  EXPECT_EQ(FromTimestamp(goals().answer_due_time()), At("2026-11-27 10:00"));
  EXPECT_EQ(goals().promised_answer_due_time().seconds(), goals().answer_due_time().seconds());
  EXPECT_EQ(FromTimestamp(goals().next_due_time()), At("2026-11-23 10:00"));
  EXPECT_EQ(FromTimestamp(goals().silent_from_time()), At("2026-12-04 10:00"));
}

TEST_F(GoalRulesTest, NextDueTimeIsTheEarliestThatStillWaits) {
  RegisterAndReply();
  EXPECT_EQ(FromTimestamp(goals().next_due_time()), At("2026-11-27 10:00"));
  StartNextReplyClock(current_, By(front_desk_));
  Say(Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE);
  EXPECT_EQ(FromTimestamp(goals().next_due_time()), At("2026-11-23 10:00"));
  Tell(Interaction::KIND_ANSWER);
  EXPECT_FALSE(goals().has_next_due_time());
}

TEST_F(GoalRulesTest, EveryOutboundInteractionIsNews) {
  RegisterAndReply();
  now_ = At("2026-11-24 10:00");
  Say(Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE);
  EXPECT_EQ(FromTimestamp(goals().last_news_time()), At("2026-11-20 10:00"));
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_EQ(FromTimestamp(goals().last_news_time()), now_);
  EXPECT_EQ(FromTimestamp(goals().silent_from_time()), At("2026-12-08 10:00"));
}

TEST_F(GoalRulesTest, AnAttachedEnquiryBeforeTheReplyWaitsForTheFirstReply) {
  Register();
  now_ = At("2026-11-20 14:00");
  EXPECT_EQ(StartNextReplyClock(current_, By(front_desk_)), At("2026-11-23 10:00"));
  EXPECT_FALSE(goals().has_next_reply_due_time());
}

TEST_F(GoalRulesTest, AttachedEnquiriesWaitForTheEarliestReplyThatIsDue) {
  RegisterAndReply();
  now_ = At("2026-11-20 14:00");
  EXPECT_EQ(StartNextReplyClock(current_, By(front_desk_)), At("2026-11-23 14:00"));
  now_ = At("2026-11-23 11:00");
  EXPECT_EQ(StartNextReplyClock(current_, By(front_desk_)), At("2026-11-23 14:00")) << "the first still waits";
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_FALSE(goals().has_next_reply_due_time());
  EXPECT_EQ(goals().later_replies_missed(), 0);
}

TEST_F(GoalRulesTest, APoliteLaterReplyHidesNoMissedGoal) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  now_ = At("2026-11-23 10:01");
  Tell(Interaction::KIND_MESSAGE);  // late
  EXPECT_TRUE(goals().reply_missed());
  for (int i = 1; i <= 2; ++i) {
    now_ += absl::Hours(72);
    StartNextReplyClock(current_, By(front_desk_));
    now_ = FromTimestamp(goals().next_reply_due_time()) + absl::Seconds(1);
    Tell(Interaction::KIND_MESSAGE);  // late again
    EXPECT_EQ(goals().later_replies_missed(), i);
    StartNextReplyClock(current_, By(front_desk_));
    Tell(Interaction::KIND_MESSAGE);  // at once
    EXPECT_EQ(goals().later_replies_missed(), i);
  }
  EXPECT_TRUE(goals().reply_missed());
  EXPECT_TRUE(goals().answer_missed()) << "no reply is an answer";
}

TEST_F(GoalRulesTest, PausingStopsTheAnswerClockAndResumingGivesTheTimeThatWasLeft) {
  RegisterAndReply();
  now_ = At("2026-11-25 14:00");  // 1 h on Wednesday, 6 on Thursday, 1 on Friday are left
  Do(TryPause());
  EXPECT_EQ(events_.back().answer_clock_paused().pause().note(), "tegninger");
  EXPECT_FALSE(goals().has_next_due_time());
  EXPECT_THAT(LookUntil("2027-01-03 12:00"), ElementsAre("04 Dec 10:00 silent"));
  now_ = At("2027-01-04 12:00");
  Do(ResumeAnswerClock(current_, By(front_desk_)));
  EXPECT_EQ(FromTimestamp(goals().answer_due_time()), At("2027-01-05 14:00"));
  EXPECT_EQ(FromTimestamp(goals().promised_answer_due_time()), At("2026-11-27 10:00"));
  EXPECT_EQ(FromTimestamp(goals().pauses(0).resume_time()), now_);
  EXPECT_EQ(FromTimestamp(events_.back().answer_clock_resumed().previous_due_time()), At("2026-11-27 10:00"));
  EXPECT_FALSE(goals().answer_missed());
}

TEST_F(GoalRulesTest, PausedOnFridayAndResumedOnMondayLosesNothing) {
  RegisterAndReply();
  now_ = At("2026-11-20 18:00");
  Do(TryPause());
  now_ = At("2026-11-23 07:00");
  Do(ResumeAnswerClock(current_, By(front_desk_)));
  EXPECT_EQ(FromTimestamp(goals().answer_due_time()), At("2026-11-27 10:00"));
}

TEST_F(GoalRulesTest, PausedAndResumedOnASaturdayIsNotDueEarlier) {
  now_ = At("2026-11-21 08:00");
  RegisterAndReply();
  ASSERT_EQ(FromTimestamp(goals().answer_due_time()), At("2026-11-30 09:00"));
  Do(TryPause());
  now_ = At("2026-11-21 09:00");
  Do(ResumeAnswerClock(current_, By(front_desk_)));
  EXPECT_EQ(FromTimestamp(goals().answer_due_time()), At("2026-11-30 09:00")) << "not Friday at closing time";
  EXPECT_EQ(FromTimestamp(events_.back().answer_clock_resumed().due_time()), At("2026-11-30 09:00"));
}

TEST_F(GoalRulesTest, AnAnswerResumesThePausedClockAndIsNotLate) {
  RegisterAndReply();
  Do(TryPause());
  now_ = At("2026-12-17 10:00");
  Tell(Interaction::KIND_ANSWER);
  EXPECT_TRUE(goals().pauses(0).has_resume_time());
  EXPECT_FALSE(goals().answer_missed());
  ASSERT_GE(events_.size(), 2u);
  EXPECT_TRUE(events_[events_.size() - 2].has_answer_clock_resumed());
  EXPECT_TRUE(events_.back().interaction_recorded().answered());
}

TEST_F(GoalRulesTest, PausingIsRefused) {
  Register();
  EXPECT_THAT(TryPause(), testing::IsError(kRefused, "REPLY_MISSING"));
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  Tell(Interaction::KIND_MESSAGE);
  const Case replied = current_;
  Do(TryPause());
  EXPECT_THAT(TryPause(), testing::IsError(kRefused, "CLOCK_PAUSED"));
  current_ = replied;
  now_ = At("2026-11-27 10:01");
  EXPECT_THAT(TryPause(), testing::IsError(kRefused, "GOAL_MISSED"));
  Tell(Interaction::KIND_ANSWER);
  EXPECT_THAT(TryPause(), testing::IsError(kRefused, "CLOCK_STOPPED"));
  Apply(*TryClose(Case::OUTCOME_ANSWERED), front_desk_);
  EXPECT_THAT(TryPause(), testing::IsError(kRefused, "CASE_CLOSED"));
}

TEST_F(GoalRulesTest, ResumingIsRefused) {
  RegisterAndReply();
  EXPECT_THAT(ResumeAnswerClock(current_, By(front_desk_)), testing::IsError(kRefused, "CLOCK_RUNNING"));
  Do(TryPause());
  const Case paused = current_;
  Do(ResumeAnswerClock(current_, By(front_desk_)));
  EXPECT_THAT(ResumeAnswerClock(current_, By(front_desk_)), testing::IsError(kRefused, "CLOCK_RUNNING"));
  current_ = paused;
  Apply(*TryClose(Case::OUTCOME_WITHDRAWN), front_desk_);
  EXPECT_THAT(ResumeAnswerClock(current_, By(front_desk_)), testing::IsError(kRefused, "CASE_CLOSED"));
}

TEST_F(GoalRulesTest, ExtendingKeepsTheOldDateAndRecordsHowTheCompanyWasTold) {
  Register();
  now_ = At("2026-11-20 11:00");
  const absl::StatusOr<Change> change = TryExtend("2026-12-04 15:00");
  ASSERT_THAT(change, testing::IsOk());
  ASSERT_TRUE(change->interaction.has_value());
  EXPECT_EQ(change->interaction->text(), "I får svar senere.");
  EXPECT_EQ(change->interaction->direction(), Interaction::DIRECTION_OUTBOUND);
  Do(change);
  EXPECT_EQ(FromTimestamp(goals().answer_due_time()), At("2026-12-04 15:00"));
  EXPECT_EQ(FromTimestamp(goals().extensions(0).previous_due_time()), At("2026-11-27 10:00"));
  EXPECT_EQ(FromTimestamp(goals().promised_answer_due_time()), At("2026-11-27 10:00"));
  EXPECT_EQ(FromTimestamp(goals().first_reply_time()), now_) << "telling them was the reply";
  EXPECT_EQ(events_.back().answer_deadline_extended().extension().reason(), "Byggesag skal se på det");
}

TEST_F(GoalRulesTest, ExtendingIsRefused) {
  RegisterAndReply();
  EXPECT_THAT(TryExtend("2026-11-27 10:00"), testing::Violates("due_time"));
  EXPECT_THAT(TryExtend("2027-11-25 10:00"), testing::Violates("due_time"));
  EXPECT_THAT(TryExtend("2026-12-05 10:00"), testing::Violates("due_time")) << "a Saturday";
  EXPECT_THAT(TryExtend("2026-12-04 15:01"), testing::Violates("due_time")) << "after closing";
  const Case replied = current_;
  Do(TryPause());
  EXPECT_THAT(TryExtend("2026-12-04 12:00"), testing::IsError(kRefused, "CLOCK_PAUSED"));
  current_ = replied;
  now_ = At("2026-11-27 10:01");
  EXPECT_THAT(TryExtend("2026-12-04 12:00"), testing::IsError(kRefused, "GOAL_MISSED"));
  Tell(Interaction::KIND_ANSWER);
  EXPECT_THAT(TryExtend("2026-12-04 12:00"), testing::IsError(kRefused, "CLOCK_STOPPED"));
  Apply(*TryClose(Case::OUTCOME_ANSWERED), front_desk_);
  EXPECT_THAT(TryExtend("2026-12-04 12:00"), testing::IsError(kRefused, "CASE_CLOSED"));
}

TEST_F(GoalRulesTest, ASimpleCaseHasNoAnswerClockToPutOff) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  EXPECT_THAT(TryExtend("2026-12-04 12:00"), testing::IsError(kRefused, "CLOCK_STOPPED"));
}

TEST_F(WatchRulesTest, ANeglectedCaseIsPassedOnStepByStepAndEachStepOnce) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  // Reply due Monday 10:00: 1 h on Monday and 3 on Friday before it. Answer due Friday 10:00.
  EXPECT_THAT(LookUntil("2027-02-01 12:00"),
              ElementsAre("20 Nov 12:00 near REPLY", "23 Nov 10:00 missed REPLY", "24 Nov 10:00 escalated REPLY",
                          "26 Nov 12:00 near ANSWER", "27 Nov 10:00 missed ANSWER", "30 Nov 10:00 escalated ANSWER",
                          "04 Dec 10:00 silent"));
  EXPECT_EQ(current_.escalation(), Case::ESCALATION_LEADER);
  EXPECT_TRUE(goals().reply_missed());
  EXPECT_TRUE(goals().answer_missed());
}

TEST_F(WatchRulesTest, EveryStepHappensWhileSomebodyIsThere) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  LookUntil("2027-02-01 12:00");
  for (const CaseEvent& event : events_) {
    EXPECT_TRUE(bundle_->calendar().CanBeDue(FromTimestamp(event.time()))) << event.ShortDebugString();
  }
}

TEST_F(WatchRulesTest, WhatCameDueWhileNobodyLookedIsTold) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  now_ = At("2026-11-30 12:00");
  EXPECT_THAT(Look(), ElementsAre("missed REPLY", "missed ANSWER", "escalated REPLY", "escalated ANSWER"));
  EXPECT_THAT(Look(), IsEmpty());
}

TEST_F(WatchRulesTest, ALateReplyWritesTheMissItselfBeforeTheReply) {
  Register();
  now_ = At("2026-11-23 10:01");
  const std::size_t before = events_.size();
  Tell(Interaction::KIND_MESSAGE);
  ASSERT_EQ(events_.size(), before + 2);
  EXPECT_EQ(Told(events_[before]), "missed REPLY");
  EXPECT_EQ(events_[before].actor().id(), "service");
  EXPECT_EQ(events_[before].goal_missed().due_time().seconds(), goals().reply_due_time().seconds());
  EXPECT_THAT(events_[before].goal_missed().members(), ElementsAre(current_.contact_person().id()));
  EXPECT_TRUE(events_[before + 1].interaction_recorded().first_reply());
  EXPECT_EQ(events_[before + 1].actor().display_name(), "Mette Holm");
  EXPECT_EQ(current_.escalation(), Case::ESCALATION_UNSPECIFIED) << "nothing is late any more";
  EXPECT_THAT(Look(), IsEmpty());
}

TEST_F(WatchRulesTest, SubstitutesAndLeadersAreTold) {
  directory::v1::Member away = *directory_->Find(front_desk_.member());
  directory::v1::Absence& absence = *away.add_absences();
  absence.set_first_day("2026-11-23");
  absence.set_last_day("2026-11-23");
  absence.set_substitute("mem_stand_in");
  directory::v1::Member stand_in = away;
  stand_in.clear_absences();
  stand_in.set_id("mem_stand_in");
  directory::v1::Member leader = stand_in;
  leader.set_id("mem_leader");
  leader.set_role(admin::v1::ROLE_LEADER);
  directory_ = directory_->With({away, stand_in, leader});
  Register();
  LookUntil("2026-11-24 12:00");
  ASSERT_GE(events_.size(), 3u);
  const CaseEvent* last = &events_.back();
  EXPECT_THAT(last[-2].goal_near().members(), ElementsAre(away.id())) << "on Friday";
  EXPECT_THAT(last[-1].goal_missed().members(), ElementsAre("mem_stand_in")) << "on Monday";
  EXPECT_THAT(last[0].goal_escalated().members(), ElementsAre(away.id(), "mem_leader"));
}

TEST_F(WatchRulesTest, LeadersAreToldWhileTheContactPersonIsAwayAndNobodyStandsIn) {
  directory::v1::Member away = *directory_->Find(front_desk_.member());
  directory::v1::Absence& absence = *away.add_absences();
  absence.set_first_day("2026-11-23");
  absence.set_last_day("2026-11-23");
  directory::v1::Member leader = away;
  leader.clear_absences();
  leader.set_id("mem_leader");
  leader.set_role(admin::v1::ROLE_LEADER);
  directory_ = directory_->With({away, leader});
  Register();
  LookUntil("2026-11-23 12:00");
  ASSERT_GE(events_.size(), 2u);
  const CaseEvent* last = &events_.back();
  EXPECT_THAT(last[-1].goal_near().members(), ElementsAre(away.id())) << "on Friday";
  EXPECT_THAT(last[0].goal_missed().members(), ElementsAre(away.id(), "mem_leader")) << "on Monday";
}

TEST_F(WatchRulesTest, OnTimeToTheSecondIsNotMissed) {
  Register();
  now_ = FromTimestamp(goals().reply_due_time());
  EXPECT_THAT(Look(), ElementsAre("near REPLY"));
  now_ += absl::Microseconds(1);
  EXPECT_THAT(Look(), ElementsAre("missed REPLY"));
}

TEST_F(WatchRulesTest, EscalationGoesBackWhenNothingIsDue) {
  RegisterAndReply();
  now_ = At("2026-11-26 13:00");
  EXPECT_THAT(Look(), ElementsAre("near ANSWER"));
  EXPECT_EQ(current_.escalation(), Case::ESCALATION_WARNED);
  Do(TryExtend("2026-12-04 12:00"));
  EXPECT_EQ(current_.escalation(), Case::ESCALATION_UNSPECIFIED);
  now_ = At("2026-12-03 14:00");
  EXPECT_THAT(Look(), ElementsAre("near ANSWER")) << "warned again of the new date";
  Tell(Interaction::KIND_ANSWER);
  EXPECT_EQ(current_.escalation(), Case::ESCALATION_UNSPECIFIED);
}

TEST_F(WatchRulesTest, TheNextReplyIsWatchedLikeTheFirst) {
  RegisterAndReply();
  Tell(Interaction::KIND_ANSWER);
  StartNextReplyClock(current_, By(front_desk_));
  EXPECT_THAT(LookUntil("2026-11-25 12:00"),
              ElementsAre("20 Nov 12:00 near NEXT_REPLY", "23 Nov 10:00 missed NEXT_REPLY",
                          "24 Nov 10:00 escalated NEXT_REPLY"));
  EXPECT_EQ(goals().later_replies_missed(), 1);
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_EQ(goals().later_replies_missed(), 1) << "counted once";
  EXPECT_FALSE(goals().reply_missed());
}

TEST_F(WatchRulesTest, ACaseWithoutNewsIsSilentOnceUntilTheNextNews) {
  RegisterAndReply();
  Tell(Interaction::KIND_ANSWER);
  EXPECT_THAT(LookUntil("2026-12-11 12:00"), ElementsAre("04 Dec 10:00 silent"));
  EXPECT_EQ(FromTimestamp(events_.back().case_silent().last_news_time()), At("2026-11-20 10:00"));
  EXPECT_EQ(current_.escalation(), Case::ESCALATION_WARNED);
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_EQ(current_.escalation(), Case::ESCALATION_UNSPECIFIED);
  EXPECT_THAT(LookUntil("2027-01-15 12:00"), ElementsAre("28 Dec 12:00 silent"));
}

// What the company owed has come, and nobody noticed.
TEST_F(WatchRulesTest, APausedCaseIsSilentOnceAsAnyOther) {
  RegisterAndReply();
  now_ = At("2026-11-20 11:00");
  Do(TryPause());
  EXPECT_EQ(FromTimestamp(goals().silent_from_time()), At("2026-12-04 10:00"));
  now_ = At("2026-11-24 10:00");
  Say(Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE);
  EXPECT_THAT(LookUntil("2027-01-15 12:00"), ElementsAre("04 Dec 10:00 silent"));
  EXPECT_THAT(events_.back().case_silent().members(), ElementsAre(current_.contact_person().id()));
  EXPECT_EQ(current_.escalation(), Case::ESCALATION_WARNED);
  EXPECT_FALSE(goals().answer_missed());
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_TRUE(IsPaused(goals()));
  EXPECT_EQ(current_.escalation(), Case::ESCALATION_UNSPECIFIED);
  EXPECT_THAT(LookUntil("2027-02-15 12:00"), ElementsAre("29 Jan 12:00 silent"));
}

TEST_F(WatchRulesTest, PausingAndResumingIsNoNews) {
  RegisterAndReply();
  now_ = At("2026-11-23 10:00");
  Do(TryPause());
  now_ = At("2026-12-01 10:00");
  Do(ResumeAnswerClock(current_, By(front_desk_)));
  EXPECT_EQ(FromTimestamp(goals().silent_from_time()), At("2026-12-04 10:00"));
}

TEST_F(WatchRulesTest, ACaseThatIsSimpleNoMoreIsWatchedAgain) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_FALSE(goals().has_next_due_time());
  now_ = At("2026-11-24 10:00");
  Triage(knowledge::v1::COMPLEXITY_COMPLEX);
  EXPECT_EQ(FromTimestamp(goals().next_due_time()), At("2026-11-27 10:00"));
  EXPECT_THAT(TryPause(), testing::IsOk());
  EXPECT_THAT(LookUntil("2026-12-01 12:00"),
              ElementsAre("26 Nov 12:00 near ANSWER", "27 Nov 10:00 missed ANSWER", "30 Nov 10:00 escalated ANSWER"));
}

TEST_F(WatchRulesTest, SimpleInBetweenKeepsTheDueTimeOfPausesAndExtensions) {
  RegisterAndReply();
  Do(TryExtend("2026-12-04 12:00"));
  now_ = At("2026-11-23 10:00");
  Do(TryPause());
  now_ = At("2026-11-25 10:00");
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  EXPECT_FALSE(IsPaused(goals()));
  now_ = At("2026-11-26 10:00");
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  EXPECT_EQ(FromTimestamp(goals().next_due_time()), At("2026-12-08 12:00")) << "two working days of pause";
}

TEST_F(WatchRulesTest, AClosedCaseIsNotWatched) {
  RegisterAndReply();
  Apply(*TryClose(Case::OUTCOME_WITHDRAWN), front_desk_);
  EXPECT_FALSE(goals().has_next_due_time());
  EXPECT_FALSE(goals().has_silent_from_time());
  now_ += absl::Hours(24 * 60);
  EXPECT_THAT(Look(), IsEmpty());
  EXPECT_EQ(next_check_, absl::InfiniteFuture());
  EXPECT_FALSE(goals().answer_missed()) << "a message after closing would not miss it either";
}

TEST_F(WatchRulesTest, ReferralsAreMissedOneAfterTheOtherAndOnce) {
  RegisterAndReply();
  Tell(Interaction::KIND_ANSWER);
  std::vector<Referral> referrals = {Sent(1, "building", "2026-11-25 10:00"), Sent(2, "roads", "2026-11-25 10:00")};
  *referrals[1].mutable_statutory_due_time() = ToTimestamp(At("2026-11-26 10:00"));
  now_ = At("2026-11-26 12:00");
  const Change first = WatchCase(current_, referrals, {}, By(ServiceItself()));
  ASSERT_TRUE(first.referral.has_value());
  EXPECT_EQ(first.referral->name(), referrals[0].name());
  EXPECT_TRUE(first.referral->due_missed());
  EXPECT_NE(first.referral->etag(), "");
  EXPECT_EQ(first.events[0].referral_goal_missed().authority(), "building");
  EXPECT_LE(first.next_check, now_) << "the other one is late too";
  referrals[0] = *first.referral;
  EXPECT_THAT(Look(referrals), ElementsAre("missed REFERRAL", "missed STATUTORY", "escalated REFERRAL"));
  referrals[1].set_due_missed(true);
  referrals[1].set_due_escalated(true);
  referrals[1].set_statutory_missed(true);
  EXPECT_THAT(Look(referrals), IsEmpty());
}

TEST_F(WatchRulesTest, AReferralsAuthorityIsWarnedThenItsSenderToldThenLeaders) {
  RegisterAndReply();
  Tell(Interaction::KIND_ANSWER);
  directory_ = directory_->With({leader_});
  std::vector<Referral> referrals = {Sent(1, "building", "2026-11-25 10:00")};
  // Returns what is told at `time`, to whom.
  const auto told = [&](const std::string& time) {
    now_ = At(time);
    const std::size_t before = events_.size();
    std::vector<std::string> what = Look(referrals);
    if (change_.referral.has_value()) referrals[0] = *change_.referral;
    for (std::size_t i = before; i < events_.size(); ++i) {
      const CaseEvent& event = events_[i];
      for (const GoalWatched* watched :
           {&event.referral_goal_near(), &event.referral_goal_missed(), &event.referral_goal_escalated()}) {
        for (const std::string& member : watched->members()) what[i - before] += " " + member;
      }
    }
    return what;
  };
  EXPECT_THAT(told("2026-11-24 11:59"), IsEmpty());
  EXPECT_EQ(next_check_, At("2026-11-24 12:00")) << "four open hours ahead: 12 to 15 and 9 to 10";
  EXPECT_THAT(told("2026-11-24 12:00"), ElementsAre("near REFERRAL " + member_.member()));
  EXPECT_THAT(told("2026-11-24 12:01"), IsEmpty()) << "once";
  EXPECT_EQ(next_check_, At("2026-11-25 10:00") + absl::Nanoseconds(1));
  EXPECT_THAT(told("2026-11-25 10:01"), ElementsAre("missed REFERRAL " + current_.contact_person().id()));
  EXPECT_THAT(told("2026-11-26 09:59"), IsEmpty());
  EXPECT_EQ(next_check_, At("2026-11-26 10:00"));
  EXPECT_THAT(told("2026-11-26 10:00"),
              ElementsAre("escalated REFERRAL " + current_.contact_person().id() + " " + leader_.id()));
  EXPECT_THAT(told("2026-12-24 10:00"), ::testing::Not(::testing::Contains(::testing::HasSubstr("REFERRAL"))));
}

TEST_F(WatchRulesTest, WhatIsNearWhenItIsSentIsNotWarnedOf) {
  RegisterAndReply();
  Tell(Interaction::KIND_ANSWER);
  Referral urgent = Sent(1, "building", "2026-11-20 13:00");
  EXPECT_THAT(Look({urgent}), IsEmpty());
  EXPECT_EQ(NextReferralCheck(urgent, By(ServiceItself())), At("2026-11-20 13:00") + absl::Nanoseconds(1));
  urgent.set_state(Referral::STATE_ANSWERED);
  EXPECT_EQ(NextReferralCheck(urgent, By(ServiceItself())), absl::InfiniteFuture());
}

TEST_F(WatchRulesTest, AFollowUpIsDueWhenTheMunicipalityOpensOnItsDayAndOnce) {
  RegisterAndReply();
  Tell(Interaction::KIND_ANSWER);
  directory_ = directory_->With({leader_});
  cases::v1::FollowUp monday;
  monday.set_name(FollowUpName(current_.case_number(), 1));
  monday.set_text("Ring");
  monday.set_due_date("2026-11-22");  // a Sunday: taken up on Monday
  cases::v1::FollowUp other = monday;
  other.set_name(FollowUpName(current_.case_number(), 2));
  other.set_text("Skriv");
  other.set_assignee(leader_.id());
  now_ = At("2026-11-23 08:59");
  EXPECT_THAT(Look({}, {monday, other}), IsEmpty());
  EXPECT_EQ(next_check_, At("2026-11-23 09:00"));
  now_ = next_check_;
  EXPECT_THAT(Look({}, {monday, other}), ElementsAre("due Ring"));
  EXPECT_LE(next_check_, now_) << "the other one is due too";
  EXPECT_THAT(events_.back().follow_up_due().members(), ElementsAre(current_.contact_person().id()));
  ASSERT_TRUE(change_.follow_up->due_told());
  monday = *change_.follow_up;
  EXPECT_THAT(Look({}, {monday, other}), ElementsAre("due Skriv"));
  EXPECT_THAT(events_.back().follow_up_due().members(), ElementsAre(leader_.id()));
  other = *change_.follow_up;
  EXPECT_THAT(Look({}, {monday, other}), IsEmpty());
  other.clear_due_told();
  *other.mutable_complete_time() = ToTimestamp(now_);
  EXPECT_EQ(NextFollowUpCheck(other, By(ServiceItself())), absl::InfiniteFuture());
}

}  // namespace
}  // namespace indgang::domain
