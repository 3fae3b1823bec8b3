#include "server/domain/plan_rules.h"

#include <map>

#include "server/domain/field_checks.h"
#include "server/domain/plan_requests.h"
#include "server/domain/plan_snapshot.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/support/cafe_knowledge.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::CasePlan;
using cases::v1::PlanDifference;
using cases::v1::PlanStep;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsError;
using testing::IsOk;
using testing::Violates;

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

class PlanRulesTest : public CaseFixture {
 protected:
  PlanRulesTest() {
    Use(testing::CafeKnowledgeBase());
    Register();
  }

  void Use(const knowledge::v1::KnowledgeBase& base) { bundle_ = *knowledge::Bundle::Create(base); }

  // A café that serves outdoors and no alcohol; whether the premises are approved is not known, nor about music.
  static cases::v1::StartPlanRequest OutdoorCafe() {
    cases::v1::StartPlanRequest request;
    request.set_package("cafe");
    (*request.mutable_answers())["serves-outdoors"] = true;
    (*request.mutable_answers())["serves-alcohol"] = false;
    return request;
  }

  void Start() { Take(StartPlan(current_, OutdoorCafe(), By(front_desk_))); }

  void Take(absl::StatusOr<Change> change) {
    ASSERT_THAT(change, IsOk());
    ASSERT_TRUE(change->plan.has_value());
    plan_ = *change->plan;
    Apply(*std::move(change), front_desk_);
    EXPECT_EQ(events_.back().sequence(), end_.sequence);
  }

  absl::StatusOr<Change> TryStep(const std::string& service, PlanStep::State state, const std::string& applied = "",
                                 const std::string& decided = "") {
    cases::v1::UpdatePlanStepRequest request;
    request.mutable_step()->set_service(service);
    request.mutable_step()->set_state(state);
    request.add_update_mask("state");
    request.mutable_step()->set_applied_date(applied);
    if (!applied.empty()) request.add_update_mask("applied_date");
    request.mutable_step()->set_decided_date(decided);
    if (!decided.empty()) request.add_update_mask("decided_date");
    return UpdatePlanStep(current_, plan_, request, By(front_desk_));
  }

  absl::StatusOr<Change> TryRevise(const std::map<std::string, bool>& answers,
                                   const std::vector<std::string>& unanswered = {}) {
    cases::v1::RevisePlanRequest request;
    request.mutable_answers()->insert(answers.begin(), answers.end());
    request.mutable_unanswered()->Add(unanswered.begin(), unanswered.end());
    return RevisePlan(current_, plan_, request, By(front_desk_));
  }

  const PlanStep& StepFor(const std::string& service) const {
    for (const PlanStep& step : plan_.steps()) {
      if (step.service() == service) return step;
    }
    ADD_FAILURE() << "no step " << service;
    return PlanStep::default_instance();
  }

  // "service needed begin..done" of every step.
  std::vector<std::string> Course() const {
    std::vector<std::string> course;
    for (const PlanStep& step : plan_.steps()) {
      course.push_back(absl::StrCat(step.service(), " ", PlanStep::Need_Name(step.need()).substr(5), " ",
                                    step.begin_date(), "..", step.done_date(), step.critical() ? " critical" : ""));
    }
    return course;
  }

  CasePlan plan_;
};

TEST_F(PlanRulesTest, StartingComputesThePlanAndPinsTheContent) {
  Start();
  EXPECT_TRUE(current_.has_plan());
  EXPECT_EQ(plan_.name(), "cases/2026-000001/plan");
  EXPECT_EQ(plan_.content_hash(), std::string(64, 'b'));
  EXPECT_EQ(plan_.start_date(), "2026-11-20");
  EXPECT_THAT(Course(),
              ElementsAre("one-to-one-advice NEEDED 2026-11-20..2026-11-20",
                          "cvr-registration NEEDED 2026-11-20..2026-11-25 critical",
                          "location-check NEEDED 2026-11-20..2026-11-27", "change-of-use MAYBE 2026-11-27..2027-01-22",
                          "food-registration NEEDED 2026-11-25..2026-11-25",
                          "outdoor-serving NEEDED 2026-11-25..2026-12-28 critical", "music-licence MAYBE 2026-11-20..",
                          "waste-sorting NEEDED 2026-11-20..2026-11-20", "alcohol-licence NOT .."));
  const cases::v1::PlanTotals& totals = plan_.totals();
  EXPECT_EQ(totals.needed(), 5);
  EXPECT_EQ(totals.maybe(), 2);
  EXPECT_EQ(totals.authorities(), 7);
  EXPECT_EQ(totals.known_fees_minor(), 67050);
  EXPECT_EQ(totals.unknown_fees(), 1);
  EXPECT_EQ(totals.earliest_opening(), "2026-12-28");
  EXPECT_EQ(totals.unknown_times(), 0);
}

