#include "server/domain/case_rules.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/audit_rules.h"
#include "server/domain/goal_rules.h"
#include "server/domain/names.h"
#include "server/domain/times.h"
#include "server/domain/watch_rules.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::Interaction;

absl::Status Refuse(const Case& current, absl::string_view reason, absl::string_view why) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason,
                   absl::StrCat("case ", current.case_number(), " ", why), {{"case_number", current.case_number()}});
}

bool WasSuggested(const Case& current, absl::string_view service) {
  return std::any_of(current.suggestions().begin(), current.suggestions().end(),
                     [&](const auto& suggestion) { return suggestion.service() == service; });
}

}  // namespace

absl::Status CheckOpen(const Case& current) {
  if (current.state() != Case::STATE_CLOSED) return absl::OkStatus();
  return Refuse(current, "CASE_CLOSED", "is closed");
}

ChainEnd Seal(const ChainEnd& end, const Context& context, Change& change) {
  Case& after = change.after;
  *after.mutable_update_time() = ToTimestamp(context.now);
  change.next_check = std::min(change.next_check, WatchClocks(context, change));
  if (change.referral.has_value()) {
    change.next_check = std::min(change.next_check, NextReferralCheck(*change.referral, context));
  }
  if (change.follow_up.has_value()) {
    change.next_check = std::min(change.next_check, NextFollowUpCheck(*change.follow_up, context));
  }
  NameStored(change);
  const ChainEnd new_end = Append(after.case_number(), end, context, change.events);
  after.set_etag(EtagOf(new_end));
  return new_end;
}

std::string EtagOf(const ChainEnd& end) { return absl::BytesToHexString(end.hash.substr(0, 8)); }

Change RegisterEnquiry(const cases::v1::Enquiry& enquiry, const std::string& case_number,
                       const knowledge::v1::SuggestRoutingResponse& routing,
                       const cases::v1::ContactPersonAssigned& contact, const Context& context) {
  Change change;
  Case& opened = change.after;
  opened.set_name(CaseName(case_number));
  opened.set_case_number(case_number);
  opened.set_state(Case::STATE_REGISTERED);
  *opened.mutable_enquiry() = enquiry;
  if (enquiry.language().empty()) opened.mutable_enquiry()->set_language("da");
  *opened.mutable_enquiry()->mutable_create_time() = ToTimestamp(context.now);
  *opened.mutable_contact_person() = contact.contact_person();
  *opened.mutable_suggestions() = routing.suggestions();
  opened.set_content_hash(routing.revision().content_hash());
  *opened.mutable_create_time() = ToTimestamp(context.now);
  opened.set_enquiry_count(1);
  StartClocks(opened, context);

  *change.events.emplace_back().mutable_registered()->mutable_enquiry() = opened.enquiry();
  *change.events.emplace_back().mutable_contact_person_assigned() = contact;
  // On a short day the goal may be near from the first moment: that is told after the case began.
  WatchClocks(context, change);
  *change.events.front().mutable_registered()->mutable_goals() = opened.goals();
  return change;
}

absl::StatusOr<Change> TriageCase(const Case& before, const cases::v1::TriageCaseRequest& request,
                                  const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  FieldViolations violations;
  for (const std::string& service : request.services()) {
    if (request.reason().empty() && !WasSuggested(before, service)) {
      violations.Add("reason", absl::StrCat("is empty; wanted: why ", service, " is chosen, which was not suggested"));
    }
  }
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());

  return Triage(before, request, context);
}

Change Triage(const Case& before, const cases::v1::TriageCaseRequest& request, const Context& context) {
  Change change;
  change.after = before;
  // As the case was: whether an answer is due may be another question after it.
  MissAnswerIfLate(context.now, context, change);
  Case& after = change.after;
  after.set_state(Case::STATE_IN_PROGRESS);
  after.set_complexity(request.complexity());
  *after.mutable_services() = request.services();
  after.set_package(request.package());
  after.set_triage_reason(request.reason());
  cases::v1::CaseTriaged& triaged = *change.events.emplace_back().mutable_triaged();
  triaged.set_complexity(request.complexity());
  *triaged.mutable_services() = request.services();
  triaged.set_package(request.package());
  triaged.set_reason(request.reason());
  SettleAnswer(context, change);
  return change;
}

Interaction MakeInteraction(const std::string& case_number, const Interaction& said, int index,
                            const Context& context) {
  Interaction interaction;
  interaction.set_name(InteractionName(case_number, index));
  interaction.set_direction(said.direction());
  interaction.set_kind(said.kind());
  interaction.set_channel(said.channel());
  interaction.set_text(said.text());
  *interaction.mutable_actor() = MakeActor(context.caller);
  *interaction.mutable_create_time() = ToTimestamp(context.now);
  if (said.has_dialogue_offer()) *interaction.mutable_dialogue_offer() = said.dialogue_offer();
  return interaction;
}

absl::StatusOr<Change> RecordInteraction(const Case& before, const Interaction& said, int index,
                                         const Context& context) {
  if (said.kind() != Interaction::KIND_MESSAGE) INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  Change change;
  change.after = before;
  change.interaction = MakeInteraction(before.case_number(), said, index, context);

  const bool open = before.state() != Case::STATE_CLOSED;
  const ClockEffect effect = open ? MoveClocks(said, context, change) : ClockEffect();
  if (said.kind() == Interaction::KIND_DIALOGUE_OFFER) change.after.set_dialogue_offered(true);

  cases::v1::InteractionRecorded& recorded = *change.events.emplace_back().mutable_interaction_recorded();
  *recorded.mutable_interaction() = *change.interaction;
  recorded.set_first_reply(effect.first_reply);
  recorded.set_answered(effect.answered);
  return change;
}

}  // namespace indgang::domain
