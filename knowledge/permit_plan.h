// What a company needs for a package, in order, with time and cost.
#ifndef INDGANG_KNOWLEDGE_PERMIT_PLAN_H_
#define INDGANG_KNOWLEDGE_PERMIT_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "knowledge/bundle.h"

namespace indgang::knowledge {

// Answers to yes/no questions by Question.id. A question that is not in the map is unanswered.
using Answers = absl::flat_hash_map<std::string, bool>;

// Three-valued, in rising order: kMaybe until the questions that decide are answered.
enum class Need { kNot, kMaybe, kNeeded };

// What the answers say of a condition; kNeeded for true, kNot for false. A rule without a part set is kNeeded.
Need Evaluate(const v1::Condition& condition, const Answers& answers);

// One service of a plan.
struct PlanStep {
  const v1::Service* service = nullptr;
  // Phase.id of the package, and its place in it.
  const v1::Phase* phase = nullptr;
  Need need = Need::kNeeded;
  // Unanswered questions that decide `need`, in the package's order; empty unless it is kMaybe.
  std::vector<std::string> open_questions;
  // Indexes of the steps of this plan that must be done first, ascending. Neither end is kNot. Prerequisites outside
  // the package are left out.
  std::vector<int> after;
  // The earliest day the company can begin it (all of `after` in place, unknown times counted as none), and the first
  // working day it can be in place. What takes time takes the longest its goal says; without a goal the statutory
  // limit, else how long ahead one should apply. Immediate receipts, and obligations, guidance and information that
  // state no time, take none. `done` is nullopt when no source says how long it, or something before it, takes.
  absl::CivilDay begin;
  std::optional<absl::CivilDay> done;
  // `done` with unknown times counted as none; and whether its own time is unknown. Steps that are kNot take none.
  absl::CivilDay in_place;
  bool unknown_time = false;
  // On the critical path: the opening day moves if this step takes longer. Never for steps that by their nature take
  // no time.
  bool critical = false;
};

// The working day on which something that begins on `begin` has taken the period's longest time.
absl::CivilDay AddPeriod(const WorkingCalendar& calendar, absl::CivilDay begin, const v1::Period& period);

// Whether a package lists the service as something to make use of, not something to have: guidance or information
// without a condition.
bool IsOffer(const v1::Service& service);

// A whole plan. Steps stand in an order that respects `after`, then phases, then the order within them. Steps that are
// kNot stand last in their phase and take no time.
struct PermitPlan {
  const v1::Package* package = nullptr;
  std::vector<PlanStep> steps;
  // Steps the company must take, and those that open questions decide. Offers (IsOffer) are in neither.
  int needed = 0;
  int maybe = 0;
  // Authorities of the needed and maybe steps, each once, in order of appearance.
  std::vector<const v1::Authority*> authorities;
  // Sum of the fixed fees of needed steps, in øre (the highest amount of a range); and the needed steps whose fee
  // nobody knows beforehand. Recurring fees are in neither; nor is what has no fee by nature (an obligation without
  // one).
  std::int64_t known_fees_minor = 0;
  int unknown_fees = 0;
  // When the last needed step is in place, unknown times counted as none; and the needed steps whose own time nobody
  // knows.
  absl::CivilDay earliest_opening;
  int unknown_times = 0;
};

// Plans the package for a company that starts on `start`. Error: NOT_FOUND PACKAGE_NOT_FOUND. The plan points into the
// bundle.
absl::StatusOr<PermitPlan> PlanPackage(const Bundle& bundle, absl::string_view package_id, const Answers& answers,
                                       absl::CivilDay start);

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_PERMIT_PLAN_H_
