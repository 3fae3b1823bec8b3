#include "bench/simulated_office.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/domain/closing_rules.h"
#include "server/domain/contact_rules.h"
#include "server/domain/goal_rules.h"
#include "server/domain/referral_rules.h"
#include "server/domain/times.h"
#include "server/service/case_access.h"

namespace indgang {
namespace {

using admin::v1::Token;
using cases::v1::Case;
using cases::v1::Interaction;
using cases::v1::Referral;
using domain::Change;
using domain::Context;
using storage::WriteTransaction;

// Units that are asked: few, so that whoever looks for something to answer often finds it.
constexpr int kUnits = 4;

Token MakeToken(const std::string& who, admin::v1::Role role, const std::string& unit) {
  Token token;
  token.set_id("tok_" + who);
  token.set_member("mem_" + who);
  token.set_display_name(who);
  token.set_role(role);
  token.set_authority(unit);
  return token;
}

directory::v1::Member MemberOf(const Token& token) {
  directory::v1::Member member;
  member.set_id(token.member());
  member.set_display_name(token.display_name());
  member.set_role(token.role());
  member.set_unit(token.authority());
  member.set_phone("+45 12 34 56 78");
  member.set_state(directory::v1::Member::STATE_ACTIVE);
  return member;
}

absl::StatusOr<int> NextInteraction(WriteTransaction& tx, const Case& current) {
  INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountInteractions(current.case_number()));
  return count + 1;
}

absl::StatusOr<Change> Say(WriteTransaction& tx, const Case& current, Interaction::Direction direction, int kind,
                           const Context& context) {
  Interaction said;
  said.set_direction(direction);
  said.set_kind(static_cast<Interaction::Kind>(kind));
  said.set_channel(cases::v1::CHANNEL_PHONE);
  said.set_text("?");
  INDGANG_ASSIGN_OR_RETURN(const int index, NextInteraction(tx, current));
  return domain::RecordInteraction(current, said, index, context);
}

}  // namespace

SimulatedOffice::SimulatedOffice(const knowledge::Bundle& bundle, absl::CivilDay first_day, int days, Dice& dice)
    : bundle_(bundle), dice_(dice) {
  for (const char* const who : {"mette", "ole"}) {
    desk_.push_back(MakeToken(who, admin::v1::ROLE_FRONT_DESK, ""));
    members_.push_back(MemberOf(desk_.back()));
  }
  std::size_t absent = 0;
  for (absl::CivilDay day = first_day + dice.Below(20); day < first_day + days; day += 1 + dice.Below(20)) {
    directory::v1::Absence& absence = *members_[absent].add_absences();
    absence.set_id(absl::StrCat("abs_", absl::FormatCivilTime(day)));
    absence.set_first_day(absl::FormatCivilTime(day));
    day += dice.Below(5);
    absence.set_last_day(absl::FormatCivilTime(day));
    absent = 1 - absent;
    absence.set_substitute(members_[absent].id());
  }
  members_.push_back(MemberOf(MakeToken("leader", admin::v1::ROLE_LEADER, "")));
  leader_ = members_.back().id();
  for (const knowledge::v1::Authority& unit : bundle.message().authorities()) {
    if (units_.size() == kUnits) break;
    units_.push_back(MakeToken(unit.id(), admin::v1::ROLE_TASK_FORCE_MEMBER, unit.id()));
    members_.push_back(MemberOf(units_.back()));
  }
}

SimulatedOffice::Step SimulatedOffice::AnyStep() {
  switch (dice_.Below(16)) {
    case 0:
    case 1:
      return Triage();
    case 2:
      return Pause();
    case 3:
      return Resume();
    case 4:
      return Extend();
    case 5:
    case 6:
      return Refer();
    case 7:
    case 8:
      return FinishReferral();
    case 9:
      return Attach();
    case 10:
    case 11:
      return Close();
    case 12:
      return HandOver();
    default:
      return Tell();
  }
}

SimulatedOffice::Step SimulatedOffice::Reopen() {
  return {AnyCaller(), [](WriteTransaction& tx, const Case& current, const Context& context) {
            cases::v1::ReopenCaseRequest request;
            request.set_reason("?");
            return domain::ReopenCase(current, request, context, service::OpenCasesIn(tx));
          }};
}

SimulatedOffice::Step SimulatedOffice::Triage() {
  return {AnyCaller(), [this](WriteTransaction&, const Case& current, const Context& context) {
            cases::v1::TriageCaseRequest request;
            request.set_complexity(static_cast<knowledge::v1::Complexity>(1 + dice_.Below(3)));
            request.add_services(current.suggestions(0).service());
            return domain::TriageCase(current, request, context);
          }};
}

SimulatedOffice::Step SimulatedOffice::Pause() {
  return {AnyCaller(), [](WriteTransaction&, const Case& current, const Context& context) {
            cases::v1::PauseAnswerClockRequest request;
            request.set_reason(cases::v1::ClockPause::REASON_COMPANY_INFORMATION);
            request.set_note("?");
            return domain::PauseAnswerClock(current, request, context);
          }};
}

