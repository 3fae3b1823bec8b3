#include "server/service/token_table.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "base/errors.h"
#include "base/hash.h"
#include "base/status_macros.h"

namespace indgang::service {

absl::Status TokenTable::Load(storage::Storage& storage) {
  return storage::ReadAndWait(storage, [this](storage::ReadTransaction& tx) -> absl::Status {
    constexpr int kPage = 500;
    std::string after;
    while (true) {
      INDGANG_ASSIGN_OR_RETURN(const std::vector<storage::StoredToken> page, tx.ListTokens(after, kPage));
      for (const storage::StoredToken& token : page) Put(token);
      if (page.size() < kPage) return absl::OkStatus();
      after = page.back().message.id();
    }
  });
}

bool TokenTable::empty() const {
  absl::MutexLock lock(&mutex_);
  return by_hash_.empty();
}

void TokenTable::Put(const storage::StoredToken& token) {
  auto copy = std::make_shared<const admin::v1::Token>(token.message);
  absl::MutexLock lock(&mutex_);
  by_hash_[token.secret_hash] = std::move(copy);
}

absl::StatusOr<std::shared_ptr<const admin::v1::Token>> TokenTable::Authenticate(
    absl::string_view authorization, const domain::Directory& directory) const {
  constexpr absl::string_view kScheme = "Bearer ";
  if (!absl::StartsWithIgnoreCase(authorization, kScheme) || authorization.size() == kScheme.size()) {
    return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                     "no access token was sent; wanted: metadata \"authorization: Bearer indgang_…\"");
  }
  const std::string hash = Sha256(authorization.substr(kScheme.size()));
  std::shared_ptr<const admin::v1::Token> token;
  {
    absl::MutexLock lock(&mutex_);
    if (const auto found = by_hash_.find(hash); found != by_hash_.end()) token = found->second;
  }
  if (token == nullptr) {
    return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID", "the access token is not known here");
  }
  if (token->has_revoke_time()) {
    return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_REVOKED", "the access token was revoked",
                     {{"token", token->id()}});
  }
  if (token->member().empty()) return token;
  const directory::v1::Member* const member = directory.Find(token->member());
  if (member != nullptr && !domain::IsActive(*member)) {
    return MakeError(absl::StatusCode::kUnauthenticated, "MEMBER_LEFT",
                     "the access token belongs to a member who has left", {{"token", token->id()}});
  }
  return token;
}

}  // namespace indgang::service
