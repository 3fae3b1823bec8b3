#include "server/domain/member_table.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/server/domain/member_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using directory::v1::Member;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// CSV_INVALID with exactly these places, in order.
template <typename... Places>
auto IsWrongIn(Places... places) {
  return ::testing::AllOf(
      testing::IsError(absl::StatusCode::kInvalidArgument, "CSV_INVALID"),
      ::testing::ResultOf([](const auto& arg) { return testing::ViolatedFields(testing::StatusOf(arg)); },
                          ElementsAre(places...)));
}

class MemberTableTest : public CaseFixture {
 protected:
  MemberTableTest() {
    Member mette = Person("mem_mette", "Mette Holm");
    mette.set_email("mette@fjordby.example");
    mette.add_packages("car-repair-shop");
    mette.add_key_accounts("13585628");
    mette.add_key_accounts("25313763");
    directory_ = std::make_shared<const Directory>(
        std::vector<Member>{mette, Away(Person("mem_bo", "Bo; \"Byg\"", admin::v1::ROLE_TASK_FORCE_MEMBER, "building")),
                            Left(Person("mem_old", "Old Hand"))});
  }

  absl::StatusOr<MemberImport> Import(const std::string& csv) {
    const OpenWork open_work = {[this](absl::string_view) -> absl::StatusOr<int> { return count_; },
                                [this](const std::string&, absl::string_view assignee) -> absl::StatusOr<int> {
                                  return assignee.empty() ? of_unit_ : assigned_;
                                }};
    return ImportMembers(csv, By(front_desk_), open_work, random_);
  }

  // What everybody has: cases, and referrals; and what every unit has.
  int count_ = 0;
  int assigned_ = 0;
  int of_unit_ = 0;
  SeededRandom random_{1};
};

constexpr char kHeader[] = "id,display_name,role,unit,phone,email,packages,key_accounts,state\r\n";

TEST_F(MemberTableTest, ExportHasOneRowForEachMember) {
  EXPECT_EQ(ExportMembers(*directory_, false),
            absl::StrCat(kHeader, "mem_bo,\"Bo; \"\"Byg\"\"\",TASK_FORCE_MEMBER,building,11223344,,,,ACTIVE\r\n",
                         "mem_mette,Mette Holm,FRONT_DESK,,11223344,mette@fjordby.example,car-repair-shop,",
                         "13585628 25313763,ACTIVE\r\n"));
  EXPECT_THAT(ExportMembers(*directory_, true), HasSubstr("mem_old,Old Hand,FRONT_DESK,,11223344,,,,LEFT\r\n"));
}

TEST_F(MemberTableTest, WhatWasExportedChangesNothing) {
  const auto import = Import(ExportMembers(*directory_, true));
  ASSERT_THAT(import, testing::IsOk());
  EXPECT_EQ(import->unchanged, 3);
  EXPECT_EQ(import->added + import->changed, 0);
  EXPECT_TRUE(import->members.empty());
}

TEST_F(MemberTableTest, RowsAddAndChange) {
  const auto import = Import(
      "state;role;display_name;id;phone;packages\n"
      ";front-desk;Anna Ny;;22334455;car-repair-shop\n"
      ";task force member;Bo Byg;mem_bo;11223344;\n"
      "active;FRONT_DESK;Old Hand;mem_old;11223344;\n"
      "LEFT;LEADER;Gone Already;;1;\n");
  ASSERT_THAT(import, testing::IsOk());
  EXPECT_EQ(import->added, 2);
  EXPECT_EQ(import->changed, 2);
  EXPECT_EQ(import->unchanged, 0);
  ASSERT_EQ(import->members.size(), 4u);
  const Member& anna = import->members[0];
  EXPECT_THAT(anna.id(), ::testing::MatchesRegex("mem_[0-9a-z]{16}"));
  EXPECT_EQ(anna.state(), Member::STATE_ACTIVE);
  EXPECT_EQ(anna.role(), admin::v1::ROLE_FRONT_DESK);
  EXPECT_EQ(anna.packages(0), "car-repair-shop");
  const Member& bo = import->members[1];
  EXPECT_EQ(bo.display_name(), "Bo Byg");
  EXPECT_EQ(bo.unit(), "building") << "the table has no such column";
  EXPECT_EQ(bo.absences_size(), 1) << "absences are not in the table";
  EXPECT_EQ(bo.etag().size(), 16u);
  EXPECT_EQ(import->members[2].state(), Member::STATE_ACTIVE);
  EXPECT_EQ(import->members[3].state(), Member::STATE_LEFT);
}

