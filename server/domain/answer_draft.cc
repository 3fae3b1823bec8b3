#include "server/domain/answer_draft.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/errors.h"
#include "server/domain/answer_step.h"
#include "server/domain/answer_words.h"
#include "server/domain/field_checks.h"
#include "server/domain/plan_snapshot.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::CasePlan;
using cases::v1::PlanStep;
using knowledge::v1::Fee;
using Steps = std::vector<const PlanStep*>;

class Letter {
 public:
  Letter(const Case& subject, const CasePlan& plan, bool from_plan, bool english, bool with_details,
         const Context& context)
      : case_(subject),
        plan_(plan),
        from_plan_(from_plan),
        english_(english),
        with_details_(with_details),
        context_(context),
        words_(AnswerWordsIn(english)) {
    for (const PlanStep& step : plan.steps()) {
      if (step.state() == PlanStep::STATE_DROPPED || step.need() == PlanStep::NEED_NOT) continue;
      Steps& group = step.offer()                          ? offers_
                     : step.need() == PlanStep::NEED_MAYBE ? maybe_
                     : !from_plan || IsAppliedFor(step)    ? course_
                                                           : rules_;
      group.push_back(&step);
    }
  }

  std::string Subject() const {
    const knowledge::v1::Package* const package = context_.bundle.FindPackage(plan_.package());
    const absl::string_view start = IsOutreach() ? words_.subject_outreach : words_.subject_enquiry;
    if (package == nullptr) return Fill(words_.subject_about_services, start, case_.case_number());
    return Fill(words_.subject, start, Choose(package->text()).title(), case_.case_number());
  }

  std::string Write() && {
    WriteOpening();
    if (from_plan_) {
      WriteShort();
      WriteFirst();
    }
    WriteCourse();
    if (from_plan_ && !course_.empty()) {
      WriteParallel();
      WriteTime();
      WriteFees();
    }
    WriteQuestions();
    WriteList(words_.heading_rules, words_.rules_intro, rules_);
    WriteOffers();
    WriteEnd();
    return std::move(text_);
  }

 private:
  std::string Choose(const knowledge::v1::LocalizedText& text) const {
    return english_ && !text.en().empty() ? text.en() : text.da();
  }
  const knowledge::v1::Prose& Choose(const knowledge::v1::LocalizedProse& prose) const {
    return english_ && prose.has_en() && !prose.en().title().empty() ? prose.en() : prose.da();
  }

  std::string AuthorityName(const std::string& id) const {
    const knowledge::v1::Authority* const authority = context_.bundle.FindAuthority(id);
    return authority == nullptr ? id : Choose(authority->text()).title();
  }
  // Within a sentence, where a title may hold commas and question marks of its own.
  std::string Quote(const PlanStep& step) const { return absl::StrCat("\"", Choose(step.title()), "\""); }
  std::string TitleList(const Steps& steps) const {
    std::vector<std::string> titles;
    for (const PlanStep* step : steps) titles.push_back(Quote(*step));
    return ListText(titles, words_);
  }
  std::string Date(const std::string& iso_date) const { return DateText(iso_date, words_); }

  // The guide's address as the site has it; empty when the content has no such guide any more.
  std::string GuideUrl(const std::string& service) const {
    if (context_.bundle.FindService(service) == nullptr) return "";
    return absl::StrCat(context_.bundle.message().site().base_url(), english_ ? "/en" : "", "/services/", service, "/");
  }

  void Heading(absl::string_view heading) { absl::StrAppend(&text_, "\n", heading, "\n\n"); }
  void Line(absl::string_view line) { absl::StrAppend(&text_, line, "\n"); }
  void Item(absl::string_view item) { absl::StrAppend(&text_, "- ", item, "\n"); }
  void Paragraph(absl::string_view text) { absl::StrAppend(&text_, text_.empty() ? "" : "\n", text, "\n"); }
  // A line below a step's title.
  void Detail(absl::string_view line) {
    if (!line.empty()) absl::StrAppend(&text_, "   ", line, "\n");
  }

  // We got in touch with them, not they with us.
  bool IsOutreach() const { return case_.enquiry().channel() == cases::v1::CHANNEL_OUTBOUND; }
  bool HasPerson() const { return !case_.contact_person().id().empty(); }

