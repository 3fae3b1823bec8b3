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

}  // namespace

absl::Status CheckCreateReferral(const cases::v1::CreateReferralRequest& request, const knowledge::Bundle& bundle) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("parent", request.parent(), violations);
  CheckAuthority("authority", request.authority(), bundle, violations);
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
    violations.Add("state", absl::StrCat("is ", static_cast<int>(request.state()),
                                         "; wanted: SENT, ACCEPTED, DECLINED, ANSWERED or nothing"));
  }
  return violations.ToStatus();
}

absl::Status CheckAcceptReferral(const cases::v1::AcceptReferralRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckReferralName("name", request.name(), violations);
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

}  // namespace indgang::domain
