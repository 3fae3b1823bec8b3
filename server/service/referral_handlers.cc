// ReferralService.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"
#include "server/domain/referral_requests.h"
#include "server/domain/referral_rules.h"
#include "server/domain/times.h"
#include "server/service/call.h"
#include "server/service/case_access.h"
#include "server/service/page_token.h"

namespace indgang::service {
namespace {

using namespace cases::v1;  // the request and response types of this file's service
using storage::ReadTransaction;
using storage::StoredCase;
using storage::WriteTransaction;

absl::StatusOr<Work> CreateReferral(Call& call, const CreateReferralRequest& request,
                                    CreateReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckCreateReferral(request, call.knowledge->bundle()));
  return ChangeCase(call, Changer::kWorksOnCase, *domain::ParseCaseName(request.parent()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const std::vector<Referral> existing,
                                               AllReferrals(tx, before.case_number()));
                      return domain::CreateReferral(before, existing, request, call.context());
                    });
}

absl::StatusOr<Work> GetReferral(Call& call, const GetReferralRequest& request, GetReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckGetReferral(request));
  return Work::Lookup([&](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(*response.mutable_referral(),
                             LoadReferral(tx, call, *domain::ParseReferralName(request.name())));
    return absl::OkStatus();
  });
}

// A referral's due time and name, as they stand in a page token.
std::string ReferralCursor(const Referral& referral) {
  return absl::StrCat(absl::ToUnixNanos(domain::FromTimestamp(referral.due_time())), " ", referral.name());
}

absl::Status ReadReferralCursor(const std::string& cursor, storage::ReferralQuery& query) {
  if (cursor.empty()) return absl::OkStatus();
  const std::size_t space = cursor.find(' ');
  std::int64_t nanos = 0;
  if (space == std::string::npos || !absl::SimpleAtoi(cursor.substr(0, space), &nanos) ||
      !domain::ParseReferralName(cursor.substr(space + 1)).has_value()) {
    return PageTokenInvalid();
  }
  query.after.emplace(absl::FromUnixNanos(nanos), cursor.substr(space + 1));
  return absl::OkStatus();
}

absl::StatusOr<Work> ListReferrals(Call& call, const ListReferralsRequest& request, ListReferralsResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListReferrals(request));
  const int page_size = domain::EffectivePageSize(request.page_size());
  storage::ReferralQuery query;
  query.case_number = domain::ParseCaseName(request.parent()).value_or("");
  if (query.case_number.empty() && call.caller->role() == admin::v1::ROLE_ADMIN) {
    return MakeError(
        absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED",
        "a token with ROLE_ADMIN may list the referrals of one case that it opened in an emergency, not of all",
        {{"role", "ROLE_ADMIN"}, {"method", "indgang.cases.v1.ReferralService.ListReferrals"}});
  }
  query.state = request.state();
  query.limit = page_size + 1;
  INDGANG_ASSIGN_OR_RETURN(const std::string cursor, ReadCursor(request, call.scope()));
  INDGANG_RETURN_IF_ERROR(ReadReferralCursor(cursor, query));
  return Work::Read([&, page_size, query](ReadTransaction& tx) mutable -> absl::Status {
    std::string scope = call.scope();
    if (!query.case_number.empty()) {
      INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, query.case_number));
      scope = ScopeOn(call, stored.message);
    }
    query.authority = scope.empty() ? request.authority() : scope;
    // A caller with a scope who asks for another authority's referrals finds none.
    if (!request.authority().empty() && request.authority() != query.authority) return absl::OkStatus();
    INDGANG_ASSIGN_OR_RETURN(std::vector<Referral> referrals, tx.ListReferrals(query));
    response.set_next_page_token(FillPage(request, call.scope(), page_size, referrals, *response.mutable_referrals(),
                                          [](const Referral& last, int) { return ReferralCursor(last); }));
    return absl::OkStatus();
  });
}

