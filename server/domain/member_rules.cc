#include "server/domain/member_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "server/domain/field_checks.h"
#include "server/domain/member_requests.h"
#include "server/domain/times.h"

namespace indgang::domain {

using directory::v1::Absence;
using directory::v1::Member;

namespace {

// Why `substitute` cannot stand in for `member`; "" when it can.
std::string WrongSubstitute(const Member& member, const Member* substitute) {
  if (substitute == nullptr) return "is not in the directory";
  if (substitute->id() == member.id()) return "is the member itself";
  if (!IsActive(*substitute)) return "has left";
  if (MayBeContactPerson(member.role())) {
    return MayBeContactPerson(substitute->role()) ? "" : "may not be contact person";
  }
  const bool same = substitute->role() == member.role() && substitute->unit() == member.unit();
  return same ? "" : "is no task-force member of the same unit";
}

// Companies that have a contact person are not left without one.
absl::Status CheckHasNoCases(const Member& member, const CountOpenCases& open_cases) {
  INDGANG_ASSIGN_OR_RETURN(const int count, open_cases(member.id()));
  if (count == 0) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "SUBSTITUTE_REQUIRED",
                   absl::StrCat(member.id(), " is contact person of ", count,
                                " open cases; wanted: a substitute for the absence, or the cases handed over first"),
                   {{"id", member.id()}, {"count", absl::StrCat(count)}});
}

}  // namespace

bool IsMemberRole(admin::v1::Role role) {
  return role == admin::v1::ROLE_TASK_FORCE_MEMBER || MayBeContactPerson(role);
}

bool MayBeContactPerson(admin::v1::Role role) {
  return role == admin::v1::ROLE_FRONT_DESK || role == admin::v1::ROLE_CONSULTANT || role == admin::v1::ROLE_LEADER;
}

const std::string& UnitOf(const Member& member, const knowledge::Bundle& bundle) {
  return member.unit().empty() ? bundle.message().site().front_desk().authority() : member.unit();
}

absl::StatusOr<const Member*> FindMember(const Directory& directory, absl::string_view id) {
  if (const Member* member = directory.Find(id); member != nullptr) return member;
  return MakeError(absl::StatusCode::kNotFound, "MEMBER_NOT_FOUND", absl::StrCat("there is no member ", id),
                   {{"id", std::string(id)}});
}

Member NewMember(const Member& wanted, absl::Time now, Random& random) {
  Member member;
  member.set_id(RandomId(random, "mem_", 16));
  member.set_display_name(wanted.display_name());
  member.set_role(wanted.role());
  member.set_unit(wanted.unit());
  member.set_phone(wanted.phone());
  member.set_email(wanted.email());
  *member.mutable_packages() = wanted.packages();
  *member.mutable_key_accounts() = wanted.key_accounts();
  member.set_state(Member::STATE_ACTIVE);
  *member.mutable_create_time() = ToTimestamp(now);
  StampMember(member, now);
  return member;
}

absl::StatusOr<LeftBehind> WhatIsLeftBehind(const Member& before, const Member& after, const Directory& directory,
                                            const Context& context, const OpenWork& open_work) {
  LeftBehind behind;
  const bool leaves = IsActive(before) && !IsActive(after);
  if (leaves || (MayBeContactPerson(before.role()) && !MayBeContactPerson(after.role()))) {
    INDGANG_ASSIGN_OR_RETURN(behind.cases, open_work.cases(before.id()));
  }
  const std::string& unit = UnitOf(before, context.bundle);
  if (leaves || (IsActive(before) && UnitOf(after, context.bundle) != unit)) {
    const bool reachable =
        !MembersThere(unit, context.today(), {context.now, context.caller, context.bundle, directory}).empty();
    INDGANG_ASSIGN_OR_RETURN(behind.referrals, open_work.referrals(unit, reachable ? before.id() : std::string()));
  }
  return behind;
}

