// One call as its handler sees it, and what a handler leaves to be done.
#ifndef INDGANG_SERVER_SERVICE_CALL_H_
#define INDGANG_SERVER_SERVICE_CALL_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "google/protobuf/message.h"
#include "indgang/admin/v1/token.pb.h"
#include "knowledge/routing.h"
#include "server/domain/directory.h"
#include "server/domain/people.h"
#include "server/service/directory_table.h"
#include "server/service/log.h"
#include "server/service/token_table.h"
#include "server/storage/storage.h"

namespace indgang::service {

class Operation;

// Lives until the caller has been answered.
struct Call {
  std::shared_ptr<const admin::v1::Token> caller;
  // The same knowledge base from beginning to end.
  std::shared_ptr<const knowledge::Router> knowledge;
  // When the transaction began; in the order of the transactions.
  absl::Time now;
  Random& random;
  TokenTable& tokens;
  Log& log;
  // Everybody who works on cases: as stored for a read, with every earlier change for a write.
  DirectoryTable::Snapshot directory;
  // Set by a write that changed the directory: what follows works with it, and reads do once it is on disk.
  DirectoryTable::Snapshot changed_directory;
  // Run after the transaction is on disk and before the caller is answered.
  std::vector<std::function<void()>> after_commit;
  // Names of the cases that the response holds as they were stored: PassOn in case_access.h.
  std::vector<std::string> passed_on{};
  Operation* operation = nullptr;
  // Open streams when the call began.
  int watchers = 0;

  // Authority.id that limits what the caller sees; empty for everything.
  const std::string& scope() const { return caller->authority(); }
  const std::string& MemberId(const std::string& named) const { return domain::MemberNamed(named, *caller); }
  domain::Context context() const { return {now, *caller, knowledge->bundle(), *directory}; }
};

// What takes so long that it needs a thread of its own; it returns at once, and calls `done` once when it is over.
using LongBody = std::function<void(storage::Done done)>;

// What is left to do once a handler has checked its request: nothing, a read, a lookup, a write, or something long. The
// body fills the response. It runs at most once, a read or write on a thread of the storage's; call, request and
// response outlive it.
class Work {
 public:
  static Work Done() { return Work(std::monostate()); }
  static Work Read(storage::ReadBody body) { return Work(std::move(body)); }
  // For a body that looks at a few records by their keys, whatever the size of the database: storage::Storage::Lookup.
  static Work Lookup(storage::ReadBody body) { return Work(LookupBody{std::move(body)}); }
  static Work Write(storage::WriteBody body) { return Work(std::move(body)); }
  static Work Later(LongBody body) { return Work(std::move(body)); }

  storage::ReadBody* read() { return std::get_if<storage::ReadBody>(&work_); }
  storage::ReadBody* lookup() {
    auto* const found = std::get_if<LookupBody>(&work_);
    return found == nullptr ? nullptr : &found->body;
  }
  storage::WriteBody* write() { return std::get_if<storage::WriteBody>(&work_); }
  LongBody* later() { return std::get_if<LongBody>(&work_); }

 private:
  struct LookupBody {
    storage::ReadBody body;
  };
  using Variant = std::variant<std::monostate, storage::ReadBody, LookupBody, storage::WriteBody, LongBody>;
  explicit Work(Variant work) : work_(std::move(work)) {}
  Variant work_;
};

// A method's handler, without its types. An error means that the request was refused and nothing is left to do. It
// runs on a polling thread of gRPC: it may compute, never wait (but for the disk, in a lookup).
struct Handler {
  // Full name: "indgang.cases.v1.CaseService.GetCase".
  std::string method;
  const google::protobuf::Message* request;
  const google::protobuf::Message* response;
  std::function<absl::StatusOr<Work>(Call&, const google::protobuf::Message&, google::protobuf::Message&)> handle;
};

// `Handle("…GetCase", GetCase)` for `absl::StatusOr<Work> GetCase(Call&, const GetCaseRequest&, GetCaseResponse&)`.
template <typename Request, typename Response>
Handler Handle(absl::string_view method, absl::StatusOr<Work> (*handle)(Call&, const Request&, Response&)) {
  return {std::string(method), &Request::default_instance(), &Response::default_instance(),
          [handle](Call& call, const google::protobuf::Message& request, google::protobuf::Message& response) {
            return handle(call, static_cast<const Request&>(request), static_cast<Response&>(response));
          }};
}

// The handlers of every service.
std::vector<Handler> AuditHandlers();
std::vector<Handler> TokenHandlers();
std::vector<Handler> CaseHandlers();
std::vector<Handler> CaseFileHandlers();
std::vector<Handler> GoalHandlers();
std::vector<Handler> CaseListHandlers();
std::vector<Handler> ReferralHandlers();
std::vector<Handler> DirectoryHandlers();
std::vector<Handler> OperationHandlers();
std::vector<Handler> PlanHandlers();
std::vector<Handler> KnowledgeHandlers();
std::vector<Handler> AllHandlers();

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_CALL_H_
