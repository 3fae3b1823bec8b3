#include "server/domain/answer_step.h"

#include "absl/strings/str_cat.h"
#include "server/domain/plan_snapshot.h"

namespace indgang::domain {
namespace {

using cases::v1::PlanStep;
using knowledge::v1::Fee;

// How long the authority takes, in its own words.
std::string LengthOfTime(const PlanStep& step, const AnswerWords& words) {
  const knowledge::v1::Processing& processing = step.processing();
  if (processing.has_goal()) return Fill(words.step_takes, PeriodText(processing.goal(), words));
  if (processing.has_statutory()) {
    return Fill(words.step_takes_at_most, PeriodText(processing.statutory(), words));
  }
  if (processing.has_apply_ahead()) {
    return Fill(words.step_takes_ahead, PeriodText(processing.apply_ahead(), words));
  }
  return "";
}

std::string AppliedText(const PlanStep& step, const AnswerWords& words) {
  std::string text = Fill(words.step_applied, DateText(step.applied_date(), words));
  if (!step.promised_date().empty()) {
    absl::StrAppend(&text, " ", Fill(words.step_promised, DateText(step.promised_date(), words)));
  }
  if (!step.statutory_date().empty()) {
    absl::StrAppend(&text, " ", Fill(words.step_statutory, DateText(step.statutory_date(), words)));
  }
  return text;
}

// From the dates of the plan.
std::string PlannedText(const PlanStep& step, const AnswerWords& words) {
  const std::string begin = DateText(step.begin_date(), words);
  if (step.processing().immediate()) {
    return step.done_date().empty() ? absl::StrCat(Fill(words.step_from_waiting, begin), " ", words.step_at_once)
                                    : Fill(words.step_from_at_once, begin);
  }
  std::string text;
  if (step.done_date().empty()) {
    text = Fill(StatesATime(step) ? words.step_from_waiting : words.step_from_unknown, begin);
  } else if (step.done_date() == step.begin_date()) {
    text = Fill(words.step_from, begin);
  } else {
    text = Fill(words.step_from_to, begin, DateText(step.done_date(), words));
  }
  const std::string length = LengthOfTime(step, words);
  if (!length.empty()) absl::StrAppend(&text, " ", length);
  return text;
}

}  // namespace

bool IsUnderWay(const PlanStep& step) {
  return step.state() == PlanStep::STATE_APPLIED || step.state() == PlanStep::STATE_IN_PLACE ||
         step.state() == PlanStep::STATE_REFUSED;
}

bool StatesATime(const PlanStep& step) {
  const knowledge::v1::Processing& processing = step.processing();
  return processing.has_goal() || processing.has_statutory() || processing.has_apply_ahead() ||
         processing.immediate() || !IsAppliedFor(step);
}

std::string WhenText(const PlanStep& step, bool planned, const AnswerWords& words) {
  switch (step.state()) {
    case PlanStep::STATE_IN_PLACE:
      return Fill(words.step_in_place, DateText(step.decided_date(), words));
    case PlanStep::STATE_REFUSED:
      return Fill(words.step_refused, DateText(step.decided_date(), words));
    case PlanStep::STATE_APPLIED:
      return AppliedText(step, words);
    default:
      break;
  }
  if (planned) return PlannedText(step, words);
  if (step.processing().immediate()) return std::string(words.step_at_once);
  return StatesATime(step) ? LengthOfTime(step, words) : std::string(words.step_time_unknown);
}

std::string PriceText(const PlanStep& step, const AnswerWords& words) {
  const Fee& fee = step.fee();
  if (fee.kind() == Fee::KIND_FREE) return std::string(words.step_free);
  const std::string amount = FeeText(fee, words);
  if (!amount.empty()) return Fill(words.step_fee, amount);
  if (fee.kind() == Fee::KIND_VARIES) return std::string(words.step_fee_varies);
  return step.fee_known() ? "" : std::string(words.step_fee_unknown);
}

}  // namespace indgang::domain
