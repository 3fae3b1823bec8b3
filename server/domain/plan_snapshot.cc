#include "server/domain/plan_snapshot.h"

#include <algorithm>
#include <map>
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "knowledge/permit_plan.h"

namespace indgang::domain {
namespace {

using cases::v1::CasePlan;
using cases::v1::PlanDifference;
using cases::v1::PlanStep;
using knowledge::v1::Fee;

PlanStep::Need NeedOf(knowledge::Need need) {
  switch (need) {
    case knowledge::Need::kNot:
      return PlanStep::NEED_NOT;
    case knowledge::Need::kMaybe:
      return PlanStep::NEED_MAYBE;
    case knowledge::Need::kNeeded:
      break;
  }
  return PlanStep::NEED_NEEDED;
}

// A sum that is paid once and known beforehand, as plans add them up.
bool IsFixed(const Fee& fee) {
  return fee.kind() == Fee::KIND_FIXED && (fee.currency().empty() || fee.currency() == "DKK");
}

bool IsKnown(const PlanStep& step) {
  if (step.fee().kind() == Fee::KIND_FREE || step.fee().kind() == Fee::KIND_RECURRING || IsFixed(step.fee())) {
    return true;
  }
  // Where nothing is applied for, no fee is to be expected.
  return step.fee().kind() == Fee::KIND_UNSPECIFIED && !IsAppliedFor(step);
}

bool IsBegun(const PlanStep& step) { return step.state() != PlanStep::STATE_NOT_STARTED || !step.note().empty(); }

const PlanStep* FindStep(const CasePlan& plan, const std::string& service) {
  const auto found = std::find_if(plan.steps().begin(), plan.steps().end(),
                                  [&](const PlanStep& step) { return step.service() == service; });
  return found == plan.steps().end() ? nullptr : &*found;
}

// Names of the fields in which the steps differ, in the order of the contract.
std::vector<std::string> DifferentFields(const PlanStep& before, const PlanStep& after) {
  std::vector<std::string> fields;
  const google::protobuf::Descriptor& descriptor = *PlanStep::descriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    google::protobuf::util::MessageDifferencer differencer;
    if (!differencer.CompareWithFields(before, after, {descriptor.field(i)}, {descriptor.field(i)})) {
      fields.push_back(descriptor.field(i)->name());
    }
  }
  return fields;
}

}  // namespace

bool IsAppliedFor(const PlanStep& step) {
  return step.kind() == knowledge::v1::SERVICE_KIND_PERMIT || step.kind() == knowledge::v1::SERVICE_KIND_NOTIFICATION ||
         step.kind() == knowledge::v1::SERVICE_KIND_REGISTRATION;
}

PlanStep StepOf(const knowledge::v1::Service& service) {
  PlanStep step;
  step.set_service(service.id());
  step.set_authority(service.authority());
  step.set_kind(service.kind());
  step.set_offer(knowledge::IsOffer(service));
  step.set_state(PlanStep::STATE_NOT_STARTED);
  step.mutable_title()->set_da(service.text().da().title());
  step.mutable_title()->set_en(service.text().en().title());
  if (service.has_fee()) *step.mutable_fee() = service.fee();
  if (service.has_processing()) *step.mutable_processing() = service.processing();
  if (IsFixed(service.fee())) step.set_fee_minor(service.fee().amount_max_minor());
  step.set_fee_known(IsKnown(step));
  for (const knowledge::v1::Source& source : service.sources()) {
    if (source.checked() > step.verified_date()) step.set_verified_date(source.checked());
  }
  return step;
}

