// Whole sites: the minimal one, one for every rule that breaks it, and ours.
#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen::read {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kInvalidSites[] = "tests/sites_invalid";

std::string Slurp(const fs::path& path) {
  const absl::StatusOr<std::string> text = ReadFile(path.string());
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

std::set<std::string> Matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator i(text.begin(), text.end(), regex), end; i != end; ++i) found.insert((*i)[1]);
  return found;
}

// Every code that the sources can give.
std::set<std::string> CodesInSources() {
  std::set<std::string> codes = Matches(Slurp("sitegen/read/codes.h"), R"re(= "([a-z0-9-]+)";)re");
  std::string markdown;
  for (const char* part : {"markdown", "markdown_directives", "markdown_nodes"}) {
    markdown += Slurp(absl::StrCat("sitegen/publish/", part, ".cc"));
  }
  codes.merge(Matches(markdown, R"re(Problem\([^;"]*?,\s*"([a-z0-9]+(?:-[a-z0-9]+)+)",)re"));
  codes.merge(Matches(markdown, R"re(problems\.push_back\(\{[^"]*"([a-z-]+)")re"));
  return codes;
}

// Codes that no folder in git can provoke; HostileContentTest and ExternalLinksTest do.
const std::set<std::string> kElsewhere = {"file-too-large", "file-unreadable", "symlink",
                                          // A body is never larger than the file it stands in.
                                          "body-too-long",
                                          // Servers answer, or do not.
                                          "external-gone", "external-moved", "external-no-answer", "external-refused",
                                          "external-offline"};

TEST(InvalidSitesTest, EveryFolderReportsExactlyWhatItExpects) {
  for (const fs::directory_entry& entry : fs::directory_iterator(kInvalidSites)) {
    SCOPED_TRACE(entry.path().string());
    ASSERT_TRUE(fs::exists(entry.path() / "expected.txt"));
    ContentFolder content;
    content.Overlay(entry.path());
    EXPECT_EQ(FormatReport(content.ReadWithHints().diagnostics, "content", ReportFormat::kText),
              Slurp(entry.path() / "expected.txt"));
  }
}

TEST(InvalidSitesTest, EveryFolderIsNamedAfterACodeItShows) {
  for (const fs::directory_entry& entry : fs::directory_iterator(kInvalidSites)) {
    SCOPED_TRACE(entry.path().string());
    const std::string code = entry.path().filename().string();
    EXPECT_THAT(Matches(Slurp(entry.path() / "expected.txt"), R"re( \[([a-z0-9-]+)\]: )re"), ::testing::Contains(code));
  }
}

TEST(InvalidSitesTest, EveryCodeHasAFolder) {
  std::set<std::string> missing = CodesInSources();
  for (const std::string& code : kElsewhere) missing.erase(code);
  for (const fs::directory_entry& entry : fs::directory_iterator(kInvalidSites)) {
    missing.erase(entry.path().filename().string());
  }
  EXPECT_THAT(missing, IsEmpty());
}

TEST(DiagnosticsPageTest, ExplainsExactlyTheCodesThatExist) {
  const std::set<std::string> codes = CodesInSources();
  EXPECT_GT(codes.size(), 60u);
  EXPECT_EQ(Matches(Slurp("docs/diagnostics.md"), R"re(\n\| `([a-z0-9-]+)` \|)re"), codes);
}

TEST(MinimalSiteTest, IsCleanAndComplete) {
  const ContentFolder folder;
  const Content content = folder.Read();
  EXPECT_EQ(FormatReport(folder.ReadWithHints().diagnostics, "content", ReportFormat::kText), "");
  const auto& base = content.knowledge_base;
  EXPECT_EQ(base.format_version(), 1);
  EXPECT_EQ(base.revision().commit(), "") << "a temporary folder is in no checkout";
  ASSERT_EQ(base.areas_size(), 2);
  EXPECT_EQ(base.areas(0).id(), "start") << "in the order of the file";
  ASSERT_EQ(base.industries_size(), 2);
  EXPECT_EQ(base.industries(0).code(), "471110") << "sorted";
  EXPECT_EQ(base.glossary(0).id(), "authority") << "sorted";
  ASSERT_EQ(base.services_size(), 3);
  EXPECT_EQ(base.services(0).id(), "old-permit");
  EXPECT_EQ(base.pages(0).text().da().title(), "Om siden");
  EXPECT_EQ(base.site().calendar().opening_hours_size(), 3);
  EXPECT_EQ(base.site().calendar().closures(0).first_day(), "--12-24");
  EXPECT_EQ(base.site().calendar().closures(0).last_day(), "--12-24");
}

