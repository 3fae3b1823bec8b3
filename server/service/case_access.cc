#include "server/service/case_access.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/domain/times.h"

namespace indgang::service {

namespace {

// Whether the caller may see the case with this number, if there is one.
absl::StatusOr<bool> MaySee(storage::ReadTransaction& tx, const Call& call, absl::string_view case_number) {
  if (!call.scope().empty()) {
    INDGANG_ASSIGN_OR_RETURN(const bool referred, tx.IsReferredTo(case_number, call.scope()));
    if (!referred) return false;
  }
  if (call.caller->role() != admin::v1::ROLE_ADMIN) return true;
  INDGANG_ASSIGN_OR_RETURN(const absl::Time until, tx.GetEmergencyAccess(case_number, call.caller->id()));
  return call.now < until;
}

}  // namespace

absl::StatusOr<storage::StoredCase> LoadCase(storage::ReadTransaction& tx, const Call& call,
                                             absl::string_view case_number) {
  INDGANG_ASSIGN_OR_RETURN(const bool visible, MaySee(tx, call, case_number));
  if (!visible) return NoSuchCase(case_number);
  INDGANG_ASSIGN_OR_RETURN(std::optional<storage::StoredCase> stored, tx.GetCase(case_number));
  if (!stored.has_value()) return NoSuchCase(case_number);
  return *std::move(stored);
}

absl::Status AnswerWithCase(storage::ReadTransaction& tx, Call& call, absl::string_view case_number, int field_number,
                            google::protobuf::Message& response) {
  INDGANG_ASSIGN_OR_RETURN(const bool visible, MaySee(tx, call, case_number));
  if (!visible) return NoSuchCase(case_number);
  INDGANG_ASSIGN_OR_RETURN(std::optional<storage::CaseBytes> bytes, tx.GetCaseBytes(case_number));
  if (!bytes.has_value()) return NoSuchCase(case_number);
  PassOn(call, *std::move(bytes), field_number, response);
  return absl::OkStatus();
}

void PassOn(Call& call, storage::CaseBytes bytes, int field_number, google::protobuf::Message& response) {
  call.passed_on.push_back(domain::CaseName(bytes.case_number));
  // Fields that a program does not know are written as they are: as their number, length and bytes.
  *response.GetReflection()->MutableUnknownFields(&response)->AddLengthDelimited(field_number) =
      std::move(bytes.message);
}

const std::string& ScopeOn(const Call& call, const cases::v1::Case& current) {
  return domain::ScopeOn(*call.caller, current.contact_person().id());
}

absl::Status CheckWorksOn(const Call& call, const cases::v1::Case& current) {
  if (ScopeOn(call, current).empty()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_CONTACT_PERSON",
                   absl::StrCat("you are not the contact person of ", current.name(), "; that is ",
                                current.contact_person().display_name(),
                                ", who does this for you, or sends you the case as a transfer"),
                   {{"name", current.name()}, {"contact_person", current.contact_person().id()}});
}

absl::Status NoSuchCase(absl::string_view case_number) {
  const std::string name = domain::CaseName(case_number);
  return MakeError(absl::StatusCode::kNotFound, "CASE_NOT_FOUND", absl::StrCat("there is no ", name), {{"name", name}});
}

absl::StatusOr<cases::v1::Referral> LoadReferral(storage::ReadTransaction& tx, const Call& call,
                                                 const domain::ReferralId& id) {
  INDGANG_ASSIGN_OR_RETURN(std::optional<cases::v1::Referral> referral, tx.GetReferral(id.case_number, id.index));
  if (referral.has_value() && !call.scope().empty() && referral->authority() != call.scope()) {
    INDGANG_ASSIGN_OR_RETURN(const std::optional<storage::StoredCase> stored, tx.GetCase(id.case_number));
    if (!ScopeOn(call, stored->message).empty()) referral.reset();
  }
  if (!referral.has_value()) {
    const std::string name = domain::ReferralName(id.case_number, id.index);
    return MakeError(absl::StatusCode::kNotFound, "REFERRAL_NOT_FOUND", absl::StrCat("there is no ", name),
                     {{"name", name}});
  }
  return *std::move(referral);
}

domain::CountOpenCases OpenCasesIn(storage::ReadTransaction& tx) {
  return [&tx](absl::string_view member) { return tx.CountOpenCases(member); };
}

domain::OpenWork OpenWorkIn(storage::ReadTransaction& tx) {
  const auto referrals = [&tx](const std::string& unit, absl::string_view assignee) -> absl::StatusOr<int> {
    constexpr int kPage = 500;
    int count = 0;
    for (const auto state : {cases::v1::Referral::STATE_SENT, cases::v1::Referral::STATE_ACCEPTED}) {
      storage::ReferralQuery query;
      query.state = state;
      query.authority = unit;
      query.limit = kPage;
      while (true) {
        INDGANG_ASSIGN_OR_RETURN(const std::vector<cases::v1::Referral> page, tx.ListReferrals(query));
        for (const cases::v1::Referral& referral : page) {
          const bool within = referral.kind() != cases::v1::Referral::KIND_OUTSIDE;
          count += within && (assignee.empty() || referral.assignee() == assignee) ? 1 : 0;
        }
        if (page.size() < kPage) break;
        query.after.emplace(domain::FromTimestamp(page.back().due_time()), page.back().name());
      }
    }
    return count;
  };
  return {OpenCasesIn(tx), referrals};
}

absl::Status CheckEtag(absl::string_view name, absl::string_view given, absl::string_view current) {
  if (given.empty() || given == current) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                   absl::StrCat(name, " was changed since you read it; read it again and decide anew"),
                   {{"name", std::string(name)}});
}