  std::string Reach() const {
    const auto& person = case_.contact_person();
    if (person.phone().empty() && person.email().empty()) return "";
    if (person.email().empty()) return Fill(words_.reach_by_phone, person.phone());
    if (person.phone().empty()) return Fill(words_.reach_by_email, person.email());
    return Fill(words_.reach_by_both, person.phone(), person.email());
  }

  void WriteOpening() {
    const std::string& name = case_.enquiry().contact().display_name();
    Paragraph(name.empty() ? std::string(words_.greeting_without_name) : Fill(words_.greeting, name));
    const absl::string_view here = !from_plan_                         ? words_.here_are_guides
                                   : course_.empty() && maybe_.empty() ? words_.here_is_help
                                                                       : words_.here_is_plan;
    Paragraph(absl::StrCat(IsOutreach() ? words_.thanks_outreach : words_.thanks_enquiry, " ", here));
    const std::string who = HasPerson() ? std::string(words_.contact_is_me)
                                        : Fill(words_.contact_is_desk, case_.contact_person().display_name());
    const std::string reach = Reach();
    Paragraph(absl::StrCat(who, reach.empty() ? "" : " ", reach, " ", words_.one_entry));
  }

  // "3 permits and 2 registrations".
  std::string WhatIsNeeded() const {
    const auto permits = std::count_if(course_.begin(), course_.end(), [](const PlanStep* step) {
      return step->kind() == knowledge::v1::SERVICE_KIND_PERMIT;
    });
    const auto others = static_cast<std::ptrdiff_t>(course_.size()) - permits;
    std::vector<std::string> parts;
    if (permits > 0) parts.push_back(CountText(words_.permits, permits));
    if (others > 0) parts.push_back(CountText(words_.registrations, others));
    return ListText(parts, words_);
  }

