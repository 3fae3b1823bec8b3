// The kinds of items content is made of: where each stands on disk and in the KnowledgeBase message, and how it is
// decoded. One table drives loading, decoding, references and links.
#ifndef INDGANG_SITEGEN_READ_KINDS_H_
#define INDGANG_SITEGEN_READ_KINDS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace indgang::sitegen::read {

class Schema;

enum class ItemKind { kSite, kArea, kQuestion, kIndustry, kGlossaryTerm, kAuthority, kService, kPackage, kFaq, kPage };

inline constexpr int kItemKinds = 10;

// How an item is kept.
enum class Layout {
  // The whole file is one item.
  kSingleFile,
  // Each entry of a list is an item.
  kListFile,
  // A folder for each item: facts.yaml, da.md, en.md.
  kFolder,
};

struct KindInfo {
  ItemKind kind;
  // As links and messages call it: "service".
  absl::string_view name;
  Layout layout;
  // File or folder inside the content folder: "areas.yaml", "services".
  absl::string_view path;
  // Field of KnowledgeBase that holds the items.
  absl::string_view field;
  // The key and message field that names an item; its folder's name for kFolder, nothing for the site.
  absl::string_view id;
  // The table of facts.
  const Schema& (*schema)();
  // Code for a reference to an item that does not exist; empty when nothing refers to the kind.
  absl::string_view unknown_code;
  // The message keeps the order of the file; otherwise items are sorted by id.
  bool keeps_order = false;
  // An item need not have facts.yaml.
  bool facts_optional = false;
};

// All kinds, each once, in the order of the enumeration.
absl::Span<const KindInfo> Kinds();

inline const KindInfo& InfoOf(ItemKind kind) { return Kinds()[static_cast<int>(kind)]; }

// The kind that is kept at `path` of the content folder, or nullptr.
const KindInfo* FindKindByPath(absl::string_view path);

// The kind that links and references call `name`, or nullptr.
const KindInfo* FindKindByName(absl::string_view name);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_KINDS_H_
