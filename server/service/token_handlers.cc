// TokenService.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "server/domain/field_checks.h"
#include "server/domain/token_requests.h"
#include "server/domain/token_rules.h"
#include "server/service/call.h"
#include "server/service/page_token.h"

namespace indgang::service {
namespace {

using namespace admin::v1;  // the request and response types of this file's service
using storage::ReadTransaction;
using storage::StoredToken;
using storage::WriteTransaction;

absl::StatusOr<Work> CreateToken(Call& call, const CreateTokenRequest& request, CreateTokenResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckCreateToken(request, call.knowledge->bundle()));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(domain::NewToken made,
                             domain::CreateToken(request.token(), *call.directory, call.now, call.random));
    if (made.member.has_value()) {
      INDGANG_RETURN_IF_ERROR(tx.PutMember(*made.member));
      call.changed_directory = call.directory->With({*made.member});
    }
    const StoredToken stored = {made.token, Sha256(made.secret)};
    INDGANG_RETURN_IF_ERROR(tx.PutToken(stored));
    call.after_commit.push_back([&call, stored] { call.tokens.Put(stored); });
    *response.mutable_token() = std::move(made.token);
    response.set_secret(std::move(made.secret));
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> ListTokens(Call& call, const ListTokensRequest& request, ListTokensResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListTokens(request));
  const int page_size = domain::EffectivePageSize(request.page_size());
  INDGANG_ASSIGN_OR_RETURN(const std::string after, ReadCursor(request, call.scope()));
  return Work::Read([&, page_size, after](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(std::vector<StoredToken> stored, tx.ListTokens(after, page_size + 1));
    std::vector<Token> tokens;
    for (StoredToken& token : stored) tokens.push_back(std::move(token.message));
    response.set_next_page_token(FillPage(request, call.scope(), page_size, tokens, *response.mutable_tokens(),
                                          [](const Token& last, int) { return last.id(); }));
    return absl::OkStatus();
  });
}

absl::StatusOr<int> CountWorkingAdmins(ReadTransaction& tx) {
  constexpr int kPage = 500;
  int count = 0;
  std::string after;
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const std::vector<StoredToken> page, tx.ListTokens(after, kPage));
    for (const StoredToken& token : page) count += domain::IsWorkingAdmin(token.message) ? 1 : 0;
    if (page.size() < kPage) return count;
    after = page.back().message.id();
  }
}

absl::StatusOr<Work> RevokeToken(Call& call, const RevokeTokenRequest& request, RevokeTokenResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckRevokeToken(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(std::optional<StoredToken> stored, tx.GetToken(request.id()));
    if (!stored.has_value()) {
      return MakeError(absl::StatusCode::kNotFound, "TOKEN_NOT_FOUND", absl::StrCat("there is no token ", request.id()),
                       {{"id", request.id()}});
    }
    INDGANG_ASSIGN_OR_RETURN(const int working_admins, CountWorkingAdmins(tx));
    INDGANG_ASSIGN_OR_RETURN(stored->message, domain::RevokeToken(stored->message, working_admins, call.now));
    INDGANG_RETURN_IF_ERROR(tx.PutToken(*stored));
    call.after_commit.push_back([&call, token = *stored] { call.tokens.Put(token); });
    *response.mutable_token() = std::move(stored->message);
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> WhoAmI(Call& call, const WhoAmIRequest&, WhoAmIResponse& response) {
  *response.mutable_token() = *call.caller;
  return Work::Done();
}

}  // namespace

std::vector<Handler> TokenHandlers() {
  return {
      Handle("indgang.admin.v1.TokenService.CreateToken", CreateToken),
      Handle("indgang.admin.v1.TokenService.ListTokens", ListTokens),
      Handle("indgang.admin.v1.TokenService.RevokeToken", RevokeToken),
      Handle("indgang.admin.v1.TokenService.WhoAmI", WhoAmI),
  };
}

}  // namespace indgang::service
