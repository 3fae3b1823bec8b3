#include "indgang/cases/v1/case_file_service.pb.h"
#include "indgang/directory/v1/directory_service.pb.h"
#include "server/domain/times.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using testing::IsOk;
using testing::Violates;

class ReferralServiceTest : public ServiceTest {
 protected:
  ReferralServiceTest() : case_(Register().name()), referral_(Refer(case_, "building").name()) {}

  // Somebody there to ask.
  testing::TestClient licensing_ = server_.As(admin::v1::ROLE_TASK_FORCE_MEMBER, "licensing-board");

  Referral GetReferral(const std::string& name) {
    const auto response = desk_.Call<GetReferralResponse>(ByName(name));
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->referral() : Referral();
  }

  static GetReferralRequest ByName(const std::string& name) {
    GetReferralRequest request;
    request.set_name(name);
    return request;
  }

  std::string case_;
  std::string referral_;
};

// A task-force member sees what was referred to its authority, and nothing else exists for it.
class ScopeTest : public ReferralServiceTest {};

TEST_F(ReferralServiceTest, CreatedReferralIsCountedAndDue) {
  const Referral referral = GetReferral(referral_);
  EXPECT_EQ(referral.name(), "cases/2026-000001/referrals/1");
  EXPECT_EQ(referral.state(), Referral::STATE_SENT);
  EXPECT_EQ(referral.created_by().id(), desk_.id());
  EXPECT_EQ(domain::FromTimestamp(referral.due_time()) - server_.clock().Now(), absl::Hours(5 * 24));
  EXPECT_EQ(Get(case_).open_referrals(), 1);
}

TEST_F(ReferralServiceTest, AcceptThenAnswer) {
  const auto accepted = building_.Call<AcceptReferralResponse>(ReferralMove<AcceptReferralRequest>(referral_));
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->referral().state(), Referral::STATE_ACCEPTED);
  EXPECT_REFUSED(building_.Call<AcceptReferralResponse>(ReferralMove<AcceptReferralRequest>(referral_)),
                 kFailedPrecondition, "REFERRAL_STATE");
  const auto answered = building_.Call<AnswerReferralResponse>(ReferralAnswer(referral_));
  ASSERT_THAT(answered, IsOk());
  EXPECT_EQ(answered->referral().SerializeAsString(), GetReferral(referral_).SerializeAsString());
  EXPECT_EQ(Get(case_).open_referrals(), 0);
  EXPECT_REFUSED(building_.Call<AnswerReferralResponse>(ReferralAnswer(referral_)), kFailedPrecondition,
                 "REFERRAL_STATE");
  EXPECT_REFUSED(building_.Call<DeclineReferralResponse>(DeclineRequest(referral_)), kFailedPrecondition,
                 "REFERRAL_STATE");
}

TEST_F(ReferralServiceTest, DeclineKeepsReason) {
  const auto declined = building_.Call<DeclineReferralResponse>(DeclineRequest(referral_));
  ASSERT_THAT(declined, IsOk());
  EXPECT_EQ(declined->referral().decline_reason(), "Ikke vores område");
  EXPECT_EQ(declined->referral().suggested_authority(), "industrial-environment");
  EXPECT_EQ(Get(case_).open_referrals(), 0);
}

TEST_F(ReferralServiceTest, OneOpenReferralForEachAuthority) {
  EXPECT_REFUSED(desk_.Call<CreateReferralResponse>(ReferralRequest(case_, "building")), kFailedPrecondition,
                 "REFERRAL_EXISTS");
  ASSERT_THAT(building_.Call<DeclineReferralResponse>(DeclineRequest(referral_)), IsOk());
  EXPECT_EQ(Refer(case_, "building").name(), "cases/2026-000001/referrals/2");
}

