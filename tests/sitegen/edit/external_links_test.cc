// What editors are told of the addresses that content names, and what is asked again.
#include "sitegen/edit/external_links.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sitegen/edit/link_cache.h"
#include "tests/sitegen/edit/link_server.h"
#include "tests/sitegen/edit/opened_content.h"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen::edit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kPage[] = "pages/about/da.md";

class ExternalLinksTest : public ::testing::Test {
 protected:
  ExternalLinksTest() {
    // Only what a test links to itself is asked for.
    for (const char* file : {"services/registration/facts.yaml", "site.yaml"}) {
      std::string text = folder_.Text(file);
      for (std::size_t at; (at = text.find("https://")) != std::string::npos;) text.replace(at, 8, "web-");
      folder_.Write(file, text);
    }
    options_.cache_file = (folder_.root() / "cache/links.json").string();
    options_.client = {.timeout = absl::Milliseconds(500),
                       .pause = absl::ZeroDuration(),
                       .retry_after = absl::Milliseconds(10),
                       .max_redirects = 3};
  }

  // Makes a page that links to these, each on a line of its own from line 6 on.
  void LinkTo(const std::vector<std::string>& addresses) {
    std::string text = "---\ntitle: Om os\nsummary: Hvem vi er.\n---\n\n";
    for (const std::string& address : addresses) absl::StrAppend(&text, "[Her](", address, ")\n");
    folder_.Write(kPage, text);
  }

  ExternalReport Check() {
    absl::StatusOr<ExternalReport> report = CheckExternalLinks(folder_.path(), options_, clock_);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.value_or(ExternalReport());
  }

  std::string CheckAsText() { return read::FormatReport(Check().diagnostics, "content", read::ReportFormat::kText); }

