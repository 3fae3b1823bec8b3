// Second stage: files as trees. A facts file is one tree; a markdown file is the tree of its front matter and a body.
#ifndef INDGANG_SITEGEN_READ_PARSE_H_
#define INDGANG_SITEGEN_READ_PARSE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sitegen/publish/markdown.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/load.h"
#include "sitegen/read/yaml.h"

namespace indgang::sitegen::read {

struct Document {
  // nullptr when there is no such file.
  const SourceFile* file = nullptr;
  // False when the file is missing or could not be understood, which has been reported; the rest is then empty.
  bool parsed = false;
  // The facts, or the front matter.
  Node root;
  // Of a markdown file: what follows the front matter, and the line of the file that it begins on. Points into `file`.
  absl::string_view body;
  int body_line = 0;
  // Where each line of the body begins in it.
  std::vector<std::size_t> line_starts;
  // What the body links to and can be linked to; lines and columns are those of MarkdownLink.
  std::vector<MarkdownLink> links;
  std::vector<std::string> anchors;
};

// The body from byte `column` of `line` on.
absl::string_view BodyAt(const Document& document, int line, int column);

// Where byte `column` of line `line` of the body is in the file; both count from 1. `length` is in bytes. In a line too
// long to be shown to anybody, bytes are not told from characters.
Place PlaceInBody(const Document& document, int line, int column, int length);

// `file` must outlive the document.
Document ParseFacts(const SourceFile& file, Diagnostics& diagnostics);
// Reports what markdown finds wrong, too.
Document ParseMarkdownFile(const SourceFile& file, Diagnostics& diagnostics);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_PARSE_H_