absl::StatusOr<Member> UpdateMember(const Member& before, const directory::v1::UpdateMemberRequest& request,
                                    const Context& context, const OpenWork& open_work) {
  const Member& wanted = request.member();
  Member after = before;
  for (const std::string& name : request.update_mask()) {
    if (name == "display_name") after.set_display_name(wanted.display_name());
    if (name == "role") after.set_role(wanted.role());
    if (name == "unit") after.set_unit(wanted.unit());
    if (name == "phone") after.set_phone(wanted.phone());
    if (name == "email") after.set_email(wanted.email());
    if (name == "packages") *after.mutable_packages() = wanted.packages();
    if (name == "key_accounts") *after.mutable_key_accounts() = wanted.key_accounts();
    if (name == "state") after.set_state(wanted.state());
  }
  FieldViolations violations;
  CheckMember("member.", before, after, context.bundle, violations);
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());
  INDGANG_ASSIGN_OR_RETURN(const LeftBehind behind,
                           WhatIsLeftBehind(before, after, *context.directory.With({after}), context, open_work));
  if (behind.cases > 0) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "MEMBER_HAS_CASES",
        absl::StrCat(before.id(), " is contact person of ", behind.cases, " open cases; hand them over first"),
        {{"id", before.id()}, {"count", absl::StrCat(behind.cases)}});
  }
  if (behind.referrals > 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "MEMBER_HAS_REFERRALS",
                     absl::StrCat(before.id(), " leaves ", behind.referrals,
                                  " open referrals for which nobody else is there; reassign or recall them first"),
                     {{"id", before.id()}, {"count", absl::StrCat(behind.referrals)}});
  }
  StampMember(after, context.now);
  return after;
}

absl::Status CheckMayRecordAbsence(const Member& member, const Context& context) {
  const admin::v1::Role role = context.caller.role();
  if (context.caller.member() == member.id() || role == admin::v1::ROLE_LEADER || role == admin::v1::ROLE_ADMIN) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_OWN_ABSENCE",
                   absl::StrCat("the absences of ", member.id(), " are not yours; leaders and admins record others'"),
                   {{"id", member.id()}});
}

absl::StatusOr<Member> AddAbsence(const Member& before, const Absence& wanted, const Context& context,
                                  const CountOpenCases& open_cases, Random& random) {
  FieldViolations violations;
  for (const Absence& other : before.absences()) {
    if (wanted.first_day() > other.last_day() || other.first_day() > wanted.last_day()) continue;
    violations.Add("absence.first_day",
                   absl::StrCat("is ", Quoted(wanted.first_day()), "; wanted: days outside of ", other.first_day(),
                                " to ", other.last_day(), ", which ", other.id(), " covers already"));
  }
  if (!wanted.substitute().empty()) {
    const std::string wrong = WrongSubstitute(before, context.directory.Find(wanted.substitute()));
    if (!wrong.empty()) {
      violations.Add("absence.substitute", absl::StrCat("is ", Quoted(wanted.substitute()), ", who ", wrong,
                                                        "; wanted: an active member who can do the same"));
    }
  }
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());
  if (wanted.substitute().empty() && wanted.last_day() >= absl::FormatCivilTime(context.today())) {
    INDGANG_RETURN_IF_ERROR(CheckHasNoCases(before, open_cases));
  }
  Member after = before;
  const std::string long_past = absl::FormatCivilTime(context.today() - 365);
  after.clear_absences();
  for (const Absence& other : before.absences()) {
    if (other.last_day() >= long_past) *after.add_absences() = other;
  }
  Absence& added = *after.add_absences();
  added.set_id(RandomId(random, "abs_", 16));
  added.set_first_day(wanted.first_day());
  added.set_last_day(wanted.last_day());
  added.set_substitute(wanted.substitute());
  std::sort(after.mutable_absences()->begin(), after.mutable_absences()->end(),
            [](const Absence& a, const Absence& b) { return a.first_day() < b.first_day(); });
  StampMember(after, context.now);
  return after;
}

absl::StatusOr<Member> RemoveAbsence(const Member& before, absl::string_view absence, const Context& context) {
  Member after = before;
  auto& absences = *after.mutable_absences();
  const auto found =
      std::find_if(absences.begin(), absences.end(), [&](const Absence& other) { return other.id() == absence; });
  if (found == absences.end()) {
    return MakeError(absl::StatusCode::kNotFound, "ABSENCE_NOT_FOUND",
                     absl::StrCat(before.id(), " has no absence ", absence), {{"id", std::string(absence)}});
  }
  absences.erase(found);
  StampMember(after, context.now);
  return after;
}

void StampMember(Member& member, absl::Time now) {
  *member.mutable_update_time() = ToTimestamp(now);
  member.clear_etag();
  member.set_etag(Sha256Hex(member.SerializeAsString()).substr(0, 16));
}

}  // namespace indgang::domain
