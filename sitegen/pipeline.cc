#include "sitegen/pipeline.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/parallel.h"
#include "base/status_macros.h"
#include "knowledge/bundle.h"
#include "sitegen/build_record.h"
#include "sitegen/publish/assets.h"
#include "sitegen/publish/redirects.h"
#include "sitegen/publish/site.h"
#include "sitegen/read/edits.h"
#include "sitegen/read/read.h"
#include "sitegen/read/revision.h"

namespace indgang::sitegen {
namespace v1 = knowledge::v1;

namespace {

namespace fs = std::filesystem;

// Output among the input would be read as content next time.
absl::Status CheckOutside(const std::string& out, const std::string& input) {
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(out, error);
  const fs::path outer = fs::weakly_canonical(input, error);
  if (error) return absl::OkStatus();  // Whoever opens them says what is wrong.
  const auto [outer_end, inner_end] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  if (outer_end != outer.end()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, "OUT_INSIDE_INPUT",
                   absl::StrCat("the output folder \"", out, "\" lies inside \"", input, "\": choose another"),
                   {{"path", out}});
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE",
                   absl::StrCat("cannot make the folder \"", path, "\": ", error.message()), {{"path", path}});
}

// What a build depends on beside files and the content's revision.
std::string Settings(const BuildOptions& options) {
  return absl::StrCat(options.content, "\n", options.templates, "\n", options.design_system, "\n", options.strict, "\n",
                      options.drafts);
}

std::vector<std::string> InputRoots(const BuildOptions& options) {
  std::vector<std::string> roots = DesignSystemFiles(options.design_system);
  roots.push_back(options.content);
  roots.push_back(options.templates);
  return roots;
}

// Files beside the site.
std::string BundlePath(const BuildOptions& options) { return options.out + "/knowledge.binpb"; }
std::string RedirectsPath(const BuildOptions& options) { return options.out + "/redirects.map"; }
std::string RecordPath(const BuildOptions& options) { return options.out + "/build.record"; }
std::string SitePath(const BuildOptions& options) { return options.out + "/site"; }

// Keeps files of `last` that were not rendered again, and gives them.
std::vector<FileState> KeepOthers(const std::vector<FileState>& last, const std::vector<std::string>& rendered,
                                  SiteWriter& site) {
  absl::flat_hash_set<absl::string_view> fresh(rendered.begin(), rendered.end());
  const std::string prefix = site.folder() + "/";
  std::vector<FileState> kept;
  for (const FileState& file : last) {
    if (fresh.erase(file.path) == 0 && absl::StartsWith(file.path, prefix)) kept.push_back(file);
  }
  // What is left in `fresh` has a name that was not there before.
  const auto replaced = [&](const FileState& file) {
    return std::any_of(fresh.begin(), fresh.end(),
                       [&](absl::string_view path) { return SameButForHash(path, file.path); });
  };
  kept.erase(std::remove_if(kept.begin(), kept.end(), replaced), kept.end());
  for (const FileState& file : kept) site.Keep(file.path.substr(prefix.size()));
  return kept;
}

// Renders with `render` and puts everything in place but the record, of which it fills in outputs. `serialize` makes
// the file of the bundle. `last` is what is known to lie there, as a record has it; what is rendered takes its place
// and the rest is kept.
absl::StatusOr<WriteSummary> Publish(const BuildOptions& options, const knowledge::Bundle& bundle,
                                     absl::FunctionRef<void(EmitFile)> render,
                                     absl::FunctionRef<std::string()> serialize, const std::vector<FileState>& last,
                                     BuildRecord* record) {
  const v1::KnowledgeBase& base = bundle.message();
  INDGANG_RETURN_IF_ERROR(MakeFolder(options.out));
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<SiteWriter> site, SiteWriter::Open(SitePath(options)));
  std::string bundle_bytes;
  ParallelFor(options.threads, 2, [&](std::size_t i) {
    if (i == 0) {
      render([&](OutputFile file) { site->Add(file); });
    } else {
      bundle_bytes = serialize();
    }
  });
  std::vector<std::string> rendered = site->Paths();
  record->outputs = KeepOthers(last, rendered, *site);
  INDGANG_ASSIGN_OR_RETURN(const WriteSummary summary, site->Commit());
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(BundlePath(options), bundle_bytes));
  INDGANG_RETURN_IF_ERROR(
      WriteFileAtomically(RedirectsPath(options), RedirectMap(base, BasePath(base.site().base_url()))));
  record->site_files = summary.written + summary.unchanged;
  rendered.insert(rendered.end(), {BundlePath(options), RedirectsPath(options)});
  const std::vector<FileState> looked_at = LookAtFiles(rendered, options.threads);
  record->outputs.insert(record->outputs.end(), looked_at.begin(), looked_at.end());
  return summary;
}

