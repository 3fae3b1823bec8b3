#include "base/files.h"
#include "indgang/cases/v1/case_plan_service.pb.h"
#include "server/domain/events.h"
#include "tests/server/service/case_steps.h"
#include "tests/support/cafe_knowledge.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using testing::IsOk;
using testing::Violates;

class PlanServiceTest : public ServiceTest {
 protected:
  PlanServiceTest() {
    Publish(testing::CafeKnowledgeBase());
    case_ = Register().name();
    plan_ = case_ + "/plan";
  }

  void Publish(const knowledge::v1::KnowledgeBase& base) {
    EXPECT_THAT(WriteFileAtomically(server_.knowledge_path(), knowledge::SerializeBundle(base)), IsOk());
    server_.knowledge().Refresh();
  }

  StartPlanRequest StartRequest() const {
    StartPlanRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(case_);
    request.set_package("cafe");
    (*request.mutable_answers())["serves-outdoors"] = true;
    (*request.mutable_answers())["serves-alcohol"] = false;
    (*request.mutable_answers())["plays-music"] = false;
    return request;
  }

  void Start() { ASSERT_THAT(desk_.Call<StartPlanResponse>(StartRequest()), IsOk()); }

  UpdatePlanStepRequest StepRequest(const std::string& service) const {
    UpdatePlanStepRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(plan_);
    request.mutable_step()->set_service(service);
    request.mutable_step()->set_state(PlanStep::STATE_APPLIED);
    request.mutable_step()->set_applied_date("2026-11-20");
    request.mutable_step()->set_note("Sendt i dag");
    for (const char* field : {"state", "applied_date", "note"}) request.add_update_mask(field);
    return request;
  }

  RevisePlanRequest ReviseRequest() const {
    RevisePlanRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(plan_);
    return request;
  }

  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  GetPlanRequest GetRequest() const { return Named<GetPlanRequest>(plan_); }
  ComparePlanRequest CompareRequest() const { return Named<ComparePlanRequest>(plan_); }

  std::vector<CaseEvent> Events(const testing::TestClient& client) {
    ListCaseEventsRequest request;
    request.set_parent(case_);
    const auto response = client.Call<ListCaseEventsResponse>(request);
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return {};
    return {response->events().begin(), response->events().end()};
  }

  std::string case_;
  std::string plan_;
};

TEST_F(PlanServiceTest, StartThenReadThenGetOnThenRevise) {
  const auto started = desk_.Call<StartPlanResponse>(StartRequest());
  ASSERT_THAT(started, IsOk());
  EXPECT_TRUE(started->case_().has_plan());
  EXPECT_EQ(started->plan().name(), plan_);
  EXPECT_EQ(started->case_().etag(), Get(case_).etag());

  const auto read = desk_.Call<GetPlanResponse>(GetRequest());
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(domain::HashMessage(read->plan()), domain::HashMessage(started->plan()));

  const auto updated = desk_.Call<UpdatePlanStepResponse>(StepRequest("location-check"));
  ASSERT_THAT(updated, IsOk());
  EXPECT_NE(updated->plan().etag(), started->plan().etag());
  EXPECT_NE(updated->case_().etag(), started->case_().etag());

  RevisePlanRequest revise = ReviseRequest();
  for (const auto& [question, answer] : started->plan().answers()) revise.add_unanswered(question);
  const auto revised = leader_.Call<RevisePlanResponse>(revise);
  ASSERT_THAT(revised, IsOk());
  EXPECT_TRUE(revised->plan().answers().empty());
  std::vector<std::string> changed;
  for (const PlanDifference& difference : revised->differences()) changed.push_back(difference.service());
  // Without the tables outdoors for certain, all is in place as soon as the address is checked.
  EXPECT_THAT(changed, ::testing::UnorderedElementsAre("cvr-registration", "location-check", "outdoor-serving",
                                                       "music-licence", "alcohol-licence"));

  const std::vector<CaseEvent> events = Events(desk_);
  ASSERT_EQ(events.size(), 5u);
  EXPECT_TRUE(events[2].has_plan_started());
  EXPECT_TRUE(events[3].has_plan_step_updated());
  EXPECT_TRUE(events[4].has_plan_revised());
  EXPECT_EQ(events[4].plan_revised().plan_hash(), domain::HashMessage(revised->plan()));
}

TEST_F(PlanServiceTest, APlanSurvivesARestart) {
  Start();
  const auto before = desk_.Call<GetPlanResponse>(GetRequest());
  server_.Restart();
  const auto after = server_.WithSecret(desk_.secret()).Call<GetPlanResponse>(GetRequest());
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(domain::HashMessage(*after), domain::HashMessage(*before));
}