absl::Status StoreChange(storage::WriteTransaction& tx, const Call& call, const storage::StoredCase& before,
                         domain::Change& change) {
  // What waits beside the case itself has its times in the column only; the next look at it finds them out again.
  if (change.after.open_referrals() > 0 || change.after.open_follow_ups() > 0) {
    change.next_check = std::min(change.next_check, before.next_check);
  }
  return StoreChange(tx, call.context(), before, change);
}

absl::Status StoreChange(storage::WriteTransaction& tx, const domain::Context& context,
                         const storage::StoredCase& before, domain::Change& change) {
  const domain::ChainEnd end = domain::Seal({before.last_sequence, before.last_hash}, context, change);
  const std::string& case_number = change.after.case_number();
  INDGANG_RETURN_IF_ERROR(tx.PutCase({change.after, end.sequence, end.hash, change.next_check}));
  if (change.interaction.has_value()) {
    INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountInteractions(case_number));
    INDGANG_RETURN_IF_ERROR(tx.AddInteraction(case_number, count + 1, *change.interaction));
  }
  if (change.referral.has_value()) {
    const std::optional<domain::ReferralId> id = domain::ParseReferralName(change.referral->name());
    INDGANG_RETURN_IF_ERROR(tx.PutReferral(case_number, id->index, *change.referral));
  }
  if (change.note.has_value()) {
    INDGANG_RETURN_IF_ERROR(tx.AddNote(case_number, domain::RecordIndex(change.note->name()), *change.note));
  }
  if (change.attachment.has_value()) {
    INDGANG_RETURN_IF_ERROR(
        tx.AddAttachment(case_number, domain::RecordIndex(change.attachment->name()), *change.attachment));
  }
  if (change.follow_up.has_value()) {
    INDGANG_RETURN_IF_ERROR(
        tx.PutFollowUp(case_number, domain::RecordIndex(change.follow_up->name()), *change.follow_up));
  }
  if (change.plan.has_value()) INDGANG_RETURN_IF_ERROR(tx.PutPlan(case_number, *change.plan));
  for (const cases::v1::CaseEvent& event : change.events) {
    INDGANG_RETURN_IF_ERROR(tx.AddEvent(case_number, event));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<cases::v1::Referral>> AllReferrals(storage::ReadTransaction& tx,
                                                              const std::string& case_number) {
  storage::ReferralQuery query;
  query.case_number = case_number;
  INDGANG_ASSIGN_OR_RETURN(query.limit, tx.CountReferrals(case_number));
  if (query.limit == 0) return std::vector<cases::v1::Referral>();
  return tx.ListReferrals(query);
}

}  // namespace indgang::service
