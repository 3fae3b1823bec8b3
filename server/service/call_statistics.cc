#include "server/service/call_statistics.h"

#include <algorithm>

namespace indgang::service {

CallStatistics::CallStatistics(const std::vector<std::string>& methods) {
  for (const std::string& method : methods) methods_.try_emplace(method);
}

void CallStatistics::Record(const std::string& method, absl::StatusCode code, absl::Duration took) {
  const auto found = methods_.find(method);
  if (found == methods_.end()) return;
  const auto index = std::min(static_cast<std::size_t>(code), kCodes - 1);
  found->second.ended[index].fetch_add(1, std::memory_order_relaxed);
  if (code == absl::StatusCode::kOk) found->second.seconds.Add(absl::ToDoubleSeconds(took));
}

void CallStatistics::Write(Exposition& out) const {
  out.Begin("indgang_calls_total", Exposition::Type::kCounter,
            "Calls that have ended, by method and gRPC status code.");
  for (const auto& [name, method] : methods_) {
    for (std::size_t code = 0; code < kCodes; ++code) {
      const std::uint64_t count = method.ended[code].load(std::memory_order_relaxed);
      if (count == 0) continue;
      out.Sample(static_cast<double>(count),
                 {{"method", name}, {"code", absl::StatusCodeToString(static_cast<absl::StatusCode>(code))}});
    }
  }
  out.Begin("indgang_call_duration_seconds", Exposition::Type::kHistogram,
            "From reading the request to handing over the answer; calls that ended with OK.");
  for (const auto& [name, method] : methods_) {
    if (method.ended[0].load(std::memory_order_relaxed) > 0) out.Sample(method.seconds, {{"method", name}});
  }
}

}  // namespace indgang::service
