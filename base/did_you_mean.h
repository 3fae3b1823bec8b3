// The name somebody probably meant.
#ifndef INDGANG_BASE_DID_YOU_MEAN_H_
#define INDGANG_BASE_DID_YOU_MEAN_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang {

// The candidate nearest to `name` by edit distance (bytes; two neighbours swapped count as one edit), or "" when none
// is near enough to be a typing error: at most a third of the longer name, and at most 3 edits. Ties go to the
// candidate that stands first.
std::string DidYouMean(absl::string_view name, const std::vector<std::string>& candidates);

}  // namespace indgang

#endif  // INDGANG_BASE_DID_YOU_MEAN_H_
