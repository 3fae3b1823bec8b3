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
  EXPECT_EQ(Run("check" + Content()), 0);
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

TEST_F(ProgramTest, WrongUsage) {
  for (const std::string arguments : {"", "chekc", "check --formt json", "check --format xml", "check --threads 0",
                                      "check --threads x", "check --content", "build check", "serve --port 65536"}) {
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
