// The rules of what lies in a case. Each takes the case, a request that passed its check in case_file_requests.h and
// the index (from 1) that the new thing gets, and returns everything that changes.
#ifndef INDGANG_SERVER_DOMAIN_CASE_FILE_RULES_H_
#define INDGANG_SERVER_DOMAIN_CASE_FILE_RULES_H_

#include <string>

#include "absl/status/statusor.h"
#include "indgang/cases/v1/case_file_service.pb.h"
#include "server/domain/case_rules.h"

namespace indgang::domain {

// Notes and attachments are taken by closed cases too. The event of a note holds its hash and not its text, so that
// what was written about people stands in one place.
Change AddNote(const cases::v1::Case& before, const cases::v1::Note& note, int index, const Context& context);
Change AddAttachment(const cases::v1::Case& before, const cases::v1::Attachment& attachment, int index,
                     const Context& context);

// Errors: FAILED_PRECONDITION CASE_CLOSED; INVALID_ARGUMENT FIELD_INVALID "follow_up.due_date" for a day that is over
// in the municipality's time zone, "follow_up.assignee" for somebody unknown or gone.
absl::StatusOr<Change> CreateFollowUp(const cases::v1::Case& before, const cases::v1::FollowUp& follow_up, int index,
                                      const Context& context);

// On closed cases too. Error: FAILED_PRECONDITION FOLLOW_UP_COMPLETED.
absl::StatusOr<Change> CompleteFollowUp(const cases::v1::Case& before, const cases::v1::FollowUp& follow_up,
                                        const std::string& result, const Context& context);

// Whether the event tells of something in the case file that only staff may see: notes and attachments for staff, and
// every follow-up.
bool IsForStaffOnly(const cases::v1::CaseEvent& event);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_CASE_FILE_RULES_H_
