#include "sitegen/edit/cms_config.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "sitegen/read/schemas.h"
#include "sitegen/read/values.h"

namespace indgang::sitegen::edit {
namespace {

using Json = nlohmann::ordered_json;
using read::Draft;
using read::Field;
using read::Item;
using read::ItemKind;
using read::KindInfo;
using read::Layout;
using read::Schema;

class FieldMaker {
 public:
  explicit FieldMaker(const Draft& draft) : draft_(draft) {}

  // Decap CMS asks for the required keys of an object that is left out; `asks` is false inside of those, and `sitegen
  // check` asks instead.
  Json FieldsOf(const Schema& schema, bool asks = true) const {
    Json fields = Json::array();
    for (std::size_t i = 0; i < schema.fields().size(); ++i) {
      Json field = Make(schema, i, asks);
      if (!field.is_null()) fields.push_back(std::move(field));
    }
    return fields;
  }

 private:
  // null for values that have no form to fill in.
  Json Make(const Schema& schema, std::size_t index, bool asks) const {
    const Field& field = schema.fields()[index];
    Json made = {{"label", std::string(field.key)},
                 {"name", std::string(field.key)},
                 {"hint", std::string(field.doc)},
                 {"required", asks && field.required}};
    const absl::string_view type = field.type->name;
    if (type == "reference") {
      made["widget"] = "select";
      made["multiple"] = field.many;
      made["options"] = Options(field.refers_to);
      return made;
    }
    const Json value = Value(schema, index, asks && (field.required || field.many));
    if (value.is_null()) return value;
    if (!field.many) {
      made.update(value);
      return made;
    }
    made["widget"] = "list";
    if (value.contains("fields")) {
      made["fields"] = value["fields"];
      made["collapsed"] = true;
    } else {
      made["field"] = {{"label", std::string(field.key)}, {"name", "value"}};
      made["field"].update(value);
    }
    return made;
  }

  // The widget of one value.
  Json Value(const Schema& schema, std::size_t index, bool asks) const {
    const Field& field = schema.fields()[index];
    const absl::string_view type = field.type->name;
    if (type == "condition") return nullptr;
    if (type == "object") return Object(FieldsOf(field.object(), asks));
    if (type == "localized text") return Object(FieldsOf(read::LocalizedTextSchema(), asks));
    if (type == "localized list") return Object(FieldsOf(read::LocalizedListSchema(), asks));
    if (type == "choice") {
      return {{"widget", "select"}, {"options", read::ChoicesOf(*schema.TargetOf(index)->enum_type())}};
    }
    if (type == "number") {
      return {{"widget", "number"}, {"value_type", "int"}, {"min", field.min}, {"max", field.max}};
    }
    if (type == "truth") return {{"widget", "boolean"}};
    if (type == "amount") return {{"widget", "amount"}};
    if (type == "date") return {{"widget", "day"}};
    if (type == "period") return Pattern("^\\d+(-\\d+)? (working days?|days?|weeks?|months?)$", "6-8 weeks");
    if (type == "address") return Pattern("^https://\\S+$", "https://virk.dk");
    if (type == "e-mail") return Pattern("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", "navn@fjordby.example");
    if (type == "phone") return Pattern("^\\+?\\d[\\d ]*\\d$", "+45 12 34 56 78");
    if (type == "id") return Pattern("^[a-z0-9-]{1,80}$", "cvr-registration");
    if (type == "opening hours") {
      Json days = Json::array();
      for (const char* day : {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}) {
        days.push_back({{"label", day},
                        {"name", day},
                        {"required", false},
                        {"widget", "list"},
                        {"field", {{"label", "09:00-15:00"}, {"name", "value"}, {"widget", "string"}}}});
      }
      return Object(std::move(days));
    }
    if (type == "text" && field.max > 100) return {{"widget", "text"}};
    return {{"widget", "string"}};
  }

  static Json Object(Json fields) {
    return {{"widget", "object"}, {"collapsed", false}, {"fields", std::move(fields)}};
  }

  static Json Pattern(const char* pattern, const char* example) {
    return {{"widget", "string"}, {"pattern", {pattern, absl::StrCat("Skriv som: ", example)}}};
  }

  Json Options(ItemKind kind) const {
    Json options = Json::array();
    for (const Item* item : draft_.OfKind(kind)) {
      if (item->id.empty()) continue;
      const read::Node* title = item->da == nullptr ? nullptr : item->da->root.Find("title");
      options.push_back({{"label", title == nullptr ? item->id : absl::StrCat(title->text, " (", item->id, ")")},
                         {"value", item->id}});
    }
    return options;
  }

  const Draft& draft_;
};

// Items are made by `sitegen new` and removed with their files.
Json Collection(const KindInfo& info, const char* part, const char* label, const char* file, const char* extension,
                const char* format, Json fields) {
  const bool facts = absl::string_view(file) == "facts";
  return {{"name", absl::StrCat(info.path, "-", part)},
          {"label", absl::StrCat(info.path, ": ", label)},
          {"folder", absl::StrCat("content/", info.path)},
          {"path", absl::StrCat("{{slug}}/", file)},
          {"extension", extension},
          {"format", format},
          {"create", false},
          {"delete", false},
          {"identifier_field", facts ? "review_by" : "title"},
          {"summary", facts ? "{{dirname}}" : "{{dirname}} ({{filename}}): {{title}}"},
          {"editor", {{"preview", false}}},
          {"fields", std::move(fields)}};
}

}  // namespace

Json CmsConfig(const Draft& draft) {
  const FieldMaker maker(draft);
  Json text = maker.FieldsOf(read::FrontMatterSchema());
  // Markdown as written: our directives must not pass through an editor that does not know them.
  text.push_back({{"label", "text"}, {"name", "body"}, {"widget", "text"}, {"required", false}});
  Json collections = Json::array();
  Json site_file = {{"name", "site"},
                    {"label", "site.yaml"},
                    {"file", "content/site.yaml"},
                    {"fields", maker.FieldsOf(read::SiteSchema())}};
  for (const KindInfo& info : read::Kinds()) {
    if (info.layout != Layout::kFolder) continue;
    collections.push_back(Collection(info, "text", "tekst", "{{filename}}", "md", "yaml-frontmatter", text));
    if (info.facts_optional) continue;
    collections.push_back(Collection(info, "facts", "fakta", "facts", "yaml", "yaml", maker.FieldsOf(info.schema())));
  }
  collections.push_back({{"name", "site"},
                         {"label", "site"},
                         {"editor", {{"preview", false}}},
                         {"files", Json::array({std::move(site_file)})}});
  return {{"locale", "da"},
          {"publish_mode", "simple"},
          {"media_folder", "var/editor-media"},
          {"public_folder", "/"},
          {"slug", {{"encoding", "ascii"}, {"clean_accents", true}}},
          {"collections", std::move(collections)}};
}

}  // namespace indgang::sitegen::edit
