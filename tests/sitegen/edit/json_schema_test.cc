// The JSON Schemas: what is committed is current, our content fits, and what breaks the tables does not.
#include "sitegen/edit/json_schema.h"

#include <filesystem>
#include <optional>
#include <regex>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/utf8.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sitegen/read/yaml.h"

namespace indgang::sitegen::edit {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using read::Node;

// As a YAML 1.2 reader understands it.
Json ToJson(const Node& node) {
  Json json;
  double number = 0;
  switch (node.kind) {
    case Node::Kind::kMapping:
      json = Json::object();
      for (std::size_t i = 0; i < node.keys.size(); ++i) json[node.keys[i].text] = ToJson(node.children[i]);
      return json;
    case Node::Kind::kSequence:
      json = Json::array();
      for (const Node& child : node.children) json.push_back(ToJson(child));
      return json;
    case Node::Kind::kScalar:
      if (!node.plain) return node.text;
      if (node.text.empty()) return nullptr;
      if (node.text == "true" || node.text == "false") return node.text == "true";
      if (absl::SimpleAtod(node.text, &number)) return Json::parse(node.text, nullptr, false);
      return node.text;
  }
  return json;
}

// What of draft 7 our schemas use; "" when `value` fits, else where and why not.
std::string Misfit(const Json& whole, const Json& schema, const Json& value, const std::string& where) {
  if (schema.contains("$ref")) {
    return Misfit(whole, whole.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))), value, where);
  }
  if (schema.contains("oneOf")) {
    int fitting = 0;
    for (const Json& choice : schema["oneOf"]) fitting += Misfit(whole, choice, value, where).empty() ? 1 : 0;
    return fitting == 1 ? "" : absl::StrCat(where, ": fits ", fitting, " of the choices");
  }
  if (schema.contains("enum")) {
    return std::find(schema["enum"].begin(), schema["enum"].end(), value) != schema["enum"].end()
               ? ""
               : where + ": not in enum";
  }
  const std::string type = schema.value("type", "");
  const bool fits = (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
                    (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
                    (type == "integer" && value.is_number_integer()) || (type == "number" && value.is_number());
  if (!fits) return absl::StrCat(where, ": not of type ", type);
  if (value.is_number() && (value < schema.value("minimum", -1e9) || value > schema.value("maximum", 1e9))) {
    return where + ": out of range";
  }
  if (value.is_string()) {
    const std::string text = value;
    if (schema.contains("pattern") && !std::regex_search(text, std::regex(schema["pattern"].get<std::string>()))) {
      return where + ": does not match";
    }
    if (CountCodePoints(text) > schema.value("maxLength", std::size_t{1} << 30)) return where + ": too long";
  }
  if (value.is_array()) {
    if (value.size() < schema.value("minItems", std::size_t{0})) return where + ": too few";
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string misfit = Misfit(whole, schema["items"], value[i], absl::StrCat(where, "[", i, "]"));
      if (!misfit.empty()) return misfit;
    }
  }
  if (value.is_object()) {
    for (const Json& key : schema.value("required", Json::array())) {
      if (!value.contains(key.get<std::string>())) return absl::StrCat(where, ": lacks ", key.get<std::string>());
    }
    for (const auto& [key, part] : value.items()) {
      if (!schema["properties"].contains(key)) return absl::StrCat(where, ": has ", key);
      const std::string misfit = Misfit(whole, schema["properties"][key], part, absl::StrCat(where, ".", key));
      if (!misfit.empty()) return misfit;
    }
  }
  return "";
}

// Whether `yaml` fits the schema of what stands at `path` in content/.
std::string Misfit(absl::string_view path, absl::string_view yaml) {
  read::Diagnostics diagnostics;
  const std::optional<Node> node = read::ParseYaml(yaml, 1, path, diagnostics);
  if (!node.has_value()) return "not YAML";
  const Json schema = Json(JsonSchemaOf(*read::FindKindByPath(path)));
  return Misfit(schema, schema, ToJson(*node), "");
}

