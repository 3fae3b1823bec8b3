#include "server/domain/closing_rules.h"

#include "gmock/gmock.h"
#include "server/domain/goal_rules.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/server/domain/member_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::Interaction;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

class CloseCaseTest : public CaseFixture {};

TEST_F(CloseCaseTest, ReplyMustHaveGoneOut) {
  Register();
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsError(kRefused, "REPLY_MISSING"));
  Say(Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE);
  EXPECT_THAT(TryClose(Case::OUTCOME_WITHDRAWN), testing::IsError(kRefused, "REPLY_MISSING"));
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_THAT(TryClose(Case::OUTCOME_WITHDRAWN), testing::IsOk());
}

TEST_F(CloseCaseTest, AnsweredNeedsAnAnswerUnlessTheCaseIsSimple) {
  Register();
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsError(kRefused, "ANSWER_MISSING")) << "never triaged";
  for (const auto complexity : {knowledge::v1::COMPLEXITY_MEDIUM, knowledge::v1::COMPLEXITY_COMPLEX}) {
    Triage(complexity);
    EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsError(kRefused, "ANSWER_MISSING"));
    for (const auto outcome : {Case::OUTCOME_GRANTED, Case::OUTCOME_HANDED_OVER, Case::OUTCOME_WITHDRAWN}) {
      EXPECT_THAT(TryClose(outcome), testing::IsOk()) << Case::Outcome_Name(outcome);
    }
  }
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsOk()) << "the reply is the answer";
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsError(kRefused, "ANSWER_MISSING"));
  Tell(Interaction::KIND_ANSWER);
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsOk());
}

TEST_F(CloseCaseTest, OpenReferralHoldsTheCaseOpen) {
  Register();
  Tell(Interaction::KIND_ANSWER);
  current_.set_open_referrals(1);
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsError(kRefused, "REFERRAL_OPEN"));
}

TEST_F(CloseCaseTest, RefusalNeedsDialogue) {
  Register();
  Tell(Interaction::KIND_ANSWER);
  EXPECT_THAT(TryClose(Case::OUTCOME_REFUSED), testing::IsError(kRefused, "DIALOGUE_REQUIRED"));
  EXPECT_THAT(TryClose(Case::OUTCOME_GRANTED), testing::IsOk());
  Tell(Interaction::KIND_DIALOGUE_OFFER);
  EXPECT_THAT(TryClose(Case::OUTCOME_REFUSED), testing::IsOk());
}

TEST_F(CloseCaseTest, KeepsOutcomeNoteAndTime) {
  Register();
  Tell(Interaction::KIND_ANSWER);
  now_ += absl::Hours(2);
  Apply(*TryClose(Case::OUTCOME_ANSWERED), front_desk_);
  EXPECT_EQ(current_.state(), Case::STATE_CLOSED);
  EXPECT_EQ(current_.outcome(), Case::OUTCOME_ANSWERED);
  EXPECT_EQ(current_.outcome_note(), "fordi");
  EXPECT_EQ(FromTimestamp(current_.close_time()), now_);
  EXPECT_EQ(events_.back().closed().outcome(), Case::OUTCOME_ANSWERED);
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsError(kRefused, "CASE_CLOSED"));
}

TEST_F(CloseCaseTest, ClosingAnOverdueCaseWithoutAnAnswerMissesIt) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  Tell(Interaction::KIND_MESSAGE);
  now_ += absl::Hours(24 * 14);
  Apply(*TryClose(Case::OUTCOME_WITHDRAWN), front_desk_);
  EXPECT_TRUE(current_.goals().answer_missed());
  EXPECT_FALSE(current_.goals().reply_missed());
}

TEST_F(CloseCaseTest, AnAttachedEnquiryIsRepliedToFirst) {
  Register();
  Tell(Interaction::KIND_ANSWER);
  StartNextReplyClock(current_, By(front_desk_));
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsError(kRefused, "REPLY_MISSING"));
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsOk());
}

