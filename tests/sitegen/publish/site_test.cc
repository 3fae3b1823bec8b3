#include "sitegen/publish/site.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/files.h"
#include "knowledge/bundle.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const knowledge::Bundle> MinimalBundle() {
  knowledge::v1::KnowledgeBase base;
  const auto text = ReadFile("tests/sites/rendered/site.textproto");
  if (!text.ok() || !google::protobuf::TextFormat::ParseFromString(*text, &base)) {
    ADD_FAILURE() << "tests/sites/rendered/site.textproto is not a knowledge base";
    return nullptr;
  }
  auto bundle = knowledge::Bundle::Create(std::move(base));
  EXPECT_TRUE(bundle.ok()) << bundle.status();
  return bundle.ok() ? *bundle : nullptr;
}

const Templates& RealTemplates() {
  static const Templates& templates = *[] {
    auto loaded = Templates::Load("templates", "node_modules/dkfds");
    if (!loaded.ok()) {
      ADD_FAILURE() << loaded.status();
      std::abort();
    }
    return loaded->release();
  }();
  return templates;
}

// What the expected files hold: the start page whole, of other pages what lies between head and foot, other files
// whole; assets are not compared, and their fingerprints do not count.
std::map<std::string, std::string> Comparable(const std::vector<OutputFile>& files) {
  static const auto& fingerprint = *new std::regex("\\.[0-9a-f]{10}\\.");
  std::map<std::string, std::string> out;
  for (const OutputFile& file : files) {
    if (file.path.rfind("assets/", 0) == 0) continue;
    std::string bytes = file.bytes;
    const std::size_t begin = bytes.find("<main");
    const std::size_t end = bytes.find("</main>");
    if (file.path != "index.html" && begin != std::string::npos && end != std::string::npos) {
      bytes = bytes.substr(begin, end + 8 - begin);
    }
    out[file.path] = std::regex_replace(bytes, fingerprint, ".FINGERPRINT.");
  }
  return out;
}

TEST(SiteTest, MinimalSiteIsAsExpected) {
  const auto bundle = MinimalBundle();
  ASSERT_NE(bundle, nullptr);
  const auto made = Comparable(RenderSite(*bundle, RealTemplates(), 2));
  const fs::path folder = "tests/sites/rendered/expected";
  if (std::getenv("INDGANG_UPDATE_EXPECTED") != nullptr) {
    fs::remove_all(folder);
    for (const auto& [path, bytes] : made) {
      fs::create_directories((folder / path).parent_path());
      ASSERT_TRUE(WriteFileAtomically((folder / path).string(), bytes).ok()) << path;
    }
  }
  std::map<std::string, std::string> expected;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      expected[fs::relative(entry.path(), folder).string()] = ReadFile(entry.path().string()).value_or("");
    }
  }
  for (const auto& [path, bytes] : made) {
    ASSERT_TRUE(expected.contains(path)) << path << " is made and not expected";
    EXPECT_EQ(bytes, expected[path]) << path << "; run with INDGANG_UPDATE_EXPECTED=1 when the change is wanted";
    expected.erase(path);
  }
  for (const auto& [path, bytes] : expected) ADD_FAILURE() << path << " is expected and not made";
}

TEST(SiteTest, BytesDoNotDependOnTheNumberOfThreads) {
  const auto bundle = MinimalBundle();
  ASSERT_NE(bundle, nullptr);
  const std::vector<OutputFile> one = RenderSite(*bundle, RealTemplates(), 1);
  ASSERT_FALSE(one.empty());
  for (const int threads : {2, 3, 8}) {
    const std::vector<OutputFile> many = RenderSite(*bundle, RealTemplates(), threads);
    ASSERT_EQ(many.size(), one.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(many[i].path, one[i].path) << threads << " threads";
      EXPECT_EQ(many[i].bytes, one[i].bytes) << one[i].path << ", " << threads << " threads";
    }
  }
}

