// The part of a transaction that keeps what lies in a case: notes, attachments and follow-ups. Indexes count from 1
// within the case, for each kind by itself. Errors as in storage.h.
#ifndef INDGANG_SERVER_STORAGE_CASE_FILE_H_
#define INDGANG_SERVER_STORAGE_CASE_FILE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indgang/cases/v1/case_file.pb.h"

namespace indgang::storage {

// A page of one case's notes or attachments. VISIBILITY_UNSPECIFIED does not filter.
struct CaseFileQuery {
  std::string case_number{};
  cases::v1::Note::Visibility visibility = cases::v1::Note::VISIBILITY_UNSPECIFIED;
  // Only those with a larger index.
  int after = 0;
  int limit = 50;
};

// Which follow-ups to list. Empty fields do not filter.
struct FollowUpQuery {
  // Of this case, by number, in the order they were made; else of all cases, by due date, case number and index.
  std::string case_number{};
  // Those that are completed as well. Of one case only: lists of all cases hold open ones.
  bool completed_too = false;
  // Member.id: those assigned to it, and those without assignee while it is the case's contact person.
  std::string owner{};
  // ISO 8601 date: those due then or earlier.
  std::string due_by{};
  // The page after this follow-up; its due date and name. Of one case only the name counts.
  std::optional<std::pair<std::string, std::string>> after{};
  int limit = 50;
};

class CaseFileReader {
 public:
  virtual ~CaseFileReader() = default;

  // By index.
  virtual absl::StatusOr<std::vector<cases::v1::Note>> ListNotes(const CaseFileQuery& query) = 0;
  virtual absl::StatusOr<int> CountNotes(absl::string_view case_number) = 0;
  virtual absl::StatusOr<std::vector<cases::v1::Attachment>> ListAttachments(const CaseFileQuery& query) = 0;
  virtual absl::StatusOr<int> CountAttachments(absl::string_view case_number) = 0;

  // nullopt when there is none.
  virtual absl::StatusOr<std::optional<cases::v1::FollowUp>> GetFollowUp(absl::string_view case_number, int index) = 0;
  virtual absl::StatusOr<std::vector<cases::v1::FollowUp>> ListFollowUps(const FollowUpQuery& query) = 0;
  virtual absl::StatusOr<int> CountFollowUps(absl::string_view case_number) = 0;
};

class CaseFileWriter {
 public:
  virtual ~CaseFileWriter() = default;

  // Fail with ALREADY_EXISTS STORAGE_CONFLICT when the index is taken: notes and attachments are never overwritten.
  virtual absl::Status AddNote(absl::string_view case_number, int index, const cases::v1::Note& note) = 0;
  virtual absl::Status AddAttachment(absl::string_view case_number, int index,
                                     const cases::v1::Attachment& attachment) = 0;
  // Inserts or replaces.
  virtual absl::Status PutFollowUp(absl::string_view case_number, int index, const cases::v1::FollowUp& follow_up) = 0;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_CASE_FILE_H_
