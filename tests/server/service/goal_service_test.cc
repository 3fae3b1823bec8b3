// Goals through the whole service: the calls that move clocks, and the watch that looks at them.
#include <atomic>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "server/domain/times.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsError;
using testing::IsOk;
using testing::Violates;

class GoalServiceTest : public ServiceTest {
 protected:
  // Registered, triaged and replied to on Friday 20 November 2026 at 10:00.
  Case Replied() {
    const std::string name = Register().name();
    EXPECT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(name)), IsOk());
    RecordInteractionRequest reply = AnswerRequest(name);
    reply.mutable_interaction()->set_kind(Interaction::KIND_MESSAGE);
    EXPECT_THAT(desk_.Call<RecordInteractionResponse>(reply), IsOk());
    return Get(name);
  }

  static PauseAnswerClockRequest PauseRequest(const std::string& name) {
    auto request = ReferralMove<PauseAnswerClockRequest>(name);
    request.set_reason(ClockPause::REASON_COMPANY_INFORMATION);
    request.set_note("Vi mangler tegninger.");
    return request;
  }

  ExtendAnswerDeadlineRequest ExtendRequest(const std::string& name) {
    auto request = ReferralMove<ExtendAnswerDeadlineRequest>(name);
    // Friday 4 December, 12:00.
    *request.mutable_due_time() = domain::ToTimestamp(testing::FridayMorning() + absl::Hours(14 * 24 + 2));
    request.set_reason("Byggesag skal se på det.");
    request.set_channel(CHANNEL_EMAIL);
    request.set_message("I får svar senest den 4. december.");
    return request;
  }

  std::vector<CaseEvent> Events(const testing::TestClient& client, const std::string& name) {
    ListCaseEventsRequest request;
    request.set_parent(name);
    const auto response = client.Call<ListCaseEventsResponse>(request);
    EXPECT_THAT(response, IsOk());
    return {response->events().begin(), response->events().end()};
  }

  // Kinds of the events that the service wrote itself.
  std::vector<int> Watched(const std::string& name) {
    std::vector<int> kinds;
    for (const CaseEvent& event : Events(desk_, name)) {
      if (event.actor().role() == "SERVICE") kinds.push_back(event.detail_case());
    }
    return kinds;
  }

  void LookAt(absl::Duration later) {
    server_.clock().Set(testing::FridayMorning() + later);
    EXPECT_THAT(server_.goals().Look(), IsOk());
  }
};

TEST_F(GoalServiceTest, PauseAndResume) {
  const Case replied = Replied();
  server_.clock().Advance(absl::Hours(1));
  const auto paused = desk_.Call<PauseAnswerClockResponse>(PauseRequest(replied.name()));
  ASSERT_THAT(paused, IsOk());
  EXPECT_EQ(paused->case_().goals().pauses_size(), 1);
  EXPECT_EQ(paused->case_().SerializeAsString(), Get(replied.name()).SerializeAsString());
  EXPECT_REFUSED(desk_.Call<PauseAnswerClockResponse>(PauseRequest(replied.name())), kFailedPrecondition,
                 "CLOCK_PAUSED");
  server_.clock().Advance(absl::Hours(24 * 7));
  auto resume = ReferralMove<ResumeAnswerClockRequest>(replied.name());
  resume.set_etag(replied.etag());
  EXPECT_REFUSED(desk_.Call<ResumeAnswerClockResponse>(resume), kAborted, "ETAG_MISMATCH");
  resume = ReferralMove<ResumeAnswerClockRequest>(replied.name());
  const auto resumed = desk_.Call<ResumeAnswerClockResponse>(resume);
  ASSERT_THAT(resumed, IsOk());
  EXPECT_EQ(resumed->case_().goals().answer_due_time().seconds(),
            replied.goals().answer_due_time().seconds() + 7 * 24 * 3600);
  EXPECT_REFUSED(desk_.Call<ResumeAnswerClockResponse>(ReferralMove<ResumeAnswerClockRequest>(replied.name())),
                 kFailedPrecondition, "CLOCK_RUNNING");
}

