// What a web server sends with every answer: the one place that says so. The preview server sends these headers, pages
// carry the policy in a meta element, and the snippets in deploy/ are compared with them by a test.
#ifndef INDGANG_SITEGEN_PUBLISH_PRODUCTION_HEADERS_H_
#define INDGANG_SITEGEN_PUBLISH_PRODUCTION_HEADERS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang::sitegen {

// The content security policy for pages, without what a meta element cannot say.
absl::string_view PagePolicy();

// Headers that every answer carries; the content security policy is PagePolicy() and who may frame the pages.
const std::vector<std::pair<std::string, std::string>>& ProductionHeaders();

// Cache-Control for a file, by its path below the site's root: names of assets change with their bytes, everything else
// is asked for again each time.
absl::string_view CacheControl(absl::string_view path);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_PRODUCTION_HEADERS_H_
