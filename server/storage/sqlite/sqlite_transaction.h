// The methods of a transaction as SQL statements.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_SQLITE_TRANSACTION_H_
#define INDGANG_SERVER_STORAGE_SQLITE_SQLITE_TRANSACTION_H_

#include <optional>
#include <string>
#include <vector>

#include "server/storage/sqlite/connection.h"
#include "server/storage/storage.h"

namespace indgang::storage {

// Works within the transaction that `connection` has open. Passed on as a ReadTransaction where only reading is allowed
// (SQLite refuses writes on a read-only connection anyway).
class SqliteTransaction final : public WriteTransaction {
 public:
  explicit SqliteTransaction(Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::optional<StoredCase>> GetCase(absl::string_view case_number) override;
  absl::StatusOr<std::optional<CaseBytes>> GetCaseBytes(absl::string_view case_number) override;
  absl::StatusOr<std::vector<CaseToCheck>> ListCasesToCheck(absl::Time now, const std::optional<CaseToCheck>& after,
                                                            int limit) override;
  absl::StatusOr<bool> IsReferredTo(absl::string_view case_number, absl::string_view authority) override;
  absl::StatusOr<std::optional<cases::v1::Referral>> GetReferral(absl::string_view case_number, int index) override;
  absl::StatusOr<std::vector<cases::v1::Referral>> ListReferrals(const ReferralQuery& query) override;
  absl::StatusOr<int> CountReferrals(absl::string_view case_number) override;
  absl::StatusOr<std::vector<cases::v1::Interaction>> ListInteractions(absl::string_view case_number, int after,
                                                                       int limit) override;
  absl::StatusOr<int> CountInteractions(absl::string_view case_number) override;
  absl::StatusOr<std::vector<cases::v1::CaseEvent>> ListEvents(absl::string_view case_number, std::int64_t after,
                                                               int limit) override;
  absl::StatusOr<std::vector<FeedEntry>> ListFeed(std::int64_t after, int limit) override;
  absl::StatusOr<FeedPlace> GetFeedEnd() override;
  absl::StatusOr<std::optional<FeedPlace>> GetFeedPlace(std::int64_t sequence) override;
  absl::StatusOr<std::optional<cases::v1::CasePlan>> GetPlan(absl::string_view case_number) override;
  absl::StatusOr<std::optional<StoredToken>> GetToken(absl::string_view id) override;
  absl::StatusOr<std::vector<StoredToken>> ListTokens(absl::string_view after_id, int limit) override;
  absl::StatusOr<std::vector<directory::v1::Member>> ListMembers(absl::string_view after_id, int limit) override;
  absl::StatusOr<int> CountOpenCases(absl::string_view contact_person) override;
  absl::StatusOr<std::optional<StoredResponse>> FindResponse(absl::string_view actor,
                                                             absl::string_view request_id) override;

  // sqlite_case_lists.cc
  absl::StatusOr<CasePage> ListCases(const CaseQuery& query) override;
  absl::StatusOr<std::vector<CaseCount>> CountCases(const CaseCountQuery& query) override;
  absl::StatusOr<std::int64_t> GetIndexed() override;
  absl::Status AddTerms(absl::string_view case_number, absl::string_view terms, absl::string_view staff_terms) override;
  absl::Status SetIndexed(std::int64_t sequence) override;

  // sqlite_case_file.cc
  absl::StatusOr<std::vector<cases::v1::Note>> ListNotes(const CaseFileQuery& query) override;
  absl::StatusOr<int> CountNotes(absl::string_view case_number) override;
  absl::StatusOr<std::vector<cases::v1::Attachment>> ListAttachments(const CaseFileQuery& query) override;
  absl::StatusOr<int> CountAttachments(absl::string_view case_number) override;
  absl::StatusOr<std::optional<cases::v1::FollowUp>> GetFollowUp(absl::string_view case_number, int index) override;
  absl::StatusOr<std::vector<cases::v1::FollowUp>> ListFollowUps(const FollowUpQuery& query) override;
  absl::StatusOr<int> CountFollowUps(absl::string_view case_number) override;
  absl::Status AddNote(absl::string_view case_number, int index, const cases::v1::Note& note) override;
  absl::Status AddAttachment(absl::string_view case_number, int index,
                             const cases::v1::Attachment& attachment) override;
  absl::Status PutFollowUp(absl::string_view case_number, int index, const cases::v1::FollowUp& follow_up) override;

  // sqlite_audit.cc
  absl::StatusOr<std::vector<AuditedPlace>> ListAuditedPlaces(std::int64_t after, int limit) override;
  absl::StatusOr<std::vector<AuditedEvent>> ListAuditedEvents(absl::string_view case_number, std::int64_t after,
                                                              int limit) override;
  absl::StatusOr<std::optional<AuditedCase>> GetAuditedCase(absl::string_view case_number) override;
  absl::StatusOr<std::vector<AuditedRecord>> ListAuditedRecords(absl::string_view case_number) override;
  absl::StatusOr<NextRecords> FindNextRecords(absl::string_view case_number) override;

  // sqlite_access.cc
  absl::StatusOr<std::vector<admin::v1::AccessRecord>> ListAccessRecords(const AccessQuery& query) override;
  absl::StatusOr<absl::Time> GetEmergencyAccess(absl::string_view case_number, absl::string_view token_id) override;
  absl::Status AddAccessRecord(const admin::v1::AccessRecord& record) override;
  absl::StatusOr<int> DeleteAccessRecordsBefore(absl::Time time, int limit) override;
  absl::Status PutEmergencyAccess(absl::string_view case_number, absl::string_view token_id,
                                  absl::Time expire_time) override;

  absl::StatusOr<std::string> NextCaseNumber(int year) override;
  absl::Status PutCase(const StoredCase& stored) override;
  absl::Status PutReferral(absl::string_view case_number, int index, const cases::v1::Referral& referral) override;
  absl::Status AddInteraction(absl::string_view case_number, int index,
                              const cases::v1::Interaction& interaction) override;
  absl::Status AddEvent(absl::string_view case_number, const cases::v1::CaseEvent& event) override;
  absl::Status PutPlan(absl::string_view case_number, const cases::v1::CasePlan& plan) override;
  absl::Status PutToken(const StoredToken& token) override;
  absl::Status PutMember(const directory::v1::Member& member) override;
  absl::Status AddResponse(absl::string_view actor, absl::string_view request_id, absl::Time now,
                           const StoredResponse& response) override;
  absl::Status DeleteResponsesBefore(absl::Time time) override;

 private:
  // What a case is found by.
  struct Terms {
    std::string everybody;
    std::string staff;
  };
  // The case number that was given out after this one, or as the first one of all.
  absl::StatusOr<std::optional<std::int64_t>> NextGivenOut(std::optional<std::int64_t> case_id);
  absl::StatusOr<int> CountOf(const char* sql, absl::string_view case_number);
  // sqlite_case_lists.cc: nullopt when the case is not indexed yet; with the authorities that the case has now.
  absl::StatusOr<std::optional<Terms>> GetTerms(std::int64_t case_id);
  absl::Status PutTerms(std::int64_t case_id, const Terms& terms);
  absl::Status AddRecord(const char* sql, absl::string_view case_number, std::int64_t index,
                         const google::protobuf::MessageLite& message);

  Connection& connection_;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_SQLITE_TRANSACTION_H_
