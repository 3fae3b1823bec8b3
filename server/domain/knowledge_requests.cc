#include "server/domain/knowledge_requests.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "server/domain/field_checks.h"

namespace indgang::domain {

absl::Status CheckKnowledgeId(absl::string_view id) {
  FieldViolations violations;
  CheckContentId("id", id, violations);
  return violations.ToStatus();
}

absl::Status CheckKnowledgeList(std::int32_t page_size) {
  FieldViolations violations;
  CheckPageSize(page_size, violations);
  return violations.ToStatus();
}

absl::Status CheckSuggestRouting(const knowledge::v1::SuggestRoutingRequest& request) {
  FieldViolations violations;
  CheckText("text", request.text(), Presence::kRequired, kMaxText, violations);
  CheckLanguage("language", request.language(), violations);
  if (request.max_results() < 0) {
    violations.Add("max_results", absl::StrCat("is ", request.max_results(), "; wanted: 0 or more"));
  }
  return violations.ToStatus();
}

int EffectiveMaxResults(std::int32_t max_results) { return max_results == 0 ? 5 : std::min(max_results, 20); }

}  // namespace indgang::domain
