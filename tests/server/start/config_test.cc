#include "server/start/config.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "gtest/gtest.h"
#include "server/start/settings.h"
#include "tests/support/error_matchers.h"
#include "tests/support/temporary_folder.h"

namespace indgang {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;

// An environment variable for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

CommandLine Read(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "indgangd");
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  return ReadCommandLine(static_cast<int>(argv.size()), argv.data());
}

// "REASON: message" of each.
std::vector<std::string> Texts(const std::vector<absl::Status>& problems) {
  std::vector<std::string> texts;
  for (const absl::Status& problem : problems) {
    texts.push_back(absl::StrCat(GetReason(problem), ": ", problem.message()));
  }
  return texts;
}

TEST(ConfigTest, DefaultsAreUsable) {
  const CommandLine line = Read({});
  EXPECT_THAT(line.problems, IsEmpty());
  EXPECT_EQ(line.config.listen, "127.0.0.1:50051");
  EXPECT_EQ(line.config.db, "var/indgang.db");
  EXPECT_EQ(line.config.knowledge, "out/knowledge.binpb");
  EXPECT_FALSE(line.check);
}

TEST(ConfigTest, OptionsCountBeforeTheEnvironmentAndThatBeforeTheFile) {
  const TemporaryFolder folder;
  const std::string file = folder.Path("indgangd.conf");
  ASSERT_THAT(WriteFileAtomically(file, "listen=127.0.0.1:1\n  db =  of # file.db  \r\nknowledge = file.binpb"),
              IsOk());
  const Variable db("INDGANG_DB", "variable.db");
  const Variable listen("INDGANG_LISTEN", "127.0.0.1:2");
  const Variable knowledge("INDGANG_KNOWLEDGE", "");
  const CommandLine line = Read({"--config", file, "--listen=127.0.0.1:3"});
  EXPECT_THAT(Texts(line.problems), IsEmpty());
  EXPECT_EQ(line.config.listen, "127.0.0.1:3");
  EXPECT_EQ(line.config.db, "variable.db");
  EXPECT_EQ(line.config.knowledge, "file.binpb") << "an empty variable is one that is not set";
  EXPECT_THAT(line.effective, HasSubstr("listen          127.0.0.1:3  (--listen)\n"));
  EXPECT_THAT(line.effective, HasSubstr("db              variable.db  (INDGANG_DB)\n"));
  EXPECT_THAT(line.effective, HasSubstr(absl::StrCat("(", file, ":3: knowledge)\n")));
}

TEST(ConfigTest, TheEnvironmentMayNameTheFile) {
  const TemporaryFolder folder;
  const std::string file = folder.Path("indgangd.conf");
  ASSERT_THAT(WriteFileAtomically(file, "db = of # file.db\n"), IsOk());
  const Variable config("INDGANG_CONFIG", file);
  EXPECT_EQ(Read({}).config.db, "of # file.db");
  const Variable missing("INDGANG_CONFIG", folder.Path("missing"));
  EXPECT_THAT(Texts(Read({}).problems),
              ElementsAre(absl::StrCat("FILE_NOT_FOUND: INDGANG_CONFIG: cannot open ", folder.Path("missing"),
                                       ": No such file or directory")));
}

TEST(ConfigTest, EveryMistakeOfAFileIsNamedWithItsLine) {
  std::vector<absl::Status> problems;
  const SetValues values = ReadConfigFile("a.conf",
                                          "# listen = 127.0.0.1:1\n"
                                          "databse = x\n"
                                          "\n"
                                          "db = one.db\n"
                                          "knowledge\n"
                                          "db = two.db\n"
                                          "\xff = 1\n"
                                          "anything = 1\n"
                                          "listen = 127.0.0.1:4\n",
                                          problems);
  EXPECT_THAT(Texts(problems),
              ElementsAre("CONFIG_INVALID: a.conf:2: there is no setting \"databse\"; indgangd --help lists them",
                          "CONFIG_INVALID: a.conf:5: \"knowledge\" has no \"=\"; wanted: NAME = VALUE",
                          "CONFIG_INVALID: a.conf:6: db is set a second time; the first is a.conf:4: db",
                          "CONFIG_INVALID: a.conf:7: the line is not UTF-8",
                          "CONFIG_INVALID: a.conf:8: there is no setting \"anything\"; indgangd --help lists them"));
  EXPECT_EQ(values.at("db").value, "one.db");
  EXPECT_EQ(values.at("listen").place, "a.conf:9: listen");
}

