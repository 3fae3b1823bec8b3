// The rules of simulated years notice what they are there for: a case that went well passes, and each thing that can be
// wrong with it is found.
#include "bench/year_rules.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "server/domain/goal_rules.h"
#include "server/domain/watch_rules.h"
#include "tests/server/domain/case_fixture.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::Goals;
using cases::v1::GoalWatched;
using cases::v1::Interaction;
using cases::v1::Referral;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kLeader[] = "mem_leader0000000001";

// Danish, in winter unless it is said.
absl::Time At(const std::string& local, int hours_before_greenwich = 1) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(
      absl::ParseTime("%Y-%m-%d %H:%M", local, absl::FixedTimeZone(hours_before_greenwich * 3600), &time, &error))
      << error;
  return time;
}

class YearRulesTest : public CaseFixture {
 protected:
  struct Story {
    Case current;
    std::vector<CaseEvent> events;
    std::vector<Referral> referrals;
  };

  YearRulesTest() {
    admin::v1::Token leader;
    leader.set_member(kLeader);
    leader.set_role(admin::v1::ROLE_LEADER);
    directory_ = directory_->With({MemberOf(leader)});
  }

  void Do(const std::string& local, const std::function<absl::StatusOr<Change>(const Context&)>& rule) {
    now_ = At(local);
    absl::StatusOr<Change> change = rule(By(front_desk_));
    ASSERT_TRUE(change.ok()) << local << ": " << change.status();
    Apply(*std::move(change), front_desk_);
  }

  void Look(const std::string& local) {
    now_ = At(local);
    Change change = WatchCase(current_, {}, {}, By(ServiceItself()));
    ASSERT_FALSE(change.events.empty()) << local;
    Apply(std::move(change), ServiceItself());
  }

  void SayAt(const std::string& local, Interaction::Kind kind) {
    now_ = At(local);
    Tell(kind);
  }

  // Replied to too late, paused, answered in time and closed.
  Story GoodStory() {
    Register();
    Look("2026-11-20 12:00");
    Look("2026-11-23 10:01");
    Look("2026-11-24 10:00");
    SayAt("2026-11-24 11:00", Interaction::KIND_MESSAGE);
    Triage(knowledge::v1::COMPLEXITY_MEDIUM);
    Do("2026-11-25 10:00", [&](const Context& context) {
      cases::v1::PauseAnswerClockRequest request;
      request.set_reason(cases::v1::ClockPause::REASON_COMPANY_INFORMATION);
      return PauseAnswerClock(current_, request, context);
    });
    Do("2026-11-25 12:00", [&](const Context& context) { return ResumeAnswerClock(current_, context); });
    Look("2026-11-26 14:00");
    SayAt("2026-11-27 11:00", Interaction::KIND_ANSWER);
    Do("2026-11-27 11:30", [&](const Context& context) {
      cases::v1::CloseCaseRequest request;
      request.set_outcome(Case::OUTCOME_ANSWERED);
      return CloseCase(current_, request, context);
    });
    return {current_, events_, {}};
  }

  // What of the story is broken, when the watch looked every hour.
  std::vector<std::string> Judge(const Story& story) {
    YearRules rules(*bundle_, kLeader);
    for (absl::Time time = At("2026-11-20 10:00"); time < At("2026-12-01 00:00"); time += absl::Hours(1)) {
      rules.Looked(time);
    }
    rules.CheckHistory(story.current, story.events, story.referrals);
    return rules.broken();
  }

  std::vector<std::string> JudgeNow(const Case& current, absl::Time now, const std::vector<Referral>& referrals = {}) {
    YearRules rules(*bundle_, kLeader);
    rules.CheckNow(current, referrals, now);
    return rules.broken();
  }
};

// Events of the good story.
enum Place : std::size_t {
  kRegistered,
  kAssigned,
  kNear,
  kMissed,
  kEscalated,
  kReply,
  kTriaged,
  kPaused,
  kResumed,
  kAnswerNear,
  kAnswer,
  kClosed,
};

void SetTime(CaseEvent& event, const std::string& local) { *event.mutable_time() = ToTimestamp(At(local)); }

CaseEvent AnswerNear(const std::string& local) {
  CaseEvent event;
  SetTime(event, local);
  event.mutable_goal_near()->set_goal(GoalWatched::GOAL_ANSWER);
  *event.mutable_goal_near()->mutable_due_time() = ToTimestamp(At("2026-11-27 10:00"));
  event.mutable_goal_near()->add_members("mem_mette00000000001");
  return event;
}

TEST_F(YearRulesTest, AStoryThatWentWellIsNotBroken) {
  const Story story = GoodStory();
  ASSERT_EQ(story.events.size(), kClosed + 1u);
  EXPECT_TRUE(story.events[kEscalated].has_goal_escalated());
  EXPECT_TRUE(story.events[kAnswerNear].has_goal_near());
  EXPECT_THAT(Judge(story), IsEmpty());
}

