#include "server/storage/sqlite/record_ids.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace indgang::storage {

std::int64_t CaseIdOf(int year, std::int64_t number) { return year * (kMaxCasesPerYear + 1) + number; }

std::optional<std::int64_t> ParseCaseNumber(absl::string_view case_number) {
  constexpr std::size_t kYearDigits = 4;
  if (case_number.size() <= kYearDigits || case_number[kYearDigits] != '-') return std::nullopt;
  int year = 0;
  std::int64_t number = 0;
  if (!absl::SimpleAtoi(case_number.substr(0, kYearDigits), &year) ||
      !absl::SimpleAtoi(case_number.substr(kYearDigits + 1), &number)) {
    return std::nullopt;
  }
  if (year < 1 || number < 1 || number > kMaxCasesPerYear) return std::nullopt;
  const std::int64_t id = CaseIdOf(year, number);
  if (FormatCaseNumber(id) != case_number) return std::nullopt;
  return id;
}

std::string FormatCaseNumber(std::int64_t case_id) {
  return absl::StrFormat("%04d-%06d", case_id / (kMaxCasesPerYear + 1), case_id % (kMaxCasesPerYear + 1));
}

namespace {

// "cases/2026-000123" + `kind` + "4".
std::optional<std::int64_t> ParseRecordName(absl::string_view name, absl::string_view kind) {
  if (!absl::ConsumePrefix(&name, "cases/")) return std::nullopt;
  const std::size_t slash = name.find('/');
  if (slash == absl::string_view::npos) return std::nullopt;
  const std::optional<std::int64_t> case_id = ParseCaseNumber(name.substr(0, slash));
  name.remove_prefix(slash);
  std::int64_t index = 0;
  if (!case_id.has_value() || !absl::ConsumePrefix(&name, kind) || !absl::SimpleAtoi(name, &index) || index < 1 ||
      index > kMaxRecordsPerCase) {
    return std::nullopt;
  }
  return RecordIdOf(*case_id, index);
}

}  // namespace

std::optional<std::int64_t> ParseReferralName(absl::string_view name) { return ParseRecordName(name, "/referrals/"); }

std::optional<std::int64_t> ParseFollowUpName(absl::string_view name) { return ParseRecordName(name, "/followUps/"); }

}  // namespace indgang::storage
