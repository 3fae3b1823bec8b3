// The people on a case, made from the token that was used and from the directory.
#ifndef INDGANG_SERVER_DOMAIN_PEOPLE_H_
#define INDGANG_SERVER_DOMAIN_PEOPLE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/cases/v1/case.pb.h"
#include "indgang/cases/v1/people.pb.h"
#include "indgang/directory/v1/member.pb.h"
#include "knowledge/bundle.h"
#include "server/domain/directory.h"

namespace indgang::domain {

// What every rule knows beside the messages it works on. A view: everything outlives the call.
struct Context {
  absl::Time now;
  const admin::v1::Token& caller;
  const knowledge::Bundle& bundle;
  const Directory& directory;

  // The date in the municipality.
  absl::CivilDay today() const { return absl::ToCivilDay(now, bundle.calendar().time_zone()); }
};

// The caller of changes that the service makes by itself (a clock ran out); MakeActor gives it the role "SERVICE".
const admin::v1::Token& ServiceItself();

// The caller as records keep it.
cases::v1::Actor MakeActor(const admin::v1::Token& caller);

// The Member.id that a request names: "me" is the caller's own, everything else stands for itself.
const std::string& MemberNamed(const std::string& named, const admin::v1::Token& caller);

// What limits what the caller sees of a case with this contact person (Member.id): its authority's scope; "", which is
// nothing, for callers without an authority and for the contact person, who coordinates all of the case.
const std::string& ScopeOn(const admin::v1::Token& caller, absl::string_view contact_person);

// Members of the unit, whatever their role, who are there on the day. By name.
std::vector<const directory::v1::Member*> MembersThere(absl::string_view unit, absl::CivilDay day,
                                                       const Context& context);

// The member as companies see it. One who has neither phone nor email is reached through the front desk.
cases::v1::ContactPerson MakeContactPerson(const directory::v1::Member& member, const knowledge::Bundle& bundle);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_PEOPLE_H_
