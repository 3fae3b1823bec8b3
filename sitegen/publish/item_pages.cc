#include "sitegen/publish/item_pages.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/strings/substitute.h"
#include "knowledge/permit_plan.h"
#include "sitegen/publish/format.h"
#include "sitegen/publish/plan_data.h"
#include "sitegen/publish/plan_overview.h"

namespace indgang::sitegen {
namespace {

namespace v1 = knowledge::v1;

// The questions that decide whether a service of the package is needed.
using QuestionsOf = absl::flat_hash_map<const ServiceView*, std::vector<std::string>>;

absl::string_view UrlHost(absl::string_view url) {
  absl::ConsumePrefix(&url, "https://");
  absl::ConsumePrefix(&url, "www.");
  return url.substr(0, url.find('/'));
}

// "After: A, B" for a step that waits for others; else "".
std::string After(const LanguageSite& site, const knowledge::PlanStep& step, const knowledge::PermitPlan& plan) {
  if (step.after.empty()) return "";
  const auto title = [&](std::string* out, int index) {
    absl::StrAppend(out, site.Service(plan.steps[static_cast<std::size_t>(index)].service->id())->title.text);
  };
  return absl::Substitute(site.words().step_after, absl::StrJoin(step.after, ", ", title));
}

// The services of the package in the order of the permit plan, by phase, numbered through.
void AddPlan(const LanguageSite& site, const v1::Package& package, PackageView* view, QuestionsOf* questions_of) {
  // A fixed day keeps the clock out of the page: a Monday with no public holiday until Christmas. Plans from the
  // browser begin on the day that is chosen.
  const absl::CivilDay start(2026, 8, 10);
  const auto plan = knowledge::PlanPackage(site.bundle(), package.id(), {}, start);
  if (!plan.ok()) return;
  const Words& words = site.words();
  view->needed = words.package_needed.Format(plan->needed);
  view->maybe = plan->maybe == 0 ? "" : words.package_maybe.Format(plan->maybe);
  const Overview overview = MakeOverview(
      *plan, start, [&](absl::string_view id) { return site.Service(id); },
      [&](absl::string_view id) { return site.Contact(id); });
  view->authorities = words.package_authorities.Format(static_cast<long long>(overview.lanes.size()));
  view->overview_wide_html = DrawOverview(overview, OverviewSize::kWide, words, site.EndOf(package));
  view->overview_narrow_html = DrawOverview(overview, OverviewSize::kNarrow, words, site.EndOf(package));
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
    shown.title = site.Choose(phase.title());
    shown.summary = site.Choose(phase.summary());
    for (const knowledge::PlanStep& step : plan->steps) {
      if (step.phase != &phase) continue;
      const ServiceView* service = site.Service(step.service->id());
      shown.steps.push_back({absl::StrCat(++number), step.service->id(), service,
                             NeedWithoutQuestion(site, *step.service), After(site, step, *plan)});
      (*questions_of)[service] = step.open_questions;
    }
    view->phases.push_back(std::move(shown));
  }
}

}  // namespace

ServicePageView MakeServicePage(const LanguageSite& site, const v1::Service& service) {
  const Words& words = site.words();
  ServicePageView view;
  view.service = site.Service(service.id());
  view.repealed = service.status() == v1::SERVICE_STATUS_REPEALED;
  view.replaced = service.status() == v1::SERVICE_STATUS_REPLACED;
  view.replacement = site.Service(service.replaced_by());
  for (const absl::string_view id : site.PackagesWith(service.id())) {
    view.packages.push_back(site.Link("package", id, site.bundle().FindPackage(id)->text()));
  }
  for (const v1::LocalizedText& text : service.evidence()) view.evidence.push_back(site.Choose(text));
  if (service.has_application()) {
    const v1::Application& application = service.application();
    ApplyView apply{application.url(), site.Choose(application.label()), site.Choose(application.how()), {}};
    if (!apply.label && !apply.url.empty()) apply.label = {UrlHost(apply.url), ""};
    for (const v1::Form& form : application.forms()) {
      apply.forms.push_back({form.url(), site.Choose(form.title()), {}, false});
    }
    view.apply = std::move(apply);
  }
  view.fee_note = site.Choose(service.fee().note());
  const v1::Processing& processing = service.processing();
  if (processing.has_goal()) view.goal = FormatPeriod(processing.goal(), words);
  if (processing.has_statutory()) view.statutory = FormatPeriod(processing.statutory(), words);
  if (processing.has_apply_ahead()) view.apply_ahead = FormatPeriod(processing.apply_ahead(), words);
  view.volume = FormatVolume(service.annual_volume(), words);
  view.immediate = processing.immediate();
  view.clock_starts = site.Choose(processing.clock_starts());
  view.no_reply = site.Choose(processing.no_reply());
  for (const v1::LegalBasis& law : service.legal_basis()) {
    view.laws.push_back({site.Choose(law.title()), law.section(), law.url()});
  }
  view.before = site.Services(service.prerequisites());
  view.after = site.Services(site.RequiredBy(service.id()));
  for (const std::string& id : service.also_involves()) {
    if (const ContactView* contact = site.Contact(id)) view.also_involves.push_back(contact);
  }
  view.sources = site.Sources(service.sources());
  view.review_by = FormatDate(service.review_by(), words);
  view.valid_from = FormatDate(service.valid_from(), words);
  view.valid_to = FormatDate(service.valid_to(), words);
  view.owner = site.Contact(service.owner());
  return view;
}

PackageView MakePackagePage(const LanguageSite& site, const v1::Package& package) {
  PackageView view;
  view.target_group = site.Choose(package.target_group());
  view.sources = site.Sources(package.sources());
  view.review_by = FormatDate(package.review_by(), site.words());
  view.owner = site.Contact(package.owner());
  view.end = site.EndOf(package).name;
  view.legend_critical = site.EndOf(package).legend_critical;
  view.plan_data = site.RootHref(PlanDataFile(site, package).path);
  view.plan_js = site.RootHref(site.assets().plan_js);
  QuestionsOf questions_of;
  AddPlan(site, package, &view, &questions_of);
  for (const std::string& id : package.questions()) {
    const v1::Question* question = site.bundle().FindQuestion(id);
    if (question == nullptr) continue;
    view.questions.push_back({id, site.Choose(question->text()), site.Choose(question->help()), {}});
    for (const PhaseView& phase : view.phases) {
      for (const StepView& step : phase.steps) {
        const auto asked = questions_of.find(step.service);
        if (asked != questions_of.end() &&
            std::find(asked->second.begin(), asked->second.end(), id) != asked->second.end()) {
          view.questions.back().services.push_back(step.service);
        }
      }
    }
  }
  for (const v1::Offer& offer : package.offers()) {
    OfferView shown{site.Choose(offer.title()), site.Choose(offer.description()), offer.url(), offer.url(),
                    site.Contact(offer.authority())};
    absl::ConsumePrefix(&shown.url_label, "https://");
    absl::ConsumePrefix(&shown.url_label, "www.");
    absl::ConsumeSuffix(&shown.url_label, "/");
    view.offers.push_back(std::move(shown));
  }
  return view;
}

}  // namespace indgang::sitegen
