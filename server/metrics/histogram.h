// How often values of which size came.
#ifndef INDGANG_SERVER_METRICS_HISTOGRAM_H_
#define INDGANG_SERVER_METRICS_HISTOGRAM_H_

#include <atomic>
#include <cstdint>
#include <vector>

namespace indgang {

// May be used from any thread; adding is a few instructions and never waits.
class Histogram {
 public:
  // `bounds` ascend. A value belongs to the first bound that it does not exceed, or to none.
  explicit Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

  void Add(double value);

  const std::vector<double>& bounds() const { return bounds_; }
  // Values up to each bound, and all values last; taken one after the other while values may be added.
  std::vector<std::uint64_t> Cumulative() const;
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  const std::vector<double> bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;
  std::atomic<double> sum_ = 0;
};

// Bounds in seconds for what takes from a tenth of a millisecond to ten seconds.
std::vector<double> SecondsBounds();

}  // namespace indgang

#endif  // INDGANG_SERVER_METRICS_HISTOGRAM_H_
