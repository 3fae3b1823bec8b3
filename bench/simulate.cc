// R6: simulated years with many seeds. Each runs twice, and must come out the same.
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "bench/simulated_year.h"

namespace indgang {
namespace {

// Seeds between two lines that tell how far it is.
constexpr std::size_t kTellEvery = 50;

class NoLog final : public service::Log {
 public:
  void Write(const std::string&) override {}
};

struct Totals {
  int broken = 0;
  int differing = 0;
  std::int64_t cases = 0;
  std::int64_t events = 0;
  std::int64_t warned = 0;
  std::int64_t missed = 0;
  std::int64_t escalated = 0;
  std::int64_t restarts = 0;
};

// Prints what each seed gave, in the order of seeds as soon as it is known. Year 2n and 2n + 1 are the two runs of seed
// n + 1. May be used from several threads.
class Report {
 public:
  explicit Report(std::size_t seeds) : results_(2 * seeds), done_(2 * seeds) {}

  void Add(std::size_t year, SimulatedYearResult result) {
    const absl::MutexLock lock(&mutex_);
    results_[year] = std::move(result);
    done_[year] = true;
    while (told_ < results_.size() / 2 && done_[2 * told_] && done_[2 * told_ + 1]) Tell();
  }

  // When all were added.
  const Totals& totals() const { return totals_; }

 private:
  void Tell() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const SimulatedYearResult first = std::move(results_[2 * told_]);
    const SimulatedYearResult again = std::move(results_[2 * told_ + 1]);
    ++told_;
    for (const std::string& rule : first.broken) std::cout << "seed " << told_ << ": " << rule << std::endl;
    if (!first.broken.empty()) ++totals_.broken;
    if (first.hash != again.hash) {
      ++totals_.differing;
      std::cout << "seed " << told_ << ": two runs differ" << std::endl;
    }
    totals_.cases += first.cases;
    totals_.events += first.events;
    totals_.warned += first.warned;
    totals_.missed += first.missed;
    totals_.escalated += first.escalated;
    totals_.restarts += first.restarts;
    if (told_ % kTellEvery == 0) {
      std::cerr << "R6: " << told_ << " of " << results_.size() / 2 << " seeds, " << totals_.broken
                << " with a broken rule, " << totals_.differing << " with two results" << std::endl;
    }
  }

  absl::Mutex mutex_;
  std::vector<SimulatedYearResult> results_ ABSL_GUARDED_BY(mutex_);
  std::vector<bool> done_ ABSL_GUARDED_BY(mutex_);
  // Seeds printed.
  std::size_t told_ ABSL_GUARDED_BY(mutex_) = 0;
  Totals totals_;
};

// The processors that this program may use.
std::vector<int> Processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> processors;
  if (::sched_getaffinity(0, sizeof(set), &set) != 0) return {0};
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &set)) processors.push_back(i);
  }
  return processors;
}

// A year hands every step over to the database's threads and waits: on one processor, which those threads inherit, that
// takes half of what it takes across two. Without leave to choose it merely takes longer.
void StayOn(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  ::pthread_setaffinity_np(::pthread_self(), sizeof(set), &set);
}

void PrintMeasured(int count, absl::string_view what) {
  std::cout << "R6: measured " << count << " (target 0) " << (count == 0 ? "met" : "short") << ": " << what << "\n";
}

int Main(int argc, char** argv) {
  int seeds = 0;
  int days = 0;
  if (argc != 5 || !absl::SimpleAtoi(argv[3], &seeds) || !absl::SimpleAtoi(argv[4], &days) || seeds < 1 || days < 1 ||
      days > 365) {
    std::cerr << "usage: bench_simulate KNOWLEDGE_FILE FOLDER SEEDS DAYS (at most 365)\n";
    return 1;
  }
  const SystemClock clock;
  NoLog log;
  const auto knowledge = service::KnowledgeSource::Open(argv[1], clock, log);
  if (!knowledge.ok()) {
    std::cerr << "bench_simulate: " << knowledge.status() << "\n";
    return 1;
  }
  const std::filesystem::path folder = absl::StrCat(argv[2], "/simulated-years-", ::getpid());
  std::filesystem::create_directories(folder);
  Report report(static_cast<std::size_t>(seeds));
  std::atomic<int> next = 0;
  std::vector<std::thread> threads;
  for (const int processor : Processors()) {
    threads.emplace_back([&, processor] {
      StayOn(processor);
      for (int i = next++; i < 2 * seeds; i = next++) {
        SimulatedYear year;
        year.seed = static_cast<std::uint64_t>(i / 2 + 1);
        year.days = days;
        year.knowledge = knowledge->get();
        const std::filesystem::path mine = folder / absl::StrCat(i);
        std::filesystem::create_directories(mine);
        year.db = mine / "year.db";
        SimulatedYearResult result = Simulate(year);
        std::filesystem::remove_all(mine);
        report.Add(static_cast<std::size_t>(i), std::move(result));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::filesystem::remove_all(folder);
  const Totals& totals = report.totals();
  std::cout << seeds << " seeds of " << days << " days, each twice: " << totals.cases << " cases, " << totals.events
            << " events, " << totals.warned << " warnings, " << totals.missed << " missed goals, " << totals.escalated
            << " told to leaders, " << totals.restarts << " restarts\n";
  PrintMeasured(totals.broken, "seeds with a broken rule");
  PrintMeasured(totals.differing, "seeds that came out differently the second time");
  return 0;
}

}  // namespace
}  // namespace indgang

int main(int argc, char** argv) { return indgang::Main(argc, argv); }
