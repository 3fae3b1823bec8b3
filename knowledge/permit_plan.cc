#include "knowledge/permit_plan.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"

namespace indgang::knowledge {
namespace {

Need Not(Need need) {
  switch (need) {
    case Need::kNot:
      return Need::kNeeded;
    case Need::kNeeded:
      return Need::kNot;
    case Need::kMaybe:
      break;
  }
  return Need::kMaybe;
}

// Adds the questions that `condition`, which is kMaybe, still waits for; parts that are decided wait for nothing.
void CollectOpenQuestions(const v1::Condition& condition, const Answers& answers,
                          absl::flat_hash_set<absl::string_view>& open) {
  if (Evaluate(condition, answers) != Need::kMaybe) return;
  switch (condition.rule_case()) {
    case v1::Condition::kQuestion:
      open.insert(condition.question());
      break;
    case v1::Condition::kAll:
      for (const v1::Condition& part : condition.all().conditions()) CollectOpenQuestions(part, answers, open);
      break;
    case v1::Condition::kAny:
      for (const v1::Condition& part : condition.any().conditions()) CollectOpenQuestions(part, answers, open);
      break;
    case v1::Condition::kNot:
      CollectOpenQuestions(condition.not_(), answers, open);
      break;
    case v1::Condition::RULE_NOT_SET:
      break;
  }
}

std::vector<std::string> OpenQuestions(const v1::Package& package, const v1::Service& service, const Answers& answers) {
  absl::flat_hash_set<absl::string_view> open;
  CollectOpenQuestions(service.needed_if(), answers, open);
  std::vector<std::string> ordered;
  for (const std::string& question : package.questions()) {
    if (open.erase(question) > 0) ordered.push_back(question);
  }
  const std::size_t asked = ordered.size();
  for (const absl::string_view question : open) ordered.emplace_back(question);  // not asked by the package
  std::sort(ordered.begin() + static_cast<std::ptrdiff_t>(asked), ordered.end());
  return ordered;
}

// Whether nothing is applied for, so that no time and no fee are to be expected unless stated.
bool NothingToApplyFor(const v1::Service& service) {
  return service.kind() == v1::SERVICE_KIND_OBLIGATION || service.kind() == v1::SERVICE_KIND_GUIDANCE ||
         service.kind() == v1::SERVICE_KIND_INFORMATION;
}

// The longest time the service takes, as its sources put it; nullptr when none says.
const v1::Period* LongestTime(const v1::Processing& processing) {
  if (processing.has_goal()) return &processing.goal();
  if (processing.has_statutory()) return &processing.statutory();
  if (processing.has_apply_ahead()) return &processing.apply_ahead();
  return nullptr;
}

absl::CivilDay AddMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return std::min(absl::CivilDay(month.year(), month.month(), 1) + (day.day() - 1), last);
}

class Planner {
 public:
  Planner(const Bundle& bundle, const v1::Package& package, const Answers& answers, absl::CivilDay start)
      : bundle_(bundle), answers_(answers), start_(start) {
    plan_.package = &package;
  }

  PermitPlan Plan() && {
    CollectSteps();
    OrderSteps();
    SetDates();
    MarkCriticalSteps();
    SumUp();
    return std::move(plan_);
  }

 private:
  void CollectSteps() {
    for (const v1::Phase& phase : plan_.package->phases()) {
      for (const std::string& id : phase.services()) {
        PlanStep step;
        step.service = bundle_.FindService(id);
        step.phase = &phase;
        step.need = step.service->has_needed_if() ? Evaluate(step.service->needed_if(), answers_) : Need::kNeeded;
        if (step.need == Need::kMaybe) step.open_questions = OpenQuestions(*plan_.package, *step.service, answers_);
        plan_.steps.push_back(std::move(step));
      }
    }
  }

