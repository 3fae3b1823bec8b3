#include "server/domain/events.h"
#include "server/domain/times.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using domain::FromTimestamp;
using testing::IsOk;
using testing::Violates;

class CaseServiceTest : public ServiceTest {
 protected:
  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  void Close(const std::string& name) {
    ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), IsOk());
    ASSERT_THAT(desk_.Call<CloseCaseResponse>(CloseRequest(name)), IsOk());
  }
};

TEST_F(CaseServiceTest, ReceiptHasNumberContactPersonDueTimesAndSuggestions) {
  const Case receipt = Register();
  EXPECT_EQ(receipt.name(), "cases/2026-000001");
  EXPECT_EQ(receipt.contact_person().id(), desk_.member());
  EXPECT_EQ(FromTimestamp(receipt.goals().reply_due_time()) - server_.clock().Now(), absl::Hours(3 * 24));
  EXPECT_EQ(FromTimestamp(receipt.goals().answer_due_time()) - server_.clock().Now(), absl::Hours(7 * 24));
  ASSERT_GE(receipt.suggestions_size(), 2);
  EXPECT_EQ(receipt.suggestions(0).authority(), "building");
  EXPECT_EQ(receipt.suggestions(1).authority(), "industrial-environment");
  EXPECT_FALSE(receipt.suggestions(0).why().empty());
  EXPECT_EQ(receipt.content_hash(), std::string(64, 'a'));
  EXPECT_EQ(Get(receipt.name()).SerializeAsString(), receipt.SerializeAsString());
}

TEST_F(CaseServiceTest, NumbersFollowOneAnotherAndTheLocalYear) {
  EXPECT_EQ(Register().case_number(), "2026-000001");
  EXPECT_EQ(Register().case_number(), "2026-000002");
  absl::Time new_year;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2027-01-01T00:00:00+01:00", &new_year, nullptr));
  server_.clock().Set(new_year - absl::Seconds(1));
  EXPECT_EQ(Register().case_number(), "2026-000003");
  server_.clock().Set(new_year);  // still 2026 in UTC
  EXPECT_EQ(Register().case_number(), "2027-000001");
}

TEST_F(CaseServiceTest, WrongEnquiriesAreRefusedWithEveryFieldAndUseNoNumber) {
  RegisterEnquiryRequest request = EnquiryRequest();
  request.mutable_enquiry()->mutable_company()->set_cvr_number("12345678");
  EXPECT_REFUSED(desk_.Call<RegisterEnquiryResponse>(request), kInvalidArgument, "FIELD_INVALID");
  request.mutable_enquiry()->clear_text();
  request.mutable_enquiry()->set_channel(static_cast<Channel>(99));
  request.mutable_enquiry()->mutable_contact()->clear_phone();
  request.mutable_enquiry()->set_language("tlh");
  EXPECT_THAT(
      desk_.Call<RegisterEnquiryResponse>(request),
      Violates("enquiry.channel", "enquiry.company.cvr_number", "enquiry.contact", "enquiry.text", "enquiry.language"));
  EXPECT_EQ(Register().case_number(), "2026-000001");
}

TEST_F(CaseServiceTest, CprNumberIsRefusedAndNeitherAnsweredNorLogged) {
  RegisterEnquiryRequest request = EnquiryRequest();
  request.mutable_enquiry()->set_text("Jeg hedder Bo, 010190-1234");
  const auto response = desk_.Call<RegisterEnquiryResponse>(request);
  EXPECT_THAT(response, Violates("enquiry.text"));
  EXPECT_THAT(response.status().ToString(), ::testing::Not(::testing::HasSubstr("010190")));
  for (const std::string& line : server_.log().lines()) {
    EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr("010190"))) << line;
  }
}

