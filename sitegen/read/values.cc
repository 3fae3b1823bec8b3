#include "sitegen/read/values.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/did_you_mean.h"
#include "base/utf8.h"
#include "indgang/knowledge/v1/service.pb.h"
#include "indgang/knowledge/v1/text.pb.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/load.h"

namespace indgang::sitegen::read {
namespace {

namespace v1 = ::indgang::knowledge::v1;
using google::protobuf::EnumDescriptor;

constexpr std::size_t kMaxUrlBytes = 2000;
constexpr int kMaxAmount = 10'000'000;

bool AllOf(absl::string_view text, bool (*predicate)(unsigned char)) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return predicate(static_cast<unsigned char>(c)); });
}

// What YAML readers other than ours would not take for text.
bool LooksLikeData(absl::string_view text) {
  const std::string lower = absl::AsciiStrToLower(text);
  if (lower == "true" || lower == "false" || lower == "null" || lower == "~") return true;
  absl::string_view digits = lower;
  absl::ConsumePrefix(&digits, "-");
  return !digits.empty() && absl::ascii_isdigit(digits[0]) &&
         AllOf(digits, [](unsigned char c) { return absl::ascii_isdigit(c) || c == '.' || c == '-' || c == ':'; });
}

void DecodeText(const Field& field, const Node& node, Slot slot, Decoder& decoder) {
  const absl::string_view text = absl::StripAsciiWhitespace(node.text);
  if (node.plain && LooksLikeData(text)) {
    decoder.Report(codes::kUnquotedText, node,
                   absl::StrCat("text is wanted here, and ", text, " looks like a number, date or truth value: write '",
                                text, "' in quotes"));
    return;
  }
  const std::size_t characters = CountCodePoints(text);
  if (field.max > 0 && characters > static_cast<std::size_t>(field.max)) {
    decoder.Report(
        codes::kTooLong, node,
        absl::StrCat("\"", field.key, "\" has ", characters, " characters; at most ", field.max, " are shown"));
  }
  std::size_t length = 0;
  if (FindCprNumber(text, length) != absl::string_view::npos) {
    decoder.Report(codes::kCprNumber, node,
                   "this looks like a CPR number: personal numbers must not be published; write 000000-0000");
  }
  slot.SetString(std::string(text));
}
constexpr ValueType kText = {"text", "text", Node::Kind::kScalar, DecodeText};

}  // namespace

const Schema& LocalizedTextSchema() {
  static const Schema schema("a text", v1::LocalizedText::descriptor(),
                             {Text("da", "The Danish text.").Required(), Text("en", "The English text.")});
  return schema;
}

namespace {

void DecodeLocalized(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  decoder.DecodeObject(LocalizedTextSchema(), node, slot.MutableMessage());
}
constexpr ValueType kLocalized = {"localized text", "a text such as {da: …, en: …}", Node::Kind::kMapping,
                                  DecodeLocalized};

}  // namespace

const Schema& LocalizedListSchema() {
  static const Schema schema("a list of words", v1::LocalizedList::descriptor(),
                             {Text("da", "The Danish words or sentences.").Many().Required(),
                              Text("en", "The English words or sentences.").Many()});
  return schema;
}

namespace {

void DecodeLocalizedWords(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  decoder.DecodeObject(LocalizedListSchema(), node, slot.MutableMessage());
}
constexpr ValueType kLocalizedWords = {"localized list", "lists such as {da: […], en: […]}", Node::Kind::kMapping,
                                       DecodeLocalizedWords};

bool CheckId(const Node& node, Decoder& decoder) {
  if (IsItemId(node.text)) return true;
  decoder.Report(codes::kBadId, node,
                 absl::StrCat("\"", node.text, "\" is not an id: use a-z, 0-9 and \"-\", at most 80 characters"),
                 SuggestItemId(node.text));
  return false;
}

void DecodeId(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  if (CheckId(node, decoder)) slot.SetString(node.text);
}
constexpr ValueType kId = {"id", "an id such as alcohol-licence", Node::Kind::kScalar, DecodeId};

void DecodeRef(const Field& field, const Node& node, Slot slot, Decoder& decoder) {
  if (!CheckId(node, decoder)) return;
  decoder.Refer(field.refers_to, node);
  slot.SetString(node.text);
}
constexpr ValueType kRef = {"reference", "the id of an item", Node::Kind::kScalar, DecodeRef};

}  // namespace

