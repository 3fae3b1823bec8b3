// From a content folder to a checked knowledge base: load, parse, decode, compare.
#ifndef INDGANG_SITEGEN_READ_READ_H_
#define INDGANG_SITEGEN_READ_READ_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/load.h"

namespace indgang::sitegen::read {

struct Content {
  // Complete, with revision; to be used only when `diagnostics` holds no error.
  indgang::knowledge::v1::KnowledgeBase knowledge_base;
  // Everything that breaks docs/content-model.md; sorted, with source lines.
  Diagnostics diagnostics;
  // The files that were read, sorted by path.
  std::vector<FileDigest> files;
};

struct ReadOptions {
  // Decides nothing but the time it takes.
  int threads = 1;
  // Give hints, too, once there are no errors.
  bool hints = false;
  // The day that reviews and last days are compared with; without it, hints say nothing of them.
  std::optional<absl::CivilDay> today = std::nullopt;
  // Keep drafts in the knowledge base, to look at them.
  bool drafts = false;
  // The folder's git commit where somebody has asked for it already (GitRevision).
  std::optional<std::string> revision = std::nullopt;
};

// Reads the content folder. Error: FAILED_PRECONDITION CONTENT_UNREADABLE when there is no such folder.
absl::StatusOr<Content> ReadContent(const std::string& folder, const ReadOptions& options);
inline absl::StatusOr<Content> ReadContent(const std::string& folder, int threads) {
  return ReadContent(folder, ReadOptions{.threads = threads});
}

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_READ_H_
