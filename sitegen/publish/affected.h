// Which files of the site an edit within items can change, so that the others need not be made again.
#ifndef INDGANG_SITEGEN_PUBLISH_AFFECTED_H_
#define INDGANG_SITEGEN_PUBLISH_AFFECTED_H_

#include <vector>

#include "sitegen/publish/language_site.h"
#include "sitegen/publish/pages.h"
#include "sitegen/publish/site.h"

namespace indgang::sitegen {

// Files to make. What a site has once is always made and not named here.
struct Affected {
  // Pages, in both languages.
  std::vector<PageJob> pages;
  // Indexes of services and packages whose other files (data, plans) are to be made.
  std::vector<int> services, packages;
};

// Everything.
Affected AllOf(const knowledge::Bundle& bundle);

// What an edit reaches: pages that list many items, those of the items, and those of items that show something of them:
// the ones that name the item and the ones that it names. `site` is either language's.
Affected AffectedBy(const SiteEdit& edit, const LanguageSite& site);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_AFFECTED_H_