// "SERVICE_KIND_PERMIT" is written "permit": the prefix is that of the value 0, "SERVICE_KIND_UNSPECIFIED".
std::vector<std::string> ChoicesOf(const EnumDescriptor& type) {
  const std::size_t prefix = absl::StripSuffix(type.value(0)->name(), "UNSPECIFIED").size();
  std::vector<std::string> choices;
  for (int i = 1; i < type.value_count(); ++i) {
    choices.push_back(absl::AsciiStrToLower(type.value(i)->name().substr(prefix)));
  }
  return choices;
}

namespace {

void DecodeChoice(const Field& field, const Node& node, Slot slot, Decoder& decoder) {
  const EnumDescriptor& type = *slot.field().enum_type();
  const std::vector<std::string> choices = ChoicesOf(type);
  const auto found = std::find(choices.begin(), choices.end(), node.text);
  if (found == choices.end()) {
    decoder.Report(codes::kUnknownValue, node,
                   absl::StrCat("\"", node.text, "\" is not a value of \"", field.key, "\"; values are ",
                                absl::StrJoin(choices, ", ")),
                   DidYouMean(node.text, choices));
    return;
  }
  slot.SetEnum(type.value(static_cast<int>(found - choices.begin()) + 1)->number());
}
constexpr ValueType kChoice = {"choice", "one of the listed words", Node::Kind::kScalar, DecodeChoice};

void DecodeNumber(const Field& field, const Node& node, Slot slot, Decoder& decoder) {
  int number = 0;
  if (!absl::SimpleAtoi(node.text, &number) || number < field.min || number > field.max) {
    decoder.Report(codes::kBadNumber, node,
                   absl::StrCat("\"", node.text, "\" is not a value of \"", field.key, "\": write a whole number from ",
                                field.min, " to ", field.max));
    return;
  }
  slot.SetInt(number);
}
constexpr ValueType kNumber = {"number", "a whole number", Node::Kind::kScalar, DecodeNumber};

void DecodeTruth(const Field& field, const Node& node, Slot slot, Decoder& decoder) {
  if (node.text != "true" && node.text != "false") {
    decoder.Report(
        codes::kUnknownValue, node,
        absl::StrCat("\"", node.text, "\" does not say whether \"", field.key, "\" holds: write true or false"),
        DidYouMean(node.text, {"true", "false"}));
    return;
  }
  slot.SetBool(node.text == "true");
}
constexpr ValueType kTruth = {"truth", "true or false", Node::Kind::kScalar, DecodeTruth};

void DecodeUrl(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  absl::string_view rest = node.text;
  const bool https = absl::ConsumePrefix(&rest, "https://");
  const absl::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  const bool good_host = absl::StrContains(host, ".") && !absl::StartsWith(host, ".") && !absl::EndsWith(host, ".") &&
                         AllOf(host, [](unsigned char c) {
                           return absl::ascii_isalnum(c) || c >= 0x80 || c == '.' || c == '-' || c == ':';
                         });
  const bool good_rest = AllOf(rest, [](unsigned char c) {
    return c > 0x20 && c != 0x7F && c != '"' && c != '<' && c != '>' && c != '\\' && c != '`';
  });
  if (!https || !good_host || !good_rest || node.text.size() > kMaxUrlBytes) {
    std::string suggestion;
    if (absl::StartsWith(node.text, "http://")) suggestion = absl::StrCat("https://", node.text.substr(7));
    if (absl::StartsWith(node.text, "www.")) suggestion = absl::StrCat("https://", node.text);
    decoder.Report(codes::kBadUrl, node,
                   absl::StrCat("\"", node.text.substr(0, 200), "\" is not an address such as https://virk.dk/start"),
                   std::move(suggestion));
    return;
  }
  slot.SetString(node.text);
}
constexpr ValueType kUrl = {"address", "an address such as https://virk.dk", Node::Kind::kScalar, DecodeUrl};

void DecodeEmail(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  const absl::string_view text = node.text;
  const std::size_t at = text.find('@');
  const absl::string_view domain = at == absl::string_view::npos ? absl::string_view() : text.substr(at + 1);
  const bool good = at != absl::string_view::npos && at > 0 && absl::StrContains(domain, ".") &&
                    !absl::StartsWith(domain, ".") && !absl::EndsWith(domain, ".") && !absl::StrContains(domain, "@") &&
                    AllOf(text, [](unsigned char c) { return absl::ascii_isgraph(c) && !strchr("<>()\",;:\\", c); });
  if (!good) {
    decoder.Report(
        codes::kBadEmail, node,
        absl::StrCat("\"", text.substr(0, 200), "\" is not an e-mail address such as erhverv@fjordby.example"));
    return;
  }
  slot.SetString(node.text);
}
constexpr ValueType kEmail = {"e-mail", "an e-mail address", Node::Kind::kScalar, DecodeEmail};

void DecodePhone(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  absl::string_view rest = node.text;
  absl::ConsumePrefix(&rest, "+");
  const auto digits = std::count_if(rest.begin(), rest.end(), [](char c) { return absl::ascii_isdigit(c); });
  if (digits < 3 || digits > 15 || rest.empty() || rest.front() == ' ' || rest.back() == ' ' ||
      !AllOf(rest, [](unsigned char c) { return absl::ascii_isdigit(c) || c == ' '; })) {
    decoder.Report(codes::kBadPhone, node,
                   absl::StrCat("\"", node.text.substr(0, 200), "\" is not a phone number such as +45 12 34 56 78"));
    return;
  }
  slot.SetString(node.text);
}
constexpr ValueType kPhone = {"phone", "a phone number such as +45 12 34 56 78", Node::Kind::kScalar, DecodePhone};

void DecodeIndustryCode(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  if (node.text.size() != 6 || !AllOf(node.text, absl::ascii_isdigit)) {
    std::string digits;
    std::copy_if(node.text.begin(), node.text.end(), std::back_inserter(digits), absl::ascii_isdigit);
    decoder.Report(codes::kBadCode, node,
                   absl::StrCat("\"", node.text, "\" is not an industry code: write six digits without dots"),
                   digits.size() == 6 ? digits : "");
    return;
  }
  slot.SetString(node.text);
}
constexpr ValueType kIndustryCode = {"industry code", "a code such as \"561110\"", Node::Kind::kScalar,
                                     DecodeIndustryCode};

void DecodeNested(const Field& field, const Node& node, Slot slot, Decoder& decoder) {
  decoder.DecodeObject(field.object(), node, slot.MutableMessage());
}
constexpr ValueType kObject = {"object", "a mapping", Node::Kind::kMapping, DecodeNested};

void DecodeCondition(const Node& node, v1::Condition& condition, Decoder& decoder) {
  if (node.broken) return;
  if (node.kind == Node::Kind::kScalar && !node.IsAbsent()) {
    if (!CheckId(node, decoder)) return;
    decoder.Refer(ItemKind::kQuestion, node);
    condition.set_question(node.text);
    return;
  }
  if (node.kind != Node::Kind::kMapping || node.keys.size() != 1) {
    decoder.Report(codes::kBadCondition, node,
                   "expected a question's id, or exactly one of {all: […]}, {any: […]} and {not: …}");
    return;
  }
  const Node& key = node.keys[0];
  const Node& value = node.children[0];
  if (key.text == "not") {
    DecodeCondition(value, *condition.mutable_not_(), decoder);
  } else if (key.text == "all" || key.text == "any") {
    if (value.kind != Node::Kind::kSequence || value.children.empty()) {
      decoder.Report(codes::kBadCondition, value,
                     absl::StrCat("\"", key.text, "\" needs a list of at least one condition"));
      return;
    }
    v1::ConditionList& list = key.text == "all" ? *condition.mutable_all() : *condition.mutable_any();
    for (const Node& child : value.children) DecodeCondition(child, *list.add_conditions(), decoder);
  } else {
    decoder.Report(codes::kUnknownKey, key,
                   absl::StrCat("\"", key.text, "\" is not a key of a condition; keys are all, any, not"),
                   DidYouMean(key.text, {"all", "any", "not"}));
  }
}

void DecodeRule(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  DecodeCondition(node, static_cast<v1::Condition&>(slot.MutableMessage()), decoder);
}
constexpr ValueType kRule = {"condition", "a condition", std::nullopt, DecodeRule};

// "955" or "955.50" in hundredths; reports what is not an amount.
std::optional<std::int64_t> ParseAmount(const Node& node, Decoder& decoder) {
  const absl::string_view text = node.text;
  const std::size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const absl::string_view fraction = point == absl::string_view::npos ? absl::string_view() : text.substr(point + 1);
  std::int64_t kroner = 0;
  std::int64_t oere = 0;
  const bool good =
      node.kind == Node::Kind::kScalar && AllOf(whole, absl::ascii_isdigit) && absl::SimpleAtoi(whole, &kroner) &&
      kroner <= kMaxAmount &&
      (point == absl::string_view::npos ||
       (fraction.size() == 2 && AllOf(fraction, absl::ascii_isdigit) && absl::SimpleAtoi(fraction, &oere)));
  if (good) return kroner * 100 + oere;
  std::string suggestion;
  if (!absl::StrContains(text, ".") && text.size() > 3 && text[text.size() - 3] == ',') {
    suggestion = absl::StrCat(text.substr(0, text.size() - 3), ".", text.substr(text.size() - 2));
  }
  decoder.Report(codes::kBadNumber, node,
                 absl::StrCat("\"", text, "\" is not an amount: write 955 or 955.50, at most ", kMaxAmount,
                              ", without thousands separators"),
                 std::move(suggestion));
  return std::nullopt;
}

void DecodeAmount(const Field&, const Node& node, Slot slot, Decoder& decoder) {
  v1::Fee& fee = static_cast<v1::Fee&>(slot.owner());
  const Node* from = &node;
  const Node* to = &node;
  if (node.kind == Node::Kind::kMapping) {
    from = node.Find("from");
    to = node.Find("to");
    if (from == nullptr || to == nullptr || node.keys.size() != 2) {
      decoder.Report(codes::kWrongType, node, "an amount is a number, or {from: 660, to: 785}");
      return;
    }
  }
  const std::optional<std::int64_t> low = ParseAmount(*from, decoder);
  const std::optional<std::int64_t> high = from == to ? low : ParseAmount(*to, decoder);
  if (!low.has_value() || !high.has_value()) return;
  if (*low > *high) {
    decoder.Report(codes::kBadNumber, node, absl::StrCat("the amount goes from ", from->text, " down to ", to->text),
                   absl::StrCat("{from: ", to->text, ", to: ", from->text, "}"));
    return;
  }
  fee.set_amount_min_minor(*low);
  fee.set_amount_max_minor(*high);
}
constexpr ValueType kAmount = {"amount", "an amount such as 955 or {from: 660, to: 785}", std::nullopt, DecodeAmount};

Field Make(absl::string_view key, const ValueType& type, absl::string_view doc) {
  return {.key = key, .type = &type, .doc = doc};
}

}  // namespace

