// From content and templates to what is published: the site and the knowledge bundle.
#ifndef INDGANG_SITEGEN_PIPELINE_H_
#define INDGANG_SITEGEN_PIPELINE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "knowledge/bundle.h"
#include "sitegen/publish/output.h"
#include "sitegen/publish/site.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/load.h"

namespace indgang::sitegen {

struct BuildOptions {
  // Folders, as the user names them.
  std::string content;
  std::string templates;
  // The design system's package, "node_modules/dkfds".
  std::string design_system;
  // Gets site/, knowledge.binpb, redirects.map (the aliases for nginx) and build.record; made when it is not there.
  std::string out;
  // Warnings keep content from being published, too.
  bool strict = false;
  // Show drafts, too: for a look at them on this machine, not to be published.
  bool drafts = false;
  // At least 1; decides nothing but the time it takes.
  int threads = 1;
};

struct BuildResult {
  // What is wrong with the content; sorted.
  read::Diagnostics diagnostics;
  // False when the content's problems kept everything from being written.
  bool published = false;
  // Files of the site; knowledge.binpb is not counted.
  WriteSummary site;
  // How many items were read, when nothing but these was; nullopt when everything was read.
  std::optional<int> items_read;
};

// Whether problems keep content from being published.
bool Blocks(const read::Diagnostics& diagnostics, bool strict);

// Content that may be shown.
struct Checked {
  // What is wrong with the content; sorted.
  read::Diagnostics diagnostics;
  // nullptr when the content's problems keep it from being published.
  std::shared_ptr<const knowledge::Bundle> bundle;
  // The files that were read.
  std::vector<read::FileDigest> files;
};

// Reads and checks. `revision` is the content's git commit where it is known. Errors, all of the environment:
// CONTENT_UNREADABLE; those of Bundle::Create.
absl::StatusOr<Checked> ReadAndCheck(const BuildOptions& options, std::optional<std::string> revision = std::nullopt);

// Reads, checks, renders, and only then moves into place: with any problem, `out` stays as it was. The bytes written
// depend on content (its git commit included), templates and design system alone. `out`/build.record tells whether
// these or what the last build wrote have changed: when nothing has, nothing is read and the result is that of the last
// build; when items were edited within themselves (sitegen/read/edits.h), only they are read and only what shows them
// is made. Errors, all of the environment: those of ReadAndCheck and Templates::Load; FILE_UNWRITABLE; INVALID_ARGUMENT
// OUT_INSIDE_INPUT when `out` lies in the content or templates folder (metadata "path").
absl::StatusOr<BuildResult> Build(const BuildOptions& options);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PIPELINE_H_
