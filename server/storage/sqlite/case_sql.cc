#include "server/storage/sqlite/case_sql.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/hash.h"
#include "indgang/cases/v1/case.pb.h"

namespace indgang::storage {
namespace {

using Comparison = CaseCondition::Comparison;
using Kind = CaseCondition::Kind;

constexpr char kTrue[] = "1";

// Columns of case_facts, which every statement calls f.
const char* ColumnOf(CaseField field) {
  switch (field) {
    case CaseField::kState:
      return "f.state";
    case CaseField::kOpen:
      return "f.open";
    case CaseField::kComplexity:
      return "f.complexity";
    case CaseField::kChannel:
      return "f.channel";
    case CaseField::kPackage:
      return "f.package";
    case CaseField::kService:
      return "s.service";
    case CaseField::kContactPerson:
      return "f.contact_person";
    case CaseField::kCvrNumber:
      return "f.cvr";
    case CaseField::kOutcome:
      return "f.outcome";
    case CaseField::kLanguage:
      return "f.language";
    case CaseField::kEscalation:
      return "f.escalation";
    case CaseField::kGuideFeedback:
      return "f.guide_feedback";
    case CaseField::kCreateTime:
      return "f.created";
    case CaseField::kUpdateTime:
      return "f.updated";
    case CaseField::kCloseTime:
      return "f.closed";
    case CaseField::kNextDueTime:
      return "f.due";
    case CaseField::kSilentFromTime:
      return "f.silent_from";
    case CaseField::kMissed:
      return "f.missed";
    case CaseField::kOpenReferrals:
      return "f.open_referrals";
    case CaseField::kOpenCallbacks:
      return "f.open_callbacks";
    case CaseField::kOpenFollowUps:
      return "f.open_follow_ups";
    case CaseField::kTransferCount:
      return "f.transfers";
    case CaseField::kEnquiryCount:
      return "f.enquiries";
  }
  return "NULL";
}

const char* SignOf(Comparison comparison) {
  switch (comparison) {
    case Comparison::kEqual:
      return " = ";
    case Comparison::kNotEqual:
      return " <> ";
    case Comparison::kLess:
      return " < ";
    case Comparison::kLessOrEqual:
      return " <= ";
    case Comparison::kGreater:
      return " > ";
    case Comparison::kGreaterOrEqual:
      return " >= ";
  }
  return " = ";
}

bool IsEqual(const CaseCondition& condition, CaseField field) {
  return condition.kind == Kind::kCompare && condition.field == field && condition.comparison == Comparison::kEqual;
}

// Whether only open cases can meet the condition.
bool ImpliesOpen(const CaseCondition& condition) {
  using cases::v1::Case;
  switch (condition.kind) {
    case Kind::kAll:
      return std::any_of(condition.parts.begin(), condition.parts.end(), ImpliesOpen);
    case Kind::kAny:
      return !condition.parts.empty() && std::all_of(condition.parts.begin(), condition.parts.end(), ImpliesOpen);
    case Kind::kNot:
      return IsEqual(condition.parts[0], CaseField::kState) &&
             condition.parts[0].value == CaseCondition::Value(std::int64_t{Case::STATE_CLOSED});
    case Kind::kCompare:
      break;
  }
  const CaseCondition::Value closed = std::int64_t{Case::STATE_CLOSED};
  if (condition.field == CaseField::kState) {
    return condition.comparison == Comparison::kEqual      ? condition.value != closed
           : condition.comparison == Comparison::kNotEqual ? condition.value == closed
                                                           : false;
  }
  return IsEqual(condition, CaseField::kOpen) && condition.value == CaseCondition::Value(std::int64_t{1});
}

// The numbers of the states that an open case can be in, as SQL has a list.
std::string OpenStates() {
  std::vector<int> states;
  const google::protobuf::EnumDescriptor& all = *cases::v1::Case::State_descriptor();
  for (int i = 0; i < all.value_count(); ++i) {
    if (all.value(i)->number() != cases::v1::Case::STATE_CLOSED) states.push_back(all.value(i)->number());
  }
  return absl::StrJoin(states, ", ");
}

// The value that the field of every case meeting the condition has, nullptr when there is no one value.
const CaseCondition::Value* FixedValue(const CaseCondition& condition, CaseField field) {
  if (IsEqual(condition, field)) return &condition.value;
  if (condition.kind != Kind::kAll) return nullptr;
  for (const CaseCondition& part : condition.parts) {
    if (const CaseCondition::Value* value = FixedValue(part, field); value != nullptr) return value;
  }
  return nullptr;
}

class Builder {
 public:
  std::string Bind(CaseCondition::Value value) {
    values_.push_back(std::move(value));
    return absl::StrCat("?", values_.size());
  }

