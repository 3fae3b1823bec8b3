// The real program: its options, its first start, its end.
#include <signal.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/files.h"
#include "grpc/health/v1/health.pb.h"
#include "gtest/gtest.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "indgang/knowledge/v1/knowledge_service.pb.h"
#include "tests/support/daemon.h"
#include "tests/support/error_matchers.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_client.h"

namespace indgang {
namespace {

using testing::Daemon;
using testing::Ended;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using testing::TestClient;
using IndgangdTest = testing::DaemonTest;

TEST_F(IndgangdTest, HelpAndVersion) {
  const Ended help = Run({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* word :
       {"--listen", "--db", "--knowledge", "--audit-anchor", "--tls-cert", "--tls-key", "--config", "--check-config",
        "INDGANG_TLS_CERT", "127.0.0.1:50051", "var/indgang.db", "out/knowledge.binpb", "Exit codes"}) {
    EXPECT_THAT(help.out, HasSubstr(word));
  }
  const Ended version = Run({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_EQ(version.out, absl::StrCat("indgangd ", INDGANG_VERSION, "\n"));
}

TEST_F(IndgangdTest, WrongOptionsAreRefusedAllAtOnce) {
  const Ended ended = Run({"--listen", "0.0.0.0:50051", "--db", "", "--knowledge", ""});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("indgangd: LISTEN_NEEDS_TLS: --listen 0.0.0.0:50051 can be reached"));
  EXPECT_THAT(ended.err, HasSubstr("indgangd: OPTION_EMPTY: --db is empty"));
  EXPECT_THAT(ended.err, HasSubstr("indgangd: OPTION_EMPTY: --knowledge is empty"));
  const Ended unknown = Run({"--lissen", "x"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("indgangd: USAGE: "));
  EXPECT_THAT(unknown.err, HasSubstr("--lissen"));
}

TEST_F(IndgangdTest, TlsNeedsBothFilesAndBothReadable) {
  std::vector<std::string> arguments = Arguments("0.0.0.0:0");
  arguments.insert(arguments.end(), {"--tls-cert", folder_.Path("cert.pem")});
  Ended ended = Run(arguments);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("TLS_INCOMPLETE"));
  arguments.insert(arguments.end(), {"--tls-key", folder_.Path("key.pem")});
  ended = Run(arguments);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("FILE_NOT_FOUND: --tls-cert: cannot open " + folder_.Path("cert.pem")));
  EXPECT_THAT(ended.err, HasSubstr("FILE_NOT_FOUND: --tls-key: cannot open " + folder_.Path("key.pem")));
}

TEST_F(IndgangdTest, ServesTlsOnAnAddressOthersCanReach) {
  const std::string command = absl::StrCat(
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost "
      "-keyout ",
      folder_.Path("key.pem"), " -out ", folder_.Path("cert.pem"), " 2>/dev/null");
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::vector<std::string> arguments = Arguments("0.0.0.0:0");
  arguments.insert(arguments.end(), {"--tls-cert", folder_.Path("cert.pem"), "--tls-key", folder_.Path("key.pem")});
  Daemon daemon(folder_.path(), arguments);
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = *ReadFile(folder_.Path("cert.pem"));
  const std::string port = address.substr(address.rfind(':'));
  const TestClient client(grpc::CreateChannel("localhost" + port, grpc::SslCredentials(tls)), AdminSecret(), "");
  EXPECT_THAT(client.Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest()), IsOk());
}

TEST_F(IndgangdTest, FirstStartWritesOneAdminTokenAndLaterOnesNone) {
  std::string secret;
  {
    Daemon daemon(folder_.path(), Arguments());
    const std::string address = daemon.WaitUntilReady();
    ASSERT_NE(address, "") << daemon.err();
    struct stat info = {};
    ASSERT_EQ(::stat((db_ + ".admin-token").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    secret = AdminSecret();
    EXPECT_THAT(secret, ::testing::MatchesRegex("indgang_[0-9A-Za-z_-]{43}"));
    const TestClient admin(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), secret, "");
    const auto me = admin.Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest());
    ASSERT_THAT(me, IsOk());
    EXPECT_EQ(me->token().role(), admin::v1::ROLE_ADMIN);
    daemon.Signal(SIGKILL);
    daemon.WaitForEnd();
  }
  ASSERT_EQ(::unlink((db_ + ".admin-token").c_str()), 0);
  Daemon daemon(folder_.path(), Arguments());
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  EXPECT_NE(::access((db_ + ".admin-token").c_str(), F_OK), 0);
  const TestClient admin(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), secret, "");
  EXPECT_THAT(admin.Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest()), IsOk());
  daemon.Signal(SIGTERM);
  const Ended ended = daemon.WaitForEnd();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("\"event\":\"stopped\""));
}

