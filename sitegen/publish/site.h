// The knowledge base as a website: every page in Danish and English, with assets, sitemap and robots.txt.
#ifndef INDGANG_SITEGEN_PUBLISH_SITE_H_
#define INDGANG_SITEGEN_PUBLISH_SITE_H_

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "knowledge/bundle.h"
#include "sitegen/publish/output.h"

namespace indgang::sitegen {

struct CompiledTemplates;

// Everything a site is made of beside its content: page templates, the words of the user interface, and assets.
// Compiled and checked when loaded; immutable; may be used from any thread.
class Templates {
 public:
  // Reads `templates_dir` (pages/, partials/, strings/, assets/) and the design system below `dkfds_dir`
  // ("node_modules/dkfds"). Errors: INVALID_ARGUMENT TEMPLATES_INVALID (the message lists every problem, one a line, as
  // file:line:column: error [code]: …); FAILED_PRECONDITION ASSETS_MISSING when the design system is not there (says to
  // run npm ci); those of ReadFile.
  static absl::StatusOr<std::unique_ptr<const Templates>> Load(const std::string& templates_dir,
                                                               const std::string& dkfds_dir);
  ~Templates();

  const CompiledTemplates& compiled() const { return *compiled_; }

 private:
  explicit Templates(std::unique_ptr<const CompiledTemplates> compiled);
  std::unique_ptr<const CompiledTemplates> compiled_;
};

// Renders all files of the site on `threads` (≥ 1) threads and gives each away as soon as it is made, in any order. The
// files do not depend on the number of threads, nor on the time. The site lives below the path of Site.base_url. The
// bundle's content has been checked: what still cannot be rendered in its markdown is left out.
void RenderSite(const knowledge::Bundle& bundle, const Templates& templates, int threads, EmitFile emit);

// An edit within items: none came or went, none names or links to others than before, and what all pages show stayed.
struct SiteEdit {
  // What was edited, as indexes in the lists of the knowledge base.
  std::vector<int> services, packages, authorities, faq, pages;
  // By language, Danish first: the path of the search index that is still right, or "" to make it again.
  std::array<std::string, 2> search_files;
};

// Renders the files that may have changed since the site was rendered before the edit. A file whose name holds a hash
// of its bytes takes the place of the one before.
void RenderEdit(const knowledge::Bundle& bundle, const Templates& templates, const SiteEdit& edit, int threads,
                EmitFile emit);

// Whether both paths are the same but for the hash of the bytes in them: "assets/search-da.0123456789.json".
bool SameButForHash(absl::string_view path, absl::string_view other);

// The same in memory, sorted by path.
std::vector<OutputFile> RenderSite(const knowledge::Bundle& bundle, const Templates& templates, int threads);

// A site to look at while it is written. The search indexes, which take longer than all pages, are made when somebody
// asks for them.
struct Preview {
  std::vector<OutputFile> files;
  // By path; each function may be called at any time, from any thread.
  std::map<std::string, std::function<std::string()>> late;
};

// What RenderSite would give, not sorted; the indexes lie in `late_folder` (with a slash at its end) and not in
// assets/.
Preview RenderPreview(std::shared_ptr<const knowledge::Bundle> bundle, std::shared_ptr<const Templates> templates,
                      absl::string_view late_folder, int threads);

// The path below which all addresses of the site lie, with a slash at both ends: "/" for
// https://indgang.fjordby.example.
std::string BasePath(absl::string_view base_url);

// Where an item's page lies, the same in both languages: "services/alcohol-licence/" for a service, "about/" for a
// page.
std::string ItemPath(absl::string_view kind, absl::string_view id);

// Folder of an item's pages, the same in both languages: "services" for kind "service". Empty for an unknown kind.
// Pages of kind "page" lie at the top.
absl::string_view ItemFolder(absl::string_view kind);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_SITE_H_
