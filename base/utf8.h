// UTF-8, where bytes come from outside.
#ifndef INDGANG_BASE_UTF8_H_
#define INDGANG_BASE_UTF8_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace indgang {

// Length in bytes of the longest prefix of `text` that is valid UTF-8 (no overlong forms, surrogates or code points
// above U+10FFFF). Equal to text.size() when all of it is.
std::size_t ValidUtf8Prefix(absl::string_view text);

inline bool IsValidUtf8(absl::string_view text) { return ValidUtf8Prefix(text) == text.size(); }

// Number of code points in valid UTF-8.
std::size_t CountCodePoints(absl::string_view text);

}  // namespace indgang

#endif  // INDGANG_BASE_UTF8_H_