TEST_F(IndgangdTest, AnchorsOfTheAuditTrailAreWrittenAtStartAndStop) {
  const std::string path = folder_.Path("anchors.txt");
  std::vector<std::string> arguments = Arguments();
  arguments.insert(arguments.end(), {"--audit-anchor", path});
  for (const int lines : {2, 4}) {
    Daemon daemon(folder_.path(), arguments);
    ASSERT_NE(daemon.WaitUntilReady(), "") << daemon.err();
    daemon.Signal(SIGTERM);
    ASSERT_EQ(daemon.WaitForEnd().code, 0) << daemon.err();
    const std::string text = ReadFile(path).value_or("");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), lines);
    EXPECT_THAT(text, ::testing::EndsWith(absl::StrCat("Z 0 ", std::string(64, '0'), "\n")));
  }
  arguments.back() = folder_.Path("none/anchors.txt");
  const Ended ended = Run(arguments);
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("indgangd: AUDIT_ANCHOR_UNUSABLE: " + arguments.back()));
}

TEST_F(IndgangdTest, InterruptStopsItToo) {
  Daemon daemon(folder_.path(), Arguments("unix:" + folder_.Path("socket")));
  EXPECT_EQ(daemon.WaitUntilReady(), "unix:" + folder_.Path("socket"));
  const TestClient admin(grpc::CreateChannel("unix:" + folder_.Path("socket"), grpc::InsecureChannelCredentials()),
                         AdminSecret(), "");
  EXPECT_THAT(admin.Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest()), IsOk());
  daemon.Signal(SIGINT);
  EXPECT_EQ(daemon.WaitForEnd().code, 0);
}

TEST_F(IndgangdTest, SystemdIsToldWhenCallsAreAnsweredAndWhenNotAnyMore) {
  const std::string name = folder_.Path("notify");
  const int notify = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(notify, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  const timeval patience = {20, 0};
  ::setsockopt(notify, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  char state[32] = {};
  Daemon daemon(folder_.path(), Arguments(), {"NOTIFY_SOCKET=" + name});
  ASSERT_GT(::recv(notify, state, sizeof(state) - 1, 0), 0) << daemon.err();
  EXPECT_STREQ(state, "READY=1");
  // Nobody waits for this line any more: it is there.
  EXPECT_NE(daemon.WaitUntilReady(), "");
  daemon.Signal(SIGTERM);
  ASSERT_GT(::recv(notify, state, sizeof(state) - 1, 0), 0);
  EXPECT_THAT(state, ::testing::StartsWith("STOPPING=1"));
  EXPECT_EQ(daemon.WaitForEnd().code, 0);
  ::close(notify);
}

TEST_F(IndgangdTest, QuietLogsHaveNoOrdinaryCalls) {
  std::vector<std::string> arguments = Arguments();
  arguments.insert(arguments.end(), {"--log-level", "warning"});
  Daemon daemon(folder_.path(), arguments);
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  const TestClient admin(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), AdminSecret(), "");
  EXPECT_THAT(admin.Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest()), IsOk());
  WriteBundle('b');
  ASSERT_THAT(WriteFileAtomically(knowledge_, "rubbish"), IsOk());
  for (int i = 0; i < 600 && daemon.err().empty(); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_THAT(daemon.err(), HasSubstr("\"level\":\"warning\",\"event\":\"knowledge_refused\""));
  EXPECT_THAT(daemon.err(), Not(HasSubstr("\"event\":\"call\"")));
}

TEST_F(IndgangdTest, EnvironmentFillsMissingOptions) {
  const std::string db = "INDGANG_DB=" + db_;
  const std::string knowledge = "INDGANG_KNOWLEDGE=" + knowledge_;
  Daemon daemon(folder_.path(), {"--listen", "127.0.0.1:0"}, {"INDGANG_LISTEN=0.0.0.0:1", db, knowledge});
  EXPECT_THAT(daemon.WaitUntilReady(), ::testing::StartsWith("127.0.0.1:")) << daemon.err();
  const Ended ended = Run({}, {"INDGANG_LISTEN=0.0.0.0:1", db, knowledge});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("LISTEN_NEEDS_TLS"));
}

