// The whole service in this process: real gRPC, real SQLite in a folder of its own, a clock that stands still and
// randomness that repeats.
#ifndef INDGANG_TESTS_SUPPORT_TEST_SERVER_H_
#define INDGANG_TESTS_SUPPORT_TEST_SERVER_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/random.h"
#include "server/service/directory_table.h"
#include "server/service/goal_watch.h"
#include "server/service/knowledge_source.h"
#include "server/service/log.h"
#include "server/service/operation.h"
#include "server/service/server.h"
#include "server/service/token_table.h"
#include "server/storage/sqlite/sqlite_maintenance.h"
#include "server/storage/sqlite/sqlite_storage.h"
#include "tests/support/small_knowledge.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_client.h"

namespace indgang::testing {

// Keeps lines.
class KeptLog final : public service::Log {
 public:
  void Write(const std::string& line) override;
  std::vector<std::string> lines() const;

 private:
  mutable absl::Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
};

// SmallKnowledgeBase, Friday 20 November 2026 at 10:00. `sqlite` overrides what the database is opened with.
class TestServer {
 public:
  explicit TestServer(storage::SqliteOptions sqlite = {});
  ~TestServer();

  // A client with a new token of that role, "tok_…" and all; people get a member too.
  TestClient As(admin::v1::Role role, const std::string& authority = "");
  // A client that sends this secret; none for "".
  TestClient WithSecret(const std::string& secret);

  // Stops and starts again on the same database; streams from then on as `watch` says.
  void Restart();
  void Restart(const service::WatchOptions& watch);

  // Every row of every table, hashed by table: equal before and after means that nothing was stored. Without the log of
  // readings, which is written whenever it likes.
  std::map<std::string, std::string> StoredData() const;

  SimulatedClock& clock() { return clock_; }
  KeptLog& log() { return log_; }
  service::Server& server() { return *server_; }
  storage::Storage& storage() { return *storage_; }
  service::KnowledgeSource& knowledge() { return *knowledge_; }
  service::DirectoryTable& directory() { return *directory_; }
  // Does not look by itself: tests call Look.
  service::GoalWatch& goals() { return *goals_; }
  const std::string& database_path() const { return sqlite_.path; }
  // Where backups go.
  const std::string& backup_folder() const { return backup_folder_.path(); }
  const std::string knowledge_path() const { return folder_.Path("knowledge.binpb"); }
  std::shared_ptr<grpc::Channel> channel();

 private:
  void Start();
  void Stop();

  service::WatchOptions watch_;
  TemporaryFolder folder_;
  TemporaryFolder backup_folder_;
  storage::SqliteOptions sqlite_;
  SimulatedClock clock_{FridayMorning()};
  SeededRandom random_{1};
  KeptLog log_;
  std::unique_ptr<service::KnowledgeSource> knowledge_;
  std::unique_ptr<storage::Storage> storage_;
  std::unique_ptr<service::TokenTable> tokens_;
  std::unique_ptr<service::DirectoryTable> directory_;
  std::unique_ptr<service::GoalWatch> goals_;
  std::unique_ptr<storage::SqliteMaintenance> maintenance_;
  std::unique_ptr<service::Operation> operation_;
  std::unique_ptr<service::Server> server_;
};

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_TEST_SERVER_H_
