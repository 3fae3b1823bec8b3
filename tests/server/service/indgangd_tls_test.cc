// The real program with certificates: replaced while it runs, and demanded of clients.
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gtest/gtest.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "tests/support/daemon.h"
#include "tests/support/error_matchers.h"
#include "tests/support/test_client.h"

namespace indgang {
namespace {

using testing::Daemon;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using testing::TestClient;

class IndgangdTlsTest : public testing::DaemonTest {
 protected:
  // Runs openssl in the folder.
  void OpenSsl(const std::string& arguments) {
    ASSERT_EQ(std::system(absl::StrCat("cd ", folder_.path(), " && openssl ", arguments, " 2>/dev/null").c_str()), 0)
        << arguments;
  }

  // NAME.pem and NAME.key for "localhost", trusted by whoever trusts NAME.pem.
  void MakeCertificate(const std::string& name) {
    OpenSsl(absl::StrCat("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=", name,
                         " -addext subjectAltName=DNS:localhost -keyout ", name, ".key -out ", name, ".pem"));
  }

  // NAME.pem and NAME.key, signed by AUTHORITY.
  void MakeClientCertificate(const std::string& name, const std::string& authority) {
    OpenSsl(absl::StrCat("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=", name, " -keyout ",
                         name, ".key -out ", name, ".csr"));
    OpenSsl(absl::StrCat("x509 -req -in ", name, ".csr -CA ", authority, ".pem -CAkey ", authority,
                         ".key -CAcreateserial -days 2 -out ", name, ".pem"));
  }

  // Puts NAME.pem and NAME.key in the place of what the service reads, as a program that renews certificates does.
  void Use(const std::string& name) {
    for (const char* suffix : {".pem", ".key"}) {
      ASSERT_THAT(WriteFileAtomically(folder_.Path("server") + suffix, Text(name + suffix)), IsOk());
    }
  }

  std::string Text(const std::string& name) { return ReadFile(folder_.Path(name)).value_or(""); }

  std::vector<std::string> TlsArguments(const std::vector<std::string>& more = {}) {
    std::vector<std::string> all = Arguments("127.0.0.1:0");
    for (const std::string& each : {std::string("--tls-cert"), folder_.Path("server.pem"), std::string("--tls-key"),
                                    folder_.Path("server.key")}) {
      all.push_back(each);
    }
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  // A client on a connection of its own that trusts AUTHORITY.pem and, if it has one, shows CLIENT.pem.
  TestClient Client(const std::string& address, const std::string& authority, const std::string& client = "") {
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = Text(authority + ".pem");
    if (!client.empty()) {
      tls.pem_private_key = Text(client + ".key");
      tls.pem_cert_chain = Text(client + ".pem");
    }
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return TestClient(grpc::CreateCustomChannel("localhost" + address.substr(address.rfind(':')),
                                                grpc::SslCredentials(tls), arguments),
                      AdminSecret(), "");
  }

  static absl::Status WhoAmI(const TestClient& client) {
    return client.Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest()).status();
  }

