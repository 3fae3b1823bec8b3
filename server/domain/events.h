// The chain of a case's events: each holds the hash of the one before, so that an edit, deletion or swap shows; the
// case itself holds the hash of the newest, so that a cut at the end shows too.
#ifndef INDGANG_SERVER_DOMAIN_EVENTS_H_
#define INDGANG_SERVER_DOMAIN_EVENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"
#include "indgang/cases/v1/case_event.pb.h"
#include "server/domain/people.h"

namespace indgang::domain {

// The newest event of a chain. Before the first one: 0 and 32 zero bytes.
struct ChainEnd {
  std::int64_t sequence = 0;
  std::string hash = std::string(32, '\0');
};

// What the event tells of a referral; nullptr when it is about something else.
const cases::v1::ReferralChanged* ReferralChangeOf(const cases::v1::CaseEvent& event);

// SHA-256 (32 bytes) over the deterministic serialization: equal messages have equal hashes, also with maps in them.
std::string HashMessage(const google::protobuf::MessageLite& message);

// SHA-256 over the event's deterministic serialization with `hash` empty.
std::string HashEvent(const cases::v1::CaseEvent& event);

// Completes events that hold only a detail (name, sequence, time, hashes; the caller as actor unless there is one) and
// returns the new end.
ChainEnd Append(absl::string_view case_number, const ChainEnd& end, const Context& context,
                std::vector<cases::v1::CaseEvent>& events);

// Whether `events` are all events of the case, in order and unchanged, up to `end`. Error: DATA_LOSS
// EVENT_CHAIN_BROKEN; metadata "case_number" and "sequence", the first place where the chain is not what it was.
absl::Status Verify(absl::string_view case_number, const std::vector<cases::v1::CaseEvent>& events,
                    const ChainEnd& end);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_EVENTS_H_
