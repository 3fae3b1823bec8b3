// Rows and columns, written for people, spreadsheets and programs.
#ifndef INDGANG_SITEGEN_EDIT_TABLE_H_
#define INDGANG_SITEGEN_EDIT_TABLE_H_

#include <string>
#include <vector>

namespace indgang::sitegen::edit {

struct Table {
  // Also the keys in JSON: lower case with underscores.
  std::vector<std::string> columns;
  // Each as long as `columns`.
  std::vector<std::vector<std::string>> rows;
};

// Columns side by side, as wide as their longest cell; empty without rows.
std::string FormatTable(const Table& table);
// RFC 4180 with a head. A cell that a spreadsheet would take for a formula gets an apostrophe before it.
std::string FormatCsv(const Table& table);
// A list of objects.
std::string FormatJson(const Table& table);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_TABLE_H_
