// What visitors can find on the site, as the file that the search page loads.
#ifndef INDGANG_SITEGEN_PUBLISH_SEARCH_FILE_H_
#define INDGANG_SITEGEN_PUBLISH_SEARCH_FILE_H_

#include "sitegen/publish/language_site.h"
#include "sitegen/publish/output.h"

namespace indgang::sitegen {

// The search index of that language, assets/search-<language>.<fingerprint>.json: guides, packages, authorities,
// questions with answers, areas and text pages. What is not translated is found by its Danish words. `threads` decides
// nothing but the time.
OutputFile MakeSearchFile(const LanguageSite& site, int threads = 1);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_SEARCH_FILE_H_