TEST_F(GoalServiceTest, ExtendRecordsWhatTheCompanyWasTold) {
  const Case replied = Replied();
  const auto extended = desk_.Call<ExtendAnswerDeadlineResponse>(ExtendRequest(replied.name()));
  ASSERT_THAT(extended, IsOk());
  EXPECT_EQ(domain::FromTimestamp(extended->case_().goals().answer_due_time()),
            testing::FridayMorning() + absl::Hours(14 * 24 + 2));
  ListInteractionsRequest list;
  list.set_parent(replied.name());
  const auto said = desk_.Call<ListInteractionsResponse>(list);
  ASSERT_THAT(said, IsOk());
  ASSERT_EQ(said->interactions_size(), 2);
  EXPECT_EQ(said->interactions(1).text(), "I får svar senest den 4. december.");
}

TEST_F(GoalServiceTest, EveryWrongFieldIsNamed) {
  auto pause = PauseRequest("cases/1");
  pause.set_reason(ClockPause::REASON_UNSPECIFIED);
  pause.set_note(" ");
  EXPECT_THAT(desk_.Call<PauseAnswerClockResponse>(pause), Violates("name", "reason", "note"));
  ResumeAnswerClockRequest resume;
  EXPECT_THAT(desk_.Call<ResumeAnswerClockResponse>(resume), Violates("request_id", "name"));
  auto extend = ReferralMove<ExtendAnswerDeadlineRequest>("cases/2026-000001");
  EXPECT_THAT(desk_.Call<ExtendAnswerDeadlineResponse>(extend), Violates("due_time", "reason", "channel", "message"));
  extend = ExtendRequest("cases/2026-000001");
  extend.mutable_due_time()->set_nanos(-1);
  EXPECT_THAT(desk_.Call<ExtendAnswerDeadlineResponse>(extend), Violates("due_time"));
  EXPECT_THAT(desk_.Call<ExtendAnswerDeadlineResponse>(ExtendRequest("cases/2026-000001")),
              IsError(absl::StatusCode::kNotFound, "CASE_NOT_FOUND"));
}

TEST_F(GoalServiceTest, TheWatchTellsOnceAndSurvivesARestart) {
  const std::string name = Register().name();
  LookAt(absl::Hours(1));
  EXPECT_THAT(Watched(name), IsEmpty());
  LookAt(absl::Hours(2));  // Friday 12:00, 4 open hours ahead
  EXPECT_THAT(Watched(name), ElementsAre(CaseEvent::kGoalNear));
  server_.Restart();
  desk_ = server_.As(admin::v1::ROLE_FRONT_DESK);
  const auto stored = server_.StoredData();
  LookAt(absl::Hours(3));
  EXPECT_EQ(server_.StoredData(), stored) << "nothing to tell, nothing to store";
  LookAt(absl::Hours(24 * 4));  // Tuesday 10:00
  EXPECT_THAT(Watched(name), ElementsAre(CaseEvent::kGoalNear, CaseEvent::kGoalMissed, CaseEvent::kGoalEscalated));
  const Case late = Get(name);
  EXPECT_TRUE(late.goals().reply_missed());
  EXPECT_EQ(late.escalation(), Case::ESCALATION_LEADER);
  LookAt(absl::Hours(24 * 4));
  EXPECT_THAT(Watched(name).size(), 3u);
}

TEST_F(GoalServiceTest, TheWatchLooksAtMoreCasesThanItHandsOverAtOnce) {
  std::vector<std::string> names;
  for (int i = 0; i < GoalWatch::kAtOnce + 3; ++i) names.push_back(Register().name());
  LookAt(absl::Hours(2));
  for (const std::string& name : names) EXPECT_EQ(Get(name).escalation(), Case::ESCALATION_WARNED) << name;
}

TEST_F(GoalServiceTest, AClosedCaseIsLeftAlone) {
  const std::string name = Register().name();
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), IsOk());
  ASSERT_THAT(desk_.Call<CloseCaseResponse>(CloseRequest(name)), IsOk());
  const auto stored = server_.StoredData();
  LookAt(absl::Hours(24 * 365));
  EXPECT_EQ(server_.StoredData(), stored);
}

