// Names of cases, referrals and follow-ups as people type them.
#ifndef INDGANG_CLIENT_NAMES_H_
#define INDGANG_CLIENT_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace indgang::client {

// "2026-000123" and "cases/2026-000123" → "cases/2026-000123". Anything else is passed on with the prefix: the service
// says what is wrong with it.
std::string CaseName(absl::string_view typed);

// "2026-000123/1", "2026-000123/referrals/1" and the full name → "cases/2026-000123/referrals/1"; else as CaseName.
std::string ReferralName(absl::string_view typed);

// The same for follow-ups: "2026-000123/1" → "cases/2026-000123/followUps/1".
std::string FollowUpName(absl::string_view typed);

// "2026-000123", "cases/2026-000123" and the full name → "cases/2026-000123/plan".
std::string PlanName(absl::string_view typed);

// The short forms back: "2026-000123" and "2026-000123/1".
std::string ShortName(absl::string_view name);

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_NAMES_H_
