#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "sitegen/read/values.h"

namespace indgang::sitegen::read {
namespace {

bool Digits(absl::string_view text, std::size_t begin, std::size_t count) {
  if (begin + count > text.size()) return false;
  for (std::size_t i = begin; i < begin + count; ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

// Digits next to these belong to something longer: an address, a number of another kind.
bool Joins(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '=' || c == '_' || c == '-' || c == '+';
}

}  // namespace

std::size_t FindCprNumber(absl::string_view text, std::size_t& length) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i])) || (i > 0 && Joins(text[i - 1]))) continue;
    if (!Digits(text, i, 6)) continue;
    const std::size_t gap = i + 6 < text.size() && (text[i + 6] == '-' || text[i + 6] == ' ') ? 1 : 0;
    length = 10 + gap;
    if (!Digits(text, i + 6 + gap, 4)) continue;
    if (i + length < text.size() && Joins(text[i + length])) continue;
    const int day = (text[i] - '0') * 10 + (text[i + 1] - '0');
    const int month = (text[i + 2] - '0') * 10 + (text[i + 3] - '0');
    if (day >= 1 && day <= 31 && month >= 1 && month <= 12) return i;
  }
  return absl::string_view::npos;
}

}  // namespace indgang::sitegen::read
