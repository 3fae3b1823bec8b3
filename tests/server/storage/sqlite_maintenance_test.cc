// Backups of a real database while it is written, and putting them back.
#include "server/storage/sqlite/sqlite_maintenance.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/files.h"
#include "base/hash.h"
#include "server/storage/sqlite/schema.h"
#include "server/storage/sqlite/sqlite_storage.h"
#include "tests/server/storage/ledger.h"
#include "tests/support/error_matchers.h"
#include "tests/support/temporary_folder.h"

namespace indgang::storage {
namespace {

using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kInternal = absl::StatusCode::kInternal;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

class SqliteMaintenanceTest : public ::testing::Test {
 protected:
  std::unique_ptr<Storage> Open(const std::string& path) {
    SqliteOptions options;
    options.path = path;
    absl::StatusOr<std::unique_ptr<Storage>> storage = OpenSqliteStorage(std::move(options));
    EXPECT_THAT(storage, IsOk());
    return storage.ok() ? *std::move(storage) : nullptr;
  }

  // Registers so many cases and returns their numbers.
  std::vector<std::string> Register(Storage& storage, const std::string& prefix, int count) {
    std::vector<std::string> numbers;
    for (int i = 0; i < count; ++i)
      numbers.push_back(RegisterCase(storage, absl::StrCat(prefix, i)).value_or("failed"));
    return numbers;
  }

  absl::StatusOr<BackupFile> BackUp(const std::string& name = "copy.db") {
    return SqliteMaintenance(database_).BackUp(folder_.Path(name), stop_);
  }

  // A closed database with cases, its backup, and the cases in it.
  std::vector<std::string> MakeBackup() {
    const auto storage = Open(database_);
    std::vector<std::string> numbers = Register(*storage, "a", 20);
    EXPECT_THAT(BackUp(), IsOk());
    return numbers;
  }

  absl::StatusOr<RestoredDatabase> Restore() {
    return RestoreSqlite(backup_, database_, absl::FromUnixSeconds(1795331700));
  }

  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  // Writes over the bytes of a file in the middle.
  static void Damage(const std::string& path, std::int64_t offset, std::size_t count) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(offset);
    file << std::string(count, '\x5a');
    ASSERT_TRUE(file.good());
  }

  TemporaryFolder folder_;
  const std::string database_ = folder_.Path("indgang.db");
  const std::string backup_ = folder_.Path("copy.db");
  std::atomic<bool> stop_ = false;
};

TEST_F(SqliteMaintenanceTest, ABackupIsOneFileThatIsWholeWithItsHashBesideIt) {
  const auto storage = Open(database_);
  const std::vector<std::string> numbers = Register(*storage, "a", 20);
  const absl::StatusOr<BackupFile> made = BackUp();
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->path, backup_);
  const std::string bytes = *ReadFile(backup_);
  EXPECT_EQ(made->size, static_cast<std::int64_t>(bytes.size()));
  EXPECT_EQ(made->sha256, Sha256Hex(bytes));
  EXPECT_EQ(*ReadFile(backup_ + ".sha256"), made->sha256 + "  copy.db\n") << "as sha256sum writes and checks it";
  struct stat info = {};
  ASSERT_EQ(::stat(backup_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_THAT(Files(), ElementsAre("copy.db", "copy.db.sha256", "indgang.db", "indgang.db-shm", "indgang.db-wal",
                                   "indgang.db.lock"));
  const auto copy = Open(backup_);
  const absl::StatusOr<LedgerReport> report = CheckLedger(*copy, numbers);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->cases, 20);
  EXPECT_THAT(report->lost, IsEmpty());
  EXPECT_THAT(report->wrong, IsEmpty());
}

TEST_F(SqliteMaintenanceTest, WritersGoOnAndWhatWasStoredBeforeIsInTheBackup) {
  const auto storage = Open(database_);
  Register(*storage, "before", 300);
  std::mutex mutex;
  std::vector<std::string> acknowledged;
  std::atomic<bool> enough = false;
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; !enough; ++i) {
        const absl::StatusOr<std::string> number = RegisterCase(*storage, absl::StrCat("w", w, "-", i));
        ASSERT_THAT(number, IsOk());
        const std::lock_guard<std::mutex> lock(mutex);
        acknowledged.push_back(*number);
      }
    });
  }
  const auto count = [&] {
    const std::lock_guard<std::mutex> lock(mutex);
    return acknowledged.size();
  };
  while (count() < 20) absl::SleepFor(absl::Milliseconds(1));
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> before;
    {
      const std::lock_guard<std::mutex> lock(mutex);
      before = acknowledged;
    }
    const std::string name = absl::StrCat("copy", round, ".db");
    ASSERT_THAT(BackUp(name), IsOk());
    EXPECT_GT(count(), before.size()) << "nobody could write meanwhile";
    const auto copy = Open(folder_.Path(name));
    const absl::StatusOr<LedgerReport> report = CheckLedger(*copy, before);
    ASSERT_THAT(report, IsOk());
    EXPECT_GE(report->cases, static_cast<int>(300 + before.size()));
    EXPECT_THAT(report->lost, IsEmpty());
    EXPECT_THAT(report->wrong, IsEmpty());
  }
  enough = true;
  for (std::thread& writer : writers) writer.join();
}