TEST_F(CloseCaseTest, APromisedCallHoldsTheCaseOpen) {
  Register();
  Tell(Interaction::KIND_ANSWER);
  current_.set_open_referrals(1);
  current_.set_open_callbacks(1);
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsError(kRefused, "CALLBACK_OPEN"));
  current_.set_open_callbacks(0);
  EXPECT_THAT(TryClose(Case::OUTCOME_ANSWERED), testing::IsError(kRefused, "REFERRAL_OPEN"));
}

TEST_F(CloseCaseTest, TellsEditorsWhatWasUsedAndWhatWasMissing) {
  Register();
  Tell(Interaction::KIND_ANSWER);
  cases::v1::CloseCaseRequest request;
  request.set_outcome(Case::OUTCOME_ANSWERED);
  request.add_guide_sections("location-check#lokalplaner");
  request.set_guide_feedback(Case::GUIDE_FEEDBACK_ASKED_IN_SPITE_OF_GUIDE);
  Apply(*CloseCase(current_, request, By(front_desk_)), front_desk_);
  EXPECT_THAT(current_.guide_sections(), ::testing::ElementsAre("location-check#lokalplaner"));
  EXPECT_EQ(current_.guide_feedback(), Case::GUIDE_FEEDBACK_ASKED_IN_SPITE_OF_GUIDE);
  EXPECT_THAT(events_.back().closed().guide_sections(), ::testing::ElementsAre("location-check#lokalplaner"));
  EXPECT_EQ(events_.back().closed().guide_feedback(), Case::GUIDE_FEEDBACK_ASKED_IN_SPITE_OF_GUIDE);
}

class ReopenCaseTest : public CaseFixture {
 protected:
  absl::StatusOr<Change> TryReopen() {
    cases::v1::ReopenCaseRequest request;
    request.set_reason("Udlejeren trak sig");
    return ReopenCase(current_, request, By(front_desk_), [](absl::string_view) -> absl::StatusOr<int> { return 0; });
  }
  void Reopen() {
    absl::StatusOr<Change> change = TryReopen();
    ASSERT_TRUE(change.ok()) << change.status();
    Apply(*std::move(change), front_desk_);
  }
  // Closed as withdrawn, replied to and not answered.
  void CloseUnanswered() {
    Register();
    Triage(knowledge::v1::COMPLEXITY_MEDIUM);
    Tell(Interaction::KIND_MESSAGE);
    Apply(*TryClose(Case::OUTCOME_WITHDRAWN), front_desk_);
  }
};

TEST_F(ReopenCaseTest, OnlyAClosedCase) {
  Register();
  EXPECT_THAT(TryReopen(), testing::IsError(kRefused, "CASE_OPEN"));
}

TEST_F(ReopenCaseTest, IsAsBeforeItWasClosedAndCounted) {
  CloseUnanswered();
  Reopen();
  EXPECT_EQ(current_.state(), Case::STATE_IN_PROGRESS);
  EXPECT_EQ(current_.outcome(), Case::OUTCOME_UNSPECIFIED);
  EXPECT_EQ(current_.outcome_note(), "");
  EXPECT_FALSE(current_.has_close_time());
  EXPECT_EQ(current_.reopen_count(), 1);
  bool told = false;
  for (const auto& event : events_) {
    if (!event.has_reopened()) continue;
    told = true;
    EXPECT_EQ(event.reopened().reason(), "Udlejeren trak sig");
    EXPECT_EQ(event.reopened().previous_outcome(), Case::OUTCOME_WITHDRAWN);
  }
  EXPECT_TRUE(told);
  EXPECT_THAT(TryClose(Case::OUTCOME_WITHDRAWN), testing::IsOk());
}

TEST_F(ReopenCaseTest, ACaseThatWasNeverTriagedIsRegisteredAgain) {
  Register();
  Tell(Interaction::KIND_ANSWER);
  Apply(*TryClose(Case::OUTCOME_ANSWERED), front_desk_);
  Reopen();
  EXPECT_EQ(current_.state(), Case::STATE_REGISTERED);
}

