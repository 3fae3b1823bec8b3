// Text for terminals: columns that line up, lines that fit, nothing that a terminal could obey.
#ifndef INDGANG_CLIENT_TABLE_H_
#define INDGANG_CLIENT_TABLE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang::client {

// Columns that `text`, valid UTF-8, takes on a terminal: 0 for combining marks, 2 for East Asian wide letters and
// emoji.
std::size_t DisplayWidth(absl::string_view text);

// `text` without anything a terminal acts on: control characters and line ends become spaces, bytes that are not UTF-8
// "?".
std::string PrintableLine(absl::string_view text);

// `text` broken at spaces into lines of at most `width` columns; words longer than that are broken too. Line ends in
// `text` are kept. `width` 0 does not break. Every line is printable; there is at least one.
std::vector<std::string> WrapText(absl::string_view text, std::size_t width);

// Rows under headings.
class Table {
 public:
  explicit Table(std::vector<std::string> headings);
  // As many cells as headings; text from anywhere.
  void AddRow(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  // Columns divided by two spaces, each line ending in "\n". With `width` 0 each row is one line; else wide columns are
  // wrapped to fit, and where even that is too narrow each row becomes lines of "heading: cell".
  std::string Render(std::size_t width) const;

 private:
  std::string RenderAsRecords(std::size_t width) const;

  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
};

// Labels and values in two columns, for one thing instead of many. Values are wrapped; rows without a value are left
// out.
class FactSheet {
 public:
  void Add(std::string label, std::string value);
  std::string Render(std::size_t width) const;

 private:
  std::vector<std::pair<std::string, std::string>> facts_;
};

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_TABLE_H_
