// What the service says while it runs: one JSON object a line, without personal data.
#ifndef INDGANG_SERVER_SERVICE_LOG_H_
#define INDGANG_SERVER_SERVICE_LOG_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace indgang::service {

// How much somebody should care: everything that happens; what an operator should look into; what has failed.
enum class LogLevel { kInfo, kWarning, kError };

// Takes finished lines. Implementations may be called from any thread.
class Log {
 public:
  virtual ~Log() = default;
  // Lines below this level are not made.
  virtual LogLevel least() const { return LogLevel::kInfo; }
  // `line` ends in "\n".
  virtual void Write(const std::string& line) = 0;
};

// Standard error, one write for each line.
class StderrLog final : public Log {
 public:
  explicit StderrLog(LogLevel least = LogLevel::kInfo) : least_(least) {}
  LogLevel least() const override { return least_; }
  void Write(const std::string& line) override;

 private:
  const LogLevel least_;
};

// One finished call.
struct CallRecord {
  absl::Time time;
  // Full name of the method.
  absl::string_view method;
  // As the caller was answered.
  absl::Status status;
  absl::Duration took;
  // Id of the caller's token; empty when unknown.
  absl::string_view token;
  // What went wrong inside and was not sent; empty for errors that are the caller's.
  absl::string_view internal;
};

// {"time":"2026-11-20T09:00:00Z","level":"info","event":"call","method":…,"code":"NOT_FOUND","reason":…,"ms":0.4,"token":…}
// A call that the service could not answer as it should is an error when something inside is wrong (INTERNAL, UNKNOWN,
// DATA_LOSS, a failed database), a warning when there is too much to do; a caller's own mistake is neither.
void LogCall(Log& log, const CallRecord& record);

// {"time":…,"level":"info","event":"knowledge_loaded",…}: something that is not a call.
void LogEvent(Log& log, absl::Time time, absl::string_view event,
              const std::vector<std::pair<std::string, std::string>>& fields, LogLevel level = LogLevel::kInfo);

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_LOG_H_
