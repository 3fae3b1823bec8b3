// Names of records as the integers that are their keys in SQLite; server/storage/migrations/sqlite/0001_initial.sql
// says how they are made.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_RECORD_IDS_H_
#define INDGANG_SERVER_STORAGE_SQLITE_RECORD_IDS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace indgang::storage {

inline constexpr std::int64_t kMaxCasesPerYear = 99'999'999;
// Events, interactions, referrals, notes, attachments and follow-ups of one case, each.
inline constexpr std::int64_t kMaxRecordsPerCase = 999'999;

// Key of a case; `year` 1 to 9999, `number` 1 to kMaxCasesPerYear.
std::int64_t CaseIdOf(int year, std::int64_t number);

// "2026-000123" and its key. Only the one way to write a number counts: "2026-0000123" has no key.
std::optional<std::int64_t> ParseCaseNumber(absl::string_view case_number);
std::string FormatCaseNumber(std::int64_t case_id);

// Key of the event, interaction, referral or other record with this index of the case; `index` 0 comes before all.
inline std::int64_t RecordIdOf(std::int64_t case_id, std::int64_t index) {
  return case_id * (kMaxRecordsPerCase + 1) + index;
}

// Key of the case that a record belongs to, and its index within the case.
inline std::int64_t CaseIdOfRecord(std::int64_t record_id) { return record_id / (kMaxRecordsPerCase + 1); }
inline std::int64_t IndexOfRecord(std::int64_t record_id) { return record_id % (kMaxRecordsPerCase + 1); }

// Keys of "cases/2026-000123/referrals/4" and "cases/2026-000123/followUps/4".
std::optional<std::int64_t> ParseReferralName(absl::string_view name);
std::optional<std::int64_t> ParseFollowUpName(absl::string_view name);

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_RECORD_IDS_H_
