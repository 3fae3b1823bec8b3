#include "server/storage/sqlite/backfills.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "indgang/admin/v1/audit.pb.h"
#include "indgang/cases/v1/case_event.pb.h"
#include "server/storage/sqlite/case_facts.h"
#include "server/storage/sqlite/rows.h"
#include "server/storage/sqlite/statements.h"
#include "server/storage/storage.h"

namespace indgang::storage {
namespace {

absl::StatusOr<cases::v1::CaseEvent> EventAt(const Statement& statement, int column) {
  cases::v1::CaseEvent event;
  INDGANG_RETURN_IF_ERROR(Parse(statement.BytesAt(column), event));
  return event;
}

// Events that are older than the feed come in the order of their times; of one case always in that of their
// sequence, even where the clock was set back. Equal times come in the order of the ids.
absl::Status FillFeed(Connection& connection) {
  std::vector<std::pair<std::int64_t, std::int64_t>> order;  // time in microseconds, id
  {
    Statement events = connection.Prepare("SELECT id, message FROM events ORDER BY id");
    while (true) {
      INDGANG_ASSIGN_OR_RETURN(const bool row, events.Step());
      if (!row) break;
      INDGANG_ASSIGN_OR_RETURN(const cases::v1::CaseEvent event, EventAt(events, 1));
      const std::int64_t id = events.IntegerAt(0);
      std::int64_t time = Microseconds(event.time());
      if (!order.empty() && CaseIdOfRecord(order.back().second) == CaseIdOfRecord(id)) {
        time = std::max(time, order.back().first);
      }
      order.emplace_back(time, id);
    }
  }
  std::sort(order.begin(), order.end());
  std::int64_t sequence = 0;
  std::string hash = FeedPlace().hash;
  for (const auto& [time, id] : order) {
    Statement found = connection.Prepare("SELECT message FROM events WHERE id = ?1");
    INDGANG_RETURN_IF_ERROR(found.Integer(id).Step().status());
    INDGANG_ASSIGN_OR_RETURN(const cases::v1::CaseEvent event, EventAt(found, 0));
    hash = FeedHash(hash, event.hash());
    INDGANG_RETURN_IF_ERROR(connection.Prepare(sql::kAddToFeed).Integer(++sequence).Integer(id).Blob(hash).Run());
  }
  return absl::OkStatus();
}

absl::Status FillCaseFacts(Connection& connection) {
  Statement cases = connection.Prepare("SELECT id, message FROM cases ORDER BY id");
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, cases.Step());
    if (!row) return absl::OkStatus();
    cases::v1::Case message;
    INDGANG_RETURN_IF_ERROR(Parse(cases.BytesAt(1), message));
    INDGANG_RETURN_IF_ERROR(PutCaseFacts(connection, cases.IntegerAt(0), message));
  }
}

absl::Status FillPlaces(Connection& connection) {
  Statement feed = connection.Prepare("SELECT sequence, event FROM feed ORDER BY sequence");
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, feed.Step());
    if (!row) return absl::OkStatus();
    INDGANG_RETURN_IF_ERROR(connection.Prepare("UPDATE events SET place = ?1 WHERE id = ?2")
                                .Integer(feed.IntegerAt(0))
                                .Integer(feed.IntegerAt(1))
                                .Run());
  }
}

absl::Status FillAccessTimes(Connection& connection) {
  Statement records = connection.Prepare("SELECT id, message FROM access_records ORDER BY id");
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, records.Step());
    if (!row) return absl::OkStatus();
    admin::v1::AccessRecord record;
    INDGANG_RETURN_IF_ERROR(Parse(records.BytesAt(1), record));
    INDGANG_RETURN_IF_ERROR(connection.Prepare("UPDATE access_records SET time = ?1 WHERE id = ?2")
                                .Integer(Microseconds(record.time()))
                                .Integer(records.IntegerAt(0))
                                .Run());
  }
}

}  // namespace

absl::Status Backfill(Connection& connection, absl::string_view migration) {
  if (migration == "0002_feed") return FillFeed(connection);
  if (migration == "0007_case_facts") return FillCaseFacts(connection);
  if (migration == "0009_event_places") return FillPlaces(connection);
  if (migration == "0011_access_times") return FillAccessTimes(connection);
  return absl::OkStatus();
}

}  // namespace indgang::storage
