// Stored cases as callers may see them, and the one place where a change is stored.
#ifndef INDGANG_SERVER_SERVICE_CASE_ACCESS_H_
#define INDGANG_SERVER_SERVICE_CASE_ACCESS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "server/domain/case_rules.h"
#include "server/domain/member_rules.h"
#include "server/domain/names.h"
#include "server/service/call.h"
#include "server/storage/storage.h"

namespace indgang::service {

// The case with this number. For a caller with a scope, only one that was referred to its authority; for an admin, only
// one that it opened in an emergency, while that lasts. Error: NOT_FOUND CASE_NOT_FOUND.
absl::StatusOr<storage::StoredCase> LoadCase(storage::ReadTransaction& tx, const Call& call,
                                             absl::string_view case_number);

// The same case for an answer that shows it as it is: puts it into the response's field `field_number`, a Case or a
// list of them.
absl::Status AnswerWithCase(storage::ReadTransaction& tx, Call& call, absl::string_view case_number, int field_number,
                            google::protobuf::Message& response);

// Puts a stored case, unread, into that field: whoever asked reads it, and making it anew would give the same bytes. As
// if it stood in the message, it counts as read by the caller.
void PassOn(Call& call, storage::CaseBytes bytes, int field_number, google::protobuf::Message& response);

// NOT_FOUND CASE_NOT_FOUND; metadata "name".
absl::Status NoSuchCase(absl::string_view case_number);

// What limits what the caller sees of this case: domain::ScopeOn.
const std::string& ScopeOn(const Call& call, const cases::v1::Case& current);

// OK for a caller without a scope and for the case's contact person. Error: PERMISSION_DENIED NOT_CONTACT_PERSON.
absl::Status CheckWorksOn(const Call& call, const cases::v1::Case& current);

// The referral. For a caller with a scope, only one to its authority or of a case whose contact person it is. Error:
// NOT_FOUND REFERRAL_NOT_FOUND.
absl::StatusOr<cases::v1::Referral> LoadReferral(storage::ReadTransaction& tx, const Call& call,
                                                 const domain::ReferralId& id);

// Count open cases and referrals for rules that need to know.
domain::CountOpenCases OpenCasesIn(storage::ReadTransaction& tx);
domain::OpenWork OpenWorkIn(storage::ReadTransaction& tx);

// OK when `given` is empty or `current`. Error: ABORTED ETAG_MISMATCH; metadata "name".
absl::Status CheckEtag(absl::string_view name, absl::string_view given, absl::string_view current);

// Seals the change and stores all of it: the case, what is new or changed beside it, and the events. `before` is the
// case as it was loaded in this transaction, a StoredCase{} for a new one.
absl::Status StoreChange(storage::WriteTransaction& tx, const Call& call, const storage::StoredCase& before,
                         domain::Change& change);

// The same for a change that looked at everything that waits on the case: next_check of `before` no longer counts.
absl::Status StoreChange(storage::WriteTransaction& tx, const domain::Context& context,
                         const storage::StoredCase& before, domain::Change& change);

// Every referral of a case, in order, whoever asks.
absl::StatusOr<std::vector<cases::v1::Referral>> AllReferrals(storage::ReadTransaction& tx,
                                                              const std::string& case_number);

// Who may make a change, of those whose role the access policy names.
enum class Changer {
  // Those whom CheckWorksOn lets pass.
  kWorksOnCase,
  // Also task-force members of every authority that the case was referred to.
  kSeesCase,
};

// What changes of one case share: loads it, compares the etag, lets `decide(tx, case)` apply a rule, stores the Change
// it returns, and moves each part of it into the response's field of that name. `call` and `response` outlive the work.
template <typename Response, typename Decide>
Work ChangeCase(Call& call, Changer changer, std::string case_number, std::string etag, Response& response,
                Decide decide) {
  return Work::Write([&call, changer, case_number = std::move(case_number), etag = std::move(etag), &response,
                      decide](storage::WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const storage::StoredCase stored, LoadCase(tx, call, case_number));
    if (changer == Changer::kWorksOnCase) INDGANG_RETURN_IF_ERROR(CheckWorksOn(call, stored.message));
    INDGANG_RETURN_IF_ERROR(CheckEtag(stored.message.name(), etag, stored.message.etag()));
    absl::StatusOr<domain::Change> change = decide(tx, stored.message);
    INDGANG_RETURN_IF_ERROR(change.status());
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, stored, *change));
    if constexpr (requires { response.mutable_interaction(); }) {
      *response.mutable_interaction() = *std::move(change->interaction);
    }
    if constexpr (requires { response.mutable_referral(); }) {
      *response.mutable_referral() = *std::move(change->referral);
    }
    if constexpr (requires { response.mutable_note(); }) *response.mutable_note() = *std::move(change->note);
    if constexpr (requires { response.mutable_attachment(); }) {
      *response.mutable_attachment() = *std::move(change->attachment);
    }
    if constexpr (requires { response.mutable_follow_up(); }) {
      *response.mutable_follow_up() = *std::move(change->follow_up);
    }
    if constexpr (requires { response.mutable_plan(); }) *response.mutable_plan() = *std::move(change->plan);
    *response.mutable_case_() = std::move(change->after);
    return absl::OkStatus();
  });
}

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_CASE_ACCESS_H_