TEST_F(PlanRulesTest, AStepHoldsTheFactsItWasComputedFrom) {
  Start();
  const PlanStep& change = StepFor("change-of-use");
  EXPECT_EQ(change.title().en(), "Change of use");
  EXPECT_EQ(change.phase(), "premises");
  EXPECT_EQ(change.authority(), "building");
  EXPECT_EQ(change.kind(), knowledge::v1::SERVICE_KIND_PERMIT);
  EXPECT_THAT(change.open_questions(), ElementsAre("premises-approved"));
  EXPECT_THAT(change.after(), ElementsAre("location-check"));
  EXPECT_EQ(change.verified_date(), "2026-11-02");
  EXPECT_EQ(change.processing().goal().max(), 8);
  EXPECT_EQ(change.state(), PlanStep::STATE_NOT_STARTED);
  EXPECT_FALSE(change.fee_known());
  EXPECT_EQ(StepFor("cvr-registration").fee_minor(), 67050);
  for (const char* service : {"cvr-registration", "location-check", "music-licence", "waste-sorting"}) {
    EXPECT_TRUE(StepFor(service).fee_known()) << service;
  }
  EXPECT_TRUE(StepFor("one-to-one-advice").offer());
  EXPECT_FALSE(StepFor("waste-sorting").offer());
}

TEST_F(PlanRulesTest, EventsHoldTheHashOfThePlanAsStored) {
  Start();
  EXPECT_EQ(events_.back().plan_started().package(), "cafe");
  EXPECT_EQ(events_.back().plan_started().content_hash(), plan_.content_hash());
  EXPECT_EQ(events_.back().plan_started().plan_hash(), HashMessage(plan_));
  const std::string first_etag = plan_.etag();
  Take(TryStep("location-check", PlanStep::STATE_APPLIED, "2026-11-20"));
  EXPECT_EQ(events_.back().plan_step_updated().step().service(), "location-check");
  EXPECT_EQ(events_.back().plan_step_updated().plan_hash(), HashMessage(plan_));
  EXPECT_NE(plan_.etag(), first_etag);
  Take(TryRevise({}));
  EXPECT_EQ(events_.back().plan_revised().plan_hash(), HashMessage(plan_));
}

TEST_F(PlanRulesTest, ThePackageComesFromTheRequestOrFromTriage) {
  cases::v1::StartPlanRequest request = OutdoorCafe();
  request.clear_package();
  EXPECT_THAT(StartPlan(current_, request, By(front_desk_)), Violates("package"));
  current_.set_package("gone");
  EXPECT_THAT(StartPlan(current_, request, By(front_desk_)), Violates("package"));
  current_.set_package("car-repair-shop");
  EXPECT_THAT(StartPlan(current_, request, By(front_desk_)), Violates("answers", "answers"));
  current_.set_package("cafe");
  request.set_start_date("2027-01-04");
  Take(StartPlan(current_, request, By(front_desk_)));
  EXPECT_EQ(plan_.package(), "cafe");
  EXPECT_EQ(plan_.start_date(), "2027-01-04");
}

TEST_F(PlanRulesTest, OnePlanACaseAndNoneOnAClosedOne) {
  Start();
  EXPECT_THAT(StartPlan(current_, OutdoorCafe(), By(front_desk_)), IsError(kRefused, "PLAN_EXISTS"));
  current_.set_state(cases::v1::Case::STATE_CLOSED);
  EXPECT_THAT(StartPlan(current_, OutdoorCafe(), By(front_desk_)), IsError(kRefused, "CASE_CLOSED"));
  EXPECT_THAT(TryStep("location-check", PlanStep::STATE_DROPPED), IsError(kRefused, "CASE_CLOSED"));
  EXPECT_THAT(TryRevise({}), IsError(kRefused, "CASE_CLOSED"));
}