TEST_F(ReferralServiceTest, WrongFields) {
  EXPECT_REFUSED(desk_.Call<CreateReferralResponse>(ReferralRequest(case_, "no-such")), kInvalidArgument,
                 "FIELD_INVALID");
  EXPECT_THAT(desk_.Call<CreateReferralResponse>(ReferralRequest("x", "no-such")), Violates("parent", "authority"));
  EXPECT_REFUSED(desk_.Call<CreateReferralResponse>(ReferralRequest("cases/2026-000009", "building")), kNotFound,
                 "CASE_NOT_FOUND");
  DeclineReferralRequest decline = DeclineRequest(referral_);
  decline.clear_reason();
  decline.set_suggested_authority("no-such");
  EXPECT_THAT(building_.Call<DeclineReferralResponse>(decline), Violates("reason", "suggested_authority"));
  EXPECT_REFUSED(building_.Call<DeclineReferralResponse>(decline), kInvalidArgument, "FIELD_INVALID");
  AnswerReferralRequest answer = ReferralAnswer(referral_);
  answer.clear_answer();
  EXPECT_THAT(building_.Call<AnswerReferralResponse>(answer), Violates("answer"));
  EXPECT_THAT(desk_.Call<GetReferralResponse>(ByName(case_)), Violates("name"));
  EXPECT_REFUSED(desk_.Call<GetReferralResponse>(ByName(case_ + "/referrals/2")), kNotFound, "REFERRAL_NOT_FOUND");
  EXPECT_REFUSED(building_.Call<AcceptReferralResponse>(ReferralMove<AcceptReferralRequest>(case_ + "/referrals/2")),
                 kNotFound, "REFERRAL_NOT_FOUND");
}

TEST_F(ReferralServiceTest, EtagIsTheReferralsOwn) {
  const std::string etag = GetReferral(referral_).etag();
  auto accept = ReferralMove<AcceptReferralRequest>(referral_);
  accept.set_etag("stale");
  EXPECT_REFUSED(building_.Call<AcceptReferralResponse>(accept), kAborted, "ETAG_MISMATCH");
  accept.set_etag(Get(case_).etag());
  EXPECT_REFUSED(building_.Call<AcceptReferralResponse>(accept), kAborted, "ETAG_MISMATCH");
  accept.set_etag(etag);
  EXPECT_THAT(building_.Call<AcceptReferralResponse>(accept), IsOk());
  DeclineReferralRequest decline = DeclineRequest(referral_);
  decline.set_etag(etag);
  EXPECT_REFUSED(building_.Call<DeclineReferralResponse>(decline), kAborted, "ETAG_MISMATCH");
  AnswerReferralRequest answer = ReferralAnswer(referral_);
  answer.set_etag(etag);
  EXPECT_REFUSED(building_.Call<AnswerReferralResponse>(answer), kAborted, "ETAG_MISMATCH");
}

std::vector<std::string> NamesOf(const absl::StatusOr<ListReferralsResponse>& response) {
  EXPECT_THAT(response, IsOk());
  std::vector<std::string> names;
  if (response.ok()) {
    for (const Referral& referral : response->referrals()) names.push_back(referral.name());
  }
  return names;
}

