// Which addresses of the site are taken: by its own pages and files, and by what the content names.
#ifndef INDGANG_SITEGEN_READ_ADDRESSES_H_
#define INDGANG_SITEGEN_READ_ADDRESSES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang::sitegen::read {

inline constexpr std::size_t kMaxAliasBytes = 200;

// First parts of addresses that the generator itself uses, in both languages alike: "services", "sitemap.xml". No page
// may have one of them as its id.
const std::vector<std::string>& GeneratedNames();

// Whether `alias` may be published: parts of [A-Za-z0-9._-], divided by "/", none beginning with a dot; ".html" only at
// the end; at most kMaxAliasBytes.
bool IsAlias(absl::string_view alias);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_ADDRESSES_H_
