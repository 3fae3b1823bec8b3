#include "server/start/first_token.h"

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "server/domain/token_rules.h"

namespace indgang {

absl::Status WriteFirstToken(const std::string& path, storage::Storage& storage, const Clock& clock, Random& random,
                             service::TokenTable& tokens) {
  admin::v1::Token wanted;
  wanted.set_display_name("First admin");
  wanted.set_role(admin::v1::ROLE_ADMIN);
  INDGANG_ASSIGN_OR_RETURN(const domain::NewToken made,
                           domain::CreateToken(wanted, domain::Directory(), clock.Now(), random));
  const storage::StoredToken stored = {made.token, Sha256(made.secret)};
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(path, absl::StrCat(made.secret, "\n"), 0600));
  INDGANG_RETURN_IF_ERROR(
      storage::WriteAndWait(storage, [&](storage::WriteTransaction& tx) { return tx.PutToken(stored); }));
  tokens.Put(stored);
  return absl::OkStatus();
}

}  // namespace indgang
