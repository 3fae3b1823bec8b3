// Which items name which, and which of them are published.
#ifndef INDGANG_SITEGEN_READ_USES_H_
#define INDGANG_SITEGEN_READ_USES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/draft.h"

namespace indgang::sitegen::read {

// One item is named, in facts or in a link.
struct Use {
  // Who names it; nullptr when that is site.yaml or one of the lists.
  const Item* user = nullptr;
  ItemKind kind = ItemKind::kSite;
  // Of the item named; it need not exist.
  absl::string_view id;
  absl::string_view file;
  Place place;
};

// Every time an item is named, in no particular order. Views point into the draft.
std::vector<Use> UsesIn(const Draft& draft);

// Whether `draft: true` stands in the item's facts, or in its Danish front matter.
bool IsDraft(const Item& item);
// Whether `draft: true` stands in the front matter.
bool IsDraft(const Document& document);

// Identifies what a Danish text says: the first 12 hex digits of the SHA-256 of da.md, as `sha256sum` prints them (for
// a file without byte order mark and Windows line ends).
std::string StampOf(absl::string_view danish);
inline std::string TranslationStamp(const Document& danish) { return StampOf(danish.file->text); }

enum class Translation { kCurrent, kMissing, kDraft, kOutdated };

// How the item's English text stands to its Danish one. A text without `translated_from` counts as current.
Translation TranslationOf(const Item& item);

// Writes into draft.base which English texts are behind, and when they were translated.
void NoteTranslations(Draft& draft);

// Reports published items that name drafts.
void CheckDrafts(const Draft& draft, Diagnostics& diagnostics);

// Takes drafts, and English texts that are drafts, out of draft.base. Pointers to their messages become invalid.
void RemoveDrafts(Draft& draft);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_USES_H_
