#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/table.h"
#include "client/views.h"

namespace indgang::client {
namespace {

using cases::v1::CasePlan;
using cases::v1::PlanDifference;
using cases::v1::PlanStep;
using cases::v1::PlanTotals;

std::string FeesWords(const PlanTotals& totals, Say say) {
  const std::string known = MoneyWords(totals.known_fees_minor(), "DKK", say);
  if (totals.unknown_fees() == 0) return known;
  return absl::StrCat(known, say(", and unknown ones of ", ", og ukendte for "), totals.unknown_fees());
}

std::string OpeningWords(const PlanTotals& totals, Say say) {
  if (totals.unknown_times() == 0) return totals.earliest_opening();
  return absl::StrCat(totals.earliest_opening(),
                      say(", unknown times not counted: ", ", ukendte tider ikke talt med: "), totals.unknown_times());
}

// "applied 2026-11-24, promised 2026-12-01"; "in place 2026-12-01".
std::string StateWords(const PlanStep& step, Say say) {
  if (step.state() == PlanStep::STATE_NOT_STARTED) return step.note();
  const bool waiting = step.state() == PlanStep::STATE_APPLIED;
  const std::string& date = waiting ? step.applied_date() : step.decided_date();
  std::string state = Words(step.state(), say);
  if (!date.empty()) absl::StrAppend(&state, " ", date);
  std::string promised;
  if (waiting && !step.promised_date().empty()) promised = say("promised ", "lovet ") + step.promised_date();
  std::string statutory;
  if (waiting && !step.statutory_date().empty()) statutory = say("by law ", "lovfrist ") + step.statutory_date();
  return JoinFilled({state, promised, statutory, step.note()});
}

}  // namespace

std::string RenderPlan(const CasePlan& plan, Say say, std::size_t width) {
  FactSheet facts;
  facts.Add(say("Package", "Pakke"), plan.package());
  facts.Add(say("Counted from", "Regnet fra"), plan.start_date());
  facts.Add(say("Needed", "Nødvendige"),
            absl::StrCat(plan.totals().needed(), say(", maybe ", ", måske "), plan.totals().maybe()));
  facts.Add(say("Authorities", "Myndigheder"), absl::StrCat(plan.totals().authorities()));
  facts.Add(say("Earliest opening", "Tidligste åbning"), OpeningWords(plan.totals(), say));
  facts.Add(say("Fees", "Gebyrer"), FeesWords(plan.totals(), say));
  if (plan.newer_content()) {
    facts.Add(say("Content", "Indhold"),
              say("has changed since; indgang plan compare shows how", "er ændret siden; se indgang plan compare"));
  }
  Table table({say("SERVICE", "YDELSE"), say("AUTHORITY", "MYNDIGHED"), say("NEED", "BEHOV"), say("BEGIN", "BEGYND"),
               say("DONE", "FÆRDIG"), say("STATE", "STATUS")});
  for (const PlanStep& step : plan.steps()) {
    table.AddRow({step.service(), step.authority(),
                  JoinFilled({Words(step.need(), say), step.critical() ? say("critical", "kritisk") : ""}),
                  step.begin_date(), step.done_date(), StateWords(step, say)});
  }
  return absl::StrCat(facts.Render(width), "\n", table.Render(width));
}

std::string RenderPlanDifferences(const Repeated<PlanDifference>& differences, const PlanTotals& before,
                                  const PlanTotals& after, Say say, std::size_t width) {
  if (differences.empty()) return say("Nothing would change.\n", "Intet ville blive ændret.\n");
  Table table({say("SERVICE", "YDELSE"), say("CHANGE", "ÆNDRING"), say("FIELDS", "FELTER")});
  for (const PlanDifference& difference : differences) {
    table.AddRow({difference.service(), Words(difference.kind(), say), absl::StrJoin(difference.fields(), ", ")});
  }
  FactSheet facts;
  const auto both = [](const std::string& from, const std::string& to) {
    return from == to ? to : absl::StrCat(from, " → ", to);
  };
  facts.Add(say("Needed", "Nødvendige"), both(absl::StrCat(before.needed()), absl::StrCat(after.needed())));
  facts.Add(say("Earliest opening", "Tidligste åbning"), both(OpeningWords(before, say), OpeningWords(after, say)));
  facts.Add(say("Fees", "Gebyrer"), both(FeesWords(before, say), FeesWords(after, say)));
  return absl::StrCat(table.Render(width), "\n", facts.Render(width));
}

}  // namespace indgang::client
