// Runs tests/vectors/permit_plan.json, which other implementations run as well.
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "knowledge/bundle.h"
#include "knowledge/permit_plan.h"
#include "knowledge/working_calendar.h"
#include "nlohmann/json.hpp"
#include "tests/support/error_matchers.h"
#include "tests/support/small_knowledge.h"

namespace indgang::knowledge {
namespace {

using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;
using Json = nlohmann::json;

const Json& Vectors() {
  static const Json* vectors = [] {
    std::ifstream file("tests/vectors/permit_plan.json");
    return new Json(Json::parse(file));
  }();
  return *vectors;
}

v1::Condition ToCondition(const Json& json) {
  v1::Condition condition;
  if (json.is_string()) {
    condition.set_question(json.get<std::string>());
  } else if (json.contains("not")) {
    *condition.mutable_not_() = ToCondition(json["not"]);
  } else {
    const bool all = json.contains("all");
    v1::ConditionList& list = all ? *condition.mutable_all() : *condition.mutable_any();
    for (const Json& part : json[all ? "all" : "any"]) *list.add_conditions() = ToCondition(part);
  }
  return condition;
}

Answers ToAnswers(const Json& json) {
  Answers answers;
  for (const auto& [question, answer] : json.items()) answers[question] = answer.get<bool>();
  return answers;
}

absl::CivilDay ToDay(const Json& json) {
  absl::CivilDay day;
  EXPECT_TRUE(absl::ParseCivilTime(json.get<std::string>(), &day)) << json;
  return day;
}

std::string NeedName(Need need) { return need == Need::kNeeded ? "needed" : need == Need::kMaybe ? "maybe" : "not"; }

v1::WorkingCalendar CalendarMessage() {
  v1::WorkingCalendar message;
  const Json& json = Vectors()["calendar"];
  message.set_time_zone(json["time_zone"].get<std::string>());
  for (const Json& hours : json["opening_hours"]) {
    v1::OpeningHours& period = *message.add_opening_hours();
    period.set_weekday(hours["weekday"].get<int>());
    period.set_opens_minute(hours["opens_minute"].get<int>());
    period.set_closes_minute(hours["closes_minute"].get<int>());
  }
  for (const Json& closed : json["closures"]) {
    v1::Closure& closure = *message.add_closures();
    closure.set_first_day(closed["first_day"].get<std::string>());
    closure.set_last_day(closed["last_day"].get<std::string>());
  }
  return message;
}

std::unique_ptr<const WorkingCalendar> Calendar() {
  auto calendar = WorkingCalendar::Create(CalendarMessage());
  EXPECT_THAT(calendar, IsOk());
  return *std::move(calendar);
}

absl::Time ToTime(const Json& json, const absl::TimeZone& zone) {
  absl::CivilSecond civil;
  EXPECT_TRUE(absl::ParseCivilTime(json.get<std::string>(), &civil)) << json;
  return absl::FromCivil(civil, zone);
}

v1::Period ToPeriod(const Json& json) {
  static const std::map<std::string, v1::Period::Unit> units = {{"working days", v1::Period::UNIT_WORKING_DAYS},
                                                                {"days", v1::Period::UNIT_DAYS},
                                                                {"weeks", v1::Period::UNIT_WEEKS},
                                                                {"months", v1::Period::UNIT_MONTHS}};
  v1::Period period;
  period.set_min(json[0].get<int>());
  period.set_max(json[1].get<int>());
  period.set_unit(units.at(json[2].get<std::string>()));
  return period;
}

v1::Service ToService(const Json& json) {
  static const std::map<std::string, v1::ServiceKind> kinds = {{"permit", v1::SERVICE_KIND_PERMIT},
                                                               {"registration", v1::SERVICE_KIND_REGISTRATION},
                                                               {"obligation", v1::SERVICE_KIND_OBLIGATION},
                                                               {"guidance", v1::SERVICE_KIND_GUIDANCE}};
  static const std::map<std::string, v1::Fee::Kind> fees = {{"free", v1::Fee::KIND_FREE},
                                                            {"fixed", v1::Fee::KIND_FIXED},
                                                            {"hourly", v1::Fee::KIND_HOURLY},
                                                            {"recurring", v1::Fee::KIND_RECURRING},
                                                            {"varies", v1::Fee::KIND_VARIES}};
  v1::Service service;
  service.set_id(json["id"].get<std::string>());
  service.set_area("area");
  service.set_authority(json["authority"].get<std::string>());
  service.set_kind(kinds.at(json["kind"].get<std::string>()));
  for (const Json& id : json.value("prerequisites", Json::array())) service.add_prerequisites(id.get<std::string>());
  if (json.contains("needed_if")) *service.mutable_needed_if() = ToCondition(json["needed_if"]);
  const Json processing = json.value("processing", Json::object());
  service.mutable_processing()->set_immediate(processing.value("immediate", false));
  if (processing.contains("goal")) *service.mutable_processing()->mutable_goal() = ToPeriod(processing["goal"]);
  if (processing.contains("statutory")) {
    *service.mutable_processing()->mutable_statutory() = ToPeriod(processing["statutory"]);
  }
  if (processing.contains("apply_ahead")) {
    *service.mutable_processing()->mutable_apply_ahead() = ToPeriod(processing["apply_ahead"]);
  }
  if (json.contains("fee")) {
    service.mutable_fee()->set_kind(fees.at(json["fee"]["kind"].get<std::string>()));
    service.mutable_fee()->set_amount_min_minor(json["fee"].value("amount_minor", 0));
    service.mutable_fee()->set_amount_max_minor(json["fee"].value("amount_minor", 0));
    service.mutable_fee()->set_currency("DKK");
  }
  return service;
}

// One package "package" with what the vector says.
v1::KnowledgeBase ToKnowledgeBase(const Json& plan) {
  v1::KnowledgeBase base;
  base.set_format_version(kBundleFormat);
  *base.mutable_site()->mutable_calendar() = CalendarMessage();
  base.add_areas()->set_id("area");
  v1::Package& package = *base.add_packages();
  package.set_id("package");
  for (const Json& question : plan["questions"]) {
    base.add_questions()->set_id(question.get<std::string>());
    package.add_questions(question.get<std::string>());
  }
  std::set<std::string> authorities;
  for (const Json& service : plan["services"]) {
    *base.add_services() = ToService(service);
    authorities.insert(service["authority"].get<std::string>());
  }
  for (const std::string& authority : authorities) base.add_authorities()->set_id(authority);
  base.mutable_site()->mutable_front_desk()->set_authority(*authorities.begin());
  for (const Json& services : plan["phases"]) {
    v1::Phase& phase = *package.add_phases();
    phase.set_id(absl::StrCat("phase-", package.phases_size()));
    for (const Json& service : services) phase.add_services(service.get<std::string>());
  }
  return base;
}

Json ToJson(const PermitPlan& plan) {
  Json json;
  json["steps"] = Json::array();
  for (const PlanStep& step : plan.steps) {
    json["steps"].push_back({{"service", step.service->id()},
                             {"need", NeedName(step.need)},
                             {"after", step.after},
                             {"begin", absl::FormatCivilTime(step.begin)},
                             {"done", step.done ? Json(absl::FormatCivilTime(*step.done)) : Json(nullptr)},
                             {"critical", step.critical}});
  }
  json["authorities"] = Json::array();
  for (const v1::Authority* authority : plan.authorities) json["authorities"].push_back(authority->id());
  json["needed"] = plan.needed;
  json["maybe"] = plan.maybe;
  json["known_fees_minor"] = plan.known_fees_minor;
  json["unknown_fees"] = plan.unknown_fees;
  json["unknown_times"] = plan.unknown_times;
  json["earliest_opening"] = absl::FormatCivilTime(plan.earliest_opening);
  return json;
}

TEST(PermitPlanVectorsTest, ConditionsInThreeValues) {
  for (const Json& vector : Vectors()["conditions"]) {
    SCOPED_TRACE(vector["name"].get<std::string>());
    EXPECT_EQ(NeedName(Evaluate(ToCondition(vector["condition"]), ToAnswers(vector["answers"]))), vector["need"]);
  }
}

TEST(PermitPlanVectorsTest, OpenQuestionsOfAStep) {
  for (const Json& vector : Vectors()["conditions"]) {
    SCOPED_TRACE(vector["name"].get<std::string>());
    const Json plan = {
        {"questions", {"a", "b", "c"}},
        {"phases", {{"s"}}},
        {"services", {{{"id", "s"}, {"authority", "x"}, {"kind", "permit"}, {"needed_if", vector["condition"]}}}}};
    const auto bundle = Bundle::Create(ToKnowledgeBase(plan));
    ASSERT_THAT(bundle, IsOk());
    const auto planned = PlanPackage(**bundle, "package", ToAnswers(vector["answers"]), absl::CivilDay(2026, 11, 16));
    ASSERT_THAT(planned, IsOk());
    EXPECT_EQ(Json(planned->steps[0].open_questions), vector["open"]);
  }
}

TEST(PermitPlanVectorsTest, Plans) {
  for (const Json& vector : Vectors()["plans"]) {
    SCOPED_TRACE(vector["name"].get<std::string>());
    const auto bundle = Bundle::Create(ToKnowledgeBase(vector));
    ASSERT_THAT(bundle, IsOk());
    const auto plan = PlanPackage(**bundle, "package", ToAnswers(vector["answers"]), ToDay(vector["start"]));
    ASSERT_THAT(plan, IsOk());
    EXPECT_EQ(ToJson(*plan), vector["expected"]);
  }
}

TEST(PermitPlanTest, UnknownPackageIsNotFound) {
  const auto bundle = ::indgang::testing::SmallBundle();
  EXPECT_THAT(PlanPackage(*bundle, "bakery", {}, absl::CivilDay(2026, 11, 16)),
              IsError(absl::StatusCode::kNotFound, "PACKAGE_NOT_FOUND"));
}

TEST(PermitPlanTest, PhasesGiveTheOrderUnlessPrerequisitesDecide) {
  // Not what sitegen would let through, but a plan never puts a step before what it needs.
  const Json plan = {
      {"questions", Json::array()},
      {"phases", {{"wants-late", "early"}, {"late"}}},
      {"services",
       {{{"id", "wants-late"}, {"authority", "x"}, {"kind", "permit"}, {"prerequisites", {"late", "outside"}}},
        {{"id", "early"}, {"authority", "x"}, {"kind", "permit"}},
        {{"id", "late"}, {"authority", "x"}, {"kind", "permit"}},
        {{"id", "outside"}, {"authority", "x"}, {"kind", "permit"}}}}};
  const auto bundle = Bundle::Create(ToKnowledgeBase(plan));
  ASSERT_THAT(bundle, IsOk());
  const auto planned = PlanPackage(**bundle, "package", {}, absl::CivilDay(2026, 11, 16));
  ASSERT_THAT(planned, IsOk());
  std::vector<std::string> order;
  for (const PlanStep& step : planned->steps) order.push_back(step.service->id());
  EXPECT_THAT(order, ::testing::ElementsAre("early", "late", "wants-late"));
  EXPECT_THAT(planned->steps[2].after, ::testing::ElementsAre(1));
}

TEST(WorkingCalendarVectorsTest, Holidays) {
  for (const Json& vector : Vectors()["holidays"]) {
    EXPECT_EQ(IsDanishHoliday(ToDay(vector["day"])), vector["holiday"].get<bool>()) << vector;
  }
  for (const Json& easter : Vectors()["easter_sundays"]) {
    const absl::CivilDay sunday = ToDay(easter);
    for (const int offset : {-3, -2, 0, 1, 39, 49, 50}) {
      EXPECT_TRUE(IsDanishHoliday(sunday + offset)) << easter << " and " << offset << " days";
    }
    for (const int offset : {-4, -1, 2, 38, 40, 48, 51}) {
      EXPECT_FALSE(IsDanishHoliday(sunday + offset)) << easter << " and " << offset << " days";
    }
  }
}

TEST(WorkingCalendarVectorsTest, AddWorkingDays) {
  const auto calendar = Calendar();
  for (const Json& vector : Vectors()["add_working_days"]) {
    EXPECT_EQ(calendar->AddWorkingDays(ToDay(vector["from"]), vector["days"].get<int>()), ToDay(vector["to"]))
        << vector;
  }
}

TEST(WorkingCalendarVectorsTest, AddWorkingTime) {
  const auto calendar = Calendar();
  for (const Json& vector : Vectors()["add_working_time"]) {
    const absl::Time end =
        calendar->AddWorkingDays(ToTime(vector["from"], calendar->time_zone()), vector["days"].get<int>());
    EXPECT_EQ(absl::FormatTime("%Y-%m-%dT%H:%M:%S", end, calendar->time_zone()), vector["to"].get<std::string>())
        << vector;
  }
}

}  // namespace
}  // namespace indgang::knowledge
