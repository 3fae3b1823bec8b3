#include "gmock/gmock.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "indgang/directory/v1/directory_service.pb.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace directory::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsError;
using testing::IsOk;
using testing::Violates;

class DirectoryServiceTest : public ServiceTest {
 protected:
  static CreateMemberRequest NewMember(const std::string& name, admin::v1::Role role = admin::v1::ROLE_CONSULTANT) {
    CreateMemberRequest request;
    request.set_request_id(NewRequestId());
    request.mutable_member()->set_display_name(name);
    request.mutable_member()->set_role(role);
    request.mutable_member()->set_phone("22334455");
    return request;
  }

  Member Add(const std::string& name) {
    const auto response = admin_.Call<CreateMemberResponse>(NewMember(name));
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->member() : Member();
  }

  static UpdateMemberRequest State(const std::string& id, Member::State state) {
    UpdateMemberRequest request;
    request.set_request_id(NewRequestId());
    request.mutable_member()->set_id(id);
    request.mutable_member()->set_state(state);
    request.add_update_mask("state");
    return request;
  }

  // Friday 20 November 2026 is today.
  static CreateAbsenceRequest Friday(const std::string& member, const std::string& substitute = "") {
    CreateAbsenceRequest request;
    request.set_request_id(NewRequestId());
    request.set_member(member);
    request.mutable_absence()->set_first_day("2026-11-20");
    request.mutable_absence()->set_last_day("2026-11-22");
    request.mutable_absence()->set_substitute(substitute);
    return request;
  }

  static GetMemberRequest Who(const std::string& id) {
    GetMemberRequest request;
    request.set_id(id);
    return request;
  }

  cases::v1::HandOverCaseRequest HandOver(const std::string& name, const std::string& to) {
    cases::v1::HandOverCaseRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(name);
    request.set_contact_person(to);
    request.set_reason("Barsel");
    request.set_channel(cases::v1::CHANNEL_EMAIL);
    request.set_message("Fra i dag er Anna Ny jeres kontaktperson.");
    return request;
  }

  std::vector<cases::v1::CaseEvent> Events(const std::string& name) {
    cases::v1::ListCaseEventsRequest request;
    request.set_parent(name);
    const auto response = desk_.Call<cases::v1::ListCaseEventsResponse>(request);
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return {};
    return {response->events().begin(), response->events().end()};
  }
};

TEST_F(DirectoryServiceTest, NewMemberIsThereAtOnceAndAfterRestart) {
  const Member anna = Add("Anna Ny");
  EXPECT_THAT(anna.id(), ::testing::MatchesRegex("mem_[0-9a-z]{16}"));
  EXPECT_EQ(anna.state(), Member::STATE_ACTIVE);
  const auto got = desk_.Call<GetMemberResponse>(Who(anna.id()));
  ASSERT_THAT(got, IsOk());
  EXPECT_EQ(got->member().SerializeAsString(), anna.SerializeAsString());
  EXPECT_TRUE(got->present());
  EXPECT_EQ(got->open_cases(), 0);
  server_.Restart();
  EXPECT_EQ(server_.directory().Stored()->Find(anna.id())->SerializeAsString(), anna.SerializeAsString());
}

TEST_F(DirectoryServiceTest, ARetryAddsNobodyTwice) {
  const CreateMemberRequest request = NewMember("Anna Ny");
  const auto first = admin_.Call<CreateMemberResponse>(request);
  const auto second = admin_.Call<CreateMemberResponse>(request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->member().id(), first->member().id());
  EXPECT_EQ(server_.directory().Stored()->members().size(), 5u) << "four with tokens, and Anna";
}

