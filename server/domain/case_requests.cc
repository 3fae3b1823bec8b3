#include "server/domain/case_requests.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/errors.h"
#include "server/domain/cvr.h"
#include "server/domain/field_checks.h"
#include "server/domain/member_requests.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::Interaction;

constexpr int kMaxGuides = 20;
constexpr int kMaxOfferLines = 20;

using Texts = google::protobuf::RepeatedPtrField<std::string>;

// What a case is about: `services` and `package`, fields of the message at `path` ("" or "instant_answer.").
void CheckSubject(absl::string_view path, const Texts& services, const std::string& package,
                  const knowledge::Bundle& bundle, FieldViolations& violations) {
  if (services.empty()) {
    violations.Add(absl::StrCat(path, "services"), "is empty; wanted: at least one service id");
  }
  std::set<absl::string_view> seen;
  for (int i = 0; i < services.size(); ++i) {
    const std::string field = absl::StrCat(path, "services[", i, "]");
    const std::string& id = services[i];
    if (bundle.FindService(id) == nullptr) {
      violations.Add(field, absl::StrCat("is ", Quoted(id), "; wanted: the id of a service in the knowledge base"));
    } else if (!seen.insert(id).second) {
      violations.Add(field, absl::StrCat("is ", Quoted(id), " again; wanted: every service once"));
    }
  }
  if (!package.empty() && bundle.FindPackage(package) == nullptr) {
    violations.Add(
        absl::StrCat(path, "package"),
        absl::StrCat("is ", Quoted(package), "; wanted: the id of a package in the knowledge base, or nothing"));
  }
}

// The guides that an outcome rests on and what they lacked, fields of the message at `path`.
void CheckGuides(absl::string_view path, const Texts& sections, Case::GuideFeedback feedback,
                 const knowledge::Bundle& bundle, FieldViolations& violations) {
  if (sections.size() > kMaxGuides) {
    violations.Add(absl::StrCat(path, "guide_sections"),
                   absl::StrCat("has ", sections.size(), " entries; wanted: at most ", kMaxGuides));
  }
  for (int i = 0; i < sections.size() && i < kMaxGuides; ++i) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(sections[i], absl::MaxSplits('#', 1));
    FieldViolations anchor;
    if (absl::StrContains(sections[i], '#')) CheckContentId("anchor", parts.second, anchor);
    if (bundle.FindService(parts.first) == nullptr || !anchor.empty()) {
      violations.Add(absl::StrCat(path, "guide_sections[", i, "]"),
                     absl::StrCat("is ", Quoted(sections[i]),
                                  "; wanted: the id of a service in the knowledge base, alone or with the anchor of a "
                                  "heading (alcohol-licence#priser-og-frister)"));
    }
  }
  if (!Case::GuideFeedback_IsValid(feedback)) {
    violations.Add(absl::StrCat(path, "guide_feedback"),
                   absl::StrCat("is ", static_cast<int>(feedback),
                                "; wanted: ASKED_IN_SPITE_OF_GUIDE, NO_GUIDE, NOT_FOR_A_GUIDE or nothing"));
  }
}

void CheckInstantAnswer(const cases::v1::InstantAnswer& answer, const knowledge::Bundle& bundle,
                        FieldViolations& violations) {
  CheckText("instant_answer.text", answer.text(), Presence::kRequired, kMaxText, violations);
  CheckSubject("instant_answer.", answer.services(), answer.package(), bundle, violations);
  if (!Case::Outcome_IsValid(answer.outcome()) || answer.outcome() == Case::OUTCOME_REFUSED) {
    violations.Add(
        "instant_answer.outcome",
        absl::StrCat("is ",
                     Case::Outcome_IsValid(answer.outcome()) ? Case::Outcome_Name(answer.outcome())
                                                             : absl::StrCat(static_cast<int>(answer.outcome())),
                     "; wanted: ANSWERED, GRANTED, HANDED_OVER, WITHDRAWN or nothing"));
  }
  CheckGuides("instant_answer.", answer.guide_sections(), answer.guide_feedback(), bundle, violations);
}

