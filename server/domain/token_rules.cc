#include "server/domain/token_rules.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "server/domain/times.h"

namespace indgang::domain {

NewToken CreateToken(const admin::v1::Token& wanted, absl::Time now, Random& random) {
  NewToken made;
  made.token.set_id(RandomId(random, "tok_", 16));
  made.token.set_display_name(wanted.display_name());
  made.token.set_role(wanted.role());
  made.token.set_authority(wanted.authority());
  made.token.set_phone(wanted.phone());
  made.token.set_email(wanted.email());
  *made.token.mutable_create_time() = ToTimestamp(now);
  made.secret = absl::StrCat("indgang_", absl::WebSafeBase64Escape(random.Bytes(32)));
  return made;
}

absl::StatusOr<admin::v1::Token> RevokeToken(const admin::v1::Token& current, int working_admins, absl::Time now) {
  if (current.has_revoke_time()) return current;
  if (IsWorkingAdmin(current) && working_admins <= 1) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "LAST_ADMIN",
                     "this is the last working admin token; create another before you revoke it",
                     {{"token", current.id()}});
  }
  admin::v1::Token revoked = current;
  *revoked.mutable_revoke_time() = ToTimestamp(now);
  return revoked;
}

bool IsWorkingAdmin(const admin::v1::Token& token) {
  return token.role() == admin::v1::ROLE_ADMIN && !token.has_revoke_time();
}

}  // namespace indgang::domain
