// Every type of value: what it takes, what it refuses, and what it makes of it.
#include "sitegen/read/values.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/read/yaml.h"

namespace indgang::sitegen::read {
namespace {

namespace v1 = ::indgang::knowledge::v1;

// Decodes "key: <value>" with one field into a message; the message as text, or the codes of what is wrong.
template <class M>
std::string Decode(const Field& field, const std::string& value) {
  const Schema schema("a test", M::descriptor(), {field});
  Diagnostics diagnostics;
  const std::optional<Node> node = ParseYaml(absl::StrCat(field.key, ": ", value, "\n"), 1, "test.yaml", diagnostics);
  M message;
  std::vector<Reference> references;
  if (node.has_value()) Decoder("test.yaml", diagnostics, references).DecodeObject(schema, *node, message);
  std::string result;
  for (const Diagnostic& d : diagnostics.list()) {
    absl::StrAppend(&result, result.empty() ? "" : " ", d.code, d.suggestion.empty() ? "" : "→" + d.suggestion);
  }
  if (!result.empty()) return result;
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(message, &result);
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

struct Case {
  std::string value;
  std::string result;
};

template <class M>
void Expect(const Field& field, const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(Decode<M>(field, c.value), c.result) << field.key << ": " << c.value;
}

TEST(ValuesTest, Text) {
  Expect<v1::Source>(Text("title", "", 10), {{"Virk", "title: \"Virk\""},
                                             {"'2024'", "title: \"2024\""},
                                             {"\"  Virk \"", "title: \"Virk\""},
                                             {"§ 28", "title: \"§ 28\""},
                                             {"No", "title: \"No\""},
                                             {"ØØØØØØØØØØ", "title: \"ØØØØØØØØØØ\""},
                                             {"ØØØØØØØØØØØ", "too-long"},
                                             {"2024", "unquoted-text"},
                                             {"-1.5", "unquoted-text"},
                                             {"2026-11-21", "unquoted-text"},
                                             {"True", "unquoted-text"},
                                             {"null", "unquoted-text"},
                                             {"''", "empty-value"},
                                             {"", "empty-value"},
                                             {"[a]", "wrong-type"},
                                             {"{a: b}", "wrong-type"},
                                             {"\"a\\0b\"", "control-character"},
                                             {"\"a\\x7fb\"", "control-character"},
                                             {"[a", "yaml-syntax"}});
}

TEST(ValuesTest, CprNumbers) {
  Expect<v1::Source>(Text("title", ""), {{"nr. 010190-1234.", "cpr-number"},
                                         {"'0101901234'", "cpr-number"},
                                         {"nr 311299 1234", "cpr-number"},
                                         {"nr 010190–1234", "title: \"nr 010190–1234\""},
                                         {"nr 321299-1234", "title: \"nr 321299-1234\""},
                                         {"nr 011390-1234", "title: \"nr 011390-1234\""},
                                         {"CVR 12345678", "title: \"CVR 12345678\""},
                                         {"tlf. +4501019012", "title: \"tlf. +4501019012\""},
                                         {"a/0101901234", "title: \"a/0101901234\""},
                                         {"nr 10101901234", "title: \"nr 10101901234\""},
                                         {"nr 01019012345", "title: \"nr 01019012345\""}});
}

TEST(ValuesTest, LocalizedText) {
  Expect<v1::Area>(Localized("title", ""), {{"{da: Øl, en: Beer}", "title { da: \"Øl\" en: \"Beer\" }"},
                                            {"{da: Øl}", "title { da: \"Øl\" }"},
                                            {"{en: Beer}", "missing-key"},
                                            {"{da: Øl, no: Øl}", "unknown-key"},
                                            {"Øl", "wrong-type"},
                                            {"{da: }", "empty-value"}});
}

TEST(ValuesTest, LocalizedWords) {
  Expect<v1::Triage>(LocalizedWords("keywords", ""), {{"{da: [a, b]}", "keywords { da: \"a\" da: \"b\" }"},
                                                      {"{da: [a], en: []}", "keywords { da: \"a\" }"},
                                                      {"{da: []}", "empty-value"},
                                                      {"{da: a}", "wrong-type"},
                                                      {"{da: [a, a]}", "duplicate-entry"},
                                                      {"{da: [1]}", "unquoted-text"}});
}

TEST(ValuesTest, Ids) {
  Expect<v1::Area>(Id("id", ""), {{"a-1", "id: \"a-1\""},
                                  {"561110", "id: \"561110\""},
                                  {"A b_c", "bad-id→a-b-c"},
                                  {"Ærø", "bad-id→aeroe"},
                                  {"'?'", "bad-id"},
                                  {std::string(81, 'a'), "bad-id"}});
}

TEST(ValuesTest, Choices) {
  Expect<v1::Service>(Choice("kind", ""), {{"permit", "kind: SERVICE_KIND_PERMIT"},
                                           {"Permit", "unknown-value→permit"},
                                           {"unspecified", "unknown-value"},
                                           {"1", "unknown-value"}});
  Expect<v1::Fee>(Choice("per", ""), {{"month", "per: PER_MONTH"}, {"moth", "unknown-value→month"}});
}

TEST(ValuesTest, Numbers) {
  Expect<v1::Fee>(Number("year", 1990, 2199, ""), {{"1990", "year: 1990"},
                                                   {"2199", "year: 2199"},
                                                   {"1989", "bad-number"},
                                                   {"2200", "bad-number"},
                                                   {"99999999999999999999", "bad-number"},
                                                   {"2e3", "bad-number"},
                                                   {"to", "bad-number"}});
}

TEST(ValuesTest, Truths) {
  Expect<v1::Processing>(
      Truth("immediate", ""),
      {{"true", "immediate: true"}, {"false", ""}, {"yes", "unknown-value"}, {"ture", "unknown-value→true"}});
}

TEST(ValuesTest, Addresses) {
  Expect<v1::Source>(Url("url", ""), {{"https://virk.dk", "url: \"https://virk.dk\""},
                                      {"https://virk.dk:8080/a?b=c#d", "url: \"https://virk.dk:8080/a?b=c#d\""},
                                      {"https://rødgrød.dk/ø", "url: \"https://rødgrød.dk/ø\""},
                                      {"http://virk.dk", "bad-url→https://virk.dk"},
                                      {"www.virk.dk", "bad-url→https://www.virk.dk"},
                                      {"https://", "bad-url"},
                                      {"https://virk", "bad-url"},
                                      {"https://.dk", "bad-url"},
                                      {"https://user@virk.dk", "bad-url"},
                                      {"https://virk.dk/a b", "bad-url"},
                                      {"'https://virk.dk/\"x'", "bad-url"},
                                      {"https://virk.dk/<x>", "bad-url"},
                                      {"javascript:alert(1)", "bad-url"},
                                      {"https://virk.dk/" + std::string(2000, 'a'), "bad-url"}});
  Expect<v1::ContactPoint>(Email("email", ""), {{"a.b@c.dk", "email: \"a.b@c.dk\""},
                                                {"a@c", "bad-email"},
                                                {"a@c.", "bad-email"},
                                                {"'@c.dk'", "bad-email"},
                                                {"a@b@c.dk", "bad-email"},
                                                {"a b@c.dk", "bad-email"},
                                                {"a@c.dk>", "bad-email"}});
  Expect<v1::ContactPoint>(Phone("phone", ""), {{"'+45 12 34 56 78'", "phone: \"+45 12 34 56 78\""},
                                                {"'112'", "phone: \"112\""},
                                                {"12", "bad-phone"},
                                                {"12-34-56", "bad-phone"},
                                                {"+", "bad-phone"},
                                                {"'+45 1234 5678 9012 3456'", "bad-phone"}});
}

TEST(ValuesTest, IndustryCodes) {
  Expect<v1::Industry>(IndustryCode("code", ""), {{"561110", "code: \"561110\""},
                                                  {"'011100'", "code: \"011100\""},
                                                  {"56.11.10", "bad-code→561110"},
                                                  {"56111", "bad-code"}});
}

TEST(ValuesTest, Conditions) {
  Expect<v1::Service>(
      Rule("needed_if", ""),
      {{"a", "needed_if { question: \"a\" }"},
       {"{not: a}", "needed_if { not { question: \"a\" } }"},
       {"{all: [a, {any: [b]}]}",
        "needed_if { all { conditions { question: \"a\" } conditions { any { conditions { question: \"b\" } } } } }"},
       {"[a]", "bad-condition"},
       {"{}", "bad-condition"},
       {"{all: a}", "bad-condition"},
       {"{all: []}", "bad-condition"},
       {"{not: [a]}", "bad-condition"},
       {"{not: }", "bad-condition"},
       {"{al: [a]}", "unknown-key→all"},
       {"A", "bad-id→a"}});
}

TEST(ValuesTest, Amounts) {
  const Field amount = Amount("amount", "").To("amount_min_minor");
  Expect<v1::Fee>(amount, {{"955", "amount_min_minor: 95500 amount_max_minor: 95500"},
                           {"955.50", "amount_min_minor: 95550 amount_max_minor: 95550"},
                           {"{from: 660, to: 785}", "amount_min_minor: 66000 amount_max_minor: 78500"},
                           {"10000000", "amount_min_minor: 1000000000 amount_max_minor: 1000000000"},
                           {"10000001", "bad-number"},
                           {"-5", "bad-number"},
                           {"1.000", "bad-number"},
                           {"955.5", "bad-number"},
                           {"'955,50'", "bad-number→955.50"},
                           {"{from: 785, to: 660}", "bad-number→{from: 660, to: 785}"},
                           {"{from: 785}", "wrong-type"},
                           {"{from: a, to: 1}", "bad-number"},
                           {"[1]", "bad-number"}});
}

TEST(ValuesTest, Dates) {
  Expect<v1::Source>(Date("checked", ""), {{"2026-11-21", "checked: \"2026-11-21\""},
                                           {"'2024-02-29'", "checked: \"2024-02-29\""},
                                           {"2026-13-01", "bad-date"},
                                           {"2026-00-01", "bad-date"},
                                           {"2026-11-31", "bad-date"},
                                           {"2025-02-29", "bad-date"},
                                           {"1899-12-31", "bad-date"},
                                           {"21.11.2026", "bad-date→2026-11-21"},
                                           {"2026-1-2", "bad-date→2026-01-02"},
                                           {"31.02.2026", "bad-date"},
                                           {"snart", "bad-date"},
                                           {"2026-11-21T00:00", "bad-date"}});
  Expect<v1::Closure>(MonthDay("day", "").To("first_day"), {{"'12-24'", "first_day: \"--12-24\" last_day: \"--12-24\""},
                                                            {"02-29", "first_day: \"--02-29\" last_day: \"--02-29\""},
                                                            {"02-30", "bad-date"},
                                                            {"24-12", "bad-date"},
                                                            {"1224", "bad-date"}});
}

TEST(ValuesTest, Durations) {
  Expect<v1::Processing>(Duration("goal", ""), {{"3 weeks", "goal { min: 3 max: 3 unit: UNIT_WEEKS }"},
                                                {"1 week", "goal { min: 1 max: 1 unit: UNIT_WEEKS }"},
                                                {"6-8 working days", "goal { min: 6 max: 8 unit: UNIT_WORKING_DAYS }"},
                                                {"2 months", "goal { min: 2 max: 2 unit: UNIT_MONTHS }"},
                                                {"14 days", "goal { min: 14 max: 14 unit: UNIT_DAYS }"},
                                                {"14 dayz", "bad-period→14 days"},
                                                {"8-6 weeks", "bad-period"},
                                                {"0 days", "bad-period"},
                                                {"1001 days", "bad-period"},
                                                {"3", "bad-period"},
                                                {"weeks", "bad-period"}});
}

TEST(ValuesTest, WeeklyHours) {
  const Field hours = WeeklyHours("opening_hours", "");
  Expect<v1::WorkingCalendar>(hours, {{"{friday: [\"09:00-10:00\"], monday: [\"00:00-24:00\"]}",
                                       "opening_hours { weekday: 1 closes_minute: 1440 } "
                                       "opening_hours { weekday: 5 opens_minute: 540 closes_minute: 600 }"},
                                      {"{monday: [\"10:00-09:00\"]}", "bad-time"},
                                      {"{monday: [\"09:00-09:00\"]}", "bad-time"},
                                      {"{monday: [\"09:00-24:01\"]}", "bad-time"},
                                      {"{monday: [\"09:60-10:00\"]}", "bad-time"},
                                      {"{monday: [\"09:00\"]}", "bad-time"},
                                      {"{monday: [\"12:00-13:00\", \"09:00-10:00\"]}", "bad-time"},
                                      {"{monday: []}", "wrong-type"},
                                      {"{mondy: [\"09:00-10:00\"]}", "unknown-key→monday"},
                                      {"{}", "empty-value"}});
}

TEST(ValuesTest, TimeZones) {
  Expect<v1::WorkingCalendar>(TimeZone("time_zone", ""), {{"Europe/Copenhagen", "time_zone: \"Europe/Copenhagen\""},
                                                          {"Europe/Kopenhagen", "unknown-value→Europe/Copenhagen"},
                                                          {"Fixed/UTC+01:00:00", "unknown-value"},
                                                          {"../../etc/passwd", "unknown-value"},
                                                          {"/etc/localtime", "unknown-value"},
                                                          {"CET", "unknown-value"}});
}

}  // namespace
}  // namespace indgang::sitegen::read
