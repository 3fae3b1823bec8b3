#include "sitegen/publish/pages.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/strings/substitute.h"
#include "knowledge/permit_plan.h"
#include "sitegen/publish/changes.h"
#include "sitegen/publish/format.h"
#include "sitegen/publish/glossary.h"
#include "sitegen/publish/page_views.h"
#include "sitegen/publish/plan_data.h"
#include "sitegen/publish/plan_overview.h"
#include "sitegen/publish/site.h"
#include "sitegen/publish/structured_data.h"

namespace indgang::sitegen {

namespace v1 = knowledge::v1;

namespace {

// Renders one page: fills the frame, makes the view, runs the template.
class Page {
 public:
  Page(const LanguageSite& site, const PageJob& job, const std::string& other_href) : site_(site), job_(job) {
    frame_.other_href = other_href;
    if (job.kind != PageKind::kNotFound) {
      const std::string origin(site.origin());
      const std::string own = origin + site.PageHref(job.folder);
      const std::string other = origin + other_href;
      frame_.canonical = own;
      frame_.da_url = site.english() ? other : own;
      frame_.en_url = site.english() ? own : other;
    }
  }

  std::string Render() {
    const v1::KnowledgeBase& base = site_.bundle().message();
    const Words& words = site_.words();
    switch (job_.kind) {
      case PageKind::kStart:
        return Start();
      case PageKind::kArea:
        return Area(base.areas(job_.index));
      case PageKind::kPackage:
        return Package(base.packages(job_.index));
      case PageKind::kService:
        return Service(base.services(job_.index));
      case PageKind::kServiceIndex:
        return ServiceIndex();
      case PageKind::kAuthority:
        return Authority(base.authorities(job_.index));
      case PageKind::kAuthorityList:
        return AuthorityList();
      case PageKind::kFaqList:
        return FaqList();
      case PageKind::kFaq:
        return Faq(base.faq(job_.index));
      case PageKind::kGlossary:
        return Glossary();
      case PageKind::kText:
        Prose(base.pages(job_.index).text());
        return Finish(EmptyView{});
      case PageKind::kStatement:
        Title(words.statement, words.statement_summary);
        return Finish(StatementView{base.site().accessibility_statement_url()});
      case PageKind::kNews:
        return News();
      case PageKind::kSearch:
        Title(words.search, words.search_summary);
        frame_.searches = true;
        return Finish(SearchView{Letters()});
      case PageKind::kNotFound:
        Title(words.not_found, words.not_found_summary);
        return Finish(EmptyView{});
    }
    return "";
  }

 private:
  void Title(absl::string_view title, absl::string_view summary) {
    frame_.title = {title, ""};
    frame_.summary = {summary, ""};
  }

  // Title, summary and body of an item, in the page's language or in Danish under a banner.
  void Prose(const v1::LocalizedProse& prose) {
    bool untranslated = false;
    const v1::Prose& chosen = site_.Choose(prose, &untranslated);
    frame_.untranslated = untranslated;
    frame_.body_lang = untranslated ? "da" : "";
    if (site_.english() && !untranslated && prose.en_outdated()) {
      const std::string day = FormatDate(prose.en_translated(), site_.words());
      frame_.outdated = day.empty() ? site_.words().outdated : absl::Substitute(site_.words().outdated_since, day);
    }
    frame_.title = {chosen.title(), frame_.body_lang};
    frame_.summary = {chosen.summary(), frame_.body_lang};
    ExplainedTerms terms(site_.GlossaryOf(untranslated), chosen.title());
    frame_.body_html = RenderMarkdown(chosen.body_markdown(), site_, &terms).html;
  }

  void Crumb(std::string href, LangText title) { frame_.breadcrumbs.push_back({std::move(href), title, {}, false}); }

