// The one way every call goes: size, token, role, reading the request, the handler, its transaction with the replay of
// repeated requests, the answer, and a line in the log.
#ifndef INDGANG_SERVER_SERVICE_DISPATCHER_H_
#define INDGANG_SERVER_SERVICE_DISPATCHER_H_

#include <atomic>
#include <cstddef>

#include "base/clock.h"
#include "base/random.h"
#include "grpcpp/grpcpp.h"
#include "server/service/access_log.h"
#include "server/service/access_policy.h"
#include "server/service/call.h"
#include "server/service/directory_table.h"
#include "server/service/knowledge_source.h"
#include "server/service/log.h"
#include "server/service/operation.h"
#include "server/service/token_table.h"
#include "server/service/watch_handlers.h"
#include "server/service/watch_hub.h"
#include "server/storage/storage.h"

namespace indgang::service {

// Largest request, in bytes. The longest text allowed is 20,000 bytes.
inline constexpr std::size_t kMaxRequestBytes = 64 * 1024;

// Requests with an id are remembered for this long, and forgotten at most an hour later.
inline constexpr absl::Duration kRememberRequests = absl::Hours(48);

// Everything a call needs; outlives every call.
struct Dependencies {
  storage::Storage& storage;
  const Clock& clock;
  Random& random;
  TokenTable& tokens;
  DirectoryTable& directory;
  const KnowledgeSource& knowledge;
  Log& log;
  Operation& operation;
};

// Answers calls. May be used from any thread.
class Dispatcher {
 public:
  // The hub and the log of readings outlive the dispatcher.
  Dispatcher(const Dependencies& dependencies, WatchHub& hub, AccessLog& access)
      : dependencies_(dependencies), hub_(hub), access_(access) {}

  // Begins one call; `response` is filled and the returned reactor finished when the answer is known.
  grpc::ServerUnaryReactor* Begin(const Handler& handler, const MethodPolicy* policy,
                                  grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                                  grpc::ByteBuffer& response);

  // Begins a stream, which the hub feeds and ends; a refused one ends at once.
  grpc::ServerWriteReactor<grpc::ByteBuffer>* BeginStream(const StreamHandler& handler, const MethodPolicy* policy,
                                                          grpc::CallbackServerContext& context,
                                                          const grpc::ByteBuffer& request);

  // From now on calls are refused with UNAVAILABLE SHUTTING_DOWN and open streams end with it; calls that have begun go
  // on.
  void StartDraining();

 private:
  struct ActiveCall;

  // Whether the call may begin; then its message is read, and caller and knowledge are set.
  absl::Status Admit(const std::string& method, const MethodPolicy* policy, const grpc::CallbackServerContext& context,
                     const grpc::ByteBuffer& request, google::protobuf::Message& message, Call& call) const;
  absl::Status RunWrite(ActiveCall& active, storage::WriteTransaction& tx, const storage::WriteBody& body);
  // The write succeeded but for its commit: later writes work with the directory it made.
  void KeepDirectory(Call& call) const;
  // Notes whose data a read is about to answer with. Error: RESOURCE_EXHAUSTED OVERLOADED; it must not be answered.
  absl::Status RecordReading(ActiveCall& active);
  void Finish(ActiveCall& active, const absl::Status& status) const;

  const Dependencies dependencies_;
  WatchHub& hub_;
  AccessLog& access_;
  std::atomic<bool> draining_ = false;
  // When remembered requests were last forgotten. Used on the storage's writer thread alone.
  absl::Time last_forgotten_ = absl::InfinitePast();
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_DISPATCHER_H_
