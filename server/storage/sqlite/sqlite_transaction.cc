#include "server/storage/sqlite/sqlite_transaction.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/storage/sqlite/case_facts.h"
#include "server/storage/sqlite/rows.h"
#include "server/storage/sqlite/statements.h"

namespace indgang::storage {
namespace {

// A token from the columns secret_hash and message.
absl::StatusOr<StoredToken> TokenAt(const Statement& statement) {
  StoredToken token;
  token.secret_hash = std::string(statement.BytesAt(0));
  INDGANG_RETURN_IF_ERROR(Parse(statement.BytesAt(1), token.message));
  return token;
}

// The column next_check: rounded up, so that a case is never shown before its time.
std::int64_t CheckColumn(absl::Time next_check) {
  return next_check == absl::InfiniteFuture() ? kAfterAll : absl::ToUnixMicros(next_check + absl::Nanoseconds(999));
}

absl::Time TimeOfCheck(std::int64_t next_check) {
  return next_check == kAfterAll ? absl::InfiniteFuture() : absl::FromUnixMicros(next_check);
}

const char* ListReferralsStatement(const ReferralQuery& query) {
  const bool by_state = query.state != cases::v1::Referral::STATE_UNSPECIFIED;
  if (!query.authority.empty()) {
    return by_state ? sql::kListReferralsByAuthorityAndState : sql::kListReferralsByAuthority;
  }
  return by_state ? sql::kListReferralsByState : sql::kListReferrals;
}

}  // namespace

absl::StatusOr<std::optional<StoredCase>> SqliteTransaction::GetCase(absl::string_view case_number) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return std::nullopt;
  Statement statement = connection_.Prepare(sql::kGetCase);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Integer(*id).Step());
  if (!row) return std::nullopt;
  StoredCase stored;
  stored.last_sequence = statement.IntegerAt(0);
  stored.last_hash = std::string(statement.BytesAt(1));
  stored.next_check = TimeOfCheck(statement.IntegerAt(2));
  INDGANG_RETURN_IF_ERROR(Parse(statement.BytesAt(3), stored.message));
  return stored;
}

absl::StatusOr<std::optional<CaseBytes>> SqliteTransaction::GetCaseBytes(absl::string_view case_number) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return std::nullopt;
  Statement statement = connection_.Prepare(sql::kGetCaseMessage);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Integer(*id).Step());
  if (!row) return std::nullopt;
  return CaseBytes{std::string(case_number), std::string(statement.BytesAt(0))};
}

absl::StatusOr<std::vector<CaseToCheck>> SqliteTransaction::ListCasesToCheck(absl::Time now,
                                                                             const std::optional<CaseToCheck>& after,
                                                                             int limit) {
  std::int64_t after_check = kBeforeAll;
  std::int64_t after_id = 0;
  if (after.has_value()) {
    const std::optional<std::int64_t> id = ParseCaseNumber(after->case_number);
    if (!id.has_value()) return Unusable("The page to continue from is not a case number.");
    after_check = absl::ToUnixMicros(after->next_check);
    after_id = *id;
  }
  Statement statement = connection_.Prepare(sql::kListCasesToCheck);
  statement.Integer(absl::ToUnixMicros(now)).Integer(after_check).Integer(after_id).Integer(Limit(limit));
  std::vector<CaseToCheck> cases;
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return cases;
    cases.push_back({FormatCaseNumber(statement.IntegerAt(1)), TimeOfCheck(statement.IntegerAt(0))});
  }
}

absl::StatusOr<bool> SqliteTransaction::IsReferredTo(absl::string_view case_number, absl::string_view authority) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return false;
  return connection_.Prepare(sql::kIsReferredTo).Integer(*id).Text(authority).Step();
}

absl::StatusOr<std::optional<cases::v1::Referral>> SqliteTransaction::GetReferral(absl::string_view case_number,
                                                                                  int index) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value() || index < 1 || index > kMaxRecordsPerCase) return std::nullopt;
  Statement statement = connection_.Prepare(sql::kGetReferral);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Integer(RecordIdOf(*id, index)).Step());
  if (!row) return std::nullopt;
  cases::v1::Referral referral;
  INDGANG_RETURN_IF_ERROR(Parse(statement.BytesAt(0), referral));
  return referral;
}

