#include "server/domain/token_rules.h"

#include "gtest/gtest.h"
#include "server/domain/times.h"
#include "tests/support/error_matchers.h"
#include "tests/support/small_knowledge.h"

namespace indgang::domain {
namespace {

TEST(CreateTokenTest, HasIdSecretAndNothingTheCallerMayNotSet) {
  admin::v1::Token wanted;
  wanted.set_id("tok_mine");
  wanted.set_display_name("Mette Holm");
  wanted.set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
  wanted.set_authority("building");
  wanted.set_phone("12345678");
  wanted.set_email("a@b.dk");
  *wanted.mutable_revoke_time() = ToTimestamp(absl::UnixEpoch());
  SeededRandom random(1);
  const absl::StatusOr<NewToken> created = CreateToken(wanted, Directory(), testing::FridayMorning(), random);
  ASSERT_THAT(created, testing::IsOk());
  const NewToken& made = *created;
  EXPECT_THAT(made.token.id(), ::testing::MatchesRegex("tok_[0-9a-z]{16}"));
  EXPECT_THAT(made.secret, ::testing::MatchesRegex("indgang_[0-9A-Za-z_-]{43}"));
  EXPECT_EQ(made.token.display_name(), "Mette Holm");
  EXPECT_EQ(made.token.authority(), "building");
  EXPECT_EQ(made.token.phone(), "12345678");
  EXPECT_EQ(made.token.email(), "a@b.dk");
  EXPECT_EQ(FromTimestamp(made.token.create_time()), testing::FridayMorning());
  EXPECT_FALSE(made.token.has_revoke_time());
  EXPECT_NE(CreateToken(wanted, Directory(), testing::FridayMorning(), random)->secret, made.secret);
}

TEST(CreateTokenTest, PersonWithoutAMemberGetsOne) {
  admin::v1::Token wanted;
  wanted.set_display_name("Bo Bygge");
  wanted.set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
  wanted.set_authority("building");
  wanted.set_phone("12345678");
  wanted.set_email("a@b.dk");
  SeededRandom random(1);
  const absl::StatusOr<NewToken> made = CreateToken(wanted, Directory(), testing::FridayMorning(), random);
  ASSERT_THAT(made, testing::IsOk());
  ASSERT_TRUE(made->member.has_value());
  EXPECT_EQ(made->token.member(), made->member->id());
  EXPECT_THAT(made->member->id(), ::testing::MatchesRegex("mem_[0-9a-z]{16}"));
  EXPECT_EQ(made->member->display_name(), "Bo Bygge");
  EXPECT_EQ(made->member->role(), admin::v1::ROLE_TASK_FORCE_MEMBER);
  EXPECT_EQ(made->member->unit(), "building");
  EXPECT_EQ(made->member->phone(), "12345678");
  EXPECT_EQ(made->member->email(), "a@b.dk");
  EXPECT_EQ(made->member->state(), directory::v1::Member::STATE_ACTIVE);
  EXPECT_EQ(FromTimestamp(made->member->create_time()), testing::FridayMorning());
  EXPECT_EQ(made->member->etag().size(), 16u);
}

TEST(CreateTokenTest, MachinesAndAdminsGetNone) {
  SeededRandom random(1);
  for (const auto role :
       {admin::v1::ROLE_EDITOR, admin::v1::ROLE_STATISTICS, admin::v1::ROLE_GATEWAY, admin::v1::ROLE_ADMIN}) {
    admin::v1::Token wanted;
    wanted.set_role(role);
    const absl::StatusOr<NewToken> made = CreateToken(wanted, Directory(), testing::FridayMorning(), random);
    ASSERT_THAT(made, testing::IsOk());
    EXPECT_FALSE(made->member.has_value()) << role;
    EXPECT_EQ(made->token.member(), "") << role;
  }
}

TEST(CreateTokenTest, NamedMemberMustFitTheToken) {
  SeededRandom random(1);
  directory::v1::Member bo;
  bo.set_id("mem_bo00000000000001");
  bo.set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
  bo.set_unit("building");
  bo.set_state(directory::v1::Member::STATE_ACTIVE);
  admin::v1::Token wanted;
  wanted.set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
  wanted.set_authority("building");
  wanted.set_member(bo.id());
  const auto create = [&](const directory::v1::Member& member) {
    return CreateToken(wanted, Directory({member}), testing::FridayMorning(), random);
  };
  const absl::StatusOr<NewToken> made = create(bo);
  ASSERT_THAT(made, testing::IsOk());
  EXPECT_EQ(made->token.member(), bo.id());
  EXPECT_FALSE(made->member.has_value());
  directory::v1::Member other = bo;
  other.set_id("mem_bo00000000000002");
  EXPECT_THAT(create(other), testing::Violates("token.member")) << "unknown";
  other = bo;
  other.set_state(directory::v1::Member::STATE_LEFT);
  EXPECT_THAT(create(other), testing::Violates("token.member")) << "left";
  other = bo;
  other.set_role(admin::v1::ROLE_LEADER);
  EXPECT_THAT(create(other), testing::Violates("token.member")) << "another role";
  other = bo;
  other.set_unit("industrial-environment");
  EXPECT_THAT(create(other), testing::Violates("token.member")) << "another unit";
}

TEST(RevokeTokenTest, LastWorkingAdminStays) {
  admin::v1::Token admin;
  admin.set_role(admin::v1::ROLE_ADMIN);
  EXPECT_THAT(RevokeToken(admin, 1, testing::FridayMorning()),
              testing::IsError(absl::StatusCode::kFailedPrecondition, "LAST_ADMIN"));
  const absl::StatusOr<admin::v1::Token> revoked = RevokeToken(admin, 2, testing::FridayMorning());
  ASSERT_THAT(revoked, testing::IsOk());
  EXPECT_EQ(FromTimestamp(revoked->revoke_time()), testing::FridayMorning());
  EXPECT_FALSE(IsWorkingAdmin(*revoked));
}

TEST(RevokeTokenTest, RevokingAgainChangesNothing) {
  admin::v1::Token token;
  token.set_role(admin::v1::ROLE_ADMIN);
  *token.mutable_revoke_time() = ToTimestamp(absl::FromUnixSeconds(5));
  const absl::StatusOr<admin::v1::Token> again = RevokeToken(token, 1, testing::FridayMorning());
  ASSERT_THAT(again, testing::IsOk());
  EXPECT_EQ(again->revoke_time().seconds(), 5);
}

TEST(RevokeTokenTest, OtherRolesNeedNoSuccessor) {
  admin::v1::Token token;
  token.set_role(admin::v1::ROLE_FRONT_DESK);
  EXPECT_THAT(RevokeToken(token, 1, testing::FridayMorning()), testing::IsOk());
}

}  // namespace
}  // namespace indgang::domain
