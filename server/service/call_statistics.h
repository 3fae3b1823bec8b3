// How many calls of each method ended how, and how long they took.
#ifndef INDGANG_SERVER_SERVICE_CALL_STATISTICS_H_
#define INDGANG_SERVER_SERVICE_CALL_STATISTICS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/metrics/exposition.h"
#include "server/metrics/histogram.h"

namespace indgang::service {

// May be used from any thread.
class CallStatistics {
 public:
  // Full names of the methods; calls of others are not counted.
  explicit CallStatistics(const std::vector<std::string>& methods);

  // A call has ended. Only OK calls count for the durations: refused ones are quicker and would make the rest look
  // better than it is.
  void Record(const std::string& method, absl::StatusCode code, absl::Duration took);

  // Writes indgang_calls_total and indgang_call_duration_seconds for the methods that were called.
  void Write(Exposition& out) const;

 private:
  static constexpr std::size_t kCodes = 17;
  struct Method {
    std::array<std::atomic<std::uint64_t>, kCodes> ended{};
    Histogram seconds{SecondsBounds()};
  };
  std::map<std::string, Method> methods_;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_CALL_STATISTICS_H_
