// OperationService.
#include <utility>

#include "server/service/call.h"
#include "server/service/operation.h"

namespace indgang::service {
namespace {

using namespace admin::v1;  // the request and response types of this file's service

absl::StatusOr<Work> CreateBackup(Call& call, const CreateBackupRequest&, CreateBackupResponse& response) {
  return Work::Later([&](storage::Done done) { call.operation->CreateBackup(response, std::move(done)); });
}

absl::StatusOr<Work> GetStatus(Call& call, const GetStatusRequest&, GetStatusResponse& response) {
  // The database file is looked at, which may take a moment: on a thread of the storage's.
  return Work::Read([&](storage::ReadTransaction&) {
    response.set_watchers(call.watchers);
    return call.operation->GetStatus(response);
  });
}

}  // namespace

std::vector<Handler> OperationHandlers() {
  return {
      Handle("indgang.admin.v1.OperationService.CreateBackup", CreateBackup),
      Handle("indgang.admin.v1.OperationService.GetStatus", GetStatus),
  };
}

}  // namespace indgang::service
