#include "sitegen/edit/skeleton.h"

#include <filesystem>

#include "base/errors.h"
#include "base/hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sitegen/edit/lists.h"
#include "tests/sitegen/edit/opened_content.h"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen::edit {
namespace {

namespace fs = std::filesystem;
using read::ItemKind;
using ::testing::HasSubstr;

const absl::CivilDay kToday(2026, 11, 21);

absl::StatusOr<std::string> Make(const read::ContentFolder& folder, ItemKind kind, const std::string& id,
                                 const std::string& title = "") {
  const OpenedContent content(folder.path());
  return WriteItem(folder.path(), kind, id, MakeSkeleton(content.draft, kind, id, title, kToday));
}

constexpr ItemKind kFolderKinds[] = {ItemKind::kService, ItemKind::kPackage, ItemKind::kAuthority, ItemKind::kFaq,
                                     ItemKind::kPage};

TEST(SkeletonTest, EveryKindIsInOrderAtOnceAndNotPublished) {
  for (const ItemKind kind : kFolderKinds) {
    read::ContentFolder folder;
    const std::string before = folder.Read().knowledge_base.DebugString();
    const absl::StatusOr<std::string> made = Make(folder, kind, "new-one");
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_TRUE(fs::exists(*made + "/da.md"));
    EXPECT_EQ(FormatReport(folder.ReadWithHints().diagnostics, "content", read::ReportFormat::kText), "") << *made;
    const auto base = folder.Read().knowledge_base;
    EXPECT_EQ(
        base.services_size() + base.packages_size() + base.authorities_size() + base.faq_size() + base.pages_size(), 8)
        << *made;
  }
}

TEST(SkeletonTest, PublishedWithoutTheDraftKey) {
  for (const ItemKind kind : kFolderKinds) {
    read::ContentFolder folder;
    ASSERT_TRUE(Make(folder, kind, "new-one", "Ny").ok());
    const std::string path = std::string(read::InfoOf(kind).path) + "/new-one/";
    folder.Replace(path + (kind == ItemKind::kPage ? "da.md" : "facts.yaml"), "draft: true\n", "");
    EXPECT_EQ(folder.Report(), "") << path;
  }
}

TEST(SkeletonTest, TitleIsTheOneGivenOrMadeOfTheId) {
  read::ContentFolder folder;
  ASSERT_TRUE(Make(folder, ItemKind::kPage, "new-one").ok());
  EXPECT_THAT(folder.Text("pages/new-one/da.md"), HasSubstr("title: \"New one\"\n"));
  ASSERT_TRUE(Make(folder, ItemKind::kPage, "two", "Den \"store\"\ndag\\").ok());
  EXPECT_THAT(folder.Text("pages/two/da.md"), HasSubstr("title: \"Den \\\"store\\\" dag\\\\\"\n"));
}

TEST(SkeletonTest, FactsExplainThemselves) {
  read::ContentFolder folder;
  ASSERT_TRUE(Make(folder, ItemKind::kFaq, "new-one").ok());
  EXPECT_EQ(folder.Text("faq/new-one/facts.yaml"),
            "# The facts of faq \"new-one\". docs/content-model.md and docs/redaktoer.md tell all about them.\n"
            "# What begins with \"#\" is optional or explains: take the sign away to use it.\n"
            "\n# The area it belongs to.\narea: start\n"
            "\n# Services the answer is about.\n# services: [registration]\n"
            "\n# The day by which somebody must read the item again.\nreview_by: 2027-05-20\n"
            "\n# Older or shorter addresses that lead to the page.\n# aliases: [gammel-adresse]\n"
            "\n# What is new to readers who knew the page. Keys: date, note.\n# changes: [{date: 2026-11-21, note: "
            "{da: \"Udfyldes\", en: \"To be filled in\"}}]\n"
            "\n# Not published while this stands here.\ndraft: true\n");
}

TEST(SkeletonTest, ExistingItemsAreLeftAlone) {
  read::ContentFolder folder;
  const std::string before = folder.Text("services/permit/facts.yaml");
  const absl::Status status = Make(folder, ItemKind::kService, "permit").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(GetReason(status), "ITEM_EXISTS");
  EXPECT_EQ(folder.Text("services/permit/facts.yaml"), before);
  fs::create_directory(folder.path() + "/services/empty");
  EXPECT_EQ(GetReason(Make(folder, ItemKind::kService, "empty").status()), "ITEM_EXISTS");
}

TEST(SkeletonTest, MalformedIdsMakeNothing) {
  read::ContentFolder folder;
  for (const std::string& id :
       std::vector<std::string>{"", "Ny ydelse", "../x", "a/b", "ø", ".hidden", std::string(81, 'a')}) {
    const absl::Status status = WriteItem(folder.path(), ItemKind::kService, id, {{"da.md", "x"}}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << id;
    EXPECT_EQ(GetReason(status), "ITEM_MALFORMED") << id;
  }
  EXPECT_EQ(folder.Report(), "");
  EXPECT_THAT(std::string(WriteItem(folder.path(), ItemKind::kService, "Ny ydelse", {}).status().message()),
              HasSubstr("did you mean \"ny-ydelse\"?"));
}

TEST(SkeletonTest, PagesCannotTakeTheSitesOwnAddresses) {
  read::ContentFolder folder;
  const absl::Status status = Make(folder, ItemKind::kPage, "services").status();
  EXPECT_EQ(GetReason(status), "ITEM_MALFORMED");
  EXPECT_EQ(status.message(), "a page cannot be called \"services\": the site itself uses that address");
  EXPECT_TRUE(Make(folder, ItemKind::kService, "services").ok()) << "services have a folder of their own";
}

TEST(SkeletonTest, AFailureLeavesNothingBehind) {
  read::ContentFolder folder;
  // The second file cannot be written.
  const absl::Status status =
      WriteItem(folder.path(), ItemKind::kService, "new-one", {{"da.md", "x"}, {"no/such/folder", "x"}}).status();
  EXPECT_EQ(GetReason(status), "FILE_UNWRITABLE");
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.path() + "/services")) {
    EXPECT_THAT(entry.path().filename().string(), ::testing::AnyOf("old-permit", "permit", "registration"));
  }
}

