#include "server/domain/enquiry_rules.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/closing_rules.h"
#include "server/domain/goal_rules.h"
#include "server/domain/names.h"
#include "server/domain/times.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::Enquiry;
using cases::v1::Interaction;

// The digits of a telephone number, in the same way however it was written: "+45 12 34 56 78" is "12345678".
std::string ComparablePhone(absl::string_view phone) {
  std::string digits;
  std::copy_if(phone.begin(), phone.end(), std::back_inserter(digits),
               [](unsigned char c) { return absl::ascii_isdigit(c); });
  const bool foreign_form = absl::StartsWith(phone, "+") || absl::StartsWith(digits, "00");
  absl::string_view number = digits;
  absl::ConsumePrefix(&number, "00");
  if (foreign_form && number.size() == 10) absl::ConsumePrefix(&number, "45");
  return std::string(number);
}

// What the case did not know yet of who asks.
void FillIn(const Enquiry& later, Enquiry& known) {
  const auto fill = [](const std::string& from, const std::string& to, auto set) {
    if (to.empty() && !from.empty()) set(from);
  };
  cases::v1::Company& company = *known.mutable_company();
  fill(later.company().cvr_number(), company.cvr_number(), [&](const auto& text) { company.set_cvr_number(text); });
  fill(later.company().display_name(), company.display_name(),
       [&](const auto& text) { company.set_display_name(text); });
  cases::v1::CompanyContact& contact = *known.mutable_contact();
  fill(later.contact().phone(), contact.phone(), [&](const auto& text) { contact.set_phone(text); });
  fill(later.contact().email(), contact.email(), [&](const auto& text) { contact.set_email(text); });
}

// `next` happens after `change`, in the same call.
void Append(Change& change, Change next) {
  change.after = std::move(next.after);
  if (next.interaction.has_value()) change.interaction = std::move(next.interaction);
  std::move(next.events.begin(), next.events.end(), std::back_inserter(change.events));
  change.next_check = std::min(change.next_check, next.next_check);
}

}  // namespace

bool IsSameCompany(const Enquiry& one, const Enquiry& other) {
  if (!one.company().cvr_number().empty() && !other.company().cvr_number().empty()) {
    return one.company().cvr_number() == other.company().cvr_number();
  }
  const std::string phone = ComparablePhone(one.contact().phone());
  const std::string& email = one.contact().email();
  return (!phone.empty() && phone == ComparablePhone(other.contact().phone())) ||
         (!email.empty() && absl::EqualsIgnoreCase(email, other.contact().email()));
}

absl::StatusOr<Change> AttachEnquiry(const Case& before, const Enquiry& enquiry, int index, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  if (!IsSameCompany(before.enquiry(), enquiry)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "OTHER_COMPANY",
                     absl::StrCat("case ", before.case_number(),
                                  " is another company's: neither CVR number, telephone nor e-mail is the same"),
                     {{"case_number", before.case_number()}});
  }
  Change change;
  change.after = before;
  change.after.set_enquiry_count(before.enquiry_count() + 1);
  FillIn(enquiry, *change.after.mutable_enquiry());
  Interaction& interaction = change.interaction.emplace();
  interaction.set_name(InteractionName(before.case_number(), index));
  interaction.set_direction(Interaction::DIRECTION_INBOUND);
  interaction.set_kind(Interaction::KIND_ENQUIRY);
  interaction.set_channel(enquiry.channel());
  interaction.set_text(enquiry.text());
  *interaction.mutable_actor() = MakeActor(context.caller);
  *interaction.mutable_create_time() = ToTimestamp(context.now);

  const absl::Time due = StartNextReplyClock(change.after, context);
  cases::v1::EnquiryAttached& attached = *change.events.emplace_back().mutable_enquiry_attached();
  *attached.mutable_enquiry() = enquiry;
  if (enquiry.language().empty()) attached.mutable_enquiry()->set_language(before.enquiry().language());
  *attached.mutable_enquiry()->mutable_create_time() = ToTimestamp(context.now);
  *attached.mutable_reply_due_time() = ToTimestamp(due);
  return change;
}

absl::StatusOr<Change> AnswerInstantly(Change registered, const cases::v1::InstantAnswer& answer,
                                       const Context& context) {
  Change change = std::move(registered);
  cases::v1::TriageCaseRequest triage;
  triage.set_complexity(knowledge::v1::COMPLEXITY_SIMPLE);
  *triage.mutable_services() = answer.services();
  triage.set_package(answer.package());
  Append(change, Triage(change.after, triage, context));

  Interaction said;
  said.set_direction(Interaction::DIRECTION_OUTBOUND);
  said.set_kind(Interaction::KIND_ANSWER);
  said.set_channel(change.after.enquiry().channel());
  said.set_text(answer.text());
  INDGANG_ASSIGN_OR_RETURN(Change answered, RecordInteraction(change.after, said, 1, context));
  Append(change, std::move(answered));

  cases::v1::CloseCaseRequest close;
  const bool outcome_given = answer.outcome() != Case::OUTCOME_UNSPECIFIED;
  close.set_outcome(outcome_given ? answer.outcome() : Case::OUTCOME_ANSWERED);
  *close.mutable_guide_sections() = answer.guide_sections();
  close.set_guide_feedback(answer.guide_feedback());
  INDGANG_ASSIGN_OR_RETURN(Change closed, CloseCase(change.after, close, context));
  Append(change, std::move(closed));
  return change;
}

Change TriageApplication(Change registered, const cases::v1::Application& application, const Context& context) {
  Change change = std::move(registered);
  cases::v1::TriageCaseRequest triage;
  triage.set_complexity(knowledge::v1::COMPLEXITY_SIMPLE);
  *triage.mutable_services() = application.services();
  triage.set_package(application.package());
  Append(change, Triage(change.after, triage, context));
  return change;
}

cases::v1::CreateReferralRequest PermitReferral(const Enquiry& enquiry, const std::string& service,
                                                const knowledge::Bundle& bundle) {
  cases::v1::CreateReferralRequest referral;
  referral.set_kind(cases::v1::Referral::KIND_PERMIT);
  referral.set_service(service);
  referral.set_authority(bundle.FindService(service)->authority());
  referral.set_question(enquiry.text());
  return referral;
}

cases::v1::SentApplication MakeSentApplication(const cases::v1::Referral& permit) {
  cases::v1::SentApplication sent;
  sent.set_service(permit.service());
  sent.set_authority(permit.authority());
  sent.set_referral(permit.name());
  *sent.mutable_due_time() = permit.due_time();
  if (permit.has_statutory_due_time()) *sent.mutable_statutory_due_time() = permit.statutory_due_time();
  return sent;
}

}  // namespace indgang::domain
