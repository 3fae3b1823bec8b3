// The SQL of checking the audit trail; as in statements.h.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_AUDIT_STATEMENTS_H_
#define INDGANG_SERVER_STORAGE_SQLITE_AUDIT_STATEMENTS_H_

namespace indgang::storage::sql {

// ?1 after, ?2 limit.
inline constexpr char kListAuditedPlaces[] =
    "SELECT f.sequence, f.hash, f.event, e.message, e.place, e.id IS NULL FROM feed f "
    "LEFT JOIN events e ON e.id = f.event WHERE f.sequence > ?1 ORDER BY f.sequence LIMIT ?2";
// ?1 after, ?2 last id of the case, ?3 limit.
inline constexpr char kListAuditedEvents[] =
    "SELECT e.id, e.message, e.place, f.event FROM events e LEFT JOIN feed f ON f.sequence = e.place "
    "WHERE e.id > ?1 AND e.id <= ?2 ORDER BY e.id LIMIT ?3";
// ?1 first and ?2 last id that a record of the case can have.
inline constexpr char kListAuditedInteractions[] =
    "SELECT id, message FROM interactions WHERE id >= ?1 AND id <= ?2 ORDER BY id";
inline constexpr char kListAuditedReferrals[] =
    "SELECT id, message FROM referrals WHERE id >= ?1 AND id <= ?2 ORDER BY id";
inline constexpr char kListAuditedNotes[] = "SELECT id, message FROM notes WHERE id >= ?1 AND id <= ?2 ORDER BY id";
inline constexpr char kListAuditedAttachments[] =
    "SELECT id, message FROM attachments WHERE id >= ?1 AND id <= ?2 ORDER BY id";
inline constexpr char kListAuditedFollowUps[] =
    "SELECT id, message FROM follow_ups WHERE id >= ?1 AND id <= ?2 ORDER BY id";
inline constexpr char kNextCase[] = "SELECT id FROM cases WHERE id > ?1 ORDER BY id LIMIT 1";
inline constexpr char kNextEvent[] = "SELECT id FROM events WHERE id > ?1 ORDER BY id LIMIT 1";
inline constexpr char kNextCounter[] = "SELECT year FROM counters WHERE year > ?1 ORDER BY year LIMIT 1";

// All of the above.
inline constexpr const char* kAllOfAudit[] = {
    kListAuditedPlaces,    kListAuditedEvents, kListAuditedInteractions,
    kListAuditedReferrals, kListAuditedNotes,  kListAuditedAttachments,
    kListAuditedFollowUps, kNextCase,          kNextEvent,
    kNextCounter,
};

}  // namespace indgang::storage::sql

#endif  // INDGANG_SERVER_STORAGE_SQLITE_AUDIT_STATEMENTS_H_