TEST_F(DirectoryServiceTest, WrongFieldsAndUnknownMembers) {
  CreateMemberRequest wrong = NewMember("Anna Ny");
  wrong.mutable_member()->add_packages("no-such");
  EXPECT_REFUSED(admin_.Call<CreateMemberResponse>(wrong), kInvalidArgument, "FIELD_INVALID");
  EXPECT_THAT(desk_.Call<GetMemberResponse>(Who("x")), Violates("id"));
  const std::string nobody = "mem_0000000000000000";
  EXPECT_REFUSED(desk_.Call<GetMemberResponse>(Who(nobody)), kNotFound, "MEMBER_NOT_FOUND");
  EXPECT_REFUSED(admin_.Call<GetMemberResponse>(Who("me")), kNotFound, "MEMBER_NOT_FOUND");
  EXPECT_REFUSED(leader_.Call<UpdateMemberResponse>(State(nobody, Member::STATE_LEFT)), kNotFound, "MEMBER_NOT_FOUND");
  EXPECT_REFUSED(leader_.Call<CreateAbsenceResponse>(Friday(nobody)), kNotFound, "MEMBER_NOT_FOUND");
}

TEST_F(DirectoryServiceTest, ListIsByNameInPages) {
  Add("Bo");
  Add("Anna");
  const Member left = Add("Carl");
  ASSERT_THAT(leader_.Call<UpdateMemberResponse>(State(left.id(), Member::STATE_LEFT)), IsOk());
  const auto names = [&](ListMembersRequest request) {
    std::vector<std::string> found;
    do {
      const auto page = building_.Call<ListMembersResponse>(request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const Member& member : page->members()) found.push_back(member.display_name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return found;
  };
  ListMembersRequest request;
  request.set_page_size(2);
  EXPECT_THAT(names(request), ElementsAre("Anna", "Bo", "Test ROLE_FRONT_DESK", "Test ROLE_LEADER",
                                          "Test ROLE_TASK_FORCE_MEMBER", "Test ROLE_TASK_FORCE_MEMBER"));
  request.set_unit("building");
  EXPECT_THAT(names(request), ElementsAre("Test ROLE_TASK_FORCE_MEMBER"));
  request.set_unit("business-service");
  request.set_show_left(true);
  EXPECT_THAT(names(request), ElementsAre("Anna", "Bo", "Carl", "Test ROLE_FRONT_DESK", "Test ROLE_LEADER"));
  request.set_page_token("x");
  EXPECT_REFUSED(desk_.Call<ListMembersResponse>(request), kInvalidArgument, "PAGE_TOKEN_INVALID");
}

TEST_F(DirectoryServiceTest, UpdateNeedsTheNewestEtagAndHandedOverCases) {
  const cases::v1::Case opened = Register();
  UpdateMemberRequest request = State(desk_.member(), Member::STATE_LEFT);
  request.mutable_member()->set_etag("old");
  EXPECT_REFUSED(leader_.Call<UpdateMemberResponse>(request), kAborted, "ETAG_MISMATCH");
  request = State(desk_.member(), Member::STATE_LEFT);
  EXPECT_REFUSED(leader_.Call<UpdateMemberResponse>(request), kFailedPrecondition, "MEMBER_HAS_CASES");
  const auto busy = leader_.Call<GetMemberResponse>(Who(desk_.member()));
  ASSERT_THAT(busy, IsOk());
  EXPECT_EQ(busy->open_cases(), 1);
  EXPECT_EQ(building_.Call<GetMemberResponse>(Who(desk_.member()))->open_cases(), 0) << "not its business";

  ASSERT_THAT(desk_.Call<cases::v1::HandOverCaseResponse>(HandOver(opened.name(), leader_.member())), IsOk());
  request = State(desk_.member(), Member::STATE_LEFT);
  request.mutable_member()->set_etag(busy->member().etag());
  const auto left = leader_.Call<UpdateMemberResponse>(request);
  ASSERT_THAT(left, IsOk());
  EXPECT_NE(left->member().etag(), busy->member().etag());
}

TEST_F(DirectoryServiceTest, ATokenOfWhoHasLeftIsRefusedUntilTheMemberComesBack) {
  const std::string member = desk_.member();
  const auto who_am_i = [&] { return desk_.Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest()); };
  ASSERT_THAT(who_am_i(), IsOk());
  ASSERT_THAT(leader_.Call<UpdateMemberResponse>(State(member, Member::STATE_LEFT)), IsOk());
  EXPECT_REFUSED(who_am_i(), kUnauthenticated, "MEMBER_LEFT");
  EXPECT_REFUSED(desk_.Call<cases::v1::RegisterEnquiryResponse>(EnquiryRequest()), kUnauthenticated, "MEMBER_LEFT");
  EXPECT_REFUSED(desk_.Call<cases::v1::ListCasesResponse>(cases::v1::ListCasesRequest()), kUnauthenticated,
                 "MEMBER_LEFT");
  EXPECT_THAT(admin_.Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest()), IsOk()) << "belongs to nobody";
  EXPECT_THAT(gateway_.Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest()), IsOk());
  server_.Restart();
  desk_ = server_.WithSecret(desk_.secret());
  leader_ = server_.WithSecret(leader_.secret());
  EXPECT_REFUSED(who_am_i(), kUnauthenticated, "MEMBER_LEFT");
  ASSERT_THAT(leader_.Call<UpdateMemberResponse>(State(member, Member::STATE_ACTIVE)), IsOk());
  EXPECT_THAT(who_am_i(), IsOk());
}

