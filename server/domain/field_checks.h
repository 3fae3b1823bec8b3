// Checks of single fields, shared by the request checks. Each adds to `violations` what is wrong, naming the value and
// what is wanted; text that could hold personal data is never repeated.
#ifndef INDGANG_SERVER_DOMAIN_FIELD_CHECKS_H_
#define INDGANG_SERVER_DOMAIN_FIELD_CHECKS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/errors.h"
#include "indgang/cases/v1/enquiry.pb.h"

namespace indgang::domain {

// Longest texts, in bytes.
inline constexpr std::size_t kMaxText = 20000;
inline constexpr std::size_t kMaxNote = 2000;
inline constexpr std::size_t kMaxDisplayName = 200;

// Whether there is something like a CPR number in the text: DDMMYY-NNNN with a day that exists, not inside a longer
// number; the hyphen may be a dash or a space. Ten digits in a row are not taken for one: production-unit numbers look
// the same.
bool HoldsCprNumber(absl::string_view text);

// `value` in quotes, cut after 60 bytes and without control characters; withheld when it holds a CPR number.
std::string Quoted(absl::string_view value);

enum class Presence { kRequired, kOptional };

// UTF-8 of at most `max_bytes` without CPR numbers. Line breaks and tabs are the only control characters allowed.
// Required text must hold more than white space.
void CheckText(absl::string_view field, absl::string_view value, Presence presence, std::size_t max_bytes,
               FieldViolations& violations);
// The same on one line: no control characters at all.
void CheckLine(absl::string_view field, absl::string_view value, Presence presence, std::size_t max_bytes,
               FieldViolations& violations);
// Empty, or digits, spaces and a leading "+"; at most 32 bytes.
void CheckPhone(absl::string_view field, absl::string_view value, FieldViolations& violations);
// Empty, or one address; at most 254 bytes.
void CheckEmail(absl::string_view field, absl::string_view value, FieldViolations& violations);
// "", "da" or "en".
void CheckLanguage(absl::string_view field, absl::string_view value, FieldViolations& violations);
// 1 to 64 characters, none a control character.
void CheckRequestId(absl::string_view value, FieldViolations& violations);
// Not negative.
void CheckPageSize(std::int32_t value, FieldViolations& violations);
// cases/YYYY-NNNNNN.
void CheckCaseName(absl::string_view field, absl::string_view value, FieldViolations& violations);
// cases/YYYY-NNNNNN/referrals/N.
void CheckReferralName(absl::string_view field, absl::string_view value, FieldViolations& violations);
// cases/YYYY-NNNNNN/followUps/N.
void CheckFollowUpName(absl::string_view field, absl::string_view value, FieldViolations& violations);
// A content id: [a-z0-9-]+.
void CheckContentId(absl::string_view field, absl::string_view value, FieldViolations& violations);

// A day as ISO 8601, "2026-11-21", from the years 2000 to 2199: no calendar is worth counting on beyond. Returns the
// day, nullopt when it is empty or wrong.
std::optional<absl::CivilDay> CheckDate(absl::string_view field, absl::string_view value, Presence presence,
                                        FieldViolations& violations);
// A value of an enum that is set and has a name; proto3 lets any number through. `known` is what Enum_IsValid says.
template <typename Enum>
void CheckEnum(absl::string_view field, Enum value, bool known, absl::string_view wanted, FieldViolations& violations) {
  if (known && static_cast<int>(value) != 0) return;
  const std::string is = static_cast<int>(value) == 0 ? "is not set" : absl::StrCat("is ", static_cast<int>(value));
  violations.Add(field, absl::StrCat(is, "; wanted: ", wanted));
}
void CheckChannel(absl::string_view field, cases::v1::Channel channel, FieldViolations& violations);

// How many items a list returns for a page_size that passed CheckPageSize.
int EffectivePageSize(std::int32_t page_size);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_FIELD_CHECKS_H_
