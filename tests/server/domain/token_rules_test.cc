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
  const NewToken made = CreateToken(wanted, testing::FridayMorning(), random);
  EXPECT_THAT(made.token.id(), ::testing::MatchesRegex("tok_[0-9a-z]{16}"));
  EXPECT_THAT(made.secret, ::testing::MatchesRegex("indgang_[0-9A-Za-z_-]{43}"));
  EXPECT_EQ(made.token.display_name(), "Mette Holm");
  EXPECT_EQ(made.token.authority(), "building");
  EXPECT_EQ(made.token.phone(), "12345678");
  EXPECT_EQ(made.token.email(), "a@b.dk");
  EXPECT_EQ(FromTimestamp(made.token.create_time()), testing::FridayMorning());
  EXPECT_FALSE(made.token.has_revoke_time());
  EXPECT_NE(CreateToken(wanted, testing::FridayMorning(), random).secret, made.secret);
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
