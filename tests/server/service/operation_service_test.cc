#include <algorithm>
#include <filesystem>
#include <future>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/hash.h"
#include "gtest/gtest.h"
#include "indgang/admin/v1/operation_service.pb.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "server/storage/sqlite/schema.h"
#include "tests/support/error_matchers.h"
#include "tests/support/test_server.h"

namespace indgang::service {
namespace {

using admin::v1::CreateBackupRequest;
using admin::v1::CreateBackupResponse;
using admin::v1::GetStatusRequest;
using admin::v1::GetStatusResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsError;
using testing::IsOk;
using testing::TestServer;

std::vector<std::string> FilesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(OperationServiceTest, BackupsAreMadeInTheFolderUnderTheirTime) {
  TestServer server;
  const auto admin = server.As(admin::v1::ROLE_ADMIN);
  const auto made = admin.Call<CreateBackupResponse>(CreateBackupRequest());
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->path(), server.backup_folder() + "/indgang-20261120T090000Z.db");
  EXPECT_EQ(made->sha256(), Sha256Hex(*ReadFile(made->path())));
  EXPECT_EQ(made->size(), static_cast<std::int64_t>(std::filesystem::file_size(made->path())));
  EXPECT_EQ(made->create_time().seconds(), absl::ToUnixSeconds(server.clock().Now()));
  ASSERT_THAT(admin.Call<CreateBackupResponse>(CreateBackupRequest()), IsOk());
  EXPECT_THAT(FilesIn(server.backup_folder()),
              ElementsAre("indgang-20261120T090000Z-2.db", "indgang-20261120T090000Z-2.db.sha256",
                          "indgang-20261120T090000Z.db", "indgang-20261120T090000Z.db.sha256"));
}

TEST(OperationServiceTest, OneBackupAtATime) {
  TestServer server;
  const auto admin = server.As(admin::v1::ROLE_ADMIN);
  constexpr int kCalls = 8;
  std::vector<std::future<absl::Status>> calls;
  for (int i = 0; i < kCalls; ++i) {
    calls.push_back(std::async(std::launch::async,
                               [&] { return admin.Call<CreateBackupResponse>(CreateBackupRequest()).status(); }));
  }
  int made = 0;
  for (auto& call : calls) {
    const absl::Status status = call.get();
    if (status.ok()) {
      ++made;
    } else {
      EXPECT_THAT(status, IsError(absl::StatusCode::kFailedPrecondition, "BACKUP_RUNNING"));
    }
  }
  EXPECT_GE(made, 1);
  EXPECT_EQ(FilesIn(server.backup_folder()).size(), static_cast<std::size_t>(2 * made));
}

TEST(OperationServiceTest, AnAdminIsToldWhyABackupFailed) {
  TestServer server;
  const auto admin = server.As(admin::v1::ROLE_ADMIN);
  std::filesystem::remove(server.backup_folder());
  const absl::Status status = admin.Call<CreateBackupResponse>(CreateBackupRequest()).status();
  EXPECT_THAT(status, IsError(absl::StatusCode::kInternal, "BACKUP_FAILED"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("No such file or directory"));
  EXPECT_THAT(server.log().lines(), ::testing::Contains(HasSubstr("\"event\":\"backup_failed\"")));
  std::filesystem::create_directory(server.backup_folder());
  EXPECT_THAT(admin.Call<CreateBackupResponse>(CreateBackupRequest()), IsOk());
}

TEST(OperationServiceTest, StatusTellsWhatRuns) {
  TestServer server;
  const auto admin = server.As(admin::v1::ROLE_ADMIN);
  const absl::Time started = server.clock().Now();
  server.clock().Advance(absl::Hours(1));
  auto status = admin.Call<GetStatusResponse>(GetStatusRequest());
  ASSERT_THAT(status, IsOk());
  EXPECT_EQ(status->version(), "1.2.3");
  EXPECT_EQ(status->start_time().seconds(), absl::ToUnixSeconds(started));
  EXPECT_EQ(status->content_hash(), server.knowledge().Current()->bundle().message().revision().content_hash());
  EXPECT_EQ(status->content_load_time().seconds(), absl::ToUnixSeconds(started));
  EXPECT_EQ(status->schema_version(), storage::SqliteMigrations().back().number);
  EXPECT_EQ(status->database_size(), static_cast<std::int64_t>(std::filesystem::file_size(server.database_path())));
  EXPECT_EQ(status->watchers(), 0);
  knowledge::v1::KnowledgeBase other = testing::SmallKnowledgeBase();
  other.mutable_revision()->set_content_hash(std::string(64, 'b'));
  ASSERT_THAT(WriteFileAtomically(server.knowledge_path(), knowledge::SerializeBundle(other)), IsOk());
  server.knowledge().Refresh();
  status = admin.Call<GetStatusResponse>(GetStatusRequest());
  EXPECT_EQ(status->content_hash(), std::string(64, 'b'));
  EXPECT_EQ(status->content_load_time().seconds(), absl::ToUnixSeconds(server.clock().Now()));
}

TEST(OperationServiceTest, ForAdminsOnly) {
  TestServer server;
  const auto leader = server.As(admin::v1::ROLE_LEADER);
  EXPECT_THAT(leader.Call<CreateBackupResponse>(CreateBackupRequest()).status(),
              IsError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(leader.Call<GetStatusResponse>(GetStatusRequest()).status(),
              IsError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(FilesIn(server.backup_folder()), IsEmpty());
}

}  // namespace
}  // namespace indgang::service
