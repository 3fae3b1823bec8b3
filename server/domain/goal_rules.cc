#include "server/domain/goal_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/times.h"
#include "server/domain/watch_rules.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::ClockPause;
using cases::v1::Goals;
using cases::v1::Interaction;

// The longest that an answer can be put off.
constexpr absl::Duration kLongestExtension = absl::Hours(24 * 366);

bool IsSimple(const Case& current) { return current.complexity() == knowledge::v1::COMPLEXITY_SIMPLE; }

absl::Status Refuse(const Case& current, absl::string_view reason, absl::string_view why) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason,
                   absl::StrCat("case ", current.case_number(), " ", why), {{"case_number", current.case_number()}});
}

// The answer clock runs and its goal can still be kept.
absl::Status CheckAnswerClockRuns(const Case& current, absl::Time now) {
  if (current.goals().has_answer_time()) return Refuse(current, "CLOCK_STOPPED", "was answered");
  if (IsSimple(current)) return Refuse(current, "CLOCK_STOPPED", "is simple: the reply is the answer");
  if (IsPaused(current.goals())) return Refuse(current, "CLOCK_PAUSED", "stands still; resume its clock first");
  if (current.goals().answer_missed() || now > FromTimestamp(current.goals().answer_due_time())) {
    return Refuse(current, "GOAL_MISSED", "should have been answered by now; answer it, a missed goal is not hidden");
  }
  return absl::OkStatus();
}

// The clock must be paused. Adds the event.
void Resume(const Context& context, Change& change) {
  Goals& goals = *change.after.mutable_goals();
  ClockPause& pause = *goals.mutable_pauses(goals.pauses_size() - 1);
  const knowledge::WorkingCalendar& calendar = context.bundle.calendar();
  const google::protobuf::Timestamp previous = goals.answer_due_time();
  const absl::Duration left = calendar.OpenTimeBetween(FromTimestamp(pause.pause_time()), FromTimestamp(previous));
  *pause.mutable_resume_time() = ToTimestamp(context.now);
  // The last open moment of a day and the first of the next have the same open time before them: what was due first
  // thing in the morning does not become due the evening before.
  const absl::Time due = std::max(calendar.AddOpenTime(context.now, left), FromTimestamp(previous));
  *goals.mutable_answer_due_time() = ToTimestamp(due);
  goals.clear_answer_escalation();
  cases::v1::AnswerClockResumed& resumed = *change.events.emplace_back().mutable_answer_clock_resumed();
  *resumed.mutable_pause() = pause;
  *resumed.mutable_previous_due_time() = previous;
  *resumed.mutable_due_time() = goals.answer_due_time();
}

// One that is paused is resumed first.
void StopAnswerClock(const google::protobuf::Timestamp& answered, const Context& context, Change& change) {
  if (IsPaused(change.after.goals())) Resume(context, change);
  *change.after.mutable_goals()->mutable_answer_time() = answered;
}

}  // namespace

bool IsPaused(const Goals& goals) {
  return !goals.pauses().empty() && !goals.pauses(goals.pauses_size() - 1).has_resume_time();
}

bool IsReplyDue(const Case& current) {
  return current.state() != Case::STATE_CLOSED && !current.goals().has_first_reply_time();
}

bool IsNextReplyDue(const Case& current) {
  return current.state() != Case::STATE_CLOSED && current.goals().has_next_reply_due_time();
}

bool IsAnswerDue(const Case& current) {
  return current.state() != Case::STATE_CLOSED && !current.goals().has_answer_time() && !IsSimple(current) &&
         !IsPaused(current.goals());
}

void StartClocks(Case& opened, const Context& context) {
  const knowledge::v1::ServiceGoals& promised = context.bundle.goals();
  const knowledge::WorkingCalendar& calendar = context.bundle.calendar();
  Goals& goals = *opened.mutable_goals();
  *goals.mutable_reply_due_time() = ToTimestamp(calendar.AddWorkingDays(context.now, promised.reply_working_days()));
  *goals.mutable_answer_due_time() = ToTimestamp(calendar.AddWorkingDays(context.now, promised.answer_working_days()));
  *goals.mutable_promised_answer_due_time() = goals.answer_due_time();
}

absl::Time StartNextReplyClock(Case& current, const Context& context) {
  Goals& goals = *current.mutable_goals();
  if (!goals.has_first_reply_time()) return FromTimestamp(goals.reply_due_time());
  const absl::Time due =
      context.bundle.calendar().AddWorkingDays(context.now, context.bundle.goals().reply_working_days());
  if (!goals.has_next_reply_due_time()) *goals.mutable_next_reply_due_time() = ToTimestamp(due);
  return std::min(due, FromTimestamp(goals.next_reply_due_time()));
}

