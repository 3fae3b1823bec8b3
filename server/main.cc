// indgangd: reads its command line and does what it says: serve, check the configuration, restore a backup.
#include <signal.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/errors.h"
#include "server/start/config.h"
#include "server/start/file_checks.h"
#include "server/start/serve.h"
#include "server/storage/sqlite/sqlite_maintenance.h"

namespace indgang {
namespace {

void PrintProblem(const absl::Status& status) {
  const std::string reason = GetReason(status);
  std::fprintf(stderr, "indgangd: %s: %s\n", reason.empty() ? "INTERNAL_ERROR" : reason.c_str(),
               std::string(status.message()).c_str());
}

int Restore(const CommandLine& line) {
  const absl::StatusOr<storage::RestoredDatabase> restored =
      storage::RestoreSqlite(*line.restore, line.config.db, SystemClock().Now());
  if (!restored.ok()) {
    PrintProblem(restored.status());
    return 1;
  }
  std::printf("%s is now what %s holds: %lld bytes, schema %d.\n", line.config.db.c_str(), line.restore->c_str(),
              static_cast<long long>(restored->size), restored->schema_version);
  if (!restored->kept.empty()) std::printf("The database that was there is kept as %s.\n", restored->kept.c_str());
  return 0;
}

// Everything that can be told without opening the database.
int Check(const CommandLine& line) {
  std::fputs(line.effective.c_str(), stdout);
  std::fflush(stdout);
  for (const absl::Status& problem : line.problems) PrintProblem(problem);
  const std::vector<absl::Status> files = CheckFiles(line.config);
  for (const absl::Status& problem : files) PrintProblem(problem);
  if (!line.problems.empty()) return 2;
  if (!files.empty()) return 1;
  std::puts("The configuration can be used.");
  return 0;
}

int Main(int argc, const char* const* argv) {
  const CommandLine line = ReadCommandLine(argc, argv);
  if (line.text.has_value()) {
    std::fputs(line.text->c_str(), stdout);
    return 0;
  }
  if (line.check) return Check(line);
  for (const absl::Status& problem : line.problems) PrintProblem(problem);
  if (!line.problems.empty()) return 2;
  if (line.restore.has_value()) return Restore(line);

  // Blocked before any thread is made, so that they come to sigwait alone.
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  const absl::Status served = Serve(line.config, signals);
  if (served.ok()) return 0;
  PrintProblem(served);
  return 1;
}

}  // namespace
}  // namespace indgang

int main(int argc, char** argv) {
  // Debian's Abseil looks for deadlocks at every lock; the tests, which leave that on, are where they would be found.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return indgang::Main(argc, argv);
}
