#include "base/did_you_mean.h"

#include <algorithm>
#include <cstddef>

namespace indgang {
namespace {

constexpr std::size_t kMaxEdits = 3;
// Longer names are not typed by hand; comparing them would cost without helping.
constexpr std::size_t kMaxLength = 200;

std::size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before.swap(previous);
    previous.swap(current);
  }
  return previous[b.size()];
}

}  // namespace

std::string DidYouMean(absl::string_view name, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = kMaxEdits + 1;
  if (name.size() > kMaxLength) return best;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t shorter = std::min(name.size(), candidate.size());
    if (candidate.size() > kMaxLength || longer - shorter >= best_distance) continue;
    const std::size_t distance = EditDistance(name, candidate);
    if (distance < best_distance && distance * 3 <= longer) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace indgang
