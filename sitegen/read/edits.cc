#include "sitegen/read/edits.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "sitegen/publish/markdown.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/draft.h"
#include "sitegen/read/model.h"
#include "sitegen/read/uses.h"

namespace indgang::sitegen::read {
namespace {

namespace fs = std::filesystem;
namespace v1 = ::indgang::knowledge::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Facts that no other item is compared with, and that only pages show which an edit makes again
// (sitegen/publish/affected.h). A field that is new and not named here is one that others may notice.
constexpr std::array<absl::string_view, 11> kOwnFacts = {"application", "evidence", "fee",          "processing",
                                                         "legal_basis", "triage",   "sources",      "review_by",
                                                         "valid_from",  "valid_to", "annual_volume"};

absl::string_view FolderOf(absl::string_view path) { return path.substr(0, path.rfind('/')); }

const FieldDescriptor* FieldOf(const Message& message, absl::string_view name) {
  return message.GetDescriptor()->FindFieldByName(std::string(name));
}

// What other items may notice of a body: what it links to, and where it can be linked to.
std::string OutlineOf(const std::string& body) {
  const Markdown markdown = RenderMarkdown(body, MarkdownHost());
  std::string outline;
  for (const MarkdownLink& link : markdown.links) absl::StrAppend(&outline, link.target, "\n");
  for (const MarkdownHeading& heading : markdown.headings) absl::StrAppend(&outline, "#", heading.anchor, "\n");
  return outline;
}

void Outline(bool titled, v1::Prose& prose) {
  prose.set_body_markdown(OutlineOf(prose.body_markdown()));
  prose.clear_search_terms();
  if (titled) return;
  prose.set_title(prose.title().empty() ? "" : "-");
  prose.clear_summary();
}

// What other items, or pages that an edit does not make again, may notice of an item.
std::string OutlineOf(ItemKind kind, const Message& item) {
  const std::unique_ptr<Message> outline(item.New());
  outline->CopyFrom(item);
  const Reflection& reflection = *outline->GetReflection();
  for (const absl::string_view name : kOwnFacts) {
    if (const FieldDescriptor* field = FieldOf(item, name)) reflection.ClearField(outline.get(), field);
  }
  // Whether there are any decides whether there is a feed.
  const FieldDescriptor* changes = FieldOf(item, "changes");
  const bool changed = reflection.FieldSize(*outline, changes) > 0;
  reflection.ClearField(outline.get(), changes);
  v1::LocalizedProse& text = TextOf(*outline);
  text.clear_en_outdated();
  text.clear_en_translated();
  // Every page names the packages and the text pages; boxes and lists show authorities.
  const bool titled = kind != ItemKind::kService && kind != ItemKind::kFaq;
  if (text.has_da()) Outline(titled, *text.mutable_da());
  if (text.has_en()) Outline(titled, *text.mutable_en());
  return absl::StrCat(changed, outline->SerializeAsString());
}

template <class Part>
bool Same(const Part& one, const Part& other) {
  return one.SerializeAsString() == other.SerializeAsString();
}

// Puts items that were read again into the knowledge base.
class Replacer {
 public:
  explicit Replacer(LastContent& content) : content_(content), base_(content.knowledge_base) {}

  // False when others may notice; the knowledge base is then of no use.
  bool Replace(const Item& item) {
    field_ = FieldOf(base_, item.info->field);
    EditedItem edited{item.info->kind, field_->number(), IndexOf(item), false, false};
    if (edited.index < 0) return false;
    Message& last = *base_.GetReflection()->MutableRepeatedMessage(&base_, field_, edited.index);
    if (OutlineOf(edited.kind, last) != OutlineOf(edited.kind, *item.message)) return false;
    const v1::LocalizedProse& before = TextOf(last);
    const v1::LocalizedProse& now = TextOf(*item.message);
    const bool retitled = before.da().title() != now.da().title() || before.en().title() != now.en().title();
    if (retitled && !TitleIsFree(edited.index, now)) return false;
    const bool facts =
        item.info->kind == ItemKind::kService &&
        !Same(static_cast<const v1::Service&>(last).triage(), static_cast<const v1::Service&>(*item.message).triage());
    edited.danish_words = facts || !Same(before.da(), now.da());
    // The Danish text stands in for an English one that is missing.
    edited.english_words = facts || !Same(before.en(), now.en()) || (!now.has_en() && edited.danish_words);
    last.GetReflection()->Swap(&last, item.message);
    edited_.push_back(edited);
    return true;
  }

