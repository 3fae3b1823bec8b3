// What the markdown renderer reads off lines before cmark sees them: code fences, and the cells of tables.
#ifndef INDGANG_SITEGEN_PUBLISH_MARKDOWN_LINES_H_
#define INDGANG_SITEGEN_PUBLISH_MARKDOWN_LINES_H_

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang::sitegen::markdown {

// Follows code fences from line to line: between them `:::` is text.
class FenceTracker {
 public:
  // Whether the line is part of fenced code, its fences included.
  bool Consume(absl::string_view line);

 private:
  std::size_t open_length_ = 0;
  char open_marker_ = 0;
};

struct Cell {
  absl::string_view text;
  // Byte column in the line, from 1.
  int column = 1;
};

// The cells of a line such as "| a | b |" or "a | b", without the blanks around them.
std::vector<Cell> SplitCells(absl::string_view line);

}  // namespace indgang::sitegen::markdown

#endif  // INDGANG_SITEGEN_PUBLISH_MARKDOWN_LINES_H_
