#include "server/domain/csv.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using ::testing::ElementsAre;

TEST(CsvTest, ReadsWhatSpreadsheetsWrite) {
  struct Row {
    const char* name;
    const char* text;
    std::vector<std::string> cells;
    int line;
  };
  const Row table[] = {
      {"plain", "a,b\n1,2\n", {"1", "2"}, 2},
      {"no line end at the end", "a,b\n1,2", {"1", "2"}, 2},
      {"CRLF", "a,b\r\n1,2\r\n", {"1", "2"}, 2},
      {"semicolons", "a;b\n1,5;2\n", {"1,5", "2"}, 2},
      {"byte order mark",
       "\xef\xbb\xbf"
       "a,b\n1,2\n",
       {"1", "2"},
       2},
      {"empty cells", "a,b\n,\n", {"", ""}, 2},
      {"empty lines", "\n\na,b\n\r\n\n1,2\n\n", {"1", "2"}, 6},
      {"separator in quotes", "a,b\n\"1,2\",3\n", {"1,2", "3"}, 2},
      {"quotes in quotes", "a,b\n\"he said \"\"no\"\"\",3\n", {"he said \"no\"", "3"}, 2},
      {"line end in quotes", "a,b\n\"1\n2\",3\n", {"1\n2", "3"}, 2},
      {"empty quotes", "a,b\n\"\",\"\"\n", {"", ""}, 2},
      {"semicolon only in the data", "a,b\n1;5,2\n", {"1;5", "2"}, 2},
      {"quoted header", "\"a\",\"b\"\n1,2\n", {"1", "2"}, 2},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(row.name);
    FieldViolations violations;
    const CsvTable read = ReadCsv(row.text, violations);
    EXPECT_THAT(violations.ToStatus(), testing::IsOk());
    EXPECT_THAT(read.header, ElementsAre("a", "b"));
    ASSERT_EQ(read.rows.size(), 1u);
    EXPECT_EQ(read.rows[0].cells, row.cells);
    EXPECT_EQ(read.rows[0].line, row.line);
  }
}

TEST(CsvTest, EveryRowThatCannotBeReadIsTold) {
  FieldViolations violations;
  const CsvTable read = ReadCsv("a,b\n1\n\"x\ny\",2\n1,2,3\n\"x\"y,2\n3,4\n\"never closed,5\n", violations);
  EXPECT_THAT(violations.ToStatus(), testing::Violates("line 2", "line 5", "line 6", "line 8"));
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_EQ(read.rows[0].line, 3);
  EXPECT_EQ(read.rows[1].line, 7);
}

TEST(CsvTest, NothingIsAnEmptyTable) {
  FieldViolations violations;
  EXPECT_TRUE(ReadCsv("", violations).header.empty());
  EXPECT_TRUE(ReadCsv("\n\n", violations).header.empty());
  EXPECT_TRUE(violations.empty());
}

TEST(CsvTest, WrittenCellsAreReadBackAsTheyWere) {
  const std::vector<std::string> cells = {"a", "", "b,c", "d;e", "\"f\"", "g\nh", " i "};
  const std::string line = CsvLine(cells);
  EXPECT_EQ(line, "a,,\"b,c\",\"d;e\",\"\"\"f\"\"\",\"g\nh\", i \r\n");
  FieldViolations violations;
  EXPECT_EQ(ReadCsv("1,2,3,4,5,6,7\r\n" + line, violations).rows.at(0).cells, cells);
  EXPECT_TRUE(violations.empty());
}

TEST(CsvTest, NoCellIsAFormulaToASpreadsheet) {
  const std::vector<std::string> cells = {"=1+1", "+45 11", "-1", "@a", "\tb", "'=c", "''@", "'d", "'", "e=f"};
  const std::string line = CsvLine(cells);
  EXPECT_EQ(line, "'=1+1,'+45 11,'-1,'@a,'\tb,''=c,'''@,'d,',e=f\r\n");
  FieldViolations violations;
  EXPECT_EQ(ReadCsv("1,2,3,4,5,6,7,8,9,10\r\n" + line, violations).rows.at(0).cells, cells);
  EXPECT_EQ(CsvLine({"=HYPERLINK(\"x\",1)"}), "\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
  EXPECT_EQ(ReadCsv("a\n+45 11\n", violations).rows.at(0).cells.at(0), "+45 11") << "typed by somebody";
  EXPECT_TRUE(violations.empty());
}

}  // namespace
}  // namespace indgang::domain
