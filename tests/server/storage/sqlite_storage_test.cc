// What is particular to SQLite: opening, migrations, query plans, grouped commits, the size of the WAL.
#include "server/storage/sqlite/sqlite_storage.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <latch>
#include <thread>
#include <tuple>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "base/errors.h"
#include "base/files.h"
#include "server/storage/sqlite/access_statements.h"
#include "server/storage/sqlite/audit_statements.h"
#include "server/storage/sqlite/case_file_statements.h"
#include "server/storage/sqlite/case_sql.h"
#include "server/storage/sqlite/record_ids.h"
#include "server/storage/sqlite/schema.h"
#include "server/storage/sqlite/statements.h"
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
using ::testing::Not;

constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

class SqliteStorageTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Storage>> Open() { return OpenSqliteStorage(options_); }

  // Runs SQL on the file, from outside. The last column of the rows, joined by newlines.
  std::string Sql(const std::string& sql) {
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(options_.path.c_str(), &handle), SQLITE_OK);
    std::string rows;
    char* error = nullptr;
    sqlite3_exec(
        handle, sql.c_str(),
        [](void* to, int columns, char** values, char**) {
          const char* value = values[columns - 1];
          absl::StrAppend(static_cast<std::string*>(to), value == nullptr ? "NULL" : value, "\n");
          return 0;
        },
        &rows, &error);
    EXPECT_EQ(error, nullptr) << error << " in " << sql;
    sqlite3_free(error);
    sqlite3_close(handle);
    return rows;
  }

  // A database as the program made it when `version` was its newest migration, empty.
  void MakeDatabaseOfVersion(int version) {
    for (const Migration& migration : SqliteMigrations()) {
      if (migration.number <= version) Sql(migration.sql);
    }
    Sql(absl::StrCat("PRAGMA application_id = ", kSqliteApplicationId, "; PRAGMA user_version = ", version));
  }

  TemporaryFolder folder_;
  SqliteOptions options_{.path = folder_.Path("indgang.db")};
};

TEST(SqliteMigrationsTest, AreNumberedFromOneWithoutGaps) {
  int expected = 1;
  for (const Migration& migration : SqliteMigrations()) {
    EXPECT_EQ(migration.number, expected) << migration.name;
    EXPECT_TRUE(absl::StartsWith(migration.name, absl::StrFormat("%04d_", expected))) << migration.name;
    ++expected;
  }
  EXPECT_GT(expected, 1);
}

TEST(RecordIdsTest, CaseNumbersAndIdsConvertBothWays) {
  for (const char* number : {"2026-000001", "2026-999999", "2026-1000000", "0001-000001", "9999-99999999"}) {
    const std::optional<std::int64_t> id = ParseCaseNumber(number);
    ASSERT_TRUE(id.has_value()) << number;
    EXPECT_EQ(FormatCaseNumber(*id), number);
    // The ids of the case's records fit, and do not touch those of the next case.
    EXPECT_GT(RecordIdOf(*id, kMaxRecordsPerCase), 0) << number;
    EXPECT_LT(RecordIdOf(*id, kMaxRecordsPerCase), RecordIdOf(*id + 1, 0)) << number;
  }
  for (const char* number : {"0000-000001", "2026-000000", "2026-100000000", "2026-1", "2026-0000001", "-001-000001"}) {
    EXPECT_FALSE(ParseCaseNumber(number).has_value()) << number;
  }
  for (const char* name : {"cases/2026-000001", "cases/2026-000001/referrals/", "cases/2026-000001/referrals/0",
                           "cases/2026-000001/referrals/1000000", "cases/1/referrals/1", "2026-000001/referrals/1",
                           "cases/2026-000001/events/1"}) {
    EXPECT_FALSE(ParseReferralName(name).has_value()) << name;
  }
  EXPECT_EQ(ParseReferralName("cases/2026-000001/referrals/12"), RecordIdOf(*ParseCaseNumber("2026-000001"), 12));
}