TEST_F(MemberTableTest, EveryWrongCellIsTold) {
  EXPECT_THAT(Import(absl::StrCat(kHeader,                                                //
                                  ",,BOSS,no-such,x,y,no-such,12345678,GONE\n",           //
                                  "mem_nobody,A,FRONT_DESK,,1,,,,\n",                     //
                                  "mem_bo,Bo,TASK_FORCE_MEMBER,,11223344,,,,\n",          //
                                  "mem_bo,Bo,TASK_FORCE_MEMBER,building,11223344,,,,\n",  //
                                  ",Ok,FRONT_DESK,,1,,,,\n",                              //
                                  ",Unreachable,FRONT_DESK,,,,,,\n",                      //
                                  "too,few\n")),
              IsWrongIn("line 8", "line 2, state", "line 2, display_name", "line 2, role", "line 2, unit",
                        "line 2, phone", "line 2, email", "line 2, packages", "line 2, key_accounts", "line 3, id",
                        "line 4, unit", "line 5, id", "line 7, phone"));
}

TEST_F(MemberTableTest, HeaderMustNameColumns) {
  EXPECT_THAT(Import(""), IsWrongIn("line 1"));
  EXPECT_THAT(Import("id,nam\n"), IsWrongIn("line 1"));
  EXPECT_THAT(Import("id,id\n"), IsWrongIn("line 1"));
  EXPECT_THAT(Import("display_name\nx\n"), IsWrongIn("line 1"));
  EXPECT_THAT(Import("id,role\nmem_bo\n"), IsWrongIn("line 2"));
  EXPECT_THAT(Import("id\n"), testing::IsOk());
}

TEST_F(MemberTableTest, WhoLeavesHasHandedOver) {
  const std::string csv = "id,state\nmem_mette,LEFT\nmem_bo,LEFT\n";
  count_ = 3;
  EXPECT_THAT(Import(csv), IsWrongIn("line 2, state", "line 3, state"));
  count_ = 0;
  const auto import = Import(csv);
  ASSERT_THAT(import, testing::IsOk());
  EXPECT_EQ(import->changed, 2);
}

TEST_F(MemberTableTest, AWrongRoleIsToldAsItWasWritten) {
  const auto told = [&](const std::string& csv) {
    const absl::StatusOr<MemberImport> import = Import(csv);
    EXPECT_THAT(import, IsWrongIn("line 2, role"));
    const auto problems = GetBadRequest(import.status());
    return problems.has_value() ? problems->field_violations(0).description() : "";
  };
  count_ = 1;
  EXPECT_THAT(told("display_name,role\nA,Boss\n"), HasSubstr("is \"Boss\"; wanted: FRONT_DESK"));
  EXPECT_THAT(told("display_name,role\nA,\n"), HasSubstr("is \"\"; wanted"));
  EXPECT_THAT(told("display_name,role\nA,gateway\n"), HasSubstr("is \"gateway\"; wanted"));
  EXPECT_THAT(told("id,role\nmem_mette,Boss\n"), HasSubstr("is \"Boss\"; wanted")) << "and no word of her cases";
}

