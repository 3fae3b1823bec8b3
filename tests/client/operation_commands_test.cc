#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/errors.h"
#include "tests/client/cli_harness.h"

namespace indgang::client {
namespace {

using google::protobuf::Message;
using testing::HasSubstr;

class OperationCommandsTest : public testing::Test {
 protected:
  CliHarness harness_;
};

TEST_F(OperationCommandsTest, BackupSaysWhereTheCopyLies) {
  harness_.On("CreateBackup", Answer("path: '/backups/indgang-20261121T071500Z.db' size: 126976 sha256: 'ab12' "
                                     "create_time { seconds: 1795245300 }"));
  const CommandResult result = harness_.Run({"backup"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out,
            "Backup   /backups/indgang-20261121T071500Z.db\n"
            "Size     126976 bytes\n"
            "SHA-256  ab12\n"
            "As of    Sat 21 Nov 2026 08:15\n");
  EXPECT_THAT(harness_.Run({"--output", "json", "backup"}).out, HasSubstr("\"sha256\": \"ab12\""));
}

TEST_F(OperationCommandsTest, ABackupIsAskedForOnceHoweverItEnds) {
  harness_.On("CreateBackup", [](const Message&, Message*) {
    return MakeError(absl::StatusCode::kInternal, "BACKUP_FAILED", "the backup /b/x.db could not be made");
  });
  const CommandResult failed = harness_.Run({"backup"});
  EXPECT_EQ(failed.exit_code, 6);
  EXPECT_THAT(failed.err, HasSubstr("BACKUP_FAILED"));
  harness_.On("CreateBackup", [](const Message&, Message*) {
    return MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "the service is stopping");
  });
  EXPECT_EQ(harness_.Run({"backup"}).exit_code, 3);
  EXPECT_EQ(harness_.calls().size(), 2u);
  EXPECT_EQ(harness_.Run({"backup", "--wait", "0"}).exit_code, 2);
}

TEST_F(OperationCommandsTest, StatusIsASheetOfFacts) {
  harness_.On("GetStatus",
              Answer("version: '1.2.3' start_time { seconds: 1795245300 } content_hash: 'cd34' "
                     "content_load_time { seconds: 1795245360 } schema_version: 6 database_size: 4096 watchers: 2"));
  EXPECT_EQ(harness_.Run({"status"}).out,
            "indgangd         1.2.3\n"
            "Started          Sat 21 Nov 2026 08:15\n"
            "Content hash     cd34\n"
            "Content loaded   Sat 21 Nov 2026 08:16\n"
            "Database schema  6\n"
            "Database size    4096 bytes\n"
            "Watchers         2\n");
}

}  // namespace
}  // namespace indgang::client
