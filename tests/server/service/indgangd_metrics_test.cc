// The real program's page for Prometheus, read as Prometheus reads it.
#include <httplib.h>
#include <signal.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gtest/gtest.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "tests/support/daemon.h"
#include "tests/support/error_matchers.h"
#include "tests/support/metrics_parser.h"
#include "tests/support/test_client.h"

namespace indgang {
namespace {

using testing::Daemon;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::Metrics;
using ::testing::Not;
using testing::TestClient;

class IndgangdMetricsTest : public testing::DaemonTest {
 protected:
  std::vector<std::string> WithMetrics(const std::string& address) {
    std::vector<std::string> all = Arguments();
    all.insert(all.end(), {"--metrics-listen", address});
    return all;
  }

  // The port that the log tells of.
  static int PortOf(const Daemon& daemon) {
    const std::string log = daemon.err();
    const std::string before = "\"event\":\"metrics\",\"port\":\"";
    return std::atoi(log.c_str() + log.find(before) + before.size());
  }

  Metrics Scrape(int port) {
    httplib::Client client("127.0.0.1", port);
    const auto response = client.Get("/metrics");
    EXPECT_TRUE(response);
    if (!response) return Metrics();
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    text_ = response->body;
    Metrics metrics = testing::ParseMetrics(text_);
    EXPECT_THAT(metrics.faults, IsEmpty());
    return metrics;
  }