TEST_F(ReopenCaseTest, TheAnswerHasAsMuchOpenTimeAsWasLeft) {
  CloseUnanswered();
  const absl::Time closed = now_;
  const absl::Time due = FromTimestamp(current_.goals().answer_due_time());
  const auto promised = current_.goals().promised_answer_due_time().SerializeAsString();
  now_ += absl::Hours(24 * 21);
  Reopen();
  const absl::Time moved = FromTimestamp(current_.goals().answer_due_time());
  EXPECT_EQ(moved, due + absl::Hours(24 * 21)) << "three weeks without a holiday later";
  EXPECT_EQ(bundle_->calendar().OpenTimeBetween(now_, moved), bundle_->calendar().OpenTimeBetween(closed, due));
  EXPECT_EQ(current_.goals().promised_answer_due_time().SerializeAsString(), promised);
  EXPECT_FALSE(current_.goals().answer_missed());
  EXPECT_EQ(FromTimestamp(current_.goals().next_due_time()), moved);
}

TEST_F(ReopenCaseTest, ACaseThatWasSimpleHasThatTimeToo) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  Tell(Interaction::KIND_MESSAGE);
  Apply(*TryClose(Case::OUTCOME_ANSWERED), front_desk_);
  const absl::Time due = FromTimestamp(current_.goals().answer_due_time());
  now_ += absl::Hours(24 * 21);
  Reopen();
  EXPECT_FALSE(current_.goals().has_next_due_time());
  Triage(knowledge::v1::COMPLEXITY_COMPLEX);
  EXPECT_EQ(FromTimestamp(current_.goals().next_due_time()), due + absl::Hours(24 * 21));
  EXPECT_FALSE(current_.goals().answer_missed());
}

TEST_F(ReopenCaseTest, ReopenedAtOnceTheAnswerIsNotDueEarlier) {
  now_ = absl::FromCivil(absl::CivilHour(2026, 11, 21, 8), bundle_->calendar().time_zone());
  CloseUnanswered();
  const absl::Time due = FromTimestamp(current_.goals().answer_due_time());
  ASSERT_EQ(bundle_->calendar().NextOpen(due), due);
  ASSERT_FALSE(bundle_->calendar().IsOpen(due - absl::Minutes(1))) << "due first thing in the morning";
  Reopen();
  EXPECT_EQ(FromTimestamp(current_.goals().answer_due_time()), due);
}

TEST_F(ReopenCaseTest, AMissedGoalStaysMissedAndWhatStoppedStaysStopped) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  Tell(Interaction::KIND_MESSAGE);
  const auto due = current_.goals().answer_due_time().SerializeAsString();
  now_ += absl::Hours(24 * 14);
  Apply(*TryClose(Case::OUTCOME_WITHDRAWN), front_desk_);
  now_ += absl::Hours(24);
  Reopen();
  EXPECT_TRUE(current_.goals().answer_missed());
  EXPECT_EQ(current_.goals().answer_due_time().SerializeAsString(), due);
  Tell(Interaction::KIND_ANSWER);
  const auto answered = current_.goals().answer_time().SerializeAsString();
  Apply(*TryClose(Case::OUTCOME_ANSWERED), front_desk_);
  now_ += absl::Hours(24);
  Reopen();
  EXPECT_EQ(current_.goals().answer_time().SerializeAsString(), answered);
  EXPECT_EQ(current_.goals().answer_due_time().SerializeAsString(), due);
  EXPECT_FALSE(current_.goals().has_next_due_time());
  EXPECT_EQ(current_.reopen_count(), 2);
}

