#include "server/domain/member_rules.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/times.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/server/domain/member_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using directory::v1::Absence;
using directory::v1::Member;
using testing::IsError;
using testing::IsOk;
using testing::Violates;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

class MemberRulesTest : public CaseFixture {
 protected:
  // Everybody is contact person of this many open cases.
  CountOpenCases open_cases_ = [this](absl::string_view) -> absl::StatusOr<int> { return count_; };
  int count_ = 0;
  // Open referrals: those assigned to the one asked for, and all of the unit.
  int assigned_ = 0;
  int of_unit_ = 0;
  std::string unit_asked_for_;
  SeededRandom random_{1};

  absl::StatusOr<Member> Update(const Member& before, const Member& wanted, const std::vector<std::string>& mask) {
    directory::v1::UpdateMemberRequest request;
    *request.mutable_member() = wanted;
    for (const std::string& name : mask) request.add_update_mask(name);
    const auto referrals = [this](const std::string& unit, absl::string_view assignee) -> absl::StatusOr<int> {
      unit_asked_for_ = unit;
      return assignee.empty() ? of_unit_ : assigned_;
    };
    return UpdateMember(before, request, By(front_desk_), {open_cases_, referrals});
  }

  static Absence Days(const std::string& first, const std::string& last, const std::string& substitute = "") {
    Absence absence;
    absence.set_first_day(first);
    absence.set_last_day(last);
    absence.set_substitute(substitute);
    return absence;
  }
};

TEST_F(MemberRulesTest, UpdateTakesWhatTheMaskNamesAndNothingElse) {
  const Member before = Person("mem_a", "Mette");
  Member wanted = Person("mem_a", "Anna", admin::v1::ROLE_LEADER, "building");
  wanted.add_packages("car-repair-shop");
  wanted.add_key_accounts("13585628");
  const auto renamed = Update(before, wanted, {"display_name"});
  ASSERT_THAT(renamed, IsOk());
  EXPECT_EQ(renamed->display_name(), "Anna");
  EXPECT_EQ(renamed->role(), admin::v1::ROLE_FRONT_DESK);
  EXPECT_EQ(renamed->unit(), "");
  EXPECT_EQ(renamed->packages_size(), 0);
  EXPECT_EQ(FromTimestamp(renamed->update_time()), now_);
  EXPECT_NE(renamed->etag(), before.etag());
  const auto changed = Update(before, wanted, {"role", "unit", "packages", "key_accounts", "phone", "email", "state"});
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->display_name(), "Mette");
  EXPECT_EQ(changed->role(), admin::v1::ROLE_LEADER);
  EXPECT_EQ(changed->unit(), "building");
  EXPECT_EQ(changed->packages(0), "car-repair-shop");
  EXPECT_EQ(changed->key_accounts(0), "13585628");
}

TEST_F(MemberRulesTest, UpdateChecksWhatChangesAndWhatMustFitIt) {
  Member before = Person("mem_a", "Mette");
  // Gone from the content since: not touched, not refused.
  before.add_packages("no-such");
  Member wanted;
  EXPECT_THAT(Update(before, wanted, {"display_name"}), Violates("member.display_name"));
  EXPECT_THAT(Update(before, wanted, {"phone"}), Violates("member.phone")) << "nothing left to reach her by";
  EXPECT_THAT(Update(before, wanted, {"role"}), Violates("member.role"));
  wanted.set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
  EXPECT_THAT(Update(before, wanted, {"role"}), Violates("member.unit")) << "a task-force member has a unit";
  wanted.set_unit("no-such");
  EXPECT_THAT(Update(before, wanted, {"unit"}), Violates("member.unit"));
  wanted.add_packages("car-repair-shop");
  wanted.add_packages("car-repair-shop");
  wanted.add_packages("x");
  EXPECT_THAT(Update(before, wanted, {"packages"}), Violates("member.packages", "member.packages"));
  wanted.add_key_accounts("12345678");
  EXPECT_THAT(Update(before, wanted, {"key_accounts"}), Violates("member.key_accounts"));
  EXPECT_THAT(Update(before, wanted, {"state"}), Violates("member.state"));
  wanted.set_email("x");
  EXPECT_THAT(Update(before, wanted, {"email", "unit", "display_name"}),
              Violates("member.display_name", "member.unit", "member.email"));
  wanted.set_display_name("Anna");
  EXPECT_THAT(Update(before, wanted, {"display_name"}), IsOk());
}

