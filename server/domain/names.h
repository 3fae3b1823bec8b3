// Resource names: "cases/2026-000123", "cases/2026-000123/referrals/1" and the like.
#ifndef INDGANG_SERVER_DOMAIN_NAMES_H_
#define INDGANG_SERVER_DOMAIN_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace indgang::domain {

// Stands for "every case" where a list takes a parent.
inline constexpr absl::string_view kEveryCase = "cases/-";

// Stands for the caller where a Member.id is wanted.
inline constexpr absl::string_view kMe = "me";

// "2026-000123" -> "cases/2026-000123".
std::string CaseName(absl::string_view case_number);
std::string InteractionName(absl::string_view case_number, int index);
std::string EventName(absl::string_view case_number, std::int64_t sequence);
std::string ReferralName(absl::string_view case_number, int index);
std::string NoteName(absl::string_view case_number, int index);
std::string AttachmentName(absl::string_view case_number, int index);
std::string FollowUpName(absl::string_view case_number, int index);
// "2026-000123" -> "cases/2026-000123/plan".
std::string PlanName(absl::string_view case_number);

// "cases/2026-000123" -> "2026-000123"; nullopt unless it is "cases/", four digits, "-" and six digits.
std::optional<std::string> ParseCaseName(absl::string_view name);

// The case number of a plan's name; nullopt unless it is a case's name and "/plan".
std::optional<std::string> ParsePlanName(absl::string_view name);

// The case number of something that belongs to a case, and its index within the case, from 1.
struct RecordId {
  std::string case_number;
  int index = 0;
};
using ReferralId = RecordId;

// nullopt unless it is a case's name, "/referrals/" and a number from 1 to 999999 without leading zeros.
std::optional<ReferralId> ParseReferralName(absl::string_view name);
// The same with "/followUps/".
std::optional<RecordId> ParseFollowUpName(absl::string_view name);

// The index at the end of a name that one of the functions above made.
int RecordIndex(absl::string_view name);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_NAMES_H_
