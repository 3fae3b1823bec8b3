#include "server/domain/token_requests.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "server/domain/field_checks.h"
#include "server/domain/member_rules.h"

namespace indgang::domain {

absl::Status CheckCreateToken(const admin::v1::CreateTokenRequest& request, const knowledge::Bundle& bundle) {
  const admin::v1::Token& token = request.token();
  FieldViolations violations;
  CheckLine("token.display_name", token.display_name(), Presence::kRequired, kMaxDisplayName, violations);
  if (token.role() == admin::v1::ROLE_UNSPECIFIED || !admin::v1::Role_IsValid(token.role())) {
    violations.Add("token.role", absl::StrCat("is ", static_cast<int>(token.role()),
                                              "; wanted: FRONT_DESK, TASK_FORCE_MEMBER, CONSULTANT, LEADER, EDITOR, "
                                              "STATISTICS, GATEWAY or ADMIN"));
  } else if (token.role() == admin::v1::ROLE_TASK_FORCE_MEMBER) {
    if (bundle.FindAuthority(token.authority()) == nullptr) {
      violations.Add("token.authority",
                     absl::StrCat("is ", Quoted(token.authority()),
                                  "; wanted: the id of an authority in the knowledge base, for a task-force member"));
    }
  } else if (!token.authority().empty()) {
    violations.Add("token.authority", absl::StrCat("is ", Quoted(token.authority()),
                                                   "; wanted: nothing, unless the role is TASK_FORCE_MEMBER"));
  }
  if (!token.member().empty() && !IsMemberRole(token.role())) {
    violations.Add("token.member", absl::StrCat("is ", Quoted(token.member()),
                                                "; wanted: nothing, unless the role is FRONT_DESK, TASK_FORCE_MEMBER, "
                                                "CONSULTANT or LEADER"));
  }
  CheckPhone("token.phone", token.phone(), violations);
  CheckEmail("token.email", token.email(), violations);
  return violations.ToStatus();
}

absl::Status CheckListTokens(const admin::v1::ListTokensRequest& request) {
  FieldViolations violations;
  CheckPageSize(request.page_size(), violations);
  return violations.ToStatus();
}

absl::Status CheckRevokeToken(const admin::v1::RevokeTokenRequest& request) {
  const std::string& id = request.id();
  FieldViolations violations;
  const bool shape = absl::StartsWith(id, "tok_") && id.size() == 20 &&
                     std::all_of(id.begin() + 4, id.end(), [](unsigned char c) { return absl::ascii_isalnum(c); });
  if (!shape) violations.Add("id", absl::StrCat("is ", Quoted(id), "; wanted: tok_ and 16 characters"));
  return violations.ToStatus();
}

}  // namespace indgang::domain
