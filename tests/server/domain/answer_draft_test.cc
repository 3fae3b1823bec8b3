// The letters as they are in tests/server/domain/answers. With INDGANG_UPDATE_EXPECTED set they are written anew: read
// them aloud before they are committed.
#include "server/domain/answer_draft.h"

#include <cstdlib>

#include "base/files.h"
#include "server/domain/answer_words.h"
#include "server/domain/field_checks.h"
#include "server/domain/plan_rules.h"
#include "server/domain/plan_snapshot.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/support/cafe_knowledge.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::CasePlan;
using cases::v1::PlanStep;
using ::testing::HasSubstr;
using testing::IsError;
using testing::IsOk;
using ::testing::Not;

class AnswerDraftTest : public CaseFixture {
 protected:
  AnswerDraftTest() {
    bundle_ = *knowledge::Bundle::Create(testing::CafeKnowledgeBase());
    case_.set_case_number("2026-000001");
    case_.mutable_contact_person()->set_id("mem_1");
    case_.mutable_contact_person()->set_display_name("Mette Holm");
    case_.mutable_contact_person()->set_phone("+45 11 22 33 44");
    case_.mutable_contact_person()->set_email("mette@fjordby.example");
    case_.mutable_enquiry()->mutable_contact()->set_display_name("Lis Berg");
  }

  // A café with outdoor serving and no alcohol; whether the premises are approved is not known, nor about music.
  CasePlan OutdoorCafe() const {
    google::protobuf::Map<std::string, bool> answers;
    answers["serves-outdoors"] = true;
    answers["serves-alcohol"] = false;
    return ComputePlan(*bundle_, *bundle_->FindPackage("cafe"), answers, absl::CivilDay(2026, 11, 20));
  }

  AnswerDraft Draft(const std::optional<CasePlan>& plan, const std::string& language) const {
    const absl::StatusOr<AnswerDraft> draft = DraftAnswer(case_, plan, language, By(front_desk_));
    EXPECT_THAT(draft, IsOk());
    return draft.ok() ? *draft : AnswerDraft();
  }

  static void ExpectLetter(const AnswerDraft& draft, const std::string& name) {
    const std::string path = "tests/server/domain/answers/" + name;
    const std::string letter = draft.subject + "\n\n" + draft.text;
    if (std::getenv("INDGANG_UPDATE_EXPECTED") != nullptr) {
      ASSERT_THAT(WriteFileAtomically(path, letter), IsOk());
    }
    const absl::StatusOr<std::string> expected = ReadFile(path);
    ASSERT_THAT(expected, IsOk());
    EXPECT_EQ(letter, *expected);
  }

  static PlanStep& StepFor(CasePlan& plan, const std::string& service) {
    for (PlanStep& step : *plan.mutable_steps()) {
      if (step.service() == service) return step;
    }
    ADD_FAILURE() << "no step " << service;
    return *plan.add_steps();
  }

  cases::v1::Case case_;
};

TEST_F(AnswerDraftTest, CafeWithOutdoorServing) {
  ExpectLetter(Draft(OutdoorCafe(), "da"), "cafe.da.txt");
  ExpectLetter(Draft(OutdoorCafe(), "en"), "cafe.en.txt");
}

TEST_F(AnswerDraftTest, GuidesOfTheServicesWhenThereIsNoPlan) {
  for (const char* service : {"alcohol-licence", "change-of-use", "food-registration", "waste-sorting"}) {
    case_.add_services(service);
  }
  case_.mutable_enquiry()->mutable_company()->set_cvr_number("13585628");
  ExpectLetter(Draft(std::nullopt, "da"), "guides.da.txt");
  ExpectLetter(Draft(std::nullopt, "en"), "guides.en.txt");
}