TEST_F(ReferralServiceTest, ListsOfOneCaseAndOfAllPageInTheirOrder) {
  server_.clock().Advance(absl::Hours(24 * 3));
  const std::string later = Register().name();
  Refer(later, "licensing-board");
  Refer(later, "building");
  Refer(case_, "industrial-environment");
  for (const auto& [parent, wanted] : std::map<std::string, std::vector<std::string>>{
           {case_, {case_ + "/referrals/1", case_ + "/referrals/2"}},
           {"cases/-",
            {case_ + "/referrals/1", case_ + "/referrals/2", later + "/referrals/1", later + "/referrals/2"}},
       }) {
    ListReferralsRequest request;
    request.set_parent(parent);
    request.set_page_size(1);
    std::vector<std::string> names;
    do {
      const auto page = desk_.Call<ListReferralsResponse>(request);
      ASSERT_THAT(page, IsOk());
      for (const std::string& name : NamesOf(page)) names.push_back(name);
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(names, wanted) << parent;
  }
  ListReferralsRequest request;
  request.set_parent("cases/-");
  request.set_authority("building");
  EXPECT_THAT(NamesOf(desk_.Call<ListReferralsResponse>(request)),
              ::testing::ElementsAre(case_ + "/referrals/1", later + "/referrals/2"));
  request.set_state(Referral::STATE_ANSWERED);
  EXPECT_THAT(NamesOf(desk_.Call<ListReferralsResponse>(request)), ::testing::IsEmpty());
  request.set_page_token("x");
  EXPECT_REFUSED(desk_.Call<ListReferralsResponse>(request), kInvalidArgument, "PAGE_TOKEN_INVALID");
  request.set_parent("cases/");
  EXPECT_THAT(desk_.Call<ListReferralsResponse>(request), Violates("parent"));
  request.set_parent("cases/2026-000077");
  request.clear_page_token();
  EXPECT_REFUSED(desk_.Call<ListReferralsResponse>(request), kNotFound, "CASE_NOT_FOUND");
}

TEST_F(ReferralServiceTest, CallbackHoldsTheCaseUntilTheCompanyWasRung) {
  CreateReferralRequest request = ReferralRequest(case_, "building");
  request.set_kind(Referral::KIND_CALLBACK);
  const auto created = desk_.Call<CreateReferralResponse>(request);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->case_().open_callbacks(), 1);
  const std::string name = created->referral().name();
  auto complete = ReferralMove<CompleteReferralRequest>(name);
  EXPECT_THAT(building_.Call<CompleteReferralResponse>(complete), Violates("outcome"));
  complete.set_outcome("Ringede kl. 14; de sender tegninger.");
  EXPECT_REFUSED(desk_.Call<CompleteReferralResponse>(complete), kPermissionDenied, "NOT_OWN_UNIT");
  EXPECT_REFUSED(environment_.Call<CompleteReferralResponse>(complete), kNotFound, "REFERRAL_NOT_FOUND");
  const auto completed = building_.Call<CompleteReferralResponse>(complete);
  ASSERT_THAT(completed, IsOk());
  EXPECT_EQ(completed->referral().state(), Referral::STATE_COMPLETED);
  EXPECT_EQ(Get(case_).open_callbacks(), 0);
  EXPECT_TRUE(Get(case_).goals().has_first_reply_time());
  ListInteractionsRequest said;
  said.set_parent(case_);
  const auto interactions = desk_.Call<ListInteractionsResponse>(said);
  ASSERT_THAT(interactions, IsOk());
  ASSERT_EQ(interactions->interactions_size(), 1);
  EXPECT_EQ(interactions->interactions(0).name(), case_ + "/interactions/1");
  EXPECT_EQ(interactions->interactions(0).text(), "Ringede kl. 14; de sender tegninger.");
}

TEST_F(ReferralServiceTest, TransferMovesTheCaseOnceAndTellsTheCompany) {
  CreateReferralRequest request = ReferralRequest(case_, "industrial-environment");
  request.set_kind(Referral::KIND_TRANSFER);
  const auto created = desk_.Call<CreateReferralResponse>(request);
  ASSERT_THAT(created, IsOk());
  auto accept = ReferralMove<AcceptReferralRequest>(created->referral().name());
  EXPECT_THAT(environment_.Call<AcceptReferralResponse>(accept), Violates("message", "channel"));
  accept.set_channel(CHANNEL_EMAIL);
  accept.set_message("I kan ringe til mig fra nu af.");
  ASSERT_THAT(environment_.Call<AcceptReferralResponse>(accept), IsOk());
  EXPECT_EQ(Get(case_).transfer_count(), 1);
  EXPECT_EQ(Get(case_).open_referrals(), 1) << "the question to building is still open";
  request = ReferralRequest(case_, "licensing-board");
  request.set_kind(Referral::KIND_TRANSFER);
  EXPECT_REFUSED(desk_.Call<CreateReferralResponse>(request), kFailedPrecondition, "TRANSFER_LIMIT");
}