  // Takes, again and again, the first step whose prerequisites have all been taken.
  void OrderSteps() {
    std::vector<PlanStep> ordered;
    absl::flat_hash_map<absl::string_view, int> position;  // in `ordered`
    absl::flat_hash_set<absl::string_view> waiting;        // services that others must wait for
    for (const PlanStep& step : plan_.steps) {
      if (step.need != Need::kNot) waiting.insert(step.service->id());
    }
    std::vector<std::size_t> rest(plan_.steps.size());
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = i;
    // Steps that are not needed go last in their phase.
    std::stable_sort(rest.begin(), rest.end(), [&](std::size_t a, std::size_t b) {
      const PlanStep& x = plan_.steps[a];
      const PlanStep& y = plan_.steps[b];
      return PhaseIndex(x) != PhaseIndex(y) ? PhaseIndex(x) < PhaseIndex(y)
                                            : (x.need == Need::kNot) < (y.need == Need::kNot);
    });
    while (!rest.empty()) {
      const auto next = std::find_if(rest.begin(), rest.end(), [&](std::size_t i) {
        const PlanStep& step = plan_.steps[i];
        return step.need == Need::kNot ||
               std::none_of(step.service->prerequisites().begin(), step.service->prerequisites().end(),
                            [&](const std::string& id) { return waiting.contains(id); });
      });
      // Prerequisites form no cycle (Bundle::Create), so there always is one.
      PlanStep step = std::move(plan_.steps[*next]);
      rest.erase(next);
      if (step.need != Need::kNot) {
        for (const std::string& id : step.service->prerequisites()) {
          if (const auto found = position.find(id); found != position.end()) step.after.push_back(found->second);
        }
        std::sort(step.after.begin(), step.after.end());
        waiting.erase(step.service->id());
        position.emplace(step.service->id(), static_cast<int>(ordered.size()));
      }
      ordered.push_back(std::move(step));
    }
    plan_.steps = std::move(ordered);
  }

  std::ptrdiff_t PhaseIndex(const PlanStep& step) const {
    const auto& phases = plan_.package->phases();
    return std::find_if(phases.begin(), phases.end(), [&](const v1::Phase& phase) { return &phase == step.phase; }) -
           phases.begin();
  }

  void SetDates() {
    for (PlanStep& step : plan_.steps) {
      step.begin = start_;
      bool known = true;
      for (const int index : step.after) {
        const PlanStep& before = plan_.steps[static_cast<std::size_t>(index)];
        step.begin = std::max(step.begin, before.in_place);
        known = known && before.done.has_value();
      }
      step.in_place = step.begin;
      if (step.need != Need::kNot && !TakesNoTime(step)) {
        const v1::Period* time = LongestTime(step.service->processing());
        step.unknown_time = time == nullptr;
        if (time != nullptr) step.in_place = AddPeriod(bundle_.calendar(), step.begin, *time);
      }
      if (known && !step.unknown_time) step.done = step.in_place;
    }
    plan_.earliest_opening = start_;
    for (const PlanStep& step : plan_.steps) {
      if (step.need == Need::kNeeded) plan_.earliest_opening = std::max(plan_.earliest_opening, step.in_place);
    }
  }

  static bool TakesNoTime(const PlanStep& step) {
    return step.service->processing().immediate() ||
           (NothingToApplyFor(*step.service) && LongestTime(step.service->processing()) == nullptr);
  }

  // From the opening day backwards along the steps that follow each other without a day between.
  void MarkCriticalSteps() {
    std::vector<bool> on_path(plan_.steps.size());
    for (std::size_t i = plan_.steps.size(); i-- > 0;) {
      PlanStep& step = plan_.steps[i];
      if (step.need == Need::kNeeded && step.in_place == plan_.earliest_opening) on_path[i] = true;
      if (!on_path[i]) continue;
      step.critical = !NothingToApplyFor(*step.service) || !TakesNoTime(step);
      for (const int index : step.after) {
        const auto before = static_cast<std::size_t>(index);
        if (plan_.steps[before].in_place == step.begin) on_path[before] = true;
      }
    }
  }

