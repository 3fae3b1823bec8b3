#include "indgang/admin/v1/token_service.pb.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace admin::v1;
using testing::IsOk;
using testing::Violates;

class TokenServiceTest : public ServiceTest {
 protected:
  static CreateTokenRequest MemberRequest() {
    CreateTokenRequest request;
    request.mutable_token()->set_display_name("Bo Bygge");
    request.mutable_token()->set_role(ROLE_TASK_FORCE_MEMBER);
    request.mutable_token()->set_authority("building");
    request.mutable_token()->set_phone("12345678");
    return request;
  }

  static RevokeTokenRequest Revoke(const std::string& id) {
    RevokeTokenRequest request;
    request.set_id(id);
    return request;
  }
};

TEST_F(TokenServiceTest, NewTokenWorksAtOnceAndItsSecretIsNowhereStored) {
  const auto created = admin_.Call<CreateTokenResponse>(MemberRequest());
  ASSERT_THAT(created, IsOk());
  EXPECT_THAT(created->secret(), ::testing::MatchesRegex("indgang_[0-9A-Za-z_-]{43}"));
  const auto me = server_.WithSecret(created->secret()).Call<WhoAmIResponse>(WhoAmIRequest());
  ASSERT_THAT(me, IsOk());
  EXPECT_EQ(me->token().SerializeAsString(), created->token().SerializeAsString());
  EXPECT_EQ(me->token().display_name(), "Bo Bygge");
  const auto listed = admin_.Call<ListTokensResponse>(ListTokensRequest());
  ASSERT_THAT(listed, IsOk());
  EXPECT_THAT(listed->ShortDebugString(), ::testing::Not(::testing::HasSubstr(created->secret().substr(8))));
  for (const std::string& line : server_.log().lines()) {
    EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr(created->secret().substr(8))));
  }
  server_.Restart();
  EXPECT_THAT(server_.WithSecret(created->secret()).Call<WhoAmIResponse>(WhoAmIRequest()), IsOk());
}

TEST_F(TokenServiceTest, PersonIsInTheDirectoryAtOnceAndAfterRestart) {
  const auto created = admin_.Call<CreateTokenResponse>(MemberRequest());
  ASSERT_THAT(created, IsOk());
  const std::string member = created->token().member();
  for (const auto& directory : {server_.directory().Newest(), server_.directory().Stored()}) {
    ASSERT_NE(directory->Find(member), nullptr);
    EXPECT_EQ(directory->Find(member)->display_name(), "Bo Bygge");
  }
  // A second token for the same person.
  CreateTokenRequest request = MemberRequest();
  request.mutable_token()->set_member(member);
  const auto second = admin_.Call<CreateTokenResponse>(request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->token().member(), member);
  request.mutable_token()->set_authority("industrial-environment");
  EXPECT_THAT(admin_.Call<CreateTokenResponse>(request), Violates("token.member"));
  EXPECT_REFUSED(admin_.Call<CreateTokenResponse>(request), kInvalidArgument, "FIELD_INVALID");
  server_.Restart();
  ASSERT_NE(server_.directory().Stored()->Find(member), nullptr);
}

TEST_F(TokenServiceTest, WrongFields) {
  CreateTokenRequest request = MemberRequest();
  request.mutable_token()->set_authority("no-such");
  request.mutable_token()->set_email("x");
  EXPECT_THAT(admin_.Call<CreateTokenResponse>(request), Violates("token.authority", "token.email"));
  EXPECT_REFUSED(admin_.Call<CreateTokenResponse>(request), kInvalidArgument, "FIELD_INVALID");
  EXPECT_THAT(admin_.Call<RevokeTokenResponse>(Revoke("x")), Violates("id"));
  EXPECT_REFUSED(admin_.Call<RevokeTokenResponse>(Revoke("tok_0000000000000000")), kNotFound, "TOKEN_NOT_FOUND");
  ListTokensRequest list;
  list.set_page_size(-1);
  EXPECT_THAT(admin_.Call<ListTokensResponse>(list), Violates("page_size"));
  list.set_page_size(1);
  list.set_page_token("x");
  EXPECT_REFUSED(admin_.Call<ListTokensResponse>(list), kInvalidArgument, "PAGE_TOKEN_INVALID");
}

TEST_F(TokenServiceTest, RevokedTokenIsRefusedAtOnceAndAfterRestart) {
  ASSERT_THAT(admin_.Call<RevokeTokenResponse>(Revoke(desk_.id())), IsOk());
  EXPECT_REFUSED(desk_.Call<WhoAmIResponse>(WhoAmIRequest()), kUnauthenticated, "TOKEN_REVOKED");
  const auto again = admin_.Call<RevokeTokenResponse>(Revoke(desk_.id()));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->token().revoke_time().seconds(), absl::ToUnixSeconds(server_.clock().Now()));
  server_.Restart();
  EXPECT_THAT(server_.WithSecret(desk_.secret()).Call<WhoAmIResponse>(WhoAmIRequest()),
              testing::IsError(absl::StatusCode::kUnauthenticated, "TOKEN_REVOKED"));
}

TEST_F(TokenServiceTest, LastAdminStays) {
  EXPECT_REFUSED(admin_.Call<RevokeTokenResponse>(Revoke(admin_.id())), kFailedPrecondition, "LAST_ADMIN");
  const testing::TestClient second = server_.As(ROLE_ADMIN);
  ASSERT_THAT(admin_.Call<RevokeTokenResponse>(Revoke(admin_.id())), IsOk());
  EXPECT_REFUSED(second.Call<RevokeTokenResponse>(Revoke(second.id())), kFailedPrecondition, "LAST_ADMIN");
}

TEST_F(TokenServiceTest, ListPagesOldestFirst) {
  server_.clock().Advance(absl::Seconds(1));
  const auto created = admin_.Call<CreateTokenResponse>(MemberRequest());
  ASSERT_THAT(created, IsOk());
  ListTokensRequest request;
  request.set_page_size(2);
  std::vector<std::string> ids;
  do {
    const auto page = admin_.Call<ListTokensResponse>(request);
    ASSERT_THAT(page, IsOk());
    for (const Token& token : page->tokens()) ids.push_back(token.id());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  ASSERT_EQ(ids.size(), 7u);
  EXPECT_EQ(ids.back(), created->token().id());
}

}  // namespace
}  // namespace indgang::service
