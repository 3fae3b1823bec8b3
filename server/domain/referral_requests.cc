#include "server/domain/referral_requests.h"

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"

namespace indgang::domain {
namespace {

void CheckAuthority(absl::string_view field, absl::string_view id, const knowledge::Bundle& bundle,
                    FieldViolations& violations) {
  if (bundle.FindAuthority(id) != nullptr) return;
  violations.Add(field, absl::StrCat("is ", Quoted(id), "; wanted: the id of an authority in the knowledge base"));
}

// A permit names the service that is applied for, which the authority decides; nothing else does.
void CheckKindAndService(const cases::v1::CreateReferralRequest& request, const knowledge::Bundle& bundle,
                         FieldViolations& violations) {
  using cases::v1::Referral;
  if (!Referral::Kind_IsValid(request.kind())) {
    return violations.Add("kind", absl::StrCat("is ", static_cast<int>(request.kind()),
                                               "; wanted: QUESTION, CALLBACK, PERMIT, TRANSFER or OUTSIDE"));
  }
  if (request.kind() != Referral::KIND_PERMIT) {
    if (!request.service().empty()) {
      violations.Add("service", "is given; wanted: nothing, since only a permit is about one service");
    }
    if (request.has_application_complete_time()) {
      violations.Add("application_complete_time", "is given; wanted: nothing, since only a permit is applied for");
    }
    return;
  }
  const knowledge::v1::Service* const service = bundle.FindService(request.service());
  if (service == nullptr) {
    violations.Add("service", absl::StrCat("is ", Quoted(request.service()),
                                           "; wanted: the id of the service that is applied for"));
  } else if (service->authority() != request.authority()) {
    violations.Add("service", absl::StrCat("is ", Quoted(request.service()), ", which ", service->authority(),
                                           " decides; wanted: a service of ", Quoted(request.authority())));
  }
}

}  // namespace

absl::Status CheckCreateReferral(const cases::v1::CreateReferralRequest& request, const knowledge::Bundle& bundle) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("parent", request.parent(), violations);
  CheckAuthority("authority", request.authority(), bundle, violations);
  CheckKindAndService(request, bundle, violations);
  if (request.kind() == cases::v1::Referral::KIND_OUTSIDE && !request.assignee().empty()) {
    violations.Add("assignee", "is given; wanted: nothing, since an outside body has no members here");
  }
  CheckText("question", request.question(), Presence::kRequired, kMaxText, violations);
  return violations.ToStatus();
}

absl::Status CheckGetReferral(const cases::v1::GetReferralRequest& request) {
  FieldViolations violations;
  CheckReferralName("name", request.name(), violations);
  return violations.ToStatus();
}

absl::Status CheckListReferrals(const cases::v1::ListReferralsRequest& request) {
  FieldViolations violations;
  if (request.parent() != kEveryCase && !ParseCaseName(request.parent()).has_value()) {
    violations.Add("parent", absl::StrCat("is ", Quoted(request.parent()), "; wanted: cases/YYYY-NNNNNN, or cases/-"));
  }
  CheckPageSize(request.page_size(), violations);
  if (!cases::v1::Referral::State_IsValid(request.state())) {
    violations.Add("state",
                   absl::StrCat("is ", static_cast<int>(request.state()),
                                "; wanted: SENT, ACCEPTED, DECLINED, ANSWERED, COMPLETED, RECALLED or nothing"));
  }
  return violations.ToStatus();
}

absl::Status CheckAcceptReferral(const cases::v1::AcceptReferralRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckReferralName("name", request.name(), violations);
  CheckText("message", request.message(), Presence::kOptional, kMaxText, violations);
  if (!cases::v1::Channel_IsValid(request.channel())) {
    violations.Add("channel", absl::StrCat("is ", static_cast<int>(request.channel()),
                                           "; wanted: PHONE, EMAIL, VISIT, WEB or OUTBOUND"));
  }
  return violations.ToStatus();
}

absl::Status CheckDeclineReferral(const cases::v1::DeclineReferralRequest& request, const knowledge::Bundle& bundle) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckReferralName("name", request.name(), violations);
  CheckText("reason", request.reason(), Presence::kRequired, kMaxNote, violations);
  if (!request.suggested_authority().empty()) {
    CheckAuthority("suggested_authority", request.suggested_authority(), bundle, violations);
  }
  return violations.ToStatus();
}

absl::Status CheckAnswerReferral(const cases::v1::AnswerReferralRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckReferralName("name", request.name(), violations);
  CheckText("answer", request.answer(), Presence::kRequired, kMaxText, violations);
  return violations.ToStatus();
}

absl::Status CheckCompleteReferral(const cases::v1::CompleteReferralRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckReferralName("name", request.name(), violations);
  CheckText("outcome", request.outcome(), Presence::kRequired, kMaxText, violations);
  return violations.ToStatus();
}

absl::Status CheckConfirmReferral(const cases::v1::ConfirmReferralRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckReferralName("name", request.name(), violations);
  CheckText("note", request.note(), Presence::kOptional, kMaxNote, violations);
  return violations.ToStatus();
}

absl::Status CheckRemindReferral(const cases::v1::RemindReferralRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckReferralName("name", request.name(), violations);
  CheckText("note", request.note(), Presence::kOptional, kMaxNote, violations);
  return violations.ToStatus();
}

absl::Status CheckReassignReferral(const cases::v1::ReassignReferralRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckReferralName("name", request.name(), violations);
  return violations.ToStatus();
}

absl::Status CheckRecallReferral(const cases::v1::RecallReferralRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckReferralName("name", request.name(), violations);
  CheckText("reason", request.reason(), Presence::kRequired, kMaxNote, violations);
  return violations.ToStatus();
}

}  // namespace indgang::domain