// Who may attach or answer at once, and what goes together.
void CheckWayIn(const cases::v1::RegisterEnquiryRequest& request, admin::v1::Role caller,
                const knowledge::Bundle& bundle, FieldViolations& violations) {
  const bool attaches = !request.attach_to().empty();
  const bool gateway = caller == admin::v1::ROLE_GATEWAY;
  if (attaches) CheckCaseName("attach_to", request.attach_to(), violations);
  if (attaches && gateway) violations.Add("attach_to", "is set; wanted: nothing, since a gateway only opens cases");
  if (attaches && !request.contact_person().empty()) {
    violations.Add("contact_person", "is set; wanted: nothing, since attach_to names a case that has one");
  }
  if (request.has_application()) {
    if (attaches) violations.Add("application", "is set; wanted: nothing, since attach_to names a case");
    if (request.has_instant_answer()) {
      violations.Add("application", "is set; wanted: nothing, since instant_answer closes the case");
    }
    CheckSubject("application.", request.application().services(), request.application().package(), bundle, violations);
  }
  if (!request.has_instant_answer()) return;
  if (attaches) violations.Add("instant_answer", "is set; wanted: nothing, since attach_to names a case");
  if (gateway) violations.Add("instant_answer", "is set; wanted: nothing, since a gateway only opens cases");
  CheckInstantAnswer(request.instant_answer(), bundle, violations);
}

void CheckOfferLines(absl::string_view field, const Texts& lines, FieldViolations& violations) {
  if (lines.empty() || lines.size() > kMaxOfferLines) {
    violations.Add(field, absl::StrCat("has ", lines.size(), " entries; wanted: 1 to ", kMaxOfferLines));
  }
  for (int i = 0; i < lines.size() && i < kMaxOfferLines; ++i) {
    CheckText(absl::StrCat(field, "[", i, "]"), lines[i], Presence::kRequired, kMaxNote, violations);
  }
}

void CheckDialogueOffer(const Interaction& said, FieldViolations& violations) {
  if (said.kind() == Interaction::KIND_DIALOGUE_OFFER) {
    CheckOfferLines("interaction.dialogue_offer.alternatives", said.dialogue_offer().alternatives(), violations);
    CheckOfferLines("interaction.dialogue_offer.rules", said.dialogue_offer().rules(), violations);
  } else if (said.has_dialogue_offer()) {
    violations.Add("interaction.dialogue_offer", "is set; wanted: nothing, unless the kind is DIALOGUE_OFFER");
  }
}

}  // namespace

absl::Status CheckRegisterEnquiry(const cases::v1::RegisterEnquiryRequest& request, admin::v1::Role caller,
                                  const knowledge::Bundle& bundle) {
  const cases::v1::Enquiry& enquiry = request.enquiry();
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckChannel("enquiry.channel", enquiry.channel(), violations);
  if (caller == admin::v1::ROLE_GATEWAY && cases::v1::Channel_IsValid(enquiry.channel()) &&
      enquiry.channel() != cases::v1::CHANNEL_UNSPECIFIED && enquiry.channel() != cases::v1::CHANNEL_WEB) {
    violations.Add("enquiry.channel", absl::StrCat("is ", cases::v1::Channel_Name(enquiry.channel()),
                                                   "; wanted: CHANNEL_WEB, the only one of a gateway"));
  }
  const std::string& cvr = enquiry.company().cvr_number();
  if (!cvr.empty() && !IsValidCvrNumber(cvr)) {
    violations.Add("enquiry.company.cvr_number",
                   absl::StrCat("is ", Quoted(cvr), "; wanted: eight digits with a valid check digit, or nothing"));
  }
  CheckLine("enquiry.company.display_name", enquiry.company().display_name(), Presence::kOptional, kMaxDisplayName,
            violations);
  CheckLine("enquiry.contact.display_name", enquiry.contact().display_name(), Presence::kOptional, kMaxDisplayName,
            violations);
  if (enquiry.contact().phone().empty() && enquiry.contact().email().empty()) {
    violations.Add("enquiry.contact", "has neither phone nor email; wanted: at least one, to reach the company");
  }
  CheckPhone("enquiry.contact.phone", enquiry.contact().phone(), violations);
  CheckEmail("enquiry.contact.email", enquiry.contact().email(), violations);
  if (!request.contact_person().empty()) {
    if (caller == admin::v1::ROLE_GATEWAY) {
      violations.Add("contact_person",
                     absl::StrCat("is ", Quoted(request.contact_person()), "; wanted: nothing, from a gateway"));
    } else {
      CheckMemberId("contact_person", request.contact_person(), violations);
    }
  }
  CheckText("enquiry.text", enquiry.text(), Presence::kRequired, kMaxText, violations);
  CheckLanguage("enquiry.language", enquiry.language(), violations);
  CheckWayIn(request, caller, bundle, violations);
  return violations.ToStatus();
}

