// KnowledgeService. Everything is in memory: no handler here leaves work for the database.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/field_checks.h"
#include "server/domain/knowledge_requests.h"
#include "server/service/call.h"
#include "server/service/page_token.h"

namespace indgang::service {
namespace {

using namespace knowledge::v1;  // the request and response types of this file's service

absl::Status NotFound(absl::string_view reason, absl::string_view kind, const std::string& id) {
  return MakeError(absl::StatusCode::kNotFound, reason, absl::StrCat("there is no ", kind, " ", id), {{"id", id}});
}

// A page of `items`, which are sorted by id, of those that `wanted` lets through.
template <typename Request, typename Item, typename Wanted>
absl::Status ListItems(const Request& request, const google::protobuf::RepeatedPtrField<Item>& items, Wanted wanted,
                       google::protobuf::RepeatedPtrField<Item>& page, std::string& next_page_token) {
  INDGANG_RETURN_IF_ERROR(domain::CheckKnowledgeList(request.page_size()));
  INDGANG_ASSIGN_OR_RETURN(const std::string after, ReadCursor(request, /*scope=*/""));
  const int page_size = domain::EffectivePageSize(request.page_size());
  std::vector<Item> found;
  for (const Item& item : items) {
    if (item.id() > after && wanted(item)) found.push_back(item);
    if (found.size() > static_cast<std::size_t>(page_size)) break;
  }
  next_page_token =
      FillPage(request, /*scope=*/"", page_size, found, page, [](const Item& last, int) { return last.id(); });
  return absl::OkStatus();
}

absl::StatusOr<Work> GetRevision(Call& call, const GetRevisionRequest&, GetRevisionResponse& response) {
  *response.mutable_revision() = call.knowledge->bundle().message().revision();
  return Work::Done();
}

absl::StatusOr<Work> GetService(Call& call, const GetServiceRequest& request, GetServiceResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckKnowledgeId(request.id()));
  const Service* service = call.knowledge->bundle().FindService(request.id());
  if (service == nullptr) return NotFound("SERVICE_NOT_FOUND", "service", request.id());
  *response.mutable_service() = *service;
  return Work::Done();
}

absl::StatusOr<Work> ListServices(Call& call, const ListServicesRequest& request, ListServicesResponse& response) {
  const auto wanted = [&](const Service& service) {
    return (request.area().empty() || service.area() == request.area()) &&
           (request.authority().empty() || service.authority() == request.authority());
  };
  INDGANG_RETURN_IF_ERROR(ListItems(request, call.knowledge->bundle().message().services(), wanted,
                                    *response.mutable_services(), *response.mutable_next_page_token()));
  return Work::Done();
}

absl::StatusOr<Work> GetPackage(Call& call, const GetPackageRequest& request, GetPackageResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckKnowledgeId(request.id()));
  const Package* package = call.knowledge->bundle().FindPackage(request.id());
  if (package == nullptr) return NotFound("PACKAGE_NOT_FOUND", "package", request.id());
  *response.mutable_package() = *package;
  return Work::Done();
}

absl::StatusOr<Work> ListPackages(Call& call, const ListPackagesRequest& request, ListPackagesResponse& response) {
  INDGANG_RETURN_IF_ERROR(ListItems(
      request, call.knowledge->bundle().message().packages(), [](const Package&) { return true; },
      *response.mutable_packages(), *response.mutable_next_page_token()));
  return Work::Done();
}

absl::StatusOr<Work> GetAuthority(Call& call, const GetAuthorityRequest& request, GetAuthorityResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckKnowledgeId(request.id()));
  const Authority* authority = call.knowledge->bundle().FindAuthority(request.id());
  if (authority == nullptr) return NotFound("AUTHORITY_NOT_FOUND", "authority", request.id());
  *response.mutable_authority() = *authority;
  return Work::Done();
}

absl::StatusOr<Work> ListAuthorities(Call& call, const ListAuthoritiesRequest& request,
                                     ListAuthoritiesResponse& response) {
  INDGANG_RETURN_IF_ERROR(ListItems(
      request, call.knowledge->bundle().message().authorities(), [](const Authority&) { return true; },
      *response.mutable_authorities(), *response.mutable_next_page_token()));
  return Work::Done();
}

absl::StatusOr<Work> SuggestRouting(Call& call, const SuggestRoutingRequest& request,
                                    SuggestRoutingResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckSuggestRouting(request));
  response = call.knowledge->Suggest(request.text(), request.language() == "en" ? "en" : "da",
                                     domain::EffectiveMaxResults(request.max_results()));
  return Work::Done();
}

}  // namespace

std::vector<Handler> KnowledgeHandlers() {
  return {
      Handle("indgang.knowledge.v1.KnowledgeService.GetRevision", GetRevision),
      Handle("indgang.knowledge.v1.KnowledgeService.GetService", GetService),
      Handle("indgang.knowledge.v1.KnowledgeService.ListServices", ListServices),
      Handle("indgang.knowledge.v1.KnowledgeService.GetPackage", GetPackage),
      Handle("indgang.knowledge.v1.KnowledgeService.ListPackages", ListPackages),
      Handle("indgang.knowledge.v1.KnowledgeService.GetAuthority", GetAuthority),
      Handle("indgang.knowledge.v1.KnowledgeService.ListAuthorities", ListAuthorities),
      Handle("indgang.knowledge.v1.KnowledgeService.SuggestRouting", SuggestRouting),
  };
}

}  // namespace indgang::service
