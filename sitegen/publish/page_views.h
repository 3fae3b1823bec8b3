// What the templates of single pages see, and the names by which templates ask for all of it.
#ifndef INDGANG_SITEGEN_PUBLISH_PAGE_VIEWS_H_
#define INDGANG_SITEGEN_PUBLISH_PAGE_VIEWS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sitegen/publish/template.h"
#include "sitegen/publish/views.h"

namespace indgang::sitegen {

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
  // "Always", "offer" or "recommended" for what no question decides, else empty.
  absl::string_view without_question;
  // Names the steps it waits for, or empty.
  std::string after;
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
  // Where the index lies that the script loads.
  std::string index;
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
  // Which edition of the content this is.
  std::string revision;
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

#endif  // INDGANG_SITEGEN_PUBLISH_PAGE_VIEWS_H_
