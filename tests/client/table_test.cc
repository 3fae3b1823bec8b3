#include "client/table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_split.h"

namespace indgang::client {
namespace {

TEST(DisplayWidthTest, CountsColumnsNotBytes) {
  const struct {
    const char* text;
    std::size_t width;
  } cases[] = {{"", 0}, {"abc", 3}, {"æøå", 3}, {"a\u030A", 1}, {"漢字", 4}, {"–", 1}, {"😀", 2}};
  for (const auto& test : cases) EXPECT_EQ(DisplayWidth(test.text), test.width) << test.text;
}

TEST(PrintableLineTest, TakesTerminalsNothingToObey) {
  EXPECT_EQ(PrintableLine("red \x1b[31mtext\x07"), "red  [31mtext ");
  EXPECT_EQ(PrintableLine("one\r\ntwo\tthree"), "one  two three");
  EXPECT_EQ(PrintableLine("\xC2\x9B"
                          "31m"),
            " 31m");
  EXPECT_EQ(PrintableLine("\u202Eturned"), " turned");
  EXPECT_EQ(PrintableLine("bad \xFF\xC3"), "bad ??");
  EXPECT_EQ(PrintableLine("æøå"), "æøå");
}

TEST(WrapTextTest, BreaksAtSpacesAndKeepsLineEnds) {
  EXPECT_EQ(WrapText("", 10), std::vector<std::string>({""}));
  EXPECT_EQ(WrapText("one two three", 7), std::vector<std::string>({"one two", "three"}));
  EXPECT_EQ(WrapText("one\ntwo\n", 10), std::vector<std::string>({"one", "two"}));
  EXPECT_EQ(WrapText("one two three", 0), std::vector<std::string>({"one two three"}));
  EXPECT_EQ(WrapText("æøåæøåæøå x", 4), std::vector<std::string>({"æøåæ", "øåæø", "å x"}));
  EXPECT_EQ(WrapText("a long-word", 4), std::vector<std::string>({"a", "long", "-wor", "d"}));
}

Table SomeTable() {
  Table table({"CASE", "WHO", "TEXT"});
  table.AddRow({"2026-000001", "Børge", "Hvor må et autoværksted ligge i kommunen?"});
  table.AddRow({"2026-000002", "Åse", "Kort"});
  return table;
}

TEST(TableTest, ColumnsLineUp) {
  EXPECT_EQ(SomeTable().Render(0),
            "CASE         WHO    TEXT\n"
            "2026-000001  Børge  Hvor må et autoværksted ligge i kommunen?\n"
            "2026-000002  Åse    Kort\n");
}

TEST(TableTest, WidestColumnIsWrappedToFitTheTerminal) {
  EXPECT_EQ(SomeTable().Render(45),
            "CASE         WHO    TEXT\n"
            "2026-000001  Børge  Hvor må et autoværksted\n"
            "                    ligge i kommunen?\n"
            "2026-000002  Åse    Kort\n");
}

TEST(TableTest, NoLineIsWiderThanTheTerminal) {
  for (std::size_t width = 20; width <= 80; ++width) {
    for (const absl::string_view line : absl::StrSplit(SomeTable().Render(width), '\n')) {
      EXPECT_LE(DisplayWidth(line), width) << line;
    }
  }
}

TEST(TableTest, RowsBecomeRecordsWhereColumnsHaveNoRoom) {
  EXPECT_EQ(SomeTable().Render(24),
            "CASE  2026-000001\n"
            "WHO   Børge\n"
            "TEXT  Hvor må et\n"
            "      autoværksted ligge\n"
            "      i kommunen?\n"
            "\n"
            "CASE  2026-000002\n"
            "WHO   Åse\n"
            "TEXT  Kort\n");
}

TEST(TableTest, CellsCannotBreakTheLayout) {
  Table table({"A", "B"});
  table.AddRow({"one\ntwo", "\x1b[2J"});
  EXPECT_EQ(table.Render(0), "A        B\none two   [2J\n");
}

TEST(FactSheetTest, LeavesOutEmptyValuesAndIndentsLongOnes) {
  FactSheet facts;
  facts.Add("Sag", "2026-000001");
  facts.Add("Pakke", "");
  facts.Add("Spørgsmål", "Hvor må et autoværksted ligge?");
  EXPECT_EQ(facts.Render(30),
            "Sag        2026-000001\n"
            "Spørgsmål  Hvor må et\n"
            "           autoværksted ligge?\n");
}

}  // namespace
}  // namespace indgang::client