ClockEffect MoveClocks(const Interaction& said, const Context& context, Change& change) {
  ClockEffect effect;
  if (said.direction() != Interaction::DIRECTION_OUTBOUND) return effect;
  Goals& goals = *change.after.mutable_goals();
  effect.first_reply = !goals.has_first_reply_time();
  if (effect.first_reply) *goals.mutable_first_reply_time() = ToTimestamp(context.now);
  const bool is_sent = said.kind() == Interaction::KIND_ANSWER;
  if (is_sent && !goals.has_sent_answer_time()) *goals.mutable_sent_answer_time() = ToTimestamp(context.now);
  const bool is_answer = is_sent || (effect.first_reply && IsSimple(change.after));
  effect.answered = is_answer && !goals.has_answer_time();
  if (effect.answered) StopAnswerClock(ToTimestamp(context.now), context, change);
  if (goals.has_next_reply_due_time()) {
    MissNextReplyIfLate(context, change);
    goals.clear_next_reply_due_time();
  }
  RecordNews(goals, context);
  return effect;
}

void RecordNews(Goals& goals, const Context& context) {
  *goals.mutable_last_news_time() = ToTimestamp(context.now);
  goals.clear_silent_from_time();
}

void SettleAnswer(const Context& context, Change& change) {
  Goals& goals = *change.after.mutable_goals();
  if (IsSimple(change.after)) {
    if (goals.has_first_reply_time() && !goals.has_answer_time()) {
      StopAnswerClock(goals.first_reply_time(), context, change);
    }
  } else if (goals.has_sent_answer_time()) {
    *goals.mutable_answer_time() = goals.sent_answer_time();
  } else {
    goals.clear_answer_time();
  }
}

absl::StatusOr<Change> PauseAnswerClock(const Case& before, const cases::v1::PauseAnswerClockRequest& request,
                                        const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  if (!before.goals().has_first_reply_time()) {
    return Refuse(before, "REPLY_MISSING", "was never replied to; the company cannot owe anything yet");
  }
  INDGANG_RETURN_IF_ERROR(CheckAnswerClockRuns(before, context.now));
  Change change;
  change.after = before;
  ClockPause& pause = *change.after.mutable_goals()->add_pauses();
  pause.set_reason(request.reason());
  pause.set_note(request.note());
  *pause.mutable_pause_time() = ToTimestamp(context.now);
  *change.events.emplace_back().mutable_answer_clock_paused()->mutable_pause() = pause;
  return change;
}

absl::StatusOr<Change> ResumeAnswerClock(const Case& before, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  if (!IsPaused(before.goals())) return Refuse(before, "CLOCK_RUNNING", "is not paused");
  Change change;
  change.after = before;
  Resume(context, change);
  return change;
}

absl::StatusOr<Change> ExtendAnswerDeadline(const Case& before, const cases::v1::ExtendAnswerDeadlineRequest& request,
                                            int index, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  INDGANG_RETURN_IF_ERROR(CheckAnswerClockRuns(before, context.now));
  const knowledge::WorkingCalendar& calendar = context.bundle.calendar();
  const auto local = [&](absl::Time time) {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", time, calendar.time_zone());
  };
  const absl::Time present = FromTimestamp(before.goals().answer_due_time());
  const absl::Time due = FromTimestamp(request.due_time());
  FieldViolations violations;
  if (due <= present) {
    violations.Add("due_time",
                   absl::StrCat("is ", local(due), "; wanted: after ", local(present), ", the present one"));
  } else if (due > context.now + kLongestExtension) {
    violations.Add("due_time", absl::StrCat("is ", local(due), "; wanted: within a year"));
  } else if (!calendar.CanBeDue(due)) {
    violations.Add("due_time", absl::StrCat("is ", local(due), ", outside opening hours; wanted: for example ",
                                            local(calendar.NextOpen(due))));
  }
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());

  Interaction told;
  told.set_direction(Interaction::DIRECTION_OUTBOUND);
  told.set_kind(Interaction::KIND_MESSAGE);
  told.set_channel(request.channel());
  told.set_text(request.message());
  INDGANG_ASSIGN_OR_RETURN(Change change, RecordInteraction(before, told, index, context));
  Goals& goals = *change.after.mutable_goals();
  cases::v1::DeadlineExtension& extension = *goals.add_extensions();
  *extension.mutable_previous_due_time() = goals.answer_due_time();
  *extension.mutable_due_time() = request.due_time();
  extension.set_reason(request.reason());
  *extension.mutable_create_time() = ToTimestamp(context.now);
  *goals.mutable_answer_due_time() = request.due_time();
  goals.clear_answer_escalation();
  *change.events.emplace_back().mutable_answer_deadline_extended()->mutable_extension() = extension;
  return change;
}

}  // namespace indgang::domain