Field Text(absl::string_view key, absl::string_view doc, int max) {
  return {.key = key, .type = &kText, .doc = doc, .max = max};
}
Field Localized(absl::string_view key, absl::string_view doc) { return Make(key, kLocalized, doc); }
Field LocalizedWords(absl::string_view key, absl::string_view doc) { return Make(key, kLocalizedWords, doc); }
Field Id(absl::string_view key, absl::string_view doc) { return Make(key, kId, doc); }
Field Ref(absl::string_view key, ItemKind kind, absl::string_view doc) {
  return {.key = key, .type = &kRef, .doc = doc, .refers_to = kind};
}
Field Choice(absl::string_view key, absl::string_view doc) { return Make(key, kChoice, doc); }
Field Number(absl::string_view key, int min, int max, absl::string_view doc) {
  return {.key = key, .type = &kNumber, .doc = doc, .min = min, .max = max};
}
Field Truth(absl::string_view key, absl::string_view doc) { return Make(key, kTruth, doc); }
Field Url(absl::string_view key, absl::string_view doc) { return Make(key, kUrl, doc); }
Field Email(absl::string_view key, absl::string_view doc) { return Make(key, kEmail, doc); }
Field Phone(absl::string_view key, absl::string_view doc) { return Make(key, kPhone, doc); }
Field IndustryCode(absl::string_view key, absl::string_view doc) { return Make(key, kIndustryCode, doc); }
Field Object(absl::string_view key, const Schema& (*schema)(), absl::string_view doc) {
  return {.key = key, .type = &kObject, .doc = doc, .object = schema};
}
Field Rule(absl::string_view key, absl::string_view doc) { return Make(key, kRule, doc); }
Field Amount(absl::string_view key, absl::string_view doc) { return Make(key, kAmount, doc); }

}  // namespace indgang::sitegen::read
