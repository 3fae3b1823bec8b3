// What requests to CaseService must look like. Each check returns OK or INVALID_ARGUMENT FIELD_INVALID with every field
// that is wrong; none looks at stored data.
#ifndef INDGANG_SERVER_DOMAIN_CASE_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_CASE_REQUESTS_H_

#include "absl/status/status.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "knowledge/bundle.h"

namespace indgang::domain {

// A gateway registers what came through the web and nothing else, and only opens cases.
absl::Status CheckRegisterEnquiry(const cases::v1::RegisterEnquiryRequest& request, admin::v1::Role caller,
                                  const knowledge::Bundle& bundle);
absl::Status CheckGetCase(const cases::v1::GetCaseRequest& request);
// Services and package must be in the bundle.
absl::Status CheckTriageCase(const cases::v1::TriageCaseRequest& request, const knowledge::Bundle& bundle);
absl::Status CheckRecordInteraction(const cases::v1::RecordInteractionRequest& request);
absl::Status CheckListInteractions(const cases::v1::ListInteractionsRequest& request);
// The guides must be in the bundle; whether one has the section is not looked at.
absl::Status CheckCloseCase(const cases::v1::CloseCaseRequest& request, const knowledge::Bundle& bundle);
absl::Status CheckReopenCase(const cases::v1::ReopenCaseRequest& request);
absl::Status CheckHandOverCase(const cases::v1::HandOverCaseRequest& request);
absl::Status CheckListCaseEvents(const cases::v1::ListCaseEventsRequest& request);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_CASE_REQUESTS_H_
