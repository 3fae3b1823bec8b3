#include "sitegen/read/diagnostics.h"

#include <string>

#include "gtest/gtest.h"

namespace indgang::sitegen::read {
namespace {

Diagnostics Two() {
  Diagnostics diagnostics;
  diagnostics.Add({.file = "b,c.md", .severity = Severity::kWarning, .code = "odd", .message = "100% odd\nreally"});
  diagnostics.Add(
      {.file = "a.yaml", .place = {2, 5, 4}, .code = "wrong", .message = "\"blåt\" is wrong", .suggestion = "rødt"});
  diagnostics.Add(
      {.file = "a.yaml", .place = {2, 5, 4}, .code = "wrong", .message = "\"blåt\" is wrong", .suggestion = "rødt"});
  diagnostics.Sort();
  AttachSourceLines(diagnostics, [](absl::string_view file) { return file == "a.yaml" ? "x: y\næø: blåt\n" : ""; });
  return diagnostics;
}

TEST(ReportTest, TextUnderlinesCharactersNotBytes) {
  EXPECT_EQ(FormatReport(Two(), "content/", ReportFormat::kText),
            "content/a.yaml:2:5: error [wrong]: \"blåt\" is wrong\n"
            "   2 | æø: blåt\n"
            "     |     ^~~~ did you mean \"rødt\"?\n"
            "content/b,c.md: warning [odd]: 100% odd really\n"
            "1 error, 1 warning\n");
}

TEST(ReportTest, JsonHoldsEverything) {
  EXPECT_EQ(FormatReport(Two(), "content", ReportFormat::kJson), R"({
  "errors": 1,
  "warnings": 1,
  "hints": 0,
  "diagnostics": [
    {
      "file": "content/a.yaml",
      "line": 2,
      "column": 5,
      "length": 4,
      "severity": "error",
      "code": "wrong",
      "message": "\"blåt\" is wrong",
      "suggestion": "rødt"
    },
    {
      "file": "content/b,c.md",
      "line": 0,
      "column": 0,
      "length": 0,
      "severity": "warning",
      "code": "odd",
      "message": "100% odd\nreally",
      "suggestion": ""
    }
  ]
}
)");
}

TEST(ReportTest, GithubEscapesWhatWouldEndAnAnnotation) {
  EXPECT_EQ(FormatReport(Two(), "content", ReportFormat::kGithub),
            "::error file=content/a.yaml,line=2,col=5,endColumn=9,title=wrong::\"blåt\" is wrong; did you mean "
            "\"rødt\"?\n"
            "::warning file=content/b%2Cc.md,title=odd::100%25 odd%0Areally\n");
}

TEST(ReportTest, HintsAreCountedOnlyWhereThereAreAny) {
  Diagnostics diagnostics;
  diagnostics.Add({.file = "a.md", .place = {1, 1, 1}, .severity = Severity::kHint, .code = "odd", .message = "odd"});
  EXPECT_EQ(FormatReport(diagnostics, "content", ReportFormat::kText),
            "content/a.md:1:1: hint [odd]: odd\n0 errors, 0 warnings, 1 hint\n");
  EXPECT_EQ(FormatReport(diagnostics, "content", ReportFormat::kGithub),
            "::notice file=content/a.md,line=1,col=1,endColumn=2,title=odd::odd\n");
}

TEST(ReportTest, NothingToReport) {
  EXPECT_EQ(FormatReport(Diagnostics(), "content", ReportFormat::kText), "");
  EXPECT_EQ(FormatReport(Diagnostics(), "content", ReportFormat::kGithub), "");
  EXPECT_EQ(FormatReport(Diagnostics(), "content", ReportFormat::kJson),
            "{\n  \"errors\": 0,\n  \"warnings\": 0,\n  \"hints\": 0,\n  \"diagnostics\": []\n}\n");
}

TEST(ReportTest, LongLinesAreCutAroundTheProblem) {
  Diagnostics diagnostics;
  diagnostics.Add({.file = "a", .place = {1, 301, 3}, .code = "c", .message = "m"});
  const std::string line = std::string(300, 'x') + "abc" + std::string(300, 'y');
  AttachSourceLines(diagnostics, [&](absl::string_view) { return absl::string_view(line); });
  EXPECT_EQ(FormatReport(diagnostics, "f", ReportFormat::kText),
            "f/a:1:301: error [c]: m\n   1 | …" + std::string(60, 'x') + "abc" + std::string(57, 'y') + "…\n     | " +
                std::string(61, ' ') + "^~~\n1 error, 0 warnings\n");
}

TEST(ReportTest, PlacesBeyondTheTextAreShownAtItsEnd) {
  Diagnostics diagnostics;
  diagnostics.Add({.file = "a", .place = {1, 99, 5}, .code = "c", .message = "m"});
  diagnostics.Add({.file = "a", .place = {7, 1, 1}, .code = "c", .message = "m"});
  AttachSourceLines(diagnostics, [](absl::string_view) { return "abc"; });
  EXPECT_EQ(FormatReport(diagnostics, "f", ReportFormat::kText),
            "f/a:1:99: error [c]: m\n   1 | abc\n     |    ^\nf/a:7:1: error [c]: m\n2 errors, 0 warnings\n");
}

}  // namespace
}  // namespace indgang::sitegen::read