  template <class View>
  std::string Finish(const View& view) {
    if (job_.kind != PageKind::kStart) {
      frame_.breadcrumbs.insert(frame_.breadcrumbs.begin(), {site_.PageHref(""), {site_.words().home, ""}, {}, false});
      frame_.breadcrumbs.push_back({"", frame_.title, {}, true});
      if (!frame_.canonical.empty()) frame_.data_html += BreadcrumbData(site_, frame_.breadcrumbs);
    }
    const absl::string_view site_title = site_.view().title.text;
    frame_.head_title = job_.kind == PageKind::kStart
                            ? absl::Substitute(site_.words().page_title, site_title, site_.view().municipality.text)
                            : absl::Substitute(site_.words().page_title, frame_.title.text, site_title);
    std::string html;
    html.reserve(frame_.body_html.size() + 16 * 1024);
    site_.templates().pages[static_cast<std::size_t>(job_.kind)].Render({&site_.view(), &frame_, &view}, html);
    return html;
  }

  std::string Start() {
    const v1::KnowledgeBase& base = site_.bundle().message();
    Title(site_.view().title.text, site_.words().start_lead);
    frame_.title = site_.view().title;
    StartView view;
    for (const v1::Package& package : base.packages()) {
      if (package.kind() == v1::Package::KIND_NEED)
        view.needs.push_back(site_.Link("package", package.id(), package.text()));
    }
    return Finish(view);
  }

  std::string Area(const v1::Area& area) {
    frame_.title = site_.Choose(area.title());
    frame_.summary = site_.Choose(area.summary());
    AreaView view;
    view.services = site_.Services(site_.OfArea(area.id()));
    for (const v1::FaqEntry& entry : site_.bundle().message().faq()) {
      if (entry.area() == area.id()) view.faq.push_back(site_.Link("faq", entry.id(), entry.text()));
    }
    return Finish(view);
  }

  std::string Package(const v1::Package& package) {
    Prose(package.text());
    PackageView view;
    view.target_group = site_.Choose(package.target_group());
    view.sources = site_.Sources(package.sources());
    view.review_by = FormatDate(package.review_by(), site_.words());
    view.owner = site_.Contact(package.owner());
    view.end = site_.EndOf(package).name;
    view.legend_critical = site_.EndOf(package).legend_critical;
    view.plan_data = site_.RootHref(PlanDataFile(site_, package).path);
    view.plan_js = site_.RootHref(site_.assets().plan_js);
    Plan(package, &view);
    for (const std::string& id : package.questions()) {
      const v1::Question* question = site_.bundle().FindQuestion(id);
      if (question == nullptr) continue;
      view.questions.push_back({id, site_.Choose(question->text()), site_.Choose(question->help()), {}});
      for (const PhaseView& phase : view.phases) {
        for (const StepView& step : phase.steps) {
          const auto asked = questions_of_.find(step.service);
          if (asked != questions_of_.end() &&
              std::find(asked->second.begin(), asked->second.end(), id) != asked->second.end()) {
            view.questions.back().services.push_back(step.service);
          }
        }
      }
    }
    for (const v1::Offer& offer : package.offers()) {
      OfferView shown{site_.Choose(offer.title()), site_.Choose(offer.description()), offer.url(), offer.url(),
                      site_.Contact(offer.authority())};
      absl::ConsumePrefix(&shown.url_label, "https://");
      absl::ConsumePrefix(&shown.url_label, "www.");
      absl::ConsumeSuffix(&shown.url_label, "/");
      view.offers.push_back(std::move(shown));
    }
    return Finish(view);
  }

  // "After: A, B" for a step that waits for others; else "".
  std::string After(const knowledge::PlanStep& step, const knowledge::PermitPlan& plan) {
    if (step.after.empty()) return "";
    const auto title = [&](std::string* out, int index) {
      absl::StrAppend(out, site_.Service(plan.steps[static_cast<std::size_t>(index)].service->id())->title.text);
    };
    return absl::Substitute(site_.words().step_after, absl::StrJoin(step.after, ", ", title));
  }

