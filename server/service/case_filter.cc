#include "server/service/case_filter.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "base/did_you_mean.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "indgang/cases/v1/enquiry.pb.h"
#include "indgang/knowledge/v1/service.pb.h"
#include "server/domain/field_checks.h"
#include "server/domain/filter_syntax.h"

namespace indgang::service {
namespace {

using domain::FilterTerm;
using google::protobuf::EnumDescriptor;
using storage::CaseCondition;
using storage::CaseField;
using Comparison = CaseCondition::Comparison;

// What a field takes.
enum class Takes { kEnum, kText, kService, kArea, kMember, kUnit, kTime, kCount, kTruth };

// Fields that stand for a condition of their own.
enum class Shorthand { kNone, kLate, kDueToday, kSilent, kMine, kMyUnit };

struct Field {
  const char* name;
  Takes takes;
  CaseField field = CaseField::kState;
  const EnumDescriptor* values = nullptr;
  Shorthand shorthand = Shorthand::kNone;
  // Tells of persons or companies.
  bool personal = false;
};

const std::vector<Field>& Fields() {
  using cases::v1::Case;
  static const auto& fields = *new std::vector<Field>{
      {"state", Takes::kEnum, CaseField::kState, Case::State_descriptor()},
      {"complexity", Takes::kEnum, CaseField::kComplexity, knowledge::v1::Complexity_descriptor()},
      {"channel", Takes::kEnum, CaseField::kChannel, cases::v1::Channel_descriptor()},
      {"outcome", Takes::kEnum, CaseField::kOutcome, Case::Outcome_descriptor()},
      {"escalation", Takes::kEnum, CaseField::kEscalation, Case::Escalation_descriptor()},
      {"guide_feedback", Takes::kEnum, CaseField::kGuideFeedback, Case::GuideFeedback_descriptor()},
      {"package", Takes::kText, CaseField::kPackage},
      {"service", Takes::kService, CaseField::kService},
      {"area", Takes::kArea, CaseField::kService},
      {"language", Takes::kText, CaseField::kLanguage},
      {"contact_person", Takes::kMember, CaseField::kContactPerson, nullptr, Shorthand::kNone, true},
      {"mine", Takes::kTruth, CaseField::kContactPerson, nullptr, Shorthand::kMine, true},
      {"unit", Takes::kUnit, CaseField::kContactPerson},
      {"my_unit", Takes::kTruth, CaseField::kContactPerson, nullptr, Shorthand::kMyUnit},
      {"cvr_number", Takes::kText, CaseField::kCvrNumber, nullptr, Shorthand::kNone, true},
      {"create_time", Takes::kTime, CaseField::kCreateTime},
      {"update_time", Takes::kTime, CaseField::kUpdateTime},
      {"close_time", Takes::kTime, CaseField::kCloseTime},
      {"next_due_time", Takes::kTime, CaseField::kNextDueTime},
      {"late", Takes::kTruth, CaseField::kNextDueTime, nullptr, Shorthand::kLate},
      {"due_today", Takes::kTruth, CaseField::kNextDueTime, nullptr, Shorthand::kDueToday},
      {"silent", Takes::kTruth, CaseField::kSilentFromTime, nullptr, Shorthand::kSilent},
      {"missed", Takes::kTruth, CaseField::kMissed},
      {"open_referrals", Takes::kCount, CaseField::kOpenReferrals},
      {"open_callbacks", Takes::kCount, CaseField::kOpenCallbacks},
      {"open_follow_ups", Takes::kCount, CaseField::kOpenFollowUps},
      {"transfer_count", Takes::kCount, CaseField::kTransferCount},
      {"enquiry_count", Takes::kCount, CaseField::kEnquiryCount},
  };
  return fields;
}

// "did you mean \"x\"?" after a name nobody knows, or all of them.
std::string Wanted(const std::string& name, const std::vector<std::string>& known) {
  const std::string meant = DidYouMean(name, known);
  return meant.empty() ? absl::StrCat("; wanted: one of ", absl::StrJoin(known, ", "))
                       : absl::StrCat("; did you mean ", meant, "?");
}

std::optional<Comparison> ComparisonOf(const std::string& operation) {
  const std::pair<const char*, Comparison> all[] = {{"=", Comparison::kEqual},   {"!=", Comparison::kNotEqual},
                                                    {"<", Comparison::kLess},    {"<=", Comparison::kLessOrEqual},
                                                    {">", Comparison::kGreater}, {">=", Comparison::kGreaterOrEqual}};
  for (const auto& [text, comparison] : all) {
    if (operation == text) return comparison;
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(const Call& call) : call_(call) {}

  absl::StatusOr<CaseCondition> Read(const FilterTerm& filter) {
    CaseCondition condition = Condition(filter);
    if (!refused_.ok()) return refused_;
    if (problems_.empty()) return condition;
    std::string text = problems_[0].second;
    for (std::size_t i = 1; i < problems_.size(); ++i) {
      absl::StrAppend(&text, "; and at byte ", problems_[i].first, ": ", problems_[i].second);
    }
    return domain::FilterInvalid(problems_[0].first, text);
  }

 private:
  CaseCondition Condition(const FilterTerm& term) {
    if (term.kind == FilterTerm::Kind::kComparison) return Compared(term);
    std::vector<CaseCondition> parts;
    for (const FilterTerm& part : term.parts) parts.push_back(Condition(part));
    if (term.kind == FilterTerm::Kind::kNot) return CaseCondition::Not(std::move(parts[0]));
    return term.kind == FilterTerm::Kind::kOr ? CaseCondition::Any(std::move(parts))
                                              : CaseCondition::All(std::move(parts));
  }

  CaseCondition Compared(const FilterTerm& term) {
    const std::vector<Field>& fields = Fields();
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const Field& each) { return each.name == term.field; });
    if (field == fields.end()) {
      return Problem(term.field_position, absl::StrCat("there is no field ", domain::Quoted(term.field),
                                                       Wanted(term.field, CaseFilterFields())));
    }
    if (field->personal && call_.caller->role() == admin::v1::ROLE_STATISTICS && refused_.ok()) {
      refused_ = MakeError(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
                           absl::StrCat("a token with ROLE_STATISTICS may not filter on ", term.field,
                                        ", which tells of persons or companies"),
                           {{"field", term.field}});
    }
    const std::optional<Comparison> comparison = ComparisonOf(term.operation);
    const bool ordered = field->takes == Takes::kTime || field->takes == Takes::kCount;
    const bool equality = comparison == Comparison::kEqual || comparison == Comparison::kNotEqual;
    if (field->takes == Takes::kService ? comparison.has_value() && !equality : !comparison || !(ordered || equality)) {
      return Problem(term.field_position, absl::StrCat(term.field, " ", term.operation, "; wanted: ", term.field,
                                                       ordered                           ? " =, !=, <, <=, > or >="
                                                       : field->takes == Takes::kService ? " : (has), = or !="
                                                                                         : " = or !="));
    }
    return OfType(*field, comparison.value_or(Comparison::kEqual), term);
  }

