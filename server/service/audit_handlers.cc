// AuditService.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/audit_requests.h"
#include "server/service/audit_trail.h"
#include "server/service/call.h"

namespace indgang::service {
namespace {

using namespace admin::v1;  // the request and response types of this file's service
using storage::FeedPlace;
using storage::ReadTransaction;

absl::StatusOr<Work> VerifyAuditTrail(Call& call, const VerifyAuditTrailRequest& request,
                                      VerifyAuditTrailResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckVerifyAuditTrail(request));
  return Work::Read([&](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(
        response, VerifyPart(tx, request.after_sequence(), domain::EffectiveMaxEvents(request.max_events()), call.now));
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> GetAuditAnchor(Call& call, const GetAuditAnchorRequest& request,
                                    GetAuditAnchorResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckGetAuditAnchor(request));
  return Work::Read([&](ReadTransaction& tx) -> absl::Status {
    std::optional<FeedPlace> place;
    INDGANG_ASSIGN_OR_RETURN(const FeedPlace end, tx.GetFeedEnd());
    if (request.sequence() == 0) {
      place = end;
    } else {
      INDGANG_ASSIGN_OR_RETURN(place, tx.GetFeedPlace(request.sequence()));
    }
    if (!place.has_value()) {
      return MakeError(absl::StatusCode::kNotFound, "ANCHOR_NOT_FOUND",
                       absl::StrCat("the trail has no place ", request.sequence(), "; its last is ", end.sequence),
                       {{"sequence", absl::StrCat(request.sequence())}, {"last", absl::StrCat(end.sequence)}});
    }
    *response.mutable_anchor() = MakeAnchor(*place, call.now);
    return absl::OkStatus();
  });
}

}  // namespace

std::vector<Handler> AuditHandlers() {
  return {
      Handle("indgang.admin.v1.AuditService.VerifyAuditTrail", VerifyAuditTrail),
      Handle("indgang.admin.v1.AuditService.GetAuditAnchor", GetAuditAnchor),
  };
}

}  // namespace indgang::service
