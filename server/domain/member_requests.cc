#include "server/domain/member_requests.h"

#include <algorithm>
#include <functional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/domain/cvr.h"
#include "server/domain/field_checks.h"
#include "server/domain/member_rules.h"
#include "server/domain/names.h"

namespace indgang::domain {
namespace {

using directory::v1::Member;

constexpr std::size_t kMaxPackages = 50;
constexpr std::size_t kMaxKeyAccounts = 200;

bool IsRandomId(absl::string_view value, absl::string_view prefix) {
  if (!absl::ConsumePrefix(&value, prefix)) return false;
  return value.size() == 16 &&
         std::all_of(value.begin(), value.end(), [](unsigned char c) { return absl::ascii_isalnum(c); });
}

// Every value once, and right.
void CheckList(const std::string& field, const google::protobuf::RepeatedPtrField<std::string>& values,
               std::size_t most, absl::string_view wanted, const std::function<bool(const std::string&)>& is_right,
               FieldViolations& violations) {
  if (static_cast<std::size_t>(values.size()) > most) {
    violations.Add(field, absl::StrCat("has ", values.size(), " values; wanted: at most ", most));
  }
  std::set<absl::string_view> seen;
  for (const std::string& value : values) {
    if (!is_right(value)) {
      violations.Add(field, absl::StrCat("holds ", Quoted(value), "; wanted: ", wanted));
    } else if (!seen.insert(value).second) {
      violations.Add(field, absl::StrCat("holds ", Quoted(value), " again; wanted: every value once"));
    }
  }
}

void CheckUnit(const std::string& field, const Member& member, const knowledge::Bundle& bundle,
               FieldViolations& violations) {
  const bool needed = member.role() == admin::v1::ROLE_TASK_FORCE_MEMBER;
  if ((member.unit().empty() && !needed) || bundle.FindAuthority(member.unit()) != nullptr) return;
  violations.Add(field,
                 absl::StrCat("is ", Quoted(member.unit()), "; wanted: the id of an authority in the knowledge base",
                              needed ? ", for a task-force member" : ", or nothing"));
}

template <typename Values>
bool SameValues(const Values& a, const Values& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

void CheckMemberId(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  if (value == kMe || IsRandomId(value, "mem_")) return;
  violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: mem_ and 16 characters, or me"));
}

void CheckMember(absl::string_view prefix, const Member& before, const Member& after, const knowledge::Bundle& bundle,
                 FieldViolations& violations, std::optional<absl::string_view> role_as_written) {
  const auto field = [&](absl::string_view name) { return absl::StrCat(prefix, name); };
  const bool is_new = before.id().empty();
  const bool role = is_new || before.role() != after.role();
  const bool unit = is_new || before.unit() != after.unit();
  const bool phone = is_new || before.phone() != after.phone();
  const bool email = is_new || before.email() != after.email();
  if (is_new || before.display_name() != after.display_name()) {
    CheckLine(field("display_name"), after.display_name(), Presence::kRequired, kMaxDisplayName, violations);
  }
  if (role && !IsMemberRole(after.role())) {
    violations.Add(
        field("role"),
        absl::StrCat("is ", role_as_written.has_value() ? Quoted(*role_as_written) : admin::v1::Role_Name(after.role()),
                     "; wanted: FRONT_DESK, TASK_FORCE_MEMBER, CONSULTANT or LEADER"));
  }
  if (role || unit) CheckUnit(field("unit"), after, bundle, violations);
  if (phone) CheckPhone(field("phone"), after.phone(), violations);
  if (email) CheckEmail(field("email"), after.email(), violations);
  if ((role || phone || email) && MayBeContactPerson(after.role()) && after.phone().empty() && after.email().empty()) {
    violations.Add(field("phone"), "is empty, and so is email; wanted: at least one, for who may be contact person");
  }
  if (is_new || !SameValues(before.packages(), after.packages())) {
    CheckList(
        field("packages"), after.packages(), kMaxPackages, "ids of packages in the knowledge base",
        [&](const std::string& id) { return bundle.FindPackage(id) != nullptr; }, violations);
  }
  if (is_new || !SameValues(before.key_accounts(), after.key_accounts())) {
    CheckList(field("key_accounts"), after.key_accounts(), kMaxKeyAccounts,
              "CVR numbers, eight digits with a valid check digit", IsValidCvrNumber, violations);
  }
  if (!is_new && before.state() != after.state() && after.state() != Member::STATE_ACTIVE &&
      after.state() != Member::STATE_LEFT) {
    violations.Add(field("state"), absl::StrCat("is ", static_cast<int>(after.state()), "; wanted: ACTIVE or LEFT"));
  }
}

absl::Status CheckCreateMember(const directory::v1::CreateMemberRequest& request, const knowledge::Bundle& bundle) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckMember("member.", Member(), request.member(), bundle, violations);
  return violations.ToStatus();
}

absl::Status CheckGetMember(const directory::v1::GetMemberRequest& request) {
  FieldViolations violations;
  CheckMemberId("id", request.id(), violations);
  return violations.ToStatus();
}

absl::Status CheckListMembers(const directory::v1::ListMembersRequest& request, const knowledge::Bundle& bundle) {
  FieldViolations violations;
  CheckPageSize(request.page_size(), violations);
  if (!request.unit().empty() && bundle.FindAuthority(request.unit()) == nullptr) {
    violations.Add("unit", absl::StrCat("is ", Quoted(request.unit()),
                                        "; wanted: the id of an authority in the knowledge base, or nothing"));
  }
  return violations.ToStatus();
}

absl::Status CheckUpdateMember(const directory::v1::UpdateMemberRequest& request) {
  static constexpr absl::string_view kFields[] = {"display_name", "role",     "unit",         "phone",
                                                  "email",        "packages", "key_accounts", "state"};
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckMemberId("member.id", request.member().id(), violations);
  if (request.update_mask().empty()) violations.Add("update_mask", "is empty; wanted: the fields to change");
  for (const std::string& name : request.update_mask()) {
    if (std::find(std::begin(kFields), std::end(kFields), name) != std::end(kFields)) continue;
    violations.Add("update_mask",
                   absl::StrCat("holds ", Quoted(name), "; wanted: display_name, role, unit, phone, email, ",
                                "packages, key_accounts or state"));
  }
  return violations.ToStatus();
}

absl::Status CheckCreateAbsence(const directory::v1::CreateAbsenceRequest& request) {
  const directory::v1::Absence& absence = request.absence();
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckMemberId("member", request.member(), violations);
  CheckDate("absence.first_day", absence.first_day(), Presence::kRequired, violations);
  CheckDate("absence.last_day", absence.last_day(), Presence::kRequired, violations);
  if (violations.empty() && absence.last_day() < absence.first_day()) {
    violations.Add("absence.last_day", absl::StrCat("is ", Quoted(absence.last_day()),
                                                    "; wanted: ", absence.first_day(), ", the first day, or later"));
  }
  if (!absence.substitute().empty()) CheckMemberId("absence.substitute", absence.substitute(), violations);
  return violations.ToStatus();
}

absl::Status CheckDeleteAbsence(const directory::v1::DeleteAbsenceRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckMemberId("member", request.member(), violations);
  if (!IsRandomId(request.absence(), "abs_")) {
    violations.Add("absence", absl::StrCat("is ", Quoted(request.absence()), "; wanted: abs_ and 16 characters"));
  }
  return violations.ToStatus();
}

absl::Status CheckListUnits(const directory::v1::ListUnitsRequest& request) {
  FieldViolations violations;
  CheckPageSize(request.page_size(), violations);
  return violations.ToStatus();
}

absl::Status CheckImportMembers(const directory::v1::ImportMembersRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  return violations.ToStatus();
}

}  // namespace indgang::domain
