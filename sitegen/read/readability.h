// How hard a text is to read.
#ifndef INDGANG_SITEGEN_READ_READABILITY_H_
#define INDGANG_SITEGEN_READ_READABILITY_H_

#include "absl/strings/string_view.h"

namespace indgang::sitegen::read {

struct Readability {
  // Words in sentences; headings, tables and the lines of directives are not counted.
  int words = 0;
  // Björnsson's readability index: words per sentence plus the percentage of words with more than 6 letters, rounded.
  // 0 without words.
  int lix = 0;
};

// Of a markdown body. Each list entry and each paragraph ends a sentence.
Readability MeasureReadability(absl::string_view markdown);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_READABILITY_H_