TEST_F(PlanRulesTest, ApplyingStartsDeadlinesOnTheWorkingCalendar) {
  Start();
  now_ += absl::Hours(24 * 40);
  Take(TryStep("change-of-use", PlanStep::STATE_APPLIED, "2026-12-01"));
  EXPECT_EQ(StepFor("change-of-use").promised_date(), "2027-01-26");
  EXPECT_EQ(StepFor("change-of-use").statutory_date(), "2027-03-01");
  // No source states a time.
  Take(TryStep("alcohol-licence", PlanStep::STATE_APPLIED, "2026-12-01"));
  EXPECT_EQ(StepFor("alcohol-licence").promised_date(), "");
  EXPECT_EQ(StepFor("alcohol-licence").statutory_date(), "");
}

TEST_F(PlanRulesTest, DatesFitTheState) {
  Start();
  EXPECT_THAT(TryStep("no-such", PlanStep::STATE_DROPPED), Violates("step.service"));
  EXPECT_THAT(TryStep("location-check", PlanStep::STATE_APPLIED), Violates("step.applied_date"));
  EXPECT_THAT(TryStep("location-check", PlanStep::STATE_IN_PLACE), Violates("step.decided_date"));
  EXPECT_THAT(TryStep("location-check", PlanStep::STATE_REFUSED), Violates("step.decided_date"));
  EXPECT_THAT(TryStep("location-check", PlanStep::STATE_APPLIED, "2026-11-21"), Violates("step.applied_date"));
  EXPECT_THAT(TryStep("location-check", PlanStep::STATE_IN_PLACE, "2026-11-19", "2026-11-18"),
              Violates("step.decided_date"));
  EXPECT_THAT(TryStep("location-check", PlanStep::STATE_IN_PLACE, "2026-11-22", "2026-11-21"),
              Violates("step.applied_date", "step.decided_date", "step.decided_date"));

  Take(TryStep("location-check", PlanStep::STATE_REFUSED, "2026-11-18", "2026-11-20"));
  EXPECT_EQ(StepFor("location-check").decided_date(), "2026-11-20");
  // Applied for again.
  Take(TryStep("location-check", PlanStep::STATE_APPLIED, "2026-11-20"));
  EXPECT_EQ(StepFor("location-check").decided_date(), "");
  EXPECT_EQ(StepFor("location-check").promised_date(), "2026-11-27");
  Take(TryStep("location-check", PlanStep::STATE_NOT_STARTED));
  EXPECT_EQ(StepFor("location-check").applied_date(), "");
  EXPECT_EQ(StepFor("location-check").promised_date(), "");
}

TEST_F(PlanRulesTest, OnlyTheFieldsOfTheMaskChange) {
  Start();
  cases::v1::UpdatePlanStepRequest request;
  request.mutable_step()->set_service("location-check");
  request.mutable_step()->set_state(PlanStep::STATE_DROPPED);
  request.mutable_step()->set_note("Lejer et godkendt lokale");
  request.mutable_step()->set_need(PlanStep::NEED_NOT);
  request.add_update_mask("note");
  Take(UpdatePlanStep(current_, plan_, request, By(front_desk_)));
  EXPECT_EQ(StepFor("location-check").note(), "Lejer et godkendt lokale");
  EXPECT_EQ(StepFor("location-check").state(), PlanStep::STATE_NOT_STARTED);
  EXPECT_EQ(StepFor("location-check").need(), PlanStep::NEED_NEEDED);
}

// The café's content a month later: cvr-registration costs more, waste-sorting is gone, location-check is new in
// shape, the workshop's notification is needed.
knowledge::v1::KnowledgeBase NewerContent() {
  knowledge::v1::KnowledgeBase base = testing::CafeKnowledgeBase();
  base.mutable_revision()->set_content_hash(std::string(64, 'c'));
  for (knowledge::v1::Service& service : *base.mutable_services()) {
    if (service.id() != "cvr-registration") continue;
    service.mutable_fee()->set_amount_min_minor(70000);
    service.mutable_fee()->set_amount_max_minor(70000);
  }
  for (knowledge::v1::Package& package : *base.mutable_packages()) {
    if (package.id() == "cafe") package.mutable_phases(3)->set_services(0, "workshop-notification");
  }
  return base;
}

