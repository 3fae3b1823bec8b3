#include "server/metrics/metrics_page.h"

#include <httplib.h>

#include <future>

#include "base/errors.h"
#include "gtest/gtest.h"
#include "tests/support/error_matchers.h"

namespace indgang {
namespace {

using testing::IsError;
using testing::IsOk;

TEST(MetricsPageTest, WhoComesEarlyWaitsUntilThereIsSomethingToTell) {
  const absl::StatusOr<std::unique_ptr<MetricsPage>> page = MetricsPage::Listen("127.0.0.1", 0);
  ASSERT_THAT(page, IsOk());
  std::promise<void> asking;
  std::future<std::string> answer = std::async(std::launch::async, [&] {
    httplib::Client client("127.0.0.1", (*page)->port());
    asking.set_value();
    const auto response = client.Get("/metrics");
    return response ? response->body : "no answer";
  });
  asking.get_future().wait();
  EXPECT_EQ(answer.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  (*page)->Serve([] { return "told 1\n"; });
  EXPECT_EQ(answer.get(), "told 1\n");
}

TEST(MetricsPageTest, ATakenPortIsRefused) {
  const absl::StatusOr<std::unique_ptr<MetricsPage>> first = MetricsPage::Listen("127.0.0.1", 0);
  ASSERT_THAT(first, IsOk());
  const absl::Status second = MetricsPage::Listen("127.0.0.1", (*first)->port()).status();
  EXPECT_THAT(second, IsError(absl::StatusCode::kFailedPrecondition, "METRICS_LISTEN_FAILED"));
  EXPECT_EQ(GetErrorInfo(second)->metadata().at("address"), "127.0.0.1:" + std::to_string((*first)->port()));
}

}  // namespace
}  // namespace indgang
