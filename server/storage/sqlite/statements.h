// Every SQL statement that a transaction runs. In one place, so that a test can ask SQLite for the plan of each: none
// may scan a table or sort.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_STATEMENTS_H_
#define INDGANG_SERVER_STORAGE_SQLITE_STATEMENTS_H_

namespace indgang::storage::sql {

// Reads.
inline constexpr char kGetCase[] = "SELECT last_sequence, last_hash, next_check, message FROM cases WHERE id = ?1";
// ?1 now, after ?2 next_check and ?3 id, ?4 limit. The index holds only cases that time can change.
inline constexpr char kListCasesToCheck[] =
    "SELECT next_check, id FROM cases INDEXED BY cases_by_next_check WHERE next_check < 9223372036854775807 "
    "AND next_check <= ?1 AND (next_check, id) > (?2, ?3) ORDER BY next_check, id LIMIT ?4";
inline constexpr char kGetCaseMessage[] = "SELECT message FROM cases WHERE id = ?1";
inline constexpr char kIsReferredTo[] = "SELECT 1 FROM case_authorities WHERE case_id = ?1 AND authority = ?2";
inline constexpr char kGetReferral[] = "SELECT message FROM referrals WHERE id = ?1";
inline constexpr char kCountReferrals[] = "SELECT count(*) FROM referrals WHERE id > ?1 AND id <= ?2";
inline constexpr char kListInteractions[] =
    "SELECT message FROM interactions WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3";
inline constexpr char kCountInteractions[] = "SELECT count(*) FROM interactions WHERE id > ?1 AND id <= ?2";
inline constexpr char kListEvents[] = "SELECT message FROM events WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3";
// ?1 after; ?2 limit.
inline constexpr char kListFeed[] =
    "SELECT f.sequence, f.event, f.hash, e.message FROM feed f CROSS JOIN events e ON e.id = f.event "
    "WHERE f.sequence > ?1 ORDER BY f.sequence LIMIT ?2";
inline constexpr char kGetFeedPlace[] = "SELECT hash FROM feed WHERE sequence = ?1";
inline constexpr char kGetFeedEnd[] =
    "SELECT sequence, hash FROM feed WHERE sequence > 0 ORDER BY sequence DESC LIMIT 1";
inline constexpr char kGetPlan[] = "SELECT message FROM plans WHERE id = ?1";
inline constexpr char kGetToken[] = "SELECT secret_hash, message, created FROM tokens WHERE id = ?1";
inline constexpr char kListTokens[] =
    "SELECT secret_hash, message FROM tokens INDEXED BY tokens_by_creation WHERE (created, id) > (?1, ?2) "
    "ORDER BY created, id LIMIT ?3";
inline constexpr char kListMembers[] = "SELECT message FROM members WHERE id > ?1 ORDER BY id LIMIT ?2";
inline constexpr char kCountOpenCases[] =
    "SELECT count(*) FROM case_facts INDEXED BY case_facts_open_by_contact_person WHERE contact_person = ?1 "
    "AND open = 1";
inline constexpr char kFindResponse[] =
    "SELECT fingerprint, response FROM responses WHERE actor = ?1 AND request_id = ?2";

// ListReferrals of one case: ?1 after, ?2 last id of the case, ?3 limit, ?4 state, ?5 authority.
inline constexpr char kListReferralsOfCase[] =
    "SELECT message FROM referrals WHERE id > ?1 AND id <= ?2 AND (?4 IS NULL OR state = ?4) "
    "AND (?5 IS NULL OR authority = ?5) ORDER BY id LIMIT ?3";
// ListReferrals of all cases: after ?1 due time and ?2 id, ?3 limit, ?4 state, ?5 authority.
inline constexpr char kListReferrals[] =
    "SELECT message FROM referrals INDEXED BY referrals_by_due "
    "WHERE (due, id) > (?1, ?2) AND ?4 IS NULL AND ?5 IS NULL ORDER BY due, id LIMIT ?3";
inline constexpr char kListReferralsByState[] =
    "SELECT message FROM referrals INDEXED BY referrals_by_state "
    "WHERE state = ?4 AND (due, id) > (?1, ?2) AND ?5 IS NULL ORDER BY due, id LIMIT ?3";
inline constexpr char kListReferralsByAuthority[] =
    "SELECT message FROM referrals INDEXED BY referrals_by_authority "
    "WHERE authority = ?5 AND (due, id) > (?1, ?2) AND ?4 IS NULL ORDER BY due, id LIMIT ?3";
inline constexpr char kListReferralsByAuthorityAndState[] =
    "SELECT message FROM referrals INDEXED BY referrals_by_authority_and_state "
    "WHERE authority = ?5 AND state = ?4 AND (due, id) > (?1, ?2) ORDER BY due, id LIMIT ?3";

// Writes.
inline constexpr char kGetCounter[] = "SELECT last FROM counters WHERE year = ?1";
// Two statements are a third of the work of one with RETURNING, for which SQLite makes a temporary table.
inline constexpr char kPutCounter[] =
    "INSERT INTO counters (year, last) VALUES (?1, ?2) ON CONFLICT (year) DO UPDATE SET last = excluded.last";
inline constexpr char kPutCase[] =
    "INSERT INTO cases (id, state, cvr, contact_person, last_sequence, last_hash, next_check, message) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET state = excluded.state, "
    "cvr = excluded.cvr, contact_person = excluded.contact_person, last_sequence = excluded.last_sequence, "
    "last_hash = excluded.last_hash, next_check = excluded.next_check, message = excluded.message";
inline constexpr char kPutCaseFacts[] =
    "INSERT INTO case_facts (id, open, state, complexity, channel, outcome, escalation, guide_feedback, "
    "missed, open_referrals, open_callbacks, open_follow_ups, transfers, enquiries, created, updated, closed, "
    "due, silent_from, contact_person, cvr, package, language) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
    "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23) ON CONFLICT (id) DO UPDATE SET "
    "open = excluded.open, state = excluded.state, complexity = excluded.complexity, channel = "
    "excluded.channel, outcome = excluded.outcome, escalation = excluded.escalation, guide_feedback = "
    "excluded.guide_feedback, missed = excluded.missed, open_referrals = excluded.open_referrals, "
    "open_callbacks = excluded.open_callbacks, open_follow_ups = excluded.open_follow_ups, transfers = "
    "excluded.transfers, enquiries = excluded.enquiries, created = excluded.created, updated = "
    "excluded.updated, closed = excluded.closed, due = excluded.due, silent_from = excluded.silent_from, "
    "contact_person = excluded.contact_person, cvr = excluded.cvr, package = excluded.package, language = "
    "excluded.language";
inline constexpr char kAddCaseService[] =
    "INSERT INTO case_services (case_id, service) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
inline constexpr char kDropCaseServices[] = "DELETE FROM case_services WHERE case_id = ?1";
inline constexpr char kPutReferral[] =
    "INSERT INTO referrals (id, state, authority, due, message) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT (id) DO UPDATE SET state = excluded.state, authority = excluded.authority, due = excluded.due, "
    "message = excluded.message";
// These two have a row when they changed something.
inline constexpr char kPutCaseAuthority[] =
    "INSERT INTO case_authorities (case_id, authority, state, due, updated) "
    "SELECT id, ?2, state, due, updated FROM case_facts WHERE id = ?1 ON CONFLICT DO NOTHING RETURNING 1";
// ?1 case, ?2 and ?3 the range of its referrals.
inline constexpr char kDropCaseAuthorities[] =
    "DELETE FROM case_authorities WHERE case_id = ?1 "
    "AND authority NOT IN (SELECT authority FROM referrals WHERE id > ?2 AND id <= ?3) RETURNING 1";
inline constexpr char kListCaseAuthorities[] =
    "SELECT authority FROM case_authorities WHERE case_id = ?1 ORDER BY authority";
inline constexpr char kAddInteraction[] = "INSERT INTO interactions (id, message) VALUES (?1, ?2)";
inline constexpr char kAddEvent[] = "INSERT INTO events (id, place, message) VALUES (?1, ?2, ?3)";
inline constexpr char kAddToFeed[] = "INSERT INTO feed (sequence, event, hash) VALUES (?1, ?2, ?3)";
inline constexpr char kPutPlan[] =
    "INSERT INTO plans (id, message) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET message = excluded.message";
inline constexpr char kGetTerms[] = "SELECT terms, staff_terms FROM case_terms WHERE rowid = ?1";
inline constexpr char kPutTerms[] =
    "INSERT OR REPLACE INTO case_terms (rowid, terms, staff_terms, authority_terms) VALUES (?1, ?2, ?3, ?4)";
inline constexpr char kGetIndexed[] = "SELECT indexed FROM search_progress WHERE id = 1";
inline constexpr char kSetIndexed[] = "UPDATE search_progress SET indexed = ?1 WHERE id = 1";
inline constexpr char kPutToken[] =
    "INSERT INTO tokens (id, created, secret_hash, message) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET "
    "created = excluded.created, secret_hash = excluded.secret_hash, message = excluded.message";
inline constexpr char kPutMember[] =
    "INSERT INTO members (id, message) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET message = excluded.message";
inline constexpr char kAddResponse[] =
    "INSERT INTO responses (actor, request_id, created, fingerprint, response) VALUES (?1, ?2, ?3, ?4, ?5)";
inline constexpr char kDeleteResponsesBefore[] = "DELETE FROM responses WHERE created < ?1";

// All of the above.
inline constexpr const char* kAll[] = {
    kGetCase,
    kGetCaseMessage,
    kListCasesToCheck,
    kIsReferredTo,
    kGetReferral,
    kCountReferrals,
    kListInteractions,
    kCountInteractions,
    kListEvents,
    kListFeed,
    kGetFeedPlace,
    kGetFeedEnd,
    kGetPlan,
    kGetToken,
    kListTokens,
    kListMembers,
    kCountOpenCases,
    kFindResponse,
    kListReferralsOfCase,
    kListReferrals,
    kListReferralsByState,
    kListReferralsByAuthority,
    kListReferralsByAuthorityAndState,
    kGetCounter,
    kPutCounter,
    kPutCase,
    kPutCaseFacts,
    kAddCaseService,
    kDropCaseServices,
    kGetTerms,
    kPutTerms,
    kGetIndexed,
    kSetIndexed,
    kPutReferral,
    kPutCaseAuthority,
    kDropCaseAuthorities,
    kListCaseAuthorities,
    kAddInteraction,
    kAddEvent,
    kAddToFeed,
    kPutPlan,
    kPutToken,
    kPutMember,
    kAddResponse,
    kDeleteResponsesBefore,
};

}  // namespace indgang::storage::sql

#endif  // INDGANG_SERVER_STORAGE_SQLITE_STATEMENTS_H_