TEST_F(PlanRulesTest, ComparingShowsWhatANewerContentWouldChangeAndChangesNothing) {
  Start();
  EXPECT_THAT(ComparePlans(plan_, *PlanAsOfNow(plan_, *bundle_)), IsEmpty());
  Use(NewerContent());
  const absl::StatusOr<CasePlan> moved = PlanAsOfNow(plan_, *bundle_);
  ASSERT_THAT(moved, IsOk());
  const std::vector<PlanDifference> differences = ComparePlans(plan_, *moved);
  ASSERT_EQ(differences.size(), 3u);
  EXPECT_EQ(differences[0].service(), "cvr-registration");
  EXPECT_EQ(differences[0].kind(), PlanDifference::KIND_CHANGED);
  EXPECT_THAT(differences[0].fields(), ElementsAre("fee_minor", "fee"));
  EXPECT_EQ(differences[0].before().fee_minor(), 67050);
  EXPECT_EQ(differences[0].after().fee_minor(), 70000);
  EXPECT_EQ(differences[1].service(), "workshop-notification");
  EXPECT_EQ(differences[1].kind(), PlanDifference::KIND_ADDED);
  EXPECT_FALSE(differences[1].has_before());
  EXPECT_EQ(differences[2].service(), "waste-sorting");
  EXPECT_EQ(differences[2].kind(), PlanDifference::KIND_REMOVED);
  EXPECT_FALSE(differences[2].has_after());
  EXPECT_EQ(moved->totals().known_fees_minor(), 70000);
}

TEST_F(PlanRulesTest, RevisingMovesToTheContentAndKeepsWhatWasDone) {
  Start();
  Take(TryStep("location-check", PlanStep::STATE_IN_PLACE, "2026-11-18", "2026-11-20"));
  Take(TryStep("waste-sorting", PlanStep::STATE_IN_PLACE, "", "2026-11-20"));
  const std::string created = plan_.create_time().SerializeAsString();
  Use(NewerContent());
  now_ += absl::Hours(24);
  Take(TryRevise({{"serves-outdoors", true}, {"serves-alcohol", true}}));
  EXPECT_EQ(plan_.content_hash(), std::string(64, 'c'));
  EXPECT_EQ(plan_.create_time().SerializeAsString(), created);
  EXPECT_EQ(plan_.start_date(), "2026-11-20");
  EXPECT_EQ(StepFor("alcohol-licence").need(), PlanStep::NEED_NEEDED);
  EXPECT_EQ(StepFor("location-check").state(), PlanStep::STATE_IN_PLACE);
  EXPECT_EQ(StepFor("location-check").promised_date(), "2026-11-25");
  // Gone from the content, but the company has done it.
  EXPECT_EQ(plan_.steps().rbegin()->service(), "waste-sorting");
  EXPECT_EQ(StepFor("waste-sorting").need(), PlanStep::NEED_NOT);
  EXPECT_EQ(StepFor("waste-sorting").state(), PlanStep::STATE_IN_PLACE);
  EXPECT_THAT(ComparePlans(plan_, *PlanAsOfNow(plan_, *bundle_)), IsEmpty());
}

TEST_F(PlanRulesTest, APlanOutlivesItsPackage) {
  Start();
  knowledge::v1::KnowledgeBase base = testing::SmallKnowledgeBase();
  Use(base);
  EXPECT_THAT(PlanAsOfNow(plan_, *bundle_), IsError(kRefused, "PACKAGE_GONE"));
  EXPECT_THAT(TryRevise({}), IsError(kRefused, "PACKAGE_GONE"));
  Take(TryStep("change-of-use", PlanStep::STATE_APPLIED, "2026-11-20"));
  EXPECT_EQ(StepFor("change-of-use").promised_date(), "2027-01-15");
}

TEST_F(PlanRulesTest, RevisingTakesOnlyAnswersOfThePackage) {
  Start();
  EXPECT_THAT(TryRevise({{"washes-cars", true}}), Violates("answers"));
}

// As ComparePlan shows it.
TEST_F(PlanRulesTest, AnswersThatAreNotGivenAnewStay) {
  Start();
  Take(TryRevise({}));
  EXPECT_THAT(plan_.answers(), ::testing::UnorderedElementsAre(::testing::Pair("serves-outdoors", true),
                                                               ::testing::Pair("serves-alcohol", false)));
  Take(TryRevise({{"plays-music", true}, {"serves-alcohol", true}}));
  EXPECT_THAT(plan_.answers(), ::testing::UnorderedElementsAre(::testing::Pair("serves-outdoors", true),
                                                               ::testing::Pair("serves-alcohol", true),
                                                               ::testing::Pair("plays-music", true)));
  Take(TryRevise({{"plays-music", false}}, {"serves-outdoors"}));
  EXPECT_THAT(plan_.answers(), ::testing::UnorderedElementsAre(::testing::Pair("serves-alcohol", true),
                                                               ::testing::Pair("plays-music", false)));
  EXPECT_THAT(TryRevise({{"plays-music", true}}, {"plays-music"}), Violates("unanswered[0]"));
  EXPECT_THAT(TryRevise({}, {"serves-alcohol", "serves-outdoors"}), Violates("unanswered[1]"));
  EXPECT_THAT(TryRevise({}, {"serves-alcohol", "serves-alcohol"}), Violates("unanswered[1]"));
}

