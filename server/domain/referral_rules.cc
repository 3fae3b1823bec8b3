#include "server/domain/referral_rules.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/errors.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "knowledge/permit_plan.h"
#include "server/domain/contact_rules.h"
#include "server/domain/field_checks.h"
#include "server/domain/member_rules.h"
#include "server/domain/names.h"
#include "server/domain/times.h"
#include "server/domain/watch_rules.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::Referral;
using cases::v1::ReferralChanged;

constexpr absl::Duration kShortestReminderGap = absl::Hours(1);
// Nobody promises more than a year ahead: a later date is a slip of the pen.
constexpr absl::Duration kFurthestDue = absl::Hours(24 * 366);

absl::Status Refuse(absl::string_view reason, const Referral& referral, absl::string_view why,
                    const ErrorMetadata& metadata = {}) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, absl::StrCat(referral.name(), " ", why), metadata);
}

std::string StateWord(const Referral& referral) {
  return std::string(absl::StripPrefix(Referral::State_Name(referral.state()), "STATE_"));
}

std::string KindWord(const Referral& referral) {
  return std::string(absl::StripPrefix(Referral::Kind_Name(referral.kind()), "KIND_"));
}

// Referrals of before there were kinds are questions.
Referral::Kind KindOf(const Referral& referral) {
  return referral.kind() == Referral::KIND_UNSPECIFIED ? Referral::KIND_QUESTION : referral.kind();
}

absl::Status CheckKind(const Referral& referral, std::initializer_list<Referral::Kind> allowed,
                       absl::string_view wanted) {
  if (std::find(allowed.begin(), allowed.end(), KindOf(referral)) != allowed.end()) return absl::OkStatus();
  return Refuse("REFERRAL_KIND", referral, absl::StrCat("is a ", KindWord(referral), "; wanted: ", wanted),
                {{"kind", KindWord(referral)}});
}

// The case may be worked on and the referral is in a state that the move starts from.
absl::Status CheckMove(const Case& current, const Referral& referral, bool allowed, absl::string_view wanted) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(current));
  if (allowed) return absl::OkStatus();
  return Refuse("REFERRAL_STATE", referral, absl::StrCat("is ", StateWord(referral), "; wanted: ", wanted),
                {{"state", StateWord(referral)}});
}

absl::Status CheckStillOpen(const Case& current, const Referral& referral) {
  return CheckMove(current, referral, IsWaiting(referral), "SENT or ACCEPTED");
}

absl::Status Unreachable(absl::string_view why, const std::string& unit) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "UNIT_UNREACHABLE", why, {{"unit", unit}});
}

// A company is not left waiting for an empty office.
absl::Status CheckReachable(const std::string& unit, const Context& context) {
  if (!MembersThere(unit, context.today(), context).empty()) return absl::OkStatus();
  return Unreachable(absl::StrCat("nobody in ", unit,
                                  " is there today; wanted: a unit with a member who is, or a new referral of "
                                  "KIND_OUTSIDE for a body that does not use this service"),
                     unit);
}

// Gives the referral to the member with this id or whoever acts for it today; "me" is the caller, "" the whole unit.
absl::Status Assign(const std::string& wanted, const Context& context, Referral& referral) {
  referral.clear_assignee();
  if (wanted.empty()) return absl::OkStatus();
  const std::string& id = MemberNamed(wanted, context.caller);
  const directory::v1::Member* const member = context.directory.Find(id);
  if (member == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "MEMBER_NOT_FOUND", absl::StrCat("there is no member ", Quoted(id)),
                     {{"member", id}});
  }
  if (UnitOf(*member, context.bundle) != referral.authority()) {
    FieldViolations violations;
    violations.Add("assignee", absl::StrCat("is of ", UnitOf(*member, context.bundle), "; wanted: a member of ",
                                            referral.authority()));
    return violations.ToStatus();
  }
  const directory::v1::Member* const deputy = context.directory.Deputy(id, context.today());
  if (deputy == nullptr || UnitOf(*deputy, context.bundle) != referral.authority()) {
    return Unreachable(absl::StrCat(member->display_name(),
                                    " is away and nobody in the unit stands in; wanted: another "
                                    "member, or nobody for the whole unit"),
                       referral.authority());
  }
  referral.set_assignee(deputy->id());
  return absl::OkStatus();
}