TEST_F(ReopenCaseTest, APausedClockStaysPaused) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  Tell(Interaction::KIND_MESSAGE);
  cases::v1::PauseAnswerClockRequest pause;
  pause.set_reason(cases::v1::ClockPause::REASON_COMPANY_INFORMATION);
  Apply(*PauseAnswerClock(current_, pause, By(front_desk_)), front_desk_);
  const auto due = current_.goals().answer_due_time().SerializeAsString();
  Apply(*TryClose(Case::OUTCOME_WITHDRAWN), front_desk_);
  now_ += absl::Hours(24 * 20);
  Reopen();
  EXPECT_TRUE(IsPaused(current_.goals()));
  EXPECT_EQ(current_.goals().answer_due_time().SerializeAsString(), due);
  EXPECT_FALSE(current_.goals().answer_missed());
}

TEST_F(ReopenCaseTest, UntilTheLastDayOfThePeriodIsOver) {
  CloseUnanswered();  // Friday 20 November, 10:00
  ASSERT_EQ(bundle_->goals().reopen_days(), 30);
  now_ += absl::Hours(24 * 30) + absl::Hours(13) + absl::Minutes(59);  // 20 December, 23:59
  EXPECT_THAT(TryReopen(), testing::IsOk());
  now_ += absl::Minutes(1);
  EXPECT_THAT(TryReopen(), testing::IsError(kRefused, "REOPEN_PERIOD_OVER"));
  EXPECT_EQ(GetErrorInfo(TryReopen().status())->metadata().at("last_day"), "2026-12-20");
}

TEST_F(ReopenCaseTest, WhoHasLeftIsFollowedByWhoWouldGetANewCase) {
  CloseUnanswered();
  const auto with = [&](std::vector<directory::v1::Member> members) {
    members.push_back(Left(MemberOf(front_desk_)));
    return std::make_shared<const Directory>(std::move(members));
  };
  directory::v1::Member key_account = Person("mem_kam", "Kirsten", admin::v1::ROLE_CONSULTANT);
  key_account.add_key_accounts("13585628");
  directory::v1::Member team = Person("mem_team", "Tove", admin::v1::ROLE_CONSULTANT);
  team.add_packages("car-repair-shop");
  current_.set_package("car-repair-shop");
  const directory::v1::Member desk = Person("mem_desk", "Dorte");
  const struct {
    std::shared_ptr<const Directory> directory;
    const char* id;
    cases::v1::ContactPersonAssigned::Choice choice;
  } rows[] = {
      {with({desk, team, key_account}), "mem_kam", cases::v1::ContactPersonAssigned::CHOICE_KEY_ACCOUNT},
      {with({desk, team}), "mem_team", cases::v1::ContactPersonAssigned::CHOICE_PACKAGE_TEAM},
      {with({desk, Left(team)}), "mem_desk", cases::v1::ContactPersonAssigned::CHOICE_FRONT_DESK},
  };
  for (const auto& row : rows) {
    directory_ = row.directory;
    const absl::StatusOr<Change> change = TryReopen();
    ASSERT_THAT(change, testing::IsOk()) << row.id;
    EXPECT_EQ(change->after.contact_person().id(), row.id);
    const auto& assigned = change->events.back().contact_person_assigned();
    EXPECT_EQ(assigned.contact_person().id(), row.id);
    EXPECT_EQ(assigned.choice(), row.choice);
  }
  directory_ = with({Away(desk)});
  EXPECT_THAT(TryReopen(), testing::IsError(kRefused, "NO_CONTACT_PERSON"));
}

TEST_F(ReopenCaseTest, WhoIsThereStaysContactPerson) {
  CloseUnanswered();
  directory::v1::Member other = Person("mem_kam", "Kirsten", admin::v1::ROLE_CONSULTANT);
  other.add_key_accounts("13585628");
  directory_ = directory_->With({other});
  const absl::StatusOr<Change> change = TryReopen();
  ASSERT_THAT(change, testing::IsOk());
  EXPECT_EQ(change->after.contact_person().id(), front_desk_.member());
  for (const auto& event : change->events) EXPECT_FALSE(event.has_contact_person_assigned());
}

}  // namespace
}  // namespace indgang::domain
