#include "server/domain/contact_rules.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/server/domain/member_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::CaseEvent;
using cases::v1::ContactPersonAssigned;
using directory::v1::Member;
using testing::IsError;
using testing::IsOk;

constexpr char kCompany[] = "13585628";
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

Member KeyAccountOf(Member member) {
  member.add_key_accounts(kCompany);
  return member;
}

Member InTeam(Member member) {
  member.add_packages("car-repair-shop");
  return member;
}

Member Caller(Member member) {
  member.set_id("caller");
  return member;
}

const auto kDesk = admin::v1::ROLE_FRONT_DESK;
const auto kLeader = admin::v1::ROLE_LEADER;
const auto kConsultant = admin::v1::ROLE_CONSULTANT;
const auto kTaskForce = admin::v1::ROLE_TASK_FORCE_MEMBER;

class ChooseContactPersonTest : public CaseFixture {
 protected:
  absl::StatusOr<ContactPersonAssigned> Choose(
      const std::vector<Member>& members, const std::string& named = "", const std::map<std::string, int>& load = {},
      knowledge::v1::Complexity complexity = knowledge::v1::COMPLEXITY_MEDIUM) {
    directory_ = std::make_shared<const Directory>(members);
    front_desk_.set_member("caller");
    cases::v1::Company company;
    company.set_cvr_number(kCompany);
    knowledge::v1::SuggestRoutingResponse routing;
    routing.set_package("car-repair-shop");
    routing.set_complexity(complexity);
    counted_.clear();
    return ChooseContactPerson(named, company, routing, By(front_desk_),
                               [&](absl::string_view id) -> absl::StatusOr<int> {
                                 counted_.emplace_back(id);
                                 const auto found = load.find(std::string(id));
                                 return found == load.end() ? 0 : found->second;
                               });
  }

  // "mem_a by CHOICE_NAMED", or the reason of the error.
  static std::string Words(const absl::StatusOr<ContactPersonAssigned>& assigned) {
    if (!assigned.ok()) return GetReason(assigned.status());
    return assigned->contact_person().id() + " by " + ContactPersonAssigned::Choice_Name(assigned->choice());
  }

  std::vector<std::string> counted_;
};

TEST_F(ChooseContactPersonTest, RulesAreTriedInOrder) {
  const Member caller = Person("caller", "Caller");
  const Member manager = KeyAccountOf(Person("manager", "Manager", kConsultant));
  const Member team = InTeam(Person("team", "Team", kConsultant));
  const Member desk = Person("desk", "Desk");
  struct Row {
    const char* name;
    std::vector<Member> members;
    std::string named;
    const char* chosen;
  };
  const Row table[] = {
      {"named before all", {caller, manager, team, desk}, "desk", "desk by CHOICE_NAMED"},
      {"key account manager", {caller, manager, team, desk}, "", "manager by CHOICE_KEY_ACCOUNT"},
      {"team of the package", {caller, team, desk}, "", "team by CHOICE_PACKAGE_TEAM"},
      {"caller", {caller, desk}, "", "caller by CHOICE_CALLER"},
      {"caller who is a leader", {Caller(Person("", "L", kLeader)), desk}, "", "caller by CHOICE_CALLER"},
      {"front desk", {desk}, "", "desk by CHOICE_FRONT_DESK"},
      {"nobody of the front desk", {Person("other", "O", kConsultant)}, "", "NO_CONTACT_PERSON"},
      {"nobody at all", {}, "", "NO_CONTACT_PERSON"},
      {"task force never",
       {KeyAccountOf(InTeam(Caller(Person("", "B", kTaskForce, "building")))), desk},
       "",
       "desk by CHOICE_FRONT_DESK"},
      {"left never", {Left(caller), Left(manager), Left(team), desk}, "", "desk by CHOICE_FRONT_DESK"},
      {"all left", {Left(caller), Left(desk)}, "", "NO_CONTACT_PERSON"},
      {"named unknown", {caller, desk}, "no-such", "MEMBER_NOT_FOUND"},
      {"named left", {caller, Left(desk)}, "desk", "NO_CONTACT_PERSON"},
      {"named task force", {caller, Person("builder", "B", kTaskForce, "building")}, "builder", "NO_CONTACT_PERSON"},
  };
  for (const Row& row : table) EXPECT_EQ(Words(Choose(row.members, row.named)), row.chosen) << row.name;
}