  // What came last.
  std::string text_;
};

TEST_F(IndgangdMetricsTest, CountsWhatHappens) {
  Daemon daemon(folder_.path(), WithMetrics("127.0.0.1:0"));
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  const int port = PortOf(daemon);
  const Metrics before = Scrape(port);
  EXPECT_EQ(before.At("indgang_open_cases"), 0);
  EXPECT_EQ(before.At("indgang_late_cases"), 0);
  EXPECT_EQ(before.At("indgang_watchers"), 0);
  EXPECT_EQ(before.At("indgang_storage_waiting{kind=\"write\"}"), 0);
  EXPECT_EQ(before.At(absl::StrCat("indgang_info{version=\"", INDGANG_VERSION, "\",content_hash=\"",
                                   std::string(64, 'a'), "\"}")),
            1);
  const double now = static_cast<double>(absl::ToUnixSeconds(absl::Now()));
  for (const char* time : {"process_start_time_seconds", "indgang_content_load_time_seconds"}) {
    EXPECT_NEAR(before.At(time), now, 60) << time;
  }
  EXPECT_GT(before.At("indgang_content_load_duration_seconds"), 0);
  EXPECT_LT(before.At("indgang_content_load_duration_seconds"), 60);
  EXPECT_GT(before.At("process_resident_memory_bytes"), 1e6);
  EXPECT_GT(before.At("process_open_fds"), 5);
  EXPECT_GT(before.At("process_max_fds"), before.At("process_open_fds"));

  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  const TestClient admin(channel, AdminSecret(), "");
  admin::v1::CreateTokenRequest token;
  token.mutable_token()->set_display_name("Zebulon Quist");
  token.mutable_token()->set_role(admin::v1::ROLE_FRONT_DESK);
  const auto made = admin.Call<admin::v1::CreateTokenResponse>(token);
  ASSERT_THAT(made, IsOk());
  const TestClient desk(channel, made->secret(), "");
  for (int i = 0; i < 3; ++i) {
    cases::v1::RegisterEnquiryRequest enquiry;
    enquiry.set_request_id(absl::StrCat("r", i));
    enquiry.mutable_enquiry()->set_channel(cases::v1::CHANNEL_PHONE);
    enquiry.mutable_enquiry()->mutable_company()->set_display_name("Quist Cykler");
    enquiry.mutable_enquiry()->mutable_contact()->set_phone("87654321");
    enquiry.mutable_enquiry()->set_text("Hvor kan et autoværksted ligge?");
    ASSERT_THAT(desk.Call<cases::v1::RegisterEnquiryResponse>(enquiry), IsOk());
  }
  ASSERT_FALSE(desk.Call<cases::v1::RegisterEnquiryResponse>(cases::v1::RegisterEnquiryRequest()).ok());

  const Metrics after = Scrape(port);
  const std::string method = "method=\"indgang.cases.v1.CaseService.RegisterEnquiry\"";
  EXPECT_EQ(after.At("indgang_calls_total{" + method + ",code=\"OK\"}"), 3);
  EXPECT_EQ(after.At("indgang_calls_total{" + method + ",code=\"INVALID_ARGUMENT\"}"), 1);
  EXPECT_EQ(after.At("indgang_call_duration_seconds_count{" + method + "}"), 3);
  EXPECT_GT(after.At("indgang_call_duration_seconds_sum{" + method + "}"), 0);
  EXPECT_EQ(after.At("indgang_open_cases"), 3);
  EXPECT_GE(after.At("indgang_storage_commit_seconds_count"), 4);
  EXPECT_GE(after.At("indgang_storage_group_size_sum"), after.At("indgang_storage_group_size_count"));
  EXPECT_GT(after.At("indgang_storage_wal_pages"), 0);
  for (const char* personal : {"Quist", "87654321", "autov"}) EXPECT_THAT(text_, Not(HasSubstr(personal)));
  EXPECT_THAT(text_, Not(HasSubstr(made->token().id())));
}

TEST_F(IndgangdMetricsTest, RecordsOfReadingsAreKeptAsLongAsWanted) {
  {
    Daemon daemon(folder_.path(), Arguments());
    ASSERT_NE(daemon.WaitUntilReady(), "") << daemon.err();
    daemon.Signal(SIGTERM);
    ASSERT_EQ(daemon.WaitForEnd().code, 0);
  }
  const auto sql = [this](const std::string& statement) {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(db_.c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, statement.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  };
  const auto days_ago = [](int days) { return absl::ToUnixMicros(absl::Now() - days * absl::Hours(24)); };
  sql(absl::StrCat("INSERT INTO access_records (case_id, member, message, time) VALUES (1, '', x'', ", days_ago(1825),
                   "), (1, '', x'', ", days_ago(1827), "), (1, '', x'', ", days_ago(2), ")"));
  // How many are deleted in the time in which that many should be.
  const auto deleted = [this](const std::vector<std::string>& options, int wanted) {
    std::vector<std::string> arguments = WithMetrics("127.0.0.1:0");
    arguments.insert(arguments.end(), options.begin(), options.end());
    Daemon daemon(folder_.path(), arguments);
    EXPECT_NE(daemon.WaitUntilReady(), "") << daemon.err();
    const int port = PortOf(daemon);
    double count = 0;
    for (int i = 0; i < 200 && count < wanted; ++i) {
      absl::SleepFor(absl::Milliseconds(50));
      count = Scrape(port).At("indgang_access_records_deleted_total");
    }
    daemon.Signal(SIGTERM);
    const testing::Ended ended = daemon.WaitForEnd();
    EXPECT_THAT(ended.err, HasSubstr(absl::StrCat("\"access_records_deleted\",\"count\":\"", wanted, "\"")));
    return count;
  };
  EXPECT_EQ(deleted({}, 1), 1) << "after five years, unless something else is said";
  EXPECT_EQ(deleted({"--access-log-days", "3"}, 1), 1);
  EXPECT_EQ(deleted({"--access-log-days", "1"}, 1), 1);
}

TEST_F(IndgangdMetricsTest, OnlyThatPageAndOnlyForReading) {
  Daemon daemon(folder_.path(), WithMetrics("127.0.0.1:0"));
  ASSERT_NE(daemon.WaitUntilReady(), "") << daemon.err();
  httplib::Client client("127.0.0.1", PortOf(daemon));
  EXPECT_EQ(client.Get("/")->status, 404);
  EXPECT_EQ(client.Get("/metrics/../etc/passwd")->status, 404);
  EXPECT_EQ(client.Post("/metrics", "x", "text/plain")->status, 413);
  EXPECT_EQ(client.Delete("/metrics")->status, 404);
  daemon.Signal(SIGTERM);
  EXPECT_EQ(daemon.WaitForEnd().code, 0);
}

TEST_F(IndgangdMetricsTest, ATakenPortIsRefusedBeforeTheDatabaseIsTouched) {
  Daemon first(folder_.path(), WithMetrics("127.0.0.1:0"));
  ASSERT_NE(first.WaitUntilReady(), "") << first.err();
  TemporaryFolder other;
  const std::string taken = absl::StrCat("127.0.0.1:", PortOf(first));
  const std::vector<std::string> arguments = {"--listen", "127.0.0.1:0",     "--db", other.Path("b.db"), "--knowledge",
                                              knowledge_, "--metrics-listen"};
  const auto with = [&](const std::string& address) {
    std::vector<std::string> all = arguments;
    all.push_back(address);
    return all;
  };
  const testing::Ended ended = Daemon(other.path(), with(taken)).WaitForEnd();
  EXPECT_EQ(ended.code, 1);
  EXPECT_FALSE(std::filesystem::exists(other.Path("b.db")));
  EXPECT_FALSE(std::filesystem::exists(other.Path("b.db.admin-token")));
  EXPECT_THAT(ended.err, HasSubstr("indgangd: METRICS_LISTEN_FAILED: cannot listen on " + taken));
  EXPECT_EQ(ended.out, "");
  Daemon second(other.path(), with("127.0.0.1:0"));
  EXPECT_NE(second.WaitUntilReady(), "") << second.err();
  EXPECT_TRUE(std::filesystem::exists(other.Path("b.db")));
}

}  // namespace
}  // namespace indgang
