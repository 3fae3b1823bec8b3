// Configuration files that nobody would write.
#include <string>

#include "base/files.h"
#include "gtest/gtest.h"
#include "server/start/config.h"
#include "tests/support/fuzzer.h"
#include "tests/support/temporary_folder.h"

namespace indgang {
namespace {

TEST(FuzzConfigTest, ConfigurationFiles) {
  const TemporaryFolder folder;
  const std::string file = folder.Path("indgang.conf");
  testing::Fuzz("configuration files",
                {"# where\nlisten = 127.0.0.1:50051\ndb = /var/lib/indgang/indgang.db\n",
                 "knowledge=out/knowledge.binpb\r\n\r\ntls-cert = \"a b.pem\"\ntls-key = 'c.pem'\n"},
                [&](const std::string& input) {
                  ASSERT_TRUE(WriteFileAtomically(file, input).ok());
                  const char* const arguments[] = {"indgangd", "--config", file.c_str(), "--check"};
                  ReadCommandLine(4, arguments);
                });
}

}  // namespace
}  // namespace indgang
