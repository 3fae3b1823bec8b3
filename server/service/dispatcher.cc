#include "server/service/dispatcher.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "server/service/status_conversion.h"

namespace indgang::service {
namespace {

using google::protobuf::Message;

absl::string_view AuthorizationOf(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find("authorization");
  if (found == context.client_metadata().end()) return absl::string_view();
  return absl::string_view(found->second.data(), found->second.size());
}

bool Parse(const grpc::ByteBuffer& bytes, Message& message) {
  std::vector<grpc::Slice> slices;
  if (!bytes.Dump(&slices).ok()) return false;
  std::string joined;
  joined.reserve(bytes.Length());
  for (const grpc::Slice& slice : slices) joined.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return message.ParseFromString(joined);
}

// Tells requests apart: the same fields give the same fingerprint, in whatever order a client wrote them.
std::string Fingerprint(const std::string& method, const Message& request) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&output);
  }
  return absl::StrCat(method, " ", Sha256Hex(bytes));
}

// The request's request_id; empty when its method has none.
std::string RequestIdOf(const Message& request) {
  const google::protobuf::FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("request_id");
  return field == nullptr ? std::string() : request.GetReflection()->GetString(request, field);
}

// Whether the caller asked this before; then `response` is what it was answered. Error: INVALID_ARGUMENT
// REQUEST_ID_REUSED.
absl::StatusOr<bool> Replay(storage::ReadTransaction& tx, const Call& call, const std::string& request_id,
                            const std::string& fingerprint, Message& response) {
  INDGANG_ASSIGN_OR_RETURN(const std::optional<storage::StoredResponse> stored,
                           tx.FindResponse(call.caller->id(), request_id));
  if (!stored.has_value()) return false;
  if (stored->fingerprint != fingerprint) {
    return MakeError(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                     "this request_id was used for another request; wanted: a new one for every new request",
                     {{"request_id", request_id}});
  }
  if (!response.ParseFromString(stored->response)) {
    return absl::InternalError(absl::StrCat("stored response to ", request_id, " cannot be read"));
  }
  return true;
}

absl::Status ShuttingDown() {
  return MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                   "the service is stopping and nothing was changed; try again");
}

// Counts the call too.
void LogFinished(const Dependencies& dependencies, const std::string& method, const absl::Status& status,
                 absl::Time began, const std::string& token) {
  const std::string internal = status.ok() || IsPublic(status) ? std::string() : status.ToString();
  const absl::Status answered = PublicStatus(status);
  const absl::Duration took = absl::Now() - began;
  dependencies.operation.calls().Record(method, answered.code(), took);
  LogCall(dependencies.log, {.time = dependencies.clock.Now(),
                             .method = method,
                             .status = answered,
                             .took = took,
                             .token = token,
                             .internal = internal});
}

}  // namespace

// One call on its way. Owned by the steps that are still to come.
struct Dispatcher::ActiveCall {
  ActiveCall(const Handler& h, grpc::CallbackServerContext& c, grpc::ByteBuffer& b, const Dependencies& d)
      : handler(h),
        context(c),
        reactor(*c.DefaultReactor()),
        reply(b),
        began(absl::Now()),
        request(h.request->New()),
        response(h.response->New()),
        call{nullptr, nullptr, d.clock.Now(), d.random, d.tokens, d.log, d.directory.Stored(), nullptr,
             {},      {},      &d.operation} {}

  const Handler& handler;
  grpc::CallbackServerContext& context;
  grpc::ServerUnaryReactor& reactor;
  grpc::ByteBuffer& reply;
  // Only to measure how long the call takes.
  const absl::Time began;
  const std::unique_ptr<Message> request;
  const std::unique_ptr<Message> response;
  Call call;
  // Both empty when the method takes no request_id.
  std::string request_id;
  std::string fingerprint;
};

