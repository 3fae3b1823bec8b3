// Rules about access tokens.
#ifndef INDGANG_SERVER_DOMAIN_TOKEN_RULES_H_
#define INDGANG_SERVER_DOMAIN_TOKEN_RULES_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/directory/v1/member.pb.h"
#include "server/domain/directory.h"

namespace indgang::domain {

// A token and its only copy of the secret ("indgang_" and 43 characters of base64url, 256 random bits).
struct NewToken {
  admin::v1::Token token;
  std::string secret;
  // The member added for it, when the role needs one and none was named.
  std::optional<directory::v1::Member> member;
};

// A token with display name, role, authority, phone, email and member of `wanted`, which passed CheckCreateToken.
// Error: INVALID_ARGUMENT FIELD_INVALID "token.member" when the member named is not in the directory, has left, or has
// another role or unit.
absl::StatusOr<NewToken> CreateToken(const admin::v1::Token& wanted, const Directory& directory, absl::Time now,
                                     Random& random);

// The token, revoked. A revoked token stays as it is. Error: FAILED_PRECONDITION LAST_ADMIN when it is a working admin
// token and `working_admins`, itself included, is 1.
absl::StatusOr<admin::v1::Token> RevokeToken(const admin::v1::Token& current, int working_admins, absl::Time now);

// Whether the token works and is an admin's.
bool IsWorkingAdmin(const admin::v1::Token& token);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_TOKEN_RULES_H_
