#include "server/domain/member_rules.h"

#include "base/hash.h"
#include "server/domain/times.h"

namespace indgang::domain {

using directory::v1::Member;

bool IsMemberRole(admin::v1::Role role) {
  return role == admin::v1::ROLE_TASK_FORCE_MEMBER || MayBeContactPerson(role);
}

bool MayBeContactPerson(admin::v1::Role role) {
  return role == admin::v1::ROLE_FRONT_DESK || role == admin::v1::ROLE_CONSULTANT || role == admin::v1::ROLE_LEADER;
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

void StampMember(Member& member, absl::Time now) {
  *member.mutable_update_time() = ToTimestamp(now);
  member.clear_etag();
  member.set_etag(Sha256Hex(member.SerializeAsString()).substr(0, 16));
}

}  // namespace indgang::domain
