// R6: simulated years with many seeds. Each runs twice, and must come out the same.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bench/simulated_year.h"

namespace indgang {
namespace {

int Main(int argc, char** argv) {
  int seeds = 0;
  int days = 0;
  if (argc != 5 || !absl::SimpleAtoi(argv[3], &seeds) || !absl::SimpleAtoi(argv[4], &days) || seeds < 1 || days < 1) {
    std::cerr << "usage: bench_simulate KNOWLEDGE FOLDER SEEDS DAYS\n";
    return 2;
  }
  int broken = 0;
  int differing = 0;
  std::int64_t cases = 0;
  std::int64_t events = 0;
  std::int64_t missed = 0;
  std::int64_t restarts = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    SimulatedYearResult results[2];
    for (SimulatedYearResult& result : results) {
      SimulatedYear year;
      year.seed = static_cast<std::uint64_t>(seed);
      year.days = days;
      year.knowledge = argv[1];
      const std::filesystem::path folder = absl::StrCat(argv[2], "/simulated-year-", ::getpid());
      std::filesystem::create_directories(folder);
      year.db = folder / "year.db";
      result = Simulate(year);
      std::filesystem::remove_all(folder);
    }
    for (const std::string& rule : results[0].broken) std::cout << "seed " << seed << ": " << rule << "\n";
    if (!results[0].broken.empty()) ++broken;
    if (results[0].hash != results[1].hash) {
      ++differing;
      std::cout << "seed " << seed << ": two runs differ\n";
    }
    cases += results[0].cases;
    events += results[0].events;
    missed += results[0].missed;
    restarts += results[0].restarts;
  }
  std::cout << "R6: " << seeds << " seeds x " << days << " days: " << cases << " cases, " << events << " events, "
            << missed << " missed goals, " << restarts << " restarts\n"
            << "R6: measured " << broken << " seeds with a broken rule, " << differing
            << " with two results (target 0 and 0) " << (broken + differing == 0 ? "met" : "short") << "\n";
  return 0;
}

}  // namespace
}  // namespace indgang

int main(int argc, char** argv) { return indgang::Main(argc, argv); }
