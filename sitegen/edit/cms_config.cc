#include "sitegen/edit/cms_config.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "sitegen/edit/skeleton.h"
#include "sitegen/edit/texts.h"
#include "sitegen/read/addresses.h"
#include "sitegen/read/load.h"
#include "sitegen/read/schemas.h"
#include "sitegen/read/uses.h"
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
    Json text = {{"widget", type == "text" && field.max > 100 ? "text" : "string"}};
    if (type == "text" && field.max > 0) {
      text["pattern"] = {absl::StrCat("^[\\s\\S]{0,", field.max, "}$"), absl::StrCat("højst ", field.max, " tegn")};
    }
    return text;
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

// What the button for a new one says.
const char* DanishName(ItemKind kind) {
  switch (kind) {
    case ItemKind::kService:
      return "ydelse";
    case ItemKind::kPackage:
      return "pakke";
    case ItemKind::kAuthority:
      return "myndighed";
    case ItemKind::kFaq:
      return "spørgsmål";
    default:
      return "side";
  }
}

// The folder's name. It stands in no file: cms/editor.js shows it for items that exist, and asks for it for new ones.
Json IdField(const KindInfo& info) {
  std::string pattern = "^[a-z0-9-]{1,80}$";
  std::string wanted = "brug kun a-z, 0-9 og bindestreg, højst 80 tegn";
  if (info.kind == ItemKind::kPage) {
    std::vector<std::string> taken;
    for (const std::string& name : read::GeneratedNames()) {
      if (read::IsItemId(name)) taken.push_back(name);
    }
    pattern = absl::StrCat("^(?!(?:", absl::StrJoin(taken, "|"), ")$)[a-z0-9-]{1,80}$");
    absl::StrAppend(&wanted, ", og ikke en adresse, som webstedet selv bruger: ", absl::StrJoin(taken, ", "));
  }
  return {{"label", "id"},
          {"name", "id"},
          {"hint",
           "Navnet i adressen og på mappen. Skriv æ, ø og å som ae, oe og aa. Det kan ikke laves om her, når der er "
           "gemt."},
          {"widget", "item-id"},
          {"pattern", {std::move(pattern), std::move(wanted)}}};
}

// The fields of da.md and en.md. What a new item begins with is what `sitegen new` writes.
Json TextFields(const FieldMaker& maker, const KindInfo& info) {
  const SkeletonText& skeleton = DanishSkeleton(info.kind);
  Json fields = Json::array({IdField(info)});
  for (Json& field : maker.FieldsOf(read::FrontMatterSchema())) {
    if (field["name"] == "summary") field["default"] = std::string(skeleton.summary);
    if (field["name"] == "draft" && info.facts_optional) field["default"] = true;
    fields.push_back(std::move(field));
  }
  // Markdown as written: our directives must not pass through an editor that does not know them.
  fields.push_back({{"label", "text"},
                    {"name", "body"},
                    {"widget", "text"},
                    {"required", false},
                    {"default", std::string(skeleton.body)}});
  return fields;
}

Json TextCollection(const FieldMaker& maker, const KindInfo& info) {
  return {{"name", absl::StrCat(info.path, "-text")},
          {"label", absl::StrCat(info.path, ": tekst")},
          {"label_singular", DanishName(info.kind)},
          {"folder", absl::StrCat("content/", info.path)},
          {"slug", "{{fields.id}}"},
          {"path", "{{slug}}/da"},
          {"extension", "md"},
          {"format", "yaml-frontmatter"},
          {"create", true},
          {"delete", false},
          {"identifier_field", "title"},
          {"summary", "{{dirname}} ({{filename}}): {{title}}"},
          {"editor", {{"preview", false}}},
          {"fields", TextFields(maker, info)}};
}

Json FactsCollection(const FieldMaker& maker, const KindInfo& info) {
  return {{"name", absl::StrCat(info.path, "-facts")},
          {"label", absl::StrCat(info.path, ": fakta")},
          {"folder", absl::StrCat("content/", info.path)},
          {"path", "{{slug}}/facts"},
          {"extension", "yaml"},
          {"format", "yaml"},
          {"create", false},
          {"delete", false},
          {"identifier_field", "review_by"},
          {"summary", "{{dirname}}"},
          {"editor", {{"preview", false}}},
          {"fields", maker.FieldsOf(info.schema())}};
}

// The files of a new item beside its da.md.
Json NewItemFiles(const Draft& draft, const KindInfo& info, absl::CivilDay today) {
  std::string stamp;
  Json others = Json::object();
  for (const auto& [name, bytes] : MakeSkeleton(draft, info.kind, "{{id}}", "{{title}}", today)) {
    if (name == "da.md") {
      stamp = read::StampOf(bytes);
    } else {
      others[name] = bytes;
    }
  }
  others["en.md"] = absl::StrReplaceAll(others["en.md"].get<std::string>(), {{stamp, "{{stamp}}"}});
  return others;
}

}  // namespace

Json CmsConfig(const Draft& draft, absl::CivilDay today) {
  const FieldMaker maker(draft);
  Json collections = Json::array();
  Json new_items = Json::object();
  for (const KindInfo& info : read::Kinds()) {
    if (info.layout != Layout::kFolder) continue;
    collections.push_back(TextCollection(maker, info));
    new_items[absl::StrCat(info.path, "-text")] = NewItemFiles(draft, info, today);
    if (!info.facts_optional) collections.push_back(FactsCollection(maker, info));
  }
  Json site_file = {{"name", "site"},
                    {"label", "site.yaml"},
                    {"file", "content/site.yaml"},
                    {"fields", maker.FieldsOf(read::SiteSchema())}};
  collections.push_back({{"name", "site"},
                         {"label", "site"},
                         {"editor", {{"preview", false}}},
                         {"files", Json::array({std::move(site_file)})}});
  return {{"locale", "da"},
          {"publish_mode", "simple"},
          {"media_folder", "var/editor-media"},
          {"public_folder", "/"},
          {"slug", {{"encoding", "ascii"}, {"clean_accents", true}}},
          {"collections", std::move(collections)},
          {"new_items", std::move(new_items)}};
}

}  // namespace indgang::sitegen::edit