TEST(ConfigTest, EveryUnknownOptionIsNamed) {
  EXPECT_THAT(
      Texts(Read({"--lissen", "x", "--db", "a.db", "stray", "--knowlege=y"}).problems),
      ElementsAre("USAGE: there is no option \"--lissen\"; did you mean --listen?; indgangd --help lists the options",
                  "USAGE: there is no option \"stray\"; indgangd --help lists the options",
                  "USAGE: there is no option \"--knowlege=y\"; did you mean --knowledge?; indgangd --help lists "
                  "the options"));
  EXPECT_THAT(Texts(Read({"--db"}).problems), ElementsAre(HasSubstr("USAGE: --db: 1 required FILE missing")));
}

TEST(ConfigTest, ListenAddresses) {
  const auto problem = [](const std::string& listen) {
    const CommandLine line = Read({"--listen", listen});
    return line.problems.empty() ? std::string() : GetReason(line.problems[0]);
  };
  for (const char* good :
       {"127.0.0.1:0", "127.3.2.1:65535", "[::1]:50051", "localhost:1", "unix:/run/indgang.sock", "unix:var/socket"}) {
    EXPECT_EQ(problem(good), "") << good;
  }
  for (const char* reachable : {"0.0.0.0:1", "[::]:1", "192.168.1.2:1", "[2001:db8::1]:1", "indgang.example:1",
                                "localhost.example:1", "128.0.0.1:1", "127.1:1"}) {
    EXPECT_EQ(problem(reachable), "LISTEN_NEEDS_TLS") << reachable;
  }
  for (const char* wrong : {"127.0.0.1", "127.0.0.1:", ":50051", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x",
                            "::1:50051", "unix:", "127.0.0.1:99999999999999999999"}) {
    EXPECT_EQ(problem(wrong), "LISTEN_INVALID") << wrong;
  }
  EXPECT_EQ(problem(""), "OPTION_EMPTY");
}

TEST(ConfigTest, MetricsAndLogLevel) {
  const CommandLine line = Read({"--metrics-listen", "[::1]:9464", "--log-level", "warning"});
  EXPECT_THAT(Texts(line.problems), IsEmpty());
  EXPECT_EQ(line.config.metrics_listen->host, "::1");
  EXPECT_EQ(line.config.metrics_listen->port, 9464);
  EXPECT_EQ(line.config.log_level, service::LogLevel::kWarning);
  EXPECT_FALSE(Read({}).config.metrics_listen.has_value()) << "nothing is shown unasked";
  const Variable level("INDGANG_LOG_LEVEL", "loud");
  EXPECT_THAT(
      Texts(Read({"--metrics-listen", "9464"}).problems),
      ElementsAre("METRICS_LISTEN_INVALID: --metrics-listen is \"9464\"; wanted: HOST:PORT with a port from 0 to "
                  "65535, or [IPV6]:PORT",
                  "LOG_LEVEL_INVALID: INDGANG_LOG_LEVEL is \"loud\"; wanted: info, warning or error"));
}