  // The services of the package in the order of the permit plan, by phase, numbered through.
  void Plan(const v1::Package& package, PackageView* view) {
    // A fixed day keeps the clock out of the page: a Monday with no public holiday until Christmas. Plans from the
    // browser begin on the day that is chosen.
    const absl::CivilDay start(2026, 8, 10);
    const auto plan = knowledge::PlanPackage(site_.bundle(), package.id(), {}, start);
    if (!plan.ok()) return;
    const Words& words = site_.words();
    view->needed = words.package_needed.Format(plan->needed);
    view->maybe = plan->maybe == 0 ? "" : words.package_maybe.Format(plan->maybe);
    const Overview overview = MakeOverview(
        *plan, start, [this](absl::string_view id) { return site_.Service(id); },
        [this](absl::string_view id) { return site_.Contact(id); });
    view->authorities = words.package_authorities.Format(static_cast<long long>(overview.lanes.size()));
    view->overview_wide_html = DrawOverview(overview, OverviewSize::kWide, words, site_.EndOf(package));
    view->overview_narrow_html = DrawOverview(overview, OverviewSize::kNarrow, words, site_.EndOf(package));
    for (const OverviewLane& lane : overview.lanes) {
      for (const OverviewBar& bar : lane.bars) {
        view->overview_rows.push_back({bar.service, OverviewWeek(bar.begin, words)});
      }
    }
    int number = 0;
    for (const v1::Phase& phase : package.phases()) {
      PhaseView shown;
      shown.anchor = absl::StrCat("phase_", phase.id());
      shown.number = absl::StrCat(view->phases.size() + 1);
      shown.title = site_.Choose(phase.title());
      shown.summary = site_.Choose(phase.summary());
      for (const knowledge::PlanStep& step : plan->steps) {
        if (step.phase != &phase) continue;
        const ServiceView* service = site_.Service(step.service->id());
        shown.steps.push_back({absl::StrCat(++number), step.service->id(), service,
                               NeedWithoutQuestion(site_, *step.service), After(step, *plan)});
        questions_of_[service] = step.open_questions;
      }
      view->phases.push_back(std::move(shown));
    }
  }

  std::string Service(const v1::Service& service) {
    Prose(service.text());
    const Words& words = site_.words();
    ServicePageView view;
    view.service = site_.Service(service.id());
    view.repealed = service.status() == v1::SERVICE_STATUS_REPEALED;
    view.replaced = service.status() == v1::SERVICE_STATUS_REPLACED;
    view.replacement = site_.Service(service.replaced_by());
    for (const absl::string_view id : site_.PackagesWith(service.id())) {
      view.packages.push_back(site_.Link("package", id, site_.bundle().FindPackage(id)->text()));
    }
    for (const v1::LocalizedText& text : service.evidence()) view.evidence.push_back(site_.Choose(text));
    if (service.has_application()) {
      const v1::Application& application = service.application();
      ApplyView apply{application.url(), site_.Choose(application.label()), site_.Choose(application.how()), {}};
      if (!apply.label && !apply.url.empty()) apply.label = {UrlHost(apply.url), ""};
      for (const v1::Form& form : application.forms()) {
        apply.forms.push_back({form.url(), site_.Choose(form.title()), {}, false});
      }
      view.apply = std::move(apply);
    }
    view.fee_note = site_.Choose(service.fee().note());
    const v1::Processing& processing = service.processing();
    if (processing.has_goal()) view.goal = FormatPeriod(processing.goal(), words);
    if (processing.has_statutory()) view.statutory = FormatPeriod(processing.statutory(), words);
    if (processing.has_apply_ahead()) view.apply_ahead = FormatPeriod(processing.apply_ahead(), words);
    view.volume = FormatVolume(service.annual_volume(), words);
    view.immediate = processing.immediate();
    view.clock_starts = site_.Choose(processing.clock_starts());
    view.no_reply = site_.Choose(processing.no_reply());
    for (const v1::LegalBasis& law : service.legal_basis()) {
      view.laws.push_back({site_.Choose(law.title()), law.section(), law.url()});
    }
    view.before = site_.Services(service.prerequisites());
    view.after = site_.Services(site_.RequiredBy(service.id()));
    for (const std::string& id : service.also_involves()) {
      if (const ContactView* contact = site_.Contact(id)) view.also_involves.push_back(contact);
    }
    view.sources = site_.Sources(service.sources());
    view.review_by = FormatDate(service.review_by(), words);
    view.valid_from = FormatDate(service.valid_from(), words);
    view.valid_to = FormatDate(service.valid_to(), words);
    view.owner = site_.Contact(service.owner());
    frame_.data_html = ServiceData(site_, service, frame_.canonical);
    if (const v1::Area* area = site_.bundle().FindArea(service.area())) {
      Crumb(site_.Href("area", area->id()), site_.Choose(area->title()));
    }
    return Finish(view);
  }

