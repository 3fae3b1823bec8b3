// Where the case service keeps its data. One interface; tests/server/storage/conformance.h holds every backend to it.
//
// All work is a lambda over a transaction. Storage decides when and where it runs, never reads the clock, and knows no
// rule: it keeps the message bytes with the columns that queries need beside them.
#ifndef INDGANG_SERVER_STORAGE_STORAGE_H_
#define INDGANG_SERVER_STORAGE_STORAGE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/cases/v1/case.pb.h"
#include "indgang/cases/v1/case_event.pb.h"
#include "indgang/cases/v1/case_plan.pb.h"
#include "indgang/cases/v1/referral.pb.h"
#include "indgang/directory/v1/member.pb.h"
#include "server/storage/access.h"
#include "server/storage/audit.h"
#include "server/storage/case_file.h"
#include "server/storage/case_query.h"

namespace indgang::storage {

// A case with the end of its event chain.
struct StoredCase {
  cases::v1::Case message;
  // Sequence of the newest event, 0 before the first.
  std::int64_t last_sequence = 0;
  // Hash of the newest event, 32 bytes; 32 zero bytes before the first.
  std::string last_hash = std::string(32, '\0');
  // When ListCasesToCheck shows it, to the microsecond, rounded up; InfiniteFuture for never.
  absl::Time next_check = absl::InfiniteFuture();
};

// A case that the passing of time may change.
struct CaseToCheck {
  std::string case_number;
  absl::Time next_check;
};

// A token with the SHA-256 (32 bytes) of its secret.
struct StoredToken {
  admin::v1::Token message;
  std::string secret_hash;
};

// What a call with a request_id answered.
struct StoredResponse {
  // Full method name and SHA-256 of the request, so that an id used for something else is noticed.
  std::string fingerprint;
  // Serialized response message.
  std::string response;
};

// A place in the feed: all events of all cases in the order they were stored, 1, 2, 3 … without gaps.
struct FeedPlace {
  // 0 before the first event.
  std::int64_t sequence = 0;
  // FeedHash of everything up to here; 32 zero bytes before the first event.
  std::string hash = std::string(32, '\0');
};

// An event and its place.
struct FeedEntry {
  FeedPlace place;
  std::string case_number;
  cases::v1::CaseEvent event;
};

// The running hash after an event: SHA-256 (32 bytes) of the hash at the place before and the event's own hash. Whoever
// keeps one outside can tell later that nothing before it was changed or cut away.
std::string FeedHash(absl::string_view previous, absl::string_view event_hash);

// Which referrals to list. Empty fields do not filter.
struct ReferralQuery {
  // Of this case, by number; else of all.
  std::string case_number{};
  cases::v1::Referral::State state = cases::v1::Referral::STATE_UNSPECIFIED;
  std::string authority{};
  // The page after this referral; its due time and name.
  std::optional<std::pair<absl::Time, std::string>> after{};
  int limit = 50;
};

// Reads within one consistent snapshot. Not for use outside the lambda it was given to, or from another thread.
// Errors of every method: INTERNAL STORAGE_FAILED.
class ReadTransaction : public CaseFileReader, public CaseListReader, public AuditReader, public AccessReader {
 public:
  // nullopt when there is none.
  virtual absl::StatusOr<std::optional<StoredCase>> GetCase(absl::string_view case_number) = 0;
  virtual absl::StatusOr<std::optional<CaseBytes>> GetCaseBytes(absl::string_view case_number) = 0;
  // Cases with a next_check of `now` or earlier, by next_check and case number, after `after` (nullopt for the first
  // ones).
  virtual absl::StatusOr<std::vector<CaseToCheck>> ListCasesToCheck(absl::Time now,
                                                                    const std::optional<CaseToCheck>& after,
                                                                    int limit) = 0;
  // Whether the case has a referral, in any state, to the authority.
  virtual absl::StatusOr<bool> IsReferredTo(absl::string_view case_number, absl::string_view authority) = 0;

  // `index` counts from 1 within the case. nullopt when there is none.
  virtual absl::StatusOr<std::optional<cases::v1::Referral>> GetReferral(absl::string_view case_number, int index) = 0;
  // Of one case: by index (`after` then compares the name's index only). Of all cases: by due time (to the
  // microsecond), then case number and index.
  virtual absl::StatusOr<std::vector<cases::v1::Referral>> ListReferrals(const ReferralQuery& query) = 0;
  // Number of referrals of the case.
  virtual absl::StatusOr<int> CountReferrals(absl::string_view case_number) = 0;

  // Interactions with an index above `after`, by index. Indexes count from 1 within the case.
  virtual absl::StatusOr<std::vector<cases::v1::Interaction>> ListInteractions(absl::string_view case_number, int after,
                                                                               int limit) = 0;
  virtual absl::StatusOr<int> CountInteractions(absl::string_view case_number) = 0;

  // Events with a sequence above `after`, by sequence.
  virtual absl::StatusOr<std::vector<cases::v1::CaseEvent>> ListEvents(absl::string_view case_number,
                                                                       std::int64_t after, int limit) = 0;

  // Places with a sequence above `after`, by sequence.
  virtual absl::StatusOr<std::vector<FeedEntry>> ListFeed(std::int64_t after, int limit) = 0;
  // The newest place; FeedPlace() when there is no event.
  virtual absl::StatusOr<FeedPlace> GetFeedEnd() = 0;
  // The place with this sequence, FeedPlace() for 0; nullopt when the feed is not that long.
  virtual absl::StatusOr<std::optional<FeedPlace>> GetFeedPlace(std::int64_t sequence) = 0;