TEST_F(MemberRulesTest, WhoHasCasesHandsThemOverFirst) {
  const Member before = Person("mem_a", "Mette");
  const Member left = Left(before);
  Member moved = before;
  moved.set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
  moved.set_unit("building");
  count_ = 2;
  const auto refused = Update(before, left, {"state"});
  EXPECT_THAT(refused, IsError(kRefused, "MEMBER_HAS_CASES"));
  EXPECT_EQ(GetErrorInfo(refused.status())->metadata().at("count"), "2");
  EXPECT_THAT(Update(before, moved, {"role", "unit"}), IsError(kRefused, "MEMBER_HAS_CASES"));
  EXPECT_THAT(Update(before, Person("mem_a", "A", admin::v1::ROLE_LEADER), {"role"}), IsOk());
  EXPECT_THAT(Update(left, before, {"state"}), IsOk()) << "coming back";
  count_ = 0;
  EXPECT_THAT(Update(before, left, {"state"}), IsOk());
  EXPECT_THAT(Update(before, moved, {"role", "unit"}), IsOk());
}

TEST_F(MemberRulesTest, ATaskForceMemberHasTheCasesThatWereTransferredToIt) {
  const Member before = Person("mem_b", "Bo", admin::v1::ROLE_TASK_FORCE_MEMBER, "building");
  Member desk = before;
  desk.set_role(admin::v1::ROLE_FRONT_DESK);
  count_ = 1;
  EXPECT_THAT(Update(before, Left(before), {"state"}), IsError(kRefused, "MEMBER_HAS_CASES"));
  EXPECT_THAT(Update(before, desk, {"role"}), IsOk()) << "and keeps them at the front desk";
  EXPECT_THAT(Update(before, Person("mem_b", "Ib"), {"display_name"}), IsOk());
  count_ = 0;
  EXPECT_THAT(Update(before, Left(before), {"state"}), IsOk());
}

TEST_F(MemberRulesTest, AbsencesStandInOrderOfTheirFirstDays) {
  Member member = Person("mem_a", "Mette");
  for (const Absence& days : {Days("2026-12-01", "2026-12-05"), Days("2026-11-20", "2026-11-20"),
                              Days("2026-11-21", "2026-11-30"), Days("2025-11-20", "2025-11-20")}) {
    const auto added = AddAbsence(member, days, By(front_desk_), open_cases_, random_);
    ASSERT_THAT(added, IsOk());
    EXPECT_NE(added->etag(), member.etag());
    member = *added;
  }
  ASSERT_EQ(member.absences_size(), 4);
  EXPECT_EQ(member.absences(0).first_day(), "2025-11-20");
  EXPECT_EQ(member.absences(1).first_day(), "2026-11-20");
  EXPECT_EQ(member.absences(3).last_day(), "2026-12-05");
  EXPECT_THAT(member.absences(0).id(), ::testing::MatchesRegex("abs_[0-9a-z]{16}"));
  // A year and a day later the oldest is forgotten.
  now_ += absl::Hours(24);
  const auto later = AddAbsence(member, Days("2027-01-01", "2027-01-01"), By(front_desk_), open_cases_, random_);
  ASSERT_THAT(later, IsOk());
  EXPECT_EQ(later->absences(0).first_day(), "2026-11-20");
}

