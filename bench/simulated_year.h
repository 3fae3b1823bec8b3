// A year of the case service in simulated time: the real rules, the real watch and a real database, and a front desk
// that registers, answers, refers, pauses, hands over, forgets, closes and reopens at random, while people are absent
// and the service is restarted now and then. What must hold meanwhile is in year_rules.h.
#ifndef INDGANG_BENCH_SIMULATED_YEAR_H_
#define INDGANG_BENCH_SIMULATED_YEAR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "server/service/knowledge_source.h"

namespace indgang {

struct SimulatedYear {
  // The same seed on the same content gives the same events.
  std::uint64_t seed = 1;
  // In 2026 or 2027, whose holidays the rules know.
  absl::CivilDay first_day = absl::CivilDay(2026, 1, 1);
  int days = 365;
  // Enquiries on a working day, on average.
  int enquiries_a_day = 4;
  // The content, which nothing changes: years that run at once share it, and a restart does not load it again; outlives
  // the year. A service is asked about as often as its annual_volume says, beside the others.
  const service::KnowledgeSource* knowledge = nullptr;
  // Database file; must not exist. It need not survive a power cut, so it is best kept in memory (/dev/shm).
  std::string db{};
  // What goes wrong. Only so that a test can show that the rules would notice.
  enum class Fault {
    kNone,
    // The watch never looks.
    kWatchSleeps,
    // When to look at a case is forgotten with every restart.
    kRestartForgets,
  };
  Fault fault_for_tests = Fault::kNone;
};

struct SimulatedYearResult {
  // The feed's running hash over all events, in hex.
  std::string hash;
  int cases = 0;
  std::int64_t events = 0;
  // Goals of cases and referrals: warnings before, missed, and told to leaders.
  int warned = 0;
  int missed = 0;
  int escalated = 0;
  int restarts = 0;
  // Rules that did not hold, with the case and the simulated time; empty when all did.
  std::vector<std::string> broken;
};

// Aborts the program when the database cannot be used. May be called from several threads at once.
SimulatedYearResult Simulate(const SimulatedYear& year);

}  // namespace indgang

#endif  // INDGANG_BENCH_SIMULATED_YEAR_H_
