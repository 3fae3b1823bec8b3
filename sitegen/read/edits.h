// Reading again when nothing but a few items was edited, each within itself: most of what editors do. Everything else
// of the content is taken from the knowledge base that was made of it.
#ifndef INDGANG_SITEGEN_READ_EDITS_H_
#define INDGANG_SITEGEN_READ_EDITS_H_

#include <optional>
#include <string>
#include <vector>

#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/kinds.h"
#include "sitegen/read/load.h"

namespace indgang::sitegen::read {

// An item that was read again.
struct EditedItem {
  ItemKind kind = ItemKind::kSite;
  // The field of the knowledge base that lists its kind, and its place there.
  int field = 0;
  int index = 0;
  // Whether the words that find it may have changed, by language.
  bool danish_words = false;
  bool english_words = false;
};

// What the content was when it was read last: without drafts, and fit to be published.
struct LastContent {
  indgang::knowledge::v1::KnowledgeBase knowledge_base;
  Diagnostics diagnostics;
  // As in Content.
  std::vector<FileDigest> files;
};

// Brings `content`, which is that of `folder` but for the files at `edited` (relative to it), up to date and tells what
// was edited. nullopt, and `content` is then of no use, when only reading everything tells what holds now: an edited
// file is none of an item that was there, what is said in it is wrong, or other items could notice the edit: it changed
// what the item names and links to, its headings, whether it is in force, what every page shows of it, or a title that
// another item has. The result is then that of ReadContent. The revision keeps its commit.
std::optional<std::vector<EditedItem>> ReadEdits(const std::string& folder, const std::vector<std::string>& edited,
                                                 int threads, LastContent& content);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_EDITS_H_
