// Rules about access tokens.
#ifndef INDGANG_SERVER_DOMAIN_TOKEN_RULES_H_
#define INDGANG_SERVER_DOMAIN_TOKEN_RULES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "indgang/admin/v1/token.pb.h"

namespace indgang::domain {

// A token and its only copy of the secret ("indgang_" and 43 characters of base64url, 256 random bits).
struct NewToken {
  admin::v1::Token token;
  std::string secret;
};

// A token with display name, role, authority, phone and email of `wanted`, which passed CheckCreateToken.
NewToken CreateToken(const admin::v1::Token& wanted, absl::Time now, Random& random);

// The token, revoked. A revoked token stays as it is. Error: FAILED_PRECONDITION LAST_ADMIN when it is a working admin
// token and `working_admins`, itself included, is 1.
absl::StatusOr<admin::v1::Token> RevokeToken(const admin::v1::Token& current, int working_admins, absl::Time now);

// Whether the token works and is an admin's.
bool IsWorkingAdmin(const admin::v1::Token& token);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_TOKEN_RULES_H_
