#include "server/domain/people.h"

#include <string>

#include "absl/strings/strip.h"

namespace indgang::domain {

cases::v1::Actor MakeActor(const admin::v1::Token& caller) {
  cases::v1::Actor actor;
  actor.set_id(caller.id());
  actor.set_display_name(caller.display_name());
  actor.set_role(std::string(absl::StripPrefix(admin::v1::Role_Name(caller.role()), "ROLE_")));
  actor.set_authority(caller.authority());
  return actor;
}

cases::v1::ContactPerson ChooseContactPerson(const Context& context, absl::string_view language) {
  cases::v1::ContactPerson person;
  switch (context.caller.role()) {
    case admin::v1::ROLE_FRONT_DESK:
    case admin::v1::ROLE_CONSULTANT:
    case admin::v1::ROLE_LEADER:
      person.set_id(context.caller.id());
      person.set_display_name(context.caller.display_name());
      person.set_phone(context.caller.phone());
      person.set_email(context.caller.email());
      return person;
    default:
      break;
  }
  const knowledge::v1::FrontDesk& desk = context.bundle.message().site().front_desk();
  const bool english = language == "en" && !desk.name().en().empty();
  person.set_display_name(english ? desk.name().en() : desk.name().da());
  person.set_phone(desk.contact().phone());
  person.set_email(desk.contact().email());
  return person;
}

}  // namespace indgang::domain
