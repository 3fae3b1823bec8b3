#include "server/service/log.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/errors.h"
#include "nlohmann/json.hpp"

namespace indgang::service {
namespace {

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

// As a JSON string. Bytes that are not UTF-8 are replaced: a log line never throws.
std::string Quoted(absl::string_view text) {
  const auto plain = [](unsigned char c) { return absl::ascii_isprint(c) && c != '"' && c != '\\'; };
  if (std::all_of(text.begin(), text.end(), plain)) return absl::StrCat("\"", text, "\"");
  using Json = nlohmann::json;
  return Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A line under way. There is one for every call, so it is put together without a tree of values.
class Line {
 public:
  Line(absl::Time time, LogLevel level, absl::string_view event) {
    Add("time", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone()));
    Add("level", NameOf(level));
    Add("event", event);
  }
  void Add(absl::string_view key, absl::string_view text) { AddValue(key, Quoted(text)); }
  // In milliseconds, with three decimals.
  void Add(absl::string_view key, absl::Duration took) {
    AddValue(key, absl::StrFormat("%.3f", absl::ToDoubleMilliseconds(took)));
  }
  void WriteTo(Log& log) && {
    text_ += "}\n";
    log.Write(text_);
  }

 private:
  void AddValue(absl::string_view key, absl::string_view value) {
    absl::StrAppend(&text_, text_.empty() ? "{" : ",", Quoted(key), ":", value);
  }

  std::string text_;
};

}  // namespace

void StderrLog::Write(const std::string& line) {
  // Nothing can be done about a log that cannot be written.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

void LogCall(Log& log, const CallRecord& record) {
  const LogLevel level = LevelOf(record);
  if (level < log.least()) return;
  Line line(record.time, level, "call");
  line.Add("method", record.method);
  line.Add("code", absl::StatusCodeToString(record.status.code()));
  if (const std::string reason = GetReason(record.status); !reason.empty()) line.Add("reason", reason);
  line.Add("ms", record.took);
  if (!record.token.empty()) line.Add("token", record.token);
  if (!record.internal.empty()) line.Add("internal", record.internal);
  std::move(line).WriteTo(log);
}

void LogEvent(Log& log, absl::Time time, absl::string_view event,
              const std::vector<std::pair<std::string, std::string>>& fields, LogLevel level) {
  if (level < log.least()) return;
  Line line(time, level, event);
  for (const auto& [key, value] : fields) line.Add(key, value);
  std::move(line).WriteTo(log);
}

}  // namespace indgang::service