TEST_F(SqliteMaintenanceTest, ADamagedDatabaseGivesNoBackupAndLeavesNothing) {
  MakeBackup();
  for (const char* file : {"copy.db", "copy.db.sha256"}) ::unlink(folder_.Path(file).c_str());
  // Deep in a table's pages: the header and the schema stay readable.
  Damage(database_, static_cast<std::int64_t>(std::filesystem::file_size(database_)) - 3 * 4096, 3 * 4096);
  const absl::StatusOr<BackupFile> made = BackUp();
  EXPECT_THAT(made.status(), IsError(kInternal, "BACKUP_FAILED"));
  EXPECT_THAT(std::string(made.status().message()), HasSubstr("the copy is damaged: "));
  EXPECT_THAT(Files(), ::testing::Each(::testing::Not(HasSubstr("copy"))));
}

TEST_F(SqliteMaintenanceTest, AFolderThatIsNotThereOrAnEndOfTheServiceLeavesNothing) {
  const auto storage = Open(database_);
  const std::vector<std::string> before = Files();
  EXPECT_THAT(BackUp("no/such/copy.db").status(), IsError(kInternal, "BACKUP_FAILED"));
  stop_ = true;
  const absl::StatusOr<BackupFile> made = BackUp();
  EXPECT_THAT(made.status(), IsError(kInternal, "BACKUP_FAILED"));
  EXPECT_THAT(std::string(made.status().message()), HasSubstr("the service is stopping"));
  EXPECT_EQ(Files(), before);
}

TEST_F(SqliteMaintenanceTest, ARunThatWasBrokenOffIsBegunAnew) {
  const auto storage = Open(database_);
  ASSERT_THAT(WriteFileAtomically(backup_ + ".part", "half of it"), IsOk());
  ASSERT_THAT(WriteFileAtomically(backup_ + ".part-wal", "half of it"), IsOk());
  EXPECT_THAT(BackUp(), IsOk());
  EXPECT_THAT(Open(backup_), ::testing::NotNull());
}

TEST_F(SqliteMaintenanceTest, TellsSchemaAndSize) {
  const auto storage = Open(database_);
  const absl::StatusOr<DatabaseFacts> facts = SqliteMaintenance(database_).Describe();
  ASSERT_THAT(facts, IsOk());
  EXPECT_EQ(facts->schema_version, SqliteMigrations().back().number);
  EXPECT_EQ(facts->size, static_cast<std::int64_t>(std::filesystem::file_size(database_)));
}

TEST_F(SqliteMaintenanceTest, RestoringBringsTheOldCasesBackAndKeepsTheNewOnes) {
  const std::vector<std::string> old_cases = MakeBackup();
  {
    const auto storage = Open(database_);
    Register(*storage, "later", 5);
  }
  const absl::StatusOr<RestoredDatabase> restored = Restore();
  ASSERT_THAT(restored, IsOk());
  EXPECT_EQ(restored->kept, database_ + ".before-20261122T071500Z");
  EXPECT_EQ(restored->schema_version, SqliteMigrations().back().number);
  EXPECT_EQ(restored->size, static_cast<std::int64_t>(std::filesystem::file_size(backup_)));
  EXPECT_THAT(Files(), ElementsAre("copy.db", "copy.db.sha256", "indgang.db", "indgang.db.before-20261122T071500Z",
                                   "indgang.db.lock"));
  EXPECT_EQ(CheckLedger(*Open(database_), old_cases)->cases, 20);
  EXPECT_EQ(CheckLedger(*Open(restored->kept), old_cases)->cases, 25);
}