TEST_F(ReferralServiceTest, NobodyLeavesReferralsBehindInAnEmptyUnit) {
  directory::v1::UpdateMemberRequest leave;
  leave.mutable_member()->set_id(building_.member());
  leave.mutable_member()->set_state(directory::v1::Member::STATE_LEFT);
  leave.add_update_mask("state");
  const auto leaves = [&] {
    leave.set_request_id(NewRequestId());
    return leader_.Call<directory::v1::UpdateMemberResponse>(leave);
  };
  CreateReferralRequest outside = ReferralRequest(case_, "building");
  outside.set_kind(Referral::KIND_OUTSIDE);
  ASSERT_THAT(desk_.Call<CreateReferralResponse>(outside), IsOk());
  const auto refused = leaves();
  EXPECT_THAT(refused, testing::IsError(absl::StatusCode::kFailedPrecondition, "MEMBER_HAS_REFERRALS"));
  EXPECT_EQ(GetErrorInfo(refused.status())->metadata().at("count"), "1") << "an outside body has no members";
  // What is assigned to one is also not left to a colleague unseen.
  const testing::TestClient colleague = server_.As(admin::v1::ROLE_TASK_FORCE_MEMBER, "building");
  auto reassign = ReferralMove<ReassignReferralRequest>(referral_);
  reassign.set_assignee(building_.member());
  ASSERT_THAT(desk_.Call<ReassignReferralResponse>(reassign), IsOk());
  auto accept = ReferralMove<AcceptReferralRequest>(referral_);
  ASSERT_THAT(building_.Call<AcceptReferralResponse>(accept), IsOk());
  EXPECT_REFUSED(leaves(), kFailedPrecondition, "MEMBER_HAS_REFERRALS");
  reassign = ReferralMove<ReassignReferralRequest>(referral_);
  ASSERT_THAT(desk_.Call<ReassignReferralResponse>(reassign), IsOk());
  EXPECT_THAT(leaves(), IsOk());
  leave.mutable_member()->set_id(colleague.member());
  EXPECT_REFUSED(leaves(), kFailedPrecondition, "MEMBER_HAS_REFERRALS");
  auto recall = ReferralMove<RecallReferralRequest>(referral_);
  recall.set_reason("Kontoret er nedlagt");
  ASSERT_THAT(desk_.Call<RecallReferralResponse>(recall), IsOk());
  EXPECT_THAT(leaves(), IsOk());
}

// The case was transferred to industrial environment, and its member took it.
class TransferredCaseTest : public ReferralServiceTest {
 protected:
  TransferredCaseTest() {
    CreateReferralRequest request = ReferralRequest(case_, "industrial-environment");
    request.set_kind(Referral::KIND_TRANSFER);
    const auto created = desk_.Call<CreateReferralResponse>(request);
    EXPECT_THAT(created, IsOk());
    auto accept = ReferralMove<AcceptReferralRequest>(created->referral().name());
    accept.set_channel(CHANNEL_EMAIL);
    accept.set_message("I kan ringe til mig fra nu af.");
    EXPECT_THAT(environment_.Call<AcceptReferralResponse>(accept), IsOk());
  }

  // What the contact person of a case does to it, from triage to closing.
  void ExpectRefusedToOthers(const testing::TestClient& other) {
    EXPECT_REFUSED(other.Call<TriageCaseResponse>(TriageRequest(case_)), kPermissionDenied, "NOT_CONTACT_PERSON");
    EXPECT_REFUSED(other.Call<CreateReferralResponse>(ReferralRequest(case_, "licensing-board")), kPermissionDenied,
                   "NOT_CONTACT_PERSON");
    EXPECT_REFUSED(other.Call<RemindReferralResponse>(ReferralMove<RemindReferralRequest>(referral_)),
                   kPermissionDenied, "NOT_CONTACT_PERSON");
    EXPECT_REFUSED(other.Call<CreateFollowUpResponse>(FollowUp()), kPermissionDenied, "NOT_CONTACT_PERSON");
    EXPECT_REFUSED(other.Call<CloseCaseResponse>(CloseRequest(case_)), kPermissionDenied, "NOT_CONTACT_PERSON");
  }

  CreateFollowUpRequest FollowUp() const {
    CreateFollowUpRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(case_);
    request.mutable_follow_up()->set_due_date("2026-11-24");
    request.mutable_follow_up()->set_text("Ring om tegningerne");
    return request;
  }
};

