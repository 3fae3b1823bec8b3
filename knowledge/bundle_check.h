// What must hold of a knowledge base before anybody works on it.
#ifndef INDGANG_KNOWLEDGE_BUNDLE_CHECK_H_
#define INDGANG_KNOWLEDGE_BUNDLE_CHECK_H_

#include "absl/status/status.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"

namespace indgang::knowledge {

// Checks what code relies on: ids are there and unique, references resolve, prerequisites form no cycle and, like
// packages, name no repealed service, conditions are complete, periods are in range, a package names a service once.
// Editors meet these mistakes earlier, with file and line, in sitegen; this check guards against a bundle that was made
// by anything else. Error: FAILED_PRECONDITION BUNDLE_INVALID for the first mistake; metadata "item" ("service
// grease-separator").
absl::Status CheckKnowledgeBase(const v1::KnowledgeBase& base);

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_BUNDLE_CHECK_H_
