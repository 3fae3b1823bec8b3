#include "server/service/log.h"

#include <unistd.h>

#include <cmath>

#include "base/errors.h"
#include "nlohmann/json.hpp"

namespace indgang::service {
namespace {

// Keys in the order they were added, so that lines can be read by people.
using Json = nlohmann::ordered_json;

const char* NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      break;
  }
  return "error";
}

LogLevel LevelOf(const CallRecord& record) {
  if (!record.internal.empty()) return LogLevel::kError;
  switch (record.status.code()) {
    case absl::StatusCode::kInternal:
      return LogLevel::kError;
    case absl::StatusCode::kResourceExhausted:
      return LogLevel::kWarning;
    default:
      return LogLevel::kInfo;
  }
}

Json Line(absl::Time time, LogLevel level, absl::string_view event) {
  Json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
  line["level"] = NameOf(level);
  line["event"] = std::string(event);
  return line;
}

void WriteLine(Log& log, const Json& line) {
  // Bytes that are not UTF-8 are replaced: a log line never throws.
  log.Write(line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace

void StderrLog::Write(const std::string& line) {
  // Nothing can be done about a log that cannot be written.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

void LogCall(Log& log, const CallRecord& record) {
  const LogLevel level = LevelOf(record);
  if (level < log.least()) return;
  Json line = Line(record.time, level, "call");
  line["method"] = std::string(record.method);
  line["code"] = absl::StatusCodeToString(record.status.code());
  if (const std::string reason = GetReason(record.status); !reason.empty()) line["reason"] = reason;
  line["ms"] = std::round(absl::ToDoubleMilliseconds(record.took) * 1000) / 1000;
  if (!record.token.empty()) line["token"] = std::string(record.token);
  if (!record.internal.empty()) line["internal"] = std::string(record.internal);
  WriteLine(log, line);
}

void LogEvent(Log& log, absl::Time time, absl::string_view event,
              const std::vector<std::pair<std::string, std::string>>& fields, LogLevel level) {
  if (level < log.least()) return;
  Json line = Line(time, level, event);
  for (const auto& [key, value] : fields) line[key] = value;
  WriteLine(log, line);
}

}  // namespace indgang::service