TEST_F(TransferredCaseTest, WhoTookItOverWorksOnItToTheEnd) {
  ExpectRefusedToOthers(building_);
  EXPECT_THAT(environment_.Call<TriageCaseResponse>(TriageRequest(case_)), IsOk());
  EXPECT_THAT(environment_.Call<CreateReferralResponse>(ReferralRequest(case_, "licensing-board")), IsOk());
  EXPECT_THAT(environment_.Call<RemindReferralResponse>(ReferralMove<RemindReferralRequest>(referral_)), IsOk());
  EXPECT_THAT(environment_.Call<CreateFollowUpResponse>(FollowUp()), IsOk());
  EXPECT_THAT(environment_.Call<RecordInteractionResponse>(AnswerRequest(case_)), IsOk());
  EXPECT_THAT(building_.Call<AnswerReferralResponse>(ReferralAnswer(referral_)), IsOk());
  EXPECT_THAT(licensing_.Call<AnswerReferralResponse>(ReferralAnswer(case_ + "/referrals/3")), IsOk());
  const auto closed = environment_.Call<CloseCaseResponse>(CloseRequest(case_));
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->case_().state(), Case::STATE_CLOSED);
}

TEST_F(TransferredCaseTest, WhoTookItOverLeavesOnlyAfterHandingItOver) {
  const std::string member = Get(case_).contact_person().id();
  directory::v1::UpdateMemberRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_member()->set_id(member);
  request.mutable_member()->set_state(directory::v1::Member::STATE_LEFT);
  request.add_update_mask("state");
  EXPECT_REFUSED(leader_.Call<directory::v1::UpdateMemberResponse>(request), kFailedPrecondition, "MEMBER_HAS_CASES");
  directory::v1::ImportMembersRequest table;
  table.set_request_id(NewRequestId());
  table.set_csv("id,state\n" + member + ",LEFT\n");
  EXPECT_REFUSED(leader_.Call<directory::v1::ImportMembersResponse>(table), kInvalidArgument, "CSV_INVALID");
  HandOverCaseRequest hand_over;
  hand_over.set_request_id(NewRequestId());
  hand_over.set_name(case_);
  hand_over.set_contact_person(desk_.member());
  hand_over.set_reason("Nyt job");
  hand_over.set_channel(CHANNEL_EMAIL);
  hand_over.set_message("Ring til fronten fra nu af.");
  ASSERT_THAT(leader_.Call<HandOverCaseResponse>(hand_over), IsOk());
  request.set_request_id(NewRequestId());
  EXPECT_THAT(leader_.Call<directory::v1::UpdateMemberResponse>(request), IsOk());
}

TEST_F(TransferredCaseTest, WhoTookItOverSeesAllOfItAndOthersAsLittleAsBefore) {
  EXPECT_EQ(environment_.Call<GetReferralResponse>(ByName(referral_))->referral().authority(), "building");
  EXPECT_REFUSED(building_.Call<GetReferralResponse>(ByName(case_ + "/referrals/2")), kNotFound, "REFERRAL_NOT_FOUND");
  ListReferralsRequest request;
  request.set_parent(case_);
  EXPECT_THAT(NamesOf(environment_.Call<ListReferralsResponse>(request)), ::testing::SizeIs(2));
  EXPECT_THAT(NamesOf(building_.Call<ListReferralsResponse>(request)), ::testing::ElementsAre(referral_));
  ListCaseEventsRequest events;
  events.set_parent(case_);
  const auto seen = environment_.Call<ListCaseEventsResponse>(events);
  ASSERT_THAT(seen, IsOk());
  for (const CaseEvent& event : seen->events()) EXPECT_NE(event.detail_case(), CaseEvent::DETAIL_NOT_SET);
}

TEST_F(TransferredCaseTest, FollowUpsOfCasesOneDoesNotWorkOnAreNotListed) {
  const std::string other = Register().name();
  Refer(other, "building");
  const std::string environments_member = Get(case_).contact_person().id();
  CreateFollowUpRequest elsewhere = FollowUp();
  elsewhere.set_parent(other);
  elsewhere.mutable_follow_up()->set_assignee(environments_member);
  ASSERT_THAT(desk_.Call<CreateFollowUpResponse>(elsewhere), IsOk());
  ASSERT_THAT(desk_.Call<CreateFollowUpResponse>(FollowUp()), IsOk());
  ListFollowUpsRequest request;
  request.set_parent("cases/-");
  for (const char* assignee : {"", "me"}) {
    request.set_assignee(assignee);
    const auto listed = environment_.Call<ListFollowUpsResponse>(request);
    ASSERT_THAT(listed, IsOk());
    ASSERT_EQ(listed->follow_ups_size(), 1) << assignee;
    EXPECT_EQ(listed->follow_ups(0).name(), case_ + "/followUps/1");
  }
  request.set_parent(case_);
  EXPECT_REFUSED(building_.Call<ListFollowUpsResponse>(request), kPermissionDenied, "NOT_CONTACT_PERSON");
}

