// CaseService.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/case_requests.h"
#include "server/domain/case_rules.h"
#include "server/domain/closing_rules.h"
#include "server/domain/contact_rules.h"
#include "server/domain/enquiry_rules.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"
#include "server/domain/referral_rules.h"
#include "server/service/call.h"
#include "server/service/case_access.h"
#include "server/service/event_visibility.h"
#include "server/service/page_token.h"

namespace indgang::service {
namespace {

using namespace cases::v1;  // the request and response types of this file's service
using storage::ReadTransaction;
using storage::StoredCase;
using storage::WriteTransaction;

constexpr int kSuggestions = 5;

// Attaches the enquiry to the case that `attach_to` names.
Work AttachEnquiry(Call& call, const RegisterEnquiryRequest& request, RegisterEnquiryResponse& response) {
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, *domain::ParseCaseName(request.attach_to())));
    INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountInteractions(stored.message.case_number()));
    INDGANG_ASSIGN_OR_RETURN(domain::Change change,
                             domain::AttachEnquiry(stored.message, request.enquiry(), count + 1, call.context()));
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, stored, change));
    *response.mutable_case_() = std::move(change.after);
    response.set_attached(true);
    return absl::OkStatus();
  });
}

// Sends each permit that is applied for on the new case to the office that decides. One where nobody is there does not
// hold up the others: it is left to the contact person.
absl::Status SendToOffices(WriteTransaction& tx, const Call& call, const Application& application,
                           RegisterEnquiryResponse& response) {
  const std::string case_number = response.case_().case_number();
  for (const std::string& service : application.services()) {
    INDGANG_ASSIGN_OR_RETURN(const std::optional<StoredCase> stored, tx.GetCase(case_number));
    INDGANG_ASSIGN_OR_RETURN(const std::vector<Referral> existing, AllReferrals(tx, case_number));
    absl::StatusOr<domain::Change> change = domain::CreateReferral(
        stored->message, existing, domain::PermitReferral(stored->message.enquiry(), service, call.knowledge->bundle()),
        call.context());
    if (GetReason(change.status()) == "UNIT_UNREACHABLE") {
      response.add_services_not_sent(service);
      continue;
    }
    INDGANG_RETURN_IF_ERROR(change.status());
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, *stored, *change));
    *response.mutable_case_() = std::move(change->after);
    *response.add_applications_sent() = domain::MakeSentApplication(*change->referral);
  }
  return absl::OkStatus();
}

absl::StatusOr<Work> RegisterEnquiry(Call& call, const RegisterEnquiryRequest& request,
                                     RegisterEnquiryResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckRegisterEnquiry(request, call.caller->role(), call.knowledge->bundle()));
  if (!request.attach_to().empty()) return AttachEnquiry(call, request, response);
  const Enquiry& enquiry = request.enquiry();
  auto routing = call.knowledge->Suggest(enquiry.text(), enquiry.language() == "en" ? "en" : "da", kSuggestions);
  return Work::Write([&, routing = std::move(routing)](WriteTransaction& tx) -> absl::Status {
    const absl::TimeZone& zone = call.knowledge->bundle().calendar().time_zone();
    const auto year = static_cast<int>(absl::ToCivilYear(call.now, zone).year());
    INDGANG_ASSIGN_OR_RETURN(const std::string case_number, tx.NextCaseNumber(year));
    INDGANG_ASSIGN_OR_RETURN(const ContactPersonAssigned contact,
                             domain::ChooseContactPerson(call.MemberId(request.contact_person()), enquiry.company(),
                                                         routing, call.context(), OpenCasesIn(tx)));
    domain::Change change = domain::RegisterEnquiry(enquiry, case_number, routing, contact, call.context());
    if (request.has_instant_answer()) {
      INDGANG_ASSIGN_OR_RETURN(change,
                               domain::AnswerInstantly(std::move(change), request.instant_answer(), call.context()));
    }
    if (request.has_application()) {
      change = domain::TriageApplication(std::move(change), request.application(), call.context());
    }
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, StoredCase(), change));
    *response.mutable_case_() = std::move(change.after);
    return SendToOffices(tx, call, request.application(), response);
  });
}

absl::StatusOr<Work> GetCase(Call& call, const GetCaseRequest& request, GetCaseResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckGetCase(request));
  return Work::Lookup([&](ReadTransaction& tx) -> absl::Status {
    return AnswerWithCase(tx, call, *domain::ParseCaseName(request.name()), GetCaseResponse::kCaseFieldNumber,
                          response);
  });
}

