// What Templates holds: every page compiled for both languages, the words, and the assets.
#ifndef INDGANG_SITEGEN_PUBLISH_COMPILED_TEMPLATES_H_
#define INDGANG_SITEGEN_PUBLISH_COMPILED_TEMPLATES_H_

#include <array>
#include <vector>

#include "sitegen/publish/assets.h"
#include "sitegen/publish/output.h"
#include "sitegen/publish/template.h"
#include "sitegen/publish/words.h"

namespace indgang::sitegen {

enum class PageKind {
  kStart,
  kArea,
  kPackage,
  kService,
  kServiceIndex,
  kAuthority,
  kAuthorityList,
  kFaqList,
  kFaq,
  kGlossary,
  kText,
  kStatement,
  kNews,
  kSearch,
  kNotFound,
};
inline constexpr std::size_t kPageKinds = 15;

enum class Language { kDanish, kEnglish };

struct LanguageTemplates {
  // By PageKind. Roots: SiteView, FrameView, the page's view.
  std::array<Template, kPageKinds> pages;
  // Root: ContactView, inside a SiteView.
  Template contact_box;
  Words words;
};

struct CompiledTemplates {
  // By Language.
  std::array<LanguageTemplates, 2> languages;
  Assets assets;
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_COMPILED_TEMPLATES_H_
