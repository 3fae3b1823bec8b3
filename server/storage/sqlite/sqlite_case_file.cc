// SqliteTransaction: notes, attachments and follow-ups.
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/storage/sqlite/case_file_statements.h"
#include "server/storage/sqlite/rows.h"
#include "server/storage/sqlite/sqlite_transaction.h"

namespace indgang::storage {
namespace {

// Later than every date that a follow-up can have.
constexpr absl::string_view kLastDay = "9999-12-31";

template <typename Message>
absl::StatusOr<std::vector<Message>> ListOfCase(Connection& connection, const char* sql, const CaseFileQuery& query) {
  const std::optional<std::int64_t> id = ParseCaseNumber(query.case_number);
  if (!id.has_value()) return std::vector<Message>();
  Statement statement = connection.Prepare(sql);
  statement.Integer(PageStart(*id, query.after)).Integer(LastRecordId(*id)).Integer(Limit(query.limit));
  BindEnum(statement, query.visibility);
  return Messages<Message>(statement);
}

template <typename Message>
absl::Status Add(Connection& connection, const char* sql, absl::string_view case_number, int index,
                 const Message& message) {
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t id, NewRecordId(case_number, index));
  return connection.Prepare(sql).Integer(id).Blob(message.SerializeAsString()).Integer(message.visibility()).Run();
}

}  // namespace

absl::StatusOr<std::vector<cases::v1::Note>> SqliteTransaction::ListNotes(const CaseFileQuery& query) {
  return ListOfCase<cases::v1::Note>(connection_, sql::kListNotes, query);
}

absl::StatusOr<int> SqliteTransaction::CountNotes(absl::string_view case_number) {
  return CountOf(sql::kCountNotes, case_number);
}

absl::StatusOr<std::vector<cases::v1::Attachment>> SqliteTransaction::ListAttachments(const CaseFileQuery& query) {
  return ListOfCase<cases::v1::Attachment>(connection_, sql::kListAttachments, query);
}

absl::StatusOr<int> SqliteTransaction::CountAttachments(absl::string_view case_number) {
  return CountOf(sql::kCountAttachments, case_number);
}

absl::StatusOr<std::optional<cases::v1::FollowUp>> SqliteTransaction::GetFollowUp(absl::string_view case_number,
                                                                                  int index) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value() || index < 1 || index > kMaxRecordsPerCase) return std::nullopt;
  Statement statement = connection_.Prepare(sql::kGetFollowUp);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Integer(RecordIdOf(*id, index)).Step());
  if (!row) return std::nullopt;
  cases::v1::FollowUp follow_up;
  INDGANG_RETURN_IF_ERROR(Parse(statement.BytesAt(0), follow_up));
  return follow_up;
}

absl::StatusOr<std::vector<cases::v1::FollowUp>> SqliteTransaction::ListFollowUps(const FollowUpQuery& query) {
  std::string after_due;
  std::int64_t after_id = 0;
  if (query.after.has_value()) {
    const std::optional<std::int64_t> id = ParseFollowUpName(query.after->second);
    if (!id.has_value()) return Unusable("The page to continue from is not a follow-up.");
    after_due = query.after->first;
    after_id = *id;
  }
  const absl::string_view due_by = query.due_by.empty() ? kLastDay : absl::string_view(query.due_by);
  if (query.case_number.empty()) {
    Statement statement = connection_.Prepare(query.owner.empty() ? sql::kListFollowUps : sql::kListFollowUpsByOwner);
    statement.Text(after_due).Integer(after_id).Integer(Limit(query.limit)).Text(due_by);
    if (!query.owner.empty()) statement.Text(query.owner);
    return Messages<cases::v1::FollowUp>(statement);
  }
  const std::optional<std::int64_t> case_id = ParseCaseNumber(query.case_number);
  if (!case_id.has_value()) return std::vector<cases::v1::FollowUp>();
  Statement statement = connection_.Prepare(sql::kListFollowUpsOfCase);
  statement.Integer(PageStart(*case_id, IndexOfRecord(after_id)))
      .Integer(LastRecordId(*case_id))
      .Integer(Limit(query.limit))
      .Text(due_by)
      .TextOrNull(query.owner)
      .Integer(query.completed_too ? 1 : 0);
  return Messages<cases::v1::FollowUp>(statement);
}

absl::StatusOr<int> SqliteTransaction::CountFollowUps(absl::string_view case_number) {
  return CountOf(sql::kCountFollowUps, case_number);
}

absl::Status SqliteTransaction::AddNote(absl::string_view case_number, int index, const cases::v1::Note& note) {
  return Add(connection_, sql::kAddNote, case_number, index, note);
}

absl::Status SqliteTransaction::AddAttachment(absl::string_view case_number, int index,
                                              const cases::v1::Attachment& attachment) {
  return Add(connection_, sql::kAddAttachment, case_number, index, attachment);
}

absl::Status SqliteTransaction::PutFollowUp(absl::string_view case_number, int index,
                                            const cases::v1::FollowUp& follow_up) {
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t id, NewRecordId(case_number, index));
  return connection_.Prepare(sql::kPutFollowUp)
      .Integer(id)
      .Integer(CaseIdOfRecord(id))
      .Integer(follow_up.has_complete_time() ? 0 : 1)
      .Text(follow_up.due_date())
      .TextOrNull(follow_up.assignee())
      .Blob(follow_up.SerializeAsString())
      .Run();
}

}  // namespace indgang::storage
