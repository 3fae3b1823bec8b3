// YAML as a tree that knows where everything stands. Read strictly: no anchors, aliases, tags or repeated keys, one
// document, limited depth.
#ifndef INDGANG_SITEGEN_READ_YAML_H_
#define INDGANG_SITEGEN_READ_YAML_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sitegen/read/diagnostics.h"

namespace indgang::sitegen::read {

// Lists and mappings inside each other, the outermost counting 1.
inline constexpr int kMaxYamlDepth = 24;

struct Node {
  enum class Kind { kScalar, kSequence, kMapping };

  Kind kind = Kind::kScalar;
  // Written without quotes, so that `2024` or `true` may not be meant as text.
  bool plain = false;
  // A problem here has been reported already; nothing more is to be said about the value.
  bool broken = false;
  // All of a scalar or of a collection in brackets when it is on one line; else where it begins.
  Place place;
  // Of a scalar.
  std::string text;
  // Of a sequence: the items. Of a mapping: the values, in the order written.
  std::vector<Node> children;
  // Of a mapping: keys[i] is the scalar before children[i].
  std::vector<Node> keys;

  // A value left out: `key:` with nothing behind it, or an empty document.
  bool IsAbsent() const { return kind == Kind::kScalar && plain && text.empty(); }
  // The value of `key` in a mapping, or nullptr.
  const Node* Find(absl::string_view key) const;
};

// Parses one document. `text` is valid UTF-8 and begins on line `first_line` of `file`. An empty document is an absent
// scalar. nullopt when the text cannot be understood; everything wrong is reported.
std::optional<Node> ParseYaml(absl::string_view text, int first_line, absl::string_view file, Diagnostics& diagnostics);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_YAML_H_