TEST_F(PlanServiceTest, NewerContentShowsAndComparesAndIsMovedToOnRequest) {
  Start();
  const auto same = desk_.Call<ComparePlanResponse>(CompareRequest());
  ASSERT_THAT(same, IsOk());
  EXPECT_TRUE(same->differences().empty());

  knowledge::v1::KnowledgeBase base = testing::CafeKnowledgeBase();
  base.mutable_revision()->set_content_hash(std::string(64, 'c'));
  for (knowledge::v1::Service& service : *base.mutable_services()) {
    if (service.id() == "cvr-registration") service.mutable_fee()->set_amount_max_minor(70000);
  }
  Publish(base);
  const auto read = desk_.Call<GetPlanResponse>(GetRequest());
  ASSERT_THAT(read, IsOk());
  EXPECT_TRUE(read->plan().newer_content());
  EXPECT_EQ(read->plan().content_hash(), std::string(64, 'b'));
  EXPECT_EQ(read->plan().totals().known_fees_minor(), 67050);
  const auto compared = desk_.Call<ComparePlanResponse>(CompareRequest());
  ASSERT_THAT(compared, IsOk());
  ASSERT_EQ(compared->differences_size(), 1);
  EXPECT_EQ(compared->differences(0).service(), "cvr-registration");
  EXPECT_EQ(compared->totals_before().known_fees_minor(), 67050);
  EXPECT_EQ(compared->totals_after().known_fees_minor(), 70000);
  EXPECT_EQ(compared->content_hash(), std::string(64, 'c'));

  RevisePlanRequest revise = ReviseRequest();
  *revise.mutable_answers() = StartRequest().answers();
  ASSERT_THAT(desk_.Call<RevisePlanResponse>(revise), IsOk());
  const auto moved = desk_.Call<GetPlanResponse>(GetRequest());
  EXPECT_FALSE(moved->plan().newer_content());
  EXPECT_EQ(moved->plan().totals().known_fees_minor(), 70000);
}

TEST_F(PlanServiceTest, Refusals) {
  EXPECT_REFUSED(desk_.Call<GetPlanResponse>(GetRequest()), kNotFound, "PLAN_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<ComparePlanResponse>(CompareRequest()), kNotFound, "PLAN_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<RevisePlanResponse>(ReviseRequest()), kNotFound, "PLAN_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<UpdatePlanStepResponse>(StepRequest("location-check")), kNotFound, "PLAN_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<GetPlanResponse>(Named<GetPlanRequest>("cases/2026-000009/plan")), kNotFound,
                 "CASE_NOT_FOUND");
  StartPlanRequest start = StartRequest();
  start.set_etag("stale");
  EXPECT_REFUSED(desk_.Call<StartPlanResponse>(start), kAborted, "ETAG_MISMATCH");
  start = StartRequest();
  start.clear_package();
  EXPECT_THAT(desk_.Call<StartPlanResponse>(start), Violates("package"));
  EXPECT_REFUSED(desk_.Call<StartPlanResponse>(start), kInvalidArgument, "FIELD_INVALID");

  Start();
  EXPECT_REFUSED(desk_.Call<StartPlanResponse>(StartRequest()), kFailedPrecondition, "PLAN_EXISTS");
  EXPECT_REFUSED(desk_.Call<UpdatePlanStepResponse>(StepRequest("no-such")), kInvalidArgument, "FIELD_INVALID");
  UpdatePlanStepRequest step = StepRequest("location-check");
  step.set_etag("stale");
  EXPECT_REFUSED(desk_.Call<UpdatePlanStepResponse>(step), kAborted, "ETAG_MISMATCH");
  RevisePlanRequest revise = ReviseRequest();
  revise.set_etag("stale");
  EXPECT_REFUSED(desk_.Call<RevisePlanResponse>(revise), kAborted, "ETAG_MISMATCH");
  Publish(testing::SmallKnowledgeBase());
  EXPECT_REFUSED(desk_.Call<ComparePlanResponse>(CompareRequest()), kFailedPrecondition, "PACKAGE_GONE");
  EXPECT_REFUSED(desk_.Call<RevisePlanResponse>(ReviseRequest()), kFailedPrecondition, "PACKAGE_GONE");
}

TEST_F(PlanServiceTest, ARetryIsAnsweredAsBeforeAndHasOneEffect) {
  const StartPlanRequest start = StartRequest();
  const auto first = desk_.Call<StartPlanResponse>(start);
  const auto again = desk_.Call<StartPlanResponse>(start);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(domain::HashMessage(*again), domain::HashMessage(*first));
  EXPECT_EQ(Events(desk_).size(), 3u);
}

