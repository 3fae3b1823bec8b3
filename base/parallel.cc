#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace indgang {

void ParallelFor(int threads, std::size_t count, absl::FunctionRef<void(std::size_t)> body) {
  // Small enough to share the last pieces fairly, large enough that the counter is no bottleneck.
  constexpr std::size_t kBatch = 8;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t begin = next.fetch_add(kBatch); begin < count; begin = next.fetch_add(kBatch)) {
      const std::size_t end = std::min(count, begin + kBatch);
      for (std::size_t i = begin; i < end; ++i) body(i);
    }
  };
  const std::size_t batches = (count + kBatch - 1) / kBatch;
  const std::size_t helpers = std::min<std::size_t>(std::max(threads, 1), std::max<std::size_t>(batches, 1)) - 1;
  std::vector<std::thread> pool;
  pool.reserve(helpers);
  for (std::size_t i = 0; i < helpers; ++i) pool.emplace_back(work);
  work();
  for (std::thread& thread : pool) thread.join();
}

int HardwareThreads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

}  // namespace indgang
