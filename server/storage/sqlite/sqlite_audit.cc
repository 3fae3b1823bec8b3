// SqliteTransaction: records as they lie there, for checking the audit trail.
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/storage/sqlite/audit_statements.h"
#include "server/storage/sqlite/rows.h"
#include "server/storage/sqlite/sqlite_transaction.h"
#include "server/storage/sqlite/statements.h"

namespace indgang::storage {
namespace {

// The first id after `after`; nullopt when there is none.
absl::StatusOr<std::optional<std::int64_t>> NextId(Statement statement, std::int64_t after) {
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Integer(after).Step());
  return row ? std::optional(statement.IntegerAt(0)) : std::nullopt;
}

}  // namespace

absl::StatusOr<std::vector<AuditedPlace>> SqliteTransaction::ListAuditedPlaces(std::int64_t after, int limit) {
  Statement statement = connection_.Prepare(sql::kListAuditedPlaces);
  statement.Integer(after).Integer(Limit(limit));
  std::vector<AuditedPlace> places;
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return places;
    AuditedPlace& place = places.emplace_back();
    place.sequence = statement.IntegerAt(0);
    place.hash = std::string(statement.BytesAt(1));
    place.case_number = FormatCaseNumber(CaseIdOfRecord(statement.IntegerAt(2)));
    place.event_sequence = IndexOfRecord(statement.IntegerAt(2));
    if (statement.IntegerAt(5) != 0) continue;
    place.event = std::string(statement.BytesAt(3));
    place.place_of_event = statement.IntegerAt(4);
  }
}

absl::StatusOr<std::vector<AuditedEvent>> SqliteTransaction::ListAuditedEvents(absl::string_view case_number,
                                                                               std::int64_t after, int limit) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return std::vector<AuditedEvent>();
  Statement statement = connection_.Prepare(sql::kListAuditedEvents);
  const std::int64_t start = RecordIdOf(*id, std::clamp<std::int64_t>(after, -1, kMaxRecordsPerCase));
  statement.Integer(start).Integer(LastRecordId(*id)).Integer(Limit(limit));
  std::vector<AuditedEvent> events;
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return events;
    const std::int64_t event = statement.IntegerAt(0);
    events.push_back({IndexOfRecord(event), std::string(statement.BytesAt(1)), statement.IntegerAt(2),
                      statement.IntegerAt(3) == event});
  }
}

absl::StatusOr<std::optional<AuditedCase>> SqliteTransaction::GetAuditedCase(absl::string_view case_number) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return std::nullopt;
  Statement statement = connection_.Prepare(sql::kGetCase);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Integer(*id).Step());
  if (!row) return std::nullopt;
  return AuditedCase{statement.IntegerAt(0), std::string(statement.BytesAt(1)), std::string(statement.BytesAt(3))};
}

absl::StatusOr<std::vector<AuditedRecord>> SqliteTransaction::ListAuditedRecords(absl::string_view case_number) {
  std::vector<AuditedRecord> records;
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return records;
  for (const auto& [kind, sql] : {std::pair("interactions", sql::kListAuditedInteractions),
                                  {"referrals", sql::kListAuditedReferrals},
                                  {"notes", sql::kListAuditedNotes},
                                  {"attachments", sql::kListAuditedAttachments},
                                  {"followUps", sql::kListAuditedFollowUps}}) {
    Statement statement = connection_.Prepare(sql);
    statement.Integer(RecordIdOf(*id, 0)).Integer(LastRecordId(*id));
    while (true) {
      INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
      if (!row) break;
      records.push_back({absl::StrCat("cases/", case_number, "/", kind, "/", IndexOfRecord(statement.IntegerAt(0))),
                         std::string(statement.BytesAt(1))});
    }
  }
  Statement plan = connection_.Prepare(sql::kGetPlan);
  INDGANG_ASSIGN_OR_RETURN(const bool row, plan.Integer(*id).Step());
  if (row) records.push_back({absl::StrCat("cases/", case_number, "/plan"), std::string(plan.BytesAt(0))});
  return records;
}

absl::StatusOr<NextRecords> SqliteTransaction::FindNextRecords(absl::string_view case_number) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value() && !case_number.empty()) return NextRecords();
  INDGANG_ASSIGN_OR_RETURN(const std::optional<std::int64_t> next_case,
                           NextId(connection_.Prepare(sql::kNextCase), id.value_or(kBeforeAll)));
  INDGANG_ASSIGN_OR_RETURN(
      const std::optional<std::int64_t> next_event,
      NextId(connection_.Prepare(sql::kNextEvent), id.has_value() ? LastRecordId(*id) : kBeforeAll));
  NextRecords next;
  if (next_case.has_value()) next.case_number = FormatCaseNumber(*next_case);
  if (next_event.has_value() && CaseIdOfRecord(*next_event) < next_case.value_or(kAfterAll)) {
    next.stray_events = FormatCaseNumber(CaseIdOfRecord(*next_event));
  }
  INDGANG_ASSIGN_OR_RETURN(const std::optional<std::int64_t> given_out, NextGivenOut(id));
  if (given_out.has_value() && given_out != next_case) next.missing = FormatCaseNumber(*given_out);
  return next;
}

absl::StatusOr<std::optional<std::int64_t>> SqliteTransaction::NextGivenOut(std::optional<std::int64_t> case_id) {
  constexpr std::int64_t kYear = kMaxCasesPerYear + 1;
  const std::int64_t year = case_id.value_or(0) / kYear;
  if (case_id.has_value()) {
    Statement counter = connection_.Prepare(sql::kGetCounter);
    INDGANG_ASSIGN_OR_RETURN(const bool row, counter.Integer(year).Step());
    if (row && *case_id % kYear < counter.IntegerAt(0)) return *case_id + 1;
  }
  INDGANG_ASSIGN_OR_RETURN(const std::optional<std::int64_t> next_year,
                           NextId(connection_.Prepare(sql::kNextCounter), year));
  return next_year.has_value() ? std::optional(CaseIdOf(static_cast<int>(*next_year), 1)) : std::nullopt;
}

}  // namespace indgang::storage