TEST_F(GoalServiceTest, ALateReferralIsMarkedAndOtherAuthoritiesDoNotSeeWhose) {
  const std::string name = Register().name();
  const std::string building = Refer(name, "building").name();
  Refer(name, "industrial-environment");
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), IsOk());
  LookAt(absl::Hours(24 * 5));  // due now, Wednesday 10:00
  EXPECT_THAT(Watched(name), ElementsAre(CaseEvent::kReferralGoalNear, CaseEvent::kReferralGoalNear));
  server_.clock().Advance(absl::Seconds(1));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(server_.goals().Look(), IsOk());
  EXPECT_THAT(Watched(name), ElementsAre(CaseEvent::kReferralGoalNear, CaseEvent::kReferralGoalNear,
                                         CaseEvent::kReferralGoalMissed, CaseEvent::kReferralGoalMissed));
  GetReferralRequest get;
  get.set_name(building);
  const auto referral = building_.Call<GetReferralResponse>(get);
  ASSERT_THAT(referral, IsOk());
  EXPECT_TRUE(referral->referral().due_missed());
  EXPECT_EQ(referral->referral().updated_by().id(), "service");
  int seen = 0;
  for (const CaseEvent& event : Events(building_, name)) {
    if (!event.has_referral_goal_missed()) continue;
    ++seen;
    EXPECT_EQ(event.referral_goal_missed().referral(), building);
  }
  EXPECT_EQ(seen, 1);
}

TEST_F(GoalServiceTest, AnAnswerThatComesLateMarksTheReferralItself) {
  const std::string name = Register().name();
  const std::string building = Refer(name, "building").name();
  server_.clock().Advance(absl::Hours(24 * 5) + absl::Seconds(1));
  const auto answered = building_.Call<AnswerReferralResponse>(ReferralAnswer(building));
  ASSERT_THAT(answered, IsOk());
  EXPECT_TRUE(answered->referral().due_missed());
  EXPECT_EQ(domain::FromTimestamp(answered->referral().finish_time()), server_.clock().Now());
  EXPECT_THAT(server_.goals().Look(), IsOk());
  EXPECT_THAT(Watched(name), ::testing::Contains(int{CaseEvent::kReferralGoalMissed}).Times(1));
}

TEST_F(GoalServiceTest, AnOverloadedStorageEndsTheLookAndTheNextOneGoesOn) {
  const std::string name = Register().name();
  server_.clock().Set(testing::FridayMorning() + absl::Hours(2));
  {
    // The writer is held in one body while the queue behind it fills up.
    absl::Notification held;
    absl::Notification go;
    std::atomic<int> left = 1;
    absl::Status last;
    server_.storage().Write(
        [&](storage::WriteTransaction&) {
          held.Notify();
          go.WaitForNotification();
          return absl::OkStatus();
        },
        [&](const absl::Status&) { --left; });
    held.WaitForNotification();
    while (last.ok()) {
      ++left;
      server_.storage().Write([](storage::WriteTransaction&) { return absl::OkStatus(); },
                              [&](const absl::Status& status) {
                                if (!status.ok()) last = status;
                                --left;
                              });
    }
    EXPECT_THAT(server_.goals().Look(), IsError(absl::StatusCode::kResourceExhausted, "OVERLOADED"));
    go.Notify();
    while (left > 0) absl::SleepFor(absl::Milliseconds(1));
  }
  EXPECT_THAT(Watched(name), IsEmpty());
  EXPECT_THAT(server_.goals().Look(), IsOk());
  EXPECT_THAT(Watched(name), ElementsAre(CaseEvent::kGoalNear));
}

TEST_F(GoalServiceTest, StartedItLooksByItselfAndStops) {
  const std::string name = Register().name();
  server_.clock().Set(testing::FridayMorning() + absl::Hours(2));
  server_.goals().Start(absl::Hours(1));
  for (int i = 0; i < 1000 && Watched(name).empty(); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_THAT(Watched(name), ElementsAre(CaseEvent::kGoalNear));
  server_.goals().Stop();
}

}  // namespace
}  // namespace indgang::service
