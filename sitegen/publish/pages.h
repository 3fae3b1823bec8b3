// The pages of the site: which there are, and each one's view.
#ifndef INDGANG_SITEGEN_PUBLISH_PAGES_H_
#define INDGANG_SITEGEN_PUBLISH_PAGES_H_

#include <string>
#include <vector>

#include "knowledge/bundle.h"
#include "sitegen/publish/compiled_templates.h"
#include "sitegen/publish/language_site.h"

namespace indgang::sitegen {

// One page in both languages.
struct PageJob {
  PageKind kind;
  // Index in the bundle's list of that kind; 0 where there is only one page.
  int index;
  // Folder below the language's root, with a trailing slash: "services/alcohol-licence/", "" for the start page.
  std::string folder;
};

// All pages, in the order of the knowledge base.
std::vector<PageJob> ListPages(const knowledge::Bundle& bundle);

// Renders one page. `other_href` is the same page's address in the other language. May be called from any thread.
std::string RenderPage(const LanguageSite& site, const PageJob& job, const std::string& other_href);

// Where the page's file lies below the site's folder.
std::string PageFile(const LanguageSite& site, const PageJob& job);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_PAGES_H_
