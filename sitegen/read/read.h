// From a content folder to a checked knowledge base: load, parse, decode, compare.
#ifndef INDGANG_SITEGEN_READ_READ_H_
#define INDGANG_SITEGEN_READ_READ_H_

#include <string>

#include "absl/status/statusor.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/read/diagnostics.h"

namespace indgang::sitegen::read {

struct Content {
  // Complete, with revision; to be used only when `diagnostics` holds no error.
  indgang::knowledge::v1::KnowledgeBase knowledge_base;
  // Everything that breaks docs/content-model.md; sorted, with source lines.
  Diagnostics diagnostics;
};

// Reads the content folder on `threads` threads; the result does not depend on how many. Error: FAILED_PRECONDITION
// CONTENT_UNREADABLE when there is no such folder.
absl::StatusOr<Content> ReadContent(const std::string& folder, int threads);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_READ_H_
