// The rules of ending a case and of taking it up again.
#ifndef INDGANG_SERVER_DOMAIN_CLOSING_RULES_H_
#define INDGANG_SERVER_DOMAIN_CLOSING_RULES_H_

#include "absl/status/statusor.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "server/domain/case_rules.h"
#include "server/domain/member_rules.h"

namespace indgang::domain {

// Ends the case. Errors, the first that applies: FAILED_PRECONDITION CASE_CLOSED, REPLY_MISSING (also to an enquiry
// that was attached later), CALLBACK_OPEN, REFERRAL_OPEN, ANSWER_MISSING (only as answered, and unless the case is
// simple), DIALOGUE_REQUIRED.
absl::StatusOr<Change> CloseCase(const cases::v1::Case& before, const cases::v1::CloseCaseRequest& request,
                                 const Context& context);

// Takes a closed case up again, until the end of the last day of the site's reopening period. An answer that was not
// given before it was due or the case closed is due after as much open time as was left then; a clock that has stopped
// stays so, and so does one that is paused. What the case was closed with is only kept by its events. When the contact
// person has left meanwhile, another is chosen as for a new case (ChooseContactPerson), with an event that says why.
// Errors, the first that applies: FAILED_PRECONDITION CASE_OPEN, REOPEN_PERIOD_OVER (metadata "last_day"),
// NO_CONTACT_PERSON when the contact person has left and nobody who can be is there.
absl::StatusOr<Change> ReopenCase(const cases::v1::Case& before, const cases::v1::ReopenCaseRequest& request,
                                  const Context& context, const CountOpenCases& open_cases);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_CLOSING_RULES_H_
