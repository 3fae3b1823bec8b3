#include "sitegen/publish/html.h"

#include <array>

namespace indgang::sitegen {
namespace {

// What stands for a byte in HTML; empty for one that stands for itself.
constexpr std::array<absl::string_view, 256> kEntities = [] {
  std::array<absl::string_view, 256> entities;
  entities['&'] = "&amp;";
  entities['<'] = "&lt;";
  entities['>'] = "&gt;";
  entities['"'] = "&quot;";
  entities['\''] = "&#39;";
  return entities;
}();

// Whether the byte has an entity; apart from them so that most of a text is passed over in a small table.
constexpr std::array<bool, 256> kIsSpecial = [] {
  std::array<bool, 256> special{};
  for (std::size_t i = 0; i < special.size(); ++i) special[i] = !kEntities[i].empty();
  return special;
}();

}  // namespace

void AppendEscaped(absl::string_view text, std::string& out) {
  const char* const end = text.data() + text.size();
  for (const char* plain = text.data(); plain != end;) {
    const char* special = plain;
    while (special != end && !kIsSpecial[static_cast<unsigned char>(*special)]) ++special;
    out.append(plain, special);
    if (special == end) return;
    const absl::string_view entity = kEntities[static_cast<unsigned char>(*special)];
    out.append(entity.data(), entity.size());
    plain = special + 1;
  }
}

}  // namespace indgang::sitegen
