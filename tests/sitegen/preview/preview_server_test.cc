#include "sitegen/preview/preview_server.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "sitegen/publish/production_headers.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;

class PreviewServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ + "/en/about");
    fs::create_directories(folder_ + "/assets");
    Put("index.html", "start");
    Put("404.html", "findes ikke");
    Put("en/404.html", "not found");
    Put("en/about/index.html", "about");
    Put("assets/site.0123456789.css", "a{}");
    Put("../secret_" + std::to_string(::getpid()), "secret");
  }
  void TearDown() override {
    fs::remove_all(folder_);
    fs::remove(folder_ + "/../secret_" + std::to_string(::getpid()));
  }
  void Put(const std::string& path, const std::string& bytes) const {
    ASSERT_TRUE(WriteFileAtomically(folder_ + "/" + path, bytes).ok()) << path;
  }

  const std::string folder_ = absl::StrCat(::testing::TempDir(), "/preview_", ::getpid());
};

struct AnswerCase {
  std::string path;
  int status;
  std::string type;
  std::string body;
};

TEST_F(PreviewServerTest, AnswersWithTypeAndProductionHeaders) {
  const auto server = PreviewServer::Start(folder_, 0);
  ASSERT_TRUE(server.ok()) << server.status();
  httplib::Client client("127.0.0.1", (*server)->port());
  const AnswerCase cases[] = {
      {"/", 200, "text/html; charset=utf-8", "start"},
      {"/index.html", 200, "text/html; charset=utf-8", "start"},
      {"/?q=1", 200, "text/html; charset=utf-8", "start"},
      {"/en/about/", 200, "text/html; charset=utf-8", "about"},
      {"/assets/site.0123456789.css", 200, "text/css; charset=utf-8", "a{}"},
      {"/nothing", 404, "text/html; charset=utf-8", "findes ikke"},
      {"/en/nothing/", 404, "text/html; charset=utf-8", "not found"},
      {absl::StrCat("/../secret_", ::getpid()), 404, "text/html; charset=utf-8", "findes ikke"},
      {absl::StrCat("/%2e%2e/secret_", ::getpid()), 404, "text/html; charset=utf-8", "findes ikke"},
  };
  for (const AnswerCase& c : cases) {
    const auto answer = client.Get(c.path);
    ASSERT_TRUE(answer) << c.path;
    EXPECT_EQ(answer->status, c.status) << c.path;
    EXPECT_EQ(answer->get_header_value("Content-Type"), c.type) << c.path;
    EXPECT_EQ(answer->body, c.body) << c.path;
    for (const auto& [name, value] : ProductionHeaders()) EXPECT_EQ(answer->get_header_value(name), value) << c.path;
  }
  EXPECT_EQ(client.Get("/")->get_header_value("Cache-Control"), "no-cache");
  EXPECT_EQ(client.Get("/assets/site.0123456789.css")->get_header_value("Cache-Control"),
            "public, max-age=31536000, immutable");
}

TEST_F(PreviewServerTest, FolderWithoutSlashIsRedirected) {
  const auto server = PreviewServer::Start(folder_, 0);
  ASSERT_TRUE(server.ok()) << server.status();
  httplib::Client client("127.0.0.1", (*server)->port());
  const auto answer = client.Get("/en/about");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 301);
  EXPECT_EQ(answer->get_header_value("Location"), "/en/about/");
}

TEST_F(PreviewServerTest, SiteMayLieBelowAPath) {
  const auto server = PreviewServer::Start(folder_, 0, "/erhverv/");
  ASSERT_TRUE(server.ok()) << server.status();
  httplib::Client client("127.0.0.1", (*server)->port());
  EXPECT_EQ(client.Get("/erhverv/en/about/")->body, "about");
  EXPECT_EQ(client.Get("/en/about/")->status, 404);
}

TEST_F(PreviewServerTest, TakenPortIsNamed) {
  const auto first = PreviewServer::Start(folder_, 0);
  ASSERT_TRUE(first.ok()) << first.status();
  const int port = (*first)->port();
  const auto second = PreviewServer::Start(folder_, port);
  EXPECT_EQ(GetReason(second.status()), "PORT_TAKEN");
  EXPECT_EQ(
      second.status().message(),
      absl::StrCat("port ", port, " on 127.0.0.1 is taken by another program; stop it, or choose another with --port"));
}

TEST_F(PreviewServerTest, StoppedServerFreesItsPort) {
  int port = 0;
  {
    const auto first = PreviewServer::Start(folder_, 0);
    ASSERT_TRUE(first.ok()) << first.status();
    port = (*first)->port();
    httplib::Client client("127.0.0.1", port);
    EXPECT_EQ(client.Get("/")->status, 200);
  }
  EXPECT_TRUE(PreviewServer::Start(folder_, port).ok());
}

TEST_F(PreviewServerTest, FolderWithoutASiteIsTold) {
  const auto server = PreviewServer::Start(folder_ + "/assets", 0);
  EXPECT_EQ(GetReason(server.status()), "SITE_NOT_FOUND");
  EXPECT_EQ(server.status().message(),
            absl::StrCat("there is no site in ", folder_, "/assets; run \"sitegen build\" first"));
}

}  // namespace
}  // namespace indgang::sitegen