TEST_F(ChooseContactPersonTest, SubstitutesStandInForTheAbsent) {
  const Member caller = Person("caller", "Caller");
  const Member desk = Person("desk", "Desk");
  struct Row {
    const char* name;
    std::vector<Member> members;
    std::string named;
    const char* chosen;
  };
  const Row table[] = {
      {"named", {caller, Away(desk, "caller")}, "desk", "caller by CHOICE_SUBSTITUTE"},
      {"named without one", {caller, Away(desk)}, "desk", "NO_CONTACT_PERSON"},
      {"named, substitute away too",
       {caller, Away(desk, "b"), Away(Person("b", "B"), "caller")},
       "desk",
       "caller by CHOICE_SUBSTITUTE"},
      {"a circle", {caller, Away(desk, "b"), Away(Person("b", "B"), "desk")}, "desk", "NO_CONTACT_PERSON"},
      {"key account manager",
       {caller, desk, Away(KeyAccountOf(Person("m", "M")), "desk")},
       "",
       "desk by CHOICE_SUBSTITUTE"},
      {"key account manager without one",
       {caller, Away(KeyAccountOf(Person("m", "M")))},
       "",
       "caller by CHOICE_CALLER"},
      {"a colleague of the team first",
       {caller, Away(InTeam(Person("a", "A")), "desk"), InTeam(Person("b", "B")), desk},
       "",
       "b by CHOICE_PACKAGE_TEAM"},
      {"the whole team away", {caller, Away(InTeam(Person("a", "A")), "desk"), desk}, "", "desk by CHOICE_SUBSTITUTE"},
      {"caller", {Away(caller, "b"), Person("b", "B", kLeader), desk}, "", "b by CHOICE_SUBSTITUTE"},
      {"caller without one", {Away(caller), desk}, "", "desk by CHOICE_FRONT_DESK"},
      {"the whole front desk", {Away(desk, "b"), Person("b", "B", kLeader)}, "", "b by CHOICE_SUBSTITUTE"},
      {"the whole front desk without one", {Away(desk), Person("b", "B", kLeader)}, "", "NO_CONTACT_PERSON"},
  };
  for (const Row& row : table) EXPECT_EQ(Words(Choose(row.members, row.named)), row.chosen) << row.name;
}

TEST_F(ChooseContactPersonTest, FewestOpenCasesAmongEqualsAndCountedOnlyThen) {
  const Member a = InTeam(Person("a", "A"));
  const Member b = InTeam(Person("b", "B"));
  const Member c = InTeam(Person("c", "C"));
  EXPECT_EQ(Words(Choose({a, b, c}, "", {{"a", 5}, {"b", 2}, {"c", 2}})), "b by CHOICE_PACKAGE_TEAM");
  EXPECT_THAT(counted_, ::testing::ElementsAre("a", "b", "c"));
  EXPECT_EQ(Words(Choose({Person("x", "X"), Person("y", "Y")}, "", {{"x", 1}})), "y by CHOICE_FRONT_DESK");
  EXPECT_EQ(Words(Choose({Away(a), b}, "", {})), "b by CHOICE_PACKAGE_TEAM");
  EXPECT_THAT(counted_, ::testing::IsEmpty()) << "there is only one";
  EXPECT_EQ(Words(Choose({Person("caller", "Caller"), Person("x", "X")}, "")), "caller by CHOICE_CALLER");
  EXPECT_THAT(counted_, ::testing::IsEmpty()) << "nothing to choose between";
}

TEST_F(ChooseContactPersonTest, TeamsAreForMoreThanSimpleEnquiries) {
  const std::vector<Member> members = {Person("caller", "Caller"), InTeam(Person("team", "Team"))};
  EXPECT_EQ(Words(Choose(members, "", {}, knowledge::v1::COMPLEXITY_SIMPLE)), "caller by CHOICE_CALLER");
  EXPECT_EQ(Words(Choose(members, "", {}, knowledge::v1::COMPLEXITY_UNSPECIFIED)), "caller by CHOICE_CALLER");
  EXPECT_EQ(Words(Choose(members, "", {}, knowledge::v1::COMPLEXITY_COMPLEX)), "team by CHOICE_PACKAGE_TEAM");
}

