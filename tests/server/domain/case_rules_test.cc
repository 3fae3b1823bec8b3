#include "server/domain/case_rules.h"

#include "tests/server/domain/case_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::Interaction;

absl::Time At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return time;
}

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

class RegisterEnquiryTest : public CaseFixture {};
class TriageCaseTest : public CaseFixture {};
class RecordInteractionTest : public CaseFixture {};

TEST_F(RegisterEnquiryTest, DueTimesSkipTheWeekend) {
  Register();
  EXPECT_EQ(current_.name(), "cases/2026-000001");
  EXPECT_EQ(current_.case_number(), "2026-000001");
  EXPECT_EQ(current_.state(), Case::STATE_REGISTERED);
  EXPECT_EQ(current_.complexity(), knowledge::v1::COMPLEXITY_UNSPECIFIED);
  EXPECT_EQ(FromTimestamp(current_.goals().reply_due_time()), At("2026-11-23T10:00:00+01:00"));
  EXPECT_EQ(FromTimestamp(current_.goals().answer_due_time()), At("2026-11-27T10:00:00+01:00"));
  EXPECT_EQ(FromTimestamp(current_.create_time()), now_);
  EXPECT_EQ(FromTimestamp(current_.update_time()), now_);
  EXPECT_EQ(current_.enquiry().language(), "da");
  EXPECT_EQ(current_.suggestions(0).service(), "location-check");
  EXPECT_EQ(current_.content_hash(), "hash");
  EXPECT_EQ(current_.etag().size(), 16u);
}

TEST_F(RegisterEnquiryTest, FirstEventsAreRegisteredAndContactPerson) {
  Register();
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_EQ(events_[0].detail_case(), CaseEvent::kRegistered);
  EXPECT_EQ(events_[0].registered().enquiry().text(), "Hvor kan et autoværksted ligge?");
  EXPECT_EQ(events_[0].registered().goals().SerializeAsString(), current_.goals().SerializeAsString());
  EXPECT_EQ(events_[0].actor().role(), "FRONT_DESK");
  EXPECT_EQ(events_[1].detail_case(), CaseEvent::kContactPersonAssigned);
  EXPECT_EQ(events_[1].contact_person_assigned().contact_person().display_name(), "Mette Holm");
  EXPECT_EQ(events_[1].contact_person_assigned().choice(), cases::v1::ContactPersonAssigned::CHOICE_CALLER);
  EXPECT_EQ(current_.contact_person().phone(), "+45 11 22 33 44");
}

// A whole short day lies between: with as many open hours as the warning comes ahead, it comes at once.
TEST_F(RegisterEnquiryTest, AGoalThatIsNearAtOnceIsToldAfterTheCaseHasBegun) {
  knowledge::v1::KnowledgeBase base = testing::SmallKnowledgeBase();
  base.mutable_site()->mutable_goals()->set_warn_open_hours(6);
  bundle_ = knowledge::Bundle::Create(std::move(base)).value();
  Register();
  ASSERT_EQ(events_.size(), 3u);
  EXPECT_EQ(events_[0].registered().goals().reply_escalation(), Case::ESCALATION_WARNED);
  EXPECT_TRUE(events_[0].registered().goals().has_silent_from_time());
  EXPECT_TRUE(events_[1].has_contact_person_assigned());
  EXPECT_EQ(events_[2].goal_near().goal(), cases::v1::GoalWatched::GOAL_REPLY);
  EXPECT_EQ(events_[2].actor().role(), "SERVICE");
}

TEST_F(TriageCaseTest, SetsComplexityServicesAndState) {
  Register();
  const std::string etag = current_.etag();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  EXPECT_EQ(current_.state(), Case::STATE_IN_PROGRESS);
  EXPECT_EQ(current_.complexity(), knowledge::v1::COMPLEXITY_MEDIUM);
  EXPECT_EQ(current_.services(0), "location-check");
  EXPECT_NE(current_.etag(), etag);
  EXPECT_EQ(events_.back().triaged().complexity(), knowledge::v1::COMPLEXITY_MEDIUM);
}

TEST_F(TriageCaseTest, ServiceThatWasNotSuggestedNeedsReason) {
  Register();
  cases::v1::TriageCaseRequest request = TriageAs(knowledge::v1::COMPLEXITY_SIMPLE);
  request.add_services("alcohol-licence");
  EXPECT_THAT(TriageCase(current_, request, By(front_desk_)), testing::Violates("reason"));
  request.set_reason("De vil også servere øl");
  const absl::StatusOr<Change> change = TriageCase(current_, request, By(front_desk_));
  ASSERT_THAT(change, testing::IsOk());
  EXPECT_EQ(change->after.triage_reason(), "De vil også servere øl");
}

TEST_F(TriageCaseTest, SimpleAfterTheReplyMakesTheReplyTheAnswer) {
  Register();
  Tell(Interaction::KIND_MESSAGE);
  const absl::Time replied = now_;
  now_ += absl::Hours(1);
  EXPECT_FALSE(current_.goals().has_answer_time());
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  EXPECT_EQ(FromTimestamp(current_.goals().answer_time()), replied);
}

