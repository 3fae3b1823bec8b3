#include "server/domain/case_requests.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "server/domain/cvr.h"
#include "server/domain/field_checks.h"
#include "server/domain/member_requests.h"

namespace indgang::domain {
namespace {

using cases::v1::Interaction;

}  // namespace

absl::Status CheckRegisterEnquiry(const cases::v1::RegisterEnquiryRequest& request, admin::v1::Role caller) {
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
  return violations.ToStatus();
}

absl::Status CheckGetCase(const cases::v1::GetCaseRequest& request) {
  FieldViolations violations;
  CheckCaseName("name", request.name(), violations);
  return violations.ToStatus();
}

absl::Status CheckListCases(const cases::v1::ListCasesRequest& request) {
  FieldViolations violations;
  CheckPageSize(request.page_size(), violations);
  if (!cases::v1::Case::State_IsValid(request.state())) {
    violations.Add("state", absl::StrCat("is ", static_cast<int>(request.state()),
                                         "; wanted: REGISTERED, IN_PROGRESS, CLOSED or nothing"));
  }
  return violations.ToStatus();
}

absl::Status CheckTriageCase(const cases::v1::TriageCaseRequest& request, const knowledge::Bundle& bundle) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  CheckEnum("complexity", request.complexity(), knowledge::v1::Complexity_IsValid(request.complexity()),
            "SIMPLE, MEDIUM or COMPLEX", violations);
  if (request.services().empty()) violations.Add("services", "is empty; wanted: at least one service id");
  std::set<absl::string_view> seen;
  for (int i = 0; i < request.services_size(); ++i) {
    const std::string field = absl::StrCat("services[", i, "]");
    const std::string& id = request.services(i);
    if (bundle.FindService(id) == nullptr) {
      violations.Add(field, absl::StrCat("is ", Quoted(id), "; wanted: the id of a service in the knowledge base"));
    } else if (!seen.insert(id).second) {
      violations.Add(field, absl::StrCat("is ", Quoted(id), " again; wanted: every service once"));
    }
  }
  if (!request.package().empty() && bundle.FindPackage(request.package()) == nullptr) {
    violations.Add("package", absl::StrCat("is ", Quoted(request.package()),
                                           "; wanted: the id of a package in the knowledge base, or nothing"));
  }
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
  CheckEnum("interaction.kind", said.kind(), Interaction::Kind_IsValid(said.kind()),
            "MESSAGE, ANSWER or DIALOGUE_OFFER", violations);
  CheckChannel("interaction.channel", said.channel(), violations);
  if (said.direction() == Interaction::DIRECTION_INBOUND &&
      (said.kind() == Interaction::KIND_ANSWER || said.kind() == Interaction::KIND_DIALOGUE_OFFER)) {
    violations.Add("interaction.direction",
                   absl::StrCat("is INBOUND; wanted: OUTBOUND, since the kind is ",
                                said.kind() == Interaction::KIND_ANSWER ? "ANSWER" : "DIALOGUE_OFFER"));
  }
  CheckText("interaction.text", said.text(), Presence::kRequired, kMaxText, violations);
  return violations.ToStatus();
}

absl::Status CheckListInteractions(const cases::v1::ListInteractionsRequest& request) {
  FieldViolations violations;
  CheckCaseName("parent", request.parent(), violations);
  CheckPageSize(request.page_size(), violations);
  return violations.ToStatus();
}

absl::Status CheckCloseCase(const cases::v1::CloseCaseRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("name", request.name(), violations);
  CheckEnum("outcome", request.outcome(), cases::v1::Case::Outcome_IsValid(request.outcome()),
            "ANSWERED, GRANTED, REFUSED, HANDED_OVER or WITHDRAWN", violations);
  CheckText("note", request.note(), Presence::kOptional, kMaxNote, violations);
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