BuildResult UpToDate(BuildRecord last) {
  BuildResult result;
  result.diagnostics = std::move(last.diagnostics);
  result.site.unchanged = last.site_files;
  result.items_read = 0;
  result.published = true;
  return result;
}

// The edited files below the content folder, relative to it; nullopt when others were edited, too.
std::optional<std::vector<std::string>> EditedContent(const BuildOptions& options, const InputChanges& changes) {
  if (changes.names) return std::nullopt;
  const std::string prefix = (fs::path(options.content) / "").string();
  std::vector<std::string> edited;
  for (const std::string& path : changes.edited) {
    if (!absl::StartsWith(path, prefix)) return std::nullopt;
    edited.push_back(path.substr(prefix.size()));
  }
  return edited;
}

// Where the last build wrote the search index of a language, below the site's folder; "" when that is not known.
std::string SearchFile(const BuildRecord& last, absl::string_view language) {
  const std::string any = absl::StrCat("assets/search-", language, ".hash.json");
  for (const FileState& file : last.outputs) {
    const std::size_t at = file.path.rfind("/assets/");
    if (at == std::string::npos) continue;
    const absl::string_view path = absl::string_view(file.path).substr(at + 1);
    if (SameButForHash(path, any)) return std::string(path);
  }
  return "";
}

// What an edit means for the site, and which search indexes of the last one stay right.
SiteEdit ToSiteEdit(const std::vector<read::EditedItem>& items, const BuildRecord& last) {
  SiteEdit edit;
  std::array<bool, 2> words_changed = {};
  for (const read::EditedItem& item : items) {
    words_changed[0] = words_changed[0] || item.danish_words;
    words_changed[1] = words_changed[1] || item.english_words;
    std::vector<int>& indexes = item.kind == read::ItemKind::kService     ? edit.services
                                : item.kind == read::ItemKind::kPackage   ? edit.packages
                                : item.kind == read::ItemKind::kAuthority ? edit.authorities
                                : item.kind == read::ItemKind::kFaq       ? edit.faq
                                                                          : edit.pages;
    indexes.push_back(item.index);
  }
  if (!words_changed[0]) edit.search_files[0] = SearchFile(last, "da");
  if (!words_changed[1]) edit.search_files[1] = SearchFile(last, "en");
  return edit;
}

