#include "sitegen/edit/cms_config.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sitegen/read/schemas.h"
#include "tests/sitegen/edit/opened_content.h"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen::edit {
namespace {

using Json = nlohmann::json;

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
  Json config_ = Json(CmsConfig(content_.draft));
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

TEST_F(CmsConfigTest, NothingCanBeMadeOrDeleted) {
  for (const Json& collection : config_["collections"]) {
    if (collection.contains("files")) continue;
    EXPECT_EQ(collection["create"], false);
    EXPECT_EQ(collection["delete"], false);
  }
}

}  // namespace
}  // namespace indgang::sitegen::edit