  static int Count(const std::string& text, const std::string& word) {
    int count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
    return count;
  }
};

TEST_F(IndgangdTlsTest, ReplacedFilesCountForNewConnectionsAndOldOnesGoOn) {
  MakeCertificate("first");
  MakeCertificate("second");
  Use("first");
  Daemon daemon(folder_.path(), TlsArguments());
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  const TestClient early = Client(address, "first");
  ASSERT_THAT(WhoAmI(early), IsOk());
  ASSERT_FALSE(WhoAmI(Client(address, "second")).ok()) << "it must not trust just anything";

  Use("second");
  EXPECT_THAT(WhoAmI(Client(address, "second")), IsOk());
  EXPECT_EQ(WhoAmI(Client(address, "first")).code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(WhoAmI(early), IsOk()) << "a connection keeps what it began with";
  EXPECT_EQ(Count(daemon.err(), "\"event\":\"certificate_loaded\""), 1) << daemon.err();
}

TEST_F(IndgangdTlsTest, FilesThatCannotBeUsedAreToldOfOnceAndTheOldOnesStay) {
  MakeCertificate("first");
  MakeCertificate("second");
  Use("first");
  Daemon daemon(folder_.path(), TlsArguments());
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  // Half way through being replaced: a certificate with the key of another.
  ASSERT_THAT(WriteFileAtomically(folder_.Path("server.pem"), Text("second.pem")), IsOk());
  EXPECT_THAT(WhoAmI(Client(address, "first")), IsOk());
  EXPECT_THAT(WhoAmI(Client(address, "first")), IsOk());
  EXPECT_EQ(Count(daemon.err(), "\"event\":\"certificate_refused\""), 1) << daemon.err();
  EXPECT_THAT(daemon.err(), HasSubstr("server.key is not the key of "));
  ASSERT_TRUE(std::filesystem::remove(folder_.Path("server.key")));
  EXPECT_THAT(WhoAmI(Client(address, "first")), IsOk());
  EXPECT_THAT(daemon.err(), HasSubstr("\"reason\":\"FILE_NOT_FOUND\""));
  Use("second");
  EXPECT_THAT(WhoAmI(Client(address, "second")), IsOk());
}

TEST_F(IndgangdTlsTest, ClientsMustShowACertificateOfTheAuthority) {
  MakeCertificate("server-one");
  MakeCertificate("authority");
  MakeCertificate("stranger");
  MakeClientCertificate("desk", "authority");
  MakeClientCertificate("intruder", "stranger");
  Use("server-one");
  ASSERT_THAT(WriteFileAtomically(folder_.Path("ca.pem"), Text("authority.pem")), IsOk());
  Daemon daemon(folder_.path(), TlsArguments({"--tls-client-ca", folder_.Path("ca.pem")}));
  const std::string address = daemon.WaitUntilReady();
  ASSERT_NE(address, "") << daemon.err();
  EXPECT_THAT(WhoAmI(Client(address, "server-one", "desk")), IsOk()) << daemon.err();
  EXPECT_EQ(WhoAmI(Client(address, "server-one")).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(WhoAmI(Client(address, "server-one", "intruder")).code(), absl::StatusCode::kUnavailable);

  // Another authority from now on.
  ASSERT_THAT(WriteFileAtomically(folder_.Path("ca.pem"), Text("stranger.pem")), IsOk());
  EXPECT_THAT(WhoAmI(Client(address, "server-one", "intruder")), IsOk());
  EXPECT_EQ(WhoAmI(Client(address, "server-one", "desk")).code(), absl::StatusCode::kUnavailable);
}

TEST_F(IndgangdTlsTest, WhatCannotBeACertificateIsRefusedBeforeTheStart) {
  MakeCertificate("first");
  MakeCertificate("second");
  OpenSsl("ec -in first.key -aes128 -passout pass:secret -out encrypted.key");
  const auto refused = [&](const std::string& certificate, const std::string& key, const std::string& client_ca) {
    const testing::Ended ended =
        Run({"--check-config", "--db", folder_.Path("indgang.db"), "--knowledge", knowledge_, "--tls-cert",
             folder_.Path(certificate), "--tls-key", folder_.Path(key), "--tls-client-ca", folder_.Path(client_ca)});
    EXPECT_EQ(ended.code, ended.err.empty() ? 0 : 2);
    return ended.err;
  };
  EXPECT_EQ(refused("first.pem", "first.key", "second.pem"), "");
  EXPECT_THAT(refused("first.key", "first.key", "second.pem"), HasSubstr("holds no certificate in PEM format"));
  EXPECT_THAT(refused("first.pem", "second.key", "second.pem"),
              HasSubstr(absl::StrCat("TLS_INVALID: --tls-key: ", folder_.Path("second.key"), " is not the key of ",
                                     folder_.Path("first.pem"))));
  EXPECT_THAT(refused("first.pem", "encrypted.key", "second.pem"), HasSubstr("or an encrypted one"));
  EXPECT_THAT(refused("first.pem", "first.key", "second.key"),
              HasSubstr(absl::StrCat("TLS_INVALID: --tls-client-ca: ", folder_.Path("second.key"))));
  // All that is missing at once.
  const std::string missing = refused("a.pem", "b.key", "c.pem");
  for (const char* name : {"a.pem", "b.key", "c.pem"}) EXPECT_THAT(missing, HasSubstr(name));
}

}  // namespace
}  // namespace indgang