TEST_F(PlanServiceTest, AnAuthorityReadsThePlanOfWhatWasReferredToItWithoutOthersNotes) {
  Start();
  for (const char* service : {"location-check", "outdoor-serving"}) {
    ASSERT_THAT(desk_.Call<UpdatePlanStepResponse>(StepRequest(service)), IsOk());
  }
  EXPECT_REFUSED(building_.Call<GetPlanResponse>(GetRequest()), kNotFound, "CASE_NOT_FOUND");
  Refer(case_, "building");
  const auto read = building_.Call<GetPlanResponse>(GetRequest());
  ASSERT_THAT(read, IsOk());
  for (const PlanStep& step : read->plan().steps()) {
    EXPECT_EQ(step.note(), step.service() == "location-check" ? "Sendt i dag" : "") << step.service();
  }
  const std::vector<CaseEvent> events = Events(building_);
  EXPECT_EQ(events[3].plan_step_updated().step().note(), "Sendt i dag");
  EXPECT_EQ(events[4].plan_step_updated().step().service(), "outdoor-serving");
  EXPECT_EQ(events[4].plan_step_updated().step().note(), "");
  EXPECT_EQ(Events(desk_)[4].plan_step_updated().step().note(), "Sendt i dag");
  EXPECT_REFUSED(environment_.Call<GetPlanResponse>(GetRequest()), kNotFound, "CASE_NOT_FOUND");
  EXPECT_REFUSED(building_.Call<ComparePlanResponse>(CompareRequest()), kPermissionDenied, "NOT_CONTACT_PERSON");
  EXPECT_REFUSED(building_.Call<UpdatePlanStepResponse>(StepRequest("location-check")), kPermissionDenied,
                 "NOT_CONTACT_PERSON");
}

TEST_F(PlanServiceTest, TheAnswerIsDraftedReadAndSentAsItWasCorrected) {
  EXPECT_REFUSED(desk_.Call<DraftAnswerResponse>(Named<DraftAnswerRequest>(case_)), kFailedPrecondition,
                 "NOTHING_TO_ANSWER_FROM");
  Start();
  const auto danish = desk_.Call<DraftAnswerResponse>(Named<DraftAnswerRequest>(case_));
  ASSERT_THAT(danish, IsOk());
  EXPECT_EQ(danish->language(), "da");
  EXPECT_EQ(danish->content_hash(), std::string(64, 'b'));
  EXPECT_EQ(danish->subject(), "Svar på din henvendelse: Åbn en café (sag 2026-000001)");
  EXPECT_THAT(danish->text(), ::testing::HasSubstr("Alt kan tidligst være på plads den 28. december 2026"));
  DraftAnswerRequest request = Named<DraftAnswerRequest>(case_);
  request.set_language("en");
  const auto english = desk_.Call<DraftAnswerResponse>(request);
  ASSERT_THAT(english, IsOk());
  EXPECT_EQ(english->language(), "en");
  EXPECT_FALSE(Get(case_).goals().has_answer_time()) << "a draft is not an answer";

  SendAnswerRequest send = Named<SendAnswerRequest>(case_);
  send.set_request_id(NewRequestId());
  send.set_channel(CHANNEL_EMAIL);
  send.set_text("Kære Lis\n" + danish->text());
  const auto sent = desk_.Call<SendAnswerResponse>(send);
  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->interaction().kind(), Interaction::KIND_ANSWER);
  EXPECT_EQ(sent->interaction().direction(), Interaction::DIRECTION_OUTBOUND);
  EXPECT_EQ(sent->interaction().channel(), CHANNEL_EMAIL);
  EXPECT_EQ(sent->interaction().text(), send.text());
  EXPECT_TRUE(sent->case_().goals().has_answer_time());
  EXPECT_TRUE(sent->case_().goals().has_first_reply_time());
  EXPECT_TRUE(Events(desk_).back().interaction_recorded().answered());

  send.set_request_id(NewRequestId());
  send.set_etag("stale");
  EXPECT_REFUSED(desk_.Call<SendAnswerResponse>(send), kAborted, "ETAG_MISMATCH");
  ASSERT_THAT(desk_.Call<CloseCaseResponse>(CloseRequest(case_)), IsOk());
  send.set_request_id(NewRequestId());
  send.clear_etag();
  EXPECT_REFUSED(desk_.Call<SendAnswerResponse>(send), kFailedPrecondition, "CASE_CLOSED");
}

}  // namespace
}  // namespace indgang::service
