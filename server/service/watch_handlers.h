// WatchService: what its requests ask for.
#ifndef INDGANG_SERVER_SERVICE_WATCH_HANDLERS_H_
#define INDGANG_SERVER_SERVICE_WATCH_HANDLERS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/service/call.h"
#include "server/service/watcher.h"

namespace indgang::service {

// A method that answers with a stream. Its request has a resume_token.
struct StreamHandler {
  // Full name: "indgang.cases.v1.WatchService.WatchCases".
  std::string method;
  const google::protobuf::Message* request;
  const google::protobuf::Message* response;
  // What a request that is right asks for; scope and authorization are added by the dispatcher. Error: INVALID_ARGUMENT
  // FIELD_INVALID.
  std::function<absl::StatusOr<WatchWish>(const Call&, const google::protobuf::Message&)> wish;
};

std::vector<StreamHandler> WatchHandlers();

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_WATCH_HANDLERS_H_