  CaseCondition OfType(const Field& field, Comparison comparison, const FilterTerm& term) {
    switch (field.takes) {
      case Takes::kEnum:
        return OfEnum(field, comparison, term);
      case Takes::kText:
        return CaseCondition::Compare(field.field, comparison, term.value);
      case Takes::kService:
        // `service:*` is "has any".
        if (term.operation != ":" || term.value != "*") {
          return CaseCondition::Compare(field.field, comparison, term.value);
        }
        return CaseCondition::Compare(field.field, Comparison::kNotEqual, std::string());
      case Takes::kArea: {
        CaseCondition condition = OfArea(term.value);
        return comparison == Comparison::kEqual ? condition : CaseCondition::Not(std::move(condition));
      }
      case Takes::kMember:
        return CaseCondition::Compare(field.field, comparison, call_.MemberId(term.value));
      case Takes::kUnit: {
        CaseCondition condition = OfUnit(term.value);
        return comparison == Comparison::kEqual ? condition : CaseCondition::Not(std::move(condition));
      }
      case Takes::kTime:
        return OfTime(field, comparison, term);
      case Takes::kCount: {
        std::int64_t count = 0;
        if (absl::SimpleAtoi(term.value, &count) && count >= 0) {
          return CaseCondition::Compare(field.field, comparison, count);
        }
        return Problem(term.value_position, absl::StrCat(field.name, " is compared with ", domain::Quoted(term.value),
                                                         "; wanted: a number, 0 or more"));
      }
      case Takes::kTruth:
        return OfTruth(field, comparison, term);
    }
    return {};
  }

  // One of the services lies in the area, as the content is today.
  CaseCondition OfArea(const std::string& area) const {
    std::vector<CaseCondition> services;
    for (const knowledge::v1::Service& service : call_.knowledge->bundle().message().services()) {
      if (service.area() == area) services.push_back(CaseCondition::Equal(CaseField::kService, service.id()));
    }
    return CaseCondition::Any(std::move(services));
  }

