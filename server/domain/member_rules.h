// Rules about members of the directory: what creating, changing and absences do. Each takes a request that passed its
// check in member_requests.h; nothing is stored here.
#ifndef INDGANG_SERVER_DOMAIN_MEMBER_RULES_H_
#define INDGANG_SERVER_DOMAIN_MEMBER_RULES_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/directory/v1/directory_service.pb.h"
#include "indgang/directory/v1/member.pb.h"
#include "server/domain/people.h"

namespace indgang::domain {

// Looks up how many open cases somebody (Member.id) is contact person of.
using CountOpenCases = std::function<absl::StatusOr<int>(absl::string_view member)>;

// Looks up how many open referrals within the service the unit (Authority.id) has; of these only the ones assigned to
// `assignee` (Member.id), unless it is "".
using CountOpenReferrals = std::function<absl::StatusOr<int>(const std::string& unit, absl::string_view assignee)>;

struct OpenWork {
  CountOpenCases cases;
  CountOpenReferrals referrals;
};

// Whether people with the role are in the directory: front desk, task force, consultants and leaders.
bool IsMemberRole(admin::v1::Role role);

// Whether they may be contact person: all of those but the task force.
bool MayBeContactPerson(admin::v1::Role role);

// Authority.id of the unit the member belongs to; that of the front desk when the member names none.
const std::string& UnitOf(const directory::v1::Member& member, const knowledge::Bundle& bundle);

// The member with this id. Error: NOT_FOUND MEMBER_NOT_FOUND.
absl::StatusOr<const directory::v1::Member*> FindMember(const Directory& directory, absl::string_view id);

// A new active member with display name, role, unit, phone, email, packages and key accounts of `wanted`.
directory::v1::Member NewMember(const directory::v1::Member& wanted, absl::Time now, Random& random);

// What would wait for somebody who is not there any more.
struct LeftBehind {
  // Open cases whose contact person leaves or joins the task force. A task-force member has those that were transferred
  // to it.
  int cases = 0;
  // Open referrals of a unit that the member leaves: those assigned to it; all of them when nobody else of the unit is
  // there today.
  int referrals = 0;
};

// What the member leaves behind when `before` becomes `after`, in a directory that is `directory` then.
absl::StatusOr<LeftBehind> WhatIsLeftBehind(const directory::v1::Member& before, const directory::v1::Member& after,
                                            const Directory& directory, const Context& context,
                                            const OpenWork& open_work);

// The member with what the request's update_mask names. Errors: INVALID_ARGUMENT FIELD_INVALID; FAILED_PRECONDITION
// MEMBER_HAS_CASES, MEMBER_HAS_REFERRALS (both with metadata "count") when it leaves something behind.
absl::StatusOr<directory::v1::Member> UpdateMember(const directory::v1::Member& before,
                                                   const directory::v1::UpdateMemberRequest& request,
                                                   const Context& context, const OpenWork& open_work);

// PERMISSION_DENIED NOT_OWN_ABSENCE, unless the caller is the member, a leader or an admin.
absl::Status CheckMayRecordAbsence(const directory::v1::Member& member, const Context& context);

// The member with one absence more, which gets a new id; absences that ended more than a year ago are left out. Error:
// INVALID_ARGUMENT FIELD_INVALID when it overlaps another, or the substitute is not there, has left or cannot do what
// the member does; FAILED_PRECONDITION SUBSTITUTE_REQUIRED (metadata "count") when a contact person of open cases names
// none for days that are not past.
absl::StatusOr<directory::v1::Member> AddAbsence(const directory::v1::Member& before,
                                                 const directory::v1::Absence& wanted, const Context& context,
                                                 const CountOpenCases& open_cases, Random& random);

// The member without the absence. Error: NOT_FOUND ABSENCE_NOT_FOUND.
absl::StatusOr<directory::v1::Member> RemoveAbsence(const directory::v1::Member& before, absl::string_view absence,
                                                    const Context& context);

// After every change: update_time, and an etag that fits the new content.
void StampMember(directory::v1::Member& member, absl::Time now);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_MEMBER_RULES_H_
