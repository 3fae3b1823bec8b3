#include "server/domain/people.h"

#include <string>

#include "absl/strings/strip.h"
#include "server/domain/member_rules.h"
#include "server/domain/names.h"

namespace indgang::domain {

const admin::v1::Token& ServiceItself() {
  static const auto& token = *[] {
    auto* made = new admin::v1::Token();
    made->set_id("service");
    made->set_display_name("Indgang");
    return made;
  }();
  return token;
}

cases::v1::Actor MakeActor(const admin::v1::Token& caller) {
  cases::v1::Actor actor;
  actor.set_id(caller.id());
  actor.set_display_name(caller.display_name());
  actor.set_role(&caller == &ServiceItself()
                     ? "SERVICE"
                     : std::string(absl::StripPrefix(admin::v1::Role_Name(caller.role()), "ROLE_")));
  actor.set_authority(caller.authority());
  actor.set_member(caller.member());
  return actor;
}

const std::string& MemberNamed(const std::string& named, const admin::v1::Token& caller) {
  return named == kMe ? caller.member() : named;
}

const std::string& ScopeOn(const admin::v1::Token& caller, absl::string_view contact_person) {
  static const auto& everything = *new std::string();
  const bool is_contact_person = !caller.member().empty() && caller.member() == contact_person;
  return is_contact_person ? everything : caller.authority();
}

std::vector<const directory::v1::Member*> MembersThere(absl::string_view unit, absl::CivilDay day,
                                                       const Context& context) {
  std::vector<const directory::v1::Member*> there;
  for (const directory::v1::Member& member : context.directory.members()) {
    if (UnitOf(member, context.bundle) == unit && IsThere(member, day)) there.push_back(&member);
  }
  return there;
}

cases::v1::ContactPerson MakeContactPerson(const directory::v1::Member& member, const knowledge::Bundle& bundle) {
  cases::v1::ContactPerson person;
  person.set_id(member.id());
  person.set_display_name(member.display_name());
  person.set_phone(member.phone());
  person.set_email(member.email());
  if (member.phone().empty() && member.email().empty()) {
    const knowledge::v1::ContactPoint& desk = bundle.message().site().front_desk().contact();
    person.set_phone(desk.phone());
    person.set_email(desk.email());
  }
  return person;
}

}  // namespace indgang::domain