TEST_F(PlanRulesTest, AnAuthorityReadsNotesOnItsOwnStepsOnly) {
  Start();
  for (PlanStep& step : *plan_.mutable_steps()) step.set_note("hemmeligt");
  CasePlan seen = plan_;
  HideOtherNotes("", seen);
  EXPECT_EQ(HashMessage(seen), HashMessage(plan_));
  HideOtherNotes("building", seen);
  for (const PlanStep& step : seen.steps()) {
    EXPECT_EQ(step.note(), step.authority() == "building" ? "hemmeligt" : "") << step.service();
  }
}

TEST(PlanRequestsTest, EachFieldIsChecked) {
  const auto bundle = *knowledge::Bundle::Create(testing::CafeKnowledgeBase());
  cases::v1::StartPlanRequest start;
  EXPECT_THAT(CheckStartPlan(start, *bundle), Violates("request_id", "parent"));
  start.set_request_id("r");
  start.set_parent("cases/2026-000001");
  EXPECT_THAT(CheckStartPlan(start, *bundle), IsOk());
  start.set_package("no-such");
  start.set_start_date("tomorrow");
  EXPECT_THAT(CheckStartPlan(start, *bundle), Violates("package", "start_date"));
  start.set_package("cafe");
  start.set_start_date("2026-12-01");
  (*start.mutable_answers())["plays-music"] = true;
  EXPECT_THAT(CheckStartPlan(start, *bundle), IsOk());
  (*start.mutable_answers())["washes-cars"] = true;
  EXPECT_THAT(CheckStartPlan(start, *bundle), Violates("answers"));

  for (const char* name : {"", "cases/2026-000001", "cases/2026-000001/plan/", "cases/1/plan", "2026-000001/plan"}) {
    cases::v1::GetPlanRequest get;
    get.set_name(name);
    EXPECT_THAT(CheckGetPlan(get), Violates("name")) << name;
    cases::v1::ComparePlanRequest compare;
    compare.set_name(name);
    EXPECT_THAT(CheckComparePlan(compare), Violates("name")) << name;
  }
  cases::v1::RevisePlanRequest revise;
  revise.set_start_date("2026-02-30");
  EXPECT_THAT(CheckRevisePlan(revise), Violates("request_id", "name", "start_date"));

  cases::v1::DraftAnswerRequest draft;
  draft.set_language("sv");
  EXPECT_THAT(CheckDraftAnswer(draft), Violates("name", "language"));
  cases::v1::SendAnswerRequest send;
  EXPECT_THAT(CheckSendAnswer(send), Violates("request_id", "name", "channel", "text"));
  send.set_request_id("r");
  send.set_name("cases/2026-000001");
  send.set_channel(cases::v1::CHANNEL_EMAIL);
  send.set_text(std::string(kMaxText + 1, 'x'));
  EXPECT_THAT(CheckSendAnswer(send), Violates("text"));

  cases::v1::UpdatePlanStepRequest update;
  EXPECT_THAT(CheckUpdatePlanStep(update), Violates("request_id", "name", "step.service", "update_mask"));
  update.set_request_id("r");
  update.set_name("cases/2026-000001/plan");
  update.mutable_step()->set_service("location-check");
  update.add_update_mask("need");
  EXPECT_THAT(CheckUpdatePlanStep(update), Violates("update_mask"));
  update.clear_update_mask();
  for (const char* field : {"state", "applied_date", "decided_date", "note"}) update.add_update_mask(field);
  update.mutable_step()->set_applied_date("1.1.2026");
  update.mutable_step()->set_decided_date("x");
  update.mutable_step()->set_note(std::string(kMaxNote + 1, 'x'));
  EXPECT_THAT(CheckUpdatePlanStep(update),
              Violates("step.state", "step.applied_date", "step.decided_date", "step.note"));
}

}  // namespace
}  // namespace indgang::domain
