// What requests for lists and counts of cases must look like. As in case_requests.h; filters are read by
// server/service/case_filter.h.
#ifndef INDGANG_SERVER_DOMAIN_CASE_LIST_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_CASE_LIST_REQUESTS_H_

#include "absl/status/status.h"
#include "indgang/cases/v1/case_service.pb.h"

namespace indgang::domain {

absl::Status CheckListCases(const cases::v1::ListCasesRequest& request);
absl::Status CheckCountCases(const cases::v1::CountCasesRequest& request);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_CASE_LIST_REQUESTS_H_
