// Who a company deals with: choosing the contact person of a case, and handing over to another.
#ifndef INDGANG_SERVER_DOMAIN_CONTACT_RULES_H_
#define INDGANG_SERVER_DOMAIN_CONTACT_RULES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indgang/cases/v1/case_event.pb.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "indgang/knowledge/v1/knowledge_service.pb.h"
#include "server/domain/case_rules.h"
#include "server/domain/member_rules.h"

namespace indgang::domain {

// The contact person of a new case, and which rule chose: the one named (Member.id; empty for none); else the key
// account manager of the company; else, when the enquiry is more than simple, the team of the package that routing
// found; else the caller; else the front desk. Among several the one with the fewest open cases, asked of `open_cases`
// only then. For those who are absent today their substitutes stand in, when nobody of the same rule is there. Errors:
// NOT_FOUND MEMBER_NOT_FOUND: the one named; FAILED_PRECONDITION NO_CONTACT_PERSON: the one named cannot be contact
// person, or nobody who can is there.
absl::StatusOr<cases::v1::ContactPersonAssigned> ChooseContactPerson(
    absl::string_view named, const cases::v1::Company& company, const knowledge::v1::SuggestRoutingResponse& routing,
    const Context& context, const CountOpenCases& open_cases);

// Gives the case another contact person and records as interaction number `index` (from 1) what the company was told.
// That message is news, but neither the reply nor the answer. Errors: NOT_FOUND MEMBER_NOT_FOUND; FAILED_PRECONDITION
// CASE_CLOSED, ALREADY_CONTACT_PERSON, NO_CONTACT_PERSON.
absl::StatusOr<Change> HandOverCase(const cases::v1::Case& before, const cases::v1::HandOverCaseRequest& request,
                                    int index, const Context& context);

// Makes `to` the contact person of the case that `change` is about, and records as interaction number `index` that the
// company was told `message`: news, as above. `handed_over` comes with why, how the company was told and the referral.
void HandOver(const directory::v1::Member& to, cases::v1::ContactPersonHandedOver handed_over,
              const std::string& message, int index, const Context& context, Change& change);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_CONTACT_RULES_H_