CasePlan ComputePlan(const knowledge::Bundle& bundle, const knowledge::v1::Package& package,
                     const google::protobuf::Map<std::string, bool>& answers, absl::CivilDay start) {
  const knowledge::Answers by_question(answers.begin(), answers.end());
  // The package is one of the bundle's, so there is a plan.
  const knowledge::PermitPlan computed = *knowledge::PlanPackage(bundle, package.id(), by_question, start);
  CasePlan plan;
  plan.set_package(package.id());
  *plan.mutable_answers() = answers;
  plan.set_start_date(absl::FormatCivilTime(start));
  plan.set_content_hash(bundle.message().revision().content_hash());
  for (const knowledge::PlanStep& from : computed.steps) {
    PlanStep& step = *plan.add_steps();
    step = StepOf(*from.service);
    step.set_phase(from.phase->id());
    step.set_need(NeedOf(from.need));
    for (const std::string& question : from.open_questions) step.add_open_questions(question);
    for (const int index : from.after) step.add_after(computed.steps[static_cast<std::size_t>(index)].service->id());
    step.set_critical(from.critical);
    if (from.need == knowledge::Need::kNot) continue;
    step.set_begin_date(absl::FormatCivilTime(from.begin));
    if (from.done.has_value()) step.set_done_date(absl::FormatCivilTime(*from.done));
  }
  std::stable_partition(plan.mutable_steps()->begin(), plan.mutable_steps()->end(),
                        [](const PlanStep& step) { return step.need() != PlanStep::NEED_NOT; });
  cases::v1::PlanTotals& totals = *plan.mutable_totals();
  totals.set_needed(computed.needed);
  totals.set_maybe(computed.maybe);
  totals.set_authorities(static_cast<int>(computed.authorities.size()));
  totals.set_known_fees_minor(computed.known_fees_minor);
  totals.set_unknown_fees(computed.unknown_fees);
  totals.set_earliest_opening(absl::FormatCivilTime(computed.earliest_opening));
  totals.set_unknown_times(computed.unknown_times);
  return plan;
}

void SetDeadlines(const knowledge::WorkingCalendar& calendar, PlanStep& step) {
  step.clear_promised_date();
  step.clear_statutory_date();
  absl::CivilDay applied;
  if (!absl::ParseCivilTime(step.applied_date(), &applied)) return;
  const knowledge::v1::Processing& processing = step.processing();
  if (processing.has_goal()) {
    step.set_promised_date(absl::FormatCivilTime(knowledge::AddPeriod(calendar, applied, processing.goal())));
  }
  if (processing.has_statutory()) {
    step.set_statutory_date(absl::FormatCivilTime(knowledge::AddPeriod(calendar, applied, processing.statutory())));
  }
}

CasePlan MovePlan(const CasePlan& plan, CasePlan computed, const knowledge::Bundle& bundle) {
  computed.set_name(plan.name());
  *computed.mutable_create_time() = plan.create_time();
  for (PlanStep& step : *computed.mutable_steps()) {
    const PlanStep* const old = FindStep(plan, step.service());
    if (old == nullptr) continue;
    step.set_state(old->state());
    step.set_applied_date(old->applied_date());
    step.set_decided_date(old->decided_date());
    step.set_note(old->note());
    SetDeadlines(bundle.calendar(), step);
  }
  for (const PlanStep& old : plan.steps()) {
    if (!IsBegun(old) || FindStep(computed, old.service()) != nullptr) continue;
    PlanStep& kept = *computed.add_steps();
    kept = old;
    kept.set_need(PlanStep::NEED_NOT);
    kept.clear_open_questions();
    kept.clear_after();
    kept.clear_begin_date();
    kept.clear_done_date();
    kept.set_critical(false);
  }
  return computed;
}

std::vector<PlanDifference> ComparePlans(const CasePlan& before, const CasePlan& after) {
  std::vector<PlanDifference> differences;
  for (const PlanStep& step : after.steps()) {
    const PlanStep* const old = FindStep(before, step.service());
    PlanDifference difference;
    difference.set_service(step.service());
    *difference.mutable_after() = step;
    if (old == nullptr) {
      difference.set_kind(PlanDifference::KIND_ADDED);
    } else {
      difference.set_kind(PlanDifference::KIND_CHANGED);
      *difference.mutable_before() = *old;
      for (std::string& field : DifferentFields(*old, step)) difference.add_fields(std::move(field));
      if (difference.fields().empty()) continue;
    }
    differences.push_back(std::move(difference));
  }
  for (const PlanStep& old : before.steps()) {
    if (FindStep(after, old.service()) != nullptr) continue;
    PlanDifference& difference = differences.emplace_back();
    difference.set_service(old.service());
    difference.set_kind(PlanDifference::KIND_REMOVED);
    *difference.mutable_before() = old;
  }
  return differences;
}

}  // namespace indgang::domain
