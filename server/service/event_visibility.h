// What a task-force member may read in the events of a case that was referred to its authority.
#ifndef INDGANG_SERVER_SERVICE_EVENT_VISIBILITY_H_
#define INDGANG_SERVER_SERVICE_EVENT_VISIBILITY_H_

#include "absl/strings/string_view.h"
#include "indgang/cases/v1/case_event.pb.h"

namespace indgang::service {

// Takes detail and actor out of an event that is not for members of authority `scope`: referrals to others and
// their goals, notes and attachments for staff, follow-ups, emergency access; out of a hand-over why it happened; and
// out of every event what was stored. The event itself stays, so that the caller sees an unbroken sequence. An empty
// scope sees everything.
void HideFromScope(cases::v1::CaseEvent& event, absl::string_view scope);

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_EVENT_VISIBILITY_H_