// Builds by what was edited. nullopt when only building everything is certain to be right.
absl::StatusOr<std::optional<BuildResult>> BuildEdits(const BuildOptions& options, const std::string& revision,
                                                      BuildRecord last, InputChanges changes) {
  const std::optional<std::vector<std::string>> edited = EditedContent(options, changes);
  if (!edited.has_value() || options.drafts) return std::nullopt;
  const absl::StatusOr<std::string> bundle_bytes = ReadFile(BundlePath(options));
  if (!bundle_bytes.ok()) return std::nullopt;
  absl::StatusOr<v1::KnowledgeBase> base = knowledge::ParseBundle(*bundle_bytes, BundlePath(options));
  if (!base.ok()) return std::nullopt;
  read::LastContent content{*std::move(base), std::move(last.diagnostics), std::move(last.content_files)};
  content.knowledge_base.mutable_revision()->set_commit(revision);
  const auto items = read::ReadEdits(options.content, *edited, options.threads, content);
  if (!items.has_value()) return std::nullopt;
  INDGANG_ASSIGN_OR_RETURN(const std::shared_ptr<const knowledge::Bundle> bundle,
                           knowledge::Bundle::Create(std::move(content.knowledge_base)));
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<const Templates> templates,
                           Templates::Load(options.templates, options.design_system));
  const SiteEdit edit = ToSiteEdit(*items, last);
  const auto render = [&](EmitFile emit) { RenderEdit(*bundle, *templates, edit, options.threads, emit); };
  const auto serialize = [&] {
    std::vector<knowledge::ListItem> changed;
    for (const read::EditedItem& item : *items) changed.push_back({item.field, item.index});
    return knowledge::SerializeEdited(*bundle_bytes, bundle->message(), changed);
  };
  BuildRecord record;
  record.inputs = std::move(changes.now);
  record.revision = revision;
  BuildResult result;
  INDGANG_ASSIGN_OR_RETURN(result.site, Publish(options, *bundle, render, serialize, last.outputs, &record));
  record.content_files = std::move(content.files);
  record.diagnostics = content.diagnostics;
  result.diagnostics = std::move(content.diagnostics);
  result.items_read = static_cast<int>(items->size());
  INDGANG_RETURN_IF_ERROR(SaveRecord(record, RecordPath(options)));
  result.published = true;
  return result;
}

}  // namespace

bool Blocks(const read::Diagnostics& diagnostics, bool strict) {
  return diagnostics.errors() > 0 || (strict && diagnostics.warnings() > 0);
}

absl::StatusOr<Checked> ReadAndCheck(const BuildOptions& options, std::optional<std::string> revision) {
  INDGANG_ASSIGN_OR_RETURN(read::Content content,
                           read::ReadContent(options.content, read::ReadOptions{.threads = options.threads,
                                                                                .drafts = options.drafts,
                                                                                .revision = std::move(revision)}));
  Checked checked;
  checked.files = std::move(content.files);
  checked.diagnostics = std::move(content.diagnostics);
  if (Blocks(checked.diagnostics, options.strict)) return checked;
  INDGANG_ASSIGN_OR_RETURN(checked.bundle, knowledge::Bundle::Create(std::move(content.knowledge_base)));
  return checked;
}

absl::StatusOr<BuildResult> Build(const BuildOptions& options) {
  INDGANG_RETURN_IF_ERROR(CheckOutside(options.out, options.content));
  INDGANG_RETURN_IF_ERROR(CheckOutside(options.out, options.templates));
  const std::string settings = Settings(options);
  const std::string revision = read::GitRevision(options.content);
  std::optional<BuildRecord> last = LoadRecord(RecordPath(options));
  if (last.has_value() && last->inputs.settings == settings && OutputsAreThere(*last, options.threads)) {
    InputChanges changes = LookAgain(last->inputs, options.threads);
    if (changes.none() && last->revision == revision) return UpToDate(*std::move(last));
    INDGANG_ASSIGN_OR_RETURN(std::optional<BuildResult> result,
                             BuildEdits(options, revision, *std::move(last), std::move(changes)));
    if (result.has_value()) return *std::move(result);
  }

  BuildRecord record;
  record.inputs = LookAtInputs(settings, InputRoots(options), options.threads);
  record.revision = revision;
  INDGANG_ASSIGN_OR_RETURN(Checked checked, ReadAndCheck(options, revision));
  BuildResult result;
  result.diagnostics = std::move(checked.diagnostics);
  if (checked.bundle == nullptr) return result;
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<const Templates> templates,
                           Templates::Load(options.templates, options.design_system));
  const auto render = [&](EmitFile emit) { RenderSite(*checked.bundle, *templates, options.threads, emit); };
  const auto serialize = [&] { return knowledge::SerializeBundle(checked.bundle->message()); };
  INDGANG_ASSIGN_OR_RETURN(result.site, Publish(options, *checked.bundle, render, serialize, {}, &record));
  record.content_files = std::move(checked.files);
  record.diagnostics = result.diagnostics;
  INDGANG_RETURN_IF_ERROR(SaveRecord(record, RecordPath(options)));
  result.published = true;
  return result;
}

}  // namespace indgang::sitegen
