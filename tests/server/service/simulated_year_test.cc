// Some weeks of a simulated year: the rules of the clocks hold at every step, over Easter and both changes of daylight
// saving. scripts/bench R6 runs whole years with many seeds.
#include "bench/simulated_year.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "knowledge/bundle.h"
#include "tests/support/error_matchers.h"
#include "tests/support/small_knowledge.h"
#include "tests/support/temporary_folder.h"

namespace indgang {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NoLog final : public service::Log {
 public:
  void Write(const std::string&) override {}
};

class SimulatedYearTest : public ::testing::Test {
 protected:
  SimulatedYearTest() {
    EXPECT_THAT(
        WriteFileAtomically(folder_.Path("knowledge.binpb"), knowledge::SerializeBundle(testing::SmallKnowledgeBase())),
        testing::IsOk());
    auto knowledge = service::KnowledgeSource::Open(folder_.Path("knowledge.binpb"), clock_, log_);
    EXPECT_THAT(knowledge, testing::IsOk());
    knowledge_ = *std::move(knowledge);
  }

  // Sixty days over the change to daylight saving on 29 March, Easter, Ascension Day.
  SimulatedYear Spring(std::uint64_t seed) {
    SimulatedYear year;
    year.seed = seed;
    year.first_day = absl::CivilDay(2026, 3, 20);
    year.days = 60;
    year.knowledge = knowledge_.get();
    year.db = folder_.Path(absl::StrCat("year", ++databases_, ".db"));
    return year;
  }

  TemporaryFolder folder_;
  SystemClock clock_;
  NoLog log_;
  std::unique_ptr<service::KnowledgeSource> knowledge_;
  int databases_ = 0;
};

TEST_F(SimulatedYearTest, EveryRuleHoldsAtEveryStep) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    SimulatedYear year = Spring(seed);
    // Back to winter on 25 October.
    if (seed == 3) year.first_day = absl::CivilDay(2026, 9, 15);
    const SimulatedYearResult result = Simulate(year);
    EXPECT_THAT(result.broken, IsEmpty()) << "seed " << seed;
    EXPECT_GT(result.cases, 50);
    EXPECT_GT(result.warned, 10) << "a year in which nothing happens shows nothing";
    EXPECT_GT(result.missed, 10);
    EXPECT_GT(result.escalated, 10);
    EXPECT_GT(result.restarts, 1);
  }
}

TEST_F(SimulatedYearTest, TheSameSeedGivesTheSameEvents) {
  const SimulatedYearResult first = Simulate(Spring(4));
  const SimulatedYearResult again = Simulate(Spring(4));
  EXPECT_EQ(first.hash, again.hash);
  EXPECT_EQ(first.events, again.events);
  EXPECT_NE(first.hash, Simulate(Spring(5)).hash);
}

TEST_F(SimulatedYearTest, AWatchThatSleepsIsNoticed) {
  SimulatedYear year = Spring(1);
  year.fault_for_tests = SimulatedYear::Fault::kWatchSleeps;
  const SimulatedYearResult result = Simulate(year);
  EXPECT_THAT(result.broken, Contains(HasSubstr("a missed goal is not marked")));
  EXPECT_THAT(result.broken, Contains(HasSubstr("leaders do not know")));
}

TEST_F(SimulatedYearTest, GoalsThatARestartLosesAreNoticed) {
  SimulatedYear year = Spring(1);
  year.fault_for_tests = SimulatedYear::Fault::kRestartForgets;
  EXPECT_THAT(Simulate(year).broken, Contains(HasSubstr("a missed goal is not marked")));
}

}  // namespace
}  // namespace indgang