TEST(MinimalSiteTest, KeepsEveryFactOfAService) {
  const Content content = ContentFolder().Read();
  const auto& permit = content.knowledge_base.services(1);
  ASSERT_EQ(permit.id(), "permit");
  EXPECT_EQ(permit.kind(), knowledge::v1::SERVICE_KIND_PERMIT);
  EXPECT_EQ(permit.status(), knowledge::v1::SERVICE_STATUS_ACTIVE) << "when left out";
  EXPECT_EQ(permit.area(), "licences");
  EXPECT_THAT(permit.also_involves(), ElementsAre("police"));
  EXPECT_EQ(permit.evidence(0).en(), "Accounts");
  EXPECT_EQ(permit.fee().kind(), knowledge::v1::Fee::KIND_FIXED);
  EXPECT_EQ(permit.fee().amount_min_minor(), 95500);
  EXPECT_EQ(permit.fee().amount_max_minor(), 95500);
  EXPECT_EQ(permit.fee().currency(), "DKK") << "when left out";
  EXPECT_EQ(permit.fee().per(), knowledge::v1::Fee::PER_ONCE) << "of a fixed fee, when left out";
  EXPECT_EQ(permit.processing().goal().min(), 6);
  EXPECT_EQ(permit.processing().goal().max(), 8);
  EXPECT_EQ(permit.processing().statutory().unit(), knowledge::v1::Period::UNIT_MONTHS);
  EXPECT_EQ(permit.legal_basis(0).section(), "§ 10");
  EXPECT_EQ(permit.needed_if().any().conditions(0).question(), "serves-alcohol");
  EXPECT_EQ(permit.needed_if().any().conditions(1).not_().question(), "serves-food");
  EXPECT_THAT(permit.triage().keywords().da(), ElementsAre("bevilling", "alkohol"));
  EXPECT_EQ(permit.sources(0).checked(), "2026-11-01");
  EXPECT_EQ(permit.valid_to(), "2027-12-31");
  EXPECT_EQ(permit.annual_volume(), 70);
  EXPECT_THAT(permit.text().da().search_terms(), ElementsAre("spiritusbevilling", "ølbevilling"));
  EXPECT_EQ(permit.text().en().body_markdown(), "## Prices\n\nSee [the shop](package:shop).\n");
}

TEST(ContentTest, OursIsClean) {
  const absl::StatusOr<Content> content = ReadContent("content", 2);
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(FormatReport(content->diagnostics, "content", ReportFormat::kText), "");
  EXPECT_EQ(content->knowledge_base.revision().content_hash().size(), 64u);
}

TEST(ContentTest, IsTheSameForAnyNumberOfThreads) {
  std::string first;
  for (const int threads : {1, 2, 8}) {
    const absl::StatusOr<Content> content = ReadContent("content", threads);
    ASSERT_TRUE(content.ok()) << content.status();
    const std::string bytes = content->knowledge_base.SerializeAsString();
    if (first.empty()) first = bytes;
    EXPECT_EQ(bytes, first) << threads << " threads";
  }
}

TEST(ContentTest, ProblemsAreTheSameForAnyNumberOfThreads) {
  ContentFolder folder;
  folder.Overlay(fs::path(kInvalidSites) / "cpr-number");
  const std::string one = FormatReport(folder.Read(1).diagnostics, "content", ReportFormat::kJson);
  EXPECT_EQ(FormatReport(folder.Read(8).diagnostics, "content", ReportFormat::kJson), one);
}

TEST(ContentTest, AMissingFolderIsAnErrorOfTheEnvironment) {
  const absl::StatusOr<Content> content = ReadContent("no/such/folder", 1);
  EXPECT_EQ(content.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(content.status().message(),
            "the content folder \"no/such/folder\" cannot be read: No such file or directory");
}

TEST(ContentHashTest, IsWhatSha256sumGives) {
  ContentFolder folder;
  const std::string before = folder.Read().knowledge_base.revision().content_hash();
  const std::string command = absl::StrCat("cd ", folder.path(),
                                           " && find . -type f | sed 's,^\\./,,' | LC_ALL=C sort | xargs sha256sum"
                                           " | sha256sum | cut -d' ' -f1 > ../hash");
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(Slurp(folder.root() / "hash"), before + "\n");
  folder.Replace("pages/about/da.md", "Hvem", "Hvad");
  EXPECT_NE(folder.Read().knowledge_base.revision().content_hash(), before);
}

TEST(RevisionTest, IsTheLastCommitOfTheContent) {
  ContentFolder folder;
  const auto run = [&](const std::string& command) {
    ASSERT_EQ(
        std::system(absl::StrCat("cd ", folder.root().string(),
                                 " && export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.dk"
                                 " GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b.dk && ",
                                 command)
                        .c_str()),
        0)
        << command;
  };
  const auto commit = [&] { return folder.Read().knowledge_base.revision().commit(); };
  run("git init -q . && touch other && git add other && git commit -qm other && git rev-parse HEAD > first");
  const std::string first = Slurp(folder.root() / "first").substr(0, 40);
  EXPECT_EQ(commit(), first + "-dirty") << "content that no commit has seen";
  run("git add content && git commit -qm content && git rev-parse HEAD > second");
  const std::string second = Slurp(folder.root() / "second").substr(0, 40);
  EXPECT_EQ(commit(), second);
  run("echo more > other && git commit -qam other");
  EXPECT_EQ(commit(), second) << "a commit beside the content changes nothing";
  folder.Replace("pages/about/da.md", "Hvem", "Hvad");
  EXPECT_EQ(commit(), second + "-dirty");
}

}  // namespace
}  // namespace indgang::sitegen::read
