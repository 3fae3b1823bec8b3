// What makes the audit trail a proof: each change's last event holds the hash of everything that the change stored,
// each event the hash of the one before (events.h), and the feed a running hash over all events
// (server/storage/storage.h).
#ifndef INDGANG_SERVER_DOMAIN_AUDIT_RULES_H_
#define INDGANG_SERVER_DOMAIN_AUDIT_RULES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "indgang/admin/v1/audit.pb.h"
#include "indgang/cases/v1/case_event.pb.h"
#include "server/domain/events.h"

namespace indgang::domain {

struct Change;

// Puts names and hashes of everything that the change stores into its last event, which must not have its own hash yet.
void NameStored(Change& change);

// A record of a case as it lies in the database.
struct KeptRecord {
  std::string name;
  std::string bytes;
};

// A case as it lies in the database.
struct KeptCase {
  std::string case_number;
  std::string bytes;
  // What it says of its newest event.
  ChainEnd end;
  std::vector<KeptRecord> records;
};

// The event that these bytes hold; nullopt unless they are exactly what was written as event `sequence` of the case.
std::optional<cases::v1::CaseEvent> ReadKeptEvent(absl::string_view case_number, std::int64_t sequence,
                                                  absl::string_view bytes);

// Whether `events`, all that the case has, are an unbroken chain up to its end, and the case and its records are what
// they say was stored. What is wrong, in order of the names; the chain's first break before that. Records that were
// stored by versions that did not hash them yet are passed over.
std::vector<admin::v1::AuditProblem> CheckCase(const KeptCase& kept, const std::vector<cases::v1::CaseEvent>& events);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_AUDIT_RULES_H_
