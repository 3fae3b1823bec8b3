#include "server/domain/names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace indgang::domain {
namespace {

constexpr absl::string_view kCases = "cases/";
constexpr absl::string_view kReferrals = "/referrals/";
constexpr absl::string_view kFollowUps = "/followUps/";
constexpr absl::string_view kPlan = "/plan";

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

// A case's name, `kind` and an index.
std::optional<RecordId> ParseRecordName(absl::string_view name, absl::string_view kind) {
  const std::size_t split = name.find(kind);
  if (split == absl::string_view::npos) return std::nullopt;
  std::optional<std::string> case_number = ParseCaseName(name.substr(0, split));
  const absl::string_view digits = name.substr(split + kind.size());
  if (!case_number.has_value() || digits.empty() || digits.size() > 6 || digits[0] == '0' || !AllDigits(digits)) {
    return std::nullopt;
  }
  RecordId id;
  id.case_number = *std::move(case_number);
  return absl::SimpleAtoi(digits, &id.index) ? std::optional(id) : std::nullopt;
}

}  // namespace

std::string CaseName(absl::string_view case_number) { return absl::StrCat(kCases, case_number); }

std::string InteractionName(absl::string_view case_number, int index) {
  return absl::StrCat(kCases, case_number, "/interactions/", index);
}

std::string EventName(absl::string_view case_number, std::int64_t sequence) {
  return absl::StrCat(kCases, case_number, "/events/", sequence);
}

std::string ReferralName(absl::string_view case_number, int index) {
  return absl::StrCat(kCases, case_number, kReferrals, index);
}

std::string NoteName(absl::string_view case_number, int index) {
  return absl::StrCat(kCases, case_number, "/notes/", index);
}

std::string AttachmentName(absl::string_view case_number, int index) {
  return absl::StrCat(kCases, case_number, "/attachments/", index);
}

std::string FollowUpName(absl::string_view case_number, int index) {
  return absl::StrCat(kCases, case_number, kFollowUps, index);
}

std::string PlanName(absl::string_view case_number) { return absl::StrCat(kCases, case_number, kPlan); }

std::optional<std::string> ParseCaseName(absl::string_view name) {
  if (!absl::ConsumePrefix(&name, kCases)) return std::nullopt;
  if (name.size() != 11 || name[4] != '-') return std::nullopt;
  if (!AllDigits(name.substr(0, 4)) || !AllDigits(name.substr(5))) return std::nullopt;
  return std::string(name);
}

std::optional<std::string> ParsePlanName(absl::string_view name) {
  if (!absl::ConsumeSuffix(&name, kPlan)) return std::nullopt;
  return ParseCaseName(name);
}

std::optional<ReferralId> ParseReferralName(absl::string_view name) { return ParseRecordName(name, kReferrals); }

std::optional<RecordId> ParseFollowUpName(absl::string_view name) { return ParseRecordName(name, kFollowUps); }

int RecordIndex(absl::string_view name) {
  int index = 0;
  return absl::SimpleAtoi(name.substr(name.rfind('/') + 1), &index) ? index : 0;
}

}  // namespace indgang::domain
