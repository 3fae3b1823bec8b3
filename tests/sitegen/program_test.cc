// The program as its users meet it: arguments, exit codes, what goes to standard output and what to standard error.
#include <sys/wait.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ProgramTest : public ::testing::Test {
 protected:
  // Runs `sitegen <arguments>` and keeps its exit code and output.
  int Run(const std::string& arguments) { return RunCommand(absl::StrCat(SITEGEN_PROGRAM, " ", arguments)); }
  int RunCommand(const std::string& command) {
    const std::string root = folder_.root().string();
    const int status = std::system(absl::StrCat(command, " > ", root, "/stdout 2> ", root, "/stderr").c_str());
    out_ = *ReadFile(root + "/stdout");
    err_ = *ReadFile(root + "/stderr");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string Content() const { return " --content " + folder_.path(); }
  std::string Out() const { return absl::StrCat(" --out ", folder_.root().string(), "/out"); }
  void Break() { folder_.Replace("services/permit/facts.yaml", "authority: office", "authority: ofice"); }

  read::ContentFolder folder_;
  std::string out_;
  std::string err_;
};

TEST_F(ProgramTest, CheckOfGoodContent) {
  EXPECT_EQ(Run("check --today 2026-11-21" + Content()), 0);
  EXPECT_EQ(out_,
            folder_.path() + " is in order: 3 services, 1 packages, 2 authorities, 1 questions and answers, 1 pages\n");
  EXPECT_EQ(err_, "");
}

TEST_F(ProgramTest, CheckShowsPathsAsTheUserWroteThem) {
  Break();
  EXPECT_EQ(Run("check" + Content()), 1);
  EXPECT_THAT(out_, StartsWith(folder_.path() + "/services/permit/facts.yaml:3:12: error [unknown-authority]: "));
  EXPECT_EQ(err_, "");
}

TEST_F(ProgramTest, CheckForPrograms) {
  Break();
  EXPECT_EQ(Run("check --format json" + Content()), 1);
  const auto report = nlohmann::json::parse(out_, nullptr, false);
  ASSERT_TRUE(report.is_object()) << out_;
  EXPECT_EQ(report["diagnostics"][0]["suggestion"], "office");
  EXPECT_EQ(Run("check --format github" + Content()), 1);
  EXPECT_THAT(out_, StartsWith("::error file="));
}

TEST_F(ProgramTest, StrictCountsWarnings) {
  folder_.Overlay("tests/sites_invalid/idle-question");
  EXPECT_EQ(Run("check" + Content()), 0);
  EXPECT_THAT(out_, HasSubstr("0 errors, 1 warning"));
  EXPECT_EQ(Run("check --strict" + Content()), 1);
}

TEST_F(ProgramTest, BuildSaysWhatItDid) {
  EXPECT_EQ(Run("build" + Content() + Out()), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("0 unchanged, 0 removed) and "));
  EXPECT_EQ(Run("build" + Content() + Out()), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("(0 written, "));
}

