// What web addresses answered lately, in a file, so that they need not be asked again.
#ifndef INDGANG_SITEGEN_EDIT_LINK_CACHE_H_
#define INDGANG_SITEGEN_EDIT_LINK_CACHE_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace indgang::sitegen::edit {

struct CachedAnswer {
  absl::Time time;
  // HTTP status, 100 to 599.
  int status = 0;
  // As in LinkAnswer.
  std::string moved_to = {};
};

// By address.
using LinkCache = std::map<std::string, CachedAnswer>;

// The cache in `file`; empty when there is no such file. Errors: FAILED_PRECONDITION LINK_CACHE_UNUSABLE when the file
// is something else (metadata "path"), so that nothing is overwritten by mistake; FILE_UNREADABLE.
absl::StatusOr<LinkCache> LoadLinkCache(const std::string& file);

// Writes `cache` as JSON, and the folder that `file` is in when it is missing. Error: FILE_UNWRITABLE.
absl::Status SaveLinkCache(const std::string& file, const LinkCache& cache);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_LINK_CACHE_H_
