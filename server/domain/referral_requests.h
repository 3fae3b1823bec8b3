// What requests to ReferralService must look like. Each check returns OK or INVALID_ARGUMENT FIELD_INVALID with every
// field that is wrong; none looks at stored data.
#ifndef INDGANG_SERVER_DOMAIN_REFERRAL_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_REFERRAL_REQUESTS_H_

#include "absl/status/status.h"
#include "indgang/cases/v1/referral_service.pb.h"
#include "knowledge/bundle.h"

namespace indgang::domain {

// Authorities must be in the bundle.
absl::Status CheckCreateReferral(const cases::v1::CreateReferralRequest& request, const knowledge::Bundle& bundle);
absl::Status CheckGetReferral(const cases::v1::GetReferralRequest& request);
absl::Status CheckListReferrals(const cases::v1::ListReferralsRequest& request);
absl::Status CheckAcceptReferral(const cases::v1::AcceptReferralRequest& request);
absl::Status CheckDeclineReferral(const cases::v1::DeclineReferralRequest& request, const knowledge::Bundle& bundle);
absl::Status CheckAnswerReferral(const cases::v1::AnswerReferralRequest& request);
absl::Status CheckCompleteReferral(const cases::v1::CompleteReferralRequest& request);
absl::Status CheckConfirmReferral(const cases::v1::ConfirmReferralRequest& request);
absl::Status CheckRemindReferral(const cases::v1::RemindReferralRequest& request);
absl::Status CheckReassignReferral(const cases::v1::ReassignReferralRequest& request);
absl::Status CheckRecallReferral(const cases::v1::RecallReferralRequest& request);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_REFERRAL_REQUESTS_H_
