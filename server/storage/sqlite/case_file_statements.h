// The SQL of notes, attachments and follow-ups; as in statements.h.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_CASE_FILE_STATEMENTS_H_
#define INDGANG_SERVER_STORAGE_SQLITE_CASE_FILE_STATEMENTS_H_

namespace indgang::storage::sql {

// Lists of one case: ?1 after, ?2 last id of the case, ?3 limit, ?4 visibility or NULL.
inline constexpr char kListNotes[] =
    "SELECT message FROM notes WHERE id > ?1 AND id <= ?2 AND (?4 IS NULL OR visibility = ?4) ORDER BY id LIMIT ?3";
inline constexpr char kCountNotes[] = "SELECT count(*) FROM notes WHERE id > ?1 AND id <= ?2";
inline constexpr char kListAttachments[] =
    "SELECT message FROM attachments WHERE id > ?1 AND id <= ?2 AND (?4 IS NULL OR visibility = ?4) "
    "ORDER BY id LIMIT ?3";
inline constexpr char kCountAttachments[] = "SELECT count(*) FROM attachments WHERE id > ?1 AND id <= ?2";
inline constexpr char kGetFollowUp[] = "SELECT message FROM follow_ups WHERE id = ?1";
inline constexpr char kCountFollowUps[] = "SELECT count(*) FROM follow_ups WHERE id > ?1 AND id <= ?2";

// ListFollowUps of one case: ?1 after, ?2 last id of the case, ?3 limit, ?4 latest due date, ?5 owner or NULL, ?6
// whether completed ones count.
inline constexpr char kListFollowUpsOfCase[] =
    "SELECT message FROM follow_ups WHERE id > ?1 AND id <= ?2 AND due <= ?4 AND (?5 IS NULL OR owner = ?5) "
    "AND (?6 OR open = 1) ORDER BY id LIMIT ?3";
// ListFollowUps of all cases: after ?1 due date and ?2 id, ?3 limit, ?4 latest due date, ?5 owner.
inline constexpr char kListFollowUps[] =
    "SELECT message FROM follow_ups INDEXED BY follow_ups_by_due "
    "WHERE open = 1 AND (due, id) > (?1, ?2) AND due <= ?4 ORDER BY due, id LIMIT ?3";
inline constexpr char kListFollowUpsByOwner[] =
    "SELECT message FROM follow_ups INDEXED BY follow_ups_by_owner "
    "WHERE open = 1 AND owner = ?5 AND (due, id) > (?1, ?2) AND due <= ?4 ORDER BY due, id LIMIT ?3";

inline constexpr char kAddNote[] = "INSERT INTO notes (id, message, visibility) VALUES (?1, ?2, ?3)";
inline constexpr char kAddAttachment[] = "INSERT INTO attachments (id, message, visibility) VALUES (?1, ?2, ?3)";
// ?1 id, ?2 case, ?3 open, ?4 due, ?5 assignee or NULL, ?6 message.
inline constexpr char kPutFollowUp[] =
    "INSERT INTO follow_ups (id, open, due, assignee, owner, message) VALUES (?1, ?3, ?4, ?5, "
    "coalesce(?5, (SELECT contact_person FROM cases WHERE id = ?2)), ?6) "
    "ON CONFLICT (id) DO UPDATE SET open = excluded.open, due = excluded.due, assignee = excluded.assignee, "
    "owner = excluded.owner, message = excluded.message";

// All of the above.
inline constexpr const char* kAllOfCaseFile[] = {
    kListNotes,           kCountNotes,    kListAttachments,      kCountAttachments, kGetFollowUp,   kCountFollowUps,
    kListFollowUpsOfCase, kListFollowUps, kListFollowUpsByOwner, kAddNote,          kAddAttachment, kPutFollowUp,
};

}  // namespace indgang::storage::sql

#endif  // INDGANG_SERVER_STORAGE_SQLITE_CASE_FILE_STATEMENTS_H_