  void SumUp() {
    absl::flat_hash_set<absl::string_view> seen;
    for (const PlanStep& step : plan_.steps) {
      if (step.need == Need::kNot) continue;
      if (seen.insert(step.service->authority()).second) {
        plan_.authorities.push_back(bundle_.FindAuthority(step.service->authority()));
      }
      if (step.need == Need::kMaybe) {
        ++plan_.maybe;
        continue;
      }
      if (!IsOffer(*step.service)) ++plan_.needed;
      if (step.unknown_time) ++plan_.unknown_times;
      AddFee(*step.service);
    }
  }

  void AddFee(const v1::Service& service) {
    const v1::Fee& fee = service.fee();
    switch (fee.kind()) {
      case v1::Fee::KIND_FREE:
      case v1::Fee::KIND_RECURRING:  // known, but not a sum that is paid once
        break;
      case v1::Fee::KIND_FIXED:
        if (fee.currency().empty() || fee.currency() == "DKK") {
          plan_.known_fees_minor += fee.amount_max_minor();
        } else {
          ++plan_.unknown_fees;
        }
        break;
      case v1::Fee::KIND_UNSPECIFIED:
        if (!NothingToApplyFor(service)) ++plan_.unknown_fees;
        break;
      default:
        ++plan_.unknown_fees;
    }
  }

  const Bundle& bundle_;
  const Answers& answers_;
  const absl::CivilDay start_;
  PermitPlan plan_;
};

}  // namespace

absl::CivilDay AddPeriod(const WorkingCalendar& calendar, absl::CivilDay begin, const v1::Period& period) {
  switch (period.unit()) {
    case v1::Period::UNIT_WORKING_DAYS:
      return calendar.AddWorkingDays(begin, period.max());
    case v1::Period::UNIT_WEEKS:
      return calendar.AddWorkingDays(begin + 7 * period.max(), 0);
    case v1::Period::UNIT_MONTHS:
      return calendar.AddWorkingDays(AddMonths(begin, period.max()), 0);
    default:
      return calendar.AddWorkingDays(begin + period.max(), 0);
  }
}

bool IsOffer(const v1::Service& service) {
  const bool advises = service.kind() == v1::SERVICE_KIND_GUIDANCE || service.kind() == v1::SERVICE_KIND_INFORMATION;
  return advises && service.needed_if().rule_case() == v1::Condition::RULE_NOT_SET;
}

Need Evaluate(const v1::Condition& condition, const Answers& answers) {
  switch (condition.rule_case()) {
    case v1::Condition::kQuestion: {
      const auto answer = answers.find(condition.question());
      if (answer == answers.end()) return Need::kMaybe;
      return answer->second ? Need::kNeeded : Need::kNot;
    }
    case v1::Condition::kAll: {
      Need least = Need::kNeeded;
      for (const v1::Condition& part : condition.all().conditions()) least = std::min(least, Evaluate(part, answers));
      return least;
    }
    case v1::Condition::kAny: {
      Need most = Need::kNot;
      for (const v1::Condition& part : condition.any().conditions()) most = std::max(most, Evaluate(part, answers));
      return most;
    }
    case v1::Condition::kNot:
      return Not(Evaluate(condition.not_(), answers));
    case v1::Condition::RULE_NOT_SET:
      break;
  }
  return Need::kNeeded;
}

absl::StatusOr<PermitPlan> PlanPackage(const Bundle& bundle, absl::string_view package_id, const Answers& answers,
                                       absl::CivilDay start) {
  const v1::Package* package = bundle.FindPackage(package_id);
  if (package == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "PACKAGE_NOT_FOUND", absl::StrCat("no package \"", package_id, "\""),
                     {{"package", std::string(package_id)}});
  }
  return Planner(bundle, *package, answers, start).Plan();
}

}  // namespace indgang::knowledge
