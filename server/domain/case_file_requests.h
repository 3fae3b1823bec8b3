// What requests to CaseFileService must look like. Each check returns OK or INVALID_ARGUMENT FIELD_INVALID with every
// field that is wrong; none looks at stored data or the clock.
#ifndef INDGANG_SERVER_DOMAIN_CASE_FILE_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_CASE_FILE_REQUESTS_H_

#include "absl/status/status.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/cases/v1/case_file_service.pb.h"

namespace indgang::domain {

// What a task-force member adds is for the authorities too: it may not read what only staff may.
absl::Status CheckAddNote(const cases::v1::AddNoteRequest& request, admin::v1::Role caller);
absl::Status CheckAddAttachment(const cases::v1::AddAttachmentRequest& request, admin::v1::Role caller);
absl::Status CheckListNotes(const cases::v1::ListNotesRequest& request);
absl::Status CheckListAttachments(const cases::v1::ListAttachmentsRequest& request);
// Whether the due date lies ahead is for CreateFollowUp in case_file_rules.h to say.
absl::Status CheckCreateFollowUp(const cases::v1::CreateFollowUpRequest& request);
absl::Status CheckCompleteFollowUp(const cases::v1::CompleteFollowUpRequest& request);
absl::Status CheckListFollowUps(const cases::v1::ListFollowUpsRequest& request);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_CASE_FILE_REQUESTS_H_
