#include "server/metrics/exposition.h"

#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/metrics_parser.h"

namespace indgang {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ParseMetrics;

TEST(ExpositionTest, IsWhatPrometheusReads) {
  Histogram histogram({0.1, 1, 10});
  for (const double value : {0.05, 0.1, 0.5, 10.0, 11.0}) histogram.Add(value);
  Exposition out;
  out.Begin("a_total", Exposition::Type::kCounter, "Things.");
  out.Sample(3, {{"kind", "big \"one\"\\\n"}, {"code", "OK"}});
  out.Sample(0.25, {{"kind", "small"}});
  out.Gauge("b_bytes", "Size.", 123456789012);
  out.Begin("c_seconds", Exposition::Type::kHistogram, "Time.");
  out.Sample(histogram, {{"method", "m"}});
  EXPECT_EQ(out.text(),
            "# HELP a_total Things.\n"
            "# TYPE a_total counter\n"
            "a_total{kind=\"big \\\"one\\\"\\\\\\n\",code=\"OK\"} 3\n"
            "a_total{kind=\"small\"} 0.25\n"
            "# HELP b_bytes Size.\n"
            "# TYPE b_bytes gauge\n"
            "b_bytes 123456789012\n"
            "# HELP c_seconds Time.\n"
            "# TYPE c_seconds histogram\n"
            "c_seconds_bucket{method=\"m\",le=\"0.1\"} 2\n"
            "c_seconds_bucket{method=\"m\",le=\"1\"} 3\n"
            "c_seconds_bucket{method=\"m\",le=\"10\"} 4\n"
            "c_seconds_bucket{method=\"m\",le=\"+Inf\"} 5\n"
            "c_seconds_sum{method=\"m\"} 21.65\n"
            "c_seconds_count{method=\"m\"} 5\n");
  EXPECT_THAT(ParseMetrics(out.text()).faults, IsEmpty());
}

TEST(ExpositionTest, TheParserNoticesWhatIsWrong) {
  const char* const head = "# HELP a x\n# TYPE a gauge\n";
  for (const std::string& wrong :
       {std::string("a 1\n"), std::string("# TYPE a gauge\na 1\n"), head + std::string("a 1"),
        head + std::string("a one\n"), head + std::string("a 1\na 1\n"), head + std::string("b 1\n"),
        head + std::string("a{x=\"y} 1\n"), head + std::string("a-b 1\n"),
        std::string(
            "# HELP h x\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n"),
        std::string(
            "# HELP h x\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n")}) {
    EXPECT_FALSE(ParseMetrics(wrong).faults.empty()) << wrong;
  }
  EXPECT_THAT(ParseMetrics(head + std::string("a{x=\"y\"} 1\na +Inf\n")).faults, IsEmpty());
}

TEST(HistogramTest, NothingIsLostBetweenThreads) {
  Histogram histogram(SecondsBounds());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10000; ++i) histogram.Add(0.5);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(histogram.Cumulative().back(), 40000u);
  EXPECT_EQ(histogram.sum(), 20000);
  EXPECT_THAT(histogram.Cumulative(), ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 40000, 40000, 40000, 40000));
}

}  // namespace
}  // namespace indgang
