// Watching the clocks: who is told when a goal is near, missed, or still missed, and when a case is silent. The same
// rules run with every change of a case (Seal) and when its time has come (service/goal_watch.h), so nothing depends on
// how often anybody looks. Each thing is told once.
#ifndef INDGANG_SERVER_DOMAIN_WATCH_RULES_H_
#define INDGANG_SERVER_DOMAIN_WATCH_RULES_H_

#include <vector>

#include "absl/time/time.h"
#include "indgang/cases/v1/case_file.pb.h"
#include "indgang/cases/v1/referral.pb.h"
#include "server/domain/case_rules.h"

namespace indgang::domain {

// Brings what follows from the clocks of `change.after` up to date: missed flags, escalation, next_due_time and
// silent_from_time. A reply or an answer later than due, or due and still missing, is marked for good, with an event
// before those of the change; the contact person is told some open hours before a goal is due, when it is missed and
// when the case is silent, leaders when it is still missed a while later, with events after those of the change.
// Returns when it must be done again at the latest, InfiniteFuture for never.
absl::Time WatchClocks(const Context& context, Change& change);

// Marks the answer as missed when it was given after it was due, or is due at `now` and still missing. Before a change
// of what counts as the answer.
void MissAnswerIfLate(absl::Time now, const Context& context, Change& change);

// Before a reply to an attached enquiry clears its clock: marks it missed when it is late.
void MissNextReplyIfLate(const Context& context, Change& change);

// Marks what the referral is late with now: due_missed and statutory_missed, for good, with an event each before those
// of the change. For a referral that is still open, before it is stamped. Returns whether anything was marked.
bool MarkReferralLate(const Context& context, cases::v1::Referral& referral, Change& change);

// When something about an open referral is to be told next; InfiniteFuture for never.
absl::Time NextReferralCheck(const cases::v1::Referral& referral, const Context& context);

// When its day has come for an open follow-up: when the municipality opens on that day or next. InfiniteFuture when
// that was told or it is completed.
absl::Time NextFollowUpCheck(const cases::v1::FollowUp& follow_up, const Context& context);

// What the passing of time alone does to a case, its referrals and its follow-ups (all that are open, in any order):
// `events` is empty when nothing. Beside the clocks: the authority is warned some open hours before a referral's goal,
// the contact person is told when it is missed and leaders when it still is a while later; whoever does a follow-up is
// told on its day. One referral and one follow-up at a time: when there are more, next_check is not later than now.
Change WatchCase(const cases::v1::Case& before, const std::vector<cases::v1::Referral>& referrals,
                 const std::vector<cases::v1::FollowUp>& follow_ups, const Context& context);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_WATCH_RULES_H_
