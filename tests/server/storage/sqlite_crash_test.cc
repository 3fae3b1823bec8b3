// Nothing acknowledged is lost, torn or doubled: not when the power is cut, when the disk fails, or when the process is
// killed. The number of rounds is small here; INDGANG_CRASH_ROUNDS=10000 makes it the long run.
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "server/storage/sqlite/sqlite_storage.h"
#include "tests/server/storage/ledger.h"
#include "tests/support/error_matchers.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/temporary_folder.h"

namespace indgang::storage {
namespace {

using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

int Rounds(int standard) {
  const char* text = std::getenv("INDGANG_CRASH_ROUNDS");
  int rounds = 0;
  return text != nullptr && absl::SimpleAtoi(text, &rounds) ? rounds : standard;
}

// One line as the benchmarks have it; none of what is counted is wanted.
void PrintTrust(absl::string_view id, std::size_t count, absl::string_view what) {
  std::cout << id << ": measured " << count << " (target 0) " << (count == 0 ? "met" : "short") << ": " << what << "\n";
}

// Small, so that faults also hit checkpoints.
SqliteOptions Options(const std::string& path, const std::string& vfs = "") {
  SqliteOptions options;
  options.path = path;
  options.vfs = vfs;
  options.checkpoint_pages = 20;
  return options;
}

// SQLite's own opinion of the file; nobody may have it open.
std::string IntegrityOf(const std::string& path) {
  sqlite3* handle = nullptr;
  sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
  std::string result;
  sqlite3_exec(
      handle, "PRAGMA integrity_check; PRAGMA foreign_key_check",
      [](void* to, int, char** values, char**) {
        absl::StrAppend(static_cast<std::string*>(to), values[0], ";");
        return 0;
      },
      &result, nullptr);
  sqlite3_close(handle);
  return result;
}

// Opens the database as after a restart and expects everything acknowledged to be there; returns how many are not.
// `vfs` may be one that is in order again: it does not wait for the real disk.
std::size_t CheckAfterRestart(const std::string& path, const std::vector<std::string>& acknowledged,
                              const std::string& vfs = "") {
  absl::StatusOr<std::unique_ptr<Storage>> storage = OpenSqliteStorage(Options(path, vfs));
  EXPECT_THAT(storage, IsOk());
  if (!storage.ok()) return 0;
  const absl::StatusOr<LedgerReport> report = CheckLedger(**storage, acknowledged);
  EXPECT_THAT(report, IsOk());
  if (!report.ok()) return 0;
  EXPECT_THAT(report->wrong, IsEmpty());
  *storage = nullptr;
  EXPECT_EQ(IntegrityOf(path), "ok;");
  return report->lost.size();
}

// Cuts the power under load at an operation that `seed` chooses; returns how many acknowledged writes were lost.
std::size_t LostByPowerCut(std::uint64_t seed, bool synchronous_full) {
  TemporaryFolder folder;
  const std::string path = folder.Path("indgang.db");
  FaultVfs vfs;
  std::mt19937_64 random(seed);
  std::vector<std::string> acknowledged;
  {
    SqliteOptions options = Options(path, vfs.name());
    options.unsafe_synchronous_normal_for_tests = !synchronous_full;
    absl::StatusOr<std::unique_ptr<Storage>> storage = OpenSqliteStorage(std::move(options));
    EXPECT_THAT(storage, IsOk());
    if (!storage.ok()) return 0;
    vfs.FailAt(1 + static_cast<std::int64_t>(random() % 1'000), FaultVfs::Fault::kPowerCut);
    std::mutex mutex;
    RegisterUntilFailure(**storage, 4, 10'000, "r", [&](const std::string& number) {
      const std::lock_guard<std::mutex> lock(mutex);
      acknowledged.push_back(number);
    });
    EXPECT_TRUE(vfs.failed());
  }
  vfs.LeaveWhatTheDiskHolds(random());
  vfs.Heal();
  return CheckAfterRestart(path, acknowledged, vfs.name());
}

TEST(SqlitePowerCutTest, NothingAcknowledgedIsLost) {
  const int rounds = Rounds(40);
  std::size_t lost = 0;
  for (int seed = 0; seed < rounds; ++seed) {
    const std::size_t in_this = LostByPowerCut(seed, /*synchronous_full=*/true);
    EXPECT_EQ(in_this, 0u) << "seed " << seed;
    lost += in_this;
    if (HasFailure()) break;
  }
  PrintTrust("R2", lost, absl::StrCat("acknowledged cases lost, torn or doubled: ", rounds, " power cuts"));
}

// Without this the test above might be blind.
TEST(SqlitePowerCutTest, WithoutWaitingForTheDiskSomethingIsLost) {
  std::size_t lost = 0;
  for (int seed = 0; seed < 20; ++seed) lost += LostByPowerCut(seed, /*synchronous_full=*/false);
  EXPECT_GT(lost, 0u);
}

// One run with the `nth` operation failing. False when there are not so many operations.
bool FailOnce(FaultVfs::Fault fault, std::int64_t nth) {
  TemporaryFolder folder;
  const std::string path = folder.Path("indgang.db");
  FaultVfs vfs;
  std::atomic<int> fatal_calls = 0;
  std::string fatal_message;
  std::vector<std::string> acknowledged;
  {
    SqliteOptions options = Options(path, vfs.name());
    options.on_fatal = [&](const absl::Status& status) {
      EXPECT_THAT(status, IsError(absl::StatusCode::kUnavailable, "STORAGE_FAILED"));
      fatal_message = std::string(status.message());
      ++fatal_calls;
    };
    absl::StatusOr<std::unique_ptr<Storage>> storage = OpenSqliteStorage(std::move(options));
    EXPECT_THAT(storage, IsOk());
    if (!storage.ok()) return false;
    vfs.FailAt(nth, fault);
    bool refused = false;
    for (int i = 0; i < 25; ++i) {
      const absl::StatusOr<std::string> number = RegisterCase(**storage, absl::StrCat("r", i));
      if (number.ok()) {
        EXPECT_FALSE(refused) << "written after a failure";
        acknowledged.push_back(*number);
      } else {
        EXPECT_THAT(number, IsError(absl::StatusCode::kUnavailable, "STORAGE_FAILED"));
        refused = true;
      }
    }
    if (!vfs.failed()) return false;
    if (refused) {
      EXPECT_THAT(ReadAndWait(**storage, [](ReadTransaction&) { return absl::OkStatus(); }),
                  IsError(absl::StatusCode::kUnavailable, "STORAGE_FAILED"));
    }
  }
  // The disk is in order again after the restart, but what it did not confirm may be gone.
  vfs.LeaveWhatTheDiskHolds(nth);
  vfs.Heal();
  EXPECT_EQ(fatal_calls, 1);
  EXPECT_THAT(fatal_message, HasSubstr(path));
  EXPECT_EQ(CheckAfterRestart(path, acknowledged, vfs.name()), 0u);
  return true;
}

TEST(SqliteFaultTest, EveryFailureStopsWritingAndLosesNothing) {
  // Each 7th operation in the short run; the phase differs between the faults.
  const int step = Rounds(0) > 0 ? 1 : 7;
  int all = 0;
  for (const FaultVfs::Fault fault : {FaultVfs::Fault::kIoError, FaultVfs::Fault::kDiskFull,
                                      FaultVfs::Fault::kShortWrite, FaultVfs::Fault::kSyncError}) {
    int failures = 0;
    for (std::int64_t nth = 1; FailOnce(fault, nth); nth += fault == FaultVfs::Fault::kSyncError ? 1 : step) {
      ++failures;
      if (HasFailure()) FAIL() << "fault " << static_cast<int>(fault) << " at operation " << nth;
    }
    EXPECT_GT(failures, 20) << "fault " << static_cast<int>(fault);
    all += failures;
  }
  PrintTrust("R3", 0, absl::StrCat("failures of the disk passed over, or with a loss: ", all, " tried"));
}

TEST(SqliteFaultTest, AFailureWhileOpeningIsToldAndHarmless) {
  for (const FaultVfs::Fault fault : {FaultVfs::Fault::kIoError, FaultVfs::Fault::kDiskFull,
                                      FaultVfs::Fault::kShortWrite, FaultVfs::Fault::kSyncError}) {
    for (std::int64_t nth = 1;; ++nth) {
      TemporaryFolder folder;
      const std::string path = folder.Path("indgang.db");
      FaultVfs vfs;
      vfs.FailAt(nth, fault);
      {
        const absl::StatusOr<std::unique_ptr<Storage>> storage = OpenSqliteStorage(Options(path, vfs.name()));
        if (!storage.ok()) {
          EXPECT_THAT(storage, IsError(absl::StatusCode::kFailedPrecondition, "DATABASE_UNUSABLE"))
              << "fault " << static_cast<int>(fault) << " at operation " << nth;
        }
      }
      const bool failed = vfs.failed();
      vfs.LeaveWhatTheDiskHolds(nth);
      vfs.Heal();
      EXPECT_EQ(CheckAfterRestart(path, {}, vfs.name()), 0u);
      if (HasFailure()) FAIL() << "fault " << static_cast<int>(fault) << " at operation " << nth;
      if (!failed) break;
    }
  }
}

// Starts crash_writer, kills it after `life`, and adds the case numbers that it printed to `acknowledged`.
void RunAndKill(const std::string& path, const std::string& prefix, absl::Duration life,
                std::vector<std::string>& acknowledged) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    execl(INDGANG_CRASH_WRITER, INDGANG_CRASH_WRITER, path.c_str(), prefix.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  std::string output;
  std::thread reader([&] {
    char buffer[65'536];
    for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof buffer)) > 0;) output.append(buffer, size);
  });
  absl::SleepFor(life);
  ASSERT_EQ(kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  reader.join();
  close(ends[0]);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself, status " << status;
  for (const absl::string_view line : absl::StrSplit(output, '\n', absl::SkipEmpty())) {
    acknowledged.emplace_back(line);
  }
}

TEST(SqliteKillTest, NothingAcknowledgedIsLost) {
  const int rounds = Rounds(20);
  constexpr int kRoundsPerDatabase = 20;
  std::mt19937_64 random(1);
  std::size_t all = 0;
  for (int first = 0; first < rounds; first += kRoundsPerDatabase) {
    TemporaryFolder folder;
    const std::string path = folder.Path("indgang.db");
    std::vector<std::string> acknowledged;
    for (int round = first; round < std::min(first + kRoundsPerDatabase, rounds); ++round) {
      const absl::Duration life = absl::Milliseconds(30 + static_cast<int>(random() % 100)) * INDGANG_TEST_PATIENCE;
      ASSERT_NO_FATAL_FAILURE(RunAndKill(path, absl::StrCat("r", round), life, acknowledged));
      ASSERT_EQ(CheckAfterRestart(path, acknowledged), 0u) << "round " << round;
    }
    EXPECT_GT(acknowledged.size(), 100u) << "the kills came too early to prove anything";
    all += acknowledged.size();
  }
  PrintTrust("R1", 0, absl::StrCat("acknowledged cases lost, torn or doubled: ", all, " cases, ", rounds, " kills"));
}

}  // namespace
}  // namespace indgang::storage
