#include "sitegen/publish/assets.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/status_macros.h"

namespace indgang::sitegen {
namespace {

// What the site takes from the design system. A new icon or weight is added here and nowhere else.
const std::vector<std::string>& Images() {
  static const auto& images = *new std::vector<std::string>{"chevron-down.svg", "chevron-up.svg"};
  return images;
}
const std::vector<std::string>& Icons() {
  static const auto& icons = *new std::vector<std::string>{
      "calendar-month", "check",      "chevron-right", "document", "email",       "error",    "forum",
      "groups",         "info",       "language",      "location", "open-in-new", "payments", "print",
      "search",         "smartphone", "success",       "time",     "warning"};
  return icons;
}
// Classes of the design system; tests/web/pages.test.mjs finds those that pages use and that are missing here.
const std::vector<std::string>& Classes() {
  static const auto& classes = *new std::vector<std::string>{"alert",
                                                             "alert-error",
                                                             "alert-heading",
                                                             "alert-icon",
                                                             "alert-info",
                                                             "alert-success",
                                                             "alert-text",
                                                             "alert-warning",
                                                             "badge",
                                                             "badge-error",
                                                             "breadcrumbs",
                                                             "breadcrumbs__link",
                                                             "breadcrumbs__list",
                                                             "breadcrumbs__list-item",
                                                             "button",
                                                             "button-primary",
                                                             "button-secondary",
                                                             "button-tertiary",
                                                             "container",
                                                             "details",
                                                             "details-summary",
                                                             "details-text",
                                                             "font-lead",
                                                             "form-group",
                                                             "form-input",
                                                             "form-label",
                                                             "icon-svg",
                                                             "no-max-width",
                                                             "search-form",
                                                             "skipnav",
                                                             "sr-only",
                                                             "table",
                                                             "table-md-responsive-headers"};
  return classes;
}
// A weight costs every first visitor 18 KB: text and emphasis are two, and browsers slant what is to be italic.
constexpr const char* kRegularFont = "IBMPlexSans-Regular-Latin1.woff2";
constexpr const char* kStrongFont = "IBMPlexSans-SemiBold-Latin1.woff2";

constexpr absl::string_view kLicence = "LICENSE.md";
constexpr absl::string_view kFontFolder = "dist/fonts/IBMPlexSans/split/woff2/";
constexpr absl::string_view kFontLicence = "dist/fonts/IBMPlexSans/split/woff2/license.txt";
constexpr absl::string_view kImageFolder = "dist/img/svg-icons/";
constexpr absl::string_view kSprite = "dist/img/all-svg-icons.svg";
constexpr absl::string_view kStyleSheet = "dist/css/dkfds.min.css";

bool Contains(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

absl::StatusOr<std::string> ReadDkfds(const std::string& dkfds_dir, absl::string_view path) {
  const std::string full = absl::StrCat(dkfds_dir, "/", path);
  auto bytes = ReadFile(full);
  if (bytes.ok()) return bytes;
  return MakeError(absl::StatusCode::kFailedPrecondition, "ASSETS_MISSING",
                   absl::StrCat("the design system is not complete: ", full,
                                " is missing. Run \"npm ci\" in the project's folder, or name the folder of the npm "
                                "package dkfds with --design-system"),
                   {{"path", full}});
}

absl::Status Unexpected(absl::string_view path, absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "ASSETS_UNEXPECTED", absl::StrCat(path, ": ", what),
                   {{"path", std::string(path)}});
}

// Adds the file as assets/<stem>.<fingerprint>.<extension> and returns its name without the folder.
std::string Add(absl::string_view name, std::string bytes, Assets* assets) {
  const std::size_t dot = name.rfind('.');
  std::string fingerprinted = absl::StrCat(name.substr(0, dot), ".", Sha256Hex(bytes).substr(0, 10), name.substr(dot));
  assets->files.push_back({absl::StrCat("assets/", fingerprinted), std::move(bytes)});
  return fingerprinted;
}

// Adds our modules, each of which may import those before it by their plain names; returns the last one's path.
absl::StatusOr<std::string> AddModules(const std::string& own_dir, const std::vector<std::string>& modules,
                                       Assets* assets) {
  std::vector<std::pair<std::string, std::string>> imports;
  std::string name;
  for (const std::string& module : modules) {
    INDGANG_ASSIGN_OR_RETURN(const std::string text, ReadFile(absl::StrCat(own_dir, "/", module)));
    name = Add(module, absl::StrReplaceAll(text, imports), assets);
    imports.emplace_back(absl::StrCat("'./", module, "'"), absl::StrCat("'./", name, "'"));
  }
  return absl::StrCat("assets/", name);
}

// Whether every class that an element must have for the selector is one of `classes`. What stands in brackets, as in
// ":not(.x)" and "[href=…]", does not count.
bool CanMatch(absl::string_view selector, const std::vector<std::string>& classes) {
  int depth = 0;
  for (std::size_t i = 0; i < selector.size(); ++i) {
    const char c = selector[i];
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c != '.' || depth > 0) continue;
    const absl::string_view rest = selector.substr(i + 1);
    const auto end = std::find_if(rest.begin(), rest.end(), [](char l) {
      return !absl::ascii_isalnum(static_cast<unsigned char>(l)) && l != '-' && l != '_';
    });
    if (!Contains(classes, rest.substr(0, static_cast<std::size_t>(end - rest.begin())))) return false;
  }
  return true;
}

// Those of a rule's selectors that can match, with commas between.
std::string CutSelectors(absl::string_view selectors, const std::vector<std::string>& classes) {
  std::string kept;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= selectors.size(); ++i) {
    const char c = i == selectors.size() ? ',' : selectors[i];
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c != ',' || (depth > 0 && i < selectors.size())) continue;
    const absl::string_view selector = selectors.substr(begin, i - begin);
    if (CanMatch(selector, classes)) absl::StrAppend(&kept, kept.empty() ? "" : ",", selector);
    begin = i + 1;
  }
  return kept;
}

}  // namespace