TEST_F(MemberRulesTest, AbsencesDoNotOverlap) {
  Member member = Person("mem_a", "Mette");
  *member.add_absences() = Days("2026-11-20", "2026-11-25");
  for (const auto& [first, last] : {std::pair("2026-11-20", "2026-11-20"), std::pair("2026-11-25", "2026-11-26"),
                                    std::pair("2026-11-01", "2026-11-20"), std::pair("2026-11-01", "2026-12-01")}) {
    EXPECT_THAT(AddAbsence(member, Days(first, last), By(front_desk_), open_cases_, random_),
                Violates("absence.first_day"))
        << first;
  }
  EXPECT_THAT(AddAbsence(member, Days("2026-11-26", "2026-11-26"), By(front_desk_), open_cases_, random_), IsOk());
  EXPECT_THAT(AddAbsence(member, Days("2026-11-19", "2026-11-19"), By(front_desk_), open_cases_, random_), IsOk());
}

TEST_F(MemberRulesTest, AContactPersonIsNotAwayWithoutASubstitute) {
  const Member member = Person("mem_a", "Mette");
  directory_ = std::make_shared<const Directory>(std::vector<Member>{member, Person("mem_b", "Bo")});
  const auto add = [&](const Absence& days) { return AddAbsence(member, days, By(front_desk_), open_cases_, random_); };
  count_ = 3;
  for (const Absence& days : {Days("2026-11-20", "2026-11-20"), Days("2026-12-24", "2027-01-02")}) {
    const auto refused = add(days);
    EXPECT_THAT(refused, IsError(kRefused, "SUBSTITUTE_REQUIRED"));
    EXPECT_EQ(GetErrorInfo(refused.status())->metadata().at("count"), "3");
  }
  EXPECT_THAT(add(Days("2026-11-20", "2026-11-20", "mem_b")), IsOk());
  EXPECT_THAT(add(Days("2026-11-18", "2026-11-19")), IsOk()) << "recorded afterwards";
  count_ = 0;
  EXPECT_THAT(add(Days("2026-11-20", "2026-11-20")), IsOk());
}

TEST_F(MemberRulesTest, WhoLeavesAUnitLeavesNoReferralsBehind) {
  const auto task_force = admin::v1::ROLE_TASK_FORCE_MEMBER;
  const Member bo = Person("mem_bo", "Bo", task_force, "building");
  const Member eva = Person("mem_eva", "Eva", task_force, "building");
  Member moved = bo;
  moved.set_unit("licensing-board");
  const auto with = [&](const std::vector<Member>& members) {
    directory_ = std::make_shared<const Directory>(members);
  };
  of_unit_ = 2;
  with({bo});
  const auto refused = Update(bo, Left(bo), {"state"});
  EXPECT_THAT(refused, IsError(kRefused, "MEMBER_HAS_REFERRALS"));
  EXPECT_EQ(GetErrorInfo(refused.status())->metadata().at("count"), "2");
  EXPECT_EQ(unit_asked_for_, "building");
  EXPECT_THAT(Update(bo, moved, {"unit"}), IsError(kRefused, "MEMBER_HAS_REFERRALS"));
  EXPECT_EQ(unit_asked_for_, "building");
  with({bo, Away(eva)});
  EXPECT_THAT(Update(bo, Left(bo), {"state"}), IsError(kRefused, "MEMBER_HAS_REFERRALS")) << "she is not there";
  with({bo, Left(eva)});
  EXPECT_THAT(Update(bo, Left(bo), {"state"}), IsError(kRefused, "MEMBER_HAS_REFERRALS"));
  with({bo, eva});
  EXPECT_THAT(Update(bo, Left(bo), {"state"}), IsOk()) << "she has them";
  EXPECT_THAT(Update(bo, moved, {"unit"}), IsOk());
  assigned_ = 1;
  EXPECT_THAT(Update(bo, Left(bo), {"state"}), IsError(kRefused, "MEMBER_HAS_REFERRALS")) << "this one is his";
  EXPECT_THAT(Update(bo, moved, {"unit"}), IsError(kRefused, "MEMBER_HAS_REFERRALS"));
  EXPECT_THAT(Update(bo, Person("mem_bo", "Ib"), {"display_name"}), IsOk());
  EXPECT_THAT(Update(Left(bo), bo, {"state"}), IsOk()) << "coming back";
  const Member desk = Person("mem_desk", "D");
  with({desk});
  EXPECT_THAT(Update(desk, Left(desk), {"state"}), IsError(kRefused, "MEMBER_HAS_REFERRALS"));
  EXPECT_EQ(unit_asked_for_, "business-service") << "the front desk is a unit too";
}

