// Feeds, redirects, data files and structured data of a small site.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/files.h"
#include "knowledge/bundle.h"
#include "nlohmann/json.hpp"
#include "sitegen/publish/json_writer.h"
#include "sitegen/publish/redirects.h"
#include "sitegen/publish/site.h"

namespace indgang::sitegen {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

knowledge::v1::KnowledgeBase MinimalBase() {
  knowledge::v1::KnowledgeBase base;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      ReadFile("tests/sites/rendered/site.textproto").value_or("broken"), &base));
  return base;
}

std::map<std::string, std::string> Render(knowledge::v1::KnowledgeBase base) {
  static const auto& templates = *new auto(Templates::Load("templates", "node_modules/dkfds"));
  const auto bundle = knowledge::Bundle::Create(std::move(base));
  EXPECT_TRUE(bundle.ok()) << bundle.status();
  std::map<std::string, std::string> files;
  for (OutputFile& file : RenderSite(**bundle, **templates, 1)) files[file.path] = std::move(file.bytes);
  return files;
}

// The structured data of a page, by type.
std::map<std::string, json> StructuredData(const std::string& html) {
  const std::string kBegin = "<script type=\"application/ld+json\">";
  std::map<std::string, json> found;
  for (std::size_t at = html.find(kBegin); at != std::string::npos; at = html.find(kBegin, at + 1)) {
    const std::size_t begin = at + kBegin.size();
    const json data = json::parse(html.substr(begin, html.find("</script>", begin) - begin));
    EXPECT_EQ(data["@context"], "https://schema.org");
    found[data["@type"]] = data;
  }
  return found;
}

TEST(FeedTest, SitemapAndFeedsTakeTheirDatesFromTheContent) {
  auto files = Render(MinimalBase());
  EXPECT_THAT(
      files["sitemap.xml"],
      HasSubstr("<url><loc>https://proeveby.example/erhverv/services/licence/</loc><lastmod>2026-11-21</lastmod>"));
  EXPECT_THAT(files["sitemap.xml"],
              HasSubstr("<url><loc>https://proeveby.example/erhverv/services/old/</loc><xhtml:link"));
  EXPECT_THAT(files["en/feed.xml"], HasSubstr("<updated>2026-11-21T00:00:00Z</updated>\n<author>"));
  EXPECT_LT(files["feed.xml"].find("2026-11-21.0</id>"), files["feed.xml"].find("2026-10-01.0</id>")) << "newest first";
}

TEST(FeedTest, WithoutChangesThereIsNone) {
  auto base = MinimalBase();
  for (auto& service : *base.mutable_services()) service.clear_changes();
  for (auto& page : *base.mutable_pages()) page.clear_changes();
  auto files = Render(std::move(base));
  EXPECT_FALSE(files.contains("feed.xml"));
  EXPECT_FALSE(files.contains("en/feed.xml"));
  EXPECT_THAT(files["sitemap.xml"], Not(HasSubstr("lastmod")));
  EXPECT_THAT(files["index.html"], Not(HasSubstr("atom+xml")));
  EXPECT_TRUE(files.contains("news/index.html"));
}

TEST(RedirectTest, MapNamesEachAliasWithAndWithoutSlash) {
  EXPECT_EQ(RedirectMap(MinimalBase(), "/by/"),
            "/by/en/licence /by/en/services/licence/;\n"
            "/by/en/licence/ /by/en/services/licence/;\n"
            "/by/old/licence.html /by/services/licence/;\n"
            "/by/old/licence.html/ /by/services/licence/;\n"
            "/by/om/os /by/about/;\n"
            "/by/om/os/ /by/about/;\n");
}

TEST(RedirectTest, PagesLeadOnWithoutScript) {
  auto files = Render(MinimalBase());
  EXPECT_THAT(files["old/licence.html"],
              HasSubstr("<meta http-equiv=\"refresh\" content=\"0; url=/erhverv/services/licence/\">"));
  EXPECT_THAT(files["en/licence/index.html"], HasSubstr("content=\"0; url=/erhverv/en/services/licence/\">"));
  EXPECT_THAT(files["sitemap.xml"], Not(HasSubstr("old/licence")));
}

TEST(DataTest, ListNamesEveryItemAndItsFile) {
  auto files = Render(MinimalBase());
  const json list = json::parse(files["data/services.json"]);
  EXPECT_EQ(list["format"], 1);
  ASSERT_EQ(list["services"].size(), 4u);
  for (const json& service : list["services"]) {
    const std::string data = service["data"];
    ASSERT_THAT(data, testing::StartsWith("https://proeveby.example/erhverv/data/services/"));
    const json one = json::parse(files[data.substr(std::string("https://proeveby.example/erhverv/").size())]);
    EXPECT_EQ(one["service"]["title"], service["title"]);
    EXPECT_EQ(one["service"]["url"], service["url"]);
    EXPECT_FALSE(one["service"].contains("triage"));
  }
  EXPECT_EQ(json::parse(files["data/packages.json"])["packages"].size(), 1u);
}

TEST(DataTest, FactsKeepNamesAndTypesOfTheContract) {
  auto base = MinimalBase();
  auto& fee = *base.mutable_services(0)->mutable_fee();
  fee.set_kind(knowledge::v1::Fee::KIND_FIXED);
  fee.set_amount_min_minor(95500);
  fee.set_amount_max_minor(95500);
  const std::string path = "data/services/" + base.services(0).id() + ".json";
  const json service = json::parse(Render(std::move(base))[path])["service"];
  EXPECT_EQ(service["kind"], "permit");
  EXPECT_EQ(service["fee"]["kind"], "fixed");
  EXPECT_EQ(service["fee"]["amount_min_minor"], 95500);
}

TEST(StructuredDataTest, ServiceSaysWhoAndWhere) {
  auto files = Render(MinimalBase());
  const auto data = StructuredData(files["services/licence/index.html"]);
  const json& service = data.at("GovernmentService");
  EXPECT_EQ(service["url"], "https://proeveby.example/erhverv/services/licence/");
  EXPECT_EQ(service["provider"]["@type"], "GovernmentOrganization");
  const json& crumbs = data.at("BreadcrumbList")["itemListElement"];
  EXPECT_EQ(crumbs.front()["item"], "https://proeveby.example/erhverv/");
  EXPECT_FALSE(crumbs.back().contains("item"));
  EXPECT_FALSE(StructuredData(files["services/old/index.html"]).contains("GovernmentService")) << "repealed";
}

TEST(StructuredDataTest, QuestionsHaveTheirAnswers) {
  auto files = Render(MinimalBase());
  for (const char* path : {"faq/index.html", "faq/beer/index.html"}) {
    const json entity = StructuredData(files[path]).at("FAQPage")["mainEntity"];
    ASSERT_EQ(entity.size(), 1u) << path;
    EXPECT_NE(entity[0]["name"], "") << path;
    EXPECT_NE(entity[0]["acceptedAnswer"]["text"], "") << path;
  }
}

TEST(JsonWriterTest, TextCannotEndAScriptElement) {
  std::string out;
  JsonWriter(out).BeginArray().Text("</script><!-- & \"\\\n\x01").Text("æ").Number(-3).Truth(true).EndArray();
  EXPECT_EQ(out, "[\"\\u003c/script\\u003e\\u003c!-- \\u0026 \\\"\\\\\\n\\u0001\",\"æ\",-3,true]");
  EXPECT_EQ(json::parse(out)[0], "</script><!-- & \"\\\n\x01");
}

}  // namespace
}  // namespace indgang::sitegen