absl::StatusOr<Work> TriageCase(Call& call, const TriageCaseRequest& request, TriageCaseResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckTriageCase(request, call.knowledge->bundle()));
  return ChangeCase(
      call, Changer::kWorksOnCase, *domain::ParseCaseName(request.name()), request.etag(), response,
      [&](WriteTransaction&, const Case& before) { return domain::TriageCase(before, request, call.context()); });
}

absl::StatusOr<Work> RecordInteraction(Call& call, const RecordInteractionRequest& request,
                                       RecordInteractionResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckRecordInteraction(request));
  return ChangeCase(call, Changer::kSeesCase, *domain::ParseCaseName(request.parent()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountInteractions(before.case_number()));
                      return domain::RecordInteraction(before, request.interaction(), count + 1, call.context());
                    });
}

absl::StatusOr<Work> ListInteractions(Call& call, const ListInteractionsRequest& request,
                                      ListInteractionsResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListInteractions(request));
  const int page_size = domain::EffectivePageSize(request.page_size());
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t after, ReadNumberCursor(request, call.scope()));
  return Work::Read([&, page_size, after](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, *domain::ParseCaseName(request.parent())));
    INDGANG_ASSIGN_OR_RETURN(std::vector<Interaction> interactions,
                             tx.ListInteractions(stored.message.case_number(), static_cast<int>(after), page_size + 1));
    response.set_next_page_token(
        FillPage(request, call.scope(), page_size, interactions, *response.mutable_interactions(),
                 [after](const Interaction&, int count) { return absl::StrCat(after + count); }));
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> CloseCase(Call& call, const CloseCaseRequest& request, CloseCaseResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckCloseCase(request, call.knowledge->bundle()));
  return ChangeCase(
      call, Changer::kWorksOnCase, *domain::ParseCaseName(request.name()), request.etag(), response,
      [&](WriteTransaction&, const Case& before) { return domain::CloseCase(before, request, call.context()); });
}

absl::StatusOr<Work> HandOverCase(Call& call, const HandOverCaseRequest& request, HandOverCaseResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckHandOverCase(request));
  return ChangeCase(call, Changer::kWorksOnCase, *domain::ParseCaseName(request.name()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountInteractions(before.case_number()));
                      return domain::HandOverCase(before, request, count + 1, call.context());
                    });
}

absl::StatusOr<Work> ReopenCase(Call& call, const ReopenCaseRequest& request, ReopenCaseResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckReopenCase(request));
  return ChangeCase(call, Changer::kWorksOnCase, *domain::ParseCaseName(request.name()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) {
                      return domain::ReopenCase(before, request, call.context(), OpenCasesIn(tx));
                    });
}

absl::StatusOr<Work> ListCaseEvents(Call& call, const ListCaseEventsRequest& request,
                                    ListCaseEventsResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListCaseEvents(request));
  const int page_size = domain::EffectivePageSize(request.page_size());
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t after, ReadNumberCursor(request, call.scope()));
  return Work::Read([&, page_size, after](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, *domain::ParseCaseName(request.parent())));
    INDGANG_ASSIGN_OR_RETURN(std::vector<CaseEvent> events,
                             tx.ListEvents(stored.message.case_number(), after, page_size + 1));
    for (CaseEvent& event : events) HideFromScope(event, ScopeOn(call, stored.message));
    response.set_next_page_token(FillPage(request, call.scope(), page_size, events, *response.mutable_events(),
                                          [](const CaseEvent& last, int) { return absl::StrCat(last.sequence()); }));
    return absl::OkStatus();
  });
}

}  // namespace

std::vector<Handler> CaseHandlers() {
  return {
      Handle("indgang.cases.v1.CaseService.RegisterEnquiry", RegisterEnquiry),
      Handle("indgang.cases.v1.CaseService.GetCase", GetCase),
      Handle("indgang.cases.v1.CaseService.TriageCase", TriageCase),
      Handle("indgang.cases.v1.CaseService.RecordInteraction", RecordInteraction),
      Handle("indgang.cases.v1.CaseService.ListInteractions", ListInteractions),
      Handle("indgang.cases.v1.CaseService.CloseCase", CloseCase),
      Handle("indgang.cases.v1.CaseService.ReopenCase", ReopenCase),
      Handle("indgang.cases.v1.CaseService.HandOverCase", HandOverCase),
      Handle("indgang.cases.v1.CaseService.ListCaseEvents", ListCaseEvents),
  };
}

}  // namespace indgang::service
