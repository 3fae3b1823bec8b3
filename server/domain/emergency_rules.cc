#include "server/domain/emergency_rules.h"

#include "server/domain/times.h"

namespace indgang::domain {

Change OpenEmergencyAccess(const cases::v1::Case& before, const std::string& reason, const Context& context) {
  Change change;
  change.after = before;
  cases::v1::EmergencyAccessOpened& opened = *change.events.emplace_back().mutable_emergency_access_opened();
  opened.set_reason(reason);
  *opened.mutable_expire_time() = ToTimestamp(context.now + kEmergencyAccess);
  return change;
}

}  // namespace indgang::domain