TEST_F(CaseServiceTest, GatewayRegistersFromTheWebForTheFrontDesk) {
  RegisterEnquiryRequest request = EnquiryRequest();
  EXPECT_REFUSED(gateway_.Call<RegisterEnquiryResponse>(request), kInvalidArgument, "FIELD_INVALID");
  request.mutable_enquiry()->set_channel(CHANNEL_WEB);
  const auto response = gateway_.Call<RegisterEnquiryResponse>(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->case_().contact_person().id(), desk_.member());
  EXPECT_EQ(response->case_().contact_person().phone(), "+45 12 34 56 78") << "the front desk's, for want of an own";
}

TEST_F(CaseServiceTest, WayOfACaseLeavesEveryEventInAVerifiedChain) {
  const std::string name = Register().name();
  ASSERT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(name)), IsOk());
  const std::string first = Refer(name, "building").name();
  const std::string second = Refer(name, "industrial-environment").name();
  ASSERT_THAT(building_.Call<DeclineReferralResponse>(DeclineRequest(first)), IsOk());
  ASSERT_THAT(environment_.Call<AcceptReferralResponse>(ReferralMove<AcceptReferralRequest>(second)), IsOk());
  ASSERT_THAT(environment_.Call<AnswerReferralResponse>(ReferralAnswer(second)), IsOk());
  server_.clock().Advance(absl::Hours(1));
  Close(name);

  ListCaseEventsRequest request;
  request.set_parent(name);
  const auto response = desk_.Call<ListCaseEventsResponse>(request);
  ASSERT_THAT(response, IsOk());
  std::vector<int> kinds;
  for (const CaseEvent& event : response->events()) kinds.push_back(event.detail_case());
  EXPECT_THAT(
      kinds, ::testing::ElementsAre(CaseEvent::kRegistered, CaseEvent::kContactPersonAssigned, CaseEvent::kTriaged,
                                    CaseEvent::kReferralCreated, CaseEvent::kReferralCreated,
                                    CaseEvent::kReferralDeclined, CaseEvent::kReferralAccepted,
                                    CaseEvent::kReferralAnswered, CaseEvent::kInteractionRecorded, CaseEvent::kClosed));
  domain::ChainEnd end;
  ASSERT_THAT(storage::ReadAndWait(server_.storage(),
                                   [&](storage::ReadTransaction& tx) {
                                     const auto stored = tx.GetCase("2026-000001");
                                     end = {(*stored)->last_sequence, (*stored)->last_hash};
                                     return stored.status();
                                   }),
              IsOk());
  EXPECT_THAT(domain::Verify("2026-000001", {response->events().begin(), response->events().end()}, end), IsOk());
  const Case closed = Get(name);
  EXPECT_EQ(closed.state(), Case::STATE_CLOSED);
  EXPECT_EQ(closed.open_referrals(), 0);
  EXPECT_EQ(FromTimestamp(closed.goals().first_reply_time()), server_.clock().Now());
}

