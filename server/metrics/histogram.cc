#include "server/metrics/histogram.h"

#include <algorithm>

namespace indgang {

void Histogram::Add(double value) {
  const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), value);
  counts_[static_cast<std::size_t>(bound - bounds_.begin())].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::Cumulative() const {
  std::vector<std::uint64_t> cumulative;
  std::uint64_t sum = 0;
  for (const std::atomic<std::uint64_t>& count : counts_) {
    sum += count.load(std::memory_order_relaxed);
    cumulative.push_back(sum);
  }
  return cumulative;
}

std::vector<double> SecondsBounds() { return {0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10}; }

}  // namespace indgang