TEST(SiteTest, BasePathIsWhatFollowsTheHost) {
  EXPECT_EQ(BasePath("https://indgang.example"), "/");
  EXPECT_EQ(BasePath("https://indgang.example/"), "/");
  EXPECT_EQ(BasePath("https://by.example/erhverv"), "/erhverv/");
  EXPECT_EQ(BasePath("https://by.example/a/b/"), "/a/b/");
}

class TemplatesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::copy("templates", folder_, fs::copy_options::recursive);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Append(const std::string& path, const std::string& text) const {
    const std::string file = folder_ + "/" + path;
    ASSERT_TRUE(WriteFileAtomically(file, ReadFile(file).value_or("") + text).ok()) << file;
  }
  void Replace(const std::string& path, const std::string& from, const std::string& to) const {
    const std::string file = folder_ + "/" + path;
    std::string text = ReadFile(file).value_or("");
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << path << " does not hold " << from;
    ASSERT_TRUE(WriteFileAtomically(file, text.replace(at, from.size(), to)).ok()) << file;
  }
  // What loading says, without the folder's name.
  std::string Problems() const {
    const auto loaded = Templates::Load(folder_, "node_modules/dkfds");
    if (loaded.ok()) return "";
    EXPECT_EQ(GetReason(loaded.status()), "TEMPLATES_INVALID") << loaded.status();
    std::string text(loaded.status().message());
    for (std::size_t at; (at = text.find(folder_ + "/")) != std::string::npos;) text.erase(at, folder_.size() + 1);
    return text;
  }

  const std::string folder_ = ::testing::TempDir() + "/templates_" + std::to_string(::getpid());
};

TEST_F(TemplatesTest, CopyOfTheRealOnesIsWithoutProblems) { EXPECT_EQ(Problems(), ""); }

TEST_F(TemplatesTest, EveryProblemIsToldAtOnce) {
  Append("strings/da.txt", "ubrugt = x\n\nforkert\nfaq = igen\n");
  Replace("strings/en.txt", "glossary =", "glosary =");
  Replace("strings/en.txt", "date = $0 $1 $2", "date = $0 $1");
  Append("partials/spare.html", "x");
  Append("pages/notes.md", "x");
  fs::rename(folder_ + "/pages/faq-list.html", folder_ + "/pages/faq-lists.html");
  const std::string problems = Problems();
  for (const char* wanted :
       {"strings/da.txt:1:1: error [unused-string]: nothing uses \"ubrugt\"",
        "error [string-syntax]: a line is \"key = text\", and this is \"forkert\"",
        "error [duplicate-string]: \"faq\" stands here twice",
        "strings/en.txt:1:1: error [missing-string]: \"glossary\" is missing; is it written \"glosary\"?",
        "strings/en.txt:1:1: error [string-placeholder]: \"date\" must hold $0, $1, $2 and no other $; it is \"$0 $1\"",
        "partials/spare.html:1:1: error [unused-template]: no page uses it",
        "pages/notes.md:1:1: error [unexpected-file]: only templates (.html) belong here",
        "pages/faq-list.html:1:1: error [missing-template]: the page has no template; is it written "
        "\"faq-lists.html\"?"}) {
    EXPECT_THAT(problems, ::testing::HasSubstr(wanted));
  }
}

TEST_F(TemplatesTest, MissingDesignSystemSaysWhatToRun) {
  const auto loaded = Templates::Load(folder_, folder_ + "/nowhere");
  EXPECT_EQ(GetReason(loaded.status()), "ASSETS_MISSING");
  EXPECT_EQ(loaded.status().message(),
            "the design system is not complete: " + folder_ +
                "/nowhere/LICENSE.md is missing. Run \"npm ci\" in the project's folder, or name the folder of the npm "
                "package dkfds with --design-system");
}

}  // namespace
}  // namespace indgang::sitegen