  static absl::string_view UrlHost(absl::string_view url) {
    absl::ConsumePrefix(&url, "https://");
    absl::ConsumePrefix(&url, "www.");
    return url.substr(0, url.find('/'));
  }

  std::string ServiceIndex() {
    Title(site_.words().services, site_.words().services_summary);
    return Finish(IndexView{Letters()});
  }

  // All services by their first letter.
  std::vector<LetterView> Letters() const {
    std::vector<std::pair<std::string, const ServiceView*>> sorted;
    for (const v1::Service& service : site_.bundle().message().services()) {
      const ServiceView* view = site_.Service(service.id());
      sorted.emplace_back(SortKey(view->title.text), view);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first, a.second->href) < std::pair(b.first, b.second->href);
    });
    std::vector<LetterView> letters;
    for (const auto& [key, service] : sorted) {
      const std::string letter = Letter(key);
      if (letters.empty() || letters.back().letter != letter) {
        letters.push_back({letter, absl::StrCat("letter_", HeadingAnchor(letter)), {}});
      }
      letters.back().services.push_back(service);
    }
    return letters;
  }

  // Makes byte order the Danish alphabet's: æ, ø and å come after z, other accents do not count.
  static std::string SortKey(absl::string_view title) {
    static const auto& letters = *new absl::flat_hash_map<absl::string_view, absl::string_view>{
        {"æ", "{"}, {"Æ", "{"}, {"ø", "|"}, {"Ø", "|"}, {"å", "}"}, {"Å", "}"},
        {"é", "e"}, {"É", "e"}, {"ü", "u"}, {"ö", "|"}, {"ä", "{"}, {"è", "e"}};
    std::string key;
    for (std::size_t i = 0; i < title.size(); ++i) {
      const auto found = letters.find(title.substr(i, 2));
      if (found != letters.end()) {
        absl::StrAppend(&key, found->second);
        ++i;
      } else {
        key += absl::ascii_tolower(static_cast<unsigned char>(title[i]));
      }
    }
    return key;
  }

  static std::string Letter(const std::string& key) {
    const char first = key.empty() ? '#' : key[0];
    if (first == '{') return "Æ";
    if (first == '|') return "Ø";
    if (first == '}') return "Å";
    return absl::ascii_isalpha(static_cast<unsigned char>(first))
               ? std::string(1, absl::ascii_toupper(static_cast<unsigned char>(first)))
               : "#";
  }

  std::string Authority(const v1::Authority& authority) {
    Prose(authority.text());
    Crumb(site_.view().authorities, {site_.words().authorities, ""});
    AuthorityPageView view;
    view.contact = site_.Contact(authority.id());
    view.services = site_.Services(site_.OfAuthority(authority.id()));
    view.involved = site_.Services(site_.Involving(authority.id()));
    view.sources = site_.Sources(authority.sources());
    view.review_by = FormatDate(authority.review_by(), site_.words());
    return Finish(view);
  }

  std::string AuthorityList() {
    Title(site_.words().authorities, site_.words().authorities_summary);
    AuthorityListView view;
    for (std::size_t level = 1; level < site_.words().levels.size(); ++level) {
      AuthorityGroupView group{site_.words().levels[level], {}};
      for (const v1::Authority& authority : site_.bundle().message().authorities()) {
        if (static_cast<std::size_t>(authority.level()) == level)
          group.authorities.push_back(site_.Contact(authority.id()));
      }
      if (!group.authorities.empty()) view.groups.push_back(std::move(group));
    }
    return Finish(view);
  }

