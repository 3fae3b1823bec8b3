// The content as items: every file parsed and decoded, nothing compared with anything else yet.
#ifndef INDGANG_SITEGEN_READ_DRAFT_H_
#define INDGANG_SITEGEN_READ_DRAFT_H_

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/read/decode.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/kinds.h"
#include "sitegen/read/load.h"
#include "sitegen/read/parse.h"

namespace indgang::sitegen::read {

// One item of the content.
struct Item {
  const KindInfo* info = nullptr;
  std::string id = {};
  // What it became, inside Draft::base; its type is that of info->field.
  google::protobuf::Message* message = nullptr;
  // Its mapping, and the file that holds it; nullptr and "" when it has none or that could not be understood.
  const Node* facts = nullptr;
  absl::string_view facts_file = {};
  // Its markdown files; nullptr when it has none.
  const Document* da = nullptr;
  const Document* en = nullptr;
};

// The texts of an item that has a folder.
indgang::knowledge::v1::LocalizedProse& TextOf(google::protobuf::Message& item);

// Everything that was read. Moving it keeps all pointers valid.
struct Draft {
  std::unique_ptr<indgang::knowledge::v1::KnowledgeBase> base;
  std::vector<std::unique_ptr<Document>> documents;
  // By kind, then in the order of the message.
  std::vector<Item> items;
  std::vector<Reference> references;

  // The first item of that kind and id, or nullptr.
  const Item* Find(ItemKind kind, absl::string_view id) const;
  std::vector<const Item*> OfKind(ItemKind kind) const;
  // Ids of all items of the kind, to suggest from.
  std::vector<std::string> Ids(ItemKind kind) const;

  // Whether the kind's list file could not be understood, so that nothing can be said of its ids.
  std::array<bool, kItemKinds> incomplete = {};
  // Positions in `items` by id.
  std::array<absl::flat_hash_map<std::string, std::size_t>, kItemKinds> index;
};

// Parses and decodes all files on `threads` threads. Reported: everything wrong inside one file, files that are
// missing, and ids used twice in a list. `tree` must outlive the draft. The result does not depend on `threads`.
Draft BuildDraft(const SourceTree& tree, int threads, Diagnostics& diagnostics);

// The same for items in folders alone: site.yaml and the lists are not looked for.
Draft BuildItems(const SourceTree& tree, int threads, Diagnostics& diagnostics);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_DRAFT_H_