TEST_F(MemberTableTest, ARowOfNobodyOrOfSomebodyTwiceIsReadToItsEnd) {
  EXPECT_THAT(Import(absl::StrCat(kHeader, "mem_nobody,,BOSS,no-such,x,y,no-such,1,GONE\n")),
              IsWrongIn("line 2, id", "line 2, state", "line 2, display_name", "line 2, role", "line 2, unit",
                        "line 2, phone", "line 2, email", "line 2, packages", "line 2, key_accounts"));
  EXPECT_THAT(Import("id,role,state\nmem_nobody,LEADER,GONE\n"), IsWrongIn("line 2, id", "line 2, state"))
      << "the table has neither names nor telephones";
  EXPECT_THAT(Import("id,unit\nmem_bo,building\nmem_bo,no-such\n"), IsWrongIn("line 3, id", "line 3, unit"));
}

TEST_F(MemberTableTest, AUnitWithReferralsIsNotLeftEmpty) {
  directory_ = directory_->With({Person("mem_bo", "Bo", admin::v1::ROLE_TASK_FORCE_MEMBER, "building")});
  of_unit_ = 2;
  EXPECT_THAT(Import("id,state\nmem_bo,LEFT\n"), IsWrongIn("line 2, state"));
  EXPECT_THAT(Import("id,unit\nmem_bo,licensing-board\n"), IsWrongIn("line 2, unit"));
  EXPECT_THAT(Import("id,display_name,role,unit,state\nmem_bo,Bo,TASK_FORCE_MEMBER,building,LEFT\n"
                     ",Eva,TASK_FORCE_MEMBER,building,\n"),
              testing::IsOk())
      << "somebody comes in the same table";
  // All of them at once.
  directory_ = directory_->With({Person("mem_eva", "Eva", admin::v1::ROLE_TASK_FORCE_MEMBER, "building")});
  EXPECT_THAT(Import("id,state\nmem_bo,LEFT\n"), testing::IsOk());
  EXPECT_THAT(Import("id,state\nmem_bo,LEFT\nmem_eva,LEFT\n"), IsWrongIn("line 2, state", "line 3, state"));
  assigned_ = 1;
  EXPECT_THAT(Import("id,state\nmem_bo,LEFT\n"), IsWrongIn("line 2, state"));
  EXPECT_THAT(Import("id,state\nmem_old,LEFT\n"), testing::IsOk()) << "has left already";
}

TEST_F(MemberTableTest, WhatLooksLikeAFormulaIsWrittenAsTextAndReadAsItWas) {
  Member evil = Person("mem_evil", "=HYPERLINK(1)");
  evil.set_phone("+45 11 22 33 44");
  directory_ = std::make_shared<const Directory>(std::vector<Member>{evil});
  const std::string table = ExportMembers(*directory_, false);
  EXPECT_THAT(table, HasSubstr("mem_evil,'=HYPERLINK(1),FRONT_DESK,,'+45 11 22 33 44,"));
  const auto import = Import(table);
  ASSERT_THAT(import, testing::IsOk());
  EXPECT_EQ(import->unchanged, 1);
}

TEST_F(MemberTableTest, AnswerHoldsAsManyProblemsAsFitAndCountsTheRest) {
  std::string csv = "display_name,role\n";
  for (int i = 0; i < 1000; ++i) absl::StrAppend(&csv, "A,BOSS\n");
  const auto import = Import(csv);
  ASSERT_THAT(import, testing::IsError(absl::StatusCode::kInvalidArgument, "CSV_INVALID"));
  EXPECT_EQ(GetErrorInfo(import.status())->metadata().at("problems"), "1000");
  const auto told = GetBadRequest(import.status());
  EXPECT_GT(told->field_violations_size(), 10);
  EXPECT_LT(told->ByteSizeLong(), 6000u);
  EXPECT_EQ(told->field_violations(0).field(), "line 2, role");
  const auto& last = told->field_violations(told->field_violations_size() - 1);
  EXPECT_EQ(last.description(), absl::StrCat("has ", 1001 - told->field_violations_size(), " more problems"));
}

}  // namespace
}  // namespace indgang::domain
