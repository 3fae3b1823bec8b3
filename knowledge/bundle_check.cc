#include "knowledge/bundle_check.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/errors.h"
#include "base/status_macros.h"

namespace indgang::knowledge {
namespace {

using Ids = absl::flat_hash_set<absl::string_view>;

// Longest time a period may state. Longer ones are mistakes, and would make planning slow.
constexpr int kMaxPeriod = 3660;

absl::Status Invalid(absl::string_view item, absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "BUNDLE_INVALID", absl::StrCat(item, ": ", what),
                   {{"item", std::string(item)}});
}

template <typename Items>
absl::StatusOr<Ids> CollectIds(absl::string_view kind, const Items& items) {
  Ids ids;
  for (const auto& item : items) {
    if (item.id().empty()) return Invalid(kind, "has no id");
    if (!ids.insert(item.id()).second) return Invalid(absl::StrCat(kind, " ", item.id()), "stands twice");
  }
  return ids;
}

class Checker {
 public:
  explicit Checker(const v1::KnowledgeBase& base) : base_(base) {}

  absl::Status Check() {
    INDGANG_ASSIGN_OR_RETURN(areas_, CollectIds("area", base_.areas()));
    INDGANG_ASSIGN_OR_RETURN(questions_, CollectIds("question", base_.questions()));
    INDGANG_ASSIGN_OR_RETURN(authorities_, CollectIds("authority", base_.authorities()));
    INDGANG_ASSIGN_OR_RETURN(service_ids_, CollectIds("service", base_.services()));
    INDGANG_ASSIGN_OR_RETURN(packages_, CollectIds("package", base_.packages()));
    for (const v1::Service& service : base_.services()) services_.emplace(service.id(), &service);
    INDGANG_RETURN_IF_ERROR(
        Refers("site front desk", "authority", authorities_, base_.site().front_desk().authority()));
    for (const v1::Service& service : base_.services()) INDGANG_RETURN_IF_ERROR(CheckService(service));
    for (const v1::Service& service : base_.services()) INDGANG_RETURN_IF_ERROR(CheckCycle(service));
    for (const v1::Package& package : base_.packages()) INDGANG_RETURN_IF_ERROR(CheckPackage(package));
    for (const v1::Industry& industry : base_.industries()) {
      INDGANG_RETURN_IF_ERROR(
          Refers(absl::StrCat("industry ", industry.code()), "package", packages_, industry.package()));
    }
    for (const v1::FaqEntry& entry : base_.faq()) {
      const std::string item = absl::StrCat("faq ", entry.id());
      INDGANG_RETURN_IF_ERROR(Refers(item, "area", areas_, entry.area()));
      for (const std::string& id : entry.services()) {
        INDGANG_RETURN_IF_ERROR(Refers(item, "service", service_ids_, id));
      }
    }
    return absl::OkStatus();
  }

 private:
  static absl::Status Refers(absl::string_view item, absl::string_view kind, const Ids& ids, absl::string_view id) {
    if (ids.contains(id)) return absl::OkStatus();
    return Invalid(item, absl::StrCat("names ", kind, " \"", id, "\", which does not exist"));
  }

  static absl::Status RefersIfAny(absl::string_view item, absl::string_view kind, const Ids& ids,
                                  absl::string_view id) {
    return id.empty() ? absl::OkStatus() : Refers(item, kind, ids, id);
  }

  // A service that a package or another service asks for.
  absl::Status RefersToRequired(absl::string_view item, absl::string_view id) const {
    INDGANG_RETURN_IF_ERROR(Refers(item, "service", service_ids_, id));
    if (services_.at(id)->status() == v1::SERVICE_STATUS_REPEALED) {
      return Invalid(item, absl::StrCat("requires service \"", id, "\", which is repealed"));
    }
    return absl::OkStatus();
  }

  absl::Status CheckCondition(absl::string_view item, const v1::Condition& condition) const {
    switch (condition.rule_case()) {
      case v1::Condition::kQuestion:
        return Refers(item, "question", questions_, condition.question());
      case v1::Condition::kAll:
        return CheckConditions(item, condition.all());
      case v1::Condition::kAny:
        return CheckConditions(item, condition.any());
      case v1::Condition::kNot:
        return CheckCondition(item, condition.not_());
      case v1::Condition::RULE_NOT_SET:
        break;
    }
    return Invalid(item, "has an empty condition");
  }

