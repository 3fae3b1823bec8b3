// Style sheets, scripts, fonts and icons: the joint public design system, cut down to what is used, and our own on top.
#ifndef INDGANG_SITEGEN_PUBLISH_ASSETS_H_
#define INDGANG_SITEGEN_PUBLISH_ASSETS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sitegen/publish/output.h"

namespace indgang::sitegen {

// Files below assets/, each with a fingerprint of its bytes in its name, so that they may be cached for ever. Licence
// notices keep their names.
struct Assets {
  std::vector<OutputFile> files;
  // Paths from the site's root, without a leading slash.
  std::string css, js, search_js, plan_js, icons, favicon, regular_font, strong_font;
};

// Reads the design system below `dkfds_dir` and our own files in `own_dir` (style sheets, scripts, favicon.svg).
// Errors: FAILED_PRECONDITION ASSETS_MISSING (the message says to run npm ci; metadata "path"), ASSETS_UNEXPECTED when
// the design system is not of the shape we know (metadata "path"); those of ReadFile for our own files.
absl::StatusOr<Assets> LoadAssets(const std::string& own_dir, const std::string& dkfds_dir);

// The files of the design system that LoadAssets reads.
std::vector<std::string> DesignSystemFiles(const std::string& dkfds_dir);

// The design system's style sheet without its @font-face rules, without rules whose background is an image that is not
// in `images` (names such as "chevron-up.svg"), and without selectors that need a class that is not in `classes`.
// Exposed for tests.
std::string CutStyleSheet(absl::string_view css, const std::vector<std::string>& images,
                          const std::vector<std::string>& classes);

// The symbols of an icon sprite whose id is in `icons`. Exposed for tests.
std::string CutSprite(absl::string_view sprite, const std::vector<std::string>& icons);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_ASSETS_H_
