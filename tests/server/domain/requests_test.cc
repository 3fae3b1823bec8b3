// Whole requests: which fields are refused, and that all of them are named at once.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/domain/case_list_requests.h"
#include "server/domain/case_requests.h"
#include "server/domain/knowledge_requests.h"
#include "server/domain/referral_requests.h"
#include "server/domain/token_requests.h"
#include "tests/support/error_matchers.h"
#include "tests/support/small_knowledge.h"

namespace indgang::domain {
namespace {

using testing::IsOk;
using testing::Violates;

// One change to a good request and the fields it makes wrong; none for a change that is allowed.
template <typename Request>
struct Row {
  std::function<void(Request&)> change;
  std::vector<std::string> fields;
};

template <typename Request>
void RunTable(const Request& good, const std::function<absl::Status(const Request&)>& check,
              const std::vector<Row<Request>>& table) {
  EXPECT_THAT(check(good), IsOk());
  for (const Row<Request>& row : table) {
    Request request = good;
    row.change(request);
    const absl::Status status = check(request);
    EXPECT_EQ(testing::ViolatedFields(status), row.fields) << request.ShortDebugString() << "\n" << status;
    EXPECT_EQ(GetReason(status), row.fields.empty() ? "" : "FIELD_INVALID") << request.ShortDebugString();
  }
}

cases::v1::RegisterEnquiryRequest GoodEnquiry() {
  cases::v1::RegisterEnquiryRequest request;
  request.set_request_id("r1");
  request.mutable_enquiry()->set_channel(cases::v1::CHANNEL_WEB);
  request.mutable_enquiry()->mutable_contact()->set_email("a@b.dk");
  request.mutable_enquiry()->set_text("Hvor?");
  return request;
}

TEST(CheckRegisterEnquiryTest, EachField) {
  using R = cases::v1::RegisterEnquiryRequest;
  RunTable<R>(
      GoodEnquiry(),
      [](const R& r) { return CheckRegisterEnquiry(r, admin::v1::ROLE_FRONT_DESK, *testing::SmallBundle()); },
      {
          {[](R& r) { r.mutable_enquiry()->mutable_company()->set_cvr_number("13585628"); }, {}},
          {[](R& r) { r.mutable_enquiry()->set_language("en"); }, {}},
          {[](R& r) { r.mutable_enquiry()->set_channel(cases::v1::CHANNEL_OUTBOUND); }, {}},
          {[](R& r) { r.clear_request_id(); }, {"request_id"}},
          {[](R& r) { r.mutable_enquiry()->clear_channel(); }, {"enquiry.channel"}},
          {[](R& r) { r.mutable_enquiry()->set_channel(static_cast<cases::v1::Channel>(77)); }, {"enquiry.channel"}},
          {[](R& r) { r.mutable_enquiry()->mutable_company()->set_cvr_number("12345678"); },
           {"enquiry.company.cvr_number"}},
          {[](R& r) { r.mutable_enquiry()->mutable_company()->set_display_name(std::string(201, 'x')); },
           {"enquiry.company.display_name"}},
          {[](R& r) { r.mutable_enquiry()->mutable_contact()->set_display_name("a\nb"); },
           {"enquiry.contact.display_name"}},
          {[](R& r) { r.mutable_enquiry()->clear_contact(); }, {"enquiry.contact"}},
          {[](R& r) { r.mutable_enquiry()->mutable_contact()->set_phone("ring"); }, {"enquiry.contact.phone"}},
          {[](R& r) { r.mutable_enquiry()->mutable_contact()->set_email("a@b"); }, {"enquiry.contact.email"}},
          {[](R& r) { r.mutable_enquiry()->clear_text(); }, {"enquiry.text"}},
          {[](R& r) { r.mutable_enquiry()->set_text(std::string(20001, 'x')); }, {"enquiry.text"}},
          {[](R& r) { r.mutable_enquiry()->set_text("cpr 010190-1234"); }, {"enquiry.text"}},
          {[](R& r) { r.mutable_enquiry()->set_language("de"); }, {"enquiry.language"}},
          {[](R& r) { r.Clear(); }, {"request_id", "enquiry.channel", "enquiry.contact", "enquiry.text"}},
      });
}

TEST(CheckRegisterEnquiryTest, GatewayRegistersWebOnly) {
  cases::v1::RegisterEnquiryRequest request = GoodEnquiry();
  EXPECT_THAT(CheckRegisterEnquiry(request, admin::v1::ROLE_GATEWAY, *testing::SmallBundle()), IsOk());
  request.mutable_enquiry()->set_channel(cases::v1::CHANNEL_PHONE);
  EXPECT_THAT(CheckRegisterEnquiry(request, admin::v1::ROLE_GATEWAY, *testing::SmallBundle()),
              Violates("enquiry.channel"));
  EXPECT_THAT(CheckRegisterEnquiry(request, admin::v1::ROLE_LEADER, *testing::SmallBundle()), IsOk());
}

TEST(CheckRegisterEnquiryTest, WaysIn) {
  using R = cases::v1::RegisterEnquiryRequest;
  using cases::v1::Case;
  const std::shared_ptr<const knowledge::Bundle> bundle = testing::SmallBundle();
  R good = GoodEnquiry();
  cases::v1::InstantAnswer& answer = *good.mutable_instant_answer();
  answer.set_text("Svar");
  answer.add_services("location-check");
  RunTable<R>(
      good, [&](const R& r) { return CheckRegisterEnquiry(r, admin::v1::ROLE_FRONT_DESK, *bundle); },
      {
          {[](R& r) { r.clear_instant_answer(); }, {}},
          {[](R& r) { r.set_attach_to("cases/2026-000001"); }, {"instant_answer"}},
          {[](R& r) {
             r.clear_instant_answer();
             r.set_attach_to("cases/2026-000001");
           },
           {}},
          {[](R& r) {
             r.clear_instant_answer();
             r.set_attach_to("2026-000001");
             r.set_contact_person("mem_0123456789abcdef");
           },
           {"attach_to", "contact_person"}},
          {[](R& r) { r.mutable_application()->add_services("location-check"); }, {"application"}},
          {[](R& r) {
             r.clear_instant_answer();
             r.mutable_application()->add_services("location-check");
           },
           {}},
          {[](R& r) {
             r.clear_instant_answer();
             r.mutable_application()->set_package("no-such");
           },
           {"application.services", "application.package"}},
          {[](R& r) {
             r.clear_instant_answer();
             r.set_attach_to("cases/2026-000001");
             r.mutable_application()->add_services("no-such");
           },
           {"application", "application.services[0]"}},
          {[](R& r) { r.mutable_instant_answer()->clear_text(); }, {"instant_answer.text"}},
          {[](R& r) { r.mutable_instant_answer()->clear_services(); }, {"instant_answer.services"}},
          {[](R& r) { r.mutable_instant_answer()->add_services("no-such"); }, {"instant_answer.services[1]"}},
          {[](R& r) { r.mutable_instant_answer()->set_package("no-such"); }, {"instant_answer.package"}},
          {[](R& r) { r.mutable_instant_answer()->set_outcome(Case::OUTCOME_GRANTED); }, {}},
          {[](R& r) { r.mutable_instant_answer()->set_outcome(Case::OUTCOME_REFUSED); }, {"instant_answer.outcome"}},
          {[](R& r) { r.mutable_instant_answer()->set_outcome(static_cast<Case::Outcome>(9)); },
           {"instant_answer.outcome"}},
          {[](R& r) { r.mutable_instant_answer()->add_guide_sections("no-such"); },
           {"instant_answer.guide_sections[0]"}},
      });
  EXPECT_THAT(CheckRegisterEnquiry(good, admin::v1::ROLE_GATEWAY, *bundle), Violates("instant_answer"));
  good.clear_instant_answer();
  good.mutable_enquiry()->set_channel(cases::v1::CHANNEL_WEB);
  good.set_attach_to("cases/2026-000001");
  EXPECT_THAT(CheckRegisterEnquiry(good, admin::v1::ROLE_GATEWAY, *bundle), Violates("attach_to"));
}

TEST(CheckCloseCaseTest, GuidesAreServicesWithOrWithoutAnAnchor) {
  using R = cases::v1::CloseCaseRequest;
  R good;
  good.set_request_id("r1");
  good.set_name("cases/2026-000001");
  good.set_outcome(cases::v1::Case::OUTCOME_ANSWERED);
  RunTable<R>(
      good, [](const R& r) { return CheckCloseCase(r, *testing::SmallBundle()); },
      {
          {[](R& r) { r.add_guide_sections("location-check"); }, {}},
          {[](R& r) { r.add_guide_sections("location-check#priser-og-frister"); }, {}},
          {[](R& r) { r.add_guide_sections("location-check#"); }, {"guide_sections[0]"}},
          {[](R& r) { r.add_guide_sections("location-check#Priser"); }, {"guide_sections[0]"}},
          {[](R& r) { r.add_guide_sections("location-check#a#b"); }, {"guide_sections[0]"}},
          {[](R& r) { r.add_guide_sections("#a"); }, {"guide_sections[0]"}},
          {[](R& r) { r.add_guide_sections("car-repair-shop"); }, {"guide_sections[0]"}},
          {[](R& r) {
             for (int i = 0; i < 21; ++i) r.add_guide_sections("location-check");
           },
           {"guide_sections"}},
          {[](R& r) { r.set_guide_feedback(cases::v1::Case::GUIDE_FEEDBACK_NO_GUIDE); }, {}},
          {[](R& r) { r.set_guide_feedback(static_cast<cases::v1::Case::GuideFeedback>(9)); }, {"guide_feedback"}},
      });
}

TEST(CheckReopenCaseTest, EachField) {
  using R = cases::v1::ReopenCaseRequest;
  R good;
  good.set_request_id("r1");
  good.set_name("cases/2026-000001");
  good.set_reason("Udlejeren trak sig");
  RunTable<R>(good, CheckReopenCase,
              {
                  {[](R& r) { r.clear_reason(); }, {"reason"}},
                  {[](R& r) { r.set_reason(std::string(2001, 'x')); }, {"reason"}},
                  {[](R& r) { r.Clear(); }, {"request_id", "name", "reason"}},
              });
}

TEST(CheckTriageCaseTest, EachField) {
  using R = cases::v1::TriageCaseRequest;
  const std::shared_ptr<const knowledge::Bundle> bundle = testing::SmallBundle();
  R good;
  good.set_request_id("r1");
  good.set_name("cases/2026-000001");
  good.set_complexity(knowledge::v1::COMPLEXITY_MEDIUM);
  good.add_services("location-check");
  RunTable<R>(good, [&](const R& r) { return CheckTriageCase(r, *bundle); },
              {
                  {[](R& r) { r.set_package("car-repair-shop"); }, {}},
                  {[](R& r) { r.set_name("2026-000001"); }, {"name"}},
                  {[](R& r) { r.clear_complexity(); }, {"complexity"}},
                  {[](R& r) { r.set_complexity(static_cast<knowledge::v1::Complexity>(9)); }, {"complexity"}},
                  {[](R& r) { r.clear_services(); }, {"services"}},
                  {[](R& r) { r.add_services("no-such"); }, {"services[1]"}},
                  {[](R& r) { r.add_services("location-check"); }, {"services[1]"}},
                  {[](R& r) { r.set_package("no-such"); }, {"package"}},
                  {[](R& r) { r.set_reason(std::string(2001, 'x')); }, {"reason"}},
                  {[](R& r) { r.Clear(); }, {"request_id", "name", "complexity", "services"}},
              });
}

TEST(CheckRecordInteractionTest, EachField) {
  using R = cases::v1::RecordInteractionRequest;
  using cases::v1::Interaction;
  R good;
  good.set_request_id("r1");
  good.set_parent("cases/2026-000001");
  good.mutable_interaction()->set_direction(Interaction::DIRECTION_OUTBOUND);
  good.mutable_interaction()->set_kind(Interaction::KIND_ANSWER);
  good.mutable_interaction()->set_channel(cases::v1::CHANNEL_EMAIL);
  good.mutable_interaction()->set_text("Svar");
  const auto inbound = Interaction::DIRECTION_INBOUND;
  RunTable<R>(
      good, CheckRecordInteraction,
      {
          {[=](R& r) { r.mutable_interaction()->set_direction(inbound); }, {"interaction.direction"}},
          {[=](R& r) {
             r.mutable_interaction()->set_direction(inbound);
             r.mutable_interaction()->set_kind(Interaction::KIND_DIALOGUE_OFFER);
           },
           {"interaction.direction", "interaction.dialogue_offer.alternatives", "interaction.dialogue_offer.rules"}},
          {[=](R& r) {
             r.mutable_interaction()->set_direction(inbound);
             r.mutable_interaction()->set_kind(Interaction::KIND_MESSAGE);
           },
           {}},
          {[](R& r) { r.mutable_interaction()->set_kind(static_cast<Interaction::Kind>(9)); }, {"interaction.kind"}},
          {[](R& r) { r.mutable_interaction()->set_kind(Interaction::KIND_ENQUIRY); }, {"interaction.kind"}},
          {[](R& r) { r.mutable_interaction()->set_kind(Interaction::KIND_DIALOGUE_OFFER); },
           {"interaction.dialogue_offer.alternatives", "interaction.dialogue_offer.rules"}},
          {[](R& r) {
             r.mutable_interaction()->set_kind(Interaction::KIND_DIALOGUE_OFFER);
             r.mutable_interaction()->mutable_dialogue_offer()->add_alternatives("Havnen");
             r.mutable_interaction()->mutable_dialogue_offer()->add_rules("Planloven § 18");
           },
           {}},
          {[](R& r) {
             r.mutable_interaction()->set_kind(Interaction::KIND_DIALOGUE_OFFER);
             r.mutable_interaction()->mutable_dialogue_offer()->add_alternatives(" ");
             for (int i = 0; i < 21; ++i) r.mutable_interaction()->mutable_dialogue_offer()->add_rules("x");
           },
           {"interaction.dialogue_offer.alternatives[0]", "interaction.dialogue_offer.rules"}},
          {[](R& r) { r.mutable_interaction()->mutable_dialogue_offer()->add_rules("x"); },
           {"interaction.dialogue_offer"}},
          {[](R& r) { r.mutable_interaction()->clear_channel(); }, {"interaction.channel"}},
          {[](R& r) { r.mutable_interaction()->set_text(" "); }, {"interaction.text"}},
          {[](R& r) { r.Clear(); },
           {"request_id", "parent", "interaction.direction", "interaction.kind", "interaction.channel",
            "interaction.text"}},
      });
}

TEST(CheckCloseCaseTest, EachField) {
  using R = cases::v1::CloseCaseRequest;
  R good;
  good.set_request_id("r1");
  good.set_name("cases/2026-000001");
  good.set_outcome(cases::v1::Case::OUTCOME_ANSWERED);
  RunTable<R>(good, [](const R& r) { return CheckCloseCase(r, *testing::SmallBundle()); },
              {
                  {[](R& r) { r.set_note(std::string(2000, 'x')); }, {}},
                  {[](R& r) { r.set_note(std::string(2001, 'x')); }, {"note"}},
                  {[](R& r) { r.set_outcome(static_cast<cases::v1::Case::Outcome>(9)); }, {"outcome"}},
                  {[](R& r) { r.Clear(); }, {"request_id", "name", "outcome"}},
              });
}

TEST(CheckReadsTest, NamesPageSizesAndStates) {
  cases::v1::GetCaseRequest get_case;
  EXPECT_THAT(CheckGetCase(get_case), Violates("name"));
  cases::v1::ListCasesRequest list_cases;
  EXPECT_THAT(CheckListCases(list_cases), IsOk());
  list_cases.set_page_size(-1);
  list_cases.set_state(static_cast<cases::v1::Case::State>(9));
  EXPECT_THAT(CheckListCases(list_cases), Violates("page_size", "state"));
  cases::v1::ListInteractionsRequest interactions;
  interactions.set_page_size(-1);
  EXPECT_THAT(CheckListInteractions(interactions), Violates("parent", "page_size"));
  cases::v1::ListCaseEventsRequest events;
  events.set_page_size(-1);
  EXPECT_THAT(CheckListCaseEvents(events), Violates("parent", "page_size"));
  cases::v1::GetReferralRequest get_referral;
  EXPECT_THAT(CheckGetReferral(get_referral), Violates("name"));
  cases::v1::ListReferralsRequest referrals;
  referrals.set_parent("cases/-");
  EXPECT_THAT(CheckListReferrals(referrals), IsOk());
  referrals.set_parent("-");
  referrals.set_page_size(-1);
  referrals.set_state(static_cast<cases::v1::Referral::State>(9));
  EXPECT_THAT(CheckListReferrals(referrals), Violates("parent", "page_size", "state"));
}

TEST(CheckReferralRequestsTest, EachField) {
  const std::shared_ptr<const knowledge::Bundle> bundle = testing::SmallBundle();
  cases::v1::CreateReferralRequest create;
  EXPECT_THAT(CheckCreateReferral(create, *bundle), Violates("request_id", "parent", "authority", "question"));
  create.set_request_id("r");
  create.set_parent("cases/2026-000001");
  create.set_authority("building");
  create.set_question("Skal I med?");
  EXPECT_THAT(CheckCreateReferral(create, *bundle), IsOk());
  cases::v1::AcceptReferralRequest accept;
  EXPECT_THAT(CheckAcceptReferral(accept), Violates("request_id", "name"));
  cases::v1::DeclineReferralRequest decline;
  decline.set_suggested_authority("no-such");
  EXPECT_THAT(CheckDeclineReferral(decline, *bundle), Violates("request_id", "name", "reason", "suggested_authority"));
  cases::v1::AnswerReferralRequest answer;
  EXPECT_THAT(CheckAnswerReferral(answer), Violates("request_id", "name", "answer"));
}

TEST(CheckKnowledgeRequestsTest, EachField) {
  EXPECT_THAT(CheckKnowledgeId("alcohol-licence"), IsOk());
  for (const char* id : {"", "Alcohol", "a b", "a/b"}) EXPECT_THAT(CheckKnowledgeId(id), Violates("id")) << id;
  EXPECT_THAT(CheckKnowledgeList(-1), Violates("page_size"));
  knowledge::v1::SuggestRoutingRequest suggest;
  suggest.set_language("sv");
  suggest.set_max_results(-1);
  EXPECT_THAT(CheckSuggestRouting(suggest), Violates("text", "language", "max_results"));
  EXPECT_EQ(EffectiveMaxResults(0), 5);
  EXPECT_EQ(EffectiveMaxResults(21), 20);
}

TEST(CheckTokenRequestsTest, EachField) {
  using R = admin::v1::CreateTokenRequest;
  const std::shared_ptr<const knowledge::Bundle> bundle = testing::SmallBundle();
  R good;
  good.mutable_token()->set_display_name("Bo");
  good.mutable_token()->set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
  good.mutable_token()->set_authority("building");
  RunTable<R>(good, [&](const R& r) { return CheckCreateToken(r, *bundle); },
              {
                  {[](R& r) { r.mutable_token()->set_display_name(" "); }, {"token.display_name"}},
                  {[](R& r) { r.mutable_token()->set_role(static_cast<admin::v1::Role>(99)); }, {"token.role"}},
                  {[](R& r) { r.mutable_token()->clear_authority(); }, {"token.authority"}},
                  {[](R& r) { r.mutable_token()->set_authority("no-such"); }, {"token.authority"}},
                  {[](R& r) { r.mutable_token()->set_role(admin::v1::ROLE_LEADER); }, {"token.authority"}},
                  {[](R& r) {
                     r.mutable_token()->set_role(admin::v1::ROLE_GATEWAY);
                     r.mutable_token()->clear_authority();
                     r.mutable_token()->set_member("mem_1");
                   },
                   {"token.member"}},
                  {[](R& r) { r.mutable_token()->set_phone("x"); }, {"token.phone"}},
                  {[](R& r) { r.mutable_token()->set_email("x"); }, {"token.email"}},
                  {[](R& r) { r.Clear(); }, {"token.display_name", "token.role"}},
              });
  admin::v1::RevokeTokenRequest revoke;
  revoke.set_id("tok_0123456789abcdef");
  EXPECT_THAT(CheckRevokeToken(revoke), IsOk());
  for (const char* id : {"", "tok_", "tok_0123456789abcde", "tok_0123456789abcde/", "0123456789abcdef0123"}) {
    revoke.set_id(id);
    EXPECT_THAT(CheckRevokeToken(revoke), Violates("id")) << id;
  }
  admin::v1::ListTokensRequest list;
  list.set_page_size(-5);
  EXPECT_THAT(CheckListTokens(list), Violates("page_size"));
}

}  // namespace
}  // namespace indgang::domain
