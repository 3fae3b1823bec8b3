#include "sitegen/pipeline.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "knowledge/bundle.h"
#include "sitegen/build_record.h"
#include "sitegen/publish/assets.h"
#include "sitegen/publish/redirects.h"
#include "sitegen/publish/site.h"
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

// What a build depends on beside files.
std::string Settings(const BuildOptions& options) {
  return absl::StrCat(options.content, "\n", options.templates, "\n", options.design_system, "\n", options.strict, "\n",
                      options.drafts, "\n", read::GitRevision(options.content));
}

std::vector<std::string> InputRoots(const BuildOptions& options) {
  std::vector<std::string> roots = DesignSystemFiles(options.design_system);
  roots.push_back(options.content);
  roots.push_back(options.templates);
  return roots;
}

}  // namespace

bool Blocks(const read::Diagnostics& diagnostics, bool strict) {
  return diagnostics.errors() > 0 || (strict && diagnostics.warnings() > 0);
}

absl::StatusOr<Checked> ReadAndCheck(const BuildOptions& options) {
  INDGANG_ASSIGN_OR_RETURN(
      read::Content content,
      read::ReadContent(options.content, read::ReadOptions{.threads = options.threads, .drafts = options.drafts}));
  Checked checked;
  checked.diagnostics = std::move(content.diagnostics);
  if (Blocks(checked.diagnostics, options.strict)) return checked;
  INDGANG_ASSIGN_OR_RETURN(checked.bundle, knowledge::Bundle::Create(std::move(content.knowledge_base)));
  return checked;
}

absl::StatusOr<BuildResult> Build(const BuildOptions& options) {
  INDGANG_RETURN_IF_ERROR(CheckOutside(options.out, options.content));
  INDGANG_RETURN_IF_ERROR(CheckOutside(options.out, options.templates));
  const std::string record_path = options.out + "/build.record";
  std::string settings = Settings(options);
  BuildResult result;
  if (std::optional<BuildRecord> last = LoadRecord(record_path); last && IsUpToDate(*last, settings, options.threads)) {
    result.diagnostics = std::move(last->diagnostics);
    result.site.unchanged = last->site_files;
    result.published = true;
    return result;
  }
  BuildRecord record;
  record.inputs = LookAtInputs(std::move(settings), InputRoots(options), options.threads);
  INDGANG_ASSIGN_OR_RETURN(Checked checked, ReadAndCheck(options));
  result.diagnostics = std::move(checked.diagnostics);
  if (checked.bundle == nullptr) return result;
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<const Templates> templates,
                           Templates::Load(options.templates, options.design_system));
  const v1::KnowledgeBase& base = checked.bundle->message();
  INDGANG_RETURN_IF_ERROR(MakeFolder(options.out));
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<SiteWriter> site, SiteWriter::Open(options.out + "/site"));
  RenderSite(*checked.bundle, *templates, options.threads, [&](OutputFile file) { site->Add(file); });
  INDGANG_ASSIGN_OR_RETURN(result.site, site->Commit());
  const std::string bundle_path = options.out + "/knowledge.binpb";
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(bundle_path, knowledge::SerializeBundle(base)));
  const std::string redirects_path = options.out + "/redirects.map";
  const std::string redirects = RedirectMap(base, BasePath(base.site().base_url()));
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(redirects_path, redirects));

  std::vector<std::string> written = site->Paths();
  record.site_files = static_cast<int>(written.size());
  written.insert(written.end(), {bundle_path, redirects_path});
  record.outputs = LookAtFiles(written, options.threads);
  record.diagnostics = result.diagnostics;
  INDGANG_RETURN_IF_ERROR(SaveRecord(record, record_path));
  result.published = true;
  return result;
}

}  // namespace indgang::sitegen