TEST(TranslationTest, StampIsWhatSha256sumPrints) {
  read::ContentFolder folder;
  const std::string stamp = Sha256Hex(folder.Text("services/permit/da.md")).substr(0, 12);
  absl::CivilDay today(2026, 11, 21);
  const auto translate = [&] {
    const OpenedContent content(folder.path());
    return StampTranslation(folder.path(), **FindItem(content.draft, "service:permit"), today).status();
  };
  ASSERT_TRUE(translate().ok());
  EXPECT_EQ(folder.Text("services/permit/en.md"),
            "---\ntitle: Licence\nsummary: You need a licence to serve alcohol.\ntranslated_from: \"" + stamp +
                "\"\ntranslated_on: 2026-11-21\n---\n## Prices\n\nSee [the shop](package:shop).\n");
  EXPECT_EQ(FormatReport(folder.ReadWithHints().diagnostics, "content", read::ReportFormat::kText), "");

  folder.Replace("services/permit/da.md", "## Priser", "## Takster");
  const read::Diagnostics behind = folder.ReadWithHints().diagnostics;
  ASSERT_EQ(behind.hints(), 1);
  EXPECT_EQ(behind.list()[0].code, "outdated-translation");
  folder.Replace("services/permit/en.md", "summary:", "search_terms: [beer]\nsummary:");
  today = absl::CivilDay(2026, 12, 1);
  ASSERT_TRUE(translate().ok()) << "and replaces the old mark";
  EXPECT_EQ(
      folder.Text("services/permit/en.md"),
      "---\ntitle: Licence\nsearch_terms: [beer]\nsummary: You need a licence to serve alcohol.\ntranslated_from: \"" +
          Sha256Hex(folder.Text("services/permit/da.md")).substr(0, 12) +
          "\"\ntranslated_on: 2026-12-01\n---\n## Prices\n\nSee [the shop](package:shop).\n");
  EXPECT_EQ(FormatReport(folder.ReadWithHints().diagnostics, "content", read::ReportFormat::kText), "");
}

TEST(TranslationTest, TheKnowledgeBaseSaysWhichTextsAreBehind) {
  read::ContentFolder folder;
  const auto text = [&] { return folder.Read().knowledge_base.services(1).text(); };
  EXPECT_FALSE(text().en_outdated()) << "without a mark it counts as current";
  EXPECT_EQ(text().en_translated(), "");
  {
    const OpenedContent content(folder.path());
    ASSERT_TRUE(
        StampTranslation(folder.path(), **FindItem(content.draft, "service:permit"), absl::CivilDay(2026, 11, 21))
            .ok());
  }
  EXPECT_FALSE(text().en_outdated());
  EXPECT_EQ(text().en_translated(), "2026-11-21");
  folder.Replace("services/permit/da.md", "## Priser", "## Takster");
  EXPECT_TRUE(text().en_outdated());
  EXPECT_EQ(text().en_translated(), "2026-11-21");
  folder.Replace("services/permit/en.md", "title: Licence", "title: Licence\ndraft: true");
  EXPECT_FALSE(text().has_en());
  EXPECT_FALSE(text().en_outdated()) << "there is no English text to be behind";
}

TEST(TranslationTest, NeedsAnEnglishText) {
  read::ContentFolder folder;
  const OpenedContent content(folder.path());
  const absl::Status status =
      StampTranslation(folder.path(), **FindItem(content.draft, "service:registration"), {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(GetReason(status), "ENGLISH_MISSING");
}

TEST(DraftTest, EnglishAloneMayBeHeldBack) {
  read::ContentFolder folder;
  folder.Replace("services/permit/en.md", "title: Licence", "title: Licence\ndraft: true");
  const auto permit = folder.Read().knowledge_base.services(1);
  EXPECT_EQ(permit.text().da().title(), "Bevilling");
  EXPECT_FALSE(permit.text().has_en());
}

TEST(DraftTest, StaysOnlyWhenAskedFor) {
  read::ContentFolder folder;
  ASSERT_TRUE(Make(folder, ItemKind::kService, "new-one").ok());
  EXPECT_EQ(folder.Read().knowledge_base.services_size(), 3);
  const absl::StatusOr<read::Content> content = read::ReadContent(folder.path(), {.drafts = true});
  ASSERT_TRUE(content.ok());
  ASSERT_EQ(content->knowledge_base.services_size(), 4);
  EXPECT_EQ(content->knowledge_base.services(0).id(), "new-one") << "sorted like all others";
}

}  // namespace
}  // namespace indgang::sitegen::edit
