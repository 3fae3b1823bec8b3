// What requests to KnowledgeService must look like: OK, or INVALID_ARGUMENT FIELD_INVALID with every field that is
// wrong.
#ifndef INDGANG_SERVER_DOMAIN_KNOWLEDGE_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_KNOWLEDGE_REQUESTS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "indgang/knowledge/v1/knowledge_service.pb.h"

namespace indgang::domain {

// The id of GetService, GetPackage and GetAuthority.
absl::Status CheckKnowledgeId(absl::string_view id);
// The page_size of the lists.
absl::Status CheckKnowledgeList(std::int32_t page_size);
absl::Status CheckSuggestRouting(const knowledge::v1::SuggestRoutingRequest& request);

// How many suggestions a request that passed the check gets.
int EffectiveMaxResults(std::int32_t max_results);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_KNOWLEDGE_REQUESTS_H_
