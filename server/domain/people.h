// The people on a case, made from the token that was used.
#ifndef INDGANG_SERVER_DOMAIN_PEOPLE_H_
#define INDGANG_SERVER_DOMAIN_PEOPLE_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/cases/v1/people.pb.h"
#include "knowledge/bundle.h"

namespace indgang::domain {

// What every rule knows beside the messages it works on. A view: everything outlives the call.
struct Context {
  absl::Time now;
  const admin::v1::Token& caller;
  const knowledge::Bundle& bundle;
};

// The caller as records keep it.
cases::v1::Actor MakeActor(const admin::v1::Token& caller);

// Who a company deals with when `caller` registers its enquiry: the caller if that is front desk, consultant or leader;
// else the front desk as a whole, named in `language` ("da" or "en").
cases::v1::ContactPerson ChooseContactPerson(const Context& context, absl::string_view language);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_PEOPLE_H_