TEST_F(ReferralServiceTest, SenderRemindsRecallsAndConfirms) {
  ASSERT_THAT(desk_.Call<RemindReferralResponse>(ReferralMove<RemindReferralRequest>(referral_)), IsOk());
  EXPECT_REFUSED(desk_.Call<RemindReferralResponse>(ReferralMove<RemindReferralRequest>(referral_)),
                 kFailedPrecondition, "REMINDED_RECENTLY");
  EXPECT_REFUSED(building_.Call<RemindReferralResponse>(ReferralMove<RemindReferralRequest>(referral_)),
                 kPermissionDenied, "NOT_CONTACT_PERSON");
  EXPECT_REFUSED(desk_.Call<ConfirmReferralResponse>(ReferralMove<ConfirmReferralRequest>(referral_)),
                 kFailedPrecondition, "REFERRAL_KIND");
  auto recall = ReferralMove<RecallReferralRequest>(referral_);
  EXPECT_THAT(desk_.Call<RecallReferralResponse>(recall), Violates("reason"));
  recall.set_reason("Sendt ved en fejl.");
  const auto recalled = desk_.Call<RecallReferralResponse>(recall);
  ASSERT_THAT(recalled, IsOk());
  EXPECT_EQ(recalled->referral().recall_reason(), "Sendt ved en fejl.");
  EXPECT_EQ(Get(case_).open_referrals(), 0);
}

TEST_F(ReferralServiceTest, PermitNamesAServiceOfTheAuthority) {
  CreateReferralRequest request = ReferralRequest(case_, "building");
  request.set_kind(Referral::KIND_PERMIT);
  EXPECT_THAT(desk_.Call<CreateReferralResponse>(request), Violates("service"));
  request.set_service("alcohol-licence");
  EXPECT_THAT(desk_.Call<CreateReferralResponse>(request), Violates("service"));
  request.set_service("location-check");
  const auto created = desk_.Call<CreateReferralResponse>(request);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->referral().service(), "location-check");
  request = ReferralRequest(case_, "building");
  request.set_service("location-check");
  request.set_kind(static_cast<Referral::Kind>(77));
  EXPECT_THAT(desk_.Call<CreateReferralResponse>(request), Violates("kind"));
  request.set_kind(Referral::KIND_OUTSIDE);
  request.set_assignee("mem_x");
  EXPECT_THAT(desk_.Call<CreateReferralResponse>(request), Violates("service", "assignee"));
}

TEST_F(ReferralServiceTest, FrontDeskIsAUnitToo) {
  CreateReferralRequest request = ReferralRequest(case_, "business-service");
  request.set_kind(Referral::KIND_CALLBACK);
  const auto created = leader_.Call<CreateReferralResponse>(request);
  ASSERT_THAT(created, IsOk());
  auto complete = ReferralMove<CompleteReferralRequest>(created->referral().name());
  complete.set_outcome("Ringede.");
  EXPECT_THAT(desk_.Call<CompleteReferralResponse>(complete), IsOk());
}

TEST_F(ScopeTest, OtherCasesDoNotExist) {
  GetCaseRequest get;
  get.set_name(case_);
  EXPECT_THAT(building_.Call<GetCaseResponse>(get), IsOk());
  EXPECT_REFUSED(environment_.Call<GetCaseResponse>(get), kNotFound, "CASE_NOT_FOUND");
  // The same answer as for a case that nobody has.
  const absl::Status hidden = environment_.Call<GetCaseResponse>(get).status();
  get.set_name("cases/2026-000999");
  const absl::Status missing = environment_.Call<GetCaseResponse>(get).status();
  EXPECT_EQ(hidden.message(), "there is no " + case_);
  EXPECT_EQ(missing.message(), "there is no cases/2026-000999");

  ListInteractionsRequest interactions;
  interactions.set_parent(case_);
  EXPECT_REFUSED(environment_.Call<ListInteractionsResponse>(interactions), kNotFound, "CASE_NOT_FOUND");
  ListCaseEventsRequest events;
  events.set_parent(case_);
  EXPECT_REFUSED(environment_.Call<ListCaseEventsResponse>(events), kNotFound, "CASE_NOT_FOUND");
  EXPECT_REFUSED(environment_.Call<RecordInteractionResponse>(AnswerRequest(case_)), kNotFound, "CASE_NOT_FOUND");
  ListReferralsRequest referrals;
  referrals.set_parent(case_);
  EXPECT_REFUSED(environment_.Call<ListReferralsResponse>(referrals), kNotFound, "CASE_NOT_FOUND");
  EXPECT_THAT(building_.Call<RecordInteractionResponse>(AnswerRequest(case_)), IsOk());
}

