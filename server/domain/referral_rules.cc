#include "server/domain/referral_rules.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/errors.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "server/domain/names.h"
#include "server/domain/times.h"
#include "server/domain/watch_rules.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::Referral;

// The case may be worked on and the referral is in a state that the move starts from.
absl::Status CheckMove(const Case& current, const Referral& referral, bool allowed, absl::string_view wanted) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(current));
  if (allowed) return absl::OkStatus();
  const std::string state(absl::StripPrefix(Referral::State_Name(referral.state()), "STATE_"));
  return MakeError(absl::StatusCode::kFailedPrecondition, "REFERRAL_STATE",
                   absl::StrCat(referral.name(), " is ", state, "; wanted: ", wanted), {{"state", state}});
}

// The referral is over, late or not.
void Finish(Referral& referral, const Context& context, Change& change) {
  change.after.set_open_referrals(change.after.open_referrals() - 1);
  WatchReferral(context, referral, change);
  *referral.mutable_finish_time() = ToTimestamp(context.now);
}

}  // namespace

void StampReferral(Referral& referral, const Context& context) {
  *referral.mutable_update_time() = ToTimestamp(context.now);
  *referral.mutable_updated_by() = MakeActor(context.caller);
  referral.clear_etag();
  referral.set_etag(Sha256Hex(referral.SerializeAsString()).substr(0, 16));
}

bool IsWaiting(const Referral& referral) {
  return referral.state() == Referral::STATE_SENT || referral.state() == Referral::STATE_ACCEPTED;
}

absl::StatusOr<Change> CreateReferral(const Case& before, const std::vector<Referral>& existing,
                                      const cases::v1::CreateReferralRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  for (const Referral& other : existing) {
    if (other.authority() == request.authority() && IsWaiting(other)) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "REFERRAL_EXISTS",
                       absl::StrCat(request.authority(), " already has the open referral ", other.name()),
                       {{"referral", other.name()}});
    }
  }
  Change change;
  change.after = before;
  change.after.set_open_referrals(before.open_referrals() + 1);
  Referral& referral = change.referral.emplace();
  referral.set_name(ReferralName(before.case_number(), static_cast<int>(existing.size()) + 1));
  referral.set_authority(request.authority());
  referral.set_state(Referral::STATE_SENT);
  referral.set_question(request.question());
  const int goal = context.bundle.goals().referral_working_days();
  *referral.mutable_due_time() = ToTimestamp(context.bundle.calendar().AddWorkingDays(context.now, goal));
  *referral.mutable_create_time() = ToTimestamp(context.now);
  *referral.mutable_created_by() = MakeActor(context.caller);
  StampReferral(referral, context);
  *change.events.emplace_back().mutable_referral_created()->mutable_referral() = referral;
  return change;
}

absl::StatusOr<Change> AcceptReferral(const Case& before, const Referral& referral, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckMove(before, referral, referral.state() == Referral::STATE_SENT, "SENT"));
  Change change;
  change.after = before;
  Referral& after = change.referral.emplace(referral);
  after.set_state(Referral::STATE_ACCEPTED);
  StampReferral(after, context);
  *change.events.emplace_back().mutable_referral_accepted()->mutable_referral() = after;
  return change;
}

absl::StatusOr<Change> DeclineReferral(const Case& before, const Referral& referral,
                                       const cases::v1::DeclineReferralRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckMove(before, referral, IsWaiting(referral), "SENT or ACCEPTED"));
  Change change;
  change.after = before;
  Referral& after = change.referral.emplace(referral);
  Finish(after, context, change);
  after.set_state(Referral::STATE_DECLINED);
  after.set_decline_reason(request.reason());
  after.set_suggested_authority(request.suggested_authority());
  StampReferral(after, context);
  *change.events.emplace_back().mutable_referral_declined()->mutable_referral() = after;
  return change;
}

absl::StatusOr<Change> AnswerReferral(const Case& before, const Referral& referral,
                                      const cases::v1::AnswerReferralRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckMove(before, referral, IsWaiting(referral), "SENT or ACCEPTED"));
  Change change;
  change.after = before;
  Referral& after = change.referral.emplace(referral);
  Finish(after, context, change);
  after.set_state(Referral::STATE_ANSWERED);
  after.set_answer(request.answer());
  StampReferral(after, context);
  *change.events.emplace_back().mutable_referral_answered()->mutable_referral() = after;
  return change;
}

}  // namespace indgang::domain