TEST_F(ProgramTest, BuildOfBrokenContentWritesNothing) {
  Break();
  EXPECT_EQ(Run("build" + Content() + Out()), 1);
  EXPECT_EQ(out_, "");
  EXPECT_THAT(err_, HasSubstr("did you mean \"office\"?\n1 error, 0 warnings\nsitegen: nothing was written\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_.root() / "out"));
}

TEST_F(ProgramTest, AMissingFolderIsNoProblemOfTheContent) {
  EXPECT_EQ(Run("check --content no/such/folder"), 2);
  EXPECT_EQ(err_, "sitegen: the content folder \"no/such/folder\" cannot be read: No such file or directory\n");
  EXPECT_EQ(Run("build --templates no/such/folder" + Content() + Out()), 2);
  EXPECT_THAT(err_, HasSubstr("no/such/folder"));
}

TEST_F(ProgramTest, ServeNeedsABuiltSite) {
  EXPECT_EQ(Run("serve" + Out()), 2);
  EXPECT_THAT(err_, HasSubstr("run `sitegen build` first"));
}

TEST_F(ProgramTest, ServeShowsTheSiteUntilItIsStopped) {
  ASSERT_EQ(Run("build" + Content() + Out()), 0) << err_;
  const std::string program = absl::StrCat("timeout --preserve-status --signal=TERM 2 ", SITEGEN_PROGRAM);
  EXPECT_EQ(RunCommand(program + " serve --port 0" + Out()), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("http://localhost:"));
}

TEST_F(ProgramTest, HintsNeverFail) {
  EXPECT_EQ(Run("check --strict --today 2027-04-15" + Content()), 0);
  EXPECT_THAT(out_, HasSubstr("hint [review-due]: service \"permit\" is to be read again within 16 days"));
  EXPECT_THAT(out_, HasSubstr("0 errors, 0 warnings, 7 hints\n"));
  EXPECT_EQ(Run("build --strict" + Content() + Out()), 0) << err_;
  EXPECT_EQ(err_, "") << "hints are for check alone";
}

TEST_F(ProgramTest, NewItemsAreDraftsAndNeverOverwrite) {
  EXPECT_EQ(Run("new service night-market --title Natmarked --today 2026-11-21" + Content()), 0) << err_;
  EXPECT_EQ(out_, folder_.path() +
                      "/services/night-market is there, as a draft. Fill it in, run `sitegen check`, and take "
                      "\"draft: true\" out to publish it.\n");
  EXPECT_EQ(Run("check --today 2026-11-21" + Content()), 0);
  EXPECT_THAT(out_, HasSubstr("is in order: 3 services"));
  EXPECT_EQ(Run("list drafts --format csv" + Content()), 0);
  EXPECT_EQ(out_, "item,language,title,owner,valid_from,valid_to\r\nservice:night-market,all,Natmarked,office,,\r\n");
  EXPECT_EQ(Run("build" + Content() + Out()), 0) << err_;
  EXPECT_FALSE(std::filesystem::exists(folder_.root() / "out/site/services/night-market"));
  EXPECT_EQ(Run("build --drafts" + Content() + Out()), 0) << err_;
  EXPECT_TRUE(std::filesystem::exists(folder_.root() / "out/site/services/night-market"));
  EXPECT_EQ(Run("new service night-market" + Content()), 1);
  EXPECT_EQ(out_, "");
  EXPECT_THAT(err_, HasSubstr("there is a service \"night-market\" already"));
  EXPECT_EQ(Run("new service 'Night market'" + Content()), 2);
  EXPECT_THAT(err_, HasSubstr("did you mean \"night-market\"?"));
}

TEST_F(ProgramTest, ListsForPeopleAndPrograms) {
  EXPECT_EQ(Run("list expired --today 2026-11-21" + Content()), 0);
  EXPECT_EQ(out_, "nothing is on this list\n");
  EXPECT_EQ(Run("list expired --today 2027-05-02 --format json" + Content()), 0);
  EXPECT_EQ(nlohmann::json::parse(out_, nullptr, false).size(), 7u) << out_;
  EXPECT_EQ(Run("list review --days 400 --today 2026-11-21 --format ics" + Content()), 0);
  EXPECT_THAT(out_, StartsWith("BEGIN:VCALENDAR\r\n"));
  EXPECT_EQ(Run("list owners --format ics" + Content()), 2);
  EXPECT_THAT(err_, HasSubstr("holds no dates"));
  EXPECT_EQ(Run("uses service:permit" + Content()), 0);
  EXPECT_THAT(out_, HasSubstr("package:shop"));
  EXPECT_EQ(Run("uses service:permitt" + Content()), 1);
  EXPECT_THAT(err_, HasSubstr("did you mean \"permit\"?"));
  Break();
  folder_.Replace("services/permit/facts.yaml", "kind: permit", "kind: permitt");
  EXPECT_EQ(Run("list unused" + Content()), 0);
  EXPECT_THAT(err_, HasSubstr("the content has 1 error, so this may be incomplete"));
}

TEST_F(ProgramTest, ServePreviewsContentAndWritesNothing) {
  EXPECT_EQ(
      RunCommand(absl::StrCat("timeout --preserve-status -s TERM 3 ", SITEGEN_PROGRAM, " serve --port 0", Content())),
      0)
      << err_;
  EXPECT_THAT(out_, HasSubstr(absl::StrCat("Serving ", folder_.path(), " on http://localhost:")));
  EXPECT_FALSE(std::filesystem::exists(folder_.root() / "out"));
}

TEST_F(ProgramTest, ServeOfContentThatIsNotThereSaysSo) {
  EXPECT_EQ(Run("serve --port 0 --content no/such/folder"), 2);
  EXPECT_THAT(err_, HasSubstr("the content folder \"no/such/folder\" cannot be read"));
}

TEST_F(ProgramTest, WrongUsage) {
  for (const std::string arguments : {"",
                                      "chekc",
                                      "check --formt json",
                                      "check --format xml",
                                      "check --threads 0",
                                      "check --threads x",
                                      "check --content",
                                      "build check",
                                      "check --external-max-age 3",
                                      "check --external --external-max-age -1",
                                      "build --external",
                                      "serve --port 65536",
                                      "new",
                                      "new area x",
                                      "list",
                                      "list everything",
                                      "list review --days -1",
                                      "list review --today 2026-13-01",
                                      "check --today tomorrow",
                                      "uses",
                                      "translated",
                                      "schema"}) {
    EXPECT_EQ(Run(arguments), 2) << arguments;
    EXPECT_NE(err_, "") << arguments;
    EXPECT_EQ(out_, "") << arguments;
  }
}

TEST_F(ProgramTest, HelpExplainsItself) {
  EXPECT_EQ(Run("--help"), 0);
  EXPECT_THAT(out_, HasSubstr("docs/diagnostics.md"));
  EXPECT_EQ(Run("build --help"), 0);
  EXPECT_THAT(out_, HasSubstr("--out"));
}

}  // namespace
}  // namespace indgang::sitegen
