// The Danish alphabet: in which order titles stand, and under which letters.
#ifndef INDGANG_SITEGEN_PUBLISH_LETTERS_H_
#define INDGANG_SITEGEN_PUBLISH_LETTERS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sitegen/publish/language_site.h"
#include "sitegen/publish/page_views.h"

namespace indgang::sitegen {

// Makes byte order the Danish alphabet's: æ, ø and å come after z, other accents do not count.
std::string SortKey(absl::string_view title);

// All services by the first letter of their titles.
std::vector<LetterView> ServicesByLetter(const LanguageSite& site);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_LETTERS_H_