  read::ContentFolder folder_;
  LinkServer server_;
  ExternalOptions options_;
  SimulatedClock clock_{absl::FromUnixSeconds(1'795'000'000)};
};

TEST(ExternalLinksInTest, AreThoseOfFactsListsAndTexts) {
  read::ContentFolder folder;
  folder.Write(kPage,
               "---\ntitle: Om os\nsummary: Hvem vi er.\n---\n\nSe [mere](https://a.example/b#c), [os](page:about), "
               "[skriv](mailto:a@b.dk).\n");
  const OpenedContent content(folder.path());
  std::vector<std::string> found;
  for (const ExternalLink& link : ExternalLinksIn(content.draft)) {
    found.push_back(absl::StrCat(link.file, ":", link.place.line, ":", link.place.column, " ", link.address));
  }
  // The site's own address, base_url, is not among them.
  EXPECT_THAT(found, ElementsAre("pages/about/da.md:6:11 https://a.example/b#c",
                                 "services/registration/facts.yaml:4:14 https://virk.example/start",
                                 "services/registration/facts.yaml:8:30 https://virk.example",
                                 "site.yaml:16:30 https://www.was.digst.dk/lilleby"));
}

TEST_F(ExternalLinksTest, EachAnswerIsToldWithPlaceAddressAndAdvice) {
  LinkTo({server_.Url("/ok"), server_.Url("/gone"), server_.Url("/moved#frist"), server_.Url("/fault"),
          server_.Url("/refused"), server_.Url("/loop"), server_.Url("/elsewhere"), server_.Url("/missing"),
          server_.Url("/fault-once"), server_.Url("/moved-away")});
  const std::string at = server_.Url("");
  const ExternalReport report = Check();
  std::vector<std::string> said;
  for (const read::Diagnostic& each : report.diagnostics.list()) {
    EXPECT_EQ(each.file, kPage);
    EXPECT_EQ(each.place.column, 7);
    EXPECT_EQ(each.severity, each.code == "external-refused" ? read::Severity::kHint : read::Severity::kWarning);
    said.push_back(absl::StrCat(each.place.line, " [", each.code, "] ", each.message,
                                each.suggestion.empty() ? "" : " -> " + each.suggestion));
  }
  EXPECT_THAT(
      said,
      ElementsAre(
          absl::StrCat("7 [external-gone] \"", at, "/gone\" answers 410 (gone): find where it is now, or take it out"),
          absl::StrCat("8 [external-moved] \"", at,
                       "/moved#frist\" has moved for good: look at the new address, and write that -> ", at,
                       "/ok#frist"),
          absl::StrCat("9 [external-no-answer] \"", at,
                       "/fault\" answers 500, a fault of the server there, also when asked again: try later, and tell "
                       "them"),
          absl::StrCat("10 [external-refused] \"", at, "/refused\" answers programs with 403: open it in a browser"),
          absl::StrCat("11 [external-no-answer] \"", at,
                       "/loop\" gives no answer: it is sent on more than 3 times; open it in a browser, and correct it "
                       "or take it out"),
          absl::StrCat("13 [external-gone] \"", at, "/missing\" answers 404: find where it is now, or take it out"),
          absl::StrCat("15 [external-gone] \"", at,
                       "/moved-away\" answers 404: find where it is now, or take it out")));
  EXPECT_EQ(report.addresses, 10);
  EXPECT_EQ(report.asked, 10);
}

TEST_F(ExternalLinksTest, EveryFormatShowsIt) {
  LinkTo({server_.Url("/gone")});
  const ExternalReport report = Check();
  EXPECT_THAT(
      read::FormatReport(report.diagnostics, "content", read::ReportFormat::kText),
      HasSubstr(absl::StrCat("content/pages/about/da.md:6:7: warning [external-gone]: \"", server_.Url("/gone"))));
  EXPECT_THAT(read::FormatReport(report.diagnostics, "content", read::ReportFormat::kJson),
              HasSubstr("\"code\": \"external-gone\""));
  EXPECT_THAT(read::FormatReport(report.diagnostics, "content", read::ReportFormat::kGithub),
              HasSubstr("file=content/pages/about/da.md,line=6"));
}

TEST_F(ExternalLinksTest, AnAddressThatStandsTwiceIsAskedOnceAndToldTwice) {
  LinkTo({server_.Url("/gone#a"), server_.Url("/gone#b"), server_.Url("/gone")});
  const ExternalReport report = Check();
  EXPECT_EQ(report.asked, 1);
  EXPECT_THAT(report.diagnostics.list(), SizeIs(3));
  EXPECT_THAT(server_.Requests(), ElementsAre("HEAD /gone", "GET /gone"));
}

TEST_F(ExternalLinksTest, WhatIsKnownIsNotAskedAgainUntilItIsOld) {
  LinkTo({server_.Url("/ok"), server_.Url("/gone"), server_.Url("/moved")});
  const std::string first = CheckAsText();
  const std::size_t asked = server_.Requests().size();
  EXPECT_EQ(asked, 1 + 2 + 2);
  clock_.Advance(absl::Hours(24 * 7) - absl::Seconds(1));
  EXPECT_EQ(CheckAsText(), first);
  EXPECT_EQ(server_.Requests().size(), asked);
  // One new address is asked alone.
  LinkTo({server_.Url("/ok"), server_.Url("/gone"), server_.Url("/moved"), server_.Url("/no-head")});
  EXPECT_EQ(Check().asked, 1);
  EXPECT_EQ(server_.Requests().size(), asked + 2);
  // A week after the first three: only the fourth is known.
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Check().asked, 3);
  options_.max_age_days = 0;
  EXPECT_EQ(Check().asked, 4);
}

TEST_F(ExternalLinksTest, WhatGaveNoAnswerIsAskedAgain) {
  LinkTo({server_.Url("/fault"), server_.Url("/loop"), server_.Url("/ok")});
  EXPECT_EQ(Check().asked, 3);
  EXPECT_EQ(Check().asked, 2);
  const absl::StatusOr<LinkCache> cache = LoadLinkCache(options_.cache_file);
  ASSERT_TRUE(cache.ok()) << cache.status();
  ASSERT_THAT(*cache, SizeIs(1));
  EXPECT_EQ(cache->begin()->first, server_.Url("/ok"));
  EXPECT_EQ(cache->begin()->second.status, 200);
  EXPECT_EQ(cache->begin()->second.time, clock_.Now());
}

TEST_F(ExternalLinksTest, WithoutANetworkThereIsOneMessage) {
  std::vector<std::string> dead;
  for (int i = 0; i < 3; ++i) dead.push_back(LinkServer().Url("/ok"));
  LinkTo(dead);
  const ExternalReport report = Check();
  ASSERT_THAT(report.diagnostics.list(), SizeIs(1));
  const read::Diagnostic& only = report.diagnostics.list()[0];
  EXPECT_EQ(only.code, "external-offline");
  EXPECT_EQ(only.severity, read::Severity::kWarning);
  EXPECT_THAT(only.message, HasSubstr("none of 3 external addresses could be reached"));
  EXPECT_FALSE(std::filesystem::exists(options_.cache_file));
  // One that answers shows that it is the others that are gone.
  dead.push_back(server_.Url("/ok"));
  LinkTo(dead);
  const ExternalReport partly = Check();
  EXPECT_THAT(partly.diagnostics.list(), SizeIs(3));
  for (const read::Diagnostic& each : partly.diagnostics.list()) EXPECT_EQ(each.code, "external-no-answer");
}

TEST_F(ExternalLinksTest, ACacheThatIsSomethingElseIsLeftAlone) {
  LinkTo({server_.Url("/ok")});
  for (const std::string text :
       {"", "[]", "services: []", "{\"format\": \"sitegen-link-cache-1\"}",
        "{\"format\": \"sitegen-link-cache-1\", \"addresses\": {\"https://a\": {\"status\": 1}}}"}) {
    SCOPED_TRACE(text);
    options_.cache_file = (folder_.root() / "other.json").string();
    ASSERT_TRUE(WriteFileAtomically(options_.cache_file, text).ok());
    EXPECT_EQ(GetReason(CheckExternalLinks(folder_.path(), options_, clock_).status()), "LINK_CACHE_UNUSABLE");
    EXPECT_EQ(*ReadFile(options_.cache_file), text);
  }
  EXPECT_THAT(server_.Requests(), IsEmpty());
}

TEST_F(ExternalLinksTest, TheCacheHasNoPlaceInContent) {
  LinkTo({server_.Url("/ok")});
  options_.cache_file = folder_.path() + "/links.json";
  EXPECT_EQ(GetReason(CheckExternalLinks(folder_.path(), options_, clock_).status()), "OUT_INSIDE_INPUT");
  EXPECT_THAT(server_.Requests(), IsEmpty());
}

}  // namespace
}  // namespace indgang::sitegen::edit
