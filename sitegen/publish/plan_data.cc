#include "sitegen/publish/plan_data.h"

#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "knowledge/permit_plan.h"
#include "nlohmann/json.hpp"

namespace indgang::sitegen {
namespace {

namespace v1 = knowledge::v1;
using Json = nlohmann::ordered_json;

Json Text(const LangText& text) {
  Json json = {{"text", std::string(text.text)}};
  if (!text.lang.empty()) json["lang"] = std::string(text.lang);
  return json;
}

Json Rule(const v1::Condition& rule) {
  const auto list = [](const char* name, const v1::ConditionList& conditions) {
    Json parts = Json::array();
    for (const v1::Condition& part : conditions.conditions()) parts.push_back(Rule(part));
    return Json{{name, std::move(parts)}};
  };
  switch (rule.rule_case()) {
    case v1::Condition::kAll:
      return list("all", rule.all());
    case v1::Condition::kAny:
      return list("any", rule.any());
    case v1::Condition::kNot:
      return {{"not", Rule(rule.not_())}};
    default:
      return rule.question();
  }
}

Json Period(const v1::Period& period) {
  const char* unit = period.unit() == v1::Period::UNIT_WORKING_DAYS ? "working days"
                     : period.unit() == v1::Period::UNIT_WEEKS      ? "weeks"
                     : period.unit() == v1::Period::UNIT_MONTHS     ? "months"
                                                                    : "days";
  return Json::array({period.min(), period.max(), unit});
}

Json Processing(const v1::Processing& processing) {
  Json json = Json::object();
  if (processing.immediate()) json["immediate"] = true;
  if (processing.has_goal()) json["goal"] = Period(processing.goal());
  if (processing.has_statutory()) json["statutory"] = Period(processing.statutory());
  if (processing.has_apply_ahead()) json["apply_ahead"] = Period(processing.apply_ahead());
  return json;
}

Json Fee(const v1::Fee& fee) {
  const char* kind = fee.kind() == v1::Fee::KIND_FREE        ? "free"
                     : fee.kind() == v1::Fee::KIND_FIXED     ? "fixed"
                     : fee.kind() == v1::Fee::KIND_HOURLY    ? "hourly"
                     : fee.kind() == v1::Fee::KIND_RECURRING ? "recurring"
                                                             : "varies";
  Json json = {{"kind", kind}, {"amount_minor", fee.amount_max_minor()}};
  if (!fee.currency().empty()) json["currency"] = fee.currency();
  return json;
}

Json Service(const LanguageSite& site, const v1::Service& service) {
  static constexpr std::array<const char*, 7> kKinds = {"",           "permit",   "notification", "registration",
                                                        "obligation", "guidance", "information"};
  const ServiceView& view = *site.Service(service.id());
  Json json = {{"id", service.id()}, {"authority", service.authority()}};
  const auto kind = static_cast<std::size_t>(service.kind());
  if (kind > 0 && kind < kKinds.size()) json["kind"] = kKinds[kind];
  if (service.has_needed_if() && service.needed_if().rule_case() != v1::Condition::RULE_NOT_SET) {
    json["needed_if"] = Rule(service.needed_if());
  } else {
    json["without_question"] = std::string(NeedWithoutQuestion(site, service));
  }
  if (service.prerequisites_size() > 0) {
    json["prerequisites"] = Json::array();
    for (const std::string& id : service.prerequisites()) json["prerequisites"].push_back(id);
  }
  json["processing"] = Processing(service.processing());
  if (service.has_fee() && service.fee().kind() != v1::Fee::KIND_UNSPECIFIED) json["fee"] = Fee(service.fee());
  json["title"] = Text(view.title);
  json["href"] = view.href;
  json["time"] = view.time;
  json["cost"] = view.cost;
  return json;
}

Json Calendar(const v1::WorkingCalendar& calendar) {
  Json json = {{"opening_hours", Json::array()}, {"closures", Json::array()}};
  std::array<bool, 8> seen = {};
  for (const v1::OpeningHours& hours : calendar.opening_hours()) {
    bool& weekday = seen[static_cast<std::size_t>(hours.weekday()) % seen.size()];
    if (!std::exchange(weekday, true)) json["opening_hours"].push_back({{"weekday", hours.weekday()}});
  }
  for (const v1::Closure& closure : calendar.closures()) {
    json["closures"].push_back({{"first_day", closure.first_day()}, {"last_day", closure.last_day()}});
  }
  return json;
}

}  // namespace

absl::string_view NeedWithoutQuestion(const LanguageSite& site, const v1::Service& service) {
  if (!site.Service(service.id())->need.empty()) return "";
  if (!knowledge::IsOffer(service)) return site.words().need_always;
  const v1::Processing& processing = service.processing();
  const bool takes_time = processing.has_goal() || processing.has_statutory() || processing.has_apply_ahead();
  return takes_time && !processing.immediate() ? site.words().need_recommended : site.words().need_offer;
}

OutputFile PlanDataFile(const LanguageSite& site, const v1::Package& package) {
  Json json = {{"package", package.id()},
               {"title", Text(site.Title(package.text()))},
               {"questions", Json::array()},
               {"question_texts", Json::object()},
               {"phases", Json::array()},
               {"phase_titles", Json::array()},
               {"services", Json::array()},
               {"authorities", Json::object()},
               {"calendar", Calendar(site.bundle().message().site().calendar())},
               {"words", Json::object()}};
  for (const std::string& id : package.questions()) {
    const v1::Question* question = site.bundle().FindQuestion(id);
    if (question == nullptr) continue;
    json["questions"].push_back(id);
    json["question_texts"][id] = std::string(site.Choose(question->text()).text);
  }
  for (const v1::Phase& phase : package.phases()) {
    Json ids = Json::array();
    for (const std::string& id : phase.services()) {
      const v1::Service& service = *site.bundle().FindService(id);
      ids.push_back(id);
      json["services"].push_back(Service(site, service));
      json["authorities"][service.authority()] = Text(site.Contact(service.authority())->name);
    }
    json["phases"].push_back(std::move(ids));
    json["phase_titles"].push_back(std::string(site.Choose(phase.title()).text));
  }
  for (const auto* words : {&site.words().script, &site.EndOf(package).script}) {
    for (const auto& [key, text] : *words) json["words"][key] = text;
  }
  std::string bytes = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  std::string path = absl::StrCat("assets/plan-", package.id(), ".", Sha256Hex(bytes).substr(0, 10), ".json");
  return {std::move(path), std::move(bytes)};
}

}  // namespace indgang::sitegen
