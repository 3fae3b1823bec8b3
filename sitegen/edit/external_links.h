// The addresses outside the site that content names, in facts and in texts, and whether they still answer.
#ifndef INDGANG_SITEGEN_EDIT_EXTERNAL_LINKS_H_
#define INDGANG_SITEGEN_EDIT_EXTERNAL_LINKS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "sitegen/edit/link_client.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/draft.h"

namespace indgang::sitegen::edit {

struct ExternalLink {
  // With everything from "#" on, as written.
  std::string address;
  // Relative to the content folder.
  std::string file;
  read::Place place;
};

// Every http and https address of the content, by file and place; drafts are included, the site's own base_url is not.
std::vector<ExternalLink> ExternalLinksIn(const read::Draft& draft);

struct ExternalOptions {
  // Outside the content folder.
  std::string cache_file = "var/external-links.json";
  // Answers up to this age count; 0 asks everything.
  int max_age_days = 7;
  LinkClientOptions client = {};
};

struct ExternalReport {
  // external-… of sitegen/read/codes.h: warnings, and hints where nothing can be known. Sorted, with source lines.
  read::Diagnostics diagnostics;
  // Different addresses, and how many of them were asked rather than found in the cache.
  int addresses = 0;
  int asked = 0;
};

// Asks for every address of the content folder that the cache has no answer to, and writes the cache. What gave no
// answer is not kept there, and asked again the next time. When no host at all could be reached, one diagnostic says so
// and the cache stays as it was. Errors: those of LoadContent, LoadLinkCache and SaveLinkCache; INVALID_ARGUMENT
// OUT_INSIDE_INPUT when the cache lies in the content folder.
absl::StatusOr<ExternalReport> CheckExternalLinks(const std::string& content, const ExternalOptions& options,
                                                  const Clock& clock);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_EXTERNAL_LINKS_H_
