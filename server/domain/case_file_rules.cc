#include "server/domain/case_file_rules.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/errors.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"
#include "server/domain/times.h"

namespace indgang::domain {

using cases::v1::Attachment;
using cases::v1::Case;
using cases::v1::FollowUp;
using cases::v1::Note;

Change AddNote(const Case& before, const Note& note, int index, const Context& context) {
  Change change;
  change.after = before;
  Note& added = change.note.emplace();
  added.set_name(NoteName(before.case_number(), index));
  added.set_visibility(note.visibility());
  added.set_text(note.text());
  *added.mutable_actor() = MakeActor(context.caller);
  *added.mutable_create_time() = ToTimestamp(context.now);
  cases::v1::NoteAdded& event = *change.events.emplace_back().mutable_note_added();
  event.set_name(added.name());
  event.set_visibility(added.visibility());
  event.set_note_hash(Sha256(added.SerializeAsString()));
  return change;
}

Change AddAttachment(const Case& before, const Attachment& attachment, int index, const Context& context) {
  Change change;
  change.after = before;
  Attachment& added = change.attachment.emplace(attachment);
  added.set_name(AttachmentName(before.case_number(), index));
  added.set_sha256(absl::AsciiStrToLower(attachment.sha256()));
  *added.mutable_actor() = MakeActor(context.caller);
  *added.mutable_create_time() = ToTimestamp(context.now);
  *change.events.emplace_back().mutable_attachment_added()->mutable_attachment() = added;
  return change;
}

absl::StatusOr<Change> CreateFollowUp(const Case& before, const FollowUp& follow_up, int index,
                                      const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  FieldViolations violations;
  absl::CivilDay due;
  if (!absl::ParseCivilTime(follow_up.due_date(), &due) || due < context.today()) {
    violations.Add("follow_up.due_date", absl::StrCat("is ", follow_up.due_date(), "; wanted: today, ",
                                                      absl::FormatCivilTime(context.today()), ", or later"));
  }
  const std::string& assignee = MemberNamed(follow_up.assignee(), context.caller);
  const directory::v1::Member* const member = context.directory.Find(assignee);
  if (!assignee.empty() && (member == nullptr || !IsActive(*member))) {
    violations.Add("follow_up.assignee",
                   absl::StrCat("is ", Quoted(assignee), "; wanted: the id of somebody who works here, me or nothing"));
  }
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());
  Change change;
  change.after = before;
  change.after.set_open_follow_ups(before.open_follow_ups() + 1);
  FollowUp& created = change.follow_up.emplace();
  created.set_name(FollowUpName(before.case_number(), index));
  created.set_due_date(follow_up.due_date());
  created.set_text(follow_up.text());
  created.set_assignee(assignee);
  *created.mutable_actor() = MakeActor(context.caller);
  *created.mutable_create_time() = ToTimestamp(context.now);
  *change.events.emplace_back().mutable_follow_up_created()->mutable_follow_up() = created;
  return change;
}

absl::StatusOr<Change> CompleteFollowUp(const Case& before, const FollowUp& follow_up, const std::string& result,
                                        const Context& context) {
  if (follow_up.has_complete_time()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "FOLLOW_UP_COMPLETED",
                     absl::StrCat(follow_up.name(), " is completed already"), {{"name", follow_up.name()}});
  }
  Change change;
  change.after = before;
  change.after.set_open_follow_ups(before.open_follow_ups() - 1);
  FollowUp& completed = change.follow_up.emplace(follow_up);
  completed.set_result(result);
  *completed.mutable_complete_time() = ToTimestamp(context.now);
  *change.events.emplace_back().mutable_follow_up_completed()->mutable_follow_up() = completed;
  return change;
}

bool IsForStaffOnly(const cases::v1::CaseEvent& event) {
  switch (event.detail_case()) {
    case cases::v1::CaseEvent::kNoteAdded:
      return event.note_added().visibility() != Note::VISIBILITY_AUTHORITIES;
    case cases::v1::CaseEvent::kAttachmentAdded:
      return event.attachment_added().attachment().visibility() != Note::VISIBILITY_AUTHORITIES;
    case cases::v1::CaseEvent::kFollowUpCreated:
    case cases::v1::CaseEvent::kFollowUpCompleted:
    case cases::v1::CaseEvent::kFollowUpDue:
      return true;
    default:
      return false;
  }
}

}  // namespace indgang::domain