TEST_F(YearRulesTest, WhatIsWrongWithAStoryIsFound) {
  using Events = std::vector<CaseEvent>;
  const auto insert = [](Events& events, std::size_t place, CaseEvent event) {
    events.insert(events.begin() + static_cast<std::ptrdiff_t>(place), std::move(event));
  };
  const auto silent = [](const std::string& local) {
    CaseEvent event;
    SetTime(event, local);
    event.mutable_case_silent();
    return event;
  };
  const struct {
    const char* rule;
    std::function<void(Case&, Events&)> wrong;
  } cases[] = {
      {"has no contact person", [](Case& current, Events&) { current.clear_contact_person(); }},
      {"has no contact person", [](Case&, Events& events) { events.erase(events.begin() + kAssigned); }},
      {"is handed over to nobody",
       [&](Case&, Events& events) {
         CaseEvent event;
         SetTime(event, "2026-11-25 11:00");
         event.mutable_contact_person_handed_over();
         insert(events, kResumed, event);
       }},
      {"an event lies before the one before",
       [](Case&, Events& events) { SetTime(events[kReply], "2026-11-23 10:00"); }},
      {"a warning comes while nobody is there",
       [](Case&, Events& events) { SetTime(events[kNear], "2026-11-21 03:00"); }},
      {"a warning comes after the goal was missed",
       [](Case&, Events& events) { SetTime(events[kNear], "2026-11-23 10:01"); }},
      {"a warning comes too early", [](Case&, Events& events) { SetTime(events[kNear], "2026-11-20 11:59"); }},
      {"is warned of twice", [&](Case&, Events& events) { insert(events, kNear, CaseEvent(events[kNear])); }},
      {"nobody is told", [](Case&, Events& events) { events[kNear].mutable_goal_near()->clear_members(); }},
      {"a goal counts as missed before it is",
       [](Case&, Events& events) { SetTime(events[kMissed], "2026-11-23 10:00"); }},
      {"is missed twice", [&](Case&, Events& events) { insert(events, kMissed, CaseEvent(events[kMissed])); }},
      {"late reply without its one event", [](Case&, Events& events) { events.erase(events.begin() + kMissed); }},
      {"leaders are told of what was not missed",
       [](Case&, Events& events) { events.erase(events.begin() + kMissed); }},
      {"leaders are told too early", [](Case&, Events& events) { SetTime(events[kEscalated], "2026-11-24 09:59"); }},
      {"the leader is not told",
       [](Case&, Events& events) { events[kEscalated].mutable_goal_escalated()->clear_members(); }},
      {"leaders are told twice",
       [&](Case&, Events& events) { insert(events, kEscalated, CaseEvent(events[kEscalated])); }},
      {"an answer is told of while its clock is paused",
       [&](Case&, Events& events) { insert(events, kResumed, AnswerNear("2026-11-25 11:00")); }},
      {"a pause does not leave the open time that was left",
       [](Case&, Events& events) {
         *events[kResumed].mutable_answer_clock_resumed()->mutable_due_time() = ToTimestamp(At("2026-11-27 11:59"));
       }},
      {"a closed case is told of",
       [&](Case&, Events& events) { insert(events, events.size(), AnswerNear("2026-11-27 12:00")); }},
      {"a closed case is told of",
       [&](Case&, Events& events) { insert(events, events.size(), silent("2026-12-20 12:00")); }},
      {"is called silent too early",
       [&](Case&, Events& events) { insert(events, kAnswer, silent("2026-11-26 14:00")); }},
      {"is closed as answered without an answer",
       [](Case& current, Events&) { current.mutable_goals()->clear_answer_time(); }},
      {"late reply without its one event",
       [](Case& current, Events&) { current.mutable_goals()->set_reply_missed(false); }},
      {"reply_missed is not what happened",
       [](Case& current, Events&) { current.mutable_goals()->set_reply_missed(false); }},
      {"late answer without its one event",
       [](Case& current, Events&) { current.mutable_goals()->set_answer_missed(true); }},
      {"late later replies without their events",
       [](Case& current, Events&) { current.mutable_goals()->set_later_replies_missed(1); }},
      {"does not get the working days that are promised",
       [](Case& current, Events&) {
         *current.mutable_goals()->mutable_reply_due_time() = ToTimestamp(At("2026-11-24 10:00"));
       }},
      {"is not due at the time of day at which it was registered",
       [](Case& current, Events&) {
         *current.mutable_goals()->mutable_reply_due_time() = ToTimestamp(At("2026-11-23 11:00"));
       }},
  };
  const Story good = GoodStory();
  for (const auto& test : cases) {
    Story story = good;
    test.wrong(story.current, story.events);
    EXPECT_THAT(Judge(story), Contains(HasSubstr(test.rule)));
  }
}

