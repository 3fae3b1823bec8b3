#include "server/service/watch_handlers.h"

#include "base/errors.h"
#include "base/status_macros.h"
#include "indgang/cases/v1/watch_service.pb.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"

namespace indgang::service {
namespace {

using namespace cases::v1;  // the request and response types of this file's service

absl::StatusOr<WatchWish> WatchCases(const Call& call, const WatchCasesRequest& request) {
  FieldViolations violations;
  if (!request.name().empty()) domain::CheckCaseName("name", request.name(), violations);
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());
  return WatchWish{.kind = WatchWish::Kind::kCases,
                   .case_number = domain::ParseCaseName(request.name()).value_or(""),
                   .contact_person = call.MemberId(request.contact_person())};
}

absl::StatusOr<WatchWish> WatchReferrals(const Call&, const WatchReferralsRequest& request) {
  FieldViolations violations;
  if (!request.authority().empty()) domain::CheckContentId("authority", request.authority(), violations);
  if (!request.parent().empty()) domain::CheckCaseName("parent", request.parent(), violations);
  INDGANG_RETURN_IF_ERROR(violations.ToStatus());
  return WatchWish{.kind = WatchWish::Kind::kReferrals,
                   .case_number = domain::ParseCaseName(request.parent()).value_or(""),
                   .authority = request.authority()};
}

template <typename Request, typename Response>
StreamHandler Stream(absl::string_view method, absl::StatusOr<WatchWish> (*wish)(const Call&, const Request&)) {
  return {std::string(method), &Request::default_instance(), &Response::default_instance(),
          [wish](const Call& call, const google::protobuf::Message& request) {
            return wish(call, static_cast<const Request&>(request));
          }};
}

}  // namespace

std::vector<StreamHandler> WatchHandlers() {
  return {
      Stream<WatchCasesRequest, WatchCasesResponse>("indgang.cases.v1.WatchService.WatchCases", WatchCases),
      Stream<WatchReferralsRequest, WatchReferralsResponse>("indgang.cases.v1.WatchService.WatchReferrals",
                                                            WatchReferrals),
  };
}

}  // namespace indgang::service
