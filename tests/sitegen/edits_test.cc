// Building again after edits: whatever is edited, the result is that of a clean build; and what editors do most, within
// one item, is built without reading the rest.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
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
#include "tests/sitegen/site_files.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;
using testing::Optional;

// Works on a copy of the real content.
class EditsTest : public ::testing::Test {
 protected:
  EditsTest() {
    std::string pattern = (fs::temp_directory_path() / "indgang-edits-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
    fs::copy("content", root_ / "content", fs::copy_options::recursive);
    fs::copy("templates", root_ / "templates", fs::copy_options::recursive);
    LetTimePass();
  }
  ~EditsTest() override {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }

  // A change in the same tick of the file system's clock as a build counts as a change after it.
  static void LetTimePass() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

  BuildOptions Options(const std::string& out = "out") const {
    return {.content = (root_ / "content").string(),
            .templates = (root_ / "templates").string(),
            .design_system = "node_modules/dkfds",
            .out = (root_ / out).string(),
            .threads = 2};
  }

  BuildResult Make(const BuildOptions& options) const {
    absl::StatusOr<BuildResult> result = Build(options);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : BuildResult{};
  }

  void ExpectLikeClean(const BuildResult& result) const {
    fs::remove_all(root_ / "clean");
    const BuildResult clean = Make(Options("clean"));
    EXPECT_EQ(read::FormatReport(result.diagnostics, "content", read::ReportFormat::kText),
              read::FormatReport(clean.diagnostics, "content", read::ReportFormat::kText));
    EXPECT_EQ(result.published, clean.published);
    if (!clean.published) return;
    EXPECT_EQ(result.site.written + result.site.unchanged, clean.site.written);
    const auto made = SiteFiles(root_ / "out");
    const auto wanted = SiteFiles(root_ / "clean");
    for (const auto& [name, bytes] : wanted) {
      const auto found = made.find(name);
      EXPECT_TRUE(found != made.end() && found->second == bytes) << name << " is not what a clean build makes";
    }
    for (const auto& [name, bytes] : made) EXPECT_EQ(wanted.count(name), 1u) << name << " is left over";
  }

  fs::path Content(const std::string& file) const { return root_ / "content" / file; }

  std::string Text(const fs::path& file) const { return ReadFile(file.string()).value_or(""); }

  void Write(const fs::path& file, const std::string& text) const {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }

  // Replaces the first `before` in the file; false when there is none.
  bool Replace(const fs::path& file, const std::string& before, const std::string& after) const {
    std::string text = Text(file);
    const std::size_t at = text.find(before);
    if (at == std::string::npos) return false;
    Write(file, text.replace(at, before.size(), after));
    return true;
  }

  void Append(const fs::path& file, const std::string& text) const { Write(file, Text(file) + text); }

  // Builds, edits, builds again and compares; gives the second result.
  BuildResult After(const std::function<void()>& edit) const {
    Make(Options());
    LetTimePass();
    edit();
    const BuildResult result = Make(Options());
    ExpectLikeClean(result);
    return result;
  }

  fs::path root_;
};

TEST_F(EditsTest, AnEditWithinAnItemReadsNothingElse) {
  const fs::path text = Content("services/alcohol-licence/da.md");
  const fs::path facts = Content("services/alcohol-licence/facts.yaml");
  EXPECT_THAT(After([&] { Append(text, "\nEn sætning mere.\n"); }).items_read, Optional(1));
  EXPECT_THAT(After([&] { ASSERT_TRUE(Replace(text, "title: ", "title: Om ")); }).items_read, Optional(1));
  EXPECT_THAT(After([&] { Append(Content("services/alcohol-licence/en.md"), "\nOne more.\n"); }).items_read,
              Optional(1));
  EXPECT_THAT(After([&] {
                ASSERT_TRUE(Replace(facts, "kind: permit\n", "kind: permit\nvalid_from: 2026-01-01\n"));
              }).items_read,
              Optional(1));
  EXPECT_THAT(After([&] { Append(Content("pages/about/da.md"), "\nMer.\n"); }).items_read, Optional(1));
  const BuildResult both = After([&] {
    Append(text, "\nOg en til.\n");
    Append(Content("packages/cafe-and-restaurant/da.md"), "\nOg her.\n");
  });
  EXPECT_THAT(both.items_read, Optional(2));
  EXPECT_GT(both.site.unchanged, both.site.written * 5);
}

// An editor that writes a new file and gives it the old one's name changes the folder, too.
TEST_F(EditsTest, AFileThatTakesAnothersPlaceIsAnEdit) {
  const fs::path text = Content("services/alcohol-licence/da.md");
  EXPECT_THAT(After([&] {
                Write(root_ / "new.md", Text(text) + "\nMere.\n");
                fs::rename(root_ / "new.md", text);
              }).items_read,
              Optional(1));
}

// What others could notice is read with everything.
TEST_F(EditsTest, AnEditThatOthersMayNoticeReadsEverything) {
  const fs::path text = Content("services/alcohol-licence/da.md");
  EXPECT_EQ(After([&] { Append(text, "\n## En ny overskrift\n"); }).items_read, std::nullopt);
  EXPECT_EQ(After([&] { Append(text, "\nSe [her](service:food-registration).\n"); }).items_read, std::nullopt);
  EXPECT_EQ(After([&] {
              Append(Content("services/alcohol-licence/facts.yaml"), "aliases: [erhverv/bevilling]\n");
            }).items_read,
            std::nullopt);
  EXPECT_EQ(After([&] { Append(Content("site.yaml"), "\n"); }).items_read, std::nullopt);
  EXPECT_EQ(After([&] { Append(root_ / "templates/partials/foot.html", "<!-- x -->\n"); }).items_read, std::nullopt);
  EXPECT_EQ(After([&] { ASSERT_TRUE(Replace(Content("pages/about/da.md"), "title: ", "title: Om ")); }).items_read,
            std::nullopt)
      << "every page names the text pages";
  EXPECT_EQ(After([&] { Append(text, "\n010203-1234\n"); }).items_read, std::nullopt) << "an error";
}

// A link out of the content is an error, and not what it leads to.
TEST_F(EditsTest, ASymbolicLinkIsNotFollowed) {
  const fs::path text = Content("services/alcohol-licence/da.md");
  const BuildResult result = After([&] {
    Write(root_ / "outside.md", Text(text));
    fs::remove(text);
    fs::create_symlink(root_ / "outside.md", text);
  });
  EXPECT_FALSE(result.published);
}

// The program counts as input: another one could write other bytes.
TEST_F(EditsTest, AnotherProgramBuildsEverything) {
  Make(Options());
  const std::string path = (root_ / "out/build.record").string();
  auto record = LoadRecord(path);
  ASSERT_TRUE(record.has_value());
  bool found = false;
  for (FileState& file : record->inputs.files) {
    if (file.path != "/proc/self/exe") continue;
    found = true;
    ++file.inode;
  }
  ASSERT_TRUE(found);
  ASSERT_TRUE(SaveRecord(*record, path).ok());
  Append(Content("services/alcohol-licence/da.md"), "\nMere.\n");
  const BuildResult result = Make(Options());
  EXPECT_EQ(result.items_read, std::nullopt);
  ExpectLikeClean(result);
}

// A bundle or a page that somebody changed is not built upon.
TEST_F(EditsTest, ADamagedOutputBuildsEverything) {
  for (const char* file : {"out/knowledge.binpb", "out/site/index.html", "out/build.record"}) {
    const BuildResult result = After([&] {
      std::string bytes = Text(root_ / file);
      bytes[bytes.size() / 2] ^= 1;
      Write(root_ / file, bytes);
      Append(Content("services/alcohol-licence/da.md"), "\nMere.\n");
    });
    EXPECT_EQ(result.items_read, std::nullopt) << file;
  }
}

// Any sequence of edits, right and wrong ones.
// With another seed, other edits: INDGANG_EDIT_SEED=7
TEST_F(EditsTest, RandomEditsGiveWhatACleanBuildGives) {
  const char* const seed = std::getenv("INDGANG_EDIT_SEED");
  std::mt19937 random(seed == nullptr ? 20261121U : static_cast<unsigned>(std::strtoul(seed, nullptr, 10)));
  // A file of that name of any item of the kind.
  const auto pick = [&](const std::string& kind, const std::string& name) {
    std::vector<fs::path> found;
    for (const fs::directory_entry& item : fs::directory_iterator(Content(kind))) {
      if (fs::exists(item.path() / name)) found.push_back(item.path() / name);
    }
    std::sort(found.begin(), found.end());
    return found.at(random() % found.size());
  };
  const std::vector<std::string> kinds = {"services",    "services", "services", "packages",
                                          "authorities", "faq",      "pages"};
  const auto any = [&](const std::string& name) { return pick(kinds[random() % kinds.size()], name); };
  int step = 0;
  const std::vector<std::function<void()>> edits = {
      [&] { Append(any("da.md"), absl::StrCat("\nTilføjet i trin ", step, " om øludskænkning", step, ".\n")); },
      [&] { Append(any("da.md"), absl::StrCat("\nNyt ", step, ".\n")); },
      [&] { Append(pick("services", "en.md"), absl::StrCat("\nAdded in step ", step, ".\n")); },
      [&] { Replace(any("da.md"), "title: ", "title: Trin "); },
      [&] { Replace(pick("services", "en.md"), "title: ", "title: Step "); },
      [&] { Replace(any("da.md"), "summary: ", "summary: Kort sagt, "); },
      [&] { Replace(pick("services", "facts.yaml"), "amount: ", "amount: 1"); },
      [&] { Replace(pick("services", "facts.yaml"), "kind: permit\n", "kind: permit\nvalid_from: 2026-01-01\n"); },
      [&] { Replace(pick("services", "facts.yaml"), "weeks", "days"); },
      [&] { Replace(pick("services", "facts.yaml"), "complexity: simple", "complexity: complex"); },
      [&] {
        Append(pick("services", "facts.yaml"),
               absl::StrCat("changes: [{date: 2026-10-", 10 + step % 20, ", note: {da: Nyt}}]\n"));
      },
      [&] { Append(any("da.md"), absl::StrCat("\n## Afsnit ", step, "\n\nSe [mere](service:alcohol-licence).\n")); },
      [&] { Append(any("da.md"), "\n::: contact police\n:::\n"); },
      [&] { Replace(any("da.md"), "\n## ", "\n## Andet "); },
      [&] { Append(any("da.md"), "\n[intet](service:nothing)\n"); },
      [&] { Replace(any("da.md"), "[intet](service:nothing)", ""); },
      [&] { fs::remove(pick("services", "en.md")); },
      [&] {
        const fs::path item = pick("services", "da.md").parent_path();
        Write(item / "en.md", absl::StrCat("---\ntitle: Title ", step, "\nsummary: In step ", step, ".\n---\nText.\n"));
      },
      [&] {
        Write(Content(absl::StrCat("pages/step-", step % 3, "/da.md")),
              absl::StrCat("---\ntitle: Side ", step, "\nsummary: Nummer ", step, ".\n---\nTekst.\n"));
      },
      [&] { fs::remove_all(Content(absl::StrCat("pages/step-", step % 3))); },
      [&] {
        const fs::path item = pick("faq", "da.md").parent_path();
        fs::rename(item, item.parent_path() / absl::StrCat("renamed-", step));
      },
      [&] {
        Append(Content("glossary.yaml"),
               absl::StrCat("- {id: word-", step, ", term: {da: øl}, definition: {da: Drik.}}\n"));
      },
      [&] { Append(root_ / "templates/assets/site.css", absl::StrCat("/* ", step, " */\n")); },
      [&] { Append(root_ / "templates/partials/foot.html", absl::StrCat("<p>", step, "</p>\n")); },
      [&] { Append(root_ / "out/site/index.html", "x"); },
      [&] { fs::remove(root_ / "out/site/en/index.html"); },
      [&] { Append(root_ / "out/build.record", "x"); },
      [&] { Append(root_ / "out/knowledge.binpb", "x"); },
      [&] {},
  };
  Make(Options());
  int alone = 0;
  int together = 0;
  int refused = 0;
  for (step = 0; step < 40; ++step) {
    LetTimePass();
    const fs::path before = root_ / "before";
    fs::remove_all(before);
    fs::copy(root_ / "content", before, fs::copy_options::recursive);
    const std::size_t number = random() % edits.size();
    edits[number]();
    if (random() % 5 == 0) edits[random() % edits.size()]();
    const BuildResult result = Make(Options());
    ExpectLikeClean(result);
    if (HasFailure()) FAIL() << "in step " << step << " with edit " << number;
    ++(!result.published ? refused : result.items_read.has_value() ? alone : together);
    // Errors are mended, mostly.
    if (!result.published && random() % 4 > 0) {
      fs::remove_all(root_ / "content");
      fs::rename(before, root_ / "content");
    }
  }
  if (seed != nullptr) return;  // Which kinds of edits came is a matter of luck.
  EXPECT_GT(alone, 8);
  EXPECT_GT(together, 8);
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace indgang::sitegen
