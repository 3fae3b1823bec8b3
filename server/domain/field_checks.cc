#include "server/domain/field_checks.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "base/utf8.h"
#include "server/domain/names.h"

namespace indgang::domain {
namespace {

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// Two digits at `text[at]`.
int TwoDigits(absl::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

// The position of the first control character of valid UTF-8, npos when there is none. C1 controls are U+0080–U+009F.
std::size_t FindControl(absl::string_view text, bool lines_allowed) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return i;
    if (byte == 0x7f) return i;
    if (byte >= 0x20) continue;
    if (!(lines_allowed && (byte == '\n' || byte == '\r' || byte == '\t'))) return i;
  }
  return absl::string_view::npos;
}

void CheckCharacters(absl::string_view field, absl::string_view value, Presence presence, std::size_t max_bytes,
                     bool lines_allowed, FieldViolations& violations) {
  const std::size_t min_bytes = presence == Presence::kRequired ? 1 : 0;
  const std::string wanted = absl::StrCat("; wanted: ", min_bytes, " to ", max_bytes, " bytes of UTF-8");
  if (min_bytes > 0 && absl::StripAsciiWhitespace(value).empty()) {
    return violations.Add(field, absl::StrCat("is empty", wanted));
  }
  if (value.size() > max_bytes) {
    return violations.Add(field, absl::StrCat("is ", value.size(), " bytes long", wanted));
  }
  if (const std::size_t valid = ValidUtf8Prefix(value); valid != value.size()) {
    return violations.Add(field, absl::StrCat("is not UTF-8 at byte ", valid, wanted));
  }
  if (const std::size_t at = FindControl(value, lines_allowed); at != absl::string_view::npos) {
    return violations.Add(field, absl::StrCat("holds a control character at byte ", at, "; wanted: text",
                                              lines_allowed ? "" : " on one line"));
  }
  if (HoldsCprNumber(value)) {
    violations.Add(field, "holds what looks like a CPR number; wanted: text without it");
  }
}

}  // namespace

bool HoldsCprNumber(absl::string_view text) {
  constexpr std::size_t kDay = 6;
  const auto digits_at = [&](std::size_t at, std::size_t count) {
    return at + count <= text.size() && std::all_of(text.begin() + at, text.begin() + at + count, IsDigit);
  };
  for (std::size_t i = 0; i + kDay < text.size(); ++i) {
    if ((i > 0 && IsDigit(text[i - 1])) || !digits_at(i, kDay)) continue;
    absl::string_view rest = text.substr(i + kDay);
    bool apart = absl::ConsumePrefix(&rest, " ");
    for (const absl::string_view hyphen : {"-", "\u2010", "\u2011", "\u2013"})
      apart |= absl::ConsumePrefix(&rest, hyphen);
    absl::ConsumePrefix(&rest, " ");
    const std::size_t at = text.size() - rest.size();
    if (!apart || !digits_at(at, 4) || digits_at(at, 5)) continue;
    // The century hardly matters: 2000 is a leap year and 1900 is not, so 29 February 00 counts as a date.
    const absl::string_view candidate = text.substr(i, kDay);
    const int day = TwoDigits(candidate, 0);
    const int month = TwoDigits(candidate, 2);
    const absl::CivilDay date(2000 + TwoDigits(candidate, 4), month, day);
    if (date.month() == month && date.day() == day) return true;
  }
  return false;
}

std::string Quoted(absl::string_view value) {
  constexpr std::size_t kLongest = 60;
  if (HoldsCprNumber(value)) return "(withheld)";
  const bool cut = value.size() > kLongest;
  if (cut) value = value.substr(0, kLongest);
  std::string text(value.substr(0, ValidUtf8Prefix(value)));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return absl::StrCat("\"", text, cut ? "…" : "", "\"");
}

void CheckText(absl::string_view field, absl::string_view value, Presence presence, std::size_t max_bytes,
               FieldViolations& violations) {
  CheckCharacters(field, value, presence, max_bytes, /*lines_allowed=*/true, violations);
}

