#include "bench/contender.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "indgang/cases/v1/case_service.grpc.pb.h"
#include "server/service/knowledge_source.h"
#include "server/service/log.h"
#include "server/service/search_indexer.h"
#include "server/service/server.h"
#include "server/service/token_table.h"
#include "server/start/first_token.h"
#include "server/storage/sqlite/sqlite_maintenance.h"
#include "server/storage/sqlite/sqlite_storage.h"

namespace indgang::bench {
namespace {

constexpr char kRole[] = "--serve";

using CallbackGetCase = cases::v1::CaseService::WithCallbackMethod_GetCase<cases::v1::CaseService::Service>;

class EchoCases final : public CallbackGetCase {
 public:
  using CallbackGetCase::GetCase;
  explicit EchoCases(const std::string& bytes) {
    if (!response_.ParseFromString(bytes)) Die("the response to echo cannot be read");
  }
  grpc::ServerUnaryReactor* GetCase(grpc::CallbackServerContext* context, const cases::v1::GetCaseRequest*,
                                    cases::v1::GetCaseResponse* response) override {
    *response = response_;
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  cases::v1::GetCaseResponse response_;
};

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) Die(value.status().ToString());
  return *std::move(value);
}

void ServeUntilInputEnds(const std::string& address) {
  std::cout << address << std::endl;
  char unused;
  while (::read(STDIN_FILENO, &unused, 1) > 0) {
  }
}

void ServeEcho(const std::string& file) {
  EchoCases service(OrDie(ReadFile(file)));
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) Die("the echo server cannot listen");
  ServeUntilInputEnds(absl::StrCat("127.0.0.1:", port));
  server->Shutdown();
}

// As indgangd's main function does it.
void ServeCases(const ContenderOptions& options) {
  const SystemClock clock;
  SystemRandom random;
  service::StderrLog log;
  const auto knowledge = OrDie(service::KnowledgeSource::Open(options.knowledge, clock, log));
  storage::SqliteOptions sqlite;
  sqlite.path = options.file;
  if (options.kind == "single") sqlite.max_group = 1;
  const auto storage = OrDie(storage::OpenSqliteStorage(std::move(sqlite)));
  storage::SqliteMaintenance maintenance(options.file);
  service::Operation operation({}, maintenance, clock, *knowledge, log);
  service::TokenTable tokens;
  service::DirectoryTable directory;
  for (const absl::Status& loaded : {tokens.Load(*storage), directory.Load(*storage)}) {
    if (!loaded.ok()) Die(loaded.ToString());
  }
  const auto server = OrDie(service::Server::Start(
      {"127.0.0.1:0"}, {*storage, clock, random, tokens, directory, *knowledge, log, operation}));
  if (tokens.empty()) {
    const absl::Status first = WriteFirstToken(options.file + ".admin-token", *storage, clock, random, tokens);
    if (!first.ok()) Die(first.ToString());
  }
  service::SearchIndexer indexer(*storage);
  indexer.Start(absl::Milliseconds(500));
  ServeUntilInputEnds(server->address());
  server->Shutdown(absl::Seconds(10));
}

}  // namespace

void Die(absl::string_view what) {
  std::cerr << "bench: " << what << "\n";
  std::_Exit(1);
}

bool ServedAsContender(int argc, char** argv) {
  if (argc != 5 || absl::string_view(argv[1]) != kRole) return false;
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const ContenderOptions options = {.kind = argv[2], .knowledge = argv[3], .file = argv[4]};
  if (options.kind == "echo") {
    ServeEcho(options.file);
  } else {
    ServeCases(options);
  }
  return true;
}

Contender::Contender(const ContenderOptions& options) {
  int input[2], output[2];
  if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0) Die("no pipe");
  // The log is written, as in service, but not shown.
  const std::string log = options.file + ".log";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::string program = "/proc/self/exe", role = kRole, kind = options.kind, knowledge = options.knowledge,
              file = options.file;
  char* const arguments[] = {program.data(), role.data(), kind.data(), knowledge.data(), file.data(), nullptr};
  if (::posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments, environ) != 0) Die("cannot start");
  posix_spawn_file_actions_destroy(&actions);
  ::close(input[0]);
  ::close(output[1]);
  its_input_ = input[1];
  char letter;
  while (::read(output[0], &letter, 1) == 1 && letter != '\n') address_.push_back(letter);
  ::close(output[0]);
  if (address_.empty()) {
    Die(absl::StrCat("the contender ", options.kind, " did not start: ", ReadFile(log).value_or("see " + log)));
  }
}

Contender::~Contender() {
  ::close(its_input_);
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
}

double Contender::resident_bytes() const {
  const std::string text = OrDie(ReadFile(absl::StrCat("/proc/", process_, "/statm")));
  const std::vector<std::string> fields = absl::StrSplit(text, ' ');
  double pages = 0;
  if (fields.size() < 2 || !absl::SimpleAtod(fields[1], &pages)) Die("/proc has no memory of the contender");
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

void Contender::Crash() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = 0;
}

}  // namespace indgang::bench