absl::Status Dispatcher::Admit(const std::string& method, const MethodPolicy* policy,
                               const grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                               Message& message, Call& call) const {
  if (draining_) return ShuttingDown();
  INDGANG_ASSIGN_OR_RETURN(call.caller, dependencies_.tokens.Authenticate(AuthorizationOf(context), *call.directory));
  if (policy == nullptr || !IsAllowed(*policy, call.caller->role())) {
    const std::string role = admin::v1::Role_Name(call.caller->role());
    return MakeError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED",
                     absl::StrCat("a token with ", role, " may not call ", method),
                     {{"role", role}, {"method", method}});
  }
  if (request.Length() > kMaxRequestBytes) {
    return MakeError(
        absl::StatusCode::kResourceExhausted, "REQUEST_TOO_LARGE",
        absl::StrCat("the request is ", request.Length(), " bytes; wanted: at most ", kMaxRequestBytes, " bytes"),
        {{"bytes", absl::StrCat(request.Length())}, {"max_bytes", absl::StrCat(kMaxRequestBytes)}});
  }
  if (!Parse(request, message)) {
    return MakeError(absl::StatusCode::kInvalidArgument, "REQUEST_MALFORMED",
                     absl::StrCat("the bytes are not a ", message.GetTypeName(), " with text in UTF-8"));
  }
  call.knowledge = dependencies_.knowledge.Current();
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* Dispatcher::Begin(const Handler& handler, const MethodPolicy* policy,
                                            grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                                            grpc::ByteBuffer& response) {
  auto active = std::make_shared<ActiveCall>(handler, context, response, dependencies_);
  grpc::ServerUnaryReactor* const reactor = &active->reactor;
  const absl::Status admitted = Admit(handler.method, policy, context, request, *active->request, active->call);
  if (!admitted.ok()) {
    Finish(*active, admitted);
    return reactor;
  }
  active->call.watchers = hub_.watchers();
  active->request_id = RequestIdOf(*active->request);
  if (!active->request_id.empty()) active->fingerprint = Fingerprint(handler.method, *active->request);
  absl::StatusOr<Work> work = handler.handle(active->call, *active->request, *active->response);
  const auto done = [this, active](const absl::Status& status) { Finish(*active, status); };
  const auto done_reading = [this, active](const absl::Status& status) {
    Finish(*active, status.ok() ? RecordReading(*active) : status);
  };
  if (!work.ok()) {
    if (active->request_id.empty()) {
      Finish(*active, work.status());
      return reactor;
    }
    // A request that was right when it was first sent is answered as it was then, even if it would be refused today.
    dependencies_.storage.Read(
        [active, refusal = work.status()](storage::ReadTransaction& tx) -> absl::Status {
          INDGANG_ASSIGN_OR_RETURN(const bool replayed, Replay(tx, active->call, active->request_id,
                                                               active->fingerprint, *active->response));
          return replayed ? absl::OkStatus() : refusal;
        },
        done);
  } else if (work->read() != nullptr) {
    dependencies_.storage.Read(std::move(*work->read()), done_reading);
  } else if (work->lookup() != nullptr) {
    dependencies_.storage.Lookup(std::move(*work->lookup()), done_reading);
  } else if (work->write() != nullptr) {
    dependencies_.storage.Write([this, active, body = std::move(*work->write())](
                                    storage::WriteTransaction& tx) { return RunWrite(*active, tx, body); },
                                done);
  } else if (work->later() != nullptr) {
    (*work->later())(done);
  } else {
    Finish(*active, absl::OkStatus());
  }
  return reactor;
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* Dispatcher::BeginStream(const StreamHandler& handler,
                                                                    const MethodPolicy* policy,
                                                                    grpc::CallbackServerContext& context,
                                                                    const grpc::ByteBuffer& request) {
  const absl::Time began = absl::Now();
  const std::unique_ptr<Message> message(handler.request->New());
  Call call{nullptr,
            nullptr,
            dependencies_.clock.Now(),
            dependencies_.random,
            dependencies_.tokens,
            dependencies_.log,
            dependencies_.directory.Stored(),
            nullptr,
            {}};
  absl::StatusOr<WatchWish> wish = [&]() -> absl::StatusOr<WatchWish> {
    INDGANG_RETURN_IF_ERROR(Admit(handler.method, policy, context, request, *message, call));
    INDGANG_ASSIGN_OR_RETURN(WatchWish wanted, handler.wish(call, *message));
    wanted.method = handler.method;
    wanted.caller = call.caller;
    wanted.authorization = std::string(AuthorizationOf(context));
    return wanted;
  }();
  const std::string token = call.caller == nullptr ? std::string() : call.caller->id();
  const auto ended = [this, began, token, &method = handler.method](const absl::Status& status) {
    LogFinished(dependencies_, method, status, began, token);
  };
  const std::shared_ptr<Watcher> watcher = Watcher::Make(wish.ok() ? *wish : WatchWish(), context, ended);
  if (wish.ok()) {
    hub_.Add(watcher,
             message->GetReflection()->GetString(*message, message->GetDescriptor()->FindFieldByName("resume_token")));
  } else {
    watcher->End(wish.status());
  }
  return watcher.get();  // keeps itself until gRPC is done with it
}

void Dispatcher::StartDraining() {
  draining_ = true;
  hub_.EndAll(ShuttingDown());
}

absl::Status Dispatcher::RunWrite(ActiveCall& active, storage::WriteTransaction& tx, const storage::WriteBody& body) {
  if (active.context.IsCancelled()) {
    return MakeError(absl::StatusCode::kCancelled, "CALL_CANCELLED",
                     "the caller gave up or its deadline passed; nothing was changed");
  }
  // Read here and not at the beginning, so that times are in the order of the changes.
  active.call.now = dependencies_.clock.Now();
  active.call.directory = dependencies_.directory.Newest();
  if (active.request_id.empty()) {
    INDGANG_RETURN_IF_ERROR(body(tx));
    KeepDirectory(active.call);
    return absl::OkStatus();
  }
  INDGANG_ASSIGN_OR_RETURN(const bool replayed,
                           Replay(tx, active.call, active.request_id, active.fingerprint, *active.response));
  if (replayed) return absl::OkStatus();
  INDGANG_RETURN_IF_ERROR(body(tx));
  if (active.call.now - last_forgotten_ > absl::Hours(1)) {
    INDGANG_RETURN_IF_ERROR(tx.DeleteResponsesBefore(active.call.now - kRememberRequests));
    last_forgotten_ = active.call.now;
  }
  INDGANG_RETURN_IF_ERROR(tx.AddResponse(active.call.caller->id(), active.request_id, active.call.now,
                                         {active.fingerprint, active.response->SerializeAsString()}));
  KeepDirectory(active.call);
  return absl::OkStatus();
}

absl::Status Dispatcher::RecordReading(ActiveCall& active) {
  // What lies in cases is read by the methods of their package, and by no others.
  if (!absl::StartsWith(active.handler.method, "indgang.cases.")) return absl::OkStatus();
  return access_.Add({active.call.caller, active.handler.method,
                      CasesIn(*active.request, *active.response, std::move(active.call.passed_on))});
}

void Dispatcher::KeepDirectory(Call& call) const {
  if (call.changed_directory == nullptr) return;
  dependencies_.directory.Stage(call.changed_directory);
  call.after_commit.push_back(
      [&table = dependencies_.directory, next = call.changed_directory] { table.Publish(next); });
}

void Dispatcher::Finish(ActiveCall& active, const absl::Status& status) const {
  if (status.ok()) {
    for (const auto& run : active.call.after_commit) run();
    const grpc::Slice slice(active.response->SerializeAsString());
    active.reply = grpc::ByteBuffer(&slice, 1);
  }
  LogFinished(dependencies_, active.handler.method, status, active.began,
              active.call.caller == nullptr ? "" : active.call.caller->id());
  active.reactor.Finish(ToGrpcStatus(status));  // last: the context may be gone from here on
}

}  // namespace indgang::service