absl::StatusOr<std::vector<cases::v1::Referral>> SqliteTransaction::ListReferrals(const ReferralQuery& query) {
  std::int64_t after_due = kBeforeAll;
  std::int64_t after_id = 0;
  if (query.after.has_value()) {
    const std::optional<std::int64_t> id = ParseReferralName(query.after->second);
    if (!id.has_value()) return Unusable("The page to continue from is not a referral.");
    after_due = absl::ToUnixMicros(query.after->first);
    after_id = *id;
  }
  const char* sql = ListReferralsStatement(query);
  std::int64_t from = after_due;
  std::int64_t to = after_id;
  if (!query.case_number.empty()) {
    const std::optional<std::int64_t> case_id = ParseCaseNumber(query.case_number);
    if (!case_id.has_value()) return std::vector<cases::v1::Referral>();
    sql = sql::kListReferralsOfCase;
    from = RecordIdOf(*case_id, after_id % (kMaxRecordsPerCase + 1));
    to = LastRecordId(*case_id);
  }
  Statement statement = connection_.Prepare(sql);
  statement.Integer(from).Integer(to).Integer(Limit(query.limit));
  BindEnum(statement, query.state);
  statement.TextOrNull(query.authority);
  return Messages<cases::v1::Referral>(statement);
}

absl::StatusOr<int> SqliteTransaction::CountReferrals(absl::string_view case_number) {
  return CountOf(sql::kCountReferrals, case_number);
}

absl::StatusOr<std::vector<cases::v1::Interaction>> SqliteTransaction::ListInteractions(absl::string_view case_number,
                                                                                        int after, int limit) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return std::vector<cases::v1::Interaction>();
  Statement statement = connection_.Prepare(sql::kListInteractions);
  statement.Integer(PageStart(*id, after)).Integer(LastRecordId(*id)).Integer(Limit(limit));
  return Messages<cases::v1::Interaction>(statement);
}

absl::StatusOr<int> SqliteTransaction::CountInteractions(absl::string_view case_number) {
  return CountOf(sql::kCountInteractions, case_number);
}

absl::StatusOr<std::vector<cases::v1::CaseEvent>> SqliteTransaction::ListEvents(absl::string_view case_number,
                                                                                std::int64_t after, int limit) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return std::vector<cases::v1::CaseEvent>();
  Statement statement = connection_.Prepare(sql::kListEvents);
  statement.Integer(PageStart(*id, after)).Integer(LastRecordId(*id)).Integer(Limit(limit));
  return Messages<cases::v1::CaseEvent>(statement);
}

absl::StatusOr<std::vector<FeedEntry>> SqliteTransaction::ListFeed(std::int64_t after, int limit) {
  Statement statement = connection_.Prepare(sql::kListFeed);
  statement.Integer(after).Integer(Limit(limit));
  std::vector<FeedEntry> entries;
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return entries;
    FeedEntry& entry = entries.emplace_back();
    entry.place = {statement.IntegerAt(0), std::string(statement.BytesAt(2))};
    entry.case_number = FormatCaseNumber(CaseIdOfRecord(statement.IntegerAt(1)));
    INDGANG_RETURN_IF_ERROR(Parse(statement.BytesAt(3), entry.event));
  }
}

absl::StatusOr<FeedPlace> SqliteTransaction::GetFeedEnd() {
  Statement statement = connection_.Prepare(sql::kGetFeedEnd);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
  if (!row) return FeedPlace();
  return FeedPlace{statement.IntegerAt(0), std::string(statement.BytesAt(1))};
}

absl::StatusOr<std::optional<FeedPlace>> SqliteTransaction::GetFeedPlace(std::int64_t sequence) {
  if (sequence == 0) return FeedPlace();
  Statement statement = connection_.Prepare(sql::kGetFeedPlace);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Integer(sequence).Step());
  if (!row) return std::nullopt;
  return FeedPlace{sequence, std::string(statement.BytesAt(0))};
}

absl::StatusOr<std::optional<cases::v1::CasePlan>> SqliteTransaction::GetPlan(absl::string_view case_number) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return std::nullopt;
  Statement statement = connection_.Prepare(sql::kGetPlan);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Integer(*id).Step());
  if (!row) return std::nullopt;
  cases::v1::CasePlan plan;
  INDGANG_RETURN_IF_ERROR(Parse(statement.BytesAt(0), plan));
  return plan;
}