  // The condition as an expression that is 0 or 1, never NULL.
  std::string Expression(const CaseCondition& condition) {
    switch (condition.kind) {
      case Kind::kAll:
        return Join(condition.parts, " AND ", kTrue);
      case Kind::kAny:
        return Join(condition.parts, " OR ", "0");
      case Kind::kNot:
        return absl::StrCat("NOT ", Expression(condition.parts[0]));
      case Kind::kCompare:
        return Comparing(condition);
    }
    return "0";
  }

  // An expression that is 1 for cases with a referral to the authority; `id` is the column with the case's key.
  std::string ReferredTo(absl::string_view id, const std::string& authority) {
    return absl::StrCat("EXISTS (SELECT 1 FROM case_authorities a WHERE a.case_id = ", id,
                        " AND a.authority = ", Bind(authority), ")");
  }

  CaseSql Finish(std::string text) { return {std::move(text), std::move(values_)}; }

 private:
  std::string Join(const std::vector<CaseCondition>& parts, absl::string_view word, absl::string_view nothing) {
    if (parts.empty()) return std::string(nothing);
    std::vector<std::string> texts;
    for (const CaseCondition& part : parts) texts.push_back(Expression(part));
    return absl::StrCat("(", absl::StrJoin(texts, word), ")");
  }

  std::string Comparing(const CaseCondition& condition) {
    const bool unequal = condition.comparison == Comparison::kNotEqual;
    if (condition.field == CaseField::kService) {
      const bool any = condition.value == CaseCondition::Value(std::string());
      // "Has none" is what equals "".
      return absl::StrCat(any == unequal ? "" : "NOT ", "EXISTS (SELECT 1 FROM case_services s WHERE s.case_id = f.id",
                          any ? "" : absl::StrCat(" AND s.service = ", Bind(condition.value)), ")");
    }
    const std::string comparison =
        absl::StrCat(ColumnOf(condition.field), SignOf(condition.comparison), Bind(condition.value));
    switch (condition.field) {
      case CaseField::kContactPerson:
      case CaseField::kCvrNumber:
      case CaseField::kCloseTime:
      case CaseField::kNextDueTime:
      case CaseField::kSilentFromTime:
        return absl::StrCat("coalesce(", comparison, ", ", unequal ? 1 : 0, ")");
      default:
        return absl::StrCat("(", comparison, ")");
    }
  }