TEST_F(DirectoryServiceTest, AbsencesAreOnesOwnUnlessOneLeads) {
  EXPECT_REFUSED(building_.Call<CreateAbsenceResponse>(Friday(desk_.member())), kPermissionDenied, "NOT_OWN_ABSENCE");
  const auto own = building_.Call<CreateAbsenceResponse>(Friday("me"));
  ASSERT_THAT(own, IsOk());
  EXPECT_EQ(own->member().id(), building_.member());
  EXPECT_EQ(own->absence().last_day(), "2026-11-22");
  EXPECT_FALSE(building_.Call<GetMemberResponse>(Who("me"))->present());
  EXPECT_REFUSED(building_.Call<CreateAbsenceResponse>(Friday("me")), kInvalidArgument, "FIELD_INVALID");
  DeleteAbsenceRequest back;
  back.set_request_id(NewRequestId());
  back.set_member(building_.member());
  back.set_absence(own->absence().id());
  EXPECT_REFUSED(desk_.Call<DeleteAbsenceResponse>(back), kPermissionDenied, "NOT_OWN_ABSENCE");
  back.set_request_id(NewRequestId());
  ASSERT_THAT(leader_.Call<DeleteAbsenceResponse>(back), IsOk());
  EXPECT_TRUE(building_.Call<GetMemberResponse>(Who("me"))->present());
  back.set_request_id(NewRequestId());
  EXPECT_REFUSED(building_.Call<DeleteAbsenceResponse>(back), kNotFound, "ABSENCE_NOT_FOUND");
  ASSERT_THAT(admin_.Call<CreateAbsenceResponse>(Friday(desk_.member(), leader_.member())), IsOk());
}

