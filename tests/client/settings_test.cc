#include "client/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/client/cli_harness.h"

namespace indgang::client {
namespace {

// Which token, if any, a command sent.
class SettingsTest : public testing::Test {
 protected:
  std::string SentToken(const std::vector<std::string>& arguments) {
    const CommandResult result = harness_.RunBare(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return harness_.calls().empty() ? "nothing received" : harness_.calls().back().authorization;
  }

  CliHarness harness_;
};

TEST_F(SettingsTest, OptionBeatsEnvironmentBeatsClientConf) {
  harness_.WriteFile("var/conf.token", "from-conf\n");
  harness_.WriteFile("var/client.conf",
                     "# Left by scripts/run.\nserver = " + harness_.server() + "\ntoken_file = conf.token\n");
  EXPECT_EQ(SentToken({"token", "whoami"}), "Bearer from-conf");
  harness_.Set("INDGANG_TOKEN_FILE", harness_.WriteFile("env.token", "from-env"));
  EXPECT_EQ(SentToken({"token", "whoami"}), "Bearer from-env");
  const std::string option = harness_.WriteFile("option.token", "from-option");
  EXPECT_EQ(SentToken({"token", "whoami", "--token-file", option}), "Bearer from-option");
}

TEST_F(SettingsTest, ClientConfsTokenGoesToItsOwnServerOnly) {
  harness_.WriteFile("var/conf.token", "from-conf\n");
  harness_.WriteFile("var/client.conf", "server = 127.0.0.1:1\ntoken_file = conf.token\n");
  EXPECT_EQ(SentToken({"--server", harness_.server(), "token", "whoami"}), "");
  harness_.Set("INDGANG_SERVER", harness_.server());
  EXPECT_EQ(SentToken({"token", "whoami"}), "");
}

TEST_F(SettingsTest, ClientConfOfSomebodyElseDoesNotCount) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  harness_.WriteFile("var/conf.token", "from-conf\n");
  const std::string conf =
      harness_.WriteFile("var/client.conf", "server = " + harness_.server() + "\ntoken_file = conf.token\n");
  ASSERT_EQ(chown(conf.c_str(), 12345, 12345), 0);
  const CommandResult result = harness_.RunBare({"--timeout", "1", "token", "whoami"});
  EXPECT_TRUE(harness_.calls().empty()) << result.err;
}

TEST_F(SettingsTest, WrongSettingsAreNamed) {
  const std::string empty = harness_.WriteFile("empty.token", "\n");
  const std::string two = harness_.WriteFile("two.token", "one two\n");
  const std::string missing = harness_.folder() + "/missing.token";
  const struct {
    std::vector<std::string> arguments;
    std::string error;
  } cases[] = {
      {{"--token-file", empty, "token", "whoami"}, "token file " + empty + " is empty"},
      {{"--token-file", two, "token", "whoami"}, "token file " + two + " holds something else than one token"},
      {{"--token-file", missing, "token", "whoami"}, missing},
      {{"--tls-ca", missing, "token", "whoami"}, "--tls-ca: "},
      {{"--tls-cert", empty, "--tls-key", missing, "token", "whoami"}, "--tls-key: "},
      {{"--tls-cert", empty, "token", "whoami"}, "--tls-cert and --tls-key belong together"},
      {{"--lang", "de", "token", "whoami"}, "'de' must be da|en"},
      {{"--timeout", "0", "token", "whoami"}, "--timeout: Value 0 not in range 1 to 600"},
      {{"--request-id", std::string(65, 'x'), "token", "whoami"}, "must have 1 to 64 characters"},
      {{"token", "\xFF"}, "is not UTF-8"},
  };
  for (const auto& test : cases) {
    const CommandResult result = harness_.RunBare(test.arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_NE(result.err.find(test.error), std::string::npos) << result.err;
    EXPECT_EQ(result.out, "");
  }
  harness_.Set("INDGANG_LANG", "fr");
  EXPECT_EQ(harness_.RunBare({"token", "whoami"}).err, "indgang: usage: language 'fr' must be da or en\n");
  EXPECT_TRUE(harness_.calls().empty());
}

TEST_F(SettingsTest, BrokenClientConfIsRefusedWithItsLine) {
  const std::string conf = harness_.WriteFile("var/client.conf", "server = 127.0.0.1:1\ntoken: x\n");
  EXPECT_EQ(harness_.RunBare({"token", "whoami"}).err,
            "indgang: usage: " + conf + ":2: 'token: x' is neither 'server = …' nor 'token_file = …'\n");
}

TEST(IsLoopbackTest, OnlyWhatNeverLeavesTheMachine) {
  for (const char* server : {"localhost:50051", "127.0.0.1:50051", "127.8.9.10:1", "[::1]:50051", "unix:/run/x.sock",
                             "dns:///localhost:50051"}) {
    EXPECT_TRUE(IsLoopback(server)) << server;
  }
  for (const char* server :
       {"10.0.0.1:50051", "127.example.org:1", "127.0.0.1.example.org:1", "localhost.example.org:1", "[2001:db8::1]:1",
        "indgang.example:443", "0.0.0.0:1", "127.0.0.256:1", ""}) {
    EXPECT_FALSE(IsLoopback(server)) << server;
  }
}

TEST(TlsTest, IsUsedForEveryOtherMachine) {
  CliHarness harness;
  const std::string port = harness.server().substr(harness.server().rfind(':'));
  // This machine under a name that is not known to be this machine: the fake speaks no TLS, so nothing arrives.
  const CommandResult result = harness.RunBare({"--server", "0.0.0.0" + port, "--timeout", "1", "token", "whoami"});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_NE(result.err.find("with TLS"), std::string::npos) << result.err;
  EXPECT_TRUE(harness.calls().empty());
}

}  // namespace
}  // namespace indgang::client
