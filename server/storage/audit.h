// The part of a transaction that looks at records as they lie there, whoever put them there: for checking the audit
// trail. Nothing is taken for granted; what cannot be parsed is handed out all the same. Errors as in storage.h.
#ifndef INDGANG_SERVER_STORAGE_AUDIT_H_
#define INDGANG_SERVER_STORAGE_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indgang::storage {

// A place in the feed (FeedPlace in storage.h) and what lies there.
struct AuditedPlace {
  std::int64_t sequence = 0;
  // The running hash.
  std::string hash;
  // Which event it is of.
  std::string case_number;
  std::int64_t event_sequence = 0;
  // The event's bytes; nullopt when it is gone.
  std::optional<std::string> event;
  // The place that the event itself knows.
  std::int64_t place_of_event = 0;
};

struct AuditedEvent {
  std::int64_t sequence = 0;
  std::string bytes;
  // The place that the event knows, and whether the feed has this event there.
  std::int64_t place = 0;
  bool in_feed = false;
};

struct AuditedCase {
  std::int64_t last_sequence = 0;
  std::string last_hash;
  std::string bytes;
};

// Something that lies in a case beside its events.
struct AuditedRecord {
  // "cases/2026-000123/notes/4", "cases/2026-000123/plan".
  std::string name;
  std::string bytes;
};

// What comes next in the order of case numbers.
struct NextRecords {
  // Of the next case; "" when there is none.
  std::string case_number;
  // Of events that lie before that case and belong to none; "" when there are none.
  std::string stray_events;
  // The number that was given out next, when there is no such case any more; "" else.
  std::string missing;
};

class AuditReader {
 public:
  virtual ~AuditReader() = default;

  // Places with a sequence above `after`, by sequence.
  virtual absl::StatusOr<std::vector<AuditedPlace>> ListAuditedPlaces(std::int64_t after, int limit) = 0;
  // Events of the case with a sequence above `after` (-1 for the first page, since 0 is a mistake that must show), by
  // sequence.
  virtual absl::StatusOr<std::vector<AuditedEvent>> ListAuditedEvents(absl::string_view case_number, std::int64_t after,
                                                                      int limit) = 0;
  // nullopt when there is none.
  virtual absl::StatusOr<std::optional<AuditedCase>> GetAuditedCase(absl::string_view case_number) = 0;
  // Every interaction, referral, note, attachment and follow-up of the case, and its plan.
  virtual absl::StatusOr<std::vector<AuditedRecord>> ListAuditedRecords(absl::string_view case_number) = 0;
  // What follows this case; with "" what comes first.
  virtual absl::StatusOr<NextRecords> FindNextRecords(absl::string_view case_number) = 0;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_AUDIT_H_
