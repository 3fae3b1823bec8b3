#include "bench/plain_rows.h"

#include <sqlite3.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/contender.h"
#include "server/storage/sqlite/schema.h"

namespace indgang::bench {
namespace {

// Columns of case_facts.
constexpr char kFacts[] =
    "id, open, state, complexity, channel, outcome, escalation, guide_feedback, missed, open_referrals, "
    "open_callbacks, open_follow_ups, transfers, enquiries, created, updated, closed, due, silent_from, "
    "contact_person, cvr, package, language";
constexpr int kFactsColumns = 23;

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct FreeValue {
  void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
using Row = std::vector<std::unique_ptr<sqlite3_value, FreeValue>>;

void Check(int code, sqlite3* database) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) Die(sqlite3_errmsg(database));
}

Database Open(const std::string& path, int flags) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Database database(handle);
  Check(code, handle);
  return database;
}

Statement Prepare(const Database& database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  Check(sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &statement, nullptr), database.get());
  return Statement(statement);
}

void Run(const Database& database, const char* sql) {
  Check(sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr), database.get());
}

std::vector<Row> Select(const Database& database, const std::string& sql, int limit) {
  const Statement statement = Prepare(database, sql);
  Check(sqlite3_bind_int(statement.get(), 1, limit), database.get());
  std::vector<Row> rows;
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    Row row;
    for (int column = 0; column < sqlite3_column_count(statement.get()); ++column) {
      row.emplace_back(sqlite3_value_dup(sqlite3_column_value(statement.get(), column)));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void Insert(const Database& database, const Statement& statement, const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    sqlite3_bind_value(statement.get(), static_cast<int>(i) + 1, row[i].get());
  }
  Check(sqlite3_step(statement.get()), database.get());
  sqlite3_reset(statement.get());
}

}  // namespace

double WritePlainly(const std::string& source, const std::string& target, int cases, int per_commit) {
  const Database from = Open(source, SQLITE_OPEN_READONLY);
  const std::vector<Row> case_rows = Select(from,
                                            "SELECT id, state, cvr, contact_person, last_sequence, last_hash, "
                                            "next_check, message FROM cases ORDER BY id DESC LIMIT ?",
                                            cases);
  if (case_rows.size() != static_cast<std::size_t>(cases)) Die(absl::StrCat(source, " holds too few cases"));
  const std::vector<Row> facts_rows =
      Select(from, absl::StrCat("SELECT ", kFacts, " FROM case_facts ORDER BY id DESC LIMIT ?"), cases);
  // Registering leaves the same number of events on every case.
  const int events_each = sqlite3_value_int(case_rows.front()[4].get());
  const std::vector<Row> event_rows =
      Select(from, "SELECT id, message FROM events ORDER BY id DESC LIMIT ?", cases * events_each);
  const std::vector<Row> feed_rows =
      Select(from, "SELECT sequence, event, hash FROM feed ORDER BY event DESC LIMIT ?", cases * events_each);
  const std::vector<Row> response_rows = Select(
      from, "SELECT actor, request_id, created, fingerprint, response FROM responses ORDER BY created DESC LIMIT ?",
      cases);

  const Database to = Open(target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  Run(to, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000");
  for (const storage::Migration& migration : storage::SqliteMigrations()) Run(to, migration.sql);
  const Statement put_case = Prepare(to,
                                     "INSERT INTO cases (id, state, cvr, contact_person, last_sequence, last_hash, "
                                     "next_check, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  std::string parameters = "?1";
  for (int i = 2; i <= kFactsColumns; ++i) absl::StrAppend(&parameters, ", ?", i);
  const Statement put_facts =
      Prepare(to, absl::StrCat("INSERT INTO case_facts (", kFacts, ") VALUES (", parameters, ")"));
  const Statement put_event = Prepare(to, "INSERT INTO events (id, message) VALUES (?, ?)");
  const Statement put_place = Prepare(to, "INSERT INTO feed (sequence, event, hash) VALUES (?, ?, ?)");
  const Statement put_response =
      Prepare(to, "INSERT INTO responses (actor, request_id, created, fingerprint, response) VALUES (?, ?, ?, ?, ?)");

  const absl::Time start = absl::Now();
  // Backwards, because the newest were read first.
  for (int i = cases - 1, in_commit = 0; i >= 0; --i) {
    if (in_commit == 0) Run(to, "BEGIN IMMEDIATE");
    const auto row = static_cast<std::size_t>(i);
    Insert(to, put_case, case_rows[row]);
    Insert(to, put_facts, facts_rows[row]);
    for (int event = events_each - 1; event >= 0; --event) {
      const auto index = row * static_cast<std::size_t>(events_each) + static_cast<std::size_t>(event);
      Insert(to, put_event, event_rows[index]);
      Insert(to, put_place, feed_rows[index]);
    }
    Insert(to, put_response, response_rows[row]);
    if (++in_commit == per_commit || i == 0) {
      Run(to, "COMMIT");
      in_commit = 0;
    }
  }
  return cases / absl::ToDoubleSeconds(absl::Now() - start);
}

}  // namespace indgang::bench