  std::vector<CaseCondition::Value> values_;
};

// {terms} : (("a" OR "b") AND ("c")): FTS5's own language. A word holds letters and digits alone, so that quotes are
// enough.
std::string MatchText(const CaseQuery& query) {
  // There are no staff terms for each authority.
  const bool by_authority = !query.referred_to.empty() && !query.staff_terms;
  const std::string prefix = by_authority ? TermPrefix(query.referred_to) : "";
  std::vector<std::string> words;
  for (const SearchWord& word : query.words) {
    words.push_back(absl::StrCat("(\"", prefix, absl::StrJoin(word, absl::StrCat("\" OR \"", prefix)), "\")"));
  }
  const char* const columns = by_authority        ? "{authority_terms}"
                              : query.staff_terms ? "{terms staff_terms}"
                                                  : "{terms}";
  return absl::StrCat(columns, " : (", absl::StrJoin(words, " AND "), ")");
}

bool ByNumber(CaseOrder order) { return order == CaseOrder::kNewestFirst || order == CaseOrder::kOldestFirst; }

// Table and index that lead, with what must hold for them. With a query for one authority no row is of a case that was
// not referred to it: where a list stopped tells nothing of others.
struct Lead {
  std::string from;
  std::vector<std::string> where{};
  // The columns with the case's key and the time that the order goes by there.
  std::string id = "f.id";
  std::string time = "0";
  // What has to follow `from` when something of case_facts is asked for.
  std::string facts = "";
};

Lead LeadByAuthority(const CaseQuery& query, absl::string_view index, Builder& builder) {
  return {.from = absl::StrCat("case_authorities a INDEXED BY ", index),
          .where = {absl::StrCat("a.authority = ", builder.Bind(query.referred_to))},
          .id = "a.case_id",
          .facts = " CROSS JOIN case_facts f ON f.id = a.case_id"};
}

Lead LeadByNumber(const CaseQuery& query, Builder& builder) {
  const bool scoped = !query.referred_to.empty();
  if (!query.words.empty()) {
    Lead lead = {.from = "case_terms t",
                 .where = {absl::StrCat("case_terms MATCH ", builder.Bind(MatchText(query)))},
                 .id = "t.rowid",
                 .facts = " CROSS JOIN case_facts f ON f.id = t.rowid"};
    if (scoped) lead.where.push_back(builder.ReferredTo(lead.id, query.referred_to));
    return lead;
  }
  if (const auto* cvr = FixedValue(query.condition, CaseField::kCvrNumber)) {
    Lead lead = {.from = "case_facts f INDEXED BY case_facts_by_cvr",
                 .where = {absl::StrCat("f.cvr = ", builder.Bind(*cvr))}};
    if (scoped) lead.where.push_back(builder.ReferredTo(lead.id, query.referred_to));
    return lead;
  }
  if (scoped) {
    const auto* state = FixedValue(query.condition, CaseField::kState);
    if (state == nullptr) return LeadByAuthority(query, "case_authorities_by_authority", builder);
    Lead lead = LeadByAuthority(query, "case_authorities_by_authority_and_state", builder);
    lead.where.push_back(absl::StrCat("a.state = ", builder.Bind(*state)));
    return lead;
  }
  const bool open = ImpliesOpen(query.condition);
  if (const auto* person = FixedValue(query.condition, CaseField::kContactPerson)) {
    Lead lead = {.from = "case_facts f INDEXED BY case_facts_by_contact_person",
                 .where = {absl::StrCat("f.contact_person = ", builder.Bind(*person))}};
    if (open) {
      lead.from = "case_facts f INDEXED BY case_facts_open_by_contact_person";
      lead.where.push_back("f.open = 1");
    }
    return lead;
  }
  if (open) return {.from = "case_facts f INDEXED BY case_facts_open", .where = {"f.open = 1"}};
  return {.from = "case_facts f"};
}

Lead LeadByTime(const CaseQuery& query, Builder& builder) {
  const bool by_update = query.order == CaseOrder::kLatestChangeFirst;
  if (!query.referred_to.empty()) {
    Lead lead = LeadByAuthority(query, by_update ? "case_authorities_by_update" : "case_authorities_by_due", builder);
    lead.time = by_update ? "a.updated" : "a.due";
    if (!by_update) lead.where.push_back("a.due IS NOT NULL");
    return lead;
  }
  if (by_update) return {.from = "case_facts f INDEXED BY case_facts_by_update", .time = "f.updated"};
  const auto* person = FixedValue(query.condition, CaseField::kContactPerson);
  if (person == nullptr) {
    return {.from = "case_facts f INDEXED BY case_facts_by_due", .where = {"f.due IS NOT NULL"}, .time = "f.due"};
  }
  return {.from = "case_facts f INDEXED BY case_facts_by_contact_person_and_due",
          .where = {"f.due IS NOT NULL", absl::StrCat("f.contact_person = ", builder.Bind(*person))},
          .time = "f.due"};
}

const char* GroupColumn(CaseGroup group) {
  switch (group) {
    case CaseGroup::kState:
      return "f.state";
    case CaseGroup::kChannel:
      return "f.channel";
    case CaseGroup::kComplexity:
      return "f.complexity";
    case CaseGroup::kPackage:
      return "f.package";
    case CaseGroup::kService:
      return "g.service";
    case CaseGroup::kContactPerson:
      return "coalesce(f.contact_person, '')";
    case CaseGroup::kOutcome:
      return "f.outcome";
    case CaseGroup::kLanguage:
      return "f.language";
    case CaseGroup::kEscalation:
      return "f.escalation";
    case CaseGroup::kCreateHour:
      return "f.created / 3600000000";
  }
  return "NULL";
}

}  // namespace

std::string TermPrefix(absl::string_view authority) { return Sha256Hex(authority).substr(0, 6); }

CaseSql ListCasesSql(const CaseQuery& query, const std::optional<CaseCursor>& after) {
  Builder builder;
  Lead lead = ByNumber(query.order) ? LeadByNumber(query, builder) : LeadByTime(query, builder);
  const std::string condition = builder.Expression(query.condition);
  const bool looks_at_facts = condition != kTrue;
  const bool rising = query.order == CaseOrder::kOldestFirst || query.order == CaseOrder::kDueFirst;
  const char* direction = rising ? " ASC" : " DESC";
  const char* sign = rising ? " > " : " < ";
  std::string order = absl::StrCat(lead.id, direction);
  if (ByNumber(query.order)) {
    if (after.has_value()) lead.where.push_back(absl::StrCat(lead.id, sign, builder.Bind(after->id)));
  } else {
    order = absl::StrCat(lead.time, direction, ", ", order);
    if (after.has_value()) {
      lead.where.push_back(absl::StrCat("(", lead.time, ", ", lead.id, ")", sign, "(", builder.Bind(after->key), ", ",
                                        builder.Bind(after->id), ")"));
    }
  }
  return builder.Finish(absl::StrCat("SELECT ", lead.id, ", ", lead.time, ", ", condition, " FROM ", lead.from,
                                     looks_at_facts ? lead.facts : "", lead.where.empty() ? "" : " WHERE ",
                                     absl::StrJoin(lead.where, " AND "), " ORDER BY ", order));
}

CaseSql CountCasesSql(const CaseCountQuery& query) {
  Builder builder;
  std::string from = "case_facts f";
  std::vector<std::string> where;
  // What an index can lead by stands by itself, for SQLite to see.
  if (ImpliesOpen(query.condition)) where.push_back("f.open = 1");
  if (const auto* person = FixedValue(query.condition, CaseField::kContactPerson)) {
    where.push_back(absl::StrCat("f.contact_person = ", builder.Bind(*person)));
  }
  if (const auto* cvr = FixedValue(query.condition, CaseField::kCvrNumber)) {
    where.push_back(absl::StrCat("f.cvr = ", builder.Bind(*cvr)));
  }
  if (!query.referred_to.empty()) {
    from = "case_authorities a CROSS JOIN case_facts f ON f.id = a.case_id";
    where.push_back(absl::StrCat("a.authority = ", builder.Bind(query.referred_to)));
    if (ImpliesOpen(query.condition)) where.push_back(absl::StrCat("a.state IN (", OpenStates(), ")"));
  }
  where.push_back(builder.Expression(query.condition));
  std::vector<std::string> columns;
  std::vector<std::string> numbers;
  for (const CaseGroup group : query.groups) {
    if (group == CaseGroup::kService) absl::StrAppend(&from, " CROSS JOIN case_services g ON g.case_id = f.id");
    columns.push_back(GroupColumn(group));
    numbers.push_back(absl::StrCat(columns.size()));
  }
  columns.push_back("count(*)");
  return builder.Finish(absl::StrCat("SELECT ", absl::StrJoin(columns, ", "), " FROM ", from, " WHERE ",
                                     absl::StrJoin(where, " AND "), numbers.empty() ? "" : " GROUP BY ",
                                     absl::StrJoin(numbers, ", ")));
}

}  // namespace indgang::storage
