#include "tests/support/test_server.h"

#include <sqlite3.h>

#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/hash.h"
#include "knowledge/bundle.h"
#include "server/domain/token_rules.h"

namespace indgang::testing {
namespace {

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << "test server: " << status << "\n";
  std::abort();
}

}  // namespace

void KeptLog::Write(const std::string& line) {
  absl::MutexLock lock(&mutex_);
  lines_.push_back(line);
}

std::vector<std::string> KeptLog::lines() const {
  absl::MutexLock lock(&mutex_);
  return lines_;
}

TestServer::TestServer(storage::SqliteOptions sqlite) : sqlite_(std::move(sqlite)) {
  sqlite_.path = folder_.Path("indgang.db");
  Check(WriteFileAtomically(knowledge_path(), knowledge::SerializeBundle(SmallKnowledgeBase())));
  Start();
}

TestServer::~TestServer() { Stop(); }

void TestServer::Start() {
  absl::StatusOr<std::unique_ptr<service::KnowledgeSource>> knowledge =
      service::KnowledgeSource::Open(knowledge_path(), clock_, log_);
  Check(knowledge.status());
  knowledge_ = *std::move(knowledge);
  absl::StatusOr<std::unique_ptr<storage::Storage>> storage = storage::OpenSqliteStorage(sqlite_);
  Check(storage.status());
  storage_ = *std::move(storage);
  tokens_ = std::make_unique<service::TokenTable>();
  Check(tokens_->Load(*storage_));
  directory_ = std::make_unique<service::DirectoryTable>();
  Check(directory_->Load(*storage_));
  maintenance_ = std::make_unique<storage::SqliteMaintenance>(sqlite_.path);
  operation_ = std::make_unique<service::Operation>(service::OperationOptions{"1.2.3", backup_folder_.path()},
                                                    *maintenance_, clock_, *knowledge_, log_);
  absl::StatusOr<std::unique_ptr<service::Server>> server =
      service::Server::Start({"127.0.0.1:0", nullptr, watch_},
                             {*storage_, clock_, random_, *tokens_, *directory_, *knowledge_, log_, *operation_});
  goals_ = std::make_unique<service::GoalWatch>(*storage_, clock_, *knowledge_, *directory_, log_);
  Check(server.status());
  server_ = *std::move(server);
}

void TestServer::Stop() {
  server_.reset();
  goals_.reset();
  operation_.reset();
  storage_.reset();
  knowledge_.reset();
}

void TestServer::Restart(const service::WatchOptions& watch) {
  watch_ = watch;
  Restart();
}

void TestServer::Restart() {
  Stop();
  Start();
}

std::shared_ptr<grpc::Channel> TestServer::channel() {
  grpc::ChannelArguments arguments;
  // Channels with equal arguments share connections, also to a server that has been restarted.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), arguments);
}

TestClient TestServer::As(admin::v1::Role role, const std::string& authority) {
  admin::v1::Token wanted;
  wanted.set_display_name("Test " + admin::v1::Role_Name(role));
  wanted.set_role(role);
  wanted.set_authority(authority);
  const absl::StatusOr<domain::NewToken> made =
      domain::CreateToken(wanted, *directory_->Newest(), clock_.Now(), random_);
  Check(made.status());
  const storage::StoredToken stored = {made->token, Sha256(made->secret)};
  Check(storage::WriteAndWait(*storage_, [&](storage::WriteTransaction& tx) {
    if (!made->member.has_value()) return tx.PutToken(stored);
    directory_->Stage(directory_->Newest()->With({*made->member}));
    const absl::Status put = tx.PutMember(*made->member);
    return put.ok() ? tx.PutToken(stored) : put;
  }));
  directory_->Publish(directory_->Newest());
  tokens_->Put(stored);
  return TestClient(channel(), made->secret, made->token.id(), made->token.member());
}

TestClient TestServer::WithSecret(const std::string& secret) { return TestClient(channel(), secret, ""); }

std::map<std::string, std::string> TestServer::StoredData() const {
  sqlite3* db = nullptr;
  sqlite3_stmt* tables = nullptr;
  std::map<std::string, std::string> data;
  const auto check = [&](int code, int wanted = SQLITE_OK) {
    if (code != wanted) Check(absl::InternalError(sqlite3_errmsg(db)));
  };
  check(sqlite3_open_v2(sqlite_.path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr));
  check(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'access_records'", -1,
                           &tables, nullptr));
  while (sqlite3_step(tables) == SQLITE_ROW) {
    const std::string table = reinterpret_cast<const char*>(sqlite3_column_text(tables, 0));
    sqlite3_stmt* rows = nullptr;
    check(sqlite3_prepare_v2(db, absl::StrCat("SELECT * FROM \"", table, "\"").c_str(), -1, &rows, nullptr));
    std::string content;
    while (sqlite3_step(rows) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(rows); ++i) {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(rows, i));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(rows, i));
        absl::StrAppend(&content, size, ":", absl::string_view(bytes, size), "|");
      }
    }
    sqlite3_finalize(rows);
    data[table] = Sha256Hex(content);
  }
  sqlite3_finalize(tables);
  sqlite3_close(db);
  return data;
}

}  // namespace indgang::testing