absl::StatusOr<std::optional<StoredToken>> SqliteTransaction::GetToken(absl::string_view id) {
  Statement statement = connection_.Prepare(sql::kGetToken);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Text(id).Step());
  if (!row) return std::nullopt;
  INDGANG_ASSIGN_OR_RETURN(StoredToken token, TokenAt(statement));
  return token;
}

absl::StatusOr<std::vector<StoredToken>> SqliteTransaction::ListTokens(absl::string_view after_id, int limit) {
  std::int64_t after = kBeforeAll;
  if (!after_id.empty()) {
    Statement statement = connection_.Prepare(sql::kGetToken);
    INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Text(after_id).Step());
    if (!row) return std::vector<StoredToken>();
    after = statement.IntegerAt(2);
  }
  Statement statement = connection_.Prepare(sql::kListTokens);
  statement.Integer(after).Text(after_id).Integer(Limit(limit));
  std::vector<StoredToken> tokens;
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return tokens;
    INDGANG_ASSIGN_OR_RETURN(StoredToken token, TokenAt(statement));
    tokens.push_back(std::move(token));
  }
}

absl::StatusOr<std::vector<directory::v1::Member>> SqliteTransaction::ListMembers(absl::string_view after_id,
                                                                                  int limit) {
  Statement statement = connection_.Prepare(sql::kListMembers);
  statement.Text(after_id).Integer(Limit(limit));
  return Messages<directory::v1::Member>(statement);
}

absl::StatusOr<int> SqliteTransaction::CountOpenCases(absl::string_view contact_person) {
  Statement statement = connection_.Prepare(sql::kCountOpenCases);
  INDGANG_RETURN_IF_ERROR(statement.Text(contact_person).Step().status());
  return static_cast<int>(statement.IntegerAt(0));
}

absl::StatusOr<std::optional<StoredResponse>> SqliteTransaction::FindResponse(absl::string_view actor,
                                                                              absl::string_view request_id) {
  Statement statement = connection_.Prepare(sql::kFindResponse);
  INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Text(actor).Text(request_id).Step());
  if (!row) return std::nullopt;
  return StoredResponse{std::string(statement.BytesAt(0)), std::string(statement.BytesAt(1))};
}

absl::StatusOr<std::string> SqliteTransaction::NextCaseNumber(int year) {
  if (year < 1 || year > 9999) return Unusable("Case numbers need a year from 1 to 9999.");
  Statement counter = connection_.Prepare(sql::kGetCounter);
  INDGANG_ASSIGN_OR_RETURN(const bool row, counter.Integer(year).Step());
  const std::int64_t number = (row ? counter.IntegerAt(0) : 0) + 1;
  if (number > kMaxCasesPerYear) return Unusable("The year has no case numbers left.");
  INDGANG_RETURN_IF_ERROR(connection_.Prepare(sql::kPutCounter).Integer(year).Integer(number).Run());
  return FormatCaseNumber(CaseIdOf(year, number));
}

absl::Status SqliteTransaction::PutCase(const StoredCase& stored) {
  const cases::v1::Case& message = stored.message;
  const std::optional<std::int64_t> id = ParseCaseNumber(message.case_number());
  if (!id.has_value()) return Unusable("A case needs a case number like 2026-000123.");
  INDGANG_RETURN_IF_ERROR(connection_.Prepare(sql::kPutCase)
                              .Integer(*id)
                              .Integer(message.state())
                              .TextOrNull(message.enquiry().company().cvr_number())
                              .TextOrNull(message.contact_person().id())
                              .Integer(stored.last_sequence)
                              .Blob(stored.last_hash)
                              .Integer(CheckColumn(stored.next_check))
                              .Blob(message.SerializeAsString())
                              .Run());
  return PutCaseFacts(connection_, *id, message);
}