TEST_F(CaseServiceTest, UnknownAndMalformedNames) {
  Register();
  EXPECT_REFUSED(desk_.Call<GetCaseResponse>(Named<GetCaseRequest>("cases/2026-000002")), kNotFound, "CASE_NOT_FOUND");
  EXPECT_THAT(desk_.Call<GetCaseResponse>(Named<GetCaseRequest>("2026-000001")), Violates("name"));
  EXPECT_REFUSED(desk_.Call<TriageCaseResponse>(TriageRequest("cases/2026-000002")), kNotFound, "CASE_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<RecordInteractionResponse>(AnswerRequest("cases/2026-000002")), kNotFound,
                 "CASE_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<CloseCaseResponse>(CloseRequest("cases/2026-000002")), kNotFound, "CASE_NOT_FOUND");
  ListInteractionsRequest interactions;
  interactions.set_parent("cases/2026-000002");
  EXPECT_REFUSED(desk_.Call<ListInteractionsResponse>(interactions), kNotFound, "CASE_NOT_FOUND");
  ListCaseEventsRequest events;
  events.set_parent("cases/2026-000002");
  EXPECT_REFUSED(desk_.Call<ListCaseEventsResponse>(events), kNotFound, "CASE_NOT_FOUND");
  events.set_parent("x");
  events.set_page_size(-1);
  EXPECT_THAT(desk_.Call<ListCaseEventsResponse>(events), Violates("parent", "page_size"));
}

TEST_F(CaseServiceTest, TriageChecksServicesAgainstTheKnowledgeBaseAndTheSuggestions) {
  const std::string name = Register().name();
  TriageCaseRequest request = TriageRequest(name);
  request.add_services("no-such-service");
  EXPECT_REFUSED(desk_.Call<TriageCaseResponse>(request), kInvalidArgument, "FIELD_INVALID");
  request = TriageRequest(name);
  request.add_services("alcohol-licence");
  EXPECT_THAT(desk_.Call<TriageCaseResponse>(request), Violates("reason"));
  EXPECT_REFUSED(desk_.Call<TriageCaseResponse>(request), kInvalidArgument, "FIELD_INVALID");
  request.set_reason("De vil også servere øl.");
  const auto response = desk_.Call<TriageCaseResponse>(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->case_().state(), Case::STATE_IN_PROGRESS);
  EXPECT_EQ(response->case_().services_size(), 2);
}

TEST_F(CaseServiceTest, ClosedCaseTakesNoMore) {
  const std::string name = Register().name();
  Close(name);
  EXPECT_REFUSED(desk_.Call<TriageCaseResponse>(TriageRequest(name)), kFailedPrecondition, "CASE_CLOSED");
  EXPECT_REFUSED(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), kFailedPrecondition, "CASE_CLOSED");
  EXPECT_REFUSED(desk_.Call<CloseCaseResponse>(CloseRequest(name)), kFailedPrecondition, "CASE_CLOSED");
  EXPECT_REFUSED(desk_.Call<CreateReferralResponse>(ReferralRequest(name, "building")), kFailedPrecondition,
                 "CASE_CLOSED");
}

TEST_F(CaseServiceTest, ClosingNeedsReplyAnsweredReferralsAndDialogue) {
  const std::string name = Register().name();
  EXPECT_REFUSED(desk_.Call<CloseCaseResponse>(CloseRequest(name)), kFailedPrecondition, "REPLY_MISSING");
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), IsOk());
  const std::string referral = Refer(name, "building").name();
  EXPECT_REFUSED(desk_.Call<CloseCaseResponse>(CloseRequest(name)), kFailedPrecondition, "REFERRAL_OPEN");
  ASSERT_THAT(building_.Call<AnswerReferralResponse>(ReferralAnswer(referral)), IsOk());
  CloseCaseRequest refusal = CloseRequest(name);
  refusal.set_outcome(Case::OUTCOME_REFUSED);
  EXPECT_REFUSED(desk_.Call<CloseCaseResponse>(refusal), kFailedPrecondition, "DIALOGUE_REQUIRED");
  RecordInteractionRequest offer = AnswerRequest(name);
  offer.mutable_interaction()->set_kind(Interaction::KIND_DIALOGUE_OFFER);
  EXPECT_REFUSED(desk_.Call<RecordInteractionResponse>(offer), kInvalidArgument, "FIELD_INVALID");
  offer.set_request_id(NewRequestId());
  offer.mutable_interaction()->mutable_dialogue_offer()->add_alternatives("Havnen");
  offer.mutable_interaction()->mutable_dialogue_offer()->add_rules("Planloven § 18");
  ASSERT_THAT(desk_.Call<RecordInteractionResponse>(offer), IsOk());
  EXPECT_THAT(desk_.Call<CloseCaseResponse>(refusal), IsOk());
}

TEST_F(CaseServiceTest, AnswerGoingInboundIsRefused) {
  RecordInteractionRequest request = AnswerRequest(Register().name());
  request.mutable_interaction()->set_direction(Interaction::DIRECTION_INBOUND);
  EXPECT_THAT(desk_.Call<RecordInteractionResponse>(request), Violates("interaction.direction"));
  EXPECT_REFUSED(desk_.Call<RecordInteractionResponse>(request), kInvalidArgument, "FIELD_INVALID");
}