  // The contact person belongs to the unit today, or did when it left.
  CaseCondition OfUnit(const std::string& unit) const {
    std::vector<CaseCondition> persons;
    for (const directory::v1::Member& member : call_.directory->members()) {
      if (member.unit() == unit) persons.push_back(CaseCondition::Equal(CaseField::kContactPerson, member.id()));
    }
    return CaseCondition::Any(std::move(persons));
  }

  CaseCondition OfEnum(const Field& field, Comparison comparison, const FilterTerm& term) {
    const std::string unspecified = field.values->value(0)->name();
    const absl::string_view prefix = absl::StripSuffix(unspecified, "UNSPECIFIED");
    std::vector<std::string> names;
    for (int i = 0; i < field.values->value_count(); ++i) {
      names.emplace_back(absl::StripPrefix(field.values->value(i)->name(), prefix));
      if (names.back() == term.value) {
        return CaseCondition::Compare(field.field, comparison, std::int64_t{field.values->value(i)->number()});
      }
    }
    return Problem(term.value_position, absl::StrCat(field.name, " is compared with ", domain::Quoted(term.value),
                                                     Wanted(term.value, names)));
  }

  CaseCondition OfTime(const Field& field, Comparison comparison, const FilterTerm& term) {
    absl::Time time;
    absl::CivilDay day;
    std::string error;
    if (absl::ParseCivilTime(term.value, &day)) {
      time = absl::FromCivil(day, zone());
    } else if (!absl::ParseTime(absl::RFC3339_full, term.value, &time, &error)) {
      return Problem(term.value_position,
                     absl::StrCat(field.name, " is compared with ", domain::Quoted(term.value),
                                  "; wanted: a day like 2026-03-01 or a time like 2026-03-01T08:00:00+01:00"));
    }
    return CaseCondition::Compare(field.field, comparison, absl::ToUnixMicros(time));
  }

  CaseCondition OfTruth(const Field& field, Comparison comparison, const FilterTerm& term) {
    if (term.value != "true" && term.value != "false") {
      return Problem(term.value_position, absl::StrCat(field.name, " is compared with ", domain::Quoted(term.value),
                                                       "; wanted: true or false"));
    }
    CaseCondition condition = WhenTrue(field);
    const bool wanted = (term.value == "true") == (comparison == Comparison::kEqual);
    return wanted ? condition : CaseCondition::Not(std::move(condition));
  }

  CaseCondition WhenTrue(const Field& field) const {
    const auto before = [&](Comparison comparison, absl::Time time) {
      return CaseCondition::Compare(field.field, comparison, absl::ToUnixMicros(time));
    };
    switch (field.shorthand) {
      case Shorthand::kNone:
        return CaseCondition::Equal(field.field, std::int64_t{1});
      case Shorthand::kLate:
      case Shorthand::kSilent:
        return before(Comparison::kLessOrEqual, call_.now);
      case Shorthand::kDueToday: {
        const absl::CivilDay today = absl::ToCivilDay(call_.now, zone());
        return CaseCondition::All({before(Comparison::kGreaterOrEqual, absl::FromCivil(today, zone())),
                                   before(Comparison::kLess, absl::FromCivil(today + 1, zone()))});
      }
      case Shorthand::kMine:
        return CaseCondition::Equal(field.field, call_.caller->member());
      case Shorthand::kMyUnit: {
        const directory::v1::Member* caller = call_.directory->Find(call_.caller->member());
        return caller == nullptr ? CaseCondition::Any({}) : OfUnit(caller->unit());
      }
    }
    return {};
  }

  CaseCondition Problem(std::size_t position, std::string what) {
    problems_.emplace_back(position, std::move(what));
    return {};
  }

  const absl::TimeZone& zone() const { return call_.knowledge->bundle().calendar().time_zone(); }

  const Call& call_;
  std::vector<std::pair<std::size_t, std::string>> problems_;
  absl::Status refused_;
};

}  // namespace

absl::StatusOr<CaseCondition> ReadCaseFilter(absl::string_view filter, const Call& call) {
  INDGANG_ASSIGN_OR_RETURN(const FilterTerm parsed, domain::ParseFilter(filter));
  return Reader(call).Read(parsed);
}

std::vector<std::string> CaseFilterFields() {
  std::vector<std::string> names;
  for (const Field& field : Fields()) names.emplace_back(field.name);
  return names;
}

}  // namespace indgang::service