  std::vector<EditedItem> Take() { return std::move(edited_); }

 private:
  int Count() const { return base_.GetReflection()->FieldSize(base_, field_); }
  Message& At(int index) { return *base_.GetReflection()->MutableRepeatedMessage(&base_, field_, index); }

  int IndexOf(const Item& item) {
    const FieldDescriptor* id = FieldOf(*item.message, item.info->id);
    for (int i = 0; i < Count(); ++i) {
      const Message& candidate = At(i);
      if (candidate.GetReflection()->GetString(candidate, id) == item.id) return i;
    }
    return -1;
  }

  // Nothing is said of two items with one title, and nothing needs to be.
  bool TitleIsFree(int index, const v1::LocalizedProse& text) {
    for (const Diagnostic& diagnostic : content_.diagnostics.list()) {
      if (diagnostic.code == codes::kDuplicateTitle) return false;
    }
    for (int i = 0; i < Count(); ++i) {
      const v1::LocalizedProse& other = TextOf(At(i));
      if (i == index) continue;
      if (other.da().title() == text.da().title()) return false;
      if (text.has_en() && other.en().title() == text.en().title()) return false;
    }
    return true;
  }

  LastContent& content_;
  v1::KnowledgeBase& base_;
  const FieldDescriptor* field_ = nullptr;
  std::vector<EditedItem> edited_;
};

}  // namespace

std::optional<std::vector<EditedItem>> ReadEdits(const std::string& folder, const std::vector<std::string>& edited,
                                                 int threads, LastContent& content) {
  absl::flat_hash_set<absl::string_view> folders;
  for (const std::string& path : edited) folders.insert(FolderOf(path));
  std::vector<std::string> paths;
  std::vector<FileDigest*> files;
  for (FileDigest& file : content.files) {
    if (file.path.find('/') == std::string::npos || !folders.contains(FolderOf(file.path))) continue;
    std::error_code error;
    if (!fs::is_regular_file(fs::symlink_status(fs::path(folder) / file.path, error))) return std::nullopt;
    paths.push_back(file.path);
    files.push_back(&file);
  }
  for (const std::string& path : edited) {
    if (!std::binary_search(paths.begin(), paths.end(), path)) return std::nullopt;
  }
  for (const Diagnostic& diagnostic : content.diagnostics.list()) {
    if (std::binary_search(paths.begin(), paths.end(), diagnostic.file)) return std::nullopt;
  }

  Diagnostics problems;
  const SourceTree tree = LoadFiles(folder, paths, threads, problems);
  Draft draft = BuildItems(tree, threads, problems);
  CheckReviews(draft, problems);
  if (!problems.empty() ||
      std::any_of(draft.items.begin(), draft.items.end(), [](const Item& item) { return IsDraft(item); })) {
    return std::nullopt;
  }
  NoteTranslations(draft);
  RemoveDrafts(draft);
  Replacer replacer(content);
  for (const Item& item : draft.items) {
    if (!replacer.Replace(item)) return std::nullopt;
  }
  for (std::size_t i = 0; i < files.size(); ++i) *files[i] = tree.digests[i];
  content.knowledge_base.mutable_revision()->set_content_hash(ContentHash(content.files));
  return replacer.Take();
}

}  // namespace indgang::sitegen::read
