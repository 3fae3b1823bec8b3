// What requests to TokenService must look like: OK, or INVALID_ARGUMENT FIELD_INVALID with every field that is wrong.
#ifndef INDGANG_SERVER_DOMAIN_TOKEN_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_TOKEN_REQUESTS_H_

#include "absl/status/status.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "knowledge/bundle.h"

namespace indgang::domain {

// A task-force member needs an authority of the bundle; no other role may have one. Only people may belong to a member.
absl::Status CheckCreateToken(const admin::v1::CreateTokenRequest& request, const knowledge::Bundle& bundle);
absl::Status CheckListTokens(const admin::v1::ListTokensRequest& request);
absl::Status CheckRevokeToken(const admin::v1::RevokeTokenRequest& request);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_TOKEN_REQUESTS_H_