TEST_F(MemberRulesTest, SubstituteMustBeAbleToDoTheSame) {
  const auto task_force = admin::v1::ROLE_TASK_FORCE_MEMBER;
  const Member desk = Person("desk", "A");
  const Member builder = Person("builder", "B", task_force, "building");
  directory_ = std::make_shared<const Directory>(std::vector<Member>{
      desk, builder, Person("leader", "C", admin::v1::ROLE_LEADER), Left(Person("left", "D")),
      Person("builder-2", "E", task_force, "building"), Person("police", "F", task_force, "police")});
  const auto with = [&](const Member& member, const std::string& substitute) {
    return AddAbsence(member, Days("2026-11-20", "2026-11-20", substitute), By(front_desk_), open_cases_, random_);
  };
  EXPECT_THAT(with(desk, "leader"), IsOk());
  EXPECT_THAT(with(builder, "builder-2"), IsOk());
  for (const char* wrong : {"desk", "left", "builder", "no-such"}) {
    EXPECT_THAT(with(desk, wrong), Violates("absence.substitute")) << wrong;
  }
  for (const char* wrong : {"builder", "left", "police", "leader"}) {
    EXPECT_THAT(with(builder, wrong), Violates("absence.substitute")) << wrong;
  }
}

TEST_F(MemberRulesTest, RemovingAnAbsence) {
  const Member away = Away(Person("mem_a", "Mette"));
  const auto back = RemoveAbsence(away, "abs_friday0000000001", By(front_desk_));
  ASSERT_THAT(back, IsOk());
  EXPECT_TRUE(IsThere(*back, By(front_desk_).today()));
  EXPECT_THAT(RemoveAbsence(*back, "abs_friday0000000001", By(front_desk_)),
              IsError(absl::StatusCode::kNotFound, "ABSENCE_NOT_FOUND"));
}

TEST_F(MemberRulesTest, OnlyLeadersAndAdminsRecordOthersAbsences) {
  const Member own = MemberOf(front_desk_);
  const Member other = MemberOf(member_);
  EXPECT_THAT(CheckMayRecordAbsence(own, By(front_desk_)), IsOk());
  EXPECT_THAT(CheckMayRecordAbsence(other, By(member_)), IsOk());
  EXPECT_THAT(CheckMayRecordAbsence(other, By(front_desk_)),
              IsError(absl::StatusCode::kPermissionDenied, "NOT_OWN_ABSENCE"));
  for (const auto role : {admin::v1::ROLE_LEADER, admin::v1::ROLE_ADMIN}) {
    admin::v1::Token caller = front_desk_;
    caller.set_role(role);
    EXPECT_THAT(CheckMayRecordAbsence(other, By(caller)), IsOk());
  }
}

TEST_F(MemberRulesTest, WithoutAUnitAMemberBelongsToTheFrontDesk) {
  EXPECT_EQ(UnitOf(Person("a", "A"), *bundle_), "business-service");
  EXPECT_EQ(UnitOf(Person("a", "A", admin::v1::ROLE_LEADER, "building"), *bundle_), "building");
}

}  // namespace
}  // namespace indgang::domain