TEST_F(AnswerDraftTest, NothingToAnswerFrom) {
  EXPECT_THAT(DraftAnswer(case_, std::nullopt, "da", By(front_desk_)),
              IsError(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_ANSWER_FROM"));
  case_.add_services("gone");
  EXPECT_THAT(DraftAnswer(case_, std::nullopt, "da", By(front_desk_)),
              IsError(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_ANSWER_FROM"));
}

TEST_F(AnswerDraftTest, UnknownTimesAreSaid) {
  google::protobuf::Map<std::string, bool> answers;
  answers["serves-alcohol"] = true;
  const CasePlan plan = ComputePlan(*bundle_, *bundle_->FindPackage("cafe"), answers, absl::CivilDay(2026, 11, 20));
  const std::string text = Draft(plan, "en").text;
  EXPECT_THAT(text, HasSubstr("For 1 of the steps nobody knows beforehand how long it takes. It is not counted"));
  EXPECT_THAT(text, HasSubstr("Can begin on 25 November 2026. Nobody has stated how long it takes."));
  EXPECT_THAT(text, HasSubstr("- We do not know how long this takes: \"Alcohol licence\"."));
}

TEST_F(AnswerDraftTest, TheFirstDayIsNoDateForWhatNobodyKnows) {
  CasePlan plan = OutdoorCafe();
  plan.mutable_totals()->set_earliest_opening(plan.start_date());
  EXPECT_THAT(Draft(plan, "en").text, HasSubstr("in place on 20 November 2026 at the earliest"));
  plan.mutable_totals()->set_unknown_times(2);
  const std::string text = Draft(plan, "en").text;
  EXPECT_THAT(text, HasSubstr("- We cannot say when everything can be in place: nobody has stated"));
  EXPECT_THAT(text, Not(HasSubstr("at the earliest")));
}

TEST_F(AnswerDraftTest, WhatFollowsAnUnknownTimeSaysSo) {
  CasePlan plan = OutdoorCafe();
  StepFor(plan, "food-registration").clear_done_date();
  StepFor(plan, "outdoor-serving").clear_done_date();
  const std::string text = Draft(plan, "en").text;
  EXPECT_THAT(text, HasSubstr("Can begin on 25 November 2026 at the earliest. It depends on an earlier step whose time "
                              "nobody knows. The receipt comes at once, and you can go on."));
  EXPECT_THAT(text, HasSubstr("an earlier step whose time nobody knows. Apply at least 1 month before you need it."));
}

TEST_F(AnswerDraftTest, WhatIsUnderWayIsToldAsItIs) {
  CasePlan plan = OutdoorCafe();
  PlanStep& location = StepFor(plan, "location-check");
  location.set_state(PlanStep::STATE_APPLIED);
  location.set_applied_date("2026-11-20");
  SetDeadlines(bundle_->calendar(), location);
  PlanStep& cvr = StepFor(plan, "cvr-registration");
  cvr.set_state(PlanStep::STATE_IN_PLACE);
  cvr.set_decided_date("2026-11-19");
  PlanStep& outdoor = StepFor(plan, "outdoor-serving");
  outdoor.set_state(PlanStep::STATE_REFUSED);
  outdoor.set_decided_date("2026-11-18");
  const std::string text = Draft(plan, "en").text;
  EXPECT_THAT(text,
              HasSubstr("You applied on 20 November 2026. The authority has promised an answer by 27 November 2026."));
  EXPECT_THAT(text, HasSubstr("In place since 19 November 2026."));
  EXPECT_THAT(text, HasSubstr("Was refused on 18 November 2026. Let us talk"));
  EXPECT_THAT(text, HasSubstr("You can begin with this now: \"Food business registration\"."));
  EXPECT_THAT(text, Not(HasSubstr("The address")));
  StepFor(plan, "food-registration").set_state(PlanStep::STATE_DROPPED);
  EXPECT_THAT(Draft(plan, "en").text, Not(HasSubstr("Food business registration")));
}

TEST_F(AnswerDraftTest, WhereNothingIsNeededNothingIsSaidOfDatesAndPrices) {
  CasePlan plan = OutdoorCafe();
  for (PlanStep& step : *plan.mutable_steps()) {
    if (!step.offer()) step.set_need(PlanStep::NEED_NOT);
  }
  const std::string text = Draft(plan, "en").text;
  EXPECT_THAT(text, HasSubstr("Thank you for getting in touch. Here is what we can help with.\n"));
  EXPECT_THAT(text, HasSubstr("IN SHORT\n\n- With the answers you have given, there is nothing to apply for.\n\n"));
  for (const char* left_out : {"at the earliest", "THE TIME", "THE PRICE", "fee"}) {
    EXPECT_THAT(text, Not(HasSubstr(left_out)));
  }
  EXPECT_THAT(text, HasSubstr("FOR YOU WHO ARE STARTING"));
}

TEST_F(AnswerDraftTest, ThoseWeGotInTouchWithAreNotThankedForAsking) {
  EXPECT_THAT(Draft(OutdoorCafe(), "en").text, HasSubstr("Thank you for getting in touch. Here is our answer"));
  case_.mutable_enquiry()->set_channel(cases::v1::CHANNEL_OUTBOUND);
  const AnswerDraft english = Draft(OutdoorCafe(), "en");
  EXPECT_EQ(english.subject, "After our talk: Open a café (case 2026-000001)");
  EXPECT_THAT(english.text, HasSubstr("Thank you for talking with us. Here is our answer"));
  EXPECT_THAT(Draft(OutdoorCafe(), "da").text, HasSubstr("Tak for snakken. Her er vores svar"));
  case_.add_services("waste-sorting");
  EXPECT_EQ(Draft(std::nullopt, "da").subject, "Efter vores samtale (sag 2026-000001)");
}

TEST_F(AnswerDraftTest, TheFrontDeskAnswersWhereNobodyIsNamed) {
  case_.mutable_contact_person()->clear_id();
  case_.mutable_contact_person()->set_display_name("Erhvervsindgangen");
  case_.mutable_contact_person()->clear_email();
  case_.mutable_enquiry()->mutable_contact()->clear_display_name();
  const std::string text = Draft(OutdoorCafe(), "da").text;
  EXPECT_EQ(text.substr(0, 5), "Hej\n\n");
  EXPECT_THAT(text, HasSubstr("Erhvervsindgangen er din kontakt, lige til sagen er slut. Ring på +45 11 22 33 44. Du"));
  EXPECT_THAT(text, HasSubstr("Venlig hilsen\n\nErhvervsindgangen\nFjordby Kommune\n+45 11 22 33 44\n"));
}

TEST_F(AnswerDraftTest, NumbersOfThePlanAndNoLinkWhereTheGuideIsGone) {
  const CasePlan plan = OutdoorCafe();
  bundle_ = testing::SmallBundle();
  const std::string text = Draft(plan, "da").text;
  EXPECT_THAT(text, HasSubstr("1. CVR-nummer (business-authority)\n"));
  EXPECT_THAT(text, HasSubstr("Pris: 670,50 kr. (2026)."));
  EXPECT_THAT(text, Not(HasSubstr("/services/cvr-registration/")));
  EXPECT_THAT(text, HasSubstr("/services/location-check/"));
}

TEST_F(AnswerDraftTest, ALetterThatIsTooLongLeavesOutWhatTheGuidesSay) {
  knowledge::v1::KnowledgeBase base = testing::CafeKnowledgeBase();
  for (knowledge::v1::Service& service : *base.mutable_services()) {
    service.add_evidence()->set_da(std::string(kMaxText / 3, 'x'));
  }
  bundle_ = *knowledge::Bundle::Create(base);
  const std::string text = Draft(OutdoorCafe(), "da").text;
  EXPECT_LT(text.size(), kMaxText);
  EXPECT_THAT(text, Not(HasSubstr("xxx")));
  EXPECT_THAT(text, HasSubstr("Venlig hilsen"));

  CasePlan plan = OutdoorCafe();
  const PlanStep step = StepFor(plan, "location-check");
  for (int i = 0; i < 300; ++i) *plan.add_steps() = step;
  const std::string cut = Draft(plan, "da").text;
  EXPECT_LE(cut.size(), kMaxText);
  EXPECT_GT(cut.size(), kMaxText / 2);
  EXPECT_EQ(cut.back(), '\n');
}

TEST(AnswerWordsTest, NumbersAndDatesAsTheLanguageWritesThem) {
  const AnswerWords& danish = AnswerWordsIn(false);
  const AnswerWords& english = AnswerWordsIn(true);
  EXPECT_EQ(MoneyText(123456750, 123456750, "DKK", danish), "1.234.567,50 kr.");
  EXPECT_EQ(MoneyText(123456750, 123456750, "", english), "DKK 1,234,567.50");
  EXPECT_EQ(MoneyText(66000, 78505, "EUR", danish), "660–785,05 EUR");
  EXPECT_EQ(DateText("2026-03-01", danish), "1. marts 2026");
  EXPECT_EQ(DateText("2026-03-01", english), "1 March 2026");
  EXPECT_EQ(DateText("", english), "");
  knowledge::v1::Period period;
  period.set_min(1);
  period.set_max(1);
  period.set_unit(knowledge::v1::Period::UNIT_WEEKS);
  EXPECT_EQ(PeriodText(period, danish), "1 uge");
  period.set_max(3);
  EXPECT_EQ(PeriodText(period, english), "1–3 weeks");
  period.set_unit(knowledge::v1::Period::UNIT_DAYS);
  EXPECT_EQ(PeriodText(period, danish), "1–3 dage");
  EXPECT_EQ(ListText({}, danish), "");
  EXPECT_EQ(ListText({"a"}, danish), "a");
  EXPECT_EQ(ListText({"a", "b", "c"}, danish), "a, b og c");
  knowledge::v1::Fee fee;
  EXPECT_EQ(FeeText(fee, danish), "");
  fee.set_kind(knowledge::v1::Fee::KIND_VARIES);
  fee.set_amount_min_minor(95500);
  fee.set_amount_max_minor(95500);
  fee.set_per(knowledge::v1::Fee::PER_MONTH);
  fee.set_year(2024);
  EXPECT_EQ(FeeText(fee, danish), "afhænger af sagen, andre har set 955 kr. om måneden (2024)");
}

}  // namespace
}  // namespace indgang::domain