absl::Status CheckGetCase(const cases::v1::GetCaseRequest& request) {
  FieldViolations violations;
  CheckCaseName("name", request.name(), violations);
  return violations.ToStatus();
}

absl::Status CheckTriageCase(const cases::v1::TriageCaseRequest& request, const knowledge::Bundle& bundle) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  CheckEnum("complexity", request.complexity(), knowledge::v1::Complexity_IsValid(request.complexity()),
            "SIMPLE, MEDIUM or COMPLEX", violations);
  CheckSubject("", request.services(), request.package(), bundle, violations);
  CheckText("reason", request.reason(), Presence::kOptional, kMaxNote, violations);
  return violations.ToStatus();
}

absl::Status CheckRecordInteraction(const cases::v1::RecordInteractionRequest& request) {
  const Interaction& said = request.interaction();
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("parent", request.parent(), violations);
  CheckEnum("interaction.direction", said.direction(), Interaction::Direction_IsValid(said.direction()),
            "INBOUND or OUTBOUND", violations);
  CheckEnum("interaction.kind", said.kind(),
            Interaction::Kind_IsValid(said.kind()) && said.kind() != Interaction::KIND_ENQUIRY,
            "MESSAGE, ANSWER or DIALOGUE_OFFER", violations);
  CheckChannel("interaction.channel", said.channel(), violations);
  if (said.direction() == Interaction::DIRECTION_INBOUND &&
      (said.kind() == Interaction::KIND_ANSWER || said.kind() == Interaction::KIND_DIALOGUE_OFFER)) {
    violations.Add("interaction.direction",
                   absl::StrCat("is INBOUND; wanted: OUTBOUND, since the kind is ",
                                said.kind() == Interaction::KIND_ANSWER ? "ANSWER" : "DIALOGUE_OFFER"));
  }
  CheckText("interaction.text", said.text(), Presence::kRequired, kMaxText, violations);
  CheckDialogueOffer(said, violations);
  return violations.ToStatus();
}

absl::Status CheckListInteractions(const cases::v1::ListInteractionsRequest& request) {
  FieldViolations violations;
  CheckCaseName("parent", request.parent(), violations);
  CheckPageSize(request.page_size(), violations);
  return violations.ToStatus();
}

absl::Status CheckCloseCase(const cases::v1::CloseCaseRequest& request, const knowledge::Bundle& bundle) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  CheckEnum("outcome", request.outcome(), cases::v1::Case::Outcome_IsValid(request.outcome()),
            "ANSWERED, GRANTED, REFUSED, HANDED_OVER or WITHDRAWN", violations);
  CheckText("note", request.note(), Presence::kOptional, kMaxNote, violations);
  CheckGuides("", request.guide_sections(), request.guide_feedback(), bundle, violations);
  return violations.ToStatus();
}

absl::Status CheckReopenCase(const cases::v1::ReopenCaseRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  CheckText("reason", request.reason(), Presence::kRequired, kMaxNote, violations);
  return violations.ToStatus();
}

absl::Status CheckHandOverCase(const cases::v1::HandOverCaseRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  CheckMemberId("contact_person", request.contact_person(), violations);
  CheckText("reason", request.reason(), Presence::kRequired, kMaxNote, violations);
  CheckChannel("channel", request.channel(), violations);
  CheckText("message", request.message(), Presence::kRequired, kMaxText, violations);
  return violations.ToStatus();
}

absl::Status CheckListCaseEvents(const cases::v1::ListCaseEventsRequest& request) {
  FieldViolations violations;
  CheckCaseName("parent", request.parent(), violations);
  CheckPageSize(request.page_size(), violations);
  return violations.ToStatus();
}

}  // namespace indgang::domain