  std::vector<std::string> AuthorityNames() const {
    std::vector<std::string> names;
    for (const PlanStep* step : course_) {
      const std::string name = AuthorityName(step->authority());
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
  }

  void WriteShort() {
    Heading(words_.heading_short);
    if (course_.empty()) {
      Item(words_.short_nothing_needed);
    } else {
      const std::vector<std::string> authorities = AuthorityNames();
      const auto count = static_cast<std::int64_t>(authorities.size());
      Item(Fill(words_.short_needed, WhatIsNeeded(), CountText(words_.authorities, count),
                ListText(authorities, words_)));
    }
    if (!maybe_.empty()) Item(CountText(words_.short_maybe, static_cast<std::int64_t>(maybe_.size())));
    if (course_.empty()) return;
    const cases::v1::PlanTotals& totals = plan_.totals();
    // A date that is only the first day, because nobody knows how long anything takes, would be a false promise.
    if (totals.unknown_times() > 0 && totals.earliest_opening() == plan_.start_date()) {
      Item(words_.short_opening_unknown);
    } else {
      std::string opening = Fill(words_.short_opening, Date(totals.earliest_opening()), Date(plan_.start_date()));
      if (totals.unknown_times() > 0) {
        absl::StrAppend(&opening, " ", CountText(words_.short_unknown_times, totals.unknown_times()));
      }
      Item(opening);
    }
    std::string fees =
        totals.known_fees_minor() == 0
            ? std::string(words_.short_no_fees)
            : Fill(words_.short_fees, MoneyText(totals.known_fees_minor(), totals.known_fees_minor(), "DKK", words_));
    if (totals.unknown_fees() > 0) {
      absl::StrAppend(&fees, " ", CountText(words_.short_unknown_fees, totals.unknown_fees()));
    }
    Item(fees);
  }

  bool IsReady(const PlanStep& step) const {
    if (step.state() != PlanStep::STATE_NOT_STARTED) return false;
    return std::all_of(step.after().begin(), step.after().end(), [&](const std::string& service) {
      return std::any_of(plan_.steps().begin(), plan_.steps().end(), [&](const PlanStep& before) {
        return before.service() == service && before.state() == PlanStep::STATE_IN_PLACE;
      });
    });
  }

  void WriteFirst() {
    Steps ready;
    std::copy_if(course_.begin(), course_.end(), std::back_inserter(ready),
                 [&](const PlanStep* step) { return IsReady(*step); });
    if (ready.empty()) return;
    Heading(words_.heading_first);
    Line(Fill(words_.first_begin, TitleList(ready)));
    Steps deciding;
    std::copy_if(ready.begin(), ready.end(), std::back_inserter(deciding),
                 [](const PlanStep* step) { return step->critical(); });
    if (!deciding.empty() && ready.size() > 1) Line(Fill(words_.first_decides, TitleList(deciding)));
  }

  void WriteCourse() {
    if (course_.empty()) return;
    Heading(from_plan_ ? words_.heading_course : words_.heading_services);
    int number = 0;
    for (const PlanStep* step : course_) {
      if (number > 0) text_ += '\n';
      Line(Fill(words_.step_title, ++number, Choose(step->title()), AuthorityName(step->authority())));
      const knowledge::v1::Service* const service = context_.bundle.FindService(step->service());
      if (!from_plan_ && service != nullptr) Detail(Choose(service->text()).summary());
      Detail(WhenText(*step, from_plan_, words_));
      if (with_details_ && service != nullptr && !IsUnderWay(*step)) WriteHow(*service);
      Detail(PriceText(*step, words_));
      if (const std::string url = GuideUrl(step->service()); !url.empty()) Detail(Fill(words_.step_guide, url));
    }
  }

  void WriteHow(const knowledge::v1::Service& service) {
    Detail(Choose(service.application().how()));
    if (!service.application().url().empty()) Detail(Fill(words_.step_apply, service.application().url()));
    if (service.evidence().empty()) return;
    Detail(words_.step_evidence);
    for (const knowledge::v1::LocalizedText& evidence : service.evidence()) {
      Detail(absl::StrCat("- ", Choose(evidence)));
    }
  }

  // Whether `step` has to wait for `other`, directly or through others.
  bool Follows(const PlanStep& step, const PlanStep& other) const {
    return std::any_of(step.after().begin(), step.after().end(), [&](const std::string& service) {
      if (service == other.service()) return true;
      const auto before = std::find_if(plan_.steps().begin(), plan_.steps().end(),
                                       [&](const PlanStep& candidate) { return candidate.service() == service; });
      return before != plan_.steps().end() && Follows(*before, other);
    });
  }

  void WriteParallel() {
    std::map<std::string, Steps> by_begin;
    for (const PlanStep* step : course_) {
      if (IsUnderWay(*step)) continue;
      Steps& together = by_begin[step->begin_date()];
      const bool waits =
          std::any_of(together.begin(), together.end(), [&](const PlanStep* other) { return Follows(*step, *other); });
      if (!waits) together.push_back(step);
    }
    bool any = false;
    for (const auto& [begin, together] : by_begin) {
      if (together.size() < 2) continue;
      if (!any) Heading(words_.heading_parallel);
      any = true;
      Item(Fill(words_.parallel, Date(begin), TitleList(together)));
    }
  }

  void WriteTime() {
    Steps path;
    Steps unknown;
    for (const PlanStep* step : course_) {
      if (step->critical() && step->state() != PlanStep::STATE_IN_PLACE) path.push_back(step);
      if (!StatesATime(*step) && step->state() != PlanStep::STATE_IN_PLACE) unknown.push_back(step);
    }
    Heading(words_.heading_time);
    if (!path.empty()) Item(Fill(words_.time_path, TitleList(path)));
    if (!unknown.empty()) Item(Fill(words_.time_unknown, TitleList(unknown)));
    Item(Fill(words_.time_reservation, Date(plan_.start_date())));
  }

  void WriteFees() {
    Heading(words_.heading_fees);
    const std::int64_t known = plan_.totals().known_fees_minor();
    Item(known == 0 ? std::string(words_.fees_none) : Fill(words_.fees_known, MoneyText(known, known, "DKK", words_)));
    std::vector<std::string> recurring;
    Steps unknown;
    for (const PlanStep* step : course_) {
      if (step->fee().kind() == Fee::KIND_RECURRING) {
        recurring.push_back(absl::StrCat(Quote(*step), " ", FeeText(step->fee(), words_)));
      }
      if (!step->fee_known()) unknown.push_back(step);
    }
    if (!recurring.empty()) Item(Fill(words_.fees_recurring, ListText(recurring, words_)));
    if (!unknown.empty()) Item(Fill(words_.fees_unknown, TitleList(unknown)));
  }

  void WriteQuestions() {
    std::vector<std::pair<std::string, Steps>> decided;  // by question, in the order they come up
    for (const PlanStep* step : maybe_) {
      for (const std::string& question : step->open_questions()) {
        auto found =
            std::find_if(decided.begin(), decided.end(), [&](const auto& entry) { return entry.first == question; });
        if (found == decided.end()) found = decided.insert(decided.end(), {question, {}});
        found->second.push_back(step);
      }
    }
    if (decided.empty()) return;
    Heading(words_.heading_questions);
    Line(words_.questions_intro);
    for (const auto& [id, steps] : decided) {
      const knowledge::v1::Question* const question = context_.bundle.FindQuestion(id);
      Item(Fill(words_.question, question == nullptr ? id : Choose(question->text()), TitleList(steps)));
    }
  }

  void WriteList(absl::string_view heading, absl::string_view intro, const Steps& steps) {
    if (steps.empty()) return;
    Heading(heading);
    Line(intro);
    for (const PlanStep* step : steps) WriteLinked(*step);
  }

  void WriteLinked(const PlanStep& step) {
    const std::string url = GuideUrl(step.service());
    Item(absl::StrCat(Choose(step.title()), " (", AuthorityName(step.authority()), ")", url.empty() ? "" : ": ", url));
  }

  void WriteOffers() {
    const knowledge::v1::Package* const package = context_.bundle.FindPackage(plan_.package());
    if (offers_.empty() && (package == nullptr || package->offers().empty())) return;
    const bool is_new = case_.enquiry().company().cvr_number().empty();
    Heading(is_new ? words_.heading_offers_new_company : words_.heading_offers);
    Line(words_.offers_intro);
    for (const PlanStep* step : offers_) WriteLinked(*step);
    if (package == nullptr) return;
    for (const knowledge::v1::Offer& offer : package->offers()) {
      Item(absl::StrCat(Choose(offer.title()), " (", AuthorityName(offer.authority()),
                        "): ", Choose(offer.description()), offer.url().empty() ? "" : " ", offer.url()));
    }
  }

  void WriteEnd() {
    text_ += '\n';
    Line(Fill(words_.reservation, Date(absl::FormatCivilTime(context_.today()))));
    if (from_plan_) Paragraph(words_.invitation);
    Paragraph(words_.regards);
    text_ += '\n';
    const auto& person = case_.contact_person();
    const knowledge::v1::Site& site = context_.bundle.message().site();
    Line(person.display_name());
    const std::string desk = Choose(site.front_desk().name());
    if (desk != person.display_name() && !desk.empty()) Line(desk);
    Line(Choose(site.municipality()));
    if (!person.phone().empty()) Line(person.phone());
    if (!person.email().empty()) Line(person.email());
  }

  const Case& case_;
  const CasePlan& plan_;
  const bool from_plan_;
  const bool english_;
  const bool with_details_;
  const Context& context_;
  const AnswerWords& words_;
  Steps course_;
  Steps maybe_;
  Steps rules_;
  Steps offers_;
  std::string text_;
};

// A plan that is nothing but the guides of the case's services, for a case without one.
CasePlan GuidesOf(const Case& subject, const knowledge::Bundle& bundle) {
  CasePlan guides;
  guides.set_package(subject.package());
  for (const std::string& id : subject.services()) {
    const knowledge::v1::Service* const service = bundle.FindService(id);
    if (service == nullptr) continue;
    PlanStep& step = *guides.add_steps();
    step = StepOf(*service);
    step.set_need(PlanStep::NEED_NEEDED);
    step.set_offer(false);
  }
  return guides;
}

// The longest beginning of whole paragraphs that fits.
std::string CutToFit(std::string text) {
  if (text.size() <= kMaxText) return text;
  const std::size_t end = text.rfind("\n\n", kMaxText - 1);
  text.resize(end == std::string::npos ? 0 : end + 1);
  return text;
}

}  // namespace

absl::StatusOr<AnswerDraft> DraftAnswer(const Case& subject, const std::optional<CasePlan>& plan,
                                        absl::string_view language, const Context& context) {
  const CasePlan basis = plan.has_value() ? *plan : GuidesOf(subject, context.bundle);
  if (basis.steps().empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_ANSWER_FROM",
                     absl::StrCat("case ", subject.case_number(),
                                  " has neither a plan nor services that the content knows; triage it first"),
                     {{"case_number", subject.case_number()}});
  }
  const bool english = language == "en";
  AnswerDraft draft;
  for (const bool with_details : {true, false}) {
    Letter letter(subject, basis, plan.has_value(), english, with_details, context);
    draft.subject = letter.Subject();
    draft.text = std::move(letter).Write();
    if (draft.text.size() <= kMaxText) return draft;
  }
  draft.text = CutToFit(std::move(draft.text));
  return draft;
}

}  // namespace indgang::domain