TEST_F(IndgangdTest, ConfigurationFileIsUsedAndItsMistakesAreToldAllAtOnce) {
  const std::string config = folder_.Path("indgangd.conf");
  ASSERT_THAT(WriteFileAtomically(config, absl::StrCat("# for a test\nlisten = 127.0.0.1:0\ndb = ", db_,
                                                       "\nknowledge = ", knowledge_, "\n")),
              IsOk());
  {
    Daemon daemon(folder_.path(), {"--config", config});
    EXPECT_THAT(daemon.WaitUntilReady(), ::testing::StartsWith("127.0.0.1:")) << daemon.err();
  }
  ASSERT_THAT(WriteFileAtomically(config, "lisen = 127.0.0.1:0\n\nlisten = 0.0.0.0:50051\ndb\n"), IsOk());
  const Ended ended = Run({"--config", config});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(
      ended.err,
      absl::StrCat("indgangd: CONFIG_INVALID: ", config,
                   ":1: there is no setting \"lisen\"; did you mean listen?\n"
                   "indgangd: CONFIG_INVALID: ",
                   config, ":4: \"db\" has no \"=\"; wanted: NAME = VALUE\n", "indgangd: LISTEN_NEEDS_TLS: ", config,
                   ":3: listen 0.0.0.0:50051 can be reached from other machines, and tokens would cross the network "
                   "in plain text; wanted: --tls-cert and --tls-key, or a loopback address, or unix:PATH\n"));
}

TEST_F(IndgangdTest, CheckConfigSaysWhatIsSetWhereAndCreatesNothing) {
  std::vector<std::string> arguments = Arguments();
  arguments.push_back("--check-config");
  Ended ended = Run(arguments, {"INDGANG_TLS_KEY=", "INDGANG_DB=elsewhere.db"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("listen          127.0.0.1:0  (--listen)\n"));
  EXPECT_THAT(ended.out, HasSubstr(absl::StrCat("db              ", db_, "  (--db)\n")));
  EXPECT_THAT(ended.out, HasSubstr("tls-key         (not set)\n"));
  EXPECT_THAT(ended.out, ::testing::EndsWith("The configuration can be used.\n"));
  EXPECT_THAT(Files(), ::testing::ElementsAre("knowledge.binpb"));
  ASSERT_EQ(::unlink(knowledge_.c_str()), 0);
  const std::string text = folder_.Path("text");
  ASSERT_THAT(WriteFileAtomically(text, "not a database at all"), IsOk());
  for (const auto& [db, problem] :
       {std::pair{text, "DATABASE_CORRUPT: " + text + ": not a database"},
        std::pair{folder_.Path("no/such.db"), "DATABASE_UNUSABLE: " + folder_.Path("no/such.db")},
        std::pair{folder_.path(), "DATABASE_UNUSABLE: " + folder_.path()}}) {
    std::vector<std::string> wrong = arguments;
    std::replace(wrong.begin(), wrong.end(), db_, db);
    wrong.insert(wrong.end(), {"--audit-anchor", folder_.Path("no/anchor")});
    ended = Run(wrong);
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("indgangd: " + problem));
    EXPECT_THAT(ended.err, HasSubstr("indgangd: FILE_NOT_FOUND: "));
    EXPECT_THAT(ended.err, HasSubstr("indgangd: AUDIT_ANCHOR_UNUSABLE: " + folder_.Path("no/anchor")));
  }
  ended = Run(arguments);
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("indgangd: FILE_NOT_FOUND: "));
  EXPECT_THAT(ended.out, Not(HasSubstr("can be used")));
}

TEST_F(IndgangdTest, TakenPortIsRefused) {
  Daemon first(folder_.path(), Arguments());
  const std::string address = first.WaitUntilReady();
  ASSERT_NE(address, "") << first.err();
  TemporaryFolder other;
  const Ended ended =
      Daemon(other.path(), {"--listen", address, "--db", other.Path("b.db"), "--knowledge", knowledge_}).WaitForEnd();
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("indgangd: LISTEN_FAILED: cannot listen on " + address));
  EXPECT_NE(::access(other.Path("b.db.admin-token").c_str(), F_OK), 0);
}

