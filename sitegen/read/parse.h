// Second stage: files as trees. A facts file is one tree; a markdown file is the tree of its front matter and a body.
#ifndef INDGANG_SITEGEN_READ_PARSE_H_
#define INDGANG_SITEGEN_READ_PARSE_H_

#include "absl/strings/string_view.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/load.h"
#include "sitegen/read/yaml.h"

namespace indgang::sitegen {

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
};

// `file` must outlive the document.
Document ParseFacts(const SourceFile& file, Diagnostics& diagnostics);
Document ParseMarkdownFile(const SourceFile& file, Diagnostics& diagnostics);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_READ_PARSE_H_