TEST(JsonSchemaTest, CommittedFilesAreCurrent) {
  std::set<std::string> names;
  for (const auto& [name, bytes] : JsonSchemaFiles()) {
    names.insert(name);
    EXPECT_EQ(ReadFile("docs/schema/" + name).value_or(""), bytes)
        << name << ": run build/release/bin/sitegen schema --out docs/schema";
  }
  for (const fs::directory_entry& entry : fs::directory_iterator("docs/schema")) {
    EXPECT_TRUE(names.contains(entry.path().filename().string())) << entry.path() << " is not made any more";
  }
}

TEST(JsonSchemaTest, VsCodeUsesEachForTheRightFiles) {
  const Json settings = Json::parse(ReadFile(".vscode/settings.json").value_or(""), nullptr, false);
  ASSERT_TRUE(settings.is_object());
  Json expected = Json::object();
  for (const read::KindInfo& info : read::Kinds()) {
    if (info.schema == nullptr) continue;
    const std::string path(info.path);
    const bool folder = info.layout == read::Layout::kFolder;
    const std::string name = folder ? path : path.substr(0, path.size() - 5);
    expected["./docs/schema/" + name + ".schema.json"] =
        folder ? "content/" + path + "/*/facts.yaml" : "content/" + path;
  }
  EXPECT_EQ(settings["yaml.schemas"], expected);
}

TEST(JsonSchemaTest, OurContentFits) {
  int files = 0;
  for (const std::string root : {"content", "tests/sites/minimal"}) {
    for (const read::KindInfo& info : read::Kinds()) {
      const fs::path path = fs::path(root) / std::string(info.path);
      std::vector<fs::path> paths = {path};
      if (info.layout == read::Layout::kFolder) {
        paths.clear();
        for (const fs::directory_entry& item : fs::directory_iterator(path))
          paths.push_back(item.path() / "facts.yaml");
      }
      for (const fs::path& file : paths) {
        if (info.facts_optional && !fs::exists(file)) continue;
        EXPECT_EQ(Misfit(info.path, ReadFile(file.string()).value_or("{")), "") << file;
        ++files;
      }
    }
  }
  EXPECT_GT(files, 100);
}

TEST(JsonSchemaTest, MistakesAreFound) {
  const std::string service = ReadFile("tests/sites/minimal/services/permit/facts.yaml").value_or("");
  ASSERT_EQ(Misfit("services", service), "");
  const auto broken = [&](const std::string& old_text, const std::string& new_text) {
    std::string text = service;
    EXPECT_NE(text.find(old_text), std::string::npos) << old_text;
    text.replace(text.find(old_text), old_text.size(), new_text);
    return Misfit("services", text);
  };
  EXPECT_EQ(broken("kind: permit", "kind: permitt"), ".kind: not in enum");
  EXPECT_EQ(broken("area: licences\n", ""), ": lacks area");
  EXPECT_EQ(broken("area: licences", "ara: licences\narea: licences"), ": has ara");
  EXPECT_EQ(broken("amount: 955", "amount: ni"), ".fee.amount: fits 0 of the choices");
  EXPECT_EQ(broken("6-8 weeks", "6-8 uger"), ".processing.goal: does not match");
  EXPECT_EQ(broken("{any: [serves-alcohol, {not: serves-food}]}", "{any: []}"), ".needed_if: fits 0 of the choices");
  EXPECT_EQ(broken("2027-12-31", "31.12.2027"), ".valid_to: does not match");
  EXPECT_EQ(broken("annual_volume: 70", "annual_volume: 0"), ".annual_volume: out of range");
  EXPECT_EQ(broken("[police]", "police"), ".also_involves: not of type array");
  EXPECT_EQ(Misfit("areas.yaml", "- {id: Æ, title: {da: x}, summary: {da: y}}"), "[0].id: does not match");
}

}  // namespace
}  // namespace indgang::sitegen::edit
