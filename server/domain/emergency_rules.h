// Reading a case that one may not read, because nobody else can.
#ifndef INDGANG_SERVER_DOMAIN_EMERGENCY_RULES_H_
#define INDGANG_SERVER_DOMAIN_EMERGENCY_RULES_H_

#include <string>

#include "absl/time/time.h"
#include "server/domain/case_rules.h"

namespace indgang::domain {

inline constexpr absl::Duration kEmergencyAccess = absl::Hours(1);

// Tells on the case, open or closed, that the caller may read it for kEmergencyAccess from now, and why.
Change OpenEmergencyAccess(const cases::v1::Case& before, const std::string& reason, const Context& context);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_EMERGENCY_RULES_H_
