// The measured questions are only worth something while nobody has learned them by heart.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/files.h"
#include "base/utf8.h"
#include "gmock/gmock.h"

namespace indgang::knowledge {
namespace {

// The questions that are worked with, and those that are held back (bench/finding.cc).
constexpr absl::string_view kWorkedWith = "tests/vectors/finding.tsv";
constexpr absl::string_view kHeldBack = "tests/vectors/finding_held_back.tsv";

struct Line {
  std::string place;
  std::vector<std::string> columns;
};

std::vector<Line> ReadLines(absl::string_view path) {
  std::ifstream file{std::string(path)};
  std::vector<Line> lines;
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    if (!text.empty() && text[0] != '#') lines.push_back({absl::StrCat(path, ":", number), absl::StrSplit(text, '\t')});
  }
  return lines;
}

std::vector<Line> ReadBoth() {
  std::vector<Line> lines = ReadLines(kWorkedWith);
  for (Line& line : ReadLines(kHeldBack)) lines.push_back(std::move(line));
  return lines;
}

// Ids in the first column of a table with tabs.
std::vector<std::string> ReadCatalogue() {
  std::vector<std::string> ids;
  for (const Line& line : ReadLines("tests/vectors/catalogue_names.tsv")) ids.push_back(line.columns[0]);
  return ids;
}

int CountLanguage(const std::vector<Line>& lines, absl::string_view language) {
  return static_cast<int>(
      std::count_if(lines.begin(), lines.end(), [&](const Line& line) { return line.columns[0] == language; }));
}

TEST(FindingVectorsTest, EveryLineIsComplete) {
  std::set<std::string> seen;  // across both lists: a question held back is nowhere else
  for (const Line& line : ReadBoth()) {
    ASSERT_EQ(line.columns.size(), 3u) << line.place;
    EXPECT_THAT(line.columns[0], ::testing::AnyOf("da", "en")) << line.place;
    EXPECT_TRUE(IsValidUtf8(line.columns[1])) << line.place;
    EXPECT_TRUE(seen.insert(line.columns[1]).second) << "twice: " << line.columns[1];
    for (const absl::string_view service : absl::StrSplit(line.columns[2], '|')) {
      EXPECT_TRUE(std::filesystem::exists("content/services/" + std::string(service))) << line.place;
    }
  }
}

TEST(FindingVectorsTest, BothListsSpeakBothLanguages) {
  EXPECT_GE(CountLanguage(ReadLines(kWorkedWith), "da"), 250);
  EXPECT_GE(CountLanguage(ReadLines(kWorkedWith), "en"), 140);
  EXPECT_GE(CountLanguage(ReadLines(kHeldBack), "da"), 80);
  EXPECT_GE(CountLanguage(ReadLines(kHeldBack), "en"), 40);
}

TEST(FindingVectorsTest, BothListsAskForEveryServiceOfTheCatalogue) {
  const std::vector<std::string> catalogue = ReadCatalogue();
  ASSERT_EQ(catalogue.size(), 94u);
  for (const absl::string_view path : {kWorkedWith, kHeldBack}) {
    std::set<std::string> asked_for;
    for (const Line& line : ReadLines(path)) {
      for (const absl::string_view service : absl::StrSplit(line.columns[2], '|')) asked_for.emplace(service);
    }
    for (const std::string& id : catalogue) EXPECT_TRUE(asked_for.contains(id)) << path << ": nobody asks for " << id;
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
  for (const Line& line : ReadBoth()) {
    const std::string question = absl::AsciiStrToLower(line.columns[1]);
    // A search term of one or two words may well be what people type.
    if (std::count(question.begin(), question.end(), ' ') < 2) continue;
    EXPECT_EQ(content.find(question), std::string::npos) << line.place << ": " << line.columns[1];
  }
}

}  // namespace
}  // namespace indgang::knowledge
