// The rules of a case: what registering, triage and an interaction do. Each takes the case as it is and a
// request that passed its check in case_requests.h, and returns everything that changes; nothing is stored here.
#ifndef INDGANG_SERVER_DOMAIN_CASE_RULES_H_
#define INDGANG_SERVER_DOMAIN_CASE_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "indgang/cases/v1/case_event.pb.h"
#include "indgang/cases/v1/case_plan.pb.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "indgang/knowledge/v1/knowledge_service.pb.h"
#include "server/domain/events.h"
#include "server/domain/people.h"

namespace indgang::domain {

// What a command does to a case.
struct Change {
  // The case after it. Seal completes it.
  cases::v1::Case after;
  // New, when there is one.
  std::optional<cases::v1::Interaction> interaction;
  // New or changed, when there is one.
  std::optional<cases::v1::Referral> referral;
  // New, when there is one.
  std::optional<cases::v1::Note> note;
  std::optional<cases::v1::Attachment> attachment;
  // New or changed, when there is one.
  std::optional<cases::v1::FollowUp> follow_up;
  // New or changed, when there is one.
  std::optional<cases::v1::CasePlan> plan;
  // In order, with nothing but their detail until Seal completes them; those of the service itself with their actor.
  std::vector<cases::v1::CaseEvent> events;
  // When the passing of time alone may change the case: it must be looked at by then (WatchCase). A rule that makes
  // something due lowers it; Seal lowers it to what the clocks, the referral and the follow-up want.
  absl::Time next_check = absl::InfiniteFuture();
};

// Opens a case. Due times are counted from now on the site's calendar; `contact` is what ChooseContactPerson chose.
Change RegisterEnquiry(const cases::v1::Enquiry& enquiry, const std::string& case_number,
                       const knowledge::v1::SuggestRoutingResponse& routing,
                       const cases::v1::ContactPersonAssigned& contact, const Context& context);

// Sets complexity, services and package; may be repeated. An answer that is late by now is missed, whatever the case
// becomes. On a case that becomes simple after its reply, the reply was the answer; on one that is simple no more and
// was never sent an answer the clock runs on, to the due time it had.
// Errors: FAILED_PRECONDITION CASE_CLOSED; INVALID_ARGUMENT FIELD_INVALID "reason" when a service was not suggested.
absl::StatusOr<Change> TriageCase(const cases::v1::Case& before, const cases::v1::TriageCaseRequest& request,
                                  const Context& context);

// The same without asking why a service was not suggested, on a case that is known to be open.
Change Triage(const cases::v1::Case& before, const cases::v1::TriageCaseRequest& request, const Context& context);

// Records interaction number `index` (from 1). The first outbound one is the reply; the first outbound answer, or the
// reply on a simple case, stops the answer clock. On a closed case a message is recorded and starts nothing. Error:
// FAILED_PRECONDITION CASE_CLOSED for an answer or a dialogue offer.
absl::StatusOr<Change> RecordInteraction(const cases::v1::Case& before, const cases::v1::Interaction& said, int index,
                                         const Context& context);

// The interaction as it is kept, with its name (number `index` of the case), actor and time.
cases::v1::Interaction MakeInteraction(const std::string& case_number, const cases::v1::Interaction& said, int index,
                                       const Context& context);

// FAILED_PRECONDITION CASE_CLOSED when it is.
absl::Status CheckOpen(const cases::v1::Case& current);

// Completes a change and returns the new end of the case's chain: update_time and etag of the case, what follows from
// its clocks (WatchClocks), next_check, and the events' names, times, actors and hashes, those of what the change
// stores among them (NameStored).
ChainEnd Seal(const ChainEnd& end, const Context& context, Change& change);

// The etag of a case with this end.
std::string EtagOf(const ChainEnd& end);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_CASE_RULES_H_
