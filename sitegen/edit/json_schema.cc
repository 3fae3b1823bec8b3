#include "sitegen/edit/json_schema.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "sitegen/read/schemas.h"
#include "sitegen/read/values.h"

namespace indgang::sitegen::edit {
namespace {

using Json = nlohmann::ordered_json;
using read::Field;
using read::KindInfo;
using read::Layout;
using read::Schema;

constexpr char kDialect[] = "http://json-schema.org/draft-07/schema#";
constexpr char kIdPattern[] = "^[a-z0-9-]{1,80}$";

Json Text(const char* pattern) { return {{"type", "string"}, {"pattern", pattern}}; }

Json ObjectOf(const Schema& schema);

Json ConditionDefinition() {
  const Json self = {{"$ref", "#/definitions/condition"}};
  const Json list = {{"type", "array"}, {"items", self}, {"minItems", 1}};
  Json choices = Json::array({Text(kIdPattern)});
  for (const auto& [key, value] : {std::pair("all", list), std::pair("any", list), std::pair("not", self)}) {
    choices.push_back({{"type", "object"},
                       {"properties", {{key, value}}},
                       {"required", Json::array({key})},
                       {"additionalProperties", false}});
  }
  return {{"oneOf", choices}};
}

Json AmountOf() {
  const Json number = {{"type", "number"}, {"minimum", 0}, {"maximum", 10'000'000}};
  return {{"oneOf", Json::array({number,
                                 {{"type", "object"},
                                  {"properties", {{"from", number}, {"to", number}}},
                                  {"required", {"from", "to"}},
                                  {"additionalProperties", false}}})}};
}

Json HoursOf() {
  Json days = Json::object();
  for (const char* day : {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}) {
    days[day] = {{"type", "array"}, {"items", Text("^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$")}, {"minItems", 1}};
  }
  return {{"type", "object"}, {"properties", days}, {"additionalProperties", false}, {"minProperties", 1}};
}

// One value of fields()[index].
Json ValueOf(const Schema& schema, std::size_t index) {
  const Field& field = schema.fields()[index];
  const absl::string_view type = field.type->name;
  if (type == "text") {
    Json text = {{"type", "string"}};
    if (field.max > 0) text["maxLength"] = field.max;
    return text;
  }
  if (type == "object") return ObjectOf(field.object());
  if (type == "localized text") return ObjectOf(read::LocalizedTextSchema());
  if (type == "localized list") return ObjectOf(read::LocalizedListSchema());
  if (type == "id" || type == "reference") return Text(kIdPattern);
  if (type == "choice") return {{"enum", read::ChoicesOf(*schema.TargetOf(index)->enum_type())}};
  if (type == "number") return {{"type", "integer"}, {"minimum", field.min}, {"maximum", field.max}};
  if (type == "truth") return {{"type", "boolean"}};
  if (type == "address") return Text("^https://[^\\s\"<>\\\\`]+$");
  if (type == "e-mail") return Text("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$");
  if (type == "phone") return Text("^\\+?[0-9][0-9 ]*[0-9]$");
  if (type == "industry code") {
    // Without quotes, YAML takes most codes for numbers; we do not mind.
    return {{"oneOf",
             Json::array({Text("^[0-9]{6}$"), {{"type", "integer"}, {"minimum", 100'000}, {"maximum", 999'999}}})}};
  }
  if (type == "condition") return {{"$ref", "#/definitions/condition"}};
  if (type == "amount") return AmountOf();
  if (type == "date") return Text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
  if (type == "day of the year") return Text("^[0-9]{2}-[0-9]{2}$");
  if (type == "period") return Text("^[0-9]+(-[0-9]+)? (working days?|days?|weeks?|months?)$");
  if (type == "opening hours") return HoursOf();
  if (type == "time zone") return Text("^[A-Za-z]+/[A-Za-z_/-]+$");
  std::fprintf(stderr, "no JSON Schema for values of type %s\n", std::string(type).c_str());
  std::abort();
}

Json ObjectOf(const Schema& schema) {
  Json properties = Json::object();
  Json required = Json::array();
  for (std::size_t i = 0; i < schema.fields().size(); ++i) {
    const Field& field = schema.fields()[i];
    Json value = ValueOf(schema, i);
    if (field.many) {
      value = {{"type", "array"}, {"items", std::move(value)}};
      if (field.required) value["minItems"] = 1;
    }
    // Beside "$ref", draft 7 reads nothing.
    if (!value.contains("$ref")) value["description"] = std::string(field.doc);
    properties[std::string(field.key)] = std::move(value);
    if (field.required) required.push_back(std::string(field.key));
  }
  Json object = {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) object["required"] = std::move(required);
  return object;
}

Json Whole(const Schema& schema, bool list, const std::string& title) {
  Json whole = {{"$schema", kDialect}, {"title", title}};
  Json object = ObjectOf(schema);
  const bool conditions = object.dump().find("#/definitions/condition") != std::string::npos;
  whole.update(list ? Json{{"type", "array"}, {"items", std::move(object)}} : std::move(object));
  if (conditions) whole["definitions"] = {{"condition", ConditionDefinition()}};
  return whole;
}

}  // namespace

Json JsonSchemaOf(const KindInfo& info) {
  return Whole(
      info.schema(), info.layout == Layout::kListFile,
      info.layout == Layout::kFolder ? absl::StrCat("Facts of a ", info.name) : absl::StrCat("content/", info.path));
}

Files JsonSchemaFiles() {
  Files files;
  for (const KindInfo& info : read::Kinds()) {
    files.emplace_back(absl::StrCat(absl::StripSuffix(info.path, ".yaml"), ".schema.json"),
                       JsonSchemaOf(info).dump(2) + "\n");
  }
  files.emplace_back("front-matter.schema.json",
                     Whole(read::FrontMatterSchema(), false, "Front matter of da.md and en.md").dump(2) + "\n");
  return files;
}

}  // namespace indgang::sitegen::edit
