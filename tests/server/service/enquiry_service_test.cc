// RegisterEnquiry beyond opening a case, and taking a closed case up again.
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using testing::IsOk;

class EnquiryServiceTest : public ServiceTest {
 protected:
  static RegisterEnquiryRequest AttachRequest(const std::string& name) {
    RegisterEnquiryRequest request = EnquiryRequest();
    request.set_attach_to(name);
    request.mutable_enquiry()->set_text("Må vi også male biler?");
    return request;
  }

  static RegisterEnquiryRequest InstantRequest() {
    RegisterEnquiryRequest request = EnquiryRequest();
    request.mutable_instant_answer()->set_text("Ved havnen.");
    request.mutable_instant_answer()->add_services("alcohol-licence");
    return request;
  }

  static ReopenCaseRequest ReopenRequest(const std::string& name) {
    ReopenCaseRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(name);
    request.set_reason("Udlejeren trak sig");
    return request;
  }
};

TEST_F(EnquiryServiceTest, AnAttachedEnquiryIsPartOfItsCase) {
  const Case opened = Register();
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(opened.name())), IsOk());
  const auto attached = leader_.Call<RegisterEnquiryResponse>(AttachRequest(opened.name()));
  ASSERT_THAT(attached, IsOk());
  EXPECT_TRUE(attached->attached());
  EXPECT_EQ(attached->case_().name(), opened.name());
  EXPECT_EQ(attached->case_().enquiry_count(), 2);
  EXPECT_EQ(attached->case_().contact_person().id(), desk_.member());
  EXPECT_TRUE(attached->case_().goals().has_next_reply_due_time());
  EXPECT_EQ(Get(opened.name()).SerializeAsString(), attached->case_().SerializeAsString());
  ListInteractionsRequest list;
  list.set_parent(opened.name());
  const auto interactions = desk_.Call<ListInteractionsResponse>(list);
  ASSERT_THAT(interactions, IsOk());
  ASSERT_EQ(interactions->interactions_size(), 2);
  EXPECT_EQ(interactions->interactions(1).kind(), Interaction::KIND_ENQUIRY);
  EXPECT_REFUSED(desk_.Call<CloseCaseResponse>(CloseRequest(opened.name())), kFailedPrecondition, "REPLY_MISSING");
  EXPECT_EQ(Register().case_number(), "2026-000002") << "no number was used";
}

TEST_F(EnquiryServiceTest, AttachingIsRefusedWhereItDoesNotBelong) {
  const std::string name = Register().name();
  RegisterEnquiryRequest other = AttachRequest(name);
  other.mutable_enquiry()->mutable_company()->set_cvr_number("10150817");
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(other), kFailedPrecondition, "OTHER_COMPANY");
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(AttachRequest("cases/2026-000009")), kNotFound, "CASE_NOT_FOUND");
  RegisterEnquiryRequest web = AttachRequest(name);
  web.mutable_enquiry()->set_channel(CHANNEL_WEB);
  EXPECT_REFUSED(gateway_.Call<RegisterEnquiryResponse>(web), kInvalidArgument, "FIELD_INVALID");
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), IsOk());
  ASSERT_THAT(desk_.Call<CloseCaseResponse>(CloseRequest(name)), IsOk());
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(AttachRequest(name)), kFailedPrecondition, "CASE_CLOSED");
}

TEST_F(EnquiryServiceTest, AnInstantAnswerIsOneCallAndOneNumber) {
  const RegisterEnquiryRequest request = InstantRequest();
  const auto answered = desk_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(answered, IsOk());
  EXPECT_FALSE(answered->attached());
  EXPECT_EQ(answered->case_().state(), Case::STATE_CLOSED);
  EXPECT_EQ(answered->case_().outcome(), Case::OUTCOME_ANSWERED);
  const auto again = desk_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), answered->SerializeAsString());
  ListCaseEventsRequest events;
  events.set_parent(answered->case_().name());
  const auto story = desk_.Call<ListCaseEventsResponse>(events);
  ASSERT_THAT(story, IsOk());
  EXPECT_EQ(story->events_size(), 5);
  RegisterEnquiryRequest refusal = InstantRequest();
  refusal.mutable_instant_answer()->set_outcome(Case::OUTCOME_REFUSED);
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(refusal), kInvalidArgument, "FIELD_INVALID");
  EXPECT_EQ(Register().case_number(), "2026-000002");
}