absl::Status SqliteTransaction::PutReferral(absl::string_view case_number, int index,
                                            const cases::v1::Referral& referral) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value() || index < 1 || index > kMaxRecordsPerCase) {
    return Unusable("A referral needs a case number like 2026-000123 and an index from 1 to 999,999.");
  }
  INDGANG_RETURN_IF_ERROR(connection_.Prepare(sql::kPutReferral)
                              .Integer(RecordIdOf(*id, index))
                              .Integer(referral.state())
                              .Text(referral.authority())
                              .Integer(Microseconds(referral.due_time()))
                              .Blob(referral.SerializeAsString())
                              .Run());
  INDGANG_ASSIGN_OR_RETURN(const bool added,
                           connection_.Prepare(sql::kPutCaseAuthority).Integer(*id).Text(referral.authority()).Step());
  // For a referral that was to another authority before.
  INDGANG_ASSIGN_OR_RETURN(const bool dropped, connection_.Prepare(sql::kDropCaseAuthorities)
                                                   .Integer(*id)
                                                   .Integer(RecordIdOf(*id, 0))
                                                   .Integer(LastRecordId(*id))
                                                   .Step());
  if (!added && !dropped) return absl::OkStatus();
  // If the words are indexed already: another authority finds the case by them now.
  INDGANG_ASSIGN_OR_RETURN(const std::optional<Terms> terms, GetTerms(*id));
  return terms.has_value() ? PutTerms(*id, *terms) : absl::OkStatus();
}

absl::Status SqliteTransaction::AddInteraction(absl::string_view case_number, int index,
                                               const cases::v1::Interaction& interaction) {
  return AddRecord(sql::kAddInteraction, case_number, index, interaction);
}

absl::Status SqliteTransaction::AddEvent(absl::string_view case_number, const cases::v1::CaseEvent& event) {
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t id, NewRecordId(case_number, event.sequence()));
  INDGANG_ASSIGN_OR_RETURN(const FeedPlace end, GetFeedEnd());
  const std::int64_t place = end.sequence + 1;
  INDGANG_RETURN_IF_ERROR(
      connection_.Prepare(sql::kAddEvent).Integer(id).Integer(place).Blob(event.SerializeAsString()).Run());
  return connection_.Prepare(sql::kAddToFeed).Integer(place).Integer(id).Blob(FeedHash(end.hash, event.hash())).Run();
}

absl::Status SqliteTransaction::PutPlan(absl::string_view case_number, const cases::v1::CasePlan& plan) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return Unusable("A plan needs a case number like 2026-000123.");
  return connection_.Prepare(sql::kPutPlan).Integer(*id).Blob(RepeatableBytes(plan)).Run();
}

absl::Status SqliteTransaction::PutToken(const StoredToken& token) {
  return connection_.Prepare(sql::kPutToken)
      .Text(token.message.id())
      .Integer(Microseconds(token.message.create_time()))
      .Blob(token.secret_hash)
      .Blob(token.message.SerializeAsString())
      .Run();
}

absl::Status SqliteTransaction::PutMember(const directory::v1::Member& member) {
  return connection_.Prepare(sql::kPutMember).Text(member.id()).Blob(member.SerializeAsString()).Run();
}

absl::Status SqliteTransaction::AddResponse(absl::string_view actor, absl::string_view request_id, absl::Time now,
                                            const StoredResponse& response) {
  return connection_.Prepare(sql::kAddResponse)
      .Text(actor)
      .Text(request_id)
      .Integer(absl::ToUnixMicros(now))
      .Blob(response.fingerprint)
      .Blob(response.response)
      .Run();
}

absl::Status SqliteTransaction::DeleteResponsesBefore(absl::Time time) {
  return connection_.Prepare(sql::kDeleteResponsesBefore).Integer(absl::ToUnixMicros(time)).Run();
}

absl::StatusOr<int> SqliteTransaction::CountOf(const char* sql, absl::string_view case_number) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return 0;
  Statement statement = connection_.Prepare(sql);
  INDGANG_RETURN_IF_ERROR(statement.Integer(RecordIdOf(*id, 0)).Integer(LastRecordId(*id)).Step().status());
  return static_cast<int>(statement.IntegerAt(0));
}

absl::Status SqliteTransaction::AddRecord(const char* sql, absl::string_view case_number, std::int64_t index,
                                          const google::protobuf::MessageLite& message) {
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t id, NewRecordId(case_number, index));
  return connection_.Prepare(sql).Integer(id).Blob(message.SerializeAsString()).Run();
}

}  // namespace indgang::storage
