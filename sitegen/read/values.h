// Fields by the type of their value. Schemas are written with these.
#ifndef INDGANG_SITEGEN_READ_VALUES_H_
#define INDGANG_SITEGEN_READ_VALUES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sitegen/read/decode.h"
#include "sitegen/read/schema.h"

namespace indgang::sitegen::read {

// Text in one language, of at most `max` characters (0: any number). Reported: nothing but blanks, something YAML would
// read as a number, date or truth value, and CPR numbers.
Field Text(absl::string_view key, absl::string_view doc, int max = 0);
// {da: …, en: …}.
Field Localized(absl::string_view key, absl::string_view doc);
// {da: […], en: […]}.
Field LocalizedWords(absl::string_view key, absl::string_view doc);
// The id of the item itself.
Field Id(absl::string_view key, absl::string_view doc);
// The id of another item.
Field Ref(absl::string_view key, ItemKind kind, absl::string_view doc);
// One of the target's enum values, in lower case, without the enum's prefix.
Field Choice(absl::string_view key, absl::string_view doc);
// A whole number, min ≤ number ≤ max.
Field Number(absl::string_view key, int min, int max, absl::string_view doc);
// true or false.
Field Truth(absl::string_view key, absl::string_view doc);
// https://….
Field Url(absl::string_view key, absl::string_view doc);
Field Email(absl::string_view key, absl::string_view doc);
Field Phone(absl::string_view key, absl::string_view doc);
// Six digits.
Field IndustryCode(absl::string_view key, absl::string_view doc);
// A mapping with a schema of its own.
Field Object(absl::string_view key, const Schema& (*schema)(), absl::string_view doc);
// Into Condition: a question's id, {all: […]}, {any: […]} or {not: …}.
Field Rule(absl::string_view key, absl::string_view doc);
// Into the amounts of Fee: a number with at most two decimals, or {from: …, to: …}.
Field Amount(absl::string_view key, absl::string_view doc);

// 2026-11-21, as text.
Field Date(absl::string_view key, absl::string_view doc);
// 12-24, into both days of Closure.
Field MonthDay(absl::string_view key, absl::string_view doc);
// 3 weeks, 6-8 weeks, into Period.
Field Duration(absl::string_view key, absl::string_view doc);
// {monday: ["09:00-15:00"]}, into repeated OpeningHours.
Field WeeklyHours(absl::string_view key, absl::string_view doc);
// An IANA name this machine knows.
Field TimeZone(absl::string_view key, absl::string_view doc);

// What a Choice may be: the names of the values of `type`, in its order, without the one that means nothing.
std::vector<std::string> ChoicesOf(const google::protobuf::EnumDescriptor& type);

// The tables of Localized and LocalizedWords.
const Schema& LocalizedTextSchema();
const Schema& LocalizedListSchema();

// A Danish personal number in `text`: a date and four digits. Returns the byte offset of the first, or npos, and
// sets `length`.
std::size_t FindCprNumber(absl::string_view text, std::size_t& length);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_VALUES_H_