TEST_F(TriageCaseTest, AReplyIsNoAnswerOnceTheCaseIsNotSimple) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  Tell(Interaction::KIND_MESSAGE);
  ASSERT_TRUE(current_.goals().has_answer_time());
  const std::string due = current_.goals().answer_due_time().SerializeAsString();
  now_ += absl::Hours(1);
  Triage(knowledge::v1::COMPLEXITY_COMPLEX);
  EXPECT_FALSE(current_.goals().has_answer_time());
  EXPECT_EQ(current_.goals().answer_due_time().SerializeAsString(), due);
  EXPECT_EQ(current_.goals().next_due_time().SerializeAsString(), due);
  now_ = FromTimestamp(current_.goals().answer_due_time()) + absl::Hours(1);
  Tell(Interaction::KIND_ANSWER);
  EXPECT_TRUE(events_.back().interaction_recorded().answered());
  EXPECT_TRUE(current_.goals().answer_missed());
}

TEST_F(TriageCaseTest, AnAnswerThatWasSentStaysTheAnswer) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  Tell(Interaction::KIND_ANSWER);
  const absl::Time answered = now_;
  now_ += absl::Hours(1);
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  EXPECT_EQ(FromTimestamp(current_.goals().answer_time()), answered);
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  Triage(knowledge::v1::COMPLEXITY_COMPLEX);
  EXPECT_EQ(FromTimestamp(current_.goals().answer_time()), answered);
  EXPECT_FALSE(current_.goals().has_next_due_time());
}

TEST_F(TriageCaseTest, AnAnswerAfterTheReplyOfASimpleCaseIsTheAnswerOnceItIsNotSimple) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  Tell(Interaction::KIND_MESSAGE);
  const absl::Time replied = now_;
  now_ += absl::Hours(2);
  Tell(Interaction::KIND_ANSWER);
  const absl::Time answered = now_;
  EXPECT_EQ(FromTimestamp(current_.goals().answer_time()), replied);
  EXPECT_FALSE(events_.back().interaction_recorded().answered());
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  EXPECT_EQ(FromTimestamp(current_.goals().answer_time()), answered);
  EXPECT_FALSE(current_.goals().answer_missed());
}

// Due at 10:00, and triaged as simple a second later.
TEST_F(TriageCaseTest, BecomingSimpleHidesNoMissedAnswer) {
  for (const auto before : {knowledge::v1::COMPLEXITY_UNSPECIFIED, knowledge::v1::COMPLEXITY_MEDIUM}) {
    end_ = ChainEnd();
    interactions_ = 0;
    now_ = testing::FridayMorning();
    Register();
    if (before != knowledge::v1::COMPLEXITY_UNSPECIFIED) Triage(before);
    Tell(Interaction::KIND_MESSAGE);
    now_ = FromTimestamp(current_.goals().answer_due_time()) + absl::Seconds(1);
    const std::size_t events = events_.size();
    Triage(knowledge::v1::COMPLEXITY_SIMPLE);
    EXPECT_TRUE(current_.goals().answer_missed());
    ASSERT_EQ(events_.size(), events + 2);
    EXPECT_EQ(events_[events].goal_missed().goal(), cases::v1::GoalWatched::GOAL_ANSWER);
    EXPECT_TRUE(events_[events + 1].has_triaged());
  }
}

TEST_F(TriageCaseTest, BecomingSimpleInTimeMissesNothing) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  Tell(Interaction::KIND_MESSAGE);
  now_ = FromTimestamp(current_.goals().answer_due_time());
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  now_ += absl::Hours(24);
  Say(Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE);
  EXPECT_FALSE(current_.goals().answer_missed());
}

TEST_F(TriageCaseTest, ClosedCaseIsRefused) {
  Register();
  Tell(Interaction::KIND_ANSWER);
  Apply(*TryClose(Case::OUTCOME_ANSWERED), front_desk_);
  EXPECT_THAT(TriageCase(current_, TriageAs(knowledge::v1::COMPLEXITY_SIMPLE), By(front_desk_)),
              testing::IsError(kRefused, "CASE_CLOSED"));
}

// What an interaction does to the clocks, by what the case was before.
struct ClockCase {
  const char* name;
  knowledge::v1::Complexity complexity;
  Interaction::Direction direction;
  Interaction::Kind kind;
  bool first_reply;
  bool answered;
};