TEST_F(ScopeTest, ListsHoldOwnCasesAndReferralsOnly) {
  const std::string other = Register().name();
  Refer(other, "industrial-environment");
  const auto mine = building_.Call<ListCasesResponse>(ListCasesRequest());
  ASSERT_THAT(mine, IsOk());
  ASSERT_EQ(mine->cases_size(), 1);
  EXPECT_EQ(mine->cases(0).name(), case_);
  EXPECT_EQ(leader_.Call<ListCasesResponse>(ListCasesRequest())->cases_size(), 2);

  ListReferralsRequest request;
  request.set_parent("cases/-");
  EXPECT_THAT(NamesOf(building_.Call<ListReferralsResponse>(request)), ::testing::ElementsAre(referral_));
  request.set_authority("industrial-environment");
  EXPECT_THAT(NamesOf(building_.Call<ListReferralsResponse>(request)), ::testing::IsEmpty());
  EXPECT_THAT(NamesOf(environment_.Call<ListReferralsResponse>(request)), ::testing::SizeIs(1));
}

TEST_F(ScopeTest, OtherReferralsOnTheSameCaseDoNotExist) {
  const std::string other = Refer(case_, "industrial-environment").name();
  EXPECT_REFUSED(building_.Call<GetReferralResponse>(ByName(other)), kNotFound, "REFERRAL_NOT_FOUND");
  EXPECT_REFUSED(building_.Call<AcceptReferralResponse>(ReferralMove<AcceptReferralRequest>(other)), kNotFound,
                 "REFERRAL_NOT_FOUND");
  EXPECT_REFUSED(building_.Call<DeclineReferralResponse>(DeclineRequest(other)), kNotFound, "REFERRAL_NOT_FOUND");
  EXPECT_REFUSED(building_.Call<AnswerReferralResponse>(ReferralAnswer(other)), kNotFound, "REFERRAL_NOT_FOUND");
  ListReferralsRequest request;
  request.set_parent(case_);
  EXPECT_THAT(NamesOf(building_.Call<ListReferralsResponse>(request)), ::testing::ElementsAre(referral_));
}

TEST_F(ScopeTest, EventsAboutOtherReferralsComeWithoutDetail) {
  Refer(case_, "industrial-environment");
  ListCaseEventsRequest request;
  request.set_parent(case_);
  const auto all = desk_.Call<ListCaseEventsResponse>(request);
  const auto mine = building_.Call<ListCaseEventsResponse>(request);
  ASSERT_THAT(all, IsOk());
  ASSERT_THAT(mine, IsOk());
  ASSERT_EQ(all->events_size(), 4);
  ASSERT_EQ(mine->events_size(), 4);
  CaseEvent visible = all->events(2);
  visible.clear_stored();
  EXPECT_EQ(mine->events(2).SerializeAsString(), visible.SerializeAsString());
  EXPECT_EQ(mine->events(3).detail_case(), CaseEvent::DETAIL_NOT_SET);
  EXPECT_FALSE(mine->events(3).has_actor());
  EXPECT_EQ(mine->events(3).hash(), all->events(3).hash());
  EXPECT_EQ(mine->events(3).sequence(), 4);
}

TEST_F(ScopeTest, DeclinedReferralKeepsTheCaseVisible) {
  ASSERT_THAT(building_.Call<DeclineReferralResponse>(DeclineRequest(referral_)), IsOk());
  GetCaseRequest get;
  get.set_name(case_);
  EXPECT_THAT(building_.Call<GetCaseResponse>(get), IsOk());
}

}  // namespace
}  // namespace indgang::service