  // The plan of the case; nullopt when it has none.
  virtual absl::StatusOr<std::optional<cases::v1::CasePlan>> GetPlan(absl::string_view case_number) = 0;

  // nullopt when there is none.
  virtual absl::StatusOr<std::optional<StoredToken>> GetToken(absl::string_view id) = 0;
  // Tokens with their hashes, by creation time then id, after the token with this id ("" for the first page).
  virtual absl::StatusOr<std::vector<StoredToken>> ListTokens(absl::string_view after_id, int limit) = 0;

  // Members by id, after the one with this id ("" for the first page).
  virtual absl::StatusOr<std::vector<directory::v1::Member>> ListMembers(absl::string_view after_id, int limit) = 0;
  // Cases that are not closed and have this contact person (Member.id).
  virtual absl::StatusOr<int> CountOpenCases(absl::string_view contact_person) = 0;

  // What the holder of token `actor` was answered to `request_id`; nullopt when never asked.
  virtual absl::StatusOr<std::optional<StoredResponse>> FindResponse(absl::string_view actor,
                                                                     absl::string_view request_id) = 0;
};

// Changes, all or nothing. Sees its own changes and those of every earlier write. What belongs to a case needs the
// case: PutCase comes first, else INTERNAL STORAGE_FAILED. A body that passes over an INTERNAL error fails.
class WriteTransaction : public ReadTransaction, public CaseFileWriter, public CaseTermsWriter, public AccessWriter {
 public:
  // The next case number of the year (1 to 9999), "2026-000123", without gaps: a transaction that fails gives it back.
  virtual absl::StatusOr<std::string> NextCaseNumber(int year) = 0;
  // Inserts or replaces, by case_number.
  virtual absl::Status PutCase(const StoredCase& stored) = 0;
  // Inserts or replaces, by case and index.
  virtual absl::Status PutReferral(absl::string_view case_number, int index, const cases::v1::Referral& referral) = 0;
  // Fails with ALREADY_EXISTS STORAGE_CONFLICT when the index or sequence is taken: history is never overwritten.
  virtual absl::Status AddInteraction(absl::string_view case_number, int index,
                                      const cases::v1::Interaction& interaction) = 0;
  // Also takes the next place in the feed.
  virtual absl::Status AddEvent(absl::string_view case_number, const cases::v1::CaseEvent& event) = 0;
  // Inserts or replaces, by case.
  virtual absl::Status PutPlan(absl::string_view case_number, const cases::v1::CasePlan& plan) = 0;
  // Inserts or replaces, by id.
  virtual absl::Status PutToken(const StoredToken& token) = 0;
  virtual absl::Status PutMember(const directory::v1::Member& member) = 0;
  // Fails with ALREADY_EXISTS STORAGE_CONFLICT when the actor used the request_id before.
  virtual absl::Status AddResponse(absl::string_view actor, absl::string_view request_id, absl::Time now,
                                   const StoredResponse& response) = 0;
  // Forgets responses stored before `time`.
  virtual absl::Status DeleteResponsesBefore(absl::Time time) = 0;
};

using ReadBody = std::function<absl::Status(ReadTransaction&)>;
using WriteBody = std::function<absl::Status(WriteTransaction&)>;
// Called exactly once: on a thread of the storage's, or, for a lookup or a refused call, before it returns. Must be
// quick and must not call the storage's destructor.
using Done = std::function<void(absl::Status)>;

// A database. All methods may be called from any thread and, but for a lookup's few reads, return at once. A body must
// not make another call.
class Storage {
 public:
  // Finishes what was queued, calls every Done, closes. Calls made meanwhile (by a Done) are refused with UNAVAILABLE
  // STORAGE_FAILED.
  virtual ~Storage() = default;

  // Runs `body` on a reader thread and passes its status to `done`.
  // Errors beside the body's own: RESOURCE_EXHAUSTED OVERLOADED (the queue is full; body did not run).
  virtual void Read(ReadBody body, Done done) = 0;

  // The same for a body that looks at a few records by their keys, which takes microseconds once they are in memory: it
  // and `done` run on the calling thread, before this returns, unless another lookup runs or it would have to wait for
  // the writer; then as Read does. Of all callers' threads, at most one waits for the disk.
  virtual void Lookup(ReadBody body, Done done) = 0;

  // Runs `body` on the writer thread, after every earlier write. A body that fails leaves no trace and its status goes
  // to `done`. For one that succeeds, `done` is called only after its changes are on disk; many bodies share one
  // commit. Errors beside the body's own: RESOURCE_EXHAUSTED OVERLOADED (the queue is full; body did not run),
  // UNAVAILABLE STORAGE_FAILED (the commit failed; whether the change is kept is unknown until the service has been
  // started again: after it, every call fails the same way and `on_fatal` of the backend's options has been told).
  virtual void Write(WriteBody body, Done done) = 0;

  // From now on `committed` is called after each commit, before the Dones of its bodies, on the writer thread: it must
  // be quick. One at a time; an empty function ends it, and when this returns the one before is not running any more.
  virtual void OnCommit(std::function<void()> committed) = 0;
};

// Waits for one read or write. For start-up, tests and tools; never on a polling thread of gRPC.
absl::Status ReadAndWait(Storage& storage, ReadBody body);
absl::Status WriteAndWait(Storage& storage, WriteBody body);

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_STORAGE_H_