TEST_F(DirectoryServiceTest, UnitsTellWhoIsThereToday) {
  ASSERT_THAT(building_.Call<CreateAbsenceResponse>(Friday("me")), IsOk());
  ListUnitsRequest request;
  request.set_page_size(2);
  std::vector<std::string> units;
  do {
    const auto page = desk_.Call<ListUnitsResponse>(request);
    ASSERT_THAT(page, IsOk());
    for (const Unit& unit : page->units()) units.push_back(unit.ShortDebugString());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(units, ElementsAre(R"(id: "building" display_name: "Byggesag" members: 1)",
                                 R"(id: "business-service" display_name: "Erhvervsservice" members: 2 present: 2)",
                                 HasSubstr(R"(members: 1 present: 1)"),
                                 R"(id: "licensing-board" display_name: "Bevillingsn\303\246vnet")"));
}

TEST_F(DirectoryServiceTest, TableIsExportedAndImportedAllOrNothing) {
  const auto exported = leader_.Call<ExportMembersResponse>(ExportMembersRequest());
  ASSERT_THAT(exported, IsOk());
  EXPECT_THAT(exported->csv(), HasSubstr(desk_.member() + ",Test ROLE_FRONT_DESK,FRONT_DESK,,,,,,ACTIVE\r\n"));
  ImportMembersRequest request;
  request.set_request_id(NewRequestId());
  request.set_csv(exported->csv() + ",Anna Ny,CONSULTANT,,22334455,,car-repair-shop,,\r\n");
  request.set_dry_run(true);
  const auto before = server_.directory().Stored()->members().size();
  const auto dry = leader_.Call<ImportMembersResponse>(request);
  ASSERT_THAT(dry, IsOk());
  EXPECT_EQ(dry->added(), 1);
  EXPECT_EQ(dry->unchanged(), 4);
  EXPECT_EQ(server_.directory().Stored()->members().size(), before);
  request.set_request_id(NewRequestId());
  request.set_dry_run(false);
  ASSERT_THAT(leader_.Call<ImportMembersResponse>(request), IsOk());
  EXPECT_EQ(server_.directory().Stored()->members().size(), before + 1);
  request.set_request_id(NewRequestId());
  request.set_csv("display_name,role,phone\nGood,LEADER,1\nBad,BOSS,1\n");
  EXPECT_REFUSED(leader_.Call<ImportMembersResponse>(request), kInvalidArgument, "CSV_INVALID");
  EXPECT_EQ(server_.directory().Stored()->members().size(), before + 1);
}

TEST_F(DirectoryServiceTest, HundredsOfProblemsStillReachTheClient) {
  ImportMembersRequest request;
  request.set_request_id(NewRequestId());
  request.set_csv("display_name,role\n");
  for (int i = 0; i < 2000; ++i) request.mutable_csv()->append("A,BOSS\n");
  const auto refused = leader_.Call<ImportMembersResponse>(request);
  EXPECT_THAT(refused, IsError(absl::StatusCode::kInvalidArgument, "CSV_INVALID"));
  EXPECT_EQ(GetErrorInfo(refused.status())->metadata().at("problems"), "2000");
}

TEST_F(DirectoryServiceTest, EnquiryGoesToWhoIsThereAndTheEventSaysWhy) {
  const Member anna = Add("Anna Ny");
  cases::v1::RegisterEnquiryRequest named = EnquiryRequest();
  named.set_contact_person(anna.id());
  const auto receipt = desk_.Call<cases::v1::RegisterEnquiryResponse>(named);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->case_().contact_person().id(), anna.id());
  EXPECT_EQ(Events(receipt->case_().name())[1].contact_person_assigned().choice(),
            cases::v1::ContactPersonAssigned::CHOICE_NAMED);
  named.set_request_id(NewRequestId());
  named.set_contact_person("mem_0000000000000000");
  EXPECT_REFUSED(desk_.Call<cases::v1::RegisterEnquiryResponse>(named), kNotFound, "MEMBER_NOT_FOUND");
  ASSERT_THAT(leader_.Call<CreateAbsenceResponse>(Friday(desk_.member(), anna.id())), IsOk());
  const cases::v1::Case substituted = Register();
  EXPECT_EQ(substituted.contact_person().id(), anna.id());
  EXPECT_EQ(substituted.case_number(), "2026-000002") << "a refused enquiry takes no number";
  EXPECT_EQ(Events(substituted.name())[1].contact_person_assigned().choice(),
            cases::v1::ContactPersonAssigned::CHOICE_SUBSTITUTE);
}