TEST_F(SqliteStorageTest, ANewDatabaseIsPrivateAndMarkedAsOurs) {
  ASSERT_THAT(Open(), IsOk());
  struct stat info {};
  for (const char* suffix : {"", ".lock"}) {
    ASSERT_EQ(stat((options_.path + suffix).c_str(), &info), 0) << suffix;
    EXPECT_EQ(info.st_mode & 0777, 0600u) << suffix;
  }
  EXPECT_EQ(Sql("PRAGMA application_id"), absl::StrCat(kSqliteApplicationId, "\n"));
  EXPECT_EQ(Sql("PRAGMA user_version"), absl::StrCat(SqliteMigrations().back().number, "\n"));
  EXPECT_EQ(Sql("PRAGMA journal_mode"), "wal\n");
}

TEST_F(SqliteStorageTest, WordsThatWereSplitOnceMoreAreIndexedAnew) {
  MakeDatabaseOfVersion(11);
  const std::string terms = "INSERT INTO case_terms (rowid, terms) VALUES (202600000001, 'kaffe\u2013bar')";
  const std::string bars = "SELECT count(*) FROM case_terms WHERE case_terms MATCH 'bar'";
  Sql(terms + "; UPDATE search_progress SET indexed = 7");
  EXPECT_EQ(Sql(bars), "1\n");
  {
    const absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
    ASSERT_THAT(storage, IsOk());
    EXPECT_THAT(ReadAndWait(**storage,
                            [](ReadTransaction& read) {
                              EXPECT_EQ(read.GetIndexed().value(), 0);
                              return absl::OkStatus();
                            }),
                IsOk());
  }
  EXPECT_EQ(Sql("SELECT count(*) FROM case_terms"), "0\n");
  Sql(terms);
  EXPECT_EQ(Sql(bars), "0\n");
}

TEST_F(SqliteStorageTest, EventsOlderThanTheFeedComeInTheOrderOfTheirTimes) {
  MakeDatabaseOfVersion(1);
  // Case, sequence, second. The clock was set back between the first two events of case 2.
  for (const auto& [number, sequence, second] :
       {std::tuple{1, 1, 10}, std::tuple{1, 2, 40}, std::tuple{2, 1, 30}, std::tuple{2, 2, 5}, std::tuple{3, 1, 30}}) {
    cases::v1::CaseEvent event;
    event.set_name(absl::StrCat(number, "/", sequence));
    event.set_sequence(sequence);
    event.mutable_time()->set_seconds(second);
    event.set_hash(std::string(32, static_cast<char>(10 * number + sequence)));
    const std::int64_t id = CaseIdOf(2026, number);
    Sql(absl::StrCat("INSERT OR IGNORE INTO cases VALUES (", id, ", 1, NULL, NULL, 1, x'', x'');",
                     "INSERT INTO events (id, message) VALUES (", RecordIdOf(id, sequence), ", x'",
                     absl::BytesToHexString(event.SerializeAsString()), "')"));
  }
  for (int i = 0; i < 2; ++i) {
    absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
    ASSERT_THAT(storage, IsOk());
    ASSERT_THAT(ReadAndWait(**storage,
                            [](ReadTransaction& read) {
                              std::vector<std::string> names;
                              std::string hash(32, '\0');
                              const std::vector<FeedEntry> feed = read.ListFeed(0, 10).value();
                              for (const FeedEntry& entry : feed) {
                                names.push_back(entry.event.name());
                                hash = FeedHash(hash, entry.event.hash());
                                EXPECT_EQ(entry.place.hash, hash);
                              }
                              const std::vector<AuditedPlace> places = read.ListAuditedPlaces(0, 10).value();
                              for (const AuditedPlace& place : places) {
                                EXPECT_EQ(place.place_of_event, place.sequence) << place.case_number;
                              }
                              EXPECT_THAT(names, ::testing::ElementsAre("1/1", "2/1", "2/2", "3/1", "1/2"));
                              return absl::OkStatus();
                            }),
                IsOk());
  }
}

