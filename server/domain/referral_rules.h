// The rules of a referral. Each takes the case, the referral and a request that passed its check in
// referral_requests.h, and returns everything that changes.
//
// Errors that several share, all FAILED_PRECONDITION: CASE_CLOSED; REFERRAL_STATE, the referral is not in a state the
// move starts from (metadata "state"); REFERRAL_KIND, the move is not for this kind (metadata "kind").
// PERMISSION_DENIED NOT_OWN_UNIT: the move is for members of the unit that was asked.
#ifndef INDGANG_SERVER_DOMAIN_REFERRAL_RULES_H_
#define INDGANG_SERVER_DOMAIN_REFERRAL_RULES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "indgang/cases/v1/referral_service.pb.h"
#include "server/domain/case_rules.h"

namespace indgang::domain {

// Who changed the referral and when, and an etag that fits the new content. Last of all changes to it.
void StampReferral(cases::v1::Referral& referral, const Context& context);

// Whether somebody still has to do something about it.
bool IsWaiting(const cases::v1::Referral& referral);

// Refers the case. `existing` are all referrals of the case, in order. Due is what the request says; else, for a
// permit, what the service's facts promise, counted from when the application was complete; else the site's referral
// goal. Errors: FAILED_PRECONDITION CASE_CLOSED, REFERRAL_EXISTS, TRANSFER_LIMIT, UNIT_UNREACHABLE; NOT_FOUND
// MEMBER_NOT_FOUND; INVALID_ARGUMENT FIELD_INVALID for a due_time that has passed or is more than a year ahead, an
// application that is complete in the future, or an assignee outside the unit.
absl::StatusOr<Change> CreateReferral(const cases::v1::Case& before, const std::vector<cases::v1::Referral>& existing,
                                      const cases::v1::CreateReferralRequest& request, const Context& context);

// From SENT, by the unit. A transfer is completed by it: the caller becomes contact person, and the company is told in
// interaction number `index`. INVALID_ARGUMENT FIELD_INVALID when a transfer comes without message or channel, or
// another kind with them; FAILED_PRECONDITION NO_CONTACT_PERSON when who accepts a transfer has left,
// ALREADY_CONTACT_PERSON when it is the contact person, which would use the only transfer up for nothing.
absl::StatusOr<Change> AcceptReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                      const cases::v1::AcceptReferralRequest& request, int index,
                                      const Context& context);

// From SENT or ACCEPTED, by the unit; for an outside body by the sender's side.
absl::StatusOr<Change> DeclineReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                       const cases::v1::DeclineReferralRequest& request, const Context& context);

// From SENT or ACCEPTED, by the unit. Questions only.
absl::StatusOr<Change> AnswerReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                      const cases::v1::AnswerReferralRequest& request, const Context& context);

// From SENT or ACCEPTED, by the unit; for an outside body by the sender's side, once confirmed (FAILED_PRECONDITION
// NOT_CONFIRMED). Not for questions and transfers. The call of a callback is recorded as interaction number `index`.
absl::StatusOr<Change> CompleteReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                        const cases::v1::CompleteReferralRequest& request, int index,
                                        const Context& context);

// From SENT. Outside bodies only.
absl::StatusOr<Change> ConfirmReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                       const cases::v1::ConfirmReferralRequest& request, const Context& context);

// From SENT or ACCEPTED. Error: FAILED_PRECONDITION REMINDED_RECENTLY less than an hour after the last one.
absl::StatusOr<Change> RemindReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                      const cases::v1::RemindReferralRequest& request, const Context& context);

// From SENT or ACCEPTED, by the unit, a leader or whoever sent it. Not for outside bodies. Errors: NOT_FOUND
// MEMBER_NOT_FOUND; INVALID_ARGUMENT FIELD_INVALID for an assignee outside the unit; FAILED_PRECONDITION
// UNIT_UNREACHABLE when the assignee is away without a substitute, or nobody of the unit is there.
absl::StatusOr<Change> ReassignReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                        const cases::v1::ReassignReferralRequest& request, const Context& context);

// From SENT or ACCEPTED.
absl::StatusOr<Change> RecallReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                      const cases::v1::RecallReferralRequest& request, const Context& context);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_REFERRAL_RULES_H_
