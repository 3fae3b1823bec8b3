// A year of the case service in simulated time: the real rules, the real watch and a real database, and a front desk
// that registers, answers, pauses, forgets and closes at random, while the service is restarted now and then.
#ifndef INDGANG_BENCH_SIMULATED_YEAR_H_
#define INDGANG_BENCH_SIMULATED_YEAR_H_

#include <cstdint>
#include <string>
#include <vector>

namespace indgang {

struct SimulatedYear {
  // The same seed on the same content gives the same events.
  std::uint64_t seed = 1;
  int days = 365;
  // Enquiries on a working day, on average.
  int enquiries_a_day = 4;
  // Knowledge bundle. A service is asked about as often as its annual_volume says, beside the others.
  std::string knowledge{};
  // Database file; must not exist. It need not survive a power cut.
  std::string db{};
  // The watch never looks. Only so that a test can show that the checks would notice.
  bool without_watch_for_tests = false;
};

struct SimulatedYearResult {
  // The feed's running hash over all events, in hex.
  std::string hash;
  int cases = 0;
  std::int64_t events = 0;
  int missed = 0;
  int restarts = 0;
  // Rules that did not hold, with the case and the simulated time; empty when all did.
  std::vector<std::string> broken;
};

// Aborts the program when the database or the bundle cannot be used.
SimulatedYearResult Simulate(const SimulatedYear& year);

}  // namespace indgang

#endif  // INDGANG_BENCH_SIMULATED_YEAR_H_
