// The permit plan as a picture: authorities as lanes, permits as bars in order, on an axis of weeks from the start.
// templates/assets/plan_overview.js draws the same from the same numbers; the browser tests compare the two.
#ifndef INDGANG_SITEGEN_PUBLISH_PLAN_OVERVIEW_H_
#define INDGANG_SITEGEN_PUBLISH_PLAN_OVERVIEW_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "knowledge/permit_plan.h"
#include "sitegen/publish/views.h"
#include "sitegen/publish/words.h"

namespace indgang::sitegen {

// A step of the plan that is needed or may be. Days count from the start.
struct OverviewBar {
  const ServiceView* service = nullptr;
  int begin = 0;
  // Equal to `begin` when it takes no time, or nobody knows how long.
  int end = 0;
  bool unknown = false;
  bool maybe = false;
  // Moves the opening if it takes longer. What is done at once does not.
  bool critical = false;
};

struct OverviewLane {
  const ContactView* authority = nullptr;
  std::vector<OverviewBar> bars;
};

struct Overview {
  std::vector<OverviewLane> lanes;
  // Days until the opening when only what is certain is needed, and when everything is.
  int opening = 0;
  int opening_all = 0;
};

// What the plan that begins on `start` looks like. Offers that take no time are left out: they stand in no order and
// hold up nothing. The functions find views by id.
template <class FindService, class FindAuthority>
Overview MakeOverview(const knowledge::PermitPlan& plan, absl::CivilDay start, FindService find_service,
                      FindAuthority find_authority) {
  Overview overview;
  overview.opening = overview.opening_all = static_cast<int>(plan.earliest_opening - start);
  for (const knowledge::v1::Authority* authority : plan.authorities) {
    OverviewLane lane{find_authority(authority->id()), {}};
    for (const knowledge::PlanStep& step : plan.steps) {
      if (step.need == knowledge::Need::kNot || step.service->authority() != authority->id()) continue;
      if (knowledge::IsOffer(*step.service) && step.in_place == step.begin) continue;
      const OverviewBar bar{
          find_service(step.service->id()),        static_cast<int>(step.begin - start),
          static_cast<int>(step.in_place - start), step.unknown_time,
          step.need == knowledge::Need::kMaybe,    step.critical && (step.unknown_time || step.in_place > step.begin)};
      overview.opening_all = bar.end > overview.opening_all ? bar.end : overview.opening_all;
      lane.bars.push_back(bar);
    }
    if (!lane.bars.empty()) overview.lanes.push_back(std::move(lane));
  }
  return overview;
}

// The drawing for a wide page or a phone: an <svg> that reads as one picture with a name and a description.
enum class OverviewSize { kWide, kNarrow };
// `end` says what the day is called when everything is in place.
std::string DrawOverview(const Overview& overview, OverviewSize size, const Words& words, const EndWords& end);

// "At once" in the first week, else "after 2 weeks".
std::string OverviewWeek(int day, const Words& words);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_PLAN_OVERVIEW_H_
