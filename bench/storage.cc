// How fast cases are stored and read, without gRPC:
//   bench_storage [FOLDER [CASES]]
// Writes: a case, its event and a response, durable, 64 in flight, against the same rows from a plain loop around
// SQLite (64 in a transaction), and against a commit for each. Reads, when CASES is given: point reads and pages of
// every list with so many cases in the database. Databases lie in FOLDER (default: the system's for temporary files).
#include <sqlite3.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "server/storage/sqlite/record_ids.h"
#include "server/storage/sqlite/schema.h"
#include "server/storage/sqlite/sqlite_storage.h"
#include "server/storage/sqlite/statements.h"

namespace indgang::storage {
namespace {

constexpr int kInFlight = 64;
constexpr int kWritesPerRound = 20'000;
constexpr int kSingleWritesPerRound = 2'000;
constexpr int kRounds = 5;
constexpr double kPlainTarget = 0.8;
constexpr double kSingleTarget = 3;
constexpr char kActor[] = "tok_0123456789abcdef";
constexpr int kPersons = 20;
constexpr int kCompanies = 100'000;
constexpr int kAuthorities = 12;

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << "\n";
  std::exit(1);
}

void CheckSqlite(int code, sqlite3* handle) {
  if (code == SQLITE_OK || code == SQLITE_DONE) return;
  std::cerr << sqlite3_errmsg(handle) << "\n";
  std::exit(1);
}

cases::v1::Case MakeCase(const std::string& number, int i) {
  cases::v1::Case message;
  message.set_case_number(number);
  message.set_name("cases/" + number);
  message.set_state(static_cast<cases::v1::Case::State>(i % 50 == 0 ? 1 : i % 50 == 1 ? 2 : 3));
  message.mutable_enquiry()->set_text(std::string(200, 'x'));
  message.mutable_enquiry()->mutable_company()->set_cvr_number(absl::StrFormat("%08d", i % kCompanies));
  message.mutable_contact_person()->set_id(absl::StrCat("tok_", i % kPersons));
  message.mutable_create_time()->set_seconds(1'800'000'000 + i);
  return message;
}

cases::v1::CaseEvent MakeEvent(const cases::v1::Case& message) {
  cases::v1::CaseEvent event;
  event.set_name(message.name() + "/events/1");
  event.set_sequence(1);
  *event.mutable_registered()->mutable_enquiry() = message.enquiry();
  event.set_previous_hash(std::string(32, '\0'));
  event.set_hash(std::string(32, 'h'));
  return event;
}

std::string RequestId(int i) {
  return absl::StrFormat("%08x-aaaa-4aaa-8aaa-%012x", static_cast<std::uint32_t>(i * 2'654'435'761u), i);
}

absl::Status Register(WriteTransaction& write, int i) {
  INDGANG_ASSIGN_OR_RETURN(const std::string number, write.NextCaseNumber(2026));
  const cases::v1::Case message = MakeCase(number, i);
  INDGANG_RETURN_IF_ERROR(write.PutCase({message, 1, std::string(32, 'h')}));
  INDGANG_RETURN_IF_ERROR(write.AddEvent(number, MakeEvent(message)));
  return write.AddResponse(kActor, RequestId(i), absl::FromUnixSeconds(1'800'000'000),
                           {std::string(32, 'f'), message.SerializeAsString()});
}

// Keeps kInFlight writes going until `count` are done; each one that is done starts the next.
void WriteAll(Storage& storage, int count) {
  std::atomic<int> started = 0;
  std::atomic<int> finished = 0;
  absl::Notification all;
  std::function<void()> start = [&] {
    const int i = started++;
    if (i >= count) return;
    storage.Write([i](WriteTransaction& write) { return Register(write, i); },
                  [&](const absl::Status& status) {
                    Check(status);
                    start();
                    if (++finished == count) all.Notify();
                  });
  };
  for (int i = 0; i < kInFlight; ++i) start();
  all.WaitForNotification();
}

// Writes per second through Storage.
double MeasureStorage(const std::string& path, int max_group, int count) {
  SqliteOptions options;
  options.path = path;
  options.max_group = max_group;
  absl::StatusOr<std::unique_ptr<Storage>> storage = OpenSqliteStorage(std::move(options));
  Check(storage.status());
  const absl::Time start = absl::Now();
  WriteAll(**storage, count);
  return count / absl::ToDoubleSeconds(absl::Now() - start);
}

// Writes per second of the plain loop: the same tables, the same bytes, ready-made.
double MeasurePlain(const std::string& path, int count) {
  sqlite3* handle = nullptr;
  CheckSqlite(sqlite3_open(path.c_str(), &handle), handle);
  const auto run = [&](const char* sql) { CheckSqlite(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), handle); };
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  for (const Migration& migration : SqliteMigrations()) run(migration.sql);
  sqlite3_stmt *put_case, *add_event, *add_response;
  CheckSqlite(sqlite3_prepare_v2(handle, sql::kPutCase, -1, &put_case, nullptr), handle);
  CheckSqlite(sqlite3_prepare_v2(handle, sql::kAddEvent, -1, &add_event, nullptr), handle);
  CheckSqlite(sqlite3_prepare_v2(handle, sql::kAddResponse, -1, &add_response, nullptr), handle);
  const auto blob = [](sqlite3_stmt* statement, int column, const std::string& bytes) {
    sqlite3_bind_blob(statement, column, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  };
  const auto text = [](sqlite3_stmt* statement, int column, const std::string& bytes) {
    sqlite3_bind_text(statement, column, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  };
  const auto step = [&](sqlite3_stmt* statement) {
    CheckSqlite(sqlite3_step(statement), handle);
    sqlite3_reset(statement);
  };
  const cases::v1::Case example = MakeCase("2026-000001", 1);
  const std::string message = example.SerializeAsString();
  const std::string event = MakeEvent(example).SerializeAsString();
  const std::string hash(32, 'h');
  const std::string actor = kActor;

  const absl::Time start = absl::Now();
  for (int i = 0; i < count; ++i) {
    if (i % kInFlight == 0) run("BEGIN IMMEDIATE");
    const std::int64_t id = CaseIdOf(2026, i + 1);
    const std::string cvr = absl::StrFormat("%08d", i % kCompanies);
    const std::string person = absl::StrCat("tok_", i % kPersons);
    const std::string request = RequestId(i);
    sqlite3_bind_int64(put_case, 1, id);
    sqlite3_bind_int64(put_case, 2, i % 50 == 0 ? 1 : i % 50 == 1 ? 2 : 3);
    text(put_case, 3, cvr);
    text(put_case, 4, person);
    sqlite3_bind_int64(put_case, 5, 1);
    blob(put_case, 6, hash);
    blob(put_case, 7, message);
    step(put_case);
    sqlite3_bind_int64(add_event, 1, RecordIdOf(id, 1));
    blob(add_event, 2, event);
    step(add_event);
    text(add_response, 1, actor);
    text(add_response, 2, request);
    sqlite3_bind_int64(add_response, 3, 1'800'000'000'000'000);
    blob(add_response, 4, hash);
    blob(add_response, 5, message);
    step(add_response);
    if (i % kInFlight == kInFlight - 1 || i == count - 1) run("COMMIT");
  }
  const double rate = count / absl::ToDoubleSeconds(absl::Now() - start);
  for (sqlite3_stmt* statement : {put_case, add_event, add_response}) sqlite3_finalize(statement);
  sqlite3_close(handle);
  return rate;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void PrintTarget(absl::string_view id, absl::string_view what, double measured, double target) {
  std::cout << absl::StrFormat("%s: measured %.2f (target %.2f) %s: %s\n", id, measured, target,
                               measured >= target ? "met" : "short", what);
}

void MeasureWrites(const std::string& folder) {
  // The disk's speed changes from minute to minute: compared is what was measured within one round.
  std::vector<double> of_plain, of_single;
  // Settings of the whole process are made when the first storage opens; let the plain loop have them, too.
  MeasureStorage(folder + "/warm-up.db", 512, kSingleWritesPerRound);
  for (int round = 0; round < kRounds; ++round) {
    const std::string path = absl::StrCat(folder, "/round", round);
    const double plain = MeasurePlain(path + "-plain.db", kWritesPerRound);
    const double grouped = MeasureStorage(path + "-grouped.db", 512, kWritesPerRound);
    const double single = MeasureStorage(path + "-single.db", 1, kSingleWritesPerRound);
    of_plain.push_back(grouped / plain);
    of_single.push_back(grouped / single);
    std::cout << absl::StrFormat("round %d: plain loop %.0f/s, storage %.0f/s, a commit each %.0f/s\n", round + 1,
                                 plain, grouped, single);
  }
  PrintTarget("P2-storage", "64 in flight, of the plain loop", Median(of_plain), kPlainTarget);
  PrintTarget("P2-storage", "64 in flight, of a commit each", Median(of_single), kSingleTarget);
}

// Every 4th case has a referral, every 8th two.
void Fill(Storage& storage, int cases) {
  constexpr int kPerWrite = 1'000;
  for (int first = 0; first < cases; first += kPerWrite) {
    Check(WriteAndWait(storage, [&](WriteTransaction& write) -> absl::Status {
      for (int i = first; i < std::min(first + kPerWrite, cases); ++i) {
        INDGANG_RETURN_IF_ERROR(Register(write, i));
        const std::string number = FormatCaseNumber(CaseIdOf(2026, i + 1));
        for (int index = 1; index <= (i % 8 == 0 ? 2 : i % 4 == 0 ? 1 : 0); ++index) {
          cases::v1::Referral referral;
          referral.set_name(absl::StrCat("cases/", number, "/referrals/", index));
          referral.set_authority(absl::StrCat("authority", (i / 4 + index) % kAuthorities));
          referral.set_state(static_cast<cases::v1::Referral::State>(i % 100 == 0 ? 1 : 4));
          referral.set_question(std::string(100, 'q'));
          referral.mutable_due_time()->set_seconds(1'800'000'000 + i / 10 * 60);
          INDGANG_RETURN_IF_ERROR(write.PutReferral(number, index, referral));
        }
      }
      return absl::OkStatus();
    }));
  }
}

void MeasureReads(const std::string& folder, int cases) {
  SqliteOptions options;
  options.path = folder + "/reads.db";
  absl::StatusOr<std::unique_ptr<Storage>> storage = OpenSqliteStorage(std::move(options));
  Check(storage.status());
  Fill(**storage, cases);
  std::cout << absl::StrFormat("%d cases, %.0f MB\n", cases,
                               static_cast<double>(std::filesystem::file_size(folder + "/reads.db")) / 1e6);
  std::mt19937 random(1);
  const auto number = [&] {
    return FormatCaseNumber(CaseIdOf(2026, 1 + static_cast<int>(random() % static_cast<unsigned>(cases))));
  };
  const auto list = [&](std::vector<CaseCondition> conditions, const std::string& authority = "") {
    CaseQuery query;
    query.condition = CaseCondition::All(std::move(conditions));
    query.referred_to = authority;
    return [&number, query](ReadTransaction& read) mutable {
      query.after = absl::StrCat("0,", *ParseCaseNumber(number()));
      return read.ListCases(query).status();
    };
  };
  const CaseCondition registered = CaseCondition::Equal(CaseField::kState, std::int64_t{1});
  const auto person = [](const char* id) { return CaseCondition::Equal(CaseField::kContactPerson, std::string(id)); };
  const auto referrals = [&](ReferralQuery query) {
    return [&, query](ReadTransaction& read) mutable {
      const std::int64_t i = static_cast<int>(random() % static_cast<unsigned>(cases));
      query.after = {absl::FromUnixSeconds(1'800'000'000 + i / 10 * 60), "cases/2026-000001/referrals/1"};
      return read.ListReferrals(query).status();
    };
  };
  const std::pair<const char*, ReadBody> reads[] = {
      {"get a case", [&](ReadTransaction& read) { return read.GetCase(number()).status(); }},
      {"its events", [&](ReadTransaction& read) { return read.ListEvents(number(), 0, 50).status(); }},
      {"cases", list({})},
      {"cases by state", list({registered})},
      {"cases of a company", list({CaseCondition::Equal(CaseField::kCvrNumber, std::string("00000042"))})},
      {"cases of a person", list({person("tok_7")})},
      {"open cases of a person", list({registered, person("tok_0")})},
      {"cases of an authority", list({}, "authority3")},
      {"open cases of an authority", list({registered}, "authority3")},
      {"referrals", referrals({})},
      {"open referrals", referrals({.state = cases::v1::Referral::STATE_SENT})},
      {"open referrals of an authority",
       referrals({.state = cases::v1::Referral::STATE_SENT, .authority = "authority3"})},
  };
  constexpr int kCalls = 2'000;
  for (const auto& [name, body] : reads) {
    std::vector<double> times;
    for (int i = 0; i < kCalls; ++i) {
      const absl::Time start = absl::Now();
      Check(ReadAndWait(**storage, body));
      times.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    }
    std::sort(times.begin(), times.end());
    std::cout << absl::StrFormat("%-32s median %.3f ms, p99 %.3f ms\n", name, times[kCalls / 2],
                                 times[kCalls * 99 / 100]);
  }
}

}  // namespace
}  // namespace indgang::storage

int main(int argc, char** argv) {
  std::string folder = argc > 1 ? argv[1] : std::filesystem::temp_directory_path().string();
  folder += "/indgang-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    std::cerr << "cannot make " << folder << "\n";
    return 1;
  }
  int cases = 0;
  if (argc > 2 && (!absl::SimpleAtoi(argv[2], &cases) || cases < 1)) {
    std::cerr << argv[2] << ": the number of cases must be a positive number\n";
    return 2;
  }
  indgang::storage::MeasureWrites(folder);
  if (cases > 0) indgang::storage::MeasureReads(folder, cases);
  std::filesystem::remove_all(folder);
  return 0;
}
