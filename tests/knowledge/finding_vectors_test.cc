// The measured questions are only worth something while nobody has learned them by heart.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "base/utf8.h"
#include "gmock/gmock.h"

namespace indgang::knowledge {
namespace {

struct Line {
  int number = 0;
  std::vector<std::string> columns;
};

std::vector<Line> ReadLines() {
  std::ifstream file("tests/vectors/finding.tsv");
  std::vector<Line> lines;
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    if (!text.empty() && text[0] != '#') lines.push_back({number, absl::StrSplit(text, '\t')});
  }
  return lines;
}

TEST(FindingVectorsTest, EveryLineIsComplete) {
  std::set<std::string> seen;
  const std::vector<Line> lines = ReadLines();
  EXPECT_GE(lines.size(), 90u);
  for (const Line& line : lines) {
    ASSERT_EQ(line.columns.size(), 3u) << "line " << line.number;
    EXPECT_THAT(line.columns[0], ::testing::AnyOf("da", "en")) << "line " << line.number;
    EXPECT_TRUE(IsValidUtf8(line.columns[1])) << "line " << line.number;
    EXPECT_TRUE(seen.insert(line.columns[1]).second) << "twice: " << line.columns[1];
    for (const absl::string_view service : absl::StrSplit(line.columns[2], '|')) {
      EXPECT_TRUE(std::filesystem::exists("content/services/" + std::string(service))) << "line " << line.number;
    }
  }
}

TEST(FindingVectorsTest, NoMeasuredQuestionStandsInTheContent) {
  std::string content;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("content")) {
    if (!entry.is_regular_file()) continue;
    const absl::StatusOr<std::string> text = ReadFile(entry.path().string());
    ASSERT_TRUE(text.ok()) << text.status();
    content += absl::AsciiStrToLower(*text) + "\n";
  }
  ASSERT_FALSE(content.empty());
  for (const Line& line : ReadLines()) {
    const std::string question = absl::AsciiStrToLower(line.columns[1]);
    // A search term of one or two words may well be what people type.
    if (std::count(question.begin(), question.end(), ' ') < 2) continue;
    EXPECT_EQ(content.find(question), std::string::npos) << "line " << line.number << ": " << line.columns[1];
  }
}

}  // namespace
}  // namespace indgang::knowledge
