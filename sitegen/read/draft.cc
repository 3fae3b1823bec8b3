#include "sitegen/read/draft.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/parallel.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/schemas.h"
#include "sitegen/read/values.h"

namespace indgang::sitegen::read {
namespace {

namespace v1 = ::indgang::knowledge::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The files of one item in a folder, and what they became.
struct FolderItem {
  const KindInfo* info = nullptr;
  std::string id;
  Message* message = nullptr;
  const SourceFile* facts_file = nullptr;
  const SourceFile* da_file = nullptr;
  const SourceFile* en_file = nullptr;
  std::unique_ptr<Document> facts;
  std::unique_ptr<Document> da;
  std::unique_ptr<Document> en;
  Diagnostics diagnostics;
  std::vector<Reference> references;
};

const FieldDescriptor& FieldOf(const Message& message, absl::string_view name) {
  return *message.GetDescriptor()->FindFieldByName(std::string(name));
}

void ReportMissing(std::string file, std::string message, Diagnostics& diagnostics) {
  diagnostics.Add({.file = std::move(file), .code = std::string(codes::kMissingFile), .message = std::move(message)});
}

// Groups the tree's files by folder; sorted by kind and id.
std::vector<FolderItem> GroupFolders(const SourceTree& tree) {
  std::vector<FolderItem> items;
  for (const SourceFile& file : tree.files) {
    const absl::string_view path = file.path;
    const std::size_t first = path.find('/');
    if (first == absl::string_view::npos) continue;
    const std::size_t last = path.rfind('/');
    const KindInfo* info = FindKindByPath(path.substr(0, first));
    const absl::string_view id = path.substr(first + 1, last - first - 1);
    if (items.empty() || items.back().info != info || items.back().id != id) {
      items.emplace_back();
      items.back().info = info;
      items.back().id = std::string(id);
    }
    const absl::string_view name = path.substr(last + 1);
    FolderItem& item = items.back();
    (name == "facts.yaml" ? item.facts_file : name == "da.md" ? item.da_file : item.en_file) = &file;
  }
  std::sort(items.begin(), items.end(), [](const FolderItem& a, const FolderItem& b) {
    return a.info->kind != b.info->kind ? a.info->kind < b.info->kind : a.id < b.id;
  });
  return items;
}

// Reports the first CPR number of each line.
void CheckBody(const Document& document, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < document.line_starts.size(); ++i) {
    const std::size_t begin = document.line_starts[i];
    const std::size_t end = i + 1 < document.line_starts.size() ? document.line_starts[i + 1] : document.body.size();
    std::size_t length = 0;
    const std::size_t at = FindCprNumber(document.body.substr(begin, end - begin), length);
    if (at == absl::string_view::npos) continue;
    diagnostics.Add(
        {.file = document.file->path,
         .place = PlaceInBody(document, static_cast<int>(i) + 1, static_cast<int>(at) + 1, static_cast<int>(length)),
         .code = std::string(codes::kCprNumber),
         .message = "this looks like a CPR number: personal numbers must not be published; write "
                    "000000-0000"});
  }
}

std::unique_ptr<Document> DecodeProse(const SourceFile* file, FolderItem& item,
                                      v1::Prose* (v1::LocalizedProse::*part)()) {
  if (file == nullptr) return nullptr;
  auto document = std::make_unique<Document>(ParseMarkdownFile(*file, item.diagnostics));
  if (!document->parsed) return document;
  v1::Prose& prose = *(TextOf(*item.message).*part)();
  Decoder(file->path, item.diagnostics, item.references).DecodeObject(FrontMatterSchema(), document->root, prose);
  prose.set_body_markdown(std::string(document->body));
  CheckBody(*document, item.diagnostics);
  return document;
}

void DecodeFolderItem(FolderItem& item) {
  const std::string folder = absl::StrCat(item.info->path, "/", item.id, "/");
  item.message->GetReflection()->SetString(item.message, &FieldOf(*item.message, item.info->id), item.id);
  if (item.facts_file != nullptr) {
    item.facts = std::make_unique<Document>(ParseFacts(*item.facts_file, item.diagnostics));
    if (item.facts->parsed) {
      Decoder(item.facts_file->path, item.diagnostics, item.references)
          .DecodeObject(item.info->schema(), item.facts->root, *item.message);
    }
  } else if (!item.info->facts_optional) {
    ReportMissing(folder + "facts.yaml", absl::StrCat(item.info->name, " \"", item.id, "\" has no facts.yaml"),
                  item.diagnostics);
  }
  if (item.da_file == nullptr) {
    ReportMissing(folder + "da.md", absl::StrCat(item.info->name, " \"", item.id, "\" has no Danish text (da.md)"),
                  item.diagnostics);
  }
  item.da = DecodeProse(item.da_file, item, &v1::LocalizedProse::mutable_da);
  item.en = DecodeProse(item.en_file, item, &v1::LocalizedProse::mutable_en);
}

// Reads site.yaml or a list file into the draft.
void DecodeFile(const KindInfo& info, const SourceTree& tree, Draft& draft, Diagnostics& diagnostics) {
  bool& incomplete = draft.incomplete[static_cast<std::size_t>(info.kind)];
  incomplete = true;
  const SourceFile* file = tree.Find(info.path);
  if (file == nullptr) {
    ReportMissing(std::string(info.path), absl::StrCat(info.path, " is missing"), diagnostics);
    return;
  }
  const Document& document = *draft.documents.emplace_back(std::make_unique<Document>(ParseFacts(*file, diagnostics)));
  if (!document.parsed) return;
  Decoder decoder(file->path, diagnostics, draft.references);
  const FieldDescriptor& field = FieldOf(*draft.base, info.field);
  const google::protobuf::Reflection& reflection = *draft.base->GetReflection();
  if (info.layout == Layout::kSingleFile) {
    Message* message = reflection.MutableMessage(draft.base.get(), &field);
    decoder.DecodeObject(info.schema(), document.root, *message);
    draft.items.push_back({.info = &info, .message = message, .facts = &document.root, .facts_file = file->path});
    return;
  }
  if (document.root.broken) return;
  incomplete = false;
  if (document.root.IsAbsent()) return;
  if (document.root.kind != Node::Kind::kSequence) {
    decoder.Report(codes::kWrongType, document.root,
                   absl::StrCat(info.path, " must be a list, each entry ", info.schema().name(), " after \"- \""));
    incomplete = true;
    return;
  }
  for (const Node& entry : document.root.children) {
    Message* message = reflection.AddMessage(draft.base.get(), &field);
    decoder.DecodeObject(info.schema(), entry, *message);
    const Node* id = entry.Find(info.id);
    draft.items.push_back({.info = &info,
                           .id = id == nullptr ? "" : id->text,
                           .message = message,
                           .facts = &entry,
                           .facts_file = file->path});
  }
}

void IndexItems(Draft& draft, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < draft.items.size(); ++i) {
    const Item& item = draft.items[i];
    if (item.id.empty()) continue;
    const auto [first, inserted] = draft.index[static_cast<std::size_t>(item.info->kind)].try_emplace(item.id, i);
    if (inserted) continue;
    const Node& here = *item.facts->Find(item.info->id);
    const Node& there = *draft.items[first->second].facts->Find(item.info->id);
    diagnostics.Add(
        {.file = std::string(item.facts_file),
         .place = here.place,
         .code = std::string(codes::kDuplicateId),
         .message = absl::StrCat(item.info->id, " \"", item.id, "\" is already used in line ", there.place.line)});
  }
}