// Who takes a case over is there for the company from now on.
absl::StatusOr<const directory::v1::Member*> NewContactPerson(const Case& before, const Context& context) {
  const directory::v1::Member* const caller = context.directory.Find(context.caller.member());
  if (caller == nullptr || !IsActive(*caller)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_CONTACT_PERSON",
                     "you cannot become contact person: you have left, or are not in the directory");
  }
  if (caller->id() == before.contact_person().id()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ALREADY_CONTACT_PERSON",
                     absl::StrCat("you are the contact person of case ", before.case_number(),
                                  " already; decline the transfer, or leave it to a colleague"),
                     {{"id", caller->id()}});
  }
  return caller;
}

absl::Status CheckOwnUnit(const Referral& referral, const Context& context) {
  const directory::v1::Member* const caller = context.directory.Find(context.caller.member());
  const std::string unit = caller == nullptr ? context.caller.authority() : UnitOf(*caller, context.bundle);
  if (unit == referral.authority()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_OWN_UNIT",
                   absl::StrCat(referral.name(), " was sent to ", referral.authority(),
                                "; wanted: a member of that unit, and you are of ", unit),
                   {{"unit", unit}, {"authority", referral.authority()}});
}

// Who finishes it: the unit that was asked, or for an outside body whoever sent it.
absl::Status CheckFinisher(const Case& current, const Referral& referral, const Context& context) {
  if (KindOf(referral) != Referral::KIND_OUTSIDE) return CheckOwnUnit(referral, context);
  if (ScopeOn(context.caller, current.contact_person().id()).empty()) return absl::OkStatus();
  return CheckKind(referral, {}, "a referral to your unit; the sender records what an outside body says");
}

// A referral to change, with what every change of one touches.
struct Move {
  Move(const Case& before, const Referral& referral) : after(change.referral.emplace(referral)) {
    change.after = before;
  }
  Change change;
  Referral& after;
};

// What every event about a referral tells.
void Tell(const Referral& after, ReferralChanged& changed, const std::string& note = "") {
  *changed.mutable_referral() = after;
  changed.set_note(note);
}

// The referral needs nothing more; the case waits for one less.
void Finish(Change& change, Referral& referral, Referral::State state, const Context& context) {
  MarkReferralLate(context, referral, change);
  referral.set_state(state);
  *referral.mutable_finish_time() = ToTimestamp(context.now);
  Case& after = change.after;
  after.set_open_referrals(after.open_referrals() - 1);
  if (referral.kind() == Referral::KIND_CALLBACK) after.set_open_callbacks(after.open_callbacks() - 1);
  StampReferral(referral, context);
}

// The end of the day on which the period that begins at `start` is over.
absl::Time EndOf(const knowledge::v1::Period& period, absl::Time start, const Context& context) {
  const knowledge::WorkingCalendar& calendar = context.bundle.calendar();
  const absl::CivilDay begin = absl::ToCivilDay(start, calendar.time_zone());
  return absl::FromCivil(knowledge::AddPeriod(calendar, begin, period) + 1, calendar.time_zone());
}

// Fills the due times of a new referral.
absl::Status SetDueTimes(const cases::v1::CreateReferralRequest& request, const Context& context, Referral& referral) {
  FieldViolations violations;
  absl::Time start = context.now;
  if (request.has_application_complete_time()) {
    start = FromTimestamp(request.application_complete_time());
    if (start > context.now) violations.Add("application_complete_time", "is in the future; wanted: when it happened");
  }
  if (request.has_due_time()) {
    const absl::Time due = FromTimestamp(request.due_time());
    if (due <= context.now) violations.Add("due_time", "has passed; wanted: a time to come");
    if (due > context.now + kFurthestDue)
      violations.Add("due_time", "is more than a year ahead; wanted: a nearer time");
  }
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());

  const knowledge::v1::Service* const service = context.bundle.FindService(referral.service());
  if (service != nullptr) *referral.mutable_application_complete_time() = ToTimestamp(start);
  if (request.has_due_time()) {
    *referral.mutable_due_time() = request.due_time();
  } else if (service != nullptr && service->processing().has_goal()) {
    *referral.mutable_due_time() = ToTimestamp(EndOf(service->processing().goal(), start, context));
  } else {
    const int goal = context.bundle.goals().referral_working_days();
    *referral.mutable_due_time() = ToTimestamp(context.bundle.calendar().AddWorkingDays(context.now, goal));
  }
  if (service != nullptr && service->processing().has_statutory()) {
    *referral.mutable_statutory_due_time() = ToTimestamp(EndOf(service->processing().statutory(), start, context));
  }
  return absl::OkStatus();
}

