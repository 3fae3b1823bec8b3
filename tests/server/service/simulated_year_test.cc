// A short simulated year: the rules of the clocks hold at every step. scripts/bench R6 runs whole years with many
// seeds.
#include "bench/simulated_year.h"

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "knowledge/bundle.h"
#include "tests/support/error_matchers.h"
#include "tests/support/small_knowledge.h"
#include "tests/support/temporary_folder.h"

namespace indgang {
namespace {

using ::testing::IsEmpty;

class SimulatedYearTest : public ::testing::Test {
 protected:
  SimulatedYearTest() {
    EXPECT_THAT(
        WriteFileAtomically(folder_.Path("knowledge.binpb"), knowledge::SerializeBundle(testing::SmallKnowledgeBase())),
        testing::IsOk());
  }

  SimulatedYear Year(std::uint64_t seed) {
    SimulatedYear year;
    year.seed = seed;
    year.days = 60;
    year.knowledge = folder_.Path("knowledge.binpb");
    year.db = folder_.Path(absl::StrCat("year", ++databases_, ".db"));
    return year;
  }

  TemporaryFolder folder_;
  int databases_ = 0;
};

TEST_F(SimulatedYearTest, EveryRuleHoldsAtEveryStep) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const SimulatedYearResult result = Simulate(Year(seed));
    EXPECT_THAT(result.broken, IsEmpty()) << "seed " << seed;
    EXPECT_GT(result.cases, 50);
    EXPECT_GT(result.missed, 10) << "a year in which nothing is missed shows nothing";
    EXPECT_GT(result.restarts, 1);
  }
}

TEST_F(SimulatedYearTest, TheSameSeedGivesTheSameEvents) {
  const SimulatedYearResult first = Simulate(Year(4));
  const SimulatedYearResult again = Simulate(Year(4));
  EXPECT_EQ(first.hash, again.hash);
  EXPECT_EQ(first.events, again.events);
  EXPECT_NE(first.hash, Simulate(Year(5)).hash);
}

TEST_F(SimulatedYearTest, AWatchThatSleepsIsNoticed) {
  SimulatedYear year = Year(1);
  year.without_watch_for_tests = true;
  EXPECT_FALSE(Simulate(year).broken.empty());
}

}  // namespace
}  // namespace indgang