TEST_F(YearRulesTest, LateReferralsHaveTheirEvents) {
  Story story = GoodStory();
  Referral& referral = story.referrals.emplace_back();
  referral.set_name("cases/2026-000001/referrals/1");
  referral.set_due_missed(true);
  EXPECT_THAT(Judge(story), Contains(HasSubstr("late referral without its one event")));
  referral.set_due_missed(false);
  referral.set_statutory_missed(true);
  EXPECT_THAT(Judge(story), Contains(HasSubstr("statutory limit passed without its one event")));
}

// A day of 24 hours too few or too many: Friday to Monday over both changes.
TEST_F(YearRulesTest, AGoalThatForgetsDaylightSavingIsFound) {
  for (const auto& [friday, monday] : {std::pair(At("2026-03-27 11:00"), At("2026-03-30 11:00", 2)),
                                       std::pair(At("2026-10-23 11:00", 2), At("2026-10-26 11:00"))}) {
    now_ = friday;
    Story story = {RegisterEnquiry(Question(), "2026-000001", Routing(), Contact(), By(front_desk_)).after, {}, {}};
    EXPECT_EQ(FromTimestamp(story.current.goals().reply_due_time()), monday);
    EXPECT_THAT(Judge(story), IsEmpty());
    *story.current.mutable_goals()->mutable_reply_due_time() = ToTimestamp(friday + absl::Hours(72));
    EXPECT_THAT(Judge(story), Contains(HasSubstr("is not due at the time of day at which it was registered")));
  }
}

TEST_F(YearRulesTest, WhatIsDueWhileNobodyIsThereIsFound) {
  Register();
  EXPECT_THAT(JudgeNow(current_, now_), IsEmpty());
  Case current = current_;
  *current.mutable_goals()->mutable_answer_due_time() = ToTimestamp(At("2026-11-27 15:01"));
  EXPECT_THAT(JudgeNow(current, now_), Contains(HasSubstr("is due outside opening hours")));
  for (const char* const holiday : {"2026-12-25 10:00", "2027-03-29 10:00", "2027-05-06 10:00"}) {
    *current.mutable_goals()->mutable_answer_due_time() = ToTimestamp(At(holiday));
    EXPECT_THAT(JudgeNow(current, now_), Contains(HasSubstr("is due on a public holiday"))) << holiday;
  }
}

TEST_F(YearRulesTest, WhatIsNotToldInTimeIsFound) {
  const struct {
    const char* when;
    const char* rule;
  } cases[] = {
      {"2026-11-20 12:00", "a goal is near and nobody is warned"},
      {"2026-11-23 10:01", "a missed goal is not marked"},
      {"2026-11-24 10:00", "a goal is still missed and leaders do not know"},
      {"2026-12-04 10:00", "silence is not told"},
  };
  Register();
  EXPECT_THAT(JudgeNow(current_, At("2026-11-20 11:59")), IsEmpty());
  for (const auto& test : cases) EXPECT_THAT(JudgeNow(current_, At(test.when)), Contains(HasSubstr(test.rule)));
  Look("2026-12-04 10:00");
  EXPECT_THAT(JudgeNow(current_, now_), IsEmpty());
  current_.clear_contact_person();
  EXPECT_THAT(JudgeNow(current_, now_), Contains(HasSubstr("has no contact person")));
  current_.mutable_goals()->clear_silent_from_time();
  EXPECT_THAT(JudgeNow(current_, now_), Contains(HasSubstr("nobody would notice that it is silent")));
}

TEST_F(YearRulesTest, WhatIsNotToldOfAReferralIsFound) {
  Register();
  Tell(Interaction::KIND_ANSWER);
  Referral referral;
  referral.set_state(Referral::STATE_SENT);
  *referral.mutable_create_time() = ToTimestamp(now_);
  for (const bool statutory : {false, true}) {
    referral.clear_due_time();
    *(statutory ? referral.mutable_statutory_due_time() : referral.mutable_due_time()) =
        ToTimestamp(At("2026-11-25 10:00"));
    EXPECT_THAT(JudgeNow(current_, At("2026-11-24 11:59"), {referral}), IsEmpty());
    EXPECT_THAT(JudgeNow(current_, At("2026-11-24 12:00"), {referral}),
                Contains(HasSubstr("a referral is nearly late and nobody is warned")));
    EXPECT_THAT(JudgeNow(current_, At("2026-11-25 10:01"), {referral}),
                Contains(HasSubstr("a late referral is not marked")));
    EXPECT_THAT(JudgeNow(current_, At("2026-11-26 10:00"), {referral}),
                Contains(HasSubstr("a referral is still late and leaders do not know")));
  }
}

}  // namespace
}  // namespace indgang::domain
