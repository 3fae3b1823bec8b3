#include "sitegen/pipeline.h"

#include <filesystem>
#include <map>
#include <string>

#include "base/errors.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "knowledge/bundle.h"
#include "sitegen/read/addresses.h"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PipelineTest : public ::testing::Test {
 protected:
  BuildOptions Options() const {
    return {.content = folder_.path(),
            .templates = "templates",
            .design_system = "node_modules/dkfds",
            .out = (folder_.root() / "out").string(),
            .threads = 2};
  }

  // Everything below `path`: relative names and bytes. The record of the build is left out: it tells of files' times.
  static std::map<std::string, std::string> Files(const fs::path& path) {
    std::map<std::string, std::string> files;
    if (!fs::exists(path)) return files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
      if (!entry.is_regular_file() || entry.path().filename() == "build.record") continue;
      files[fs::relative(entry.path(), path).string()] = *ReadFile(entry.path().string());
    }
    return files;
  }
  std::map<std::string, std::string> Output() const { return Files(folder_.root() / "out"); }

  read::ContentFolder folder_;
};

TEST_F(PipelineTest, WritesSiteAndBundleOfTheSameContent) {
  const absl::StatusOr<BuildResult> result = Build(Options());
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->published);
  EXPECT_TRUE(fs::exists(folder_.root() / "out/site/index.html"));
  EXPECT_TRUE(fs::exists(folder_.root() / "out/site/en/index.html"));
  const auto bundle = knowledge::LoadBundle((folder_.root() / "out/knowledge.binpb").string());
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ((*bundle)->message().revision().content_hash(), folder_.Read().knowledge_base.revision().content_hash());
  EXPECT_NE((*bundle)->FindService("permit"), nullptr);
}

TEST_F(PipelineTest, WritesAliasesForNginx) {
  folder_.Write("services/permit/facts.yaml", folder_.Text("services/permit/facts.yaml") + "aliases: [bevilling]\n");
  ASSERT_TRUE(Build(Options()).ok());
  const auto output = Output();
  EXPECT_THAT(output.at("redirects.map"), HasSubstr("/bevilling /services/permit/;\n"));
  EXPECT_TRUE(output.contains("site/bevilling/index.html"));
}

// The check refuses pages that would lie where the site keeps something else, so it must know all such names.
TEST_F(PipelineTest, EveryGeneratedNameIsRefusedAsAPage) {
  ASSERT_TRUE(Build(Options()).ok());
  for (const auto& [path, bytes] : Files(folder_.root() / "out/site")) {
    for (const std::string& below : {path, path.substr(path.rfind("en/", 0) == 0 ? 3 : 0)}) {
      const std::string name = below.substr(0, below.find('/'));
      if (name == "about") continue;
      EXPECT_THAT(read::GeneratedNames(), ::testing::Contains(name)) << path << ": add it to sitegen/read/addresses.cc";
    }
  }
}

TEST_F(PipelineTest, WritesTheSameBytesForAnyNumberOfThreads) {
  std::map<std::string, std::string> first;
  for (const int threads : {1, 2, 8}) {
    BuildOptions options = Options();
    options.content = "content";
    options.threads = threads;
    options.out = (folder_.root() / std::to_string(threads)).string();
    const absl::StatusOr<BuildResult> result = Build(options);
    ASSERT_TRUE(result.ok()) << result.status();
    std::map<std::string, std::string> files = Files(options.out);
    EXPECT_GT(files.size(), 100u);
    if (first.empty()) first = files;
    EXPECT_TRUE(files == first) << threads << " threads";
  }
}

TEST_F(PipelineTest, WritesNothingWhenTheContentHasAnError) {
  folder_.Replace("services/permit/facts.yaml", "authority: office", "authority: ofice");
  const absl::StatusOr<BuildResult> result = Build(Options());
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_FALSE(result->published);
  EXPECT_EQ(result->diagnostics.errors(), 1);
  EXPECT_THAT(Output(), IsEmpty());
}

TEST_F(PipelineTest, AnErrorLeavesTheOldSiteAlone) {
  ASSERT_TRUE(Build(Options()).ok());
  const auto before = Output();
  folder_.Replace("services/permit/da.md", "title: Bevilling", "title: Ny bevilling");
  folder_.Replace("services/permit/da.md", "summary:", "sumary:");
  const absl::StatusOr<BuildResult> result = Build(Options());
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_FALSE(result->published);
  EXPECT_TRUE(Output() == before);
}

TEST_F(PipelineTest, WarningsBlockOnlyWhenStrict) {
  folder_.Overlay("tests/sites_invalid/idle-question");
  BuildOptions options = Options();
  options.strict = true;
  absl::StatusOr<BuildResult> result = Build(options);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_FALSE(result->published);
  EXPECT_THAT(Output(), IsEmpty());
  options.strict = false;
  result = Build(options);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->published);
  EXPECT_THAT(result->diagnostics.list(), SizeIs(1));
}

TEST_F(PipelineTest, MissingTemplatesWriteNothing) {
  BuildOptions options = Options();
  options.templates = (folder_.root() / "none").string();
  EXPECT_FALSE(Build(options).ok());
  EXPECT_THAT(Output(), IsEmpty());
}

TEST_F(PipelineTest, MissingDesignSystemWritesNothing) {
  BuildOptions options = Options();
  options.design_system = (folder_.root() / "none").string();
  EXPECT_EQ(GetReason(Build(options).status()), "ASSETS_MISSING");
  EXPECT_THAT(Output(), IsEmpty());
}

TEST_F(PipelineTest, OutputInsideTheInputIsRefused) {
  for (const std::string inside : {"", "/out", "/pages/../x/y"}) {
    BuildOptions options = Options();
    options.out = folder_.path() + inside;
    EXPECT_EQ(GetReason(Build(options).status()), "OUT_INSIDE_INPUT") << options.out;
  }
  BuildOptions options = Options();
  options.out = folder_.path() + "-out";
  EXPECT_TRUE(Build(options).ok()) << "a folder beside it whose name begins the same";
}

TEST_F(PipelineTest, AnOutputFolderThatCannotBeMadeIsAnError) {
  folder_.Write("../file", "x");
  BuildOptions options = Options();
  options.out = (folder_.root() / "file/out").string();
  const absl::Status status = Build(options).status();
  EXPECT_EQ(GetReason(status), "FILE_UNWRITABLE");
  EXPECT_THAT(std::string(status.message()), HasSubstr("file/out"));
}

}  // namespace
}  // namespace indgang::sitegen
