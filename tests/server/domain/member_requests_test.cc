#include "server/domain/member_requests.h"

#include "gtest/gtest.h"
#include "server/domain/case_requests.h"
#include "tests/support/error_matchers.h"
#include "tests/support/small_knowledge.h"

namespace indgang::domain {
namespace {

using testing::IsOk;
using testing::Violates;

constexpr char kMember[] = "mem_0123456789abcdef";

TEST(CheckMemberRequestsTest, NewMember) {
  const auto bundle = testing::SmallBundle();
  directory::v1::CreateMemberRequest request;
  request.set_request_id("r1");
  request.mutable_member()->set_display_name("Mette Holm");
  request.mutable_member()->set_role(admin::v1::ROLE_FRONT_DESK);
  request.mutable_member()->set_phone("11223344");
  EXPECT_THAT(CheckCreateMember(request, *bundle), IsOk());
  request.mutable_member()->clear_phone();
  EXPECT_THAT(CheckCreateMember(request, *bundle), Violates("member.phone")) << "companies must reach her";
  request.mutable_member()->set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
  EXPECT_THAT(CheckCreateMember(request, *bundle), Violates("member.unit"));
  request.mutable_member()->set_unit("building");
  EXPECT_THAT(CheckCreateMember(request, *bundle), IsOk()) << "companies need not reach the task force";
  for (const auto role : {admin::v1::ROLE_UNSPECIFIED, admin::v1::ROLE_EDITOR, admin::v1::ROLE_STATISTICS,
                          admin::v1::ROLE_GATEWAY, admin::v1::ROLE_ADMIN, static_cast<admin::v1::Role>(99)}) {
    request.mutable_member()->set_role(role);
    EXPECT_THAT(CheckCreateMember(request, *bundle), Violates("member.role")) << role;
  }
  EXPECT_THAT(CheckCreateMember(directory::v1::CreateMemberRequest(), *bundle),
              Violates("request_id", "member.display_name", "member.role"));
}

TEST(CheckMemberRequestsTest, ReadingAndUpdating) {
  const auto bundle = testing::SmallBundle();
  directory::v1::GetMemberRequest get;
  for (const char* id : {kMember, "me"}) {
    get.set_id(id);
    EXPECT_THAT(CheckGetMember(get), IsOk()) << id;
  }
  for (const char* id : {"", "Me", "mem_", "mem_0123456789abcde", "mem_0123456789abcde/", "tok_0123456789abcdef"}) {
    get.set_id(id);
    EXPECT_THAT(CheckGetMember(get), Violates("id")) << id;
  }
  directory::v1::ListMembersRequest list;
  list.set_unit("building");
  EXPECT_THAT(CheckListMembers(list, *bundle), IsOk());
  list.set_unit("no-such");
  list.set_page_size(-1);
  EXPECT_THAT(CheckListMembers(list, *bundle), Violates("page_size", "unit"));
  directory::v1::UpdateMemberRequest update;
  EXPECT_THAT(CheckUpdateMember(update), Violates("request_id", "member.id", "update_mask"));
  update.set_request_id("r1");
  update.mutable_member()->set_id(kMember);
  update.add_update_mask("phone");
  EXPECT_THAT(CheckUpdateMember(update), IsOk());
  update.add_update_mask("absences");
  EXPECT_THAT(CheckUpdateMember(update), Violates("update_mask"));
  directory::v1::ListUnitsRequest units;
  units.set_page_size(-1);
  EXPECT_THAT(CheckListUnits(units), Violates("page_size"));
  EXPECT_THAT(CheckImportMembers(directory::v1::ImportMembersRequest()), Violates("request_id"));
}

TEST(CheckMemberRequestsTest, Absences) {
  directory::v1::CreateAbsenceRequest request;
  request.set_request_id("r1");
  request.set_member("me");
  request.mutable_absence()->set_first_day("2026-12-24");
  request.mutable_absence()->set_last_day("2026-12-24");
  EXPECT_THAT(CheckCreateAbsence(request), IsOk());
  request.mutable_absence()->set_substitute(kMember);
  EXPECT_THAT(CheckCreateAbsence(request), IsOk());
  request.mutable_absence()->set_substitute("Mette");
  EXPECT_THAT(CheckCreateAbsence(request), Violates("absence.substitute"));
  request.mutable_absence()->clear_substitute();
  request.mutable_absence()->set_last_day("2026-12-23");
  EXPECT_THAT(CheckCreateAbsence(request), Violates("absence.last_day"));
  for (const char* day : {"", "24-12-2026", "2026-02-30", "2026-2-3", "2026-12-24T00:00"}) {
    request.mutable_absence()->set_last_day(day);
    EXPECT_THAT(CheckCreateAbsence(request), Violates("absence.last_day")) << day;
  }
  EXPECT_THAT(CheckCreateAbsence(directory::v1::CreateAbsenceRequest()),
              Violates("request_id", "member", "absence.first_day", "absence.last_day"));
  directory::v1::DeleteAbsenceRequest remove;
  EXPECT_THAT(CheckDeleteAbsence(remove), Violates("request_id", "member", "absence"));
  remove.set_request_id("r1");
  remove.set_member(kMember);
  remove.set_absence("abs_0123456789abcdef");
  EXPECT_THAT(CheckDeleteAbsence(remove), IsOk());
}

TEST(CheckHandOverCaseTest, EachField) {
  cases::v1::HandOverCaseRequest request;
  EXPECT_THAT(CheckHandOverCase(request),
              Violates("request_id", "name", "contact_person", "reason", "channel", "message"));
  request.set_request_id("r1");
  request.set_name("cases/2026-000001");
  request.set_contact_person(kMember);
  request.set_reason("Barsel");
  request.set_channel(cases::v1::CHANNEL_EMAIL);
  request.set_message("Anna er jeres kontaktperson fra i dag.");
  EXPECT_THAT(CheckHandOverCase(request), IsOk());
  request.set_reason(std::string(2001, 'x'));
  request.set_message(std::string(20001, 'x'));
  EXPECT_THAT(CheckHandOverCase(request), Violates("reason", "message"));
}

TEST(CheckHandOverCaseTest, WhoRegistersMayNameTheContactPersonUnlessItIsAGateway) {
  cases::v1::RegisterEnquiryRequest request;
  request.set_request_id("r1");
  request.mutable_enquiry()->set_channel(cases::v1::CHANNEL_WEB);
  request.mutable_enquiry()->mutable_contact()->set_phone("12345678");
  request.mutable_enquiry()->set_text("Hvor kan et autoværksted ligge?");
  request.set_contact_person(kMember);
  EXPECT_THAT(CheckRegisterEnquiry(request, admin::v1::ROLE_FRONT_DESK, *testing::SmallBundle()), IsOk());
  EXPECT_THAT(CheckRegisterEnquiry(request, admin::v1::ROLE_GATEWAY, *testing::SmallBundle()),
              Violates("contact_person"));
  request.set_contact_person("Mette");
  EXPECT_THAT(CheckRegisterEnquiry(request, admin::v1::ROLE_FRONT_DESK, *testing::SmallBundle()),
              Violates("contact_person"));
}

}  // namespace
}  // namespace indgang::domain
