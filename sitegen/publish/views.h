// What templates see on many pages: plain values, ready to be shown. All decisions are taken before; templates only
// place.
#ifndef INDGANG_SITEGEN_PUBLISH_VIEWS_H_
#define INDGANG_SITEGEN_PUBLISH_VIEWS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang::sitegen {

// A piece of content. `lang` is set when it is in another language than the page. False when there is no text.
struct LangText {
  absl::string_view text;
  absl::string_view lang;
  explicit operator bool() const { return !text.empty(); }
};

struct LinkView {
  std::string href;
  LangText title;
  LangText summary;
  // The page itself: shown without a link.
  bool current = false;
};

// Somebody to reach: an authority or the front desk.
struct ContactView {
  LangText name;
  // The authority's page.
  std::string href;
  LangText summary;
  absl::string_view level;
  // With spaces that do not break.
  std::string phone;
  // Without spaces.
  std::string tel;
  absl::string_view email;
  absl::string_view url;
  // The address without scheme.
  absl::string_view url_label;
  absl::string_view address;
  LangText hours;
  explicit operator bool() const { return static_cast<bool>(name); }
};

// A service in lists, tables and the A-Å index.
struct ServiceView {
  std::string href;
  LangText title;
  LangText summary;
  absl::string_view kind;
  // "Repealed" or "replaced", empty when in force.
  absl::string_view status;
  const ContactView* authority = nullptr;
  std::string time;
  std::string cost;
  // Which answers make it needed, in words; empty when no question decides.
  std::string need;
  bool time_unknown = false;
  bool cost_unknown = false;
};

struct SourceView {
  LangText title;
  absl::string_view url;
  std::string checked;
  absl::string_view certainty;
};

struct LawView {
  LangText title;
  absl::string_view section;
  absl::string_view url;
};

// What all pages of one language share. Nothing that changes with every edit: all pages would be made again.
struct SiteView {
  absl::string_view lang;
  LangText title;
  LangText municipality;
  std::string home;
  std::string services, authorities, faq, glossary, statement, licences, news;
  // Empty when nothing has changed yet.
  std::string feed;
  // The content security policy for a meta element.
  absl::string_view policy;
  std::string css, js, icons, favicon;
  // The fonts that every page needs.
  std::string regular_font, strong_font;
  // The search page, and the script that makes it work.
  std::string search, search_js;
  std::string reply_goal, answer_goal;
  ContactView desk;
  std::vector<LinkView> areas;
  std::vector<LinkView> packages;
  // The text pages, for the footer.
  std::vector<LinkView> pages;
};

// What every page has.
struct FrameView {
  std::string head_title;
  LangText title;
  LangText summary;
  // Absolute addresses; all empty on pages that have none (not found).
  std::string canonical, da_url, en_url;
  // The same page in the other language.
  std::string other_href;
  std::vector<LinkView> breadcrumbs;
  // Script elements of structured data.
  std::string data_html;
  // The content exists in Danish only and the page is English.
  bool untranslated = false;
  // The page is English and the Danish text has changed since: what the banner says, with the date when it is known.
  std::string outdated;
  std::string body_html;
  // Language of body_html when it is not the page's.
  absl::string_view body_lang;
  // The page has a search form of its own; the one in its head is left out.
  bool searches = false;
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_VIEWS_H_