TEST_F(ChooseContactPersonTest, AbsenceIsOfTheDayInTheMunicipality) {
  // Thursday 23:30 in UTC is Friday in Copenhagen.
  now_ = absl::FromUnixSeconds(1'795'131'000);
  EXPECT_EQ(Words(Choose({Away(Person("caller", "Caller")), Person("desk", "Desk")})), "desk by CHOICE_FRONT_DESK");
  now_ -= absl::Hours(1);
  EXPECT_EQ(Words(Choose({Away(Person("caller", "Caller")), Person("desk", "Desk")})), "caller by CHOICE_CALLER");
}

TEST_F(ChooseContactPersonTest, ErrorOfCountingIsPassedOn) {
  directory_ = std::make_shared<const Directory>(std::vector<Member>{Person("a", "A"), Person("b", "B")});
  EXPECT_EQ(ChooseContactPerson("", {}, {}, By(gateway_),
                                [](absl::string_view) -> absl::StatusOr<int> { return absl::InternalError("disk"); })
                .status(),
            absl::InternalError("disk"));
}

class HandOverCaseTest : public CaseFixture {
 protected:
  HandOverCaseTest() {
    directory_ = directory_->With({Person("mem_anna", "Anna Ny", kConsultant)});
    Register();
  }

  absl::StatusOr<Change> TryHandOver(const std::string& to) {
    cases::v1::HandOverCaseRequest request;
    request.set_contact_person(to);
    request.set_reason("Barsel");
    request.set_channel(cases::v1::CHANNEL_EMAIL);
    request.set_message("Fra i dag er Anna Ny jeres kontaktperson.");
    return HandOverCase(current_, request, interactions_ + 1, By(front_desk_));
  }
};

TEST_F(HandOverCaseTest, CompanyHasAnotherContactPersonAndWasTold) {
  const absl::StatusOr<Change> change = TryHandOver("mem_anna");
  ASSERT_THAT(change, IsOk());
  Apply(*change, front_desk_);
  EXPECT_EQ(current_.contact_person().id(), "mem_anna");
  EXPECT_EQ(current_.contact_person().phone(), "11223344");
  ASSERT_EQ(change->events.size(), 2u);
  const cases::v1::ContactPersonHandedOver& event = change->events[0].contact_person_handed_over();
  EXPECT_EQ(event.from().display_name(), "Mette Holm");
  EXPECT_EQ(event.to().display_name(), "Anna Ny");
  EXPECT_EQ(event.reason(), "Barsel");
  EXPECT_EQ(event.told_by(), cases::v1::CHANNEL_EMAIL);
  EXPECT_EQ(change->events[1].detail_case(), CaseEvent::kInteractionRecorded);
  ASSERT_TRUE(change->interaction.has_value());
  EXPECT_EQ(change->interaction->name(), "cases/2026-000001/interactions/1");
  EXPECT_EQ(change->interaction->direction(), cases::v1::Interaction::DIRECTION_OUTBOUND);
  EXPECT_EQ(change->interaction->kind(), cases::v1::Interaction::KIND_MESSAGE);
  EXPECT_EQ(change->interaction->channel(), cases::v1::CHANNEL_EMAIL);
  EXPECT_EQ(change->interaction->text(), "Fra i dag er Anna Ny jeres kontaktperson.");
}

TEST_F(HandOverCaseTest, TellingIsNewsButNoReply) {
  Triage(knowledge::v1::COMPLEXITY_SIMPLE);
  const absl::StatusOr<Change> change = TryHandOver("mem_anna");
  ASSERT_THAT(change, IsOk());
  EXPECT_FALSE(change->after.goals().has_first_reply_time());
  EXPECT_FALSE(change->after.goals().has_answer_time());
  EXPECT_FALSE(change->events[1].interaction_recorded().first_reply());
  EXPECT_EQ(FromTimestamp(change->after.goals().last_news_time()), now_);
}

TEST_F(HandOverCaseTest, Refusals) {
  EXPECT_THAT(TryHandOver("no-such"), IsError(absl::StatusCode::kNotFound, "MEMBER_NOT_FOUND"));
  EXPECT_THAT(TryHandOver(front_desk_.member()), IsError(kRefused, "ALREADY_CONTACT_PERSON"));
  EXPECT_THAT(TryHandOver(member_.member()), IsError(kRefused, "NO_CONTACT_PERSON")) << "task force";
  const Member anna = Person("mem_anna", "Anna Ny");
  directory_ = directory_->With({Left(anna)});
  EXPECT_THAT(TryHandOver("mem_anna"), IsError(kRefused, "NO_CONTACT_PERSON")) << "left";
  directory_ = directory_->With({Away(anna)});
  EXPECT_THAT(TryHandOver("mem_anna"), IsError(kRefused, "NO_CONTACT_PERSON")) << "absent without a substitute";
  directory_ = directory_->With({Away(anna, front_desk_.member())});
  const absl::StatusOr<Change> change = TryHandOver("mem_anna");
  ASSERT_THAT(change, IsOk());
  EXPECT_EQ(change->after.contact_person().id(), "mem_anna") << "the substitute only stands in";
  current_.set_state(cases::v1::Case::STATE_CLOSED);
  EXPECT_THAT(TryHandOver("mem_anna"), IsError(kRefused, "CASE_CLOSED"));
}

}  // namespace
}  // namespace indgang::domain
