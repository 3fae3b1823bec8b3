// Content that nobody means well with, and content from other systems' editors.
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen::read {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr char kFacts[] = "services/permit/facts.yaml";
constexpr char kText[] = "services/permit/da.md";

// Far more than any of these needs, far less than a trap would take.
constexpr absl::Duration kPatience = absl::Seconds(20 * INDGANG_TEST_PATIENCE);

TEST(HostileContentTest, TenMegabytesAreNotRead) {
  ContentFolder folder;
  folder.Write(kText, std::string(10 << 20, 'x'));
  EXPECT_EQ(folder.Report(),
            "content/services/permit/da.md: error [file-too-large]: the file has 10485760 bytes; at most 1048576 are "
            "read\n1 error, 0 warnings\n");
}

TEST(HostileContentTest, SymbolicLinksAreNotFollowed) {
  ContentFolder folder;
  folder.Remove(kText);
  fs::create_symlink("/etc/passwd", fs::path(folder.path()) / kText);
  fs::create_directory_symlink("/etc", fs::path(folder.path()) / "pages/etc");
  fs::create_directory_symlink("..", fs::path(folder.path()) / "loop");
  EXPECT_EQ(
      folder.Report(),
      "content/loop: error [symlink]: symbolic links are not followed: put the file itself here\n"
      "content/pages/etc: error [symlink]: symbolic links are not followed: put the file itself here\n"
      "content/services/permit/da.md: error [missing-file]: service \"permit\" has no Danish text (da.md)\n"
      "content/services/permit/da.md: error [symlink]: symbolic links are not followed: put the file itself here\n"
      "4 errors, 0 warnings\n");
}

TEST(HostileContentTest, PipesAreNotOpened) {
  ContentFolder folder;
  folder.Remove(kText);
  ASSERT_EQ(mkfifo((folder.path() + "/" + kText).c_str(), 0600), 0);
  EXPECT_THAT(folder.Report(), HasSubstr("[unexpected-file]: this is neither a file nor a folder"));
}

TEST(HostileContentTest, UnreadableFilesAndFoldersAreReported) {
  if (geteuid() == 0) {
    // Permissions do not bind root; a folder in a file's place and the other way round do the same.
    ContentFolder folder;
    folder.Remove("areas.yaml");
    fs::create_directory(fs::path(folder.path()) / "areas.yaml");
    EXPECT_THAT(folder.Report(), HasSubstr("content/areas.yaml: error [unexpected-file]"));
    return;
  }
  ContentFolder folder;
  fs::permissions(fs::path(folder.path()) / kText, fs::perms::none);
  fs::permissions(fs::path(folder.path()) / "faq", fs::perms::none);
  const std::string report = folder.Report();
  fs::permissions(fs::path(folder.path()) / "faq", fs::perms::owner_all);
  EXPECT_THAT(report, HasSubstr("content/faq: error [file-unreadable]: this folder cannot be read"));
  EXPECT_THAT(report, HasSubstr("content/services/permit/da.md: error [file-unreadable]: this file cannot be read"));
}

TEST(HostileContentTest, DeepNestingEndsSoon) {
  for (const std::string opening : {"[", "{a: ", "- ", "? "}) {
    ContentFolder folder;
    std::string deep = "needed_if: ";
    if (opening == "- ") deep += "\n  ";
    while (deep.size() < 900'000) deep += opening;
    folder.Write(kFacts, deep);
    const absl::Time start = absl::Now();
    EXPECT_THAT(folder.Report(), ::testing::AnyOf(HasSubstr("[yaml-too-deep]"), HasSubstr("[yaml-syntax]"))) << opening;
    EXPECT_LT(absl::Now() - start, kPatience) << opening;
  }
}

TEST(HostileContentTest, ManyProblemsOnOneLineAreAllReported) {
  ContentFolder folder;
  std::string facts = "{";
  for (int i = 0; i < 20'000; ++i) absl::StrAppend(&facts, i == 0 ? "" : ", ", "key", i, ": 1");
  folder.Write(kFacts, facts + "}\n");
  const absl::Time start = absl::Now();
  const Content content = folder.Read();
  EXPECT_GE(content.diagnostics.errors(), 20'000);
  EXPECT_LT(FormatReport(content.diagnostics, "content", ReportFormat::kText).size(), 20u << 20);
  EXPECT_LT(absl::Now() - start, kPatience);
}

TEST(HostileContentTest, LargeBodiesFullOfProblemsAreBounded) {
  for (const std::string piece :
       {"[", "**a", "<", "`", "[a](service:nothing) ", "> ", "010190-1234 ", "010190-1234\n", "<b>\n\n"}) {
    ContentFolder folder;
    std::string body = folder.Text(kText);
    while (body.size() < 1'000'000) body += piece;
    folder.Write(kText, body);
    const absl::Time start = absl::Now();
    folder.Report();
    EXPECT_LT(absl::Now() - start, kPatience) << piece;
  }
}

TEST(HostileContentTest, ReportsHoldNoControlCharacters) {
  ContentFolder folder;
  folder.Replace(kFacts, "kind: permit", "kind: \"\\e[31mpermit\"");
  folder.Write("services/\x1b[31mred/da.md", "x");
  for (const char c : folder.Report()) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << int{c};
}

TEST(HostileContentTest, NulBytesAreReportedWhereTheyStand) {
  ContentFolder folder;
  folder.Write(kText, std::string("---\ntitle: A\0B\nsummary: C\n---\n", 31));
  EXPECT_THAT(folder.Report(), HasSubstr("content/services/permit/da.md:2:9: error [control-character]"));
}

TEST(EditorsTest, WindowsFilesMeanTheSame) {
  ContentFolder folder;
  const std::string expected = folder.Read().knowledge_base.services(1).SerializeAsString();
  for (const std::string file : {kFacts, kText, "services/permit/en.md"}) {
    folder.Write(file, "\xEF\xBB\xBF" + absl::StrReplaceAll(folder.Text(file), {{"\n", "\r\n"}}));
  }
  const Content content = folder.Read();
  EXPECT_TRUE(content.diagnostics.empty()) << folder.Report();
  EXPECT_EQ(content.knowledge_base.services(1).SerializeAsString(), expected);
}

TEST(EditorsTest, PlacesAreRightInWindowsFiles) {
  ContentFolder folder;
  folder.Replace(kFacts, "area: licences", "area: licenses");
  folder.Write(kFacts, "\xEF\xBB\xBF" + absl::StrReplaceAll(folder.Text(kFacts), {{"\n", "\r\n"}}));
  EXPECT_EQ(folder.Report(),
            "content/services/permit/facts.yaml:2:7: error [unknown-area]: area \"licenses\" does not exist\n"
            "   2 | area: licenses\n"
            "     |       ^~~~~~~~ did you mean \"licences\"?\n"
            "1 error, 0 warnings\n");
}

TEST(EditorsTest, HiddenFilesArePassedOver) {
  ContentFolder folder;
  folder.Write(".DS_Store", "x");
  folder.Write("services/permit/.da.md.swp", "\xff");
  EXPECT_EQ(folder.Report(), "");
}

}  // namespace
}  // namespace indgang::sitegen::read
