#include "sitegen/read/uses.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "sitegen/publish/markdown.h"
#include "sitegen/read/codes.h"

namespace indgang::sitegen::read {
namespace {

namespace v1 = ::indgang::knowledge::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::size_t kStampDigits = 12;

// "services/permit/facts.yaml" is of the item services/permit; nullptr for files that hold a list or the site.
const Item* ItemOfFile(const Draft& draft, absl::string_view file) {
  const std::size_t first = file.find('/');
  if (first == absl::string_view::npos) return nullptr;
  const KindInfo* info = FindKindByPath(file.substr(0, first));
  const absl::string_view rest = file.substr(first + 1);
  return info == nullptr ? nullptr : draft.Find(info->kind, rest.substr(0, rest.find('/')));
}

void CollectLinks(const Item& item, const Document* document, std::vector<Use>& uses) {
  if (document == nullptr) return;
  for (const MarkdownLink& link : document->links) {
    const absl::string_view target = link.target;
    const std::size_t colon = target.find(':');
    if (colon == absl::string_view::npos) continue;
    const absl::string_view name = target.substr(0, colon);
    if (std::find(ItemKinds().begin(), ItemKinds().end(), name) == ItemKinds().end()) continue;
    const absl::string_view rest = target.substr(colon + 1);
    uses.push_back({&item, FindKindByName(name)->kind, rest.substr(0, rest.find('#')), document->file->path,
                    PlaceInBody(*document, link.line, link.column, static_cast<int>(target.size()))});
  }
}

bool SaysDraft(const Node& root) {
  const Node* draft = root.Find("draft");
  return draft != nullptr && draft->text == "true";
}

}  // namespace

std::vector<Use> UsesIn(const Draft& draft) {
  std::vector<Use> uses;
  for (const Reference& reference : draft.references) {
    uses.push_back({ItemOfFile(draft, reference.file), reference.kind, reference.node->text, reference.file,
                    reference.node->place});
  }
  for (const Item& item : draft.items) {
    CollectLinks(item, item.da, uses);
    CollectLinks(item, item.en, uses);
  }
  return uses;
}

bool IsDraft(const Item& item) {
  return (item.facts != nullptr && SaysDraft(*item.facts)) || (item.da != nullptr && IsDraft(*item.da));
}

bool IsDraft(const Document& document) { return SaysDraft(document.root); }

std::string StampOf(absl::string_view danish) { return Sha256Hex(danish).substr(0, kStampDigits); }

Translation TranslationOf(const Item& item) {
  if (item.en == nullptr) return Translation::kMissing;
  if (IsDraft(*item.en)) return Translation::kDraft;
  const Node* from = item.en->root.Find("translated_from");
  if (from == nullptr || item.da == nullptr || from->text == TranslationStamp(*item.da)) return Translation::kCurrent;
  return Translation::kOutdated;
}

void NoteTranslations(Draft& draft) {
  for (Item& item : draft.items) {
    if (item.info->layout != Layout::kFolder || item.en == nullptr || item.message == nullptr) continue;
    v1::LocalizedProse& text = TextOf(*item.message);
    if (TranslationOf(item) == Translation::kOutdated) text.set_en_outdated(true);
    if (const Node* day = item.en->root.Find("translated_on")) text.set_en_translated(day->text);
  }
}

void CheckDrafts(const Draft& draft, Diagnostics& diagnostics) {
  for (const Use& use : UsesIn(draft)) {
    const Item* used = draft.Find(use.kind, use.id);
    if (used == nullptr || !IsDraft(*used) || (use.user != nullptr && IsDraft(*use.user))) continue;
    diagnostics.Add({.file = std::string(use.file),
                     .place = use.place,
                     .code = std::string(codes::kDraftItem),
                     .message = absl::StrCat(used->info->name, " \"", used->id,
                                             "\" is a draft and not published: publish it, or do not name it yet")});
  }
}

void RemoveDrafts(Draft& draft) {
  absl::flat_hash_set<const Message*> drafts;
  for (Item& item : draft.items) {
    if (item.info->layout != Layout::kFolder) continue;
    if (IsDraft(item)) {
      drafts.insert(item.message);
    } else if (item.en != nullptr && IsDraft(*item.en)) {
      v1::LocalizedProse& text = TextOf(*item.message);
      text.clear_en();
      text.clear_en_outdated();
      text.clear_en_translated();
    }
  }
  if (drafts.empty()) return;
  const Reflection& reflection = *draft.base->GetReflection();
  for (const KindInfo& info : Kinds()) {
    if (info.layout != Layout::kFolder) continue;
    const FieldDescriptor* field = draft.base->GetDescriptor()->FindFieldByName(std::string(info.field));
    const int size = reflection.FieldSize(*draft.base, field);
    int kept = 0;
    for (int i = 0; i < size; ++i) {
      if (drafts.contains(&reflection.GetRepeatedMessage(*draft.base, field, i))) continue;
      if (i != kept) reflection.SwapElements(draft.base.get(), field, i, kept);
      ++kept;
    }
    for (int i = kept; i < size; ++i) reflection.RemoveLast(draft.base.get(), field);
  }
}

}  // namespace indgang::sitegen::read