// Nothing that is already under way is asked for twice, and no company is sent around.
absl::Status CheckNotYetAsked(const Case& before, const std::vector<Referral>& existing, const Referral& wanted) {
  const bool transfer = wanted.kind() == Referral::KIND_TRANSFER;
  if (transfer && before.transfer_count() > 0) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "TRANSFER_LIMIT",
        absl::StrCat("case ", before.case_number(),
                     " was transferred before, and a company is passed on once at most; ask the authority to ",
                     "ring the company instead"),
        {{"case_number", before.case_number()}});
  }
  for (const Referral& other : existing) {
    if (!IsWaiting(other)) continue;
    if (transfer && other.kind() == Referral::KIND_TRANSFER) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "TRANSFER_LIMIT",
                       absl::StrCat("the transfer ", other.name(), " is open; recall it first"),
                       {{"case_number", before.case_number()}, {"referral", other.name()}});
    }
    if (other.authority() == wanted.authority() && KindOf(other) == wanted.kind() &&
        other.service() == wanted.service()) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "REFERRAL_EXISTS",
                       absl::StrCat(wanted.authority(), " already has the open referral ", other.name()),
                       {{"referral", other.name()}});
    }
  }
  return absl::OkStatus();
}

// A company that is transferred is told so; nothing else tells it anything here.
absl::Status CheckTransferMessage(const cases::v1::AcceptReferralRequest& request, bool transfer) {
  FieldViolations violations;
  if (transfer && request.message().empty()) {
    violations.Add("message", "is empty; wanted: what the company was told about its new contact person");
  }
  if (transfer && request.channel() == cases::v1::CHANNEL_UNSPECIFIED) {
    violations.Add("channel", "is missing; wanted: how the company was told");
  }
  if (!transfer && !request.message().empty()) {
    violations.Add("message",
                   "is given; wanted: nothing, since only a transfer gives the company another contact person");
  }
  if (!transfer && request.channel() != cases::v1::CHANNEL_UNSPECIFIED) {
    violations.Add("channel", "is given; wanted: nothing, since only a transfer tells the company something");
  }
  return violations.ToStatus();
}

// The company was rung, as interaction number `index` of the case.
absl::Status RecordCall(Change& change, const std::string& text, int index, const Context& context) {
  cases::v1::Interaction call;
  call.set_direction(cases::v1::Interaction::DIRECTION_OUTBOUND);
  call.set_kind(cases::v1::Interaction::KIND_MESSAGE);
  call.set_channel(cases::v1::CHANNEL_PHONE);
  call.set_text(text);
  INDGANG_ASSIGN_OR_RETURN(Change told, RecordInteraction(change.after, call, index, context));
  change.after = std::move(told.after);
  change.interaction = std::move(told.interaction);
  for (cases::v1::CaseEvent& event : told.events) change.events.push_back(std::move(event));
  return absl::OkStatus();
}

}  // namespace

bool IsWaiting(const Referral& referral) {
  return referral.state() == Referral::STATE_SENT || referral.state() == Referral::STATE_ACCEPTED;
}

void StampReferral(Referral& referral, const Context& context) {
  *referral.mutable_update_time() = ToTimestamp(context.now);
  *referral.mutable_updated_by() = MakeActor(context.caller);
  referral.clear_etag();
  referral.set_etag(Sha256Hex(referral.SerializeAsString()).substr(0, 16));
}

