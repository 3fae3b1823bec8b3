// SqliteTransaction: readings and emergency access.
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/storage/sqlite/access_statements.h"
#include "server/storage/sqlite/rows.h"
#include "server/storage/sqlite/sqlite_transaction.h"

namespace indgang::storage {

absl::StatusOr<std::vector<admin::v1::AccessRecord>> SqliteTransaction::ListAccessRecords(const AccessQuery& query) {
  std::vector<admin::v1::AccessRecord> records;
  const std::optional<std::int64_t> case_id = ParseCaseNumber(query.case_number);
  if (!query.case_number.empty() && !case_id.has_value()) return records;
  Statement statement = connection_.Prepare(case_id.has_value()    ? sql::kListAccessRecordsByCase
                                            : query.member.empty() ? sql::kListAccessRecords
                                                                   : sql::kListAccessRecordsByMember);
  statement.Integer(query.before > 0 ? query.before : kAfterAll).Integer(Limit(query.limit));
  case_id.has_value() ? statement.Integer(*case_id) : statement.Null();
  statement.TextOrNull(query.member);
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return records;
    INDGANG_RETURN_IF_ERROR(Parse(statement.BytesAt(1), records.emplace_back()));
    records.back().set_id(statement.IntegerAt(0));
  }
}

absl::Status SqliteTransaction::AddAccessRecord(const admin::v1::AccessRecord& record) {
  const std::optional<std::int64_t> case_id = ParseCaseNumber(absl::StripPrefix(record.case_(), "cases/"));
  if (!case_id.has_value()) return Unusable("The record of a reading needs a case like cases/2026-000123.");
  return connection_.Prepare(sql::kAddAccessRecord)
      .Integer(*case_id)
      .Text(record.actor().member())
      .Blob(record.SerializeAsString())
      .Integer(Microseconds(record.time()))
      .Run();
}

absl::StatusOr<int> SqliteTransaction::DeleteAccessRecordsBefore(absl::Time time, int limit) {
  Statement statement = connection_.Prepare(sql::kDeleteAccessRecordsBefore);
  statement.Integer(absl::ToUnixMicros(time)).Integer(Limit(limit));
  int deleted = 0;
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return deleted;
    ++deleted;
  }
}

absl::StatusOr<absl::Time> SqliteTransaction::GetEmergencyAccess(absl::string_view case_number,
                                                                 absl::string_view token_id) {
  const std::optional<std::int64_t> case_id = ParseCaseNumber(case_number);
  if (!case_id.has_value()) return absl::InfinitePast();
  Statement statement = connection_.Prepare(sql::kGetEmergencyAccess);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Integer(*case_id).Text(token_id).Step());
  return row ? absl::FromUnixMicros(statement.IntegerAt(0)) : absl::InfinitePast();
}

absl::Status SqliteTransaction::PutEmergencyAccess(absl::string_view case_number, absl::string_view token_id,
                                                   absl::Time expire_time) {
  const std::optional<std::int64_t> case_id = ParseCaseNumber(case_number);
  if (!case_id.has_value()) return Unusable("Emergency access needs a case number like 2026-000123.");
  return connection_.Prepare(sql::kPutEmergencyAccess)
      .Integer(*case_id)
      .Text(token_id)
      .Integer(absl::ToUnixMicros(expire_time))
      .Run();
}

}  // namespace indgang::storage
