// Who may call what: one table, from every method to the roles that may call it. docs/policy.md shows it.
#ifndef INDGANG_SERVER_SERVICE_ACCESS_POLICY_H_
#define INDGANG_SERVER_SERVICE_ACCESS_POLICY_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "indgang/admin/v1/token.pb.h"

namespace indgang::service {

struct MethodPolicy {
  // Full name of the method: "indgang.cases.v1.CaseService.GetCase".
  std::string method;
  std::vector<admin::v1::Role> roles;
};

// Every method of every service, in the order of the protos.
const std::vector<MethodPolicy>& AccessPolicy();

// nullptr when the method has no policy; nobody may call such a method.
const MethodPolicy* FindPolicy(absl::string_view method);

bool IsAllowed(const MethodPolicy& policy, admin::v1::Role role);

// The table in markdown, as it stands in docs/policy.md: a row for each method, a column for each role.
std::string PolicyAsMarkdown();

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_ACCESS_POLICY_H_