TEST_F(IndgangdTest, MissingOrCorruptBundleIsRefusedAndNothingCreated) {
  ASSERT_THAT(WriteFileAtomically(knowledge_, "rubbish"), IsOk());
  Ended ended = Run(Arguments());
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("indgangd: BUNDLE_CORRUPT: "));
  EXPECT_THAT(Files(), ::testing::ElementsAre("knowledge.binpb"));
  ASSERT_EQ(::unlink(knowledge_.c_str()), 0);
  ended = Run(Arguments());
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("indgangd: FILE_NOT_FOUND: cannot open " + knowledge_));
  EXPECT_THAT(Files(), ::testing::IsEmpty());
}

TEST_F(IndgangdTest, NewerDatabaseIsRefusedAndLeftAsItWas) {
  {
    Daemon daemon(folder_.path(), Arguments());
    ASSERT_NE(daemon.WaitUntilReady(), "") << daemon.err();
    daemon.Signal(SIGTERM);
    ASSERT_EQ(daemon.WaitForEnd().code, 0);
  }
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(db_.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "PRAGMA user_version = 9999", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  const std::string before = *ReadFile(db_);
  const Ended ended = Run(Arguments());
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("indgangd: DATABASE_TOO_NEW: "));
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(*ReadFile(db_), before);
}

TEST_F(IndgangdTest, DatabaseInUseOrInNoFolderIsRefused) {
  Daemon first(folder_.path(), Arguments());
  ASSERT_NE(first.WaitUntilReady(), "") << first.err();
  TemporaryFolder other;
  Ended ended = Daemon(other.path(), Arguments()).WaitForEnd();
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("indgangd: DATABASE_IN_USE: "));
  ended = Daemon(other.path(), {"--listen", "127.0.0.1:0", "--db", other.Path("no/such.db"), "--knowledge", knowledge_})
              .WaitForEnd();
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("indgangd: DATABASE_UNUSABLE: "));
}

TEST_F(IndgangdTest, DatabaseThatCannotBeWrittenStopsTheProgram) {
  Daemon daemon(folder_.path(), Arguments(), {}, /*file_limit=*/600 * 1024);
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  const TestClient admin(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), AdminSecret(), "");
  admin::v1::CreateTokenRequest request;
  request.mutable_token()->set_display_name("Bo");
  request.mutable_token()->set_role(admin::v1::ROLE_LEADER);
  absl::Status status;
  for (int i = 0; i < 500 && status.ok(); ++i) {
    status = admin.Call<admin::v1::CreateTokenResponse>(request).status();
  }
  EXPECT_THAT(status, testing::IsError(absl::StatusCode::kUnavailable, "STORAGE_FAILED"));
  const Ended ended = daemon.WaitForEnd();
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("\"event\":\"storage_failed\""));
  EXPECT_THAT(ended.err, HasSubstr("indgangd: STORAGE_FAILED: the database " + db_));
}

TEST_F(IndgangdTest, HealthIsServedForEveryServiceWithoutAToken) {
  Daemon daemon(folder_.path(), Arguments());
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  const TestClient nobody(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), "", "");
  for (const char* service : {"", "indgang.admin.v1.TokenService", "indgang.cases.v1.CaseService",
                              "indgang.cases.v1.ReferralService", "indgang.knowledge.v1.KnowledgeService"}) {
    grpc::health::v1::HealthCheckRequest request;
    grpc::health::v1::HealthCheckResponse response;
    request.set_service(service);
    EXPECT_THAT(nobody.CallMethod("/grpc.health.v1.Health/Check", request.SerializeAsString(), &response), IsOk());
    EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING) << service;
  }
}

TEST_F(IndgangdTest, ChangedBundleIsTakenUpWhileRunning) {
  Daemon daemon(folder_.path(), Arguments());
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  const TestClient admin(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), AdminSecret(), "");
  const auto hash = [&] {
    return admin.Call<knowledge::v1::GetRevisionResponse>(knowledge::v1::GetRevisionRequest())
        ->revision()
        .content_hash();
  };
  EXPECT_EQ(hash(), std::string(64, 'a'));
  WriteBundle('b');
  for (int i = 0; i < 600 && hash() != std::string(64, 'b'); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_EQ(hash(), std::string(64, 'b'));
}

}  // namespace
}  // namespace indgang