TEST(ConfigTest, RecordsOfReadingsAreKeptForDaysOrForever) {
  EXPECT_EQ(Read({}).config.keep_access_records, absl::Hours(24) * 1826) << "five years";
  EXPECT_EQ(Read({"--access-log-days", "1"}).config.keep_access_records, absl::Hours(24));
  EXPECT_EQ(Read({"--access-log-days", "36500"}).config.keep_access_records, absl::Hours(24) * 36'500);
  EXPECT_EQ(Read({"--access-log-days", "forever"}).config.keep_access_records, absl::InfiniteDuration());
  for (const char* wrong : {"0", "-1", "36501", "five", "1.5", "+1", "1 ", "99999999999", "Forever"}) {
    EXPECT_THAT(Texts(Read({absl::StrCat("--access-log-days=", wrong)}).problems),
                ElementsAre(absl::StrCat("ACCESS_LOG_DAYS_INVALID: --access-log-days is \"", wrong,
                                         "\"; wanted: days from 1 to 36500, or forever")));
  }
  EXPECT_THAT(Texts(Read({"--access-log-days", ""}).problems), ElementsAre(HasSubstr("OPTION_EMPTY")));
  const Variable days("INDGANG_ACCESS_LOG_DAYS", "180");
  EXPECT_EQ(Read({}).config.keep_access_records, absl::Hours(24) * 180);
}

TEST(ConfigTest, EverythingMissingForTlsIsToldAtOnce) {
  EXPECT_THAT(
      Texts(Read({"--listen", "0.0.0.0:1", "--tls-cert", "/nonexistent/a.pem", "--tls-client-ca", "/nonexistent/c.pem"})
                .problems),
      ElementsAre(HasSubstr("FILE_NOT_FOUND: --tls-cert: cannot open /nonexistent/a.pem"),
                  HasSubstr("FILE_NOT_FOUND: --tls-client-ca: cannot open /nonexistent/c.pem"),
                  "TLS_INCOMPLETE: --tls-cert is set and --tls-key is not; wanted: both --tls-cert and --tls-key, "
                  "or neither"));
}

TEST(ConfigTest, BackupsNeedAFolderThatIsThere) {
  const TemporaryFolder folder;
  EXPECT_THAT(Texts(Read({"--backup-dir", folder.path()}).problems), IsEmpty());
  ASSERT_THAT(WriteFileAtomically(folder.Path("file"), ""), IsOk());
  EXPECT_THAT(Texts(Read({"--backup-dir", folder.Path("missing")}).problems),
              ElementsAre(absl::StrCat("BACKUP_DIR_UNUSABLE: --backup-dir is \"", folder.Path("missing"),
                                       "\": No such file or directory; wanted: a folder that can be written")));
  EXPECT_THAT(Texts(Read({"--backup-dir", folder.Path("file")}).problems), ElementsAre(HasSubstr("Not a directory")));
}

TEST(ConfigTest, RestoreNeedsToKnowTheDatabaseOnly) {
  for (const CommandLine& line : {Read({"restore", "copy.db", "--db", "a.db", "--listen", "nowhere"}),
                                  Read({"--listen", "nowhere", "--db", "a.db", "restore", "copy.db"})}) {
    EXPECT_THAT(Texts(line.problems), IsEmpty());
    EXPECT_EQ(line.restore, "copy.db");
    EXPECT_EQ(line.config.db, "a.db");
  }
  EXPECT_THAT(Texts(Read({"restore"}).problems), ElementsAre(HasSubstr("USAGE: BACKUP is required")));
  EXPECT_THAT(Texts(Read({"restore", "a", "b", "--lissen=x"}).problems),
              ElementsAre(HasSubstr("there is no option \"b\""), HasSubstr("did you mean --listen?")));
  EXPECT_THAT(*Read({"restore", "--help"}).text, HasSubstr("FILE.before-TIME"));
}

TEST(ConfigTest, TheExampleFileCanBeReadAndNamesEverySetting) {
  const absl::StatusOr<std::string> text = ReadFile("deploy/indgangd.conf");
  ASSERT_THAT(text, IsOk());
  std::vector<absl::Status> problems;
  ReadConfigFile("deploy/indgangd.conf", *text, problems);
  EXPECT_THAT(Texts(problems), IsEmpty());
  for (const Setting& setting : AllSettings()) {
    EXPECT_THAT(*text, ::testing::AnyOf(HasSubstr(absl::StrCat("\n", setting.name, " = ")),
                                        HasSubstr(absl::StrCat("\n# ", setting.name, " = "))));
  }
}

}  // namespace
}  // namespace indgang
