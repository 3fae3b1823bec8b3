// The SQL of readings and of emergency access; as in statements.h.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_ACCESS_STATEMENTS_H_
#define INDGANG_SERVER_STORAGE_SQLITE_ACCESS_STATEMENTS_H_

namespace indgang::storage::sql {

// ListAccessRecords: ?1 before, ?2 limit, ?3 case, ?4 member; NULL where there is no filter.
inline constexpr char kListAccessRecords[] =
    "SELECT id, message FROM access_records WHERE id < ?1 AND ?3 IS NULL AND ?4 IS NULL ORDER BY id DESC LIMIT ?2";
inline constexpr char kListAccessRecordsByCase[] =
    "SELECT id, message FROM access_records INDEXED BY access_records_by_case "
    "WHERE case_id = ?3 AND id < ?1 AND (?4 IS NULL OR member = ?4) ORDER BY id DESC LIMIT ?2";
inline constexpr char kListAccessRecordsByMember[] =
    "SELECT id, message FROM access_records INDEXED BY access_records_by_member "
    "WHERE member = ?4 AND id < ?1 AND ?3 IS NULL ORDER BY id DESC LIMIT ?2";
inline constexpr char kAddAccessRecord[] =
    "INSERT INTO access_records (case_id, member, message, time) VALUES (?1, ?2, ?3, ?4)";
// DeleteAccessRecordsBefore: ?1 time, ?2 limit.
inline constexpr char kDeleteAccessRecordsBefore[] =
    "DELETE FROM access_records WHERE id IN (SELECT id FROM access_records INDEXED BY access_records_by_time "
    "WHERE time < ?1 ORDER BY time LIMIT ?2) RETURNING id";
inline constexpr char kGetEmergencyAccess[] = "SELECT expires FROM emergency_access WHERE case_id = ?1 AND token = ?2";
inline constexpr char kPutEmergencyAccess[] =
    "INSERT INTO emergency_access (case_id, token, expires) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (case_id, token) DO UPDATE SET expires = excluded.expires";

// All of the above.
inline constexpr const char* kAllOfAccess[] = {
    kListAccessRecords,         kListAccessRecordsByCase, kListAccessRecordsByMember, kAddAccessRecord,
    kDeleteAccessRecordsBefore, kGetEmergencyAccess,      kPutEmergencyAccess,
};

}  // namespace indgang::storage::sql

#endif  // INDGANG_SERVER_STORAGE_SQLITE_ACCESS_STATEMENTS_H_