// What every move of a referral shares. `decide(case, referral, index)` is the rule; `index` is the number the case's
// next interaction gets.
template <typename Request, typename Response, typename Decide>
Work ChangeReferral(Call& call, const Request& request, Response& response, Decide decide) {
  return Work::Write([&call, &request, &response, decide](WriteTransaction& tx) -> absl::Status {
    const std::optional<domain::ReferralId> id = domain::ParseReferralName(request.name());
    INDGANG_ASSIGN_OR_RETURN(const Referral referral, LoadReferral(tx, call, *id));
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, id->case_number));
    INDGANG_RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), referral.etag()));
    INDGANG_ASSIGN_OR_RETURN(const int interactions, tx.CountInteractions(id->case_number));
    INDGANG_ASSIGN_OR_RETURN(domain::Change change, decide(stored.message, referral, interactions + 1));
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, stored, change));
    *response.mutable_referral() = *std::move(change.referral);
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> AcceptReferral(Call& call, const AcceptReferralRequest& request,
                                    AcceptReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckAcceptReferral(request));
  return ChangeReferral(call, request, response, [&](const Case& current, const Referral& referral, int index) {
    return domain::AcceptReferral(current, referral, request, index, call.context());
  });
}

absl::StatusOr<Work> DeclineReferral(Call& call, const DeclineReferralRequest& request,
                                     DeclineReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckDeclineReferral(request, call.knowledge->bundle()));
  return ChangeReferral(call, request, response, [&](const Case& current, const Referral& referral, int) {
    return domain::DeclineReferral(current, referral, request, call.context());
  });
}

absl::StatusOr<Work> AnswerReferral(Call& call, const AnswerReferralRequest& request,
                                    AnswerReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckAnswerReferral(request));
  return ChangeReferral(call, request, response, [&](const Case& current, const Referral& referral, int) {
    return domain::AnswerReferral(current, referral, request, call.context());
  });
}

absl::StatusOr<Work> CompleteReferral(Call& call, const CompleteReferralRequest& request,
                                      CompleteReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckCompleteReferral(request));
  return ChangeReferral(call, request, response, [&](const Case& current, const Referral& referral, int index) {
    return domain::CompleteReferral(current, referral, request, index, call.context());
  });
}

absl::StatusOr<Work> ConfirmReferral(Call& call, const ConfirmReferralRequest& request,
                                     ConfirmReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckConfirmReferral(request));
  return ChangeReferral(call, request, response,
                        [&](const Case& current, const Referral& referral, int) -> absl::StatusOr<domain::Change> {
                          INDGANG_RETURN_IF_ERROR(CheckWorksOn(call, current));
                          return domain::ConfirmReferral(current, referral, request, call.context());
                        });
}

absl::StatusOr<Work> RemindReferral(Call& call, const RemindReferralRequest& request,
                                    RemindReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckRemindReferral(request));
  return ChangeReferral(call, request, response,
                        [&](const Case& current, const Referral& referral, int) -> absl::StatusOr<domain::Change> {
                          INDGANG_RETURN_IF_ERROR(CheckWorksOn(call, current));
                          return domain::RemindReferral(current, referral, request, call.context());
                        });
}

absl::StatusOr<Work> ReassignReferral(Call& call, const ReassignReferralRequest& request,
                                      ReassignReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckReassignReferral(request));
  return ChangeReferral(call, request, response, [&](const Case& current, const Referral& referral, int) {
    return domain::ReassignReferral(current, referral, request, call.context());
  });
}

absl::StatusOr<Work> RecallReferral(Call& call, const RecallReferralRequest& request,
                                    RecallReferralResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckRecallReferral(request));
  return ChangeReferral(call, request, response,
                        [&](const Case& current, const Referral& referral, int) -> absl::StatusOr<domain::Change> {
                          INDGANG_RETURN_IF_ERROR(CheckWorksOn(call, current));
                          return domain::RecallReferral(current, referral, request, call.context());
                        });
}

}  // namespace

std::vector<Handler> ReferralHandlers() {
  return {
      Handle("indgang.cases.v1.ReferralService.CreateReferral", CreateReferral),
      Handle("indgang.cases.v1.ReferralService.GetReferral", GetReferral),
      Handle("indgang.cases.v1.ReferralService.ListReferrals", ListReferrals),
      Handle("indgang.cases.v1.ReferralService.AcceptReferral", AcceptReferral),
      Handle("indgang.cases.v1.ReferralService.DeclineReferral", DeclineReferral),
      Handle("indgang.cases.v1.ReferralService.AnswerReferral", AnswerReferral),
      Handle("indgang.cases.v1.ReferralService.CompleteReferral", CompleteReferral),
      Handle("indgang.cases.v1.ReferralService.ConfirmReferral", ConfirmReferral),
      Handle("indgang.cases.v1.ReferralService.RemindReferral", RemindReferral),
      Handle("indgang.cases.v1.ReferralService.ReassignReferral", ReassignReferral),
      Handle("indgang.cases.v1.ReferralService.RecallReferral", RecallReferral),
  };
}

}  // namespace indgang::service