absl::StatusOr<Change> CreateReferral(const Case& before, const std::vector<Referral>& existing,
                                      const cases::v1::CreateReferralRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  Move move(before, Referral());
  Referral& referral = move.after;
  referral.set_name(ReferralName(before.case_number(), static_cast<int>(existing.size()) + 1));
  referral.set_authority(request.authority());
  referral.set_kind(request.kind() == Referral::KIND_UNSPECIFIED ? Referral::KIND_QUESTION : request.kind());
  referral.set_service(request.service());
  INDGANG_RETURN_IF_ERROR(CheckNotYetAsked(before, existing, referral));
  if (referral.kind() != Referral::KIND_OUTSIDE) INDGANG_RETURN_IF_ERROR(CheckReachable(referral.authority(), context));
  INDGANG_RETURN_IF_ERROR(Assign(request.assignee(), context, referral));
  INDGANG_RETURN_IF_ERROR(SetDueTimes(request, context, referral));
  referral.set_state(Referral::STATE_SENT);
  referral.set_question(request.question());
  *referral.mutable_create_time() = ToTimestamp(context.now);
  *referral.mutable_created_by() = MakeActor(context.caller);
  StampReferral(referral, context);
  Case& after = move.change.after;
  after.set_open_referrals(after.open_referrals() + 1);
  if (referral.kind() == Referral::KIND_CALLBACK) after.set_open_callbacks(after.open_callbacks() + 1);
  Tell(referral, *move.change.events.emplace_back().mutable_referral_created());
  return std::move(move.change);
}

absl::StatusOr<Change> AcceptReferral(const Case& before, const Referral& referral,
                                      const cases::v1::AcceptReferralRequest& request, int index,
                                      const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOwnUnit(referral, context));
  INDGANG_RETURN_IF_ERROR(CheckMove(before, referral, referral.state() == Referral::STATE_SENT, "SENT"));
  INDGANG_RETURN_IF_ERROR(CheckKind(
      referral, {Referral::KIND_QUESTION, Referral::KIND_CALLBACK, Referral::KIND_PERMIT, Referral::KIND_TRANSFER},
      "a referral within the service; ConfirmReferral is for outside bodies"));
  const bool transfer = referral.kind() == Referral::KIND_TRANSFER;
  INDGANG_RETURN_IF_ERROR(CheckTransferMessage(request, transfer));
  Move move(before, referral);
  if (!transfer) {
    move.after.set_state(Referral::STATE_ACCEPTED);
    StampReferral(move.after, context);
    Tell(move.after, *move.change.events.emplace_back().mutable_referral_accepted());
    return std::move(move.change);
  }
  INDGANG_ASSIGN_OR_RETURN(const directory::v1::Member* const caller, NewContactPerson(before, context));
  Finish(move.change, move.after, Referral::STATE_COMPLETED, context);
  Tell(move.after, *move.change.events.emplace_back().mutable_referral_completed());
  move.change.after.set_transfer_count(before.transfer_count() + 1);
  cases::v1::ContactPersonHandedOver handed_over;
  handed_over.set_reason(referral.question());
  handed_over.set_told_by(request.channel());
  handed_over.set_referral(referral.name());
  HandOver(*caller, std::move(handed_over), request.message(), index, context, move.change);
  return std::move(move.change);
}

absl::StatusOr<Change> DeclineReferral(const Case& before, const Referral& referral,
                                       const cases::v1::DeclineReferralRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckFinisher(before, referral, context));
  INDGANG_RETURN_IF_ERROR(CheckStillOpen(before, referral));
  Move move(before, referral);
  move.after.set_decline_reason(request.reason());
  move.after.set_suggested_authority(request.suggested_authority());
  Finish(move.change, move.after, Referral::STATE_DECLINED, context);
  Tell(move.after, *move.change.events.emplace_back().mutable_referral_declined());
  return std::move(move.change);
}

absl::StatusOr<Change> AnswerReferral(const Case& before, const Referral& referral,
                                      const cases::v1::AnswerReferralRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOwnUnit(referral, context));
  INDGANG_RETURN_IF_ERROR(CheckStillOpen(before, referral));
  INDGANG_RETURN_IF_ERROR(
      CheckKind(referral, {Referral::KIND_QUESTION}, "a question; CompleteReferral ends the others"));
  Move move(before, referral);
  move.after.set_answer(request.answer());
  Finish(move.change, move.after, Referral::STATE_ANSWERED, context);
  Tell(move.after, *move.change.events.emplace_back().mutable_referral_answered());
  return std::move(move.change);
}

