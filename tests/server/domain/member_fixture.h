// Members in a few words, for the tests of rules.
#ifndef INDGANG_TESTS_SERVER_DOMAIN_MEMBER_FIXTURE_H_
#define INDGANG_TESTS_SERVER_DOMAIN_MEMBER_FIXTURE_H_

#include <string>

#include "indgang/directory/v1/member.pb.h"

namespace indgang::domain {

inline directory::v1::Member Person(const std::string& id, const std::string& name,
                                    admin::v1::Role role = admin::v1::ROLE_FRONT_DESK, const std::string& unit = "") {
  directory::v1::Member member;
  member.set_id(id);
  member.set_display_name(name);
  member.set_role(role);
  member.set_unit(unit);
  member.set_phone("11223344");
  member.set_state(directory::v1::Member::STATE_ACTIVE);
  return member;
}

// Away on Friday 20 November 2026.
inline directory::v1::Member Away(directory::v1::Member member, const std::string& substitute = "") {
  directory::v1::Absence& absence = *member.add_absences();
  absence.set_id("abs_friday0000000001");
  absence.set_first_day("2026-11-20");
  absence.set_last_day("2026-11-20");
  absence.set_substitute(substitute);
  return member;
}

inline directory::v1::Member Left(directory::v1::Member member) {
  member.set_state(directory::v1::Member::STATE_LEFT);
  return member;
}

}  // namespace indgang::domain

#endif  // INDGANG_TESTS_SERVER_DOMAIN_MEMBER_FIXTURE_H_