TEST_F(SqliteStorageTest, RecordsOlderThanTheirTimesAreKeptAsLongAsOthers) {
  MakeDatabaseOfVersion(10);
  for (const int second : {30, 10, 20}) {
    admin::v1::AccessRecord record;
    record.mutable_time()->set_seconds(second);
    Sql(absl::StrCat("INSERT INTO access_records (case_id, member, message) VALUES (1, '', x'",
                     absl::BytesToHexString(record.SerializeAsString()), "')"));
  }
  absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
  ASSERT_THAT(storage, IsOk());
  EXPECT_THAT(WriteAndWait(**storage,
                           [](WriteTransaction& write) {
                             EXPECT_EQ(write.DeleteAccessRecordsBefore(absl::FromUnixSeconds(20), 10).value(), 1);
                             EXPECT_EQ(write.ListAccessRecords({}).value().size(), 2u);
                             return absl::OkStatus();
                           }),
              IsOk());
}

TEST_F(SqliteStorageTest, ADatabaseOfANewerProgramIsRefusedAndLeftAlone) {
  ASSERT_THAT(Open(), IsOk());
  Sql("PRAGMA user_version = 99");
  const absl::Status status = Open().status();
  EXPECT_THAT(status, IsError(kPrecondition, "DATABASE_TOO_NEW"));
  EXPECT_EQ(GetErrorInfo(status)->metadata().at("schema"), "99");
  EXPECT_EQ(GetErrorInfo(status)->metadata().at("supported"), absl::StrCat(SqliteMigrations().back().number));
  EXPECT_EQ(Sql("PRAGMA user_version"), "99\n");
}

