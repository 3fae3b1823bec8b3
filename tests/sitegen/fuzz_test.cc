// Content and templates that nobody would write: no crash and no hang. Longer: INDGANG_FUZZ_SECONDS=600; one input
// again: INDGANG_FUZZ_SEED=123.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/files.h"
#include "base/utf8.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sitegen/publish/markdown.h"
#include "sitegen/publish/template.h"
#include "sitegen/read/parse.h"
#include "sitegen/read/yaml.h"
#include "tests/support/fuzzer.h"

namespace indgang::sitegen {
namespace {

// Every file below `folder` whose name ends so.
std::vector<std::string> Files(const std::string& folder, const std::string& ending) {
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || !absl::EndsWith(entry.path().string(), ending)) continue;
    absl::StatusOr<std::string> text = ReadFile(entry.path().string());
    EXPECT_TRUE(text.ok()) << text.status();
    if (text.ok()) texts.push_back(*std::move(text));
  }
  EXPECT_FALSE(texts.empty()) << folder;
  // In an order that a seed can count on.
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(FuzzTest, FactsFiles) {
  testing::Fuzz("facts", Files("content", ".yaml"), [](const std::string& input) {
    if (!IsValidUtf8(input)) return;
    read::Diagnostics diagnostics;
    read::ParseFacts({"services/permit/facts.yaml", input, true}, diagnostics);
  });
}

TEST(FuzzTest, FrontMatter) {
  testing::Fuzz("front matter", Files("content", ".md"), [](const std::string& input) {
    if (!IsValidUtf8(input)) return;
    read::Diagnostics diagnostics;
    const read::SourceFile file{"services/permit/da.md", input, true};
    read::ParseMarkdownFile(file, diagnostics);
  });
}

// Bodies need not be valid text: a browser editor may show anything.
TEST(FuzzTest, Markdown) {
  testing::Fuzz("markdown", Files("content", ".md"), [](const std::string& input) {
    const std::string html = absl::AsciiStrToLower(RenderMarkdown(input, MarkdownHost()).html);
    ASSERT_FALSE(absl::StrContains(html, "<script")) << input;
    ASSERT_FALSE(absl::StrContains(html, "href=\"javascript:")) << input;
  });
}

struct Person {
  std::string name = "Ane";
};
struct View {
  std::string title = "A<b>";
  bool open = true;
  std::vector<Person> people{2};
};

TEST(FuzzTest, Templates) {
  static const ViewSchema person{{TextField<&Person::name>("name")}};
  static const ViewSchema view{
      {TextField<&View::title>("title"), FlagField<&View::open>("open"), ListField<&View::people>("people", person)}};
  std::vector<std::string> examples = Files("templates", ".html");
  examples.insert(examples.end(),
                  {"{{title}}{{#open}}{{title}}{{/open}}", "{{#people}}\n{{name}}, {{> line}}\n{{/people}}",
                   "{{?people}}{{t.hello}}{{^open}}no{{/open}}{{/people}}{{! note}}"});
  const std::map<std::string, TemplateSource, std::less<>> partials = {
      {"line", {"partials/line.html", "<i>{{name}}</i>"}}, {"loop", {"partials/loop.html", "{{> loop}}"}}};
  const UiStrings strings = {{"hello", {"Hej"}}};
  testing::Fuzz("templates", examples, [&](const std::string& input) {
    std::vector<std::string> problems;
    const Template compiled = Template::Compile({"pages/p.html", input}, partials, {&view}, strings, &problems);
    if (!problems.empty()) return;
    const View shown;
    std::string out;
    compiled.Render({&shown}, out);
  });
}

// Without these the tests above might be blind.
TEST(FuzzDeathTest, ACrashIsFoundWithItsSeed) {
  const auto breaks = [](const std::string& input) {
    if (input.size() > 3 && input.find("---", 3) == std::string::npos) std::abort();
  };
  EXPECT_DEATH(testing::Fuzz("a parser", Files("content", ".md"), breaks), "fuzzing a parser, seed [0-9]+: .*crashes");
}

TEST(FuzzTest, ASeedIsAnInput) {
  const std::vector<std::string> examples = {"title: Et værksted\n", "state = OPEN"};
  EXPECT_EQ(testing::Mutated(examples, 7), testing::Mutated(examples, 7));
  EXPECT_NE(testing::Mutated(examples, 7), testing::Mutated(examples, 8));
}

}  // namespace
}  // namespace indgang::sitegen
