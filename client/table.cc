#include "client/table.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/utf8.h"

namespace indgang::client {
namespace {

constexpr std::size_t kGap = 2;
// A column is never made narrower than this to make a table fit.
constexpr std::size_t kNarrowestColumn = 10;

// Length in bytes of the letter that valid UTF-8 starts with.
std::size_t LetterSize(absl::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(size, text.size());
}

std::uint32_t CodePoint(absl::string_view letter) {
  const auto first = static_cast<unsigned char>(letter.front());
  if (letter.size() == 1) return first;
  std::uint32_t code = first & (0xFFu >> (letter.size() + 1));
  for (const char c : letter.substr(1)) code = (code << 6) | (static_cast<unsigned char>(c) & 0x3Fu);
  return code;
}

std::size_t LetterWidth(std::uint32_t code) {
  struct Range {
    std::uint32_t first, last;
  };
  static constexpr Range kInvisible[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
  static constexpr Range kWide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
                                    {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
  const auto within = [code](const Range& range) { return range.first <= code && code <= range.last; };
  if (std::any_of(std::begin(kInvisible), std::end(kInvisible), within)) return 0;
  return std::any_of(std::begin(kWide), std::end(kWide), within) ? 2 : 1;
}

// C0 and C1 controls, and the marks that turn the direction of writing around.
bool IsControl(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

// Longest prefix of `text` that fits `width` columns, at least one letter.
std::size_t FittingPrefix(absl::string_view text, std::size_t width) {
  std::size_t bytes = 0, columns = 0;
  while (bytes < text.size()) {
    const std::size_t size = LetterSize(text.substr(bytes));
    columns += LetterWidth(CodePoint(text.substr(bytes, size)));
    if (columns > width && bytes > 0) break;
    bytes += size;
  }
  return bytes;
}

void WrapParagraph(absl::string_view text, std::size_t width, std::vector<std::string>& lines) {
  std::string line;
  for (absl::string_view word : absl::StrSplit(text, ' ')) {
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
      lines.push_back(std::exchange(line, ""));
    }
    if (!line.empty()) line.push_back(' ');
    while (DisplayWidth(word) > width) {
      const std::size_t bytes = FittingPrefix(word, width);
      lines.push_back(absl::StrCat(std::exchange(line, ""), word.substr(0, bytes)));
      word.remove_prefix(bytes);
    }
    absl::StrAppend(&line, word);
  }
  lines.push_back(std::move(line));
}

// Appends `text` and, unless it is the last cell, spaces up to `width`.
void AppendCell(std::string& line, absl::string_view text, std::size_t width, bool last) {
  absl::StrAppend(&line, text);
  if (!last) line.append(width - std::min(width, DisplayWidth(text)) + kGap, ' ');
}

std::string WithoutTrailingSpaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::size_t DisplayWidth(absl::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const std::size_t size = LetterSize(text);
    width += LetterWidth(CodePoint(text.substr(0, size)));
    text.remove_prefix(size);
  }
  return width;
}

std::string PrintableLine(absl::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t size = LetterSize(text);
    const absl::string_view letter = text.substr(0, size);
    if (!IsValidUtf8(letter)) {
      result.push_back('?');
      text.remove_prefix(1);
      continue;
    }
    if (IsControl(CodePoint(letter))) {
      result.push_back(' ');
    } else {
      absl::StrAppend(&result, letter);
    }
    text.remove_prefix(size);
  }
  return result;
}

std::vector<std::string> WrapText(absl::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (const absl::string_view paragraph : absl::StrSplit(absl::StripSuffix(text, "\n"), '\n')) {
    const std::string printable = PrintableLine(absl::StripSuffix(paragraph, "\r"));
    if (width == 0) {
      lines.push_back(printable);
    } else {
      WrapParagraph(printable, width, lines);
    }
  }
  return lines;
}

Table::Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

void Table::AddRow(std::vector<std::string> cells) {
  cells.resize(headings_.size());
  for (std::string& cell : cells) cell = PrintableLine(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::Render(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    std::size_t widest = DisplayWidth(headings_[i]);
    for (const auto& row : rows_) widest = std::max(widest, DisplayWidth(row[i]));
    widths.push_back(widest);
  }
  const std::size_t gaps = kGap * (headings_.size() - 1);
  // The widest column gives way first, so that short ones (numbers, dates) stay on one line.
  while (width != 0 && std::accumulate(widths.begin(), widths.end(), gaps) > width) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kNarrowestColumn) return RenderAsRecords(width);
    --*widest;
  }

  std::string result;
  const auto append_row = [&](const std::vector<std::string>& cells) {
    std::vector<std::vector<std::string>> wrapped;
    std::size_t height = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      wrapped.push_back(WrapText(cells[i], width == 0 ? 0 : widths[i]));
      height = std::max(height, wrapped.back().size());
    }
    for (std::size_t y = 0; y < height; ++y) {
      std::string line;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        AppendCell(line, y < wrapped[i].size() ? wrapped[i][y] : "", widths[i], i + 1 == cells.size());
      }
      absl::StrAppend(&result, WithoutTrailingSpaces(std::move(line)), "\n");
    }
  };
  append_row(headings_);
  for (const auto& row : rows_) append_row(row);
  return result;
}

std::string Table::RenderAsRecords(std::size_t width) const {
  std::string result;
  for (const auto& row : rows_) {
    if (!result.empty()) result.push_back('\n');
    FactSheet sheet;
    for (std::size_t i = 0; i < row.size(); ++i) sheet.Add(headings_[i], row[i]);
    result.append(sheet.Render(width));
  }
  return result;
}

void FactSheet::Add(std::string label, std::string value) {
  if (!value.empty()) facts_.emplace_back(std::move(label), std::move(value));
}

std::string FactSheet::Render(std::size_t width) const {
  std::size_t label_width = 0;
  for (const auto& [label, value] : facts_) label_width = std::max(label_width, DisplayWidth(label));
  const std::size_t indent = label_width + kGap;
  // Beside the labels there must be room for a word; where there is not, the terminal may break lines as it likes.
  const std::size_t value_width = width > indent + kNarrowestColumn ? width - indent : 0;
  std::string result;
  for (const auto& [label, value] : facts_) {
    std::string head = label;
    for (const std::string& text : WrapText(value, value_width)) {
      std::string line;
      AppendCell(line, std::exchange(head, ""), label_width, false);
      absl::StrAppend(&line, text);
      absl::StrAppend(&result, WithoutTrailingSpaces(std::move(line)), "\n");
    }
  }
  return result;
}

}  // namespace indgang::client
