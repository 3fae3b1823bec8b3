// Holds SQLite to the conformance suite.
#include "server/storage/sqlite/sqlite_storage.h"
#include "tests/server/storage/conformance.h"
#include "tests/support/temporary_folder.h"

namespace indgang::storage {
namespace {

class SqliteDatabase final : public ConformanceDatabase {
 public:
  std::unique_ptr<Storage> Open(int max_queue) override {
    SqliteOptions options;
    options.path = folder_.Path("indgang.db");
    options.max_queue = max_queue;
    absl::StatusOr<std::unique_ptr<Storage>> storage = OpenSqliteStorage(std::move(options));
    EXPECT_THAT(storage, IsOk());
    return storage.ok() ? *std::move(storage) : nullptr;
  }

 private:
  TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StorageConformance,
                         ::testing::Values(ConformanceBackend([] { return std::make_unique<SqliteDatabase>(); })),
                         [](const auto&) { return "Sqlite"; });

}  // namespace
}  // namespace indgang::storage
