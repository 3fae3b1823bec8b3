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

// The member with what the request's update_mask names. Errors: INVALID_ARGUMENT FIELD_INVALID; FAILED_PRECONDITION
// MEMBER_HAS_CASES (metadata "count") when it could no longer be contact person and is.
absl::StatusOr<directory::v1::Member> UpdateMember(const directory::v1::Member& before,
                                                   const directory::v1::UpdateMemberRequest& request,
                                                   const Context& context, const CountOpenCases& open_cases);

// Whether `before` can be contact person and `after` cannot, by state or role.
bool GivesUpCases(const directory::v1::Member& before, const directory::v1::Member& after);

// PERMISSION_DENIED NOT_OWN_ABSENCE, unless the caller is the member, a leader or an admin.
absl::Status CheckMayRecordAbsence(const directory::v1::Member& member, const Context& context);

// The member with one absence more, which gets a new id; absences that ended more than a year ago are left out. Error:
// INVALID_ARGUMENT FIELD_INVALID when it overlaps another, or the substitute is not there, has left or cannot do what
// the member does.
absl::StatusOr<directory::v1::Member> AddAbsence(const directory::v1::Member& before,
                                                 const directory::v1::Absence& wanted, const Context& context,
                                                 Random& random);

// The member without the absence. Error: NOT_FOUND ABSENCE_NOT_FOUND.
absl::StatusOr<directory::v1::Member> RemoveAbsence(const directory::v1::Member& before, absl::string_view absence,
                                                    const Context& context);

// After every change: update_time, and an etag that fits the new content.
void StampMember(directory::v1::Member& member, absl::Time now);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_MEMBER_RULES_H_