  absl::Status CheckConditions(absl::string_view item, const v1::ConditionList& list) const {
    if (list.conditions().empty()) return Invalid(item, "has a condition without parts");
    for (const v1::Condition& part : list.conditions()) INDGANG_RETURN_IF_ERROR(CheckCondition(item, part));
    return absl::OkStatus();
  }

  static absl::Status CheckPeriod(absl::string_view item, absl::string_view name, bool present,
                                  const v1::Period& period) {
    if (!present) return absl::OkStatus();
    if (period.unit() == v1::Period::UNIT_UNSPECIFIED || period.min() < 0 || period.min() > period.max() ||
        period.max() > kMaxPeriod) {
      return Invalid(item, absl::StrCat(name, " is ", period.min(), " to ", period.max(),
                                        "; wanted a unit and 0 <= min <= max <= ", kMaxPeriod));
    }
    return absl::OkStatus();
  }

  absl::Status CheckService(const v1::Service& service) const {
    const std::string item = absl::StrCat("service ", service.id());
    INDGANG_RETURN_IF_ERROR(Refers(item, "area", areas_, service.area()));
    INDGANG_RETURN_IF_ERROR(Refers(item, "authority", authorities_, service.authority()));
    INDGANG_RETURN_IF_ERROR(RefersIfAny(item, "owner", authorities_, service.owner()));
    INDGANG_RETURN_IF_ERROR(RefersIfAny(item, "replaced_by", service_ids_, service.replaced_by()));
    for (const std::string& id : service.also_involves()) {
      INDGANG_RETURN_IF_ERROR(Refers(item, "authority", authorities_, id));
    }
    for (const std::string& id : service.prerequisites()) INDGANG_RETURN_IF_ERROR(RefersToRequired(item, id));
    if (service.has_needed_if()) INDGANG_RETURN_IF_ERROR(CheckCondition(item, service.needed_if()));
    const v1::Processing& processing = service.processing();
    INDGANG_RETURN_IF_ERROR(CheckPeriod(item, "processing goal", processing.has_goal(), processing.goal()));
    INDGANG_RETURN_IF_ERROR(
        CheckPeriod(item, "statutory processing", processing.has_statutory(), processing.statutory()));
    return CheckPeriod(item, "apply_ahead", processing.has_apply_ahead(), processing.apply_ahead());
  }

  // Depth-first over prerequisites; a service met again before it is finished requires itself.
  absl::Status CheckCycle(const v1::Service& service) {
    if (finished_.contains(service.id())) return absl::OkStatus();
    if (!path_.insert(service.id()).second) {
      return Invalid(absl::StrCat("service ", service.id()), "requires itself by way of its prerequisites");
    }
    for (const std::string& id : service.prerequisites()) INDGANG_RETURN_IF_ERROR(CheckCycle(*services_.at(id)));
    path_.erase(service.id());
    finished_.insert(service.id());
    return absl::OkStatus();
  }

  absl::Status CheckPackage(const v1::Package& package) const {
    const std::string item = absl::StrCat("package ", package.id());
    INDGANG_RETURN_IF_ERROR(RefersIfAny(item, "owner", authorities_, package.owner()));
    for (const std::string& id : package.questions()) {
      INDGANG_RETURN_IF_ERROR(Refers(item, "question", questions_, id));
    }
    Ids seen;
    for (const v1::Phase& phase : package.phases()) {
      for (const std::string& id : phase.services()) {
        INDGANG_RETURN_IF_ERROR(RefersToRequired(item, id));
        if (!seen.insert(id).second) return Invalid(item, absl::StrCat("names service \"", id, "\" twice"));
      }
    }
    for (const v1::Offer& offer : package.offers()) {
      INDGANG_RETURN_IF_ERROR(RefersIfAny(item, "authority", authorities_, offer.authority()));
    }
    return absl::OkStatus();
  }

  const v1::KnowledgeBase& base_;
  Ids areas_;
  Ids questions_;
  Ids authorities_;
  Ids service_ids_;
  Ids packages_;
  absl::flat_hash_map<absl::string_view, const v1::Service*> services_;
  // Services whose prerequisites have all been followed, and those on the way to the present one.
  Ids finished_;
  Ids path_;
};

}  // namespace

absl::Status CheckKnowledgeBase(const v1::KnowledgeBase& base) { return Checker(base).Check(); }

}  // namespace indgang::knowledge