TEST_F(SqliteStorageTest, AFileThatIsNoDatabaseIsCorruptAndLeftAlone) {
  const std::string text(10'000, 'x');
  ASSERT_THAT(WriteFileAtomically(options_.path, text), IsOk());
  EXPECT_THAT(Open(), IsError(kPrecondition, "DATABASE_CORRUPT"));
  EXPECT_EQ(ReadFile(options_.path).value(), text);
}

TEST_F(SqliteStorageTest, SomebodyElsesDatabaseIsCorruptAndLeftAlone) {
  Sql("CREATE TABLE notes (text)");
  EXPECT_THAT(Open(), IsError(kPrecondition, "DATABASE_CORRUPT"));
  EXPECT_EQ(Sql("SELECT name FROM sqlite_schema"), "notes\n");
}

TEST_F(SqliteStorageTest, ADamagedDatabaseIsCorrupt) {
  ASSERT_THAT(Open(), IsOk());
  const std::string bytes = ReadFile(options_.path).value();
  ASSERT_GT(bytes.size(), 8'192u);
  // Cut off, and with the table of contents overwritten.
  for (const std::string& damaged :
       {bytes.substr(0, 6'000), bytes.substr(0, 100) + std::string(3'996, '\xff') + bytes.substr(4'096)}) {
    ASSERT_THAT(WriteFileAtomically(options_.path, damaged), IsOk());
    EXPECT_THAT(Open(), IsError(kPrecondition, "DATABASE_CORRUPT")) << damaged.size();
  }
}

TEST_F(SqliteStorageTest, ADatabaseThatIsOpenIsInUseUnderEveryName) {
  absl::StatusOr<std::unique_ptr<Storage>> first = Open();
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Open(), IsError(kPrecondition, "DATABASE_IN_USE"));
  const std::string link = folder_.Path("link.db");
  std::filesystem::create_symlink(options_.path, link);
  EXPECT_THAT(OpenSqliteStorage({.path = link}), IsError(kPrecondition, "DATABASE_IN_USE"));
  *first = nullptr;
  EXPECT_THAT(OpenSqliteStorage({.path = link}), IsOk());
}

TEST_F(SqliteStorageTest, ADatabaseThatAnotherProgramLockedIsInUse) {
  ASSERT_THAT(Open(), IsOk());
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(options_.path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE", nullptr, nullptr, nullptr),
            SQLITE_OK);
  EXPECT_THAT(Open(), IsError(kPrecondition, "DATABASE_IN_USE"));
  sqlite3_close(other);
  EXPECT_THAT(Open(), IsOk());
}

TEST_F(SqliteStorageTest, APathThatCannotBeADatabaseIsUnusable) {
  const std::string folder = folder_.Path("folder");
  std::filesystem::create_directory(folder);
  for (const std::string& path : {folder, folder_.Path("missing/indgang.db"), std::string("/proc/indgang.db")}) {
    const absl::Status status = OpenSqliteStorage({.path = path}).status();
    EXPECT_THAT(status, IsError(kPrecondition, "DATABASE_UNUSABLE"));
    EXPECT_EQ(GetErrorInfo(status)->metadata().at("path"), path);
    EXPECT_THAT(std::string(status.message()), HasSubstr(path));
  }
}

// What is wrong with the plan of a statement, "" if nothing.
std::string PlanProblem(const std::string& explained) {
  // How SQLite calls looking up one row of a full-text table.
  const std::string plan = absl::StrReplaceAll(explained, {{"SCAN case_terms VIRTUAL TABLE INDEX 0:=\n", ""}});
  for (const char* bad : {"SCAN", "TEMP B-TREE", "AUTOMATIC"}) {
    if (absl::StrContains(plan, bad)) return absl::StrCat(bad, " in:\n", plan);
  }
  return "";
}

TEST_F(SqliteStorageTest, NoStatementScansATableOrSorts) {
  ASSERT_THAT(Open(), IsOk());
  const auto plan = [this](const char* sql) { return Sql(absl::StrCat("EXPLAIN QUERY PLAN ", sql)); };
  for (const char* sql : sql::kAll) EXPECT_EQ(PlanProblem(plan(sql)), "") << sql;
  for (const char* sql : sql::kAllOfAccess) EXPECT_EQ(PlanProblem(plan(sql)), "") << sql;
  for (const char* sql : sql::kAllOfAudit) EXPECT_EQ(PlanProblem(plan(sql)), "") << sql;
  for (const char* sql : sql::kAllOfCaseFile) EXPECT_EQ(PlanProblem(plan(sql)), "") << sql;
  // The check notices what it is there for.
  EXPECT_NE(PlanProblem(plan("SELECT message FROM cases WHERE last_sequence = ?1")), "");
  EXPECT_NE(PlanProblem(plan("SELECT message FROM cases WHERE state = ?1 ORDER BY last_sequence")), "");
}

TEST_F(SqliteStorageTest, AWordIsKeptOnceHoweverOftenItIsSaid) {
  absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
  ASSERT_THAT(storage, IsOk());
  ASSERT_THAT(RegisterCase(**storage, "r"), IsOk());
  for (const char* terms : {"kaffe bar", "bar", "kaffe kran kaffe", ""}) {
    ASSERT_THAT(
        WriteAndWait(**storage,
                     [terms](WriteTransaction& write) { return write.AddTerms("2026-000001", terms, "haster"); }),
        IsOk());
  }
  EXPECT_EQ(Sql("SELECT terms || '|' || staff_terms FROM case_terms"), "kaffe bar kran|haster\n");
}

// What an authority lists and counts goes along its own cases, in the order wanted, however many others there are.
TEST_F(SqliteStorageTest, AnAuthoritysListsAndCountsLookAtNoOtherCase) {
  ASSERT_THAT(Open(), IsOk());
  const auto plan = [this](const std::string& sql) { return Sql(absl::StrCat("EXPLAIN QUERY PLAN ", sql)); };
  const auto leads = [](const std::string& found) {
    return absl::StrContains(found, "SEARCH a USING") && !absl::StrContains(found, "SCAN") &&
           !absl::StrContains(found, "TEMP B-TREE FOR ORDER BY");
  };
  const CaseCondition open = CaseCondition::Equal(CaseField::kOpen, 1);
  const CaseCondition kinds[] = {CaseCondition(), open, CaseCondition::Equal(CaseField::kCvrNumber, "25313763")};
  for (const CaseCondition& condition : kinds) {
    for (const CaseOrder order :
         {CaseOrder::kNewestFirst, CaseOrder::kOldestFirst, CaseOrder::kDueFirst, CaseOrder::kLatestChangeFirst}) {
      // One company's cases are few, whoever asks.
      if (condition.field == CaseField::kCvrNumber && order < CaseOrder::kDueFirst) continue;
      CaseQuery query{.condition = condition, .referred_to = "police", .order = order};
      const std::string sql = ListCasesSql(query, CaseCursor{1, 1}).text;
      EXPECT_TRUE(leads(plan(sql))) << sql << "\n" << plan(sql);
    }
    const std::string sql = CountCasesSql({.condition = condition, .referred_to = "police"}).text;
    EXPECT_TRUE(leads(plan(sql))) << sql << "\n" << plan(sql);
  }
  // Open ones by their state, not by looking at every case that the authority was ever asked about.
  const std::string counts = plan(CountCasesSql({.condition = open, .referred_to = "police"}).text);
  EXPECT_THAT(counts, HasSubstr("case_authorities_by_authority_and_state (authority=? AND state=?)"));
  // The check notices what it is there for.
  EXPECT_FALSE(leads(plan(CountCasesSql({.condition = open}).text)));
}

// Queues `count` writes while the writer is busy, so that all wait at once; returns when they are done.
void WriteTogether(Storage& storage, int count) {
  std::latch started(1);
  std::latch go_on(1);
  std::latch finished(count + 1);
  const auto done = [&finished](const absl::Status& status) {
    EXPECT_THAT(status, IsOk());
    finished.count_down();
  };
  storage.Write(
      [&](WriteTransaction&) {
        started.count_down();
        go_on.wait();
        return absl::OkStatus();
      },
      done);
  started.wait();
  for (int i = 0; i < count; ++i) {
    storage.Write([](WriteTransaction& write) { return write.NextCaseNumber(2026).status(); }, done);
  }
  go_on.count_down();
  finished.wait();
}

TEST_F(SqliteStorageTest, WritesThatWaitTogetherShareOneSync) {
  FaultVfs vfs;
  options_.vfs = vfs.name();
  for (const auto& [max_group, syncs] : {std::pair{512, 1}, std::pair{25, 4}, std::pair{1, 100}}) {
    options_.max_group = max_group;
    absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
    ASSERT_THAT(storage, IsOk());
    // The WAL starts with a commit of its own, so that its header is not counted.
    ASSERT_THAT(WriteAndWait(**storage, [](WriteTransaction& write) { return write.NextCaseNumber(2025).status(); }),
                IsOk());
    const std::int64_t before = vfs.wal_syncs();
    WriteTogether(**storage, 100);
    EXPECT_EQ(vfs.wal_syncs() - before, syncs) << "groups of " << max_group;
  }
}

TEST_F(SqliteStorageTest, ABodyThatFailsDoesNotDisturbItsGroup) {
  absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
  ASSERT_THAT(storage, IsOk());
  std::latch go_on(1);
  (*storage)->Write(
      [&](WriteTransaction&) {
        go_on.wait();
        return absl::OkStatus();
      },
      [](const absl::Status&) {});
  std::latch finished(30);
  std::vector<std::string> numbers;
  for (int i = 0; i < 30; ++i) {
    (*storage)->Write(
        [&numbers, i](WriteTransaction& write) {
          const std::string number = write.NextCaseNumber(2026).value();
          if (i % 3 == 0) return MakeError(kPrecondition, "TEST_REFUSED", "no");
          numbers.push_back(number);
          return absl::OkStatus();
        },
        [&finished, i](const absl::Status& status) {
          EXPECT_EQ(status.ok(), i % 3 != 0) << status;
          finished.count_down();
        });
  }
  go_on.count_down();
  finished.wait();
  ASSERT_EQ(numbers.size(), 20u);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(numbers[i], absl::StrFormat("2026-%06d", i + 1));
}

TEST_F(SqliteStorageTest, TheWalStaysSmallThoughSomebodyAlwaysReads) {
  options_.checkpoint_pages = 50;
  options_.reader_threads = 2;
  absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
  ASSERT_THAT(storage, IsOk());
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        EXPECT_THAT(ReadAndWait(**storage, [](ReadTransaction& read) { return read.ListCases({}).status(); }), IsOk());
      }
    });
  }
  std::uintmax_t largest = 0;
  for (int i = 0; i < 500; ++i) {
    ASSERT_THAT(RegisterCase(**storage, absl::StrCat("r", i)), IsOk());
    largest = std::max(largest, std::filesystem::file_size(options_.path + "-wal"));
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  // 500 commits of 15 pages and more would be 30 MB.
  EXPECT_LT(largest, std::uintmax_t{10 * 50 * 4'120});
}

// Lookups go on reading the state of the last one for as long as that is the newest.
TEST_F(SqliteStorageTest, TheWalStaysSmallThoughLookupsKeepTheirSnapshot) {
  options_.checkpoint_pages = 50;
  for (const int lookups : {1, 500}) {
    absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
    ASSERT_THAT(storage, IsOk());
    std::uintmax_t largest = 0;
    for (int i = 0; i < 500; ++i) {
      ASSERT_THAT(RegisterCase(**storage, absl::StrCat("r", lookups, "/", i)), IsOk());
      largest = std::max(largest, std::filesystem::file_size(options_.path + "-wal"));
      if (i >= lookups) continue;
      (*storage)->Lookup([](ReadTransaction& read) { return read.GetCase("2026-000001").status(); },
                         [](const absl::Status& status) { EXPECT_THAT(status, IsOk()); });
    }
    EXPECT_LT(largest, std::uintmax_t{3 * 50 * 4'120}) << lookups << " lookups";
  }
}

TEST_F(SqliteStorageTest, AnotherProgramThatReadsDoesNotStopTheWriter) {
  options_.checkpoint_pages = 10;
  absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
  ASSERT_THAT(storage, IsOk());
  ASSERT_THAT(RegisterCase(**storage, "first"), IsOk());
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(options_.path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN; SELECT count(*) FROM cases", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto wal_size = [this] { return std::filesystem::file_size(options_.path + "-wal"); };
  for (int i = 0; i < 100; ++i) ASSERT_THAT(RegisterCase(**storage, absl::StrCat("r", i)), IsOk());
  EXPECT_GT(wal_size(), std::uintmax_t{100 * 4'096}) << "the reader did not keep the WAL from starting over";
  sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  // The WAL is emptied as soon as the reader is gone.
  std::uintmax_t smallest = wal_size();
  for (int i = 100; i < 120; ++i) {
    ASSERT_THAT(RegisterCase(**storage, absl::StrCat("r", i)), IsOk());
    smallest = std::min(smallest, wal_size());
  }
  EXPECT_LT(smallest, std::uintmax_t{20 * 4'120});
}

TEST_F(SqliteStorageTest, ClosingLeavesOneFileThatIsWhole) {
  {
    absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
    ASSERT_THAT(storage, IsOk());
    for (int i = 0; i < 20; ++i) ASSERT_THAT(RegisterCase(**storage, absl::StrCat("r", i)), IsOk());
  }
  EXPECT_FALSE(std::filesystem::exists(options_.path + "-wal"));
  EXPECT_EQ(Sql("PRAGMA integrity_check"), "ok\n");
  EXPECT_THAT(Sql("PRAGMA foreign_key_check"), IsEmpty());
  EXPECT_EQ(Sql("SELECT count(*) FROM cases"), "20\n");
}

TEST_F(SqliteStorageTest, CallersAreNotToldWhatSqliteSaid) {
  std::string logged;
  options_.log = [&](absl::string_view text) { logged = std::string(text); };
  absl::StatusOr<std::unique_ptr<Storage>> storage = Open();
  ASSERT_THAT(storage, IsOk());
  const absl::Status status = WriteAndWait(**storage, [](WriteTransaction& write) {
    cases::v1::CaseEvent event;
    event.set_sequence(1);
    return write.AddEvent("2026-000001", event);
  });
  EXPECT_EQ(status.message(), "The record belongs to a case that does not exist.");
  EXPECT_THAT(logged, HasSubstr("FOREIGN KEY"));
}

}  // namespace
}  // namespace indgang::storage
