// Building again into the same folder: quick when nothing has changed, and never different from a clean build.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sitegen/build_record.h"
#include "sitegen/pipeline.h"
#include "tests/sitegen/read/content_folder.h"
#include "tests/sitegen/site_files.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;

class RebuildTest : public ::testing::Test {
 protected:
  RebuildTest() {
    fs::copy("templates", folder_.root() / "templates", fs::copy_options::recursive);
    LetTimePass();
  }

  // A change in the same tick of the file system's clock as a build is never taken for none; here it is to be.
  static void LetTimePass() { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }

  BuildOptions Options(const std::string& out = "out") const {
    return {.content = folder_.path(),
            .templates = (folder_.root() / "templates").string(),
            .design_system = "node_modules/dkfds",
            .out = (folder_.root() / out).string(),
            .threads = 2};
  }

  BuildResult Make(const BuildOptions& options) const {
    absl::StatusOr<BuildResult> result = Build(options);
    EXPECT_TRUE(result.ok()) << result.status();
    EXPECT_TRUE(result.ok() && result->published);
    return result.ok() ? *std::move(result) : BuildResult{};
  }

  // Whether a build has nothing to do. What was not read cannot be noticed: a template in a state that no build would
  // pass, put there with the record none the wiser, would fail it.
  bool HasNothingToDo(const BuildOptions& options) const {
    const auto record = LoadRecord(options.out + "/build.record");
    return record.has_value() && OutputsAreThere(*record, 2) && LookAgain(record->inputs, 2).none();
  }

  void ExpectLikeClean() {
    fs::remove_all(folder_.root() / "clean");
    Make(Options("clean"));
    EXPECT_TRUE(SiteFiles(folder_.root() / "out") == SiteFiles(folder_.root() / "clean"));
  }

  read::ContentFolder folder_;
};

TEST_F(RebuildTest, NoChangeWritesNothingAndTellsTheSame) {
  folder_.Overlay("tests/sites_invalid/idle-question");
  LetTimePass();
  const BuildResult first = Make(Options());
  EXPECT_TRUE(HasNothingToDo(Options()));
  const auto record_written = fs::last_write_time(folder_.root() / "out/build.record");
  const BuildResult second = Make(Options());
  EXPECT_EQ(second.site.written, 0);
  EXPECT_EQ(second.site.unchanged, first.site.written);
  EXPECT_EQ(fs::last_write_time(folder_.root() / "out/build.record"), record_written) << "it was built again";
  ASSERT_EQ(first.diagnostics.list().size(), 1u);
  EXPECT_EQ(read::FormatReport(second.diagnostics, "content", read::ReportFormat::kText),
            read::FormatReport(first.diagnostics, "content", read::ReportFormat::kText));
}

TEST_F(RebuildTest, EveryKindOfChangeIsNoticed) {
  const auto restored = [this](const std::string& what) {
    EXPECT_FALSE(HasNothingToDo(Options())) << what;
    Make(Options());
    ExpectLikeClean();
    LetTimePass();
    Make(Options());
    EXPECT_TRUE(HasNothingToDo(Options())) << "after " << what;
  };
  Make(Options());
  // As long as before, and with the old time put back.
  const fs::path text = fs::path(folder_.path()) / "services/permit/da.md";
  const auto time = fs::last_write_time(text);
  folder_.Replace("services/permit/da.md", "title: Bevilling", "title: Bevillinh");
  fs::last_write_time(text, time);
  restored("an edit of the same length");
  folder_.Write("pages/new/da.md", "---\ntitle: Ny\nsummary: En ny side.\n---\nTekst.\n");
  restored("a new page");
  folder_.Remove("pages/new/da.md");
  fs::remove(fs::path(folder_.path()) / "pages/new");
  restored("a page that went");
  std::ofstream(folder_.root() / "templates/assets/site.css", std::ios::app) << "/* */\n";
  restored("a style sheet");
  std::ofstream(folder_.root() / "out/site/index.html", std::ios::app) << "x";
  restored("an output that somebody wrote to");
  fs::remove(folder_.root() / "out/site/en/index.html");
  restored("an output that somebody removed");
}

