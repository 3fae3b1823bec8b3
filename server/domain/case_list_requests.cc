#include "server/domain/case_list_requests.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/did_you_mean.h"
#include "base/errors.h"
#include "server/domain/field_checks.h"
#include "server/domain/search_terms.h"

namespace indgang::domain {
namespace {

constexpr std::size_t kMaxQueryBytes = 200;
constexpr int kMaxGroups = 2;

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

absl::Status CheckListCases(const cases::v1::ListCasesRequest& request) {
  static const auto& orders =
      *new std::vector<std::string>{"", "case_number desc", "case_number", "next_due_time", "update_time desc"};
  FieldViolations violations;
  CheckPageSize(request.page_size(), violations);
  if (!cases::v1::Case::State_IsValid(request.state())) {
    violations.Add("state", absl::StrCat("is ", static_cast<int>(request.state()),
                                         "; wanted: REGISTERED, IN_PROGRESS, CLOSED or nothing"));
  }
  if (!Contains(orders, request.order_by())) {
    violations.Add("order_by",
                   absl::StrCat("is ", Quoted(request.order_by()),
                                "; wanted: case_number desc, case_number, next_due_time or update_time desc"));
  }
  CheckLine("query", request.query(), Presence::kOptional, kMaxQueryBytes, violations);
  if (!request.query().empty()) {
    if (SearchWords(request.query()).empty()) violations.Add("query", "holds no word; wanted: words to find");
    if (request.order_by() == "next_due_time" || request.order_by() == "update_time desc") {
      violations.Add("order_by", absl::StrCat("is ", Quoted(request.order_by()),
                                              " together with query; wanted: case_number desc or case_number"));
    }
  }
  return violations.ToStatus();
}

absl::Status CheckCountCases(const cases::v1::CountCasesRequest& request) {
  static const auto& groups =
      *new std::vector<std::string>{"state",          "channel", "complexity", "package",    "service",     "unit",
                                    "contact_person", "outcome", "language",   "escalation", "create_month"};
  FieldViolations violations;
  if (request.group_by_size() > kMaxGroups) {
    violations.Add("group_by", absl::StrCat("has ", request.group_by_size(), " fields; wanted: at most ", kMaxGroups));
  }
  std::vector<std::string> seen;
  for (const std::string& name : request.group_by()) {
    if (!Contains(groups, name)) {
      const std::string meant = DidYouMean(name, groups);
      violations.Add("group_by", absl::StrCat("is ", Quoted(name),
                                              meant.empty() ? absl::StrCat("; wanted: ", absl::StrJoin(groups, ", "))
                                                            : absl::StrCat("; did you mean ", meant, "?")));
    } else if (Contains(seen, name)) {
      violations.Add("group_by", absl::StrCat("names ", name, " twice; wanted: once"));
    }
    seen.push_back(name);
  }
  return violations.ToStatus();
}

}  // namespace indgang::domain
