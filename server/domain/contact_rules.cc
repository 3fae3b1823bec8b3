#include "server/domain/contact_rules.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/goal_rules.h"

namespace indgang::domain {
namespace {

using cases::v1::ContactPersonAssigned;
using directory::v1::Member;
using Members = std::vector<const Member*>;

absl::Status NoContactPerson(absl::string_view why) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "NO_CONTACT_PERSON", why);
}

// Of those who are there today; when nobody is, of their substitutes.
struct Candidates {
  Members members;
  bool substitutes = false;
};

Candidates WhoIsThere(const Members& wanted, const Context& context) {
  Candidates there;
  for (const Member* member : wanted) {
    if (MayBeContactPerson(member->role()) && IsThere(*member, context.today())) there.members.push_back(member);
  }
  if (!there.members.empty()) return there;
  there.substitutes = true;
  absl::flat_hash_set<const Member*> seen;
  for (const Member* member : wanted) {
    const Member* deputy = context.directory.Deputy(member->id(), context.today());
    if (deputy == nullptr || !MayBeContactPerson(deputy->role()) || !seen.insert(deputy).second) continue;
    there.members.push_back(deputy);
  }
  return there;
}

// The member, or who stands in for it; nobody when it may not be contact person itself.
Candidates WhoCanActFor(const Member& member, const Context& context) {
  return MayBeContactPerson(member.role()) ? WhoIsThere({&member}, context) : Candidates();
}

absl::Status CannotBeContactPerson(absl::string_view id) {
  return NoContactPerson(absl::StrCat(id,
                                      " cannot be contact person: has left, is absent without a substitute, or is "
                                      "neither front desk nor consultant nor leader"));
}

// The first of those with the fewest open cases.
absl::StatusOr<const Member*> LeastBusy(const Members& members, const CountOpenCases& open_cases) {
  if (members.size() == 1) return members.front();
  const Member* least = nullptr;
  int fewest = std::numeric_limits<int>::max();
  for (const Member* member : members) {
    INDGANG_ASSIGN_OR_RETURN(const int count, open_cases(member->id()));
    if (count >= fewest) continue;
    fewest = count;
    least = member;
  }
  return least;
}

// Whom one rule offers, by name.
struct Rule {
  ContactPersonAssigned::Choice choice;
  Members members;
};

// The caller when it is somebody who may be contact person.
Members Caller(const Context& context) {
  const Member* caller = context.directory.Find(context.caller.member());
  if (caller == nullptr || !MayBeContactPerson(caller->role())) return {};
  return {caller};
}

std::vector<Rule> RulesFor(const cases::v1::Company& company, const knowledge::v1::SuggestRoutingResponse& routing,
                           const Context& context) {
  const bool simple = routing.complexity() == knowledge::v1::COMPLEXITY_SIMPLE ||
                      routing.complexity() == knowledge::v1::COMPLEXITY_UNSPECIFIED;
  return {
      {ContactPersonAssigned::CHOICE_KEY_ACCOUNT, context.directory.KeyAccountManagers(company.cvr_number())},
      {ContactPersonAssigned::CHOICE_PACKAGE_TEAM, simple ? Members() : context.directory.TeamOf(routing.package())},
      {ContactPersonAssigned::CHOICE_CALLER, Caller(context)},
      {ContactPersonAssigned::CHOICE_FRONT_DESK, context.directory.WithRole(admin::v1::ROLE_FRONT_DESK)},
  };
}

// Who the request names, or who stands in.
absl::StatusOr<ContactPersonAssigned> Named(absl::string_view id, const Context& context) {
  INDGANG_ASSIGN_OR_RETURN(const Member* member, FindMember(context.directory, id));
  const Candidates there = WhoCanActFor(*member, context);
  if (there.members.empty()) return CannotBeContactPerson(id);
  ContactPersonAssigned assigned;
  *assigned.mutable_contact_person() = MakeContactPerson(*there.members.front(), context.bundle);
  assigned.set_choice(there.substitutes ? ContactPersonAssigned::CHOICE_SUBSTITUTE
                                        : ContactPersonAssigned::CHOICE_NAMED);
  return assigned;
}

}  // namespace

absl::StatusOr<ContactPersonAssigned> ChooseContactPerson(absl::string_view named, const cases::v1::Company& company,
                                                          const knowledge::v1::SuggestRoutingResponse& routing,
                                                          const Context& context, const CountOpenCases& open_cases) {
  if (!named.empty()) return Named(named, context);
  for (const Rule& rule : RulesFor(company, routing, context)) {
    const Candidates there = WhoIsThere(rule.members, context);
    if (there.members.empty()) continue;
    INDGANG_ASSIGN_OR_RETURN(const Member* chosen, LeastBusy(there.members, open_cases));
    ContactPersonAssigned assigned;
    *assigned.mutable_contact_person() = MakeContactPerson(*chosen, context.bundle);
    assigned.set_choice(there.substitutes ? ContactPersonAssigned::CHOICE_SUBSTITUTE : rule.choice);
    return assigned;
  }
  return NoContactPerson("nobody who can be contact person is there today, nor a substitute; name one who is");
}

absl::StatusOr<Change> HandOverCase(const cases::v1::Case& before, const cases::v1::HandOverCaseRequest& request,
                                    int index, const Context& context) {
  INDGANG_RETURN_IF_ERROR(CheckOpen(before));
  INDGANG_ASSIGN_OR_RETURN(const Member* member,
                           FindMember(context.directory, MemberNamed(request.contact_person(), context.caller)));
  if (member->id() == before.contact_person().id()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ALREADY_CONTACT_PERSON",
                     absl::StrCat(member->id(), " is the contact person of case ", before.case_number(), " already"),
                     {{"id", member->id()}});
  }
  if (WhoCanActFor(*member, context).members.empty()) return CannotBeContactPerson(member->id());

  Change change;
  change.after = before;
  cases::v1::ContactPersonHandedOver handed_over;
  handed_over.set_reason(request.reason());
  handed_over.set_told_by(request.channel());
  HandOver(*member, std::move(handed_over), request.message(), index, context, change);
  return change;
}

void HandOver(const Member& to, cases::v1::ContactPersonHandedOver handed_over, const std::string& message, int index,
              const Context& context, Change& change) {
  using cases::v1::Interaction;
  cases::v1::Case& after = change.after;
  *handed_over.mutable_from() = after.contact_person();
  *handed_over.mutable_to() = MakeContactPerson(to, context.bundle);
  *after.mutable_contact_person() = handed_over.to();

  Interaction told;
  told.set_direction(Interaction::DIRECTION_OUTBOUND);
  told.set_kind(Interaction::KIND_MESSAGE);
  told.set_channel(handed_over.told_by());
  told.set_text(message);
  change.interaction = MakeInteraction(after.case_number(), told, index, context);
  RecordNews(*after.mutable_goals(), context);

  *change.events.emplace_back().mutable_contact_person_handed_over() = std::move(handed_over);
  *change.events.emplace_back().mutable_interaction_recorded()->mutable_interaction() = *change.interaction;
}

}  // namespace indgang::domain