// Reads the items in folders into the draft.
void DecodeFolders(const SourceTree& tree, int threads, Draft& draft, Diagnostics& diagnostics) {
  std::vector<FolderItem> folders = GroupFolders(tree);
  const google::protobuf::Reflection& reflection = *draft.base->GetReflection();
  for (FolderItem& item : folders) {
    item.message = reflection.AddMessage(draft.base.get(), &FieldOf(*draft.base, item.info->field));
  }
  ParallelFor(threads, folders.size(), [&](std::size_t i) { DecodeFolderItem(folders[i]); });
  for (FolderItem& folder : folders) {
    const bool understood = folder.facts != nullptr && folder.facts->parsed;
    draft.items.push_back({.info = folder.info,
                           .id = std::move(folder.id),
                           .message = folder.message,
                           .facts = understood ? &folder.facts->root : nullptr,
                           .facts_file = understood ? absl::string_view(folder.facts_file->path) : "",
                           .da = folder.da.get(),
                           .en = folder.en.get()});
    for (std::unique_ptr<Document>* document : {&folder.facts, &folder.da, &folder.en}) {
      if (*document != nullptr) draft.documents.push_back(std::move(*document));
    }
    diagnostics.Merge(std::move(folder.diagnostics));
    draft.references.insert(draft.references.end(), folder.references.begin(), folder.references.end());
  }
  IndexItems(draft, diagnostics);
}

Draft EmptyDraft() {
  Draft draft;
  draft.base = std::make_unique<v1::KnowledgeBase>();
  return draft;
}

}  // namespace

v1::LocalizedProse& TextOf(Message& item) {
  return *static_cast<v1::LocalizedProse*>(item.GetReflection()->MutableMessage(&item, &FieldOf(item, "text")));
}

const Item* Draft::Find(ItemKind kind, absl::string_view id) const {
  const auto& ids = index[static_cast<std::size_t>(kind)];
  const auto found = ids.find(id);
  return found == ids.end() ? nullptr : &items[found->second];
}

std::vector<const Item*> Draft::OfKind(ItemKind kind) const {
  std::vector<const Item*> found;
  for (const Item& item : items) {
    if (item.info->kind == kind) found.push_back(&item);
  }
  return found;
}

std::vector<std::string> Draft::Ids(ItemKind kind) const {
  std::vector<std::string> ids;
  for (const auto& [id, position] : index[static_cast<std::size_t>(kind)]) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

Draft BuildDraft(const SourceTree& tree, int threads, Diagnostics& diagnostics) {
  Draft draft = EmptyDraft();
  for (const KindInfo& info : Kinds()) {
    if (info.layout != Layout::kFolder) DecodeFile(info, tree, draft, diagnostics);
  }
  DecodeFolders(tree, threads, draft, diagnostics);
  return draft;
}

Draft BuildItems(const SourceTree& tree, int threads, Diagnostics& diagnostics) {
  Draft draft = EmptyDraft();
  DecodeFolders(tree, threads, draft, diagnostics);
  return draft;
}

}  // namespace indgang::sitegen::read