SimulatedOffice::Step SimulatedOffice::Resume() {
  return {AnyCaller(), [](WriteTransaction&, const Case& current, const Context& context) {
            return domain::ResumeAnswerClock(current, context);
          }};
}

SimulatedOffice::Step SimulatedOffice::Extend() {
  return {AnyCaller(),
          [this](WriteTransaction& tx, const Case& current, const Context& context) -> absl::StatusOr<Change> {
            const absl::Time present = domain::FromTimestamp(current.goals().answer_due_time());
            cases::v1::ExtendAnswerDeadlineRequest request;
            *request.mutable_due_time() =
                domain::ToTimestamp(bundle_.calendar().AddWorkingDays(present, 1 + dice_.Below(9)));
            request.set_reason("?");
            request.set_channel(cases::v1::CHANNEL_EMAIL);
            request.set_message("?");
            INDGANG_ASSIGN_OR_RETURN(const int index, NextInteraction(tx, current));
            return domain::ExtendAnswerDeadline(current, request, index, context);
          }};
}

// A question, or what the company applies for, which may have a statutory limit.
SimulatedOffice::Step SimulatedOffice::Refer() {
  return {AnyCaller(),
          [this](WriteTransaction& tx, const Case& current, const Context& context) -> absl::StatusOr<Change> {
            if (units_.empty()) return absl::NotFoundError("no units");
            if (current.open_referrals() == kMostReferrals) return absl::ResourceExhaustedError("enough");
            cases::v1::CreateReferralRequest request;
            request.set_authority(dice_.AnyOf(units_).authority());
            request.set_question("?");
            if (dice_.Below(3) == 0) {
              request.set_kind(Referral::KIND_PERMIT);
              request.set_service(current.suggestions(0).service());
            }
            INDGANG_ASSIGN_OR_RETURN(const auto existing, service::AllReferrals(tx, current.case_number()));
            return domain::CreateReferral(current, existing, request, context);
          }};
}

// Somebody of a unit looks for what it was asked.
SimulatedOffice::Step SimulatedOffice::FinishReferral() {
  return {units_.empty() ? AnyCaller() : dice_.AnyOf(units_),
          [](WriteTransaction& tx, const Case& current, const Context& context) -> absl::StatusOr<Change> {
            INDGANG_ASSIGN_OR_RETURN(const auto referrals, service::AllReferrals(tx, current.case_number()));
            for (const Referral& referral : referrals) {
              if (!domain::IsWaiting(referral) || referral.authority() != context.caller.authority()) continue;
              if (referral.kind() != Referral::KIND_PERMIT) {
                cases::v1::AnswerReferralRequest request;
                request.set_answer("?");
                return domain::AnswerReferral(current, referral, request, context);
              }
              cases::v1::CompleteReferralRequest request;
              request.set_outcome("?");
              INDGANG_ASSIGN_OR_RETURN(const int index, NextInteraction(tx, current));
              return domain::CompleteReferral(current, referral, request, index, context);
            }
            return absl::NotFoundError("no referral");
          }};
}

// The company asks again.
SimulatedOffice::Step SimulatedOffice::Attach() {
  return {AnyCaller(), [](WriteTransaction& tx, const Case& current, const Context& context) -> absl::StatusOr<Change> {
            INDGANG_ASSIGN_OR_RETURN(
                Change change, Say(tx, current, Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE, context));
            domain::StartNextReplyClock(change.after, context);
            return change;
          }};
}

SimulatedOffice::Step SimulatedOffice::Close() {
  return {AnyCaller(), [this](WriteTransaction&, const Case& current, const Context& context) {
            cases::v1::CloseCaseRequest request;
            request.set_outcome(dice_.Below(2) == 0 ? Case::OUTCOME_ANSWERED : Case::OUTCOME_WITHDRAWN);
            return domain::CloseCase(current, request, context);
          }};
}

SimulatedOffice::Step SimulatedOffice::HandOver() {
  return {AnyCaller(),
          [this](WriteTransaction& tx, const Case& current, const Context& context) -> absl::StatusOr<Change> {
            cases::v1::HandOverCaseRequest request;
            request.set_contact_person(dice_.AnyOf(desk_).member());
            request.set_reason("?");
            request.set_channel(cases::v1::CHANNEL_EMAIL);
            request.set_message("?");
            INDGANG_ASSIGN_OR_RETURN(const int index, NextInteraction(tx, current));
            return domain::HandOverCase(current, request, index, context);
          }};
}

// A message or an answer.
SimulatedOffice::Step SimulatedOffice::Tell() {
  return {AnyCaller(), [this](WriteTransaction& tx, const Case& current, const Context& context) {
            return Say(tx, current, Interaction::DIRECTION_OUTBOUND, 1 + dice_.Below(2), context);
          }};
}

}  // namespace indgang
