#include "sitegen/edit/cms_config.h"

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sitegen/edit/skeleton.h"
#include "sitegen/read/schemas.h"
#include "sitegen/read/uses.h"
#include "tests/sitegen/edit/opened_content.h"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen::edit {
namespace {

using Json = nlohmann::json;
using read::ItemKind;

const absl::CivilDay kToday(2026, 11, 21);

constexpr ItemKind kFolderKinds[] = {ItemKind::kService, ItemKind::kPackage, ItemKind::kAuthority, ItemKind::kFaq,
                                     ItemKind::kPage};

const Json& Named(const Json& list, const std::string& name) {
  for (const Json& entry : list) {
    if (entry["name"] == name) return entry;
  }
  ADD_FAILURE() << "nothing is called " << name;
  static const Json none;
  return none;
}

class CmsConfigTest : public ::testing::Test {
 protected:
  read::ContentFolder folder_;
  OpenedContent content_{folder_.path()};
  Json config_ = Json(CmsConfig(content_.draft, kToday));

  const Json& TextsOf(ItemKind kind) const {
    return Named(config_["collections"], absl::StrCat(read::InfoOf(kind).path, "-text"));
  }
};

TEST_F(CmsConfigTest, HasACollectionForEachKindOfFile) {
  std::set<std::string> names;
  for (const Json& collection : config_["collections"]) names.insert(collection["name"]);
  EXPECT_THAT(names,
              ::testing::ElementsAre("authorities-facts", "authorities-text", "faq-facts", "faq-text", "packages-facts",
                                     "packages-text", "pages-text", "services-facts", "services-text", "site"));
}

TEST_F(CmsConfigTest, HasEveryKeyThatAFormCanHold) {
  const Json& fields = Named(config_["collections"], "services-facts")["fields"];
  std::vector<std::string> names;
  for (const Json& field : fields) names.push_back(field["name"]);
  std::vector<std::string> keys = read::ServiceSchema().keys();
  keys.erase(std::find(keys.begin(), keys.end(), "needed_if"));
  EXPECT_EQ(names, keys);
}

TEST_F(CmsConfigTest, ChoicesAndReferencesAreOffered) {
  const Json& fields = Named(config_["collections"], "services-facts")["fields"];
  EXPECT_EQ(Named(fields, "status")["options"], Json({"active", "repealed", "replaced"}));
  EXPECT_EQ(Named(fields, "status")["required"], false);
  EXPECT_EQ(Named(fields, "authority")["options"], Json({{{"label", "Erhvervskontoret (office)"}, {"value", "office"}},
                                                         {{"label", "Politiet (police)"}, {"value", "police"}}}));
  EXPECT_EQ(Named(fields, "also_involves")["multiple"], true);
  EXPECT_EQ(Named(Named(fields, "fee")["fields"], "amount")["widget"], "amount");
}

TEST_F(CmsConfigTest, TextsHaveALength) {
  const Json pattern = Named(TextsOf(ItemKind::kFaq)["fields"], "title")["pattern"];
  EXPECT_EQ(pattern[1], "højst 80 tegn");
  const std::regex expression(pattern[0].get<std::string>());
  EXPECT_TRUE(std::regex_search(std::string(80, 'a'), expression));
  EXPECT_TRUE(std::regex_search(std::string("to\nlinjer"), expression));
  EXPECT_FALSE(std::regex_search(std::string(81, 'a'), expression));
}

TEST_F(CmsConfigTest, ItemsOfEveryKindAreMadeFromTheirDanishText) {
  for (const ItemKind kind : kFolderKinds) {
    const Json& texts = TextsOf(kind);
    EXPECT_EQ(texts["create"], true) << texts["name"];
    EXPECT_EQ(texts["folder"], absl::StrCat("content/", read::InfoOf(kind).path));
    EXPECT_EQ(texts["slug"], "{{fields.id}}");
    EXPECT_EQ(texts["path"], "{{slug}}/da");
    EXPECT_EQ(texts["extension"], "md");
  }
  for (const Json& collection : config_["collections"]) {
    if (collection["name"].get<std::string>().find("-text") == std::string::npos) {
      EXPECT_FALSE(collection.value("create", false)) << collection["name"];
    }
    EXPECT_FALSE(collection.value("delete", false)) << collection["name"];
  }
}

TEST_F(CmsConfigTest, TheIdIsOneThatSitegenNewTakes) {
  const std::vector<std::string> ids = {"new-one",  "2",    "-",    std::string(80, 'a'), "",          "New",
                                        "ny side",  "a/b",  "../x", std::string(81, 'a'), "ny_side",   "ø",
                                        "services", "data", "was",  "services-2",         "new\nline", "areas.yaml"};
  for (const ItemKind kind : kFolderKinds) {
    const Json& id = TextsOf(kind)["fields"][0];
    ASSERT_EQ(id["name"], "id");
    const std::regex pattern(id["pattern"][0].get<std::string>());
    for (const std::string& each : ids) {
      const bool made = WriteItem(folder_.path(), kind, each, {{"da.md", "x"}}).ok();
      EXPECT_EQ(std::regex_search(each, pattern), made) << read::InfoOf(kind).name << " " << each;
    }
  }
  EXPECT_THAT(TextsOf(ItemKind::kPage)["fields"][0]["pattern"][1].get<std::string>(), ::testing::HasSubstr("services"));
}

TEST_F(CmsConfigTest, ANewItemBeginsWithWhatSitegenNewWrites) {
  for (const ItemKind kind : kFolderKinds) {
    const Json& texts = TextsOf(kind);
    const Json& others = config_["new_items"][texts["name"].get<std::string>()];
    Files files = MakeSkeleton(content_.draft, kind, "new-one", "Ny", kToday);
    const auto danish =
        std::find_if(files.begin(), files.end(), [](const auto& file) { return file.first == "da.md"; });
    for (const char* field : {"summary", "body"}) {
      EXPECT_THAT(danish->second, ::testing::HasSubstr(Named(texts["fields"], field)["default"].get<std::string>()));
    }
    EXPECT_EQ(Named(texts["fields"], "draft").value("default", false),
              danish->second.find("\ndraft: true\n") != std::string::npos);
    const std::string stamp = read::StampOf(danish->second);
    files.erase(danish);
    for (const auto& [name, bytes] : files) {
      EXPECT_EQ(absl::StrReplaceAll(others[name].get<std::string>(),
                                    {{"{{id}}", "new-one"}, {"{{title}}", "Ny"}, {"{{stamp}}", stamp}}),
                bytes);
    }
    EXPECT_EQ(others.size(), files.size());
  }
}

}  // namespace
}  // namespace indgang::sitegen::edit