std::string CutStyleSheet(absl::string_view css, const std::vector<std::string>& images,
                          const std::vector<std::string>& classes) {
  std::string out;
  out.reserve(css.size());
  // Where the selector of the rule now read begins.
  std::size_t rule = 0;
  for (std::size_t i = 0; i < css.size();) {
    const char c = css[i];
    if (c == '/' && css.substr(i, 2) == "/*") {
      // Comments go: the only one is the address of a source map that is not published.
      out.append(css.data() + rule, i - rule);
      const std::size_t end = css.find("*/", i + 2);
      i = end == absl::string_view::npos ? css.size() : end + 2;
      rule = i;
    } else if (c == '{' && absl::StartsWith(css.substr(rule), "@media")) {
      out.append(css.data() + rule, i + 1 - rule);
      rule = ++i;
    } else if (c == '{') {
      const std::size_t end = std::min(css.find('}', i), css.size() - 1) + 1;
      const absl::string_view text = css.substr(rule, end - rule);
      bool keep = !absl::StartsWith(text, "@font-face");
      for (std::size_t at = text.find("url(../img/"); keep && at != absl::string_view::npos;
           at = text.find("url(../img/", at + 1)) {
        const absl::string_view path = text.substr(at + 4, text.find(')', at) - at - 4);
        keep = Contains(images, path.substr(path.rfind('/') + 1));
      }
      const absl::string_view selectors = text.substr(0, i - rule);
      const std::string wanted =
          absl::StartsWith(selectors, "@") ? std::string(selectors) : CutSelectors(selectors, classes);
      if (keep && !wanted.empty()) absl::StrAppend(&out, wanted, text.substr(i - rule));
      rule = i = end;
    } else if (c == '}') {
      const std::size_t media = out.rfind("@media");
      if (media != std::string::npos && absl::EndsWith(out, "{") && out.find('{', media) == out.size() - 1) {
        out.resize(media);  // nothing is left in it
      } else {
        out += c;
      }
      rule = ++i;
    } else {
      ++i;
    }
  }
  out.append(css.data() + rule, css.size() - rule);
  return out;
}

std::string CutSprite(absl::string_view sprite, const std::vector<std::string>& icons) {
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\">";
  for (const std::string& icon : icons) {
    const std::size_t begin = sprite.find(absl::StrCat("<symbol id=\"", icon, "\""));
    if (begin == absl::string_view::npos) continue;
    constexpr absl::string_view kEnd = "</symbol>";
    const std::size_t end = sprite.find(kEnd, begin);
    if (end == absl::string_view::npos) continue;
    absl::StrAppend(&out, sprite.substr(begin, end + kEnd.size() - begin));
  }
  return out + "</svg>\n";
}

