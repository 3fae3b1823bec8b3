#include "sitegen/publish/pages.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "sitegen/publish/changes.h"
#include "sitegen/publish/format.h"
#include "sitegen/publish/glossary.h"
#include "sitegen/publish/item_pages.h"
#include "sitegen/publish/letters.h"
#include "sitegen/publish/page_views.h"
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
        return Finish(SearchView{ServicesByLetter(site_), site_.RootHref(site_.search_file())});
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
    return Finish(MakePackagePage(site_, package));
  }

  std::string Service(const v1::Service& service) {
    Prose(service.text());
    frame_.data_html = ServiceData(site_, service, frame_.canonical);
    if (const v1::Area* area = site_.bundle().FindArea(service.area())) {
      Crumb(site_.Href("area", area->id()), site_.Choose(area->title()));
    }
    return Finish(MakeServicePage(site_, service));
  }

  std::string ServiceIndex() {
    Title(site_.words().services, site_.words().services_summary);
    return Finish(IndexView{ServicesByLetter(site_)});
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
    const v1::ContentRevision& revision = site_.bundle().message().revision();
    view.revision = !revision.commit().empty()        ? revision.commit().substr(0, 12)
                    : revision.content_hash().empty() ? site_.words().revision_none
                                                      : revision.content_hash().substr(0, 12);
    if (absl::EndsWith(revision.commit(), "-dirty")) view.revision += "-dirty";
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