TEST_F(EnquiryServiceTest, AnApplicationGoesToTheOfficesThatDecideAndWaitsForNobody) {
  RegisterEnquiryRequest request = EnquiryRequest();
  request.mutable_enquiry()->set_channel(CHANNEL_WEB);
  request.mutable_application()->add_services("location-check");
  request.mutable_application()->add_services("alcohol-licence");
  const auto applied = gateway_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(applied, IsOk());
  const Case& opened = applied->case_();
  EXPECT_EQ(opened.state(), Case::STATE_IN_PROGRESS);
  EXPECT_EQ(opened.complexity(), knowledge::v1::COMPLEXITY_SIMPLE);
  EXPECT_EQ(opened.open_referrals(), 1);
  EXPECT_THAT(applied->services_not_sent(), ::testing::ElementsAre("alcohol-licence"))
      << "nobody is there at the licensing board";
  EXPECT_EQ(Get(opened.name()).SerializeAsString(), opened.SerializeAsString());
  ListReferralsRequest list;
  list.set_parent("cases/-");
  const auto waiting = building_.Call<ListReferralsResponse>(list);
  ASSERT_THAT(waiting, IsOk());
  ASSERT_EQ(waiting->referrals_size(), 1);
  EXPECT_EQ(waiting->referrals(0).kind(), Referral::KIND_PERMIT);
  EXPECT_EQ(waiting->referrals(0).service(), "location-check");
  EXPECT_EQ(waiting->referrals(0).question(), request.enquiry().text());
  ASSERT_EQ(applied->applications_sent_size(), 1);
  const SentApplication& sent = applied->applications_sent(0);
  EXPECT_EQ(sent.service(), "location-check");
  EXPECT_EQ(sent.authority(), "building");
  EXPECT_EQ(sent.referral(), waiting->referrals(0).name());
  EXPECT_EQ(sent.due_time().SerializeAsString(), waiting->referrals(0).due_time().SerializeAsString());
  EXPECT_EQ(sent.has_statutory_due_time(), waiting->referrals(0).has_statutory_due_time());
  const auto again = gateway_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), applied->SerializeAsString());
}

TEST_F(EnquiryServiceTest, AClosedCaseTakesThanksAndIsReopenedOnce) {
  const std::string name = Register().name();
  EXPECT_REFUSED(desk_.Call<ReopenCaseResponse>(ReopenRequest(name)), kFailedPrecondition, "CASE_OPEN");
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), IsOk());
  const auto closed = desk_.Call<CloseCaseResponse>(CloseRequest(name));
  ASSERT_THAT(closed, IsOk());
  RecordInteractionRequest thanks = AnswerRequest(name);
  thanks.mutable_interaction()->set_direction(Interaction::DIRECTION_INBOUND);
  thanks.mutable_interaction()->set_kind(Interaction::KIND_MESSAGE);
  const auto thanked = desk_.Call<RecordInteractionResponse>(thanks);
  ASSERT_THAT(thanked, IsOk());
  EXPECT_EQ(thanked->case_().goals().SerializeAsString(), closed->case_().goals().SerializeAsString());

  ReopenCaseRequest stale = ReopenRequest(name);
  stale.set_etag(closed->case_().etag());
  EXPECT_REFUSED(desk_.Call<ReopenCaseResponse>(stale), kAborted, "ETAG_MISMATCH");
  EXPECT_REFUSED(building_.Call<ReopenCaseResponse>(ReopenRequest(name)), kNotFound, "CASE_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<ReopenCaseResponse>(ReopenRequest("cases/2026-000009")), kNotFound, "CASE_NOT_FOUND");
  const auto reopened = desk_.Call<ReopenCaseResponse>(ReopenRequest(name));
  ASSERT_THAT(reopened, IsOk());
  EXPECT_EQ(reopened->case_().reopen_count(), 1);
  ASSERT_THAT(desk_.Call<CloseCaseResponse>(CloseRequest(name)), IsOk());
  server_.clock().Advance(absl::Hours(24 * 31));
  EXPECT_REFUSED(desk_.Call<ReopenCaseResponse>(ReopenRequest(name)), kFailedPrecondition, "REOPEN_PERIOD_OVER");
}

}  // namespace
}  // namespace indgang::service
