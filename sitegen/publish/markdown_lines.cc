#include "sitegen/publish/markdown_lines.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace indgang::sitegen::markdown {
namespace {

// Length of the code fence that a line opens or closes, 0 when it is none. `marker` becomes '`' or '~'.
std::size_t FenceLength(absl::string_view line, char* marker) {
  std::size_t start = 0;
  while (start < 3 && start < line.size() && line[start] == ' ') ++start;
  if (start == line.size() || (line[start] != '`' && line[start] != '~')) return 0;
  *marker = line[start];
  const std::size_t end = std::min(line.find_first_not_of(*marker, start), line.size());
  if (end - start < 3) return 0;
  if (*marker == '`' && line.find('`', end) != absl::string_view::npos) return 0;
  return end - start;
}

}  // namespace

bool FenceTracker::Consume(absl::string_view line) {
  char marker = 0;
  const std::size_t length = FenceLength(line, &marker);
  if (open_length_ == 0) {
    open_length_ = length;
    open_marker_ = marker;
    return length > 0;
  }
  const bool closes = length >= open_length_ && marker == open_marker_ &&
                      absl::StripAsciiWhitespace(line).find_first_not_of(marker) == absl::string_view::npos;
  if (closes) open_length_ = 0;
  return true;
}

std::vector<Cell> SplitCells(absl::string_view line) {
  std::vector<Cell> cells;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    absl::string_view raw = line.substr(begin, end - begin);
    const absl::string_view text = absl::StripAsciiWhitespace(raw);
    const std::size_t lead = text.empty() ? 0 : static_cast<std::size_t>(text.data() - raw.data());
    cells.push_back({text, static_cast<int>(begin + lead) + 1});
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '|') {
      add(i);
      begin = i + 1;
    }
  }
  add(line.size());
  // "| a | b |" is taken as "a | b".
  if (cells.size() > 1 && cells.front().text.empty()) {
    cells.erase(cells.begin());
    if (cells.size() > 1 && cells.back().text.empty()) cells.pop_back();
  }
  return cells;
}

}  // namespace indgang::sitegen::markdown
