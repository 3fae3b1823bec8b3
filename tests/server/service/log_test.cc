#include "server/service/log.h"

#include <string>
#include <vector>

#include "base/errors.h"
#include "gtest/gtest.h"
#include "tests/support/test_server.h"

namespace indgang::service {
namespace {

// Keeps the lines of a level and what is worse.
class LevelLog final : public Log {
 public:
  explicit LevelLog(LogLevel least) : least_(least) {}
  LogLevel least() const override { return least_; }
  void Write(const std::string& line) override { lines.push_back(line); }

  std::vector<std::string> lines;

 private:
  const LogLevel least_;
};

CallRecord Ended(absl::Status status, absl::string_view internal = "") {
  return {.time = absl::FromUnixMillis(1795245300123),
          .method = "indgang.cases.v1.CaseService.GetCase",
          .status = std::move(status),
          .took = absl::Microseconds(412),
          .token = "tok_1",
          .internal = internal};
}

TEST(LogTest, ACallIsOneLine) {
  LevelLog log(LogLevel::kInfo);
  LogCall(log, Ended(MakeError(absl::StatusCode::kNotFound, "CASE_NOT_FOUND", "there is no case 2026-000001")));
  EXPECT_EQ(log.lines[0],
            "{\"time\":\"2026-11-21T07:15:00.123Z\",\"level\":\"info\",\"event\":\"call\","
            "\"method\":\"indgang.cases.v1.CaseService.GetCase\",\"code\":\"NOT_FOUND\",\"reason\":\"CASE_NOT_FOUND\","
            "\"ms\":0.412,\"token\":\"tok_1\"}\n");
}

TEST(LogTest, LevelsOfCalls) {
  const auto level_of = [](const CallRecord& record) {
    LevelLog all(LogLevel::kInfo), warnings(LogLevel::kWarning), errors(LogLevel::kError);
    LogCall(all, record);
    LogCall(warnings, record);
    LogCall(errors, record);
    EXPECT_EQ(all.lines.size(), 1u);
    const std::string line = all.lines[0];
    for (const char* level : {"info", "warning", "error"}) {
      if (line.find(std::string("\"level\":\"") + level + "\"") == std::string::npos) continue;
      EXPECT_EQ(warnings.lines.empty(), std::string(level) == "info");
      EXPECT_EQ(errors.lines.empty(), std::string(level) != "error");
      return std::string(level);
    }
    return line;
  };
  EXPECT_EQ(level_of(Ended(absl::OkStatus())), "info");
  EXPECT_EQ(level_of(Ended(absl::PermissionDeniedError("x"))), "info");
  EXPECT_EQ(level_of(Ended(absl::ResourceExhaustedError("x"))), "warning");
  EXPECT_EQ(level_of(Ended(absl::InternalError("x"))), "error");
  EXPECT_EQ(level_of(Ended(absl::UnavailableError("x"), "the disk failed")), "error");
}

TEST(LogTest, LevelsOfEvents) {
  LevelLog warnings(LogLevel::kWarning);
  LogEvent(warnings, absl::UnixEpoch(), "knowledge_loaded", {});
  LogEvent(warnings, absl::UnixEpoch(), "knowledge_refused", {{"reason", "X"}}, LogLevel::kWarning);
  EXPECT_EQ(warnings.lines, (std::vector<std::string>{"{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"warning\","
                                                      "\"event\":\"knowledge_refused\",\"reason\":\"X\"}\n"}));
}

}  // namespace
}  // namespace indgang::service
