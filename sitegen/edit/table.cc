#include "sitegen/edit/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/utf8.h"
#include "nlohmann/json.hpp"

namespace indgang::sitegen::edit {
namespace {

std::string CsvCell(const std::string& cell) {
  std::string text = cell;
  if (!text.empty() && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@'))
    text.insert(text.begin(), '\'');
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

// Titles come from anywhere; a terminal must not act on what is in them.
std::string Harmless(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return text;
}

}  // namespace

std::string FormatTable(const Table& table) {
  if (table.rows.empty()) return "";
  std::vector<std::vector<std::string>> lines = {table.columns};
  for (std::string& head : lines[0]) {
    head = absl::StrReplaceAll(absl::AsciiStrToUpper(head), {{"_", " "}});
  }
  lines.insert(lines.end(), table.rows.begin(), table.rows.end());
  std::vector<std::size_t> widths(table.columns.size());
  for (std::vector<std::string>& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      line[i] = Harmless(std::move(line[i]));
      widths[i] = std::max(widths[i], CountCodePoints(line[i]));
    }
  }
  std::string out;
  for (const std::vector<std::string>& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      absl::StrAppend(&text, line[i], std::string(widths[i] - CountCodePoints(line[i]) + 2, ' '));
    }
    absl::StrAppend(&out, absl::StripTrailingAsciiWhitespace(text), "\n");
  }
  return out;
}

std::string FormatCsv(const Table& table) {
  std::string out;
  const auto append = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) absl::StrAppend(&out, i == 0 ? "" : ",", CsvCell(cells[i]));
    out += "\r\n";
  };
  append(table.columns);
  for (const std::vector<std::string>& row : table.rows) append(row);
  return out;
}

std::string FormatJson(const Table& table) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::vector<std::string>& row : table.rows) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[table.columns[i]] = row[i];
    list.push_back(std::move(object));
  }
  return list.dump(2) + "\n";
}

}  // namespace indgang::sitegen::edit