TEST_F(RecordInteractionTest, FirstInteractionMovesTheClocks) {
  const auto unspecified = knowledge::v1::COMPLEXITY_UNSPECIFIED;
  const auto simple = knowledge::v1::COMPLEXITY_SIMPLE;
  const auto medium = knowledge::v1::COMPLEXITY_MEDIUM;
  const auto in = Interaction::DIRECTION_INBOUND;
  const auto out = Interaction::DIRECTION_OUTBOUND;
  const ClockCase table[] = {
      {"inbound is no reply", medium, in, Interaction::KIND_MESSAGE, false, false},
      {"inbound on a simple case is no answer", simple, in, Interaction::KIND_MESSAGE, false, false},
      {"outbound message is the reply", medium, out, Interaction::KIND_MESSAGE, true, false},
      {"untriaged: message is only the reply", unspecified, out, Interaction::KIND_MESSAGE, true, false},
      {"outbound answer is reply and answer", medium, out, Interaction::KIND_ANSWER, true, true},
      {"untriaged: answer is reply and answer", unspecified, out, Interaction::KIND_ANSWER, true, true},
      {"simple: the reply is the answer", simple, out, Interaction::KIND_MESSAGE, true, true},
      {"simple: answer", simple, out, Interaction::KIND_ANSWER, true, true},
      {"dialogue offer is a reply", medium, out, Interaction::KIND_DIALOGUE_OFFER, true, false},
  };
  for (const ClockCase& row : table) {
    SCOPED_TRACE(row.name);
    end_ = ChainEnd();
    interactions_ = 0;
    Register();
    if (row.complexity != unspecified) Triage(row.complexity);
    Say(row.direction, row.kind);
    EXPECT_EQ(current_.goals().has_first_reply_time(), row.first_reply);
    EXPECT_EQ(current_.goals().has_answer_time(), row.answered);
    EXPECT_EQ(events_.back().interaction_recorded().first_reply(), row.first_reply);
    EXPECT_EQ(events_.back().interaction_recorded().answered(), row.answered);
    EXPECT_EQ(current_.dialogue_offered(), row.kind == Interaction::KIND_DIALOGUE_OFFER);
    EXPECT_FALSE(current_.goals().reply_missed());
    EXPECT_FALSE(current_.goals().answer_missed());
  }
}

TEST_F(RecordInteractionTest, OnlyTheFirstReplyAndAnswerCount) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  Tell(Interaction::KIND_MESSAGE);
  const absl::Time replied = now_;
  now_ += absl::Hours(1);
  Tell(Interaction::KIND_ANSWER);
  const absl::Time answered = now_;
  now_ += absl::Hours(1);
  Tell(Interaction::KIND_ANSWER);
  EXPECT_EQ(FromTimestamp(current_.goals().first_reply_time()), replied);
  EXPECT_EQ(FromTimestamp(current_.goals().answer_time()), answered);
  EXPECT_FALSE(events_.back().interaction_recorded().answered());
  EXPECT_EQ(events_.back().interaction_recorded().interaction().name(), "cases/2026-000001/interactions/3");
}

TEST_F(RecordInteractionTest, OnTimeToTheSecondAndLateAfterIt) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  now_ = FromTimestamp(current_.goals().reply_due_time());
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_FALSE(current_.goals().reply_missed());
  now_ = FromTimestamp(current_.goals().answer_due_time()) + absl::Nanoseconds(1);
  Tell(Interaction::KIND_ANSWER);
  EXPECT_TRUE(current_.goals().answer_missed());
  EXPECT_FALSE(current_.goals().reply_missed());
}

TEST_F(RecordInteractionTest, LateReplyStaysVisibleForEver) {
  Register();
  now_ += absl::Hours(24 * 30);
  Say(Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE);
  EXPECT_TRUE(current_.goals().reply_missed()) << "due and still missing";
  EXPECT_TRUE(current_.goals().answer_missed());
  Tell(Interaction::KIND_ANSWER);
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  EXPECT_TRUE(current_.goals().reply_missed());
  EXPECT_TRUE(current_.goals().answer_missed());
}

TEST_F(RecordInteractionTest, SimpleCaseMissesNoAnswerBesideTheReply) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  now_ += absl::Hours(24 * 30);
  Say(Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE);
  EXPECT_TRUE(current_.goals().reply_missed());
  EXPECT_FALSE(current_.goals().answer_missed());
}

TEST_F(RecordInteractionTest, AClosedCaseTakesMessagesThatStartNothing) {
  Register();
  Triage(knowledge::v1::COMPLEXITY_MEDIUM);
  Tell(Interaction::KIND_MESSAGE);
  Apply(*TryClose(Case::OUTCOME_WITHDRAWN), front_desk_);
  now_ += absl::Hours(24 * 30);
  const cases::v1::Goals goals = current_.goals();
  Say(Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE);
  EXPECT_EQ(events_.back().interaction_recorded().interaction().name(), "cases/2026-000001/interactions/2");
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_FALSE(events_.back().interaction_recorded().answered());
  EXPECT_EQ(current_.state(), Case::STATE_CLOSED);
  EXPECT_EQ(current_.goals().SerializeAsString(), goals.SerializeAsString())
      << "an answer that is due no more is not missed";
  for (const auto kind : {Interaction::KIND_ANSWER, Interaction::KIND_DIALOGUE_OFFER}) {
    EXPECT_THAT(TrySay(Interaction::DIRECTION_OUTBOUND, kind), testing::IsError(kRefused, "CASE_CLOSED"));
  }
}

}  // namespace
}  // namespace indgang::domain
