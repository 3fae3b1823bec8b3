#include "server/domain/csv.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace indgang::domain {
namespace {

// Whether a spreadsheet would run the cell as a formula, or would if it had not as many apostrophes in front.
bool IsLikeFormula(absl::string_view cell) {
  const std::size_t start = cell.find_first_not_of('\'');
  return start != absl::string_view::npos && absl::StrContains("=+-@\t\r", cell.substr(start, 1));
}

// Reads one row after the other.
class CsvReader {
 public:
  CsvReader(absl::string_view text, FieldViolations& violations) : rest_(text), violations_(violations) {
    absl::ConsumePrefix(&rest_, "\xef\xbb\xbf");
    separator_ = absl::StrContains(rest_.substr(0, rest_.find('\n')), ';') ? ';' : ',';
  }

  bool at_end() const { return rest_.empty(); }

  // The next row; nullopt when it was reported.
  std::optional<CsvRow> Next() {
    CsvRow row;
    row.line = line_;
    bool readable = true;
    while (true) {
      std::string& cell = row.cells.emplace_back();
      const bool quoted = absl::ConsumePrefix(&rest_, "\"");
      if (quoted && !ReadQuoted(cell)) {
        violations_.Add(absl::StrCat("line ", row.line),
                        "has a quote that is not closed; wanted: \" at the end of the cell");
        return std::nullopt;
      }
      const std::size_t end =
          std::min(rest_.find_first_of(absl::StrCat("\n", absl::string_view(&separator_, 1))), rest_.size());
      const absl::string_view plain = absl::StripSuffix(rest_.substr(0, end), "\r");
      if (quoted && !plain.empty() && std::exchange(readable, false)) {
        violations_.Add(absl::StrCat("line ", row.line),
                        "has text after a closing quote; wanted: \"\" for a quote in a cell");
      }
      if (!quoted) cell = std::string(plain);
      if (IsLikeFormula(cell) && cell.front() == '\'') cell.erase(0, 1);
      const bool more = end < rest_.size() && rest_[end] == separator_;
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      if (more) continue;
      ++line_;
      return readable ? std::optional(std::move(row)) : std::nullopt;
    }
  }

 private:
  // Up to the closing quote, which is taken too.
  bool ReadQuoted(std::string& cell) {
    while (true) {
      const std::size_t quote = rest_.find('"');
      if (quote == absl::string_view::npos) {
        rest_ = absl::string_view();
        return false;
      }
      for (const char c : rest_.substr(0, quote)) line_ += c == '\n' ? 1 : 0;
      cell.append(rest_.data(), quote);
      rest_.remove_prefix(quote + 1);
      if (!absl::ConsumePrefix(&rest_, "\"")) return true;
      cell.push_back('"');
    }
  }

  absl::string_view rest_;
  FieldViolations& violations_;
  char separator_ = ',';
  int line_ = 1;
};

bool IsEmptyLine(const CsvRow& row) { return row.cells.size() == 1 && row.cells[0].empty(); }

}  // namespace

CsvTable ReadCsv(absl::string_view text, FieldViolations& violations) {
  CsvTable table;
  CsvReader reader(text, violations);
  while (!reader.at_end()) {
    std::optional<CsvRow> row = reader.Next();
    if (!row.has_value() || IsEmptyLine(*row)) continue;
    if (table.header.empty()) {
      table.header = std::move(row->cells);
    } else if (row->cells.size() != table.header.size()) {
      violations.Add(absl::StrCat("line ", row->line),
                     absl::StrCat("has ", row->cells.size(), " cells; wanted: ", table.header.size(),
                                  ", as many as the header has"));
    } else {
      table.rows.push_back(*std::move(row));
    }
  }
  return table;
}

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& plain : cells) {
    if (&plain != &cells.front()) line += ',';
    const std::string cell = IsLikeFormula(plain) ? absl::StrCat("'", plain) : plain;
    const bool quotes = cell.find_first_of(",;\"\r\n") != std::string::npos;
    absl::StrAppend(&line, quotes ? absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"") : cell);
  }
  return line + "\r\n";
}

}  // namespace indgang::domain