void CheckLine(absl::string_view field, absl::string_view value, Presence presence, std::size_t max_bytes,
               FieldViolations& violations) {
  CheckCharacters(field, value, presence, max_bytes, /*lines_allowed=*/false, violations);
}

void CheckPhone(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  if (value.empty()) return;
  const absl::string_view rest = value[0] == '+' ? value.substr(1) : value;
  const bool allowed = std::all_of(rest.begin(), rest.end(), [](char c) { return IsDigit(c) || c == ' '; });
  if (value.size() > 32 || !allowed || std::none_of(rest.begin(), rest.end(), IsDigit)) {
    violations.Add(field,
                   absl::StrCat("is ", Quoted(value), "; wanted: digits, spaces and a leading +, at most 32 bytes"));
  }
}

void CheckEmail(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  if (value.empty()) return;
  const std::size_t at = value.find('@');
  const absl::string_view domain = at == absl::string_view::npos ? "" : value.substr(at + 1);
  const bool characters = std::none_of(value.begin(), value.end(), [](unsigned char c) {
    return c <= 0x20 || c == 0x7f ||
           absl::string_view("<>(),;:\\\"[]").find(static_cast<char>(c)) != absl::string_view::npos;
  });
  const std::size_t dot = domain.rfind('.');
  const bool shape = at != 0 && domain.find('@') == absl::string_view::npos && dot != absl::string_view::npos &&
                     dot != 0 && dot + 1 < domain.size();
  if (value.size() > 254 || !characters || !shape || !IsValidUtf8(value) || HoldsCprNumber(value)) {
    violations.Add(field,
                   absl::StrCat("is ", Quoted(value), "; wanted: one address, name@example.dk, at most 254 bytes"));
  }
}

void CheckLanguage(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  if (value.empty() || value == "da" || value == "en") return;
  violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: da or en"));
}

void CheckRequestId(absl::string_view value, FieldViolations& violations) {
  if (!value.empty() && IsValidUtf8(value) && CountCodePoints(value) <= 64 &&
      FindControl(value, /*lines_allowed=*/false) == absl::string_view::npos) {
    return;
  }
  violations.Add("request_id", absl::StrCat("is ", value.empty() ? "empty" : Quoted(value),
                                            "; wanted: 1 to 64 characters of your choice, best a UUID"));
}

void CheckPageSize(std::int32_t value, FieldViolations& violations) {
  if (value < 0) violations.Add("page_size", absl::StrCat("is ", value, "; wanted: 0 or more"));
}

void CheckCaseName(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  if (ParseCaseName(value).has_value()) return;
  violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: cases/YYYY-NNNNNN"));
}

void CheckReferralName(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  if (ParseReferralName(value).has_value()) return;
  violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: cases/YYYY-NNNNNN/referrals/N"));
}

void CheckFollowUpName(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  if (ParseFollowUpName(value).has_value()) return;
  violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: cases/YYYY-NNNNNN/followUps/N"));
}

void CheckContentId(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  const bool valid = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '-';
  });
  if (!valid) {
    violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: an id of small letters, digits and hyphens"));
  }
}

std::optional<absl::CivilDay> CheckDate(absl::string_view field, absl::string_view value, Presence presence,
                                        FieldViolations& violations) {
  if (value.empty() && presence == Presence::kOptional) return std::nullopt;
  absl::CivilDay day;
  if (absl::ParseCivilTime(value, &day) && absl::FormatCivilTime(day) == value && day.year() >= 2000 &&
      day.year() < 2200) {
    return day;
  }
  violations.Add(field, absl::StrCat("is ", value.empty() ? "empty" : Quoted(value),
                                     "; wanted: a date as in 2026-11-21, from 2000 to 2199"));
  return std::nullopt;
}

void CheckChannel(absl::string_view field, cases::v1::Channel channel, FieldViolations& violations) {
  CheckEnum(field, channel, cases::v1::Channel_IsValid(channel), "PHONE, EMAIL, VISIT, WEB or OUTBOUND", violations);
}

int EffectivePageSize(std::int32_t page_size) { return page_size == 0 ? 50 : std::min(page_size, 200); }

}  // namespace indgang::domain