TEST_F(CaseServiceTest, StaleEtagIsRefusedAndCurrentOneAccepted) {
  const Case registered = Register();
  const auto triaged = desk_.Call<TriageCaseResponse>([&] {
    TriageCaseRequest request = TriageRequest(registered.name());
    request.set_etag(registered.etag());
    return request;
  }());
  ASSERT_THAT(triaged, IsOk());
  EXPECT_NE(triaged->case_().etag(), registered.etag());

  TriageCaseRequest triage = TriageRequest(registered.name());
  triage.set_etag(registered.etag());
  EXPECT_REFUSED(desk_.Call<TriageCaseResponse>(triage), kAborted, "ETAG_MISMATCH");
  RecordInteractionRequest say = AnswerRequest(registered.name());
  say.set_etag(registered.etag());
  EXPECT_REFUSED(desk_.Call<RecordInteractionResponse>(say), kAborted, "ETAG_MISMATCH");
  CloseCaseRequest close = CloseRequest(registered.name());
  close.set_etag(registered.etag());
  EXPECT_REFUSED(desk_.Call<CloseCaseResponse>(close), kAborted, "ETAG_MISMATCH");
  CreateReferralRequest refer = ReferralRequest(registered.name(), "building");
  refer.set_etag(registered.etag());
  EXPECT_REFUSED(desk_.Call<CreateReferralResponse>(refer), kAborted, "ETAG_MISMATCH");
  refer.set_etag(triaged->case_().etag());
  EXPECT_THAT(desk_.Call<CreateReferralResponse>(refer), IsOk());
}

TEST_F(CaseServiceTest, EveryChangeChangesTheEtagEvenWhenTheClockStandsStill) {
  const Case registered = Register();
  const auto first = desk_.Call<RecordInteractionResponse>(AnswerRequest(registered.name()));
  const auto second = desk_.Call<RecordInteractionResponse>(AnswerRequest(registered.name()));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_NE(first->case_().etag(), registered.etag());
  EXPECT_NE(second->case_().etag(), first->case_().etag());
}

