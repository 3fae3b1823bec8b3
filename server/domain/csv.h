// Tables as text: comma-separated values, as RFC 4180 has them. A cell that begins with = + - @, a tab or a carriage
// return, which a spreadsheet would run as a formula, is written with an apostrophe in front and read without it.
#ifndef INDGANG_SERVER_DOMAIN_CSV_H_
#define INDGANG_SERVER_DOMAIN_CSV_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/errors.h"

namespace indgang::domain {

// A row that is not the header.
struct CsvRow {
  // Where it begins, from 1; a cell in quotes may go on over several lines.
  int line = 0;
  // As many as the header has.
  std::vector<std::string> cells;
};

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
};

// Reads a table whose first row is the header. Lines end with LF or CRLF; ";" separates cells when the header has one;
// a byte order mark and empty lines are passed over. What cannot be read is added to `violations` under "line 3"; the
// rows concerned are left out.
CsvTable ReadCsv(absl::string_view text, FieldViolations& violations);

// One row with "," between the cells and CRLF at the end; cells that need them get quotes.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_CSV_H_
