// The rules of a referral. Each takes the case, the referral and a request that passed its check in
// referral_requests.h, and returns everything that changes.
#ifndef INDGANG_SERVER_DOMAIN_REFERRAL_RULES_H_
#define INDGANG_SERVER_DOMAIN_REFERRAL_RULES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "indgang/cases/v1/referral_service.pb.h"
#include "server/domain/case_rules.h"

namespace indgang::domain {

// Who changed the referral and when, and an etag that fits the new content. Last of all changes to it.
void StampReferral(cases::v1::Referral& referral, const Context& context);

// Whether the authority still has to do something.
bool IsWaiting(const cases::v1::Referral& referral);

// Refers the case to an authority; an answer is due after the site's referral goal. `existing` are all referrals of the
// case, in order. Errors: FAILED_PRECONDITION CASE_CLOSED, REFERRAL_EXISTS.
absl::StatusOr<Change> CreateReferral(const cases::v1::Case& before, const std::vector<cases::v1::Referral>& existing,
                                      const cases::v1::CreateReferralRequest& request, const Context& context);

// From SENT. Errors: FAILED_PRECONDITION CASE_CLOSED, REFERRAL_STATE (metadata "state").
absl::StatusOr<Change> AcceptReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                      const Context& context);

// From SENT or ACCEPTED. Errors as for AcceptReferral.
absl::StatusOr<Change> DeclineReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                       const cases::v1::DeclineReferralRequest& request, const Context& context);
absl::StatusOr<Change> AnswerReferral(const cases::v1::Case& before, const cases::v1::Referral& referral,
                                      const cases::v1::AnswerReferralRequest& request, const Context& context);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_REFERRAL_RULES_H_