TEST_F(CaseServiceTest, ListCasesFiltersAndPagesNewestFirst) {
  const Case first = Register();
  Close(first.name());
  for (int i = 0; i < 4; ++i) Register();
  RegisterEnquiryRequest other = EnquiryRequest();
  other.mutable_enquiry()->mutable_company()->clear_cvr_number();
  ASSERT_THAT(leader_.Call<RegisterEnquiryResponse>(other), IsOk());

  ListCasesRequest request;
  request.set_page_size(2);
  std::vector<std::string> numbers;
  do {
    const auto page = desk_.Call<ListCasesResponse>(request);
    ASSERT_THAT(page, IsOk());
    EXPECT_LE(page->cases_size(), 2);
    for (const Case& each : page->cases()) numbers.push_back(each.case_number());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(numbers, ::testing::ElementsAre("2026-000006", "2026-000005", "2026-000004", "2026-000003", "2026-000002",
                                              "2026-000001"));

  const auto count = [&](const std::function<void(ListCasesRequest&)>& filter) {
    ListCasesRequest filtered;
    filter(filtered);
    const auto response = desk_.Call<ListCasesResponse>(filtered);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->cases_size() : -1;
  };
  EXPECT_EQ(count([](auto& r) { r.set_state(Case::STATE_CLOSED); }), 1);
  EXPECT_EQ(count([](auto& r) { r.set_cvr_number("13585628"); }), 5);
  EXPECT_EQ(count([&](auto& r) { r.set_contact_person(leader_.member()); }), 1);
  EXPECT_EQ(count([](auto& r) { r.set_contact_person("me"); }), 5);
  EXPECT_EQ(count([](auto& r) { r.set_cvr_number("none"); }), 0);
}

TEST_F(CaseServiceTest, PageTokensBelongToTheirListAndFilter) {
  for (int i = 0; i < 3; ++i) Register();
  ListCasesRequest request;
  request.set_page_size(1);
  const auto page = desk_.Call<ListCasesResponse>(request);
  ASSERT_THAT(page, IsOk());
  request.set_page_token(page->next_page_token());
  request.set_page_size(2);
  EXPECT_THAT(desk_.Call<ListCasesResponse>(request), IsOk()) << "another page size is allowed";
  request.set_cvr_number("13585628");
  EXPECT_REFUSED(desk_.Call<ListCasesResponse>(request), kInvalidArgument, "PAGE_TOKEN_INVALID");
  request.clear_cvr_number();
  request.set_page_token("abc");
  EXPECT_REFUSED(desk_.Call<ListCasesResponse>(request), kInvalidArgument, "PAGE_TOKEN_INVALID");
  ListCaseEventsRequest events;
  events.set_parent("cases/2026-000001");
  events.set_page_token(page->next_page_token());
  EXPECT_REFUSED(desk_.Call<ListCaseEventsResponse>(events), kInvalidArgument, "PAGE_TOKEN_INVALID");
  request.set_page_token(page->next_page_token());
  EXPECT_REFUSED(building_.Call<ListCasesResponse>(request), kInvalidArgument, "PAGE_TOKEN_INVALID");
}

TEST_F(CaseServiceTest, InteractionsAndEventsPageOldestFirst) {
  const std::string name = Register().name();
  for (int i = 0; i < 5; ++i) ASSERT_THAT(desk_.Call<RecordInteractionResponse>(AnswerRequest(name)), IsOk());
  ListInteractionsRequest request;
  request.set_parent(name);
  request.set_page_size(2);
  std::vector<std::string> names;
  int pages = 0;
  do {
    const auto page = desk_.Call<ListInteractionsResponse>(request);
    ASSERT_THAT(page, IsOk());
    for (const Interaction& each : page->interactions()) names.push_back(each.name());
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  ASSERT_EQ(names.size(), 5u);
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(names[i], absl::StrCat(name, "/interactions/", i + 1));

  ListCaseEventsRequest events;
  events.set_parent(name);
  events.set_page_size(3);
  std::int64_t sequence = 0;
  do {
    const auto page = desk_.Call<ListCaseEventsResponse>(events);
    ASSERT_THAT(page, IsOk());
    for (const CaseEvent& each : page->events()) EXPECT_EQ(each.sequence(), ++sequence);
    events.set_page_token(page->next_page_token());
  } while (!events.page_token().empty());
  EXPECT_EQ(sequence, 7);
}

TEST_F(CaseServiceTest, PagesOfLongTextsStayBelowWhatClientsAccept) {
  const std::string name = Register().name();
  RecordInteractionRequest request = AnswerRequest(name);
  request.mutable_interaction()->set_text(std::string(20000, 'x'));
  for (int i = 0; i < 60; ++i) {
    request.set_request_id(NewRequestId());
    ASSERT_THAT(desk_.Call<RecordInteractionResponse>(request), IsOk());
  }
  ListInteractionsRequest list;
  list.set_parent(name);
  list.set_page_size(200);
  int count = 0;
  int pages = 0;
  do {
    const auto page = desk_.Call<ListInteractionsResponse>(list);
    ASSERT_THAT(page, IsOk());
    EXPECT_LE(page->ByteSizeLong(), 1u << 20);
    count += page->interactions_size();
    ++pages;
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(count, 60);
  EXPECT_EQ(pages, 2);
}

TEST_F(CaseServiceTest, RestartKeepsEverything) {
  const std::string name = Register().name();
  ASSERT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(name)), IsOk());
  Refer(name, "building");
  const std::string before = Get(name).SerializeAsString();
  const auto data = server_.StoredData();
  server_.Restart();
  EXPECT_EQ(server_.StoredData(), data);
  desk_ = server_.WithSecret(desk_.secret());
  EXPECT_EQ(Get(name).SerializeAsString(), before);
  EXPECT_EQ(Register().case_number(), "2026-000002");
}

}  // namespace
}  // namespace indgang::service