TEST_F(SqliteMaintenanceTest, TheWalOfACrashedServiceIsKeptWithItsDatabaseAndNotAppliedToTheBackup) {
  const std::vector<std::string> old_cases = MakeBackup();
  // What a crash leaves: a database whose newest cases are in its WAL alone.
  {
    const auto storage = Open(database_);
    Register(*storage, "later", 5);
    for (const char* suffix : {"", "-wal"}) {
      std::filesystem::copy_file(database_ + suffix, folder_.Path("crashed.db") + suffix);
    }
  }
  for (const char* suffix : {"", "-wal"})
    std::filesystem::rename(folder_.Path("crashed.db") + suffix, database_ + suffix);
  const absl::StatusOr<RestoredDatabase> restored = Restore();
  ASSERT_THAT(restored, IsOk());
  EXPECT_EQ(CheckLedger(*Open(database_), old_cases)->cases, 20);
  EXPECT_EQ(CheckLedger(*Open(restored->kept), old_cases)->cases, 25);
}

TEST_F(SqliteMaintenanceTest, RestoresWhereThereWasNothing) {
  MakeBackup();
  ASSERT_EQ(::unlink(database_.c_str()), 0);
  const absl::StatusOr<RestoredDatabase> restored = Restore();
  ASSERT_THAT(restored, IsOk());
  EXPECT_EQ(restored->kept, "");
  EXPECT_THAT(Open(database_), ::testing::NotNull());
}

TEST_F(SqliteMaintenanceTest, WhatIsNotAWholeBackupIsRefusedAndTheDatabaseUntouched) {
  MakeBackup();
  const std::string database = *ReadFile(database_);
  const std::string backup = *ReadFile(backup_);
  const auto refused = [&](const std::string& why, const std::string& reason = "BACKUP_INVALID") {
    const absl::StatusOr<RestoredDatabase> restored = Restore();
    EXPECT_THAT(restored.status(), IsError(kPrecondition, reason));
    EXPECT_THAT(std::string(restored.status().message()), HasSubstr(why));
    EXPECT_EQ(*ReadFile(database_), database);
    EXPECT_EQ(Files(), (std::vector<std::string>{"copy.db", "copy.db.sha256", "indgang.db", "indgang.db.lock"}));
    ASSERT_THAT(WriteFileAtomically(backup_, backup), IsOk());
  };
  // With the hash of whatever the file holds, as somebody makes it who wants to get past that check.
  const auto with_its_hash = [&] {
    ASSERT_THAT(WriteFileAtomically(backup_ + ".sha256", *FileSha256Hex(backup_) + "  copy.db\n"), IsOk());
  };
  Damage(backup_, 5 * 4096, 1);
  refused("its SHA-256 is ");
  Damage(backup_, static_cast<std::int64_t>(backup.size()) - 3 * 4096, 3 * 4096);
  with_its_hash();
  refused("it is damaged: ");
  ASSERT_THAT(WriteFileAtomically(backup_, "no database"), IsOk());
  with_its_hash();
  refused("it is not a database of Indgang's");
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(backup_.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "PRAGMA user_version = 9999", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  with_its_hash();
  refused("it has schema 9999", "DATABASE_TOO_NEW");
}

TEST_F(SqliteMaintenanceTest, ABackupWithoutItsHashOrThatIsNotThereIsRefused) {
  MakeBackup();
  ASSERT_EQ(::unlink((backup_ + ".sha256").c_str()), 0);
  EXPECT_THAT(Restore().status(), IsError(kPrecondition, "BACKUP_INVALID"));
  ASSERT_EQ(::unlink(backup_.c_str()), 0);
  EXPECT_THAT(Restore().status(), IsError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND"));
}

TEST_F(SqliteMaintenanceTest, ADatabaseInUseIsNotReplaced) {
  MakeBackup();
  const auto storage = Open(database_);
  EXPECT_THAT(Restore().status(), IsError(kPrecondition, "DATABASE_IN_USE"));
}

}  // namespace
}  // namespace indgang::storage
