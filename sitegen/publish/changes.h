// What changed, as editors told in `changes`, newest first: for the page of news, the feeds and the sitemap.
#ifndef INDGANG_SITEGEN_PUBLISH_CHANGES_H_
#define INDGANG_SITEGEN_PUBLISH_CHANGES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/publish/language_site.h"

namespace indgang::sitegen {

// As many as the page and the feeds show.
inline constexpr std::size_t kChangesShown = 50;

// One change of one item. Points into the knowledge base.
struct ItemChange {
  // ISO 8601 date.
  absl::string_view date;
  // The item's folder, "services/alcohol-licence/".
  std::string folder;
  const knowledge::v1::LocalizedProse* text = nullptr;
  const knowledge::v1::LocalizedText* note = nullptr;
  // Which of the item's changes on this date it is, from 0, in the order of the file.
  int number = 0;
};

// All changes, newest first; those of one day by folder.
std::vector<ItemChange> ListChanges(const knowledge::v1::KnowledgeBase& base);

// The feed of one language (Atom, RFC 4287). `changes` must not be empty: a feed has a date.
std::string AtomFeed(const LanguageSite& site, const std::vector<ItemChange>& changes);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_CHANGES_H_
