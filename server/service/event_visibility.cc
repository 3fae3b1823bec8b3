#include "server/service/event_visibility.h"

#include "server/domain/case_file_rules.h"
#include "server/domain/events.h"
#include "server/domain/plan_rules.h"

namespace indgang::service {
namespace {

using cases::v1::CaseEvent;

bool IsForScope(const CaseEvent& event, absl::string_view scope) {
  if (const cases::v1::ReferralChanged* changed = domain::ReferralChangeOf(event); changed != nullptr) {
    return changed->referral().authority() == scope;
  }
  switch (event.detail_case()) {
    case CaseEvent::kReferralGoalNear:
      return event.referral_goal_near().authority() == scope;
    case CaseEvent::kReferralGoalEscalated:
      return event.referral_goal_escalated().authority() == scope;
    case CaseEvent::kReferralGoalMissed:
      return event.referral_goal_missed().authority() == scope;
    case CaseEvent::kEmergencyAccessOpened:
      return false;
    default:
      return !domain::IsForStaffOnly(event);
  }
}

}  // namespace

void HideFromScope(CaseEvent& event, absl::string_view scope) {
  if (scope.empty()) return;
  event.clear_stored();
  if (event.has_plan_step_updated()) {
    domain::HideOtherNotes(scope, *event.mutable_plan_step_updated()->mutable_step());
  }
  if (event.has_contact_person_handed_over()) {
    event.mutable_contact_person_handed_over()->clear_reason();
    event.mutable_contact_person_handed_over()->clear_referral();
  }
  if (IsForScope(event, scope)) return;
  event.clear_detail();
  event.clear_actor();
}

}  // namespace indgang::service
