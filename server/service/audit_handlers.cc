// AuditService.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/audit_requests.h"
#include "server/domain/emergency_rules.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"
#include "server/domain/times.h"
#include "server/service/audit_trail.h"
#include "server/service/call.h"
#include "server/service/case_access.h"
#include "server/service/page_token.h"

namespace indgang::service {
namespace {

using namespace admin::v1;  // the request and response types of this file's service
using storage::FeedPlace;
using storage::ReadTransaction;
using storage::WriteTransaction;

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

absl::StatusOr<Work> ListAccessRecords(Call& call, const ListAccessRecordsRequest& request,
                                       ListAccessRecordsResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListAccessRecords(request));
  const int page_size = domain::EffectivePageSize(request.page_size());
  storage::AccessQuery query;
  query.case_number = domain::ParseCaseName(request.case_()).value_or("");
  query.member = call.MemberId(request.member());
  query.limit = page_size + 1;
  INDGANG_ASSIGN_OR_RETURN(query.before, ReadNumberCursor(request, call.scope()));
  return Work::Read([&, page_size, query](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(std::vector<AccessRecord> records, tx.ListAccessRecords(query));
    response.set_next_page_token(FillPage(request, call.scope(), page_size, records, *response.mutable_records(),
                                          [](const AccessRecord& last, int) { return absl::StrCat(last.id()); }));
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> OpenEmergencyAccess(Call& call, const OpenEmergencyAccessRequest& request,
                                         OpenEmergencyAccessResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckOpenEmergencyAccess(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    const std::string case_number = *domain::ParseCaseName(request.case_());
    // Not LoadCase: the caller may not read it yet.
    INDGANG_ASSIGN_OR_RETURN(const std::optional<storage::StoredCase> stored, tx.GetCase(case_number));
    if (!stored.has_value()) return NoSuchCase(case_number);
    domain::Change change = domain::OpenEmergencyAccess(stored->message, request.reason(), call.context());
    INDGANG_RETURN_IF_ERROR(StoreChange(tx, call, *stored, change));
    const absl::Time until = call.now + domain::kEmergencyAccess;
    INDGANG_RETURN_IF_ERROR(tx.PutEmergencyAccess(case_number, call.caller->id(), until));
    *response.mutable_expire_time() = domain::ToTimestamp(until);
    call.after_commit.push_back([&call, case_number] {
      LogEvent(call.log, call.now, "emergency_access_opened",
               {{"case_number", case_number}, {"token", call.caller->id()}}, LogLevel::kWarning);
    });
    return absl::OkStatus();
  });
}

}  // namespace

std::vector<Handler> AuditHandlers() {
  return {
      Handle("indgang.admin.v1.AuditService.VerifyAuditTrail", VerifyAuditTrail),
      Handle("indgang.admin.v1.AuditService.GetAuditAnchor", GetAuditAnchor),
      Handle("indgang.admin.v1.AuditService.ListAccessRecords", ListAccessRecords),
      Handle("indgang.admin.v1.AuditService.OpenEmergencyAccess", OpenEmergencyAccess),
  };
}

}  // namespace indgang::service