  std::string FaqList() {
    Title(site_.words().faq, site_.words().faq_summary);
    FaqListView view;
    std::vector<Answer> answers;
    for (const v1::Area& area : site_.bundle().message().areas()) {
      FaqGroupView group{site_.Choose(area.title()), {}};
      for (const v1::FaqEntry& entry : site_.bundle().message().faq()) {
        if (entry.area() != area.id()) continue;
        group.entries.push_back(site_.Link("faq", entry.id(), entry.text()));
        answers.push_back({group.entries.back().title.text, group.entries.back().summary.text});
      }
      if (!group.entries.empty()) view.groups.push_back(std::move(group));
    }
    if (!answers.empty()) frame_.data_html = FaqData(site_, answers);
    return Finish(view);
  }

  std::string News() {
    Title(site_.words().news, site_.words().news_summary);
    NewsView view;
    const std::vector<ItemChange> changes = ListChanges(site_.bundle().message());
    for (std::size_t i = 0; i < std::min(changes.size(), kChangesShown); ++i) {
      const ItemChange& change = changes[i];
      if (view.days.empty() || view.days.back().iso != change.date) {
        view.days.push_back({FormatDate(change.date, site_.words()), change.date, {}});
      }
      view.days.back().entries.push_back(
          {site_.PageHref(change.folder), site_.Title(*change.text), site_.Choose(*change.note), false});
    }
    return Finish(view);
  }

  std::string Faq(const v1::FaqEntry& entry) {
    Prose(entry.text());
    bool untranslated = false;
    const std::string answer = RenderMarkdown(site_.Choose(entry.text(), &untranslated).body_markdown(), site_).html;
    frame_.data_html = FaqData(site_, {{frame_.title.text, answer}});
    Crumb(site_.view().faq, {site_.words().faq, ""});
    return Finish(FaqPageView{site_.Services(entry.services())});
  }

  std::string Glossary() {
    Title(site_.words().glossary, site_.words().glossary_summary);
    std::vector<std::pair<std::string, TermView>> sorted;
    for (const v1::GlossaryTerm& term : site_.bundle().message().glossary()) {
      const TermView view{term.id(), site_.Choose(term.term()), site_.Choose(term.definition())};
      sorted.emplace_back(SortKey(view.term.text), view);
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    GlossaryView view;
    for (auto& [key, term] : sorted) view.terms.push_back(term);
    return Finish(view);
  }

  const LanguageSite& site_;
  const PageJob& job_;
  FrameView frame_;
  absl::flat_hash_map<const ServiceView*, std::vector<std::string>> questions_of_;
};

}  // namespace

std::vector<PageJob> ListPages(const knowledge::Bundle& bundle) {
  const v1::KnowledgeBase& base = bundle.message();
  std::vector<PageJob> jobs = {{PageKind::kStart, 0, ""},
                               {PageKind::kServiceIndex, 0, "services/"},
                               {PageKind::kAuthorityList, 0, "authorities/"},
                               {PageKind::kFaqList, 0, "faq/"},
                               {PageKind::kGlossary, 0, "glossary/"},
                               {PageKind::kStatement, 0, "was/"},
                               {PageKind::kNews, 0, "news/"},
                               {PageKind::kSearch, 0, "search/"},
                               {PageKind::kNotFound, 0, "404.html"}};
  const auto add = [&jobs](PageKind kind, absl::string_view name, const auto& items) {
    for (int i = 0; i < items.size(); ++i) jobs.push_back({kind, i, ItemPath(name, items[i].id())});
  };
  add(PageKind::kArea, "area", base.areas());
  add(PageKind::kPackage, "package", base.packages());
  add(PageKind::kService, "service", base.services());
  add(PageKind::kAuthority, "authority", base.authorities());
  add(PageKind::kFaq, "faq", base.faq());
  add(PageKind::kText, "page", base.pages());
  return jobs;
}

std::string RenderPage(const LanguageSite& site, const PageJob& job, const std::string& other_href) {
  return Page(site, job, other_href).Render();
}

std::string PageFile(const LanguageSite& site, const PageJob& job) {
  return site.Path(job.kind == PageKind::kNotFound ? job.folder : job.folder + "index.html");
}

}  // namespace indgang::sitegen