TEST_F(DirectoryServiceTest, GatewaysEnquiryGoesToTheLeastBusyOfTheFrontDesk) {
  const testing::TestClient second = server_.As(admin::v1::ROLE_FRONT_DESK);
  Register();
  cases::v1::RegisterEnquiryRequest request = EnquiryRequest();
  request.mutable_enquiry()->set_channel(cases::v1::CHANNEL_WEB);
  const auto receipt = gateway_.Call<cases::v1::RegisterEnquiryResponse>(request);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->case_().contact_person().id(), second.member());
  EXPECT_EQ(Events(receipt->case_().name())[1].contact_person_assigned().choice(),
            cases::v1::ContactPersonAssigned::CHOICE_FRONT_DESK);
  // With nobody there it is refused, with the reason: not silently parked.
  EXPECT_REFUSED(desk_.Call<CreateAbsenceResponse>(Friday("me")), kFailedPrecondition, "SUBSTITUTE_REQUIRED");
  ASSERT_THAT(leader_.Call<CreateAbsenceResponse>(Friday(desk_.member(), second.member())), IsOk());
  ASSERT_THAT(leader_.Call<CreateAbsenceResponse>(Friday(second.member(), desk_.member())), IsOk());
  request.set_request_id(NewRequestId());
  EXPECT_REFUSED(gateway_.Call<cases::v1::RegisterEnquiryResponse>(request), kFailedPrecondition, "NO_CONTACT_PERSON");
}

TEST_F(DirectoryServiceTest, HandOverIsAnEventAndTheCompanyWasTold) {
  const Member anna = Add("Anna Ny");
  const cases::v1::Case opened = Register();
  cases::v1::HandOverCaseRequest request = HandOver(opened.name(), anna.id());
  request.set_etag("old");
  EXPECT_REFUSED(leader_.Call<cases::v1::HandOverCaseResponse>(request), kAborted, "ETAG_MISMATCH");
  request = HandOver(opened.name(), anna.id());
  request.set_etag(opened.etag());
  const auto response = leader_.Call<cases::v1::HandOverCaseResponse>(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->case_().contact_person().id(), anna.id());
  EXPECT_NE(response->case_().etag(), opened.etag());
  const std::vector<cases::v1::CaseEvent> events = Events(opened.name());
  ASSERT_GE(events.size(), 4u);
  EXPECT_EQ(events[2].contact_person_handed_over().from().id(), desk_.member());
  EXPECT_EQ(events[2].contact_person_handed_over().to().id(), anna.id());
  EXPECT_EQ(events[2].actor().member(), leader_.member());
  EXPECT_EQ(events[2].contact_person_handed_over().reason(), "Barsel");
  Refer(opened.name(), "building");
  cases::v1::ListCaseEventsRequest as_authority;
  as_authority.set_parent(opened.name());
  const auto seen = building_.Call<cases::v1::ListCaseEventsResponse>(as_authority);
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->events(2).contact_person_handed_over().to().id(), anna.id());
  EXPECT_EQ(seen->events(2).contact_person_handed_over().reason(), "") << "nobody else's business";
  cases::v1::ListInteractionsRequest list;
  list.set_parent(opened.name());
  const auto said = desk_.Call<cases::v1::ListInteractionsResponse>(list);
  ASSERT_THAT(said, IsOk());
  ASSERT_EQ(said->interactions_size(), 1);
  EXPECT_EQ(said->interactions(0).text(), "Fra i dag er Anna Ny jeres kontaktperson.");
  // Her cases, not the first one's.
  cases::v1::ListCasesRequest mine;
  mine.set_contact_person("me");
  EXPECT_EQ(desk_.Call<cases::v1::ListCasesResponse>(mine)->cases_size(), 0);
  mine.set_contact_person(anna.id());
  EXPECT_EQ(desk_.Call<cases::v1::ListCasesResponse>(mine)->cases_size(), 1);
  request = HandOver(opened.name(), building_.member());
  EXPECT_REFUSED(desk_.Call<cases::v1::HandOverCaseResponse>(request), kFailedPrecondition, "NO_CONTACT_PERSON");
  request = HandOver(opened.name(), anna.id());
  EXPECT_REFUSED(desk_.Call<cases::v1::HandOverCaseResponse>(request), kFailedPrecondition, "ALREADY_CONTACT_PERSON");
  request = HandOver("cases/2026-000099", "me");
  EXPECT_REFUSED(desk_.Call<cases::v1::HandOverCaseResponse>(request), kNotFound, "CASE_NOT_FOUND");
}

}  // namespace
}  // namespace indgang::service
