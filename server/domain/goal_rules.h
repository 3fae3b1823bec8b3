// The clocks of a case: what starts, stops, pauses and moves them. Due times are counted on the site's calendar. That
// somebody is told when one is near or missed is in watch_rules.h.
#ifndef INDGANG_SERVER_DOMAIN_GOAL_RULES_H_
#define INDGANG_SERVER_DOMAIN_GOAL_RULES_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "server/domain/case_rules.h"

namespace indgang::domain {

// Starts the clocks of a case that is registered now: reply and answer are due, and a while without news makes it
// silent.
void StartClocks(cases::v1::Case& opened, const Context& context);

// Another enquiry was attached to the open case. Returns when a reply to it is due: that is the first reply, when it
// has not gone out yet; else the next one, due after the site's reply goal or earlier if one was due already.
absl::Time StartNextReplyClock(cases::v1::Case& current, const Context& context);

// What an interaction did to the clocks.
struct ClockEffect {
  // It was the first outbound one: the reply.
  bool first_reply = false;
  // It stopped the answer clock.
  bool answered = false;
};

// Moves the clocks of the open case `change.after` for something that is said now. Every outbound interaction is news
// and a reply to what was attached; the first is the reply; the first answer, or on a simple case the reply, stops the
// answer clock, also one that is paused. Adds the events that follow.
ClockEffect MoveClocks(const cases::v1::Interaction& said, const Context& context, Change& change);

// The company is told something now: counting how long it has been without news begins anew.
void RecordNews(cases::v1::Goals& goals, const Context& context);

// What answered `change.after`, whose complexity was just set: the first answer that was sent or, on a simple case,
// what stopped the clock first, be it the reply. With neither the clock runs. One that is paused and stops is resumed
// first.
void SettleAnswer(const Context& context, Change& change);

// Whether each goal of the case still waits for something. None does on a closed case, and no answer while its clock is
// paused or when the case is simple: then the reply is the answer.
bool IsReplyDue(const cases::v1::Case& current);
bool IsNextReplyDue(const cases::v1::Case& current);
bool IsAnswerDue(const cases::v1::Case& current);

// Whether the answer clock stands still until the company has done its part.
bool IsPaused(const cases::v1::Goals& goals);

// Stops the answer clock for a while. Errors, the first that applies: FAILED_PRECONDITION CASE_CLOSED, REPLY_MISSING,
// CLOCK_STOPPED, CLOCK_PAUSED, GOAL_MISSED.
absl::StatusOr<Change> PauseAnswerClock(const cases::v1::Case& before,
                                        const cases::v1::PauseAnswerClockRequest& request, const Context& context);

// Lets it run again: due after as much open time as was left, and never earlier than before. Errors:
// FAILED_PRECONDITION CASE_CLOSED, CLOCK_RUNNING.
absl::StatusOr<Change> ResumeAnswerClock(const cases::v1::Case& before, const Context& context);

// Puts the answer off and records, as interaction number `index`, how the company was told. Errors, the first that
// applies: FAILED_PRECONDITION CASE_CLOSED, CLOCK_STOPPED, CLOCK_PAUSED, GOAL_MISSED; INVALID_ARGUMENT FIELD_INVALID
// "due_time": not after the present one, more than a year ahead, or outside opening hours.
absl::StatusOr<Change> ExtendAnswerDeadline(const cases::v1::Case& before,
                                            const cases::v1::ExtendAnswerDeadlineRequest& request, int index,
                                            const Context& context);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_GOAL_RULES_H_
