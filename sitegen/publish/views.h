// What templates see: plain values, ready to be shown. All decisions are taken before; templates only place.
#ifndef INDGANG_SITEGEN_PUBLISH_VIEWS_H_
#define INDGANG_SITEGEN_PUBLISH_VIEWS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sitegen/publish/template.h"

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
  absl::string_view title;
  absl::string_view url;
  std::string checked;
  absl::string_view certainty;
};

struct LawView {
  LangText title;
  absl::string_view section;
  absl::string_view url;
};

// What all pages of one language share.
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
  // The search page, the script that makes it work, and the index that the script loads.
  std::string search, search_js, search_index;
  std::string reply_goal, answer_goal;
  ContactView desk;
  std::vector<LinkView> areas;
  std::vector<LinkView> packages;
  // The text pages, for the footer.
  std::vector<LinkView> pages;
  std::string revision;
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

struct StartView {
  std::vector<LinkView> needs;
};

struct AreaView {
  std::vector<const ServiceView*> services;
  std::vector<LinkView> faq;
};

struct StepView {
  std::string number;
  absl::string_view id;
  const ServiceView* service = nullptr;
  // "Always" or "offer" for what no question decides, else empty.
  absl::string_view without_question;
};

struct PhaseView {
  std::string anchor;
  std::string number;
  LangText title;
  LangText summary;
  std::vector<StepView> steps;
};

struct QuestionView {
  absl::string_view id;
  LangText text;
  LangText help;
  std::vector<const ServiceView*> services;
};

struct OfferView {
  LangText title;
  LangText description;
  absl::string_view url;
  absl::string_view url_label;
  const ContactView* authority = nullptr;
};

// A bar of the overview as a row of its table.
struct OverviewRowView {
  const ServiceView* service = nullptr;
  std::string begins;
};

struct PackageView {
  LangText target_group;
  std::string needed, maybe, authorities;
  // What the day is called when everything is in place, and what decides it.
  absl::string_view end, legend_critical;
  std::vector<PhaseView> phases;
  // The picture for wide pages and for phones, and the same as a table.
  std::string overview_wide_html, overview_narrow_html;
  std::vector<OverviewRowView> overview_rows;
  // Where the script and its data lie.
  std::string plan_data, plan_js;
  std::vector<QuestionView> questions;
  std::vector<OfferView> offers;
  std::vector<SourceView> sources;
  std::string review_by;
  const ContactView* owner = nullptr;
};

struct ApplyView {
  absl::string_view url;
  LangText label;
  LangText how;
  std::vector<LinkView> forms;
};

struct ServicePageView {
  const ServiceView* service = nullptr;
  // Prominent note when the rule is no longer in force.
  bool repealed = false;
  bool replaced = false;
  const ServiceView* replacement = nullptr;
  std::vector<LinkView> packages;
  std::vector<LangText> evidence;
  std::optional<ApplyView> apply;
  LangText fee_note;
  std::string goal, statutory, apply_ahead, volume;
  bool immediate = false;
  LangText clock_starts, no_reply;
  std::vector<LawView> laws;
  std::vector<const ServiceView*> before, after;
  std::vector<const ContactView*> also_involves;
  std::vector<SourceView> sources;
  std::string review_by;
  std::string valid_from, valid_to;
  const ContactView* owner = nullptr;
};

struct AuthorityPageView {
  const ContactView* contact = nullptr;
  std::vector<const ServiceView*> services;
  std::vector<const ServiceView*> involved;
  std::vector<SourceView> sources;
  std::string review_by;
  // Nobody but itself; templates share what they say of sources.
  const ContactView* owner = nullptr;
};

struct AuthorityGroupView {
  absl::string_view level;
  std::vector<const ContactView*> authorities;
};
struct AuthorityListView {
  std::vector<AuthorityGroupView> groups;
};

struct FaqGroupView {
  LangText area;
  std::vector<LinkView> entries;
};
struct FaqListView {
  std::vector<FaqGroupView> groups;
};
struct FaqPageView {
  std::vector<const ServiceView*> services;
};

struct TermView {
  absl::string_view id;
  LangText term;
  LangText definition;
};
struct GlossaryView {
  std::vector<TermView> terms;
};

struct LetterView {
  std::string letter;
  std::string anchor;
  std::vector<const ServiceView*> services;
};
struct IndexView {
  std::vector<LetterView> letters;
};

// The search page holds the whole index for those without script.
struct SearchView {
  std::vector<LetterView> letters;
};

struct StatementView {
  absl::string_view url;
};

struct NewsDayView {
  // As people write it, and ISO 8601.
  std::string date;
  absl::string_view iso;
  // The page that changed; the summary is what changed.
  std::vector<LinkView> entries;
};
struct NewsView {
  std::vector<NewsDayView> days;
};

struct EmptyView {};

// The names of each page's view.
struct ViewSchemas {
  ViewSchema text, link, contact, service, source, law, site, frame;
  ViewSchema start, area, step, phase, question, overview_row, offer, package, apply, service_page, authority_page,
      authority_group, authority_list, faq_group, faq_list, faq_page, term, glossary, letter, index, statement,
      news_day, news, search, empty;
};
const ViewSchemas& Schemas();

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_VIEWS_H_
