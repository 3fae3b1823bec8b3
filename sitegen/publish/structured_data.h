// What search engines are told of a page in schema.org's words (JSON-LD). Each function returns one script element of a
// data type: it is never run, and the content security policy has nothing against it.
#ifndef INDGANG_SITEGEN_PUBLISH_STRUCTURED_DATA_H_
#define INDGANG_SITEGEN_PUBLISH_STRUCTURED_DATA_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "indgang/knowledge/v1/service.pb.h"
#include "sitegen/publish/language_site.h"

namespace indgang::sitegen {

// BreadcrumbList; `crumbs` as the page shows them, the page itself last and without an address.
std::string BreadcrumbData(const LanguageSite& site, const std::vector<LinkView>& crumbs);

// GovernmentService; `url` is the page's absolute address. Empty for a service that is not in force.
std::string ServiceData(const LanguageSite& site, const knowledge::v1::Service& service, absl::string_view url);

// A question and what the page answers, as HTML or text.
struct Answer {
  absl::string_view question;
  absl::string_view answer;
};
// FAQPage.
std::string FaqData(const LanguageSite& site, const std::vector<Answer>& answers);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_STRUCTURED_DATA_H_
