#include "base/clock.h"

#include "absl/time/clock.h"
#include "gmock/gmock.h"

namespace indgang {
namespace {

TEST(SimulatedClockTest, StandsStillUntilToldOtherwise) {
  const absl::Time start = absl::FromUnixSeconds(1795165200);
  SimulatedClock clock(start);
  EXPECT_EQ(clock.Now(), start);
  EXPECT_EQ(clock.Now(), start);
  clock.Advance(absl::Hours(24));
  EXPECT_EQ(clock.Now(), start + absl::Hours(24));
  clock.Set(start - absl::Seconds(1));
  EXPECT_EQ(clock.Now(), start - absl::Seconds(1));
}

TEST(SystemClockTest, TellsTheMachinesTime) {
  const absl::Time before = absl::Now();
  const absl::Time now = SystemClock().Now();
  EXPECT_GE(now, before);
  EXPECT_LE(now, absl::Now());
}

}  // namespace
}  // namespace indgang