absl::StatusOr<Change> CompleteReferral(const Case& before, const Referral& referral,
                                        const cases::v1::CompleteReferralRequest& request, int index,
                                        const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckFinisher(before, referral, context));
  INDGANG_RETURN_IF_ERROR(CheckStillOpen(before, referral));
  INDGANG_RETURN_IF_ERROR(CheckKind(referral, {Referral::KIND_CALLBACK, Referral::KIND_PERMIT, Referral::KIND_OUTSIDE},
                                    "a callback, a permit or an outside body; AnswerReferral answers questions, and "
                                    "AcceptReferral completes transfers"));
  if (referral.kind() == Referral::KIND_OUTSIDE && !referral.has_confirm_time()) {
    return Refuse("NOT_CONFIRMED", referral, "was not confirmed by the outside body; record that first");
  }
  Move move(before, referral);
  move.after.set_outcome(request.outcome());
  Finish(move.change, move.after, Referral::STATE_COMPLETED, context);
  Tell(move.after, *move.change.events.emplace_back().mutable_referral_completed());
  if (referral.kind() == Referral::KIND_CALLBACK) {
    INDGANG_RETURN_IF_ERROR(RecordCall(move.change, request.outcome(), index, context));
  }
  return std::move(move.change);
}

absl::StatusOr<Change> ConfirmReferral(const Case& before, const Referral& referral,
                                       const cases::v1::ConfirmReferralRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckMove(before, referral, referral.state() == Referral::STATE_SENT, "SENT"));
  INDGANG_RETURN_IF_ERROR(
      CheckKind(referral, {Referral::KIND_OUTSIDE}, "an outside body; a unit within the service accepts by itself"));
  Move move(before, referral);
  move.after.set_state(Referral::STATE_ACCEPTED);
  *move.after.mutable_confirm_time() = ToTimestamp(context.now);
  StampReferral(move.after, context);
  Tell(move.after, *move.change.events.emplace_back().mutable_referral_confirmed(), request.note());
  return std::move(move.change);
}

absl::StatusOr<Change> RemindReferral(const Case& before, const Referral& referral,
                                      const cases::v1::RemindReferralRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckStillOpen(before, referral));
  if (referral.has_last_reminder_time() &&
      context.now < FromTimestamp(referral.last_reminder_time()) + kShortestReminderGap) {
    return Refuse("REMINDED_RECENTLY", referral, "was reminded less than an hour ago; give them time to read it");
  }
  Move move(before, referral);
  move.after.set_reminder_count(referral.reminder_count() + 1);
  *move.after.mutable_last_reminder_time() = ToTimestamp(context.now);
  StampReferral(move.after, context);
  Tell(move.after, *move.change.events.emplace_back().mutable_referral_reminded(), request.note());
  return std::move(move.change);
}

absl::StatusOr<Change> ReassignReferral(const Case& before, const Referral& referral,
                                        const cases::v1::ReassignReferralRequest& request, const Context& context) {
  const bool senders = referral.created_by().member() == context.caller.member();
  if (!senders && context.caller.role() != admin::v1::ROLE_LEADER) {
    INDGANG_RETURN_IF_ERROR(CheckOwnUnit(referral, context));
  }
  INDGANG_RETURN_IF_ERROR(CheckStillOpen(before, referral));
  INDGANG_RETURN_IF_ERROR(CheckKind(
      referral, {Referral::KIND_QUESTION, Referral::KIND_CALLBACK, Referral::KIND_PERMIT, Referral::KIND_TRANSFER},
      "a referral within the service; an outside body has no members here"));
  if (request.assignee().empty()) INDGANG_RETURN_IF_ERROR(CheckReachable(referral.authority(), context));
  Move move(before, referral);
  INDGANG_RETURN_IF_ERROR(Assign(request.assignee(), context, move.after));
  StampReferral(move.after, context);
  Tell(move.after, *move.change.events.emplace_back().mutable_referral_reassigned());
  return std::move(move.change);
}

absl::StatusOr<Change> RecallReferral(const Case& before, const Referral& referral,
                                      const cases::v1::RecallReferralRequest& request, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckStillOpen(before, referral));
  Move move(before, referral);
  move.after.set_recall_reason(request.reason());
  Finish(move.change, move.after, Referral::STATE_RECALLED, context);
  Tell(move.after, *move.change.events.emplace_back().mutable_referral_recalled());
  return std::move(move.change);
}

}  // namespace indgang::domain
