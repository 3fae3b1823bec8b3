// Addresses that lead to another one: the `aliases` of items.
#ifndef INDGANG_SITEGEN_PUBLISH_REDIRECTS_H_
#define INDGANG_SITEGEN_PUBLISH_REDIRECTS_H_

#include <string>
#include <vector>

#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/publish/language_site.h"
#include "sitegen/publish/output.h"

namespace indgang::sitegen {

// One page for each alias, for web servers that know nothing of them: it leads on at once, without script, and search
// engines pass it over. An alias that begins with "en/" leads to the English page, any other to the Danish one.
std::vector<OutputFile> RedirectPages(const LanguageSite& danish, const LanguageSite& english);

// The same as lines "<old path> <new path>;" for nginx's `map $uri`, sorted; each alias with and without a slash behind
// it. `base_path` is BasePath() of the site. Empty when there are no aliases.
std::string RedirectMap(const knowledge::v1::KnowledgeBase& base, const std::string& base_path);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_REDIRECTS_H_
