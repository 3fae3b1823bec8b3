#include "server/domain/directory.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/people.h"
#include "tests/server/domain/member_fixture.h"
#include "tests/support/small_knowledge.h"

namespace indgang::domain {
namespace {

using directory::v1::Member;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::CivilDay kThursday(2026, 11, 19);
constexpr absl::CivilDay kFriday(2026, 11, 20);
constexpr absl::CivilDay kSaturday(2026, 11, 21);

std::vector<std::string> Ids(const std::vector<const Member*>& members) {
  std::vector<std::string> ids;
  for (const Member* member : members) ids.push_back(member->id());
  return ids;
}

std::string DeputyId(const Directory& directory, const std::string& id) {
  const Member* deputy = directory.Deputy(id, kFriday);
  return deputy == nullptr ? "nobody" : deputy->id();
}

TEST(DirectoryTest, MembersStandByNameThenId) {
  const Directory directory({Person("c", "Bo"), Person("a", "Mette"), Person("b", "Bo")});
  std::vector<std::string> ids;
  for (const Member& member : directory.members()) ids.push_back(member.id());
  EXPECT_THAT(ids, ElementsAre("b", "c", "a"));
  EXPECT_EQ(directory.Find("a")->display_name(), "Mette");
  EXPECT_EQ(directory.Find("x"), nullptr);
  EXPECT_EQ(Directory().Find(""), nullptr);
}

TEST(DirectoryTest, WithAddsAndReplacesAndLeavesTheOriginal) {
  const Directory before({Person("a", "Mette"), Person("b", "Bo")});
  const auto after = before.With({Person("a", "Anna"), Person("c", "Carl")});
  EXPECT_EQ(after->members().size(), 3u);
  EXPECT_EQ(after->Find("a")->display_name(), "Anna");
  EXPECT_EQ(after->Find("c")->display_name(), "Carl");
  EXPECT_EQ(before.Find("a")->display_name(), "Mette");
  EXPECT_EQ(before.Find("c"), nullptr);
}

TEST(DirectoryTest, FirstAndLastDayOfAnAbsenceCount) {
  Member mette = Person("a", "Mette");
  directory::v1::Absence& absence = *mette.add_absences();
  absence.set_first_day("2026-11-20");
  absence.set_last_day("2026-11-21");
  EXPECT_TRUE(IsThere(mette, kThursday));
  EXPECT_FALSE(IsThere(mette, kFriday));
  EXPECT_FALSE(IsThere(mette, kSaturday));
  EXPECT_TRUE(IsThere(mette, absl::CivilDay(2026, 11, 22)));
  EXPECT_FALSE(IsThere(Left(Person("a", "Mette")), kThursday));
}

TEST(DirectoryTest, DeputyIsTheFirstOfTheChainWhoIsThere) {
  const Directory directory({
      Person("there", "A"),
      Away(Person("away", "B"), "there"),
      Away(Person("away-too", "C"), "away"),
      Away(Person("alone", "D")),
      Away(Person("circle-1", "E"), "circle-2"),
      Away(Person("circle-2", "F"), "circle-1"),
      Away(Person("own", "G"), "own"),
      Left(Person("left", "H")),
      Left(Away(Person("left-away", "I"), "there")),
      Away(Person("to-left", "J"), "left"),
      Away(Person("to-unknown", "K"), "no-such"),
  });
  EXPECT_EQ(DeputyId(directory, "there"), "there");
  EXPECT_EQ(DeputyId(directory, "away"), "there");
  EXPECT_EQ(DeputyId(directory, "away-too"), "there");
  for (const char* id :
       {"alone", "circle-1", "circle-2", "own", "left", "left-away", "to-left", "to-unknown", "no-such", ""}) {
    EXPECT_EQ(DeputyId(directory, id), "nobody") << id;
  }
  EXPECT_EQ(directory.Deputy("away", kThursday)->id(), "away");
}

TEST(DirectoryTest, WithRoleLeavesOutThoseWhoLeft) {
  const Directory directory({
      Away(Person("b", "B", admin::v1::ROLE_LEADER)),
      Person("a", "A", admin::v1::ROLE_LEADER),
      Left(Person("c", "C", admin::v1::ROLE_LEADER)),
      Person("d", "D"),
  });
  EXPECT_THAT(Ids(directory.WithRole(admin::v1::ROLE_LEADER)), ElementsAre("a", "b"));
}

TEST(DirectoryTest, KeyAccountManagersAndTeamsAreThoseWhoHaveNotLeft) {
  const auto with = [](Member member, const std::string& company, const std::string& package) {
    member.add_key_accounts(company);
    member.add_packages(package);
    return member;
  };
  const Directory directory({with(Person("b", "B"), "13585628", "cafe"), with(Person("a", "A"), "13585628", "shop"),
                             with(Left(Person("c", "C")), "13585628", "shop"), Away(Person("d", "D"))});
  EXPECT_THAT(Ids(directory.KeyAccountManagers("13585628")), ElementsAre("a", "b"));
  EXPECT_THAT(Ids(directory.KeyAccountManagers("25313763")), IsEmpty());
  EXPECT_THAT(Ids(directory.KeyAccountManagers("")), IsEmpty());
  EXPECT_THAT(Ids(directory.TeamOf("shop")), ElementsAre("a"));
  EXPECT_THAT(Ids(directory.TeamOf("")), IsEmpty());
}

TEST(PeopleTest, TodayIsTheDateInTheMunicipality) {
  const auto bundle = testing::SmallBundle();
  const Directory nobody;
  absl::Time late;
  std::string error;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2026-11-19T23:30:00Z", &late, &error)) << error;
  EXPECT_EQ((Context{late, ServiceItself(), *bundle, nobody}).today(), kFriday);
}

TEST(PeopleTest, ActorsAreRecordedWithTheirMember) {
  admin::v1::Token token;
  token.set_id("tok_1");
  token.set_display_name("Bo Bygge");
  token.set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
  token.set_authority("building");
  token.set_member("mem_1");
  EXPECT_EQ(MakeActor(token).ShortDebugString(),
            R"(id: "tok_1" display_name: "Bo Bygge" role: "TASK_FORCE_MEMBER" authority: "building" member: "mem_1")");
  EXPECT_EQ(MakeActor(ServiceItself()).ShortDebugString(), R"(id: "service" display_name: "Indgang" role: "SERVICE")");
}

TEST(PeopleTest, MemberWithoutPhoneAndEmailIsReachedThroughTheFrontDesk) {
  const auto bundle = testing::SmallBundle();
  Member mette = Person("mem_1", "Mette Holm");
  mette.clear_phone();
  EXPECT_EQ(MakeContactPerson(mette, *bundle).ShortDebugString(),
            R"(id: "mem_1" display_name: "Mette Holm" phone: "+45 12 34 56 78" email: "erhverv@fjordby.example")");
  mette.set_phone("11223344");
  EXPECT_EQ(MakeContactPerson(mette, *bundle).ShortDebugString(),
            R"(id: "mem_1" display_name: "Mette Holm" phone: "11223344")");
}

}  // namespace
}  // namespace indgang::domain
