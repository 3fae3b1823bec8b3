#include "server/domain/closing_rules.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/contact_rules.h"
#include "server/domain/goal_rules.h"
#include "server/domain/times.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::Goals;

absl::Status Refuse(const Case& current, absl::string_view reason, absl::string_view why) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason,
                   absl::StrCat("case ", current.case_number(), " ", why), {{"case_number", current.case_number()}});
}

// The last day on which the closed case can be reopened.
absl::CivilDay LastReopeningDay(const Case& closed, const Context& context) {
  const absl::TimeZone& zone = context.bundle.calendar().time_zone();
  return absl::ToCivilDay(FromTimestamp(closed.close_time()), zone) + context.bundle.goals().reopen_days();
}

// Gives the answer as much open time as it had left when the case was closed; never less time than it had. A simple
// case too: it may turn out to be more.
void GoOnWithAnswerClock(absl::Time closed, const Context& context, Case& reopened) {
  Goals& goals = *reopened.mutable_goals();
  const absl::Time due = FromTimestamp(goals.answer_due_time());
  if (goals.has_sent_answer_time() || IsPaused(goals) || due <= closed) return;
  const knowledge::WorkingCalendar& calendar = context.bundle.calendar();
  const absl::Time moved = calendar.AddOpenTime(context.now, calendar.OpenTimeBetween(closed, due));
  *goals.mutable_answer_due_time() = ToTimestamp(std::max(moved, due));
}

// Who is contact person of the closed case from now on; nullopt when it has one who has not left. Error: as
// ChooseContactPerson.
absl::StatusOr<std::optional<cases::v1::ContactPersonAssigned>> SuccessorOfContactPerson(
    const Case& closed, const Context& context, const CountOpenCases& open_cases) {
  const directory::v1::Member* const current = context.directory.Find(closed.contact_person().id());
  if (current == nullptr || IsActive(*current)) return std::nullopt;
  knowledge::v1::SuggestRoutingResponse triaged;
  triaged.set_complexity(closed.complexity());
  triaged.set_package(closed.package());
  return ChooseContactPerson("", closed.enquiry().company(), triaged, context, open_cases);
}

}  // namespace

absl::StatusOr<Change> CloseCase(const Case& before, const cases::v1::CloseCaseRequest& request,
                                 const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  if (!before.goals().has_first_reply_time()) {
    return Refuse(before, "REPLY_MISSING", "was never replied to; record the reply first");
  }
  if (before.goals().has_next_reply_due_time()) {
    return Refuse(before, "REPLY_MISSING", "holds an enquiry that was not replied to; record the reply first");
  }
  if (before.open_callbacks() > 0) {
    return Refuse(before, "CALLBACK_OPEN", "waits for a call to the company that somebody has promised");
  }
  if (before.open_referrals() > 0) {
    return Refuse(before, "REFERRAL_OPEN",
                  absl::StrCat("has ", before.open_referrals(), " referrals that are neither answered nor declined"));
  }
  if (request.outcome() == Case::OUTCOME_ANSWERED && !before.goals().has_answer_time()) {
    return Refuse(before, "ANSWER_MISSING", "has no answer; send it and record it, or triage the case as simple");
  }
  if (request.outcome() == Case::OUTCOME_REFUSED && !before.dialogue_offered()) {
    return Refuse(before, "DIALOGUE_REQUIRED",
                  "cannot be refused before the company was offered to talk about alternatives");
  }
  Change change;
  change.after = before;
  Case& after = change.after;
  after.set_state(Case::STATE_CLOSED);
  after.set_outcome(request.outcome());
  after.set_outcome_note(request.note());
  *after.mutable_guide_sections() = request.guide_sections();
  after.set_guide_feedback(request.guide_feedback());
  *after.mutable_close_time() = ToTimestamp(context.now);

  cases::v1::CaseClosed& closed = *change.events.emplace_back().mutable_closed();
  closed.set_outcome(request.outcome());
  closed.set_note(request.note());
  *closed.mutable_guide_sections() = request.guide_sections();
  closed.set_guide_feedback(request.guide_feedback());
  return change;
}

absl::StatusOr<Change> ReopenCase(const Case& before, const cases::v1::ReopenCaseRequest& request,
                                  const Context& context, const CountOpenCases& open_cases) {
  if (before.state() != Case::STATE_CLOSED) return Refuse(before, "CASE_OPEN", "is not closed");
  if (const absl::CivilDay last_day = LastReopeningDay(before, context); context.today() > last_day) {
    const std::string day = absl::FormatCivilTime(last_day);
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "REOPEN_PERIOD_OVER",
        absl::StrCat("case ", before.case_number(), " could be reopened until ", day, "; register a new enquiry"),
        {{"case_number", before.case_number()}, {"last_day", day}});
  }
  INDGANG_ASSIGN_OR_RETURN(const std::optional<cases::v1::ContactPersonAssigned> successor,
                           SuccessorOfContactPerson(before, context, open_cases));
  Change change;
  change.after = before;
  Case& after = change.after;
  const bool triaged = before.complexity() != knowledge::v1::COMPLEXITY_UNSPECIFIED;
  after.set_state(triaged ? Case::STATE_IN_PROGRESS : Case::STATE_REGISTERED);
  after.clear_outcome();
  after.clear_outcome_note();
  after.clear_guide_sections();
  after.clear_guide_feedback();
  after.clear_close_time();
  after.set_reopen_count(before.reopen_count() + 1);
  GoOnWithAnswerClock(FromTimestamp(before.close_time()), context, after);

  cases::v1::CaseReopened& reopened = *change.events.emplace_back().mutable_reopened();
  reopened.set_reason(request.reason());
  reopened.set_previous_outcome(before.outcome());
  if (IsAnswerDue(after)) *reopened.mutable_answer_due_time() = after.goals().answer_due_time();
  if (successor.has_value()) {
    *after.mutable_contact_person() = successor->contact_person();
    *change.events.emplace_back().mutable_contact_person_assigned() = *successor;
  }
  return change;
}

}  // namespace indgang::domain
