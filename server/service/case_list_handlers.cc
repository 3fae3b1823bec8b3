// CaseService: lists and counts.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "indgang/cases/v1/enquiry.pb.h"
#include "indgang/knowledge/v1/service.pb.h"
#include "server/domain/case_list_requests.h"
#include "server/domain/field_checks.h"
#include "server/domain/search_terms.h"
#include "server/service/call.h"
#include "server/service/case_access.h"
#include "server/service/case_filter.h"
#include "server/service/page_token.h"

namespace indgang::service {
namespace {

using namespace cases::v1;  // the request and response types of this file's service
using storage::CaseCondition;
using storage::CaseField;
using storage::CaseGroup;
using storage::ReadTransaction;

storage::CaseOrder OrderOf(const std::string& order_by) {
  if (order_by == "case_number") return storage::CaseOrder::kOldestFirst;
  if (order_by == "next_due_time") return storage::CaseOrder::kDueFirst;
  if (order_by == "update_time desc") return storage::CaseOrder::kLatestChangeFirst;
  return storage::CaseOrder::kNewestFirst;
}

absl::StatusOr<Work> ListCases(Call& call, const ListCasesRequest& request, ListCasesResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListCases(request));
  storage::CaseQuery query;
  INDGANG_ASSIGN_OR_RETURN(query.after, ReadCursor(request, call.scope()));
  std::vector<CaseCondition> conditions;
  if (request.state() != Case::STATE_UNSPECIFIED) {
    conditions.push_back(CaseCondition::Equal(CaseField::kState, std::int64_t{request.state()}));
  }
  if (!request.cvr_number().empty()) {
    conditions.push_back(CaseCondition::Equal(CaseField::kCvrNumber, request.cvr_number()));
  }
  if (!request.contact_person().empty()) {
    conditions.push_back(CaseCondition::Equal(CaseField::kContactPerson, call.MemberId(request.contact_person())));
  }
  INDGANG_ASSIGN_OR_RETURN(conditions.emplace_back(), ReadCaseFilter(request.filter(), call));
  query.condition = CaseCondition::All(std::move(conditions));
  query.referred_to = call.scope();
  query.words = domain::SearchWords(request.query());
  query.staff_terms = call.scope().empty();
  query.order = OrderOf(request.order_by());
  query.limit = domain::EffectivePageSize(request.page_size());
  query.max_bytes = kMaxPageBytes;
  return Work::Read([&, query = std::move(query)](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(storage::CasePage page, tx.ListCases(query));
    for (storage::CaseBytes& each : page.cases) {
      PassOn(call, std::move(each), ListCasesResponse::kCasesFieldNumber, response);
    }
    if (!page.next.empty()) response.set_next_page_token(MakePageToken(request, call.scope(), page.next));
    return absl::OkStatus();
  });
}

struct Group {
  const char* name;
  CaseGroup group;
  const google::protobuf::EnumDescriptor* values = nullptr;
};

const Group& GroupOf(const std::string& name) {
  static const Group groups[] = {
      {"state", CaseGroup::kState, Case::State_descriptor()},
      {"channel", CaseGroup::kChannel, Channel_descriptor()},
      {"complexity", CaseGroup::kComplexity, knowledge::v1::Complexity_descriptor()},
      {"package", CaseGroup::kPackage},
      {"service", CaseGroup::kService},
      {"contact_person", CaseGroup::kContactPerson},
      {"unit", CaseGroup::kContactPerson},
      {"outcome", CaseGroup::kOutcome, Case::Outcome_descriptor()},
      {"language", CaseGroup::kLanguage},
      {"escalation", CaseGroup::kEscalation, Case::Escalation_descriptor()},
      {"create_month", CaseGroup::kCreateHour},
  };
  // CheckCountCases lets no other name through.
  return *std::find_if(std::begin(groups), std::end(groups), [&](const Group& each) { return each.name == name; });
}

// The value as the response has it: "CLOSED", "2026-11".
std::string ValueText(const Group& group, const std::string& value, const Call& call) {
  if (group.name == absl::string_view("unit")) {
    const directory::v1::Member* member = call.directory->Find(value);
    return member == nullptr ? "" : member->unit();
  }
  std::int64_t number = 0;
  if (group.values != nullptr && absl::SimpleAtoi(value, &number)) {
    const std::string unspecified = group.values->value(0)->name();
    const auto* named = group.values->FindValueByNumber(static_cast<int>(number));
    return named == nullptr
               ? value
               : std::string(absl::StripPrefix(named->name(), absl::StripSuffix(unspecified, "UNSPECIFIED")));
  }
  if (group.group == CaseGroup::kCreateHour && absl::SimpleAtoi(value, &number)) {
    const absl::CivilMonth month =
        absl::ToCivilMonth(absl::FromUnixSeconds(number * 3'600), call.knowledge->bundle().calendar().time_zone());
    return absl::StrFormat("%04d-%02d", month.year(), month.month());
  }
  return value;
}

absl::StatusOr<Work> CountCases(Call& call, const CountCasesRequest& request, CountCasesResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckCountCases(request));
  storage::CaseCountQuery query;
  INDGANG_ASSIGN_OR_RETURN(query.condition, ReadCaseFilter(request.filter(), call));
  query.referred_to = call.scope();
  for (const std::string& name : request.group_by()) {
    if (name == "contact_person" && call.caller->role() == admin::v1::ROLE_STATISTICS) {
      return MakeError(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
                       "a token with ROLE_STATISTICS may not group by contact_person", {{"field", name}});
    }
    query.groups.push_back(GroupOf(name).group);
  }
  return Work::Read([&, query = std::move(query)](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const std::vector<storage::CaseCount> counts, tx.CountCases(query));
    // Hours of one month and persons of one unit come together here.
    std::map<std::vector<std::string>, std::int64_t> by_values;
    for (const storage::CaseCount& count : counts) {
      std::vector<std::string> values;
      for (std::size_t i = 0; i < count.values.size(); ++i) {
        values.push_back(ValueText(GroupOf(request.group_by(static_cast<int>(i))), count.values[i], call));
      }
      by_values[values] += count.count;
    }
    std::vector<std::pair<std::vector<std::string>, std::int64_t>> sorted(by_values.begin(), by_values.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& left, const auto& right) { return left.second > right.second; });
    for (const auto& [values, count] : sorted) {
      CaseCount& made = *response.add_counts();
      for (const std::string& value : values) made.add_values(value);
      made.set_count(count);
    }
    return absl::OkStatus();
  });
}

}  // namespace

std::vector<Handler> CaseListHandlers() {
  return {
      Handle("indgang.cases.v1.CaseService.ListCases", ListCases),
      Handle("indgang.cases.v1.CaseService.CountCases", CountCases),
  };
}

}  // namespace indgang::service
