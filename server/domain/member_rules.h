// Rules about members of the directory.
#ifndef INDGANG_SERVER_DOMAIN_MEMBER_RULES_H_
#define INDGANG_SERVER_DOMAIN_MEMBER_RULES_H_

#include "absl/time/time.h"
#include "base/random.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/directory/v1/member.pb.h"

namespace indgang::domain {

// Whether people with the role are in the directory: front desk, task force, consultants and leaders.
bool IsMemberRole(admin::v1::Role role);

// Whether they may be contact person: all of those but the task force.
bool MayBeContactPerson(admin::v1::Role role);

// A new active member with display name, role, unit, phone, email, packages and key accounts of `wanted`.
directory::v1::Member NewMember(const directory::v1::Member& wanted, absl::Time now, Random& random);

// After every change: update_time, and an etag that fits the new content.
void StampMember(directory::v1::Member& member, absl::Time now);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_MEMBER_RULES_H_