std::vector<std::string> DesignSystemFiles(const std::string& dkfds_dir) {
  std::vector<std::string> files;
  for (const absl::string_view path : {kLicence, kFontLicence, kSprite, kStyleSheet}) {
    files.push_back(absl::StrCat(dkfds_dir, "/", path));
  }
  for (const char* font : {kRegularFont, kStrongFont}) {
    files.push_back(absl::StrCat(dkfds_dir, "/", kFontFolder, font));
  }
  for (const std::string& image : Images()) files.push_back(absl::StrCat(dkfds_dir, "/", kImageFolder, image));
  return files;
}

absl::StatusOr<Assets> LoadAssets(const std::string& own_dir, const std::string& dkfds_dir) {
  Assets assets;
  // Names in style sheets and what they become.
  std::vector<std::pair<std::string, std::string>> renamed;

  INDGANG_ASSIGN_OR_RETURN(const std::string dkfds_licence, ReadDkfds(dkfds_dir, kLicence));
  INDGANG_ASSIGN_OR_RETURN(const std::string font_licence, ReadDkfds(dkfds_dir, kFontLicence));
  assets.files.push_back(
      {"assets/licences.txt", absl::StrCat("Det Fælles Designsystem (dkfds), https://designsystem.dk\n\n",
                                           dkfds_licence, "\n\nIBM Plex Sans\n\n", font_licence)});

  for (const auto& [font, path] : {std::pair(kRegularFont, &assets.regular_font), {kStrongFont, &assets.strong_font}}) {
    INDGANG_ASSIGN_OR_RETURN(std::string bytes, ReadDkfds(dkfds_dir, absl::StrCat(kFontFolder, font)));
    const std::string name = Add(font, std::move(bytes), &assets);
    *path = absl::StrCat("assets/", name);
    renamed.emplace_back(absl::StrCat("url(", font, ")"), absl::StrCat("url(", name, ")"));
  }
  for (const std::string& image : Images()) {
    INDGANG_ASSIGN_OR_RETURN(std::string bytes, ReadDkfds(dkfds_dir, absl::StrCat(kImageFolder, image)));
    renamed.emplace_back(absl::StrCat("url(../img/svg-icons/", image, ")"),
                         absl::StrCat("url(", Add(image, std::move(bytes), &assets), ")"));
  }

  INDGANG_ASSIGN_OR_RETURN(const std::string sprite, ReadDkfds(dkfds_dir, kSprite));
  for (const std::string& icon : Icons()) {
    if (!absl::StrContains(sprite, absl::StrCat("<symbol id=\"", icon, "\""))) {
      return Unexpected(absl::StrCat(dkfds_dir, "/", kSprite), absl::StrCat("there is no icon \"", icon, "\""));
    }
  }
  assets.icons = absl::StrCat("assets/", Add("icons.svg", CutSprite(sprite, Icons()), &assets));

  INDGANG_ASSIGN_OR_RETURN(const std::string base, ReadDkfds(dkfds_dir, kStyleSheet));
  std::string own;
  for (const char* name : {"site.css", "search.css", "plan.css"}) {
    INDGANG_ASSIGN_OR_RETURN(const std::string sheet, ReadFile(absl::StrCat(own_dir, "/", name)));
    absl::StrAppend(&own, "\n", sheet);
  }
  std::string css = absl::StrReplaceAll(absl::StrCat(CutStyleSheet(base, Images(), Classes()), own), renamed);
  if (const std::size_t left = css.find("url(../"); left != std::string::npos) {
    return Unexpected(own_dir + "/site.css", absl::StrCat("an address that is not published: ", css.substr(left, 60)));
  }
  assets.css = absl::StrCat("assets/", Add("site.css", std::move(css), &assets));

  INDGANG_ASSIGN_OR_RETURN(std::string js, ReadFile(own_dir + "/site.js"));
  assets.js = absl::StrCat("assets/", Add("site.js", std::move(js), &assets));
  INDGANG_ASSIGN_OR_RETURN(assets.search_js,
                           AddModules(own_dir, {"search_words.js", "search.js", "search_page.js"}, &assets));
  INDGANG_ASSIGN_OR_RETURN(
      assets.plan_js,
      AddModules(own_dir, {"permit_plan.js", "plan_overview.js", "plan_export.js", "plan.js"}, &assets));
  INDGANG_ASSIGN_OR_RETURN(std::string favicon, ReadFile(own_dir + "/favicon.svg"));
  assets.favicon = absl::StrCat("assets/", Add("favicon.svg", std::move(favicon), &assets));
  return assets;
}

}  // namespace indgang::sitegen
