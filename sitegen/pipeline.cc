#include "sitegen/pipeline.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "knowledge/bundle.h"
#include "sitegen/publish/redirects.h"
#include "sitegen/publish/site.h"
#include "sitegen/read/read.h"

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
  INDGANG_ASSIGN_OR_RETURN(Checked checked, ReadAndCheck(options));
  BuildResult result;
  result.diagnostics = std::move(checked.diagnostics);
  if (checked.bundle == nullptr) return result;
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<const Templates> templates,
                           Templates::Load(options.templates, options.design_system));
  const v1::KnowledgeBase& base = checked.bundle->message();
  const std::vector<OutputFile> files = RenderSite(*checked.bundle, *templates, options.threads);

  INDGANG_RETURN_IF_ERROR(MakeFolder(options.out));
  INDGANG_ASSIGN_OR_RETURN(result.site, WriteSite(files, options.out + "/site"));
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(options.out + "/knowledge.binpb", knowledge::SerializeBundle(base)));
  const std::string redirects = RedirectMap(base, BasePath(base.site().base_url()));
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(options.out + "/redirects.map", redirects));
  result.published = true;
  return result;
}

}  // namespace indgang::sitegen
