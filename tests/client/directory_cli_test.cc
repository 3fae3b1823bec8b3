#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/errors.h"
#include "tests/client/cli_harness.h"

namespace indgang::client {
namespace {

using testing::HasSubstr;

constexpr char kMember[] = R"(
  member { id: 'mem_1' etag: 'e1' display_name: 'Anna Ny' role: ROLE_CONSULTANT phone: '22334455'
    packages: 'cafe' packages: 'shop' key_accounts: '13585628' state: STATE_ACTIVE
    absences { id: 'abs_1' first_day: '2026-12-24' last_day: '2027-01-02' substitute: 'mem_2' }
    update_time { seconds: 1795424400 } })";

class DirectoryCliTest : public testing::Test {
 protected:
  std::string WriteTable(const std::string& text) {
    const std::string path = harness_.folder() + "/members.csv";
    std::ofstream(path) << text;
    return path;
  }

  CliHarness harness_;
};

TEST_F(DirectoryCliTest, EachCommandSendsItsRequest) {
  const struct {
    std::vector<std::string> arguments;
    std::string method;
    std::string request;
  } cases[] = {
      {{"member", "list", "--unit", "building", "--left", "--limit", "7"},
       "ListMembers",
       R"(page_size: 7 unit: "building" show_left: true)"},
      {{"member", "show", "me"}, "GetMember", R"(id: "me")"},
      {{"member", "add", "--name", "Anna Ny", "--role", "task-force-member", "--unit", "building", "--phone", "1",
        "--email", "a@b.dk", "--packages", "cafe  shop", "--key-accounts", "13585628"},
       "CreateMember",
       R"(request_id: "i" member { display_name: "Anna Ny" role: ROLE_TASK_FORCE_MEMBER unit: "building" phone: "1" email: "a@b.dk" packages: "cafe" packages: "shop" key_accounts: "13585628" })"},
      {{"member", "update", "mem_1", "--state", "left", "--etag", "e"},
       "UpdateMember",
       R"(request_id: "i" member { id: "mem_1" etag: "e" state: STATE_LEFT } update_mask: "state")"},
      {{"member", "update", "mem_1", "--name", "Anna", "--packages", ""},
       "UpdateMember",
       R"(request_id: "i" member { id: "mem_1" display_name: "Anna" } update_mask: "display_name" update_mask: "packages")"},
      {{"member", "absence", "add", "me", "--from", "2026-12-24", "--to", "2027-01-02", "--substitute", "mem_2"},
       "CreateAbsence",
       R"(request_id: "i" member: "me" absence { first_day: "2026-12-24" last_day: "2027-01-02" substitute: "mem_2" })"},
      {{"member", "absence", "add", "mem_1", "--from", "2026-12-24"},
       "CreateAbsence",
       R"(request_id: "i" member: "mem_1" absence { first_day: "2026-12-24" last_day: "2026-12-24" })"},
      {{"member", "absence", "remove", "mem_1", "abs_1"},
       "DeleteAbsence",
       R"(request_id: "i" member: "mem_1" absence: "abs_1")"},
      {{"member", "import", WriteTable("id\nmem_1\n"), "--dry-run"},
       "ImportMembers",
       R"(request_id: "i" csv: "id\nmem_1\n" dry_run: true)"},
      {{"member", "export", "--left"}, "ExportMembers", "show_left: true"},
      {{"unit", "list"}, "ListUnits", "page_size: 50"},
  };
  for (const auto& test : cases) {
    std::vector<std::string> arguments = test.arguments;
    arguments.insert(arguments.end(), {"--request-id", "i"});
    const CommandResult result = harness_.Run(arguments);
    EXPECT_EQ(result.exit_code, 0) << test.method << ": " << result.err;
    ASSERT_FALSE(harness_.calls().empty()) << test.method;
    EXPECT_EQ(harness_.calls().back().method, test.method);
    EXPECT_EQ(harness_.calls().back().request, test.request);
  }
}

TEST_F(DirectoryCliTest, MemberIsShownWithAbsencesAndCases) {
  harness_.On("GetMember", Answer(absl::StrCat(kMember, " open_cases: 3 present: true")));
  EXPECT_EQ(harness_.Run({"member", "show", "mem_1"}).out,
            "Member        mem_1\n"
            "Name          Anna Ny\n"
            "Role          consultant\n"
            "Phone         22334455\n"
            "Packages      cafe, shop\n"
            "Key accounts  13585628\n"
            "State         active\n"
            "Absent        2026-12-24 to 2027-01-02, substitute mem_2 (abs_1)\n"
            "Changed       Mon 23 Nov 2026 10:00\n"
            "Etag          e1\n"
            "\n"
            "There today; open cases: 3\n");
  EXPECT_THAT(harness_.Run({"--lang", "da", "member", "show", "mem_1"}).out,
              HasSubstr("2026-12-24 til 2027-01-02, afløser mem_2 (abs_1)\n"));
  EXPECT_THAT(harness_.Run({"--output", "json", "member", "show", "mem_1"}).out, HasSubstr("\"open_cases\": 3"));
}

TEST_F(DirectoryCliTest, ListsAreTables) {
  harness_.On("ListMembers", Answer(R"(members { id: 'mem_1' display_name: 'Anna Ny' role: ROLE_LEADER phone: '1'
                                                 state: STATE_ACTIVE })"));
  EXPECT_EQ(harness_.Run({"member", "list"}).out,
            "MEMBER  NAME     ROLE    UNIT  PHONE  EMAIL  STATE\n"
            "mem_1   Anna Ny  leader        1             active\n");
  harness_.On("ListUnits", Answer("units { id: 'building' display_name: 'Byggesag' members: 3 present: 2 }"));
  EXPECT_EQ(harness_.Run({"unit", "list"}).out,
            "UNIT      NAME      MEMBERS  THERE TODAY\n"
            "building  Byggesag  3        2\n");
}

TEST_F(DirectoryCliTest, TableComesOutAsItIsAndGoesInFromAFileOrStandardInput) {
  harness_.On("ExportMembers", Answer(R"(csv: "id,role\r\nmem_1,LEADER\r\n")"));
  EXPECT_EQ(harness_.Run({"member", "export"}).out, "id,role\r\nmem_1,LEADER\r\n");
  harness_.On("ImportMembers", Answer("added: 1 changed: 2 unchanged: 3"));
  const std::string path = WriteTable("id\n");
  EXPECT_EQ(harness_.Run({"member", "import", path}).out, "Added: 1, changed: 2, unchanged: 3\n");
  EXPECT_EQ(harness_.Run({"member", "import", "-"}, "id\nmem_1\n").out, "Added: 1, changed: 2, unchanged: 3\n");
  EXPECT_THAT(harness_.calls().back().request, HasSubstr(R"(csv: "id\nmem_1")"));
  EXPECT_EQ(harness_.Run({"member", "import", path, "--dry-run"}).out, "Would be added: 1, changed: 2, unchanged: 3\n");
}

TEST_F(DirectoryCliTest, WrongCommandLinesAreRefusedBeforeAnythingIsSent) {
  const std::string latin1 = WriteTable("display_name\nJ\xf8rgen\n");
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"member", "update", "mem_1"},
                                             {"member", "add", "--name", "A"},
                                             {"member", "add", "--name", "A", "--role", "admin"},
                                             {"member", "absence", "add", "me"},
                                             {"member", "import", harness_.folder() + "/no-such.csv"},
                                             {"member", "import", latin1},
                                             {"case", "hand-over", "2026-000001", "--to", "mem_1"}}) {
    const CommandResult result = harness_.Run(arguments);
    EXPECT_EQ(result.exit_code, 2) << absl::StrJoin(arguments, " ");
    EXPECT_THAT(result.err, HasSubstr("indgang: usage: "));
  }
  EXPECT_THAT(harness_.Run({"member", "import", latin1}).err,
              HasSubstr("is not UTF-8 at byte 14; save it as \"CSV UTF-8\""));
  EXPECT_TRUE(harness_.calls().empty());
}

}  // namespace
}  // namespace indgang::client
