// What the pages of services and packages show beside the text.
#ifndef INDGANG_SITEGEN_PUBLISH_ITEM_PAGES_H_
#define INDGANG_SITEGEN_PUBLISH_ITEM_PAGES_H_

#include "sitegen/publish/language_site.h"
#include "sitegen/publish/page_views.h"

namespace indgang::sitegen {

// Views point into the site and the message.
ServicePageView MakeServicePage(const LanguageSite& site, const knowledge::v1::Service& service);
PackageView MakePackagePage(const LanguageSite& site, const knowledge::v1::Package& package);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_ITEM_PAGES_H_
