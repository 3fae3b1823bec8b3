// Text into HTML.
#ifndef INDGANG_SITEGEN_PUBLISH_HTML_H_
#define INDGANG_SITEGEN_PUBLISH_HTML_H_

#include <string>

#include "absl/strings/string_view.h"

namespace indgang::sitegen {

// Appends `text` so that it is text, between tags as well as in a quoted attribute.
void AppendEscaped(absl::string_view text, std::string& out);

inline std::string Escaped(absl::string_view text) {
  std::string out;
  AppendEscaped(text, out);
  return out;
}

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_HTML_H_