TEST_F(RebuildTest, OtherOptionsAreNoticed) {
  folder_.Write("pages/later/da.md", "---\ntitle: Senere\nsummary: Kommer senere.\ndraft: true\n---\nTekst.\n");
  LetTimePass();
  Make(Options());
  BuildOptions drafts = Options();
  drafts.drafts = true;
  Make(drafts);
  EXPECT_TRUE(fs::exists(folder_.root() / "out/site/later/index.html"));
  Make(Options());
  EXPECT_FALSE(fs::exists(folder_.root() / "out/site/later/index.html"));
}

TEST_F(RebuildTest, ADamagedRecordIsNoRecord) {
  Make(Options());
  const std::string path = (folder_.root() / "out/build.record").string();
  const std::string good = *ReadFile(path);
  ASSERT_TRUE(LoadRecord(path).has_value());
  std::mt19937 random(1);
  for (int i = 0; i < 200; ++i) {
    std::string bad = good;
    if (i % 2 == 0) {
      bad[random() % bad.size()] ^= static_cast<char>(1 + random() % 255);
    } else {
      bad.resize(random() % bad.size());
    }
    ASSERT_TRUE(WriteFileAtomically(path, bad).ok());
    EXPECT_FALSE(LoadRecord(path).has_value()) << i;
  }
  Make(Options());
  ExpectLikeClean();
}

// A change that could share its time with what the build has read is not trusted.
TEST_F(RebuildTest, AChangeDuringTheBuildIsNotTaken) {
  BuildInputs inputs = LookAtInputs("", {folder_.path()}, 1);
  EXPECT_TRUE(LookAgain(inputs, 1).none());
  const std::string text = folder_.path() + "/services/permit/da.md";
  for (const FileState& file : inputs.files) {
    if (file.path == text) inputs.taken = file.changed;
  }
  EXPECT_THAT(LookAgain(inputs, 1).edited, testing::Contains(text));
  EXPECT_FALSE(LookAgain(inputs, 1).names);
}

// Edits of the kinds that editors make, also those that leave the content in error for a while.
TEST_F(RebuildTest, RandomEditsGiveWhatACleanBuildGives) {
  std::mt19937 random(2026);
  int published = 0;
  for (int step = 0; step < 25; ++step) {
    const std::string id = absl::StrCat("page-", random() % 4);
    const std::string page = absl::StrCat("pages/", id);
    switch (random() % 6) {
      case 0:
        folder_.Write(absl::StrCat(page, "/da.md"), absl::StrCat("---\ntitle: Side ", step, "\nsummary: Om ", step,
                                                                 ".\n---\n## Overskrift ", step, "\n"));
        break;
      case 1:
        if (fs::exists(fs::path(folder_.path()) / page)) {
          folder_.Write(absl::StrCat(page, "/en.md"), absl::StrCat("---\ntitle: Page ", step, "\nsummary: On ", step,
                                                                   ".\n---\nSee [it](service:permit).\n"));
        }
        break;
      case 2:
        fs::remove_all(fs::path(folder_.path()) / page);
        break;
      case 3:
        folder_.Write("services/permit/da.md", absl::StrCat("---\ntitle: Bevilling ", step, "\nsummary: Nummer ", step,
                                                            ".\n---\n[Siden](page:", id, ")\n"));
        break;
      case 4:
        std::ofstream(folder_.root() / "templates/assets/site.css", std::ios::app) << "/* " << step << " */\n";
        break;
      default:
        break;
    }
    const absl::StatusOr<BuildResult> result = Build(Options());
    ASSERT_TRUE(result.ok()) << result.status();
    if (!result->published) continue;
    ++published;
    ExpectLikeClean();
  }
  EXPECT_GT(published, 10);
}

}  // namespace
}  // namespace indgang::sitegen
