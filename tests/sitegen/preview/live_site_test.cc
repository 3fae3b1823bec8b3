#include "sitegen/preview/live_site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "base/files.h"
#include "sitegen/preview/preview_server.h"
#include "sitegen/publish/production_headers.h"

namespace indgang::sitegen {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kAssets[] = "templates/preview";

Preview Pages(const std::string& text) {
  return {.files = {{"404.html", "<head></head>none"},
                    {"about/index.html", "<head></head>about"},
                    {"feed.xml", "<feed/>"},
                    {"index.html", "<head></head>" + text}},
          .late = {{".preview/search-da.json", [text] { return "index of " + text; }}}};
}

TEST(LiveSiteTest, PagesHaveTheScriptAndOtherFilesHaveNot) {
  LiveSite site("/by/", kAssets);
  site.Show(Pages("start"));
  const std::string pages = site.Await(0, absl::ZeroDuration()).pages;
  EXPECT_EQ(
      site.Read("index.html"),
      "<head><link rel=\"stylesheet\" href=\"/by/.preview/live.css\">\n<script src=\"/by/.preview/live.js?pages=" +
          pages + "\" defer></script>\n</head>start");
  EXPECT_EQ(site.Read("feed.xml"), "<feed/>");
  EXPECT_EQ(site.Read(".preview/live.js"), *ReadFile("templates/preview/live.js"));
  EXPECT_EQ(site.Read(".preview/../../strings/da.txt"), std::nullopt);
  EXPECT_TRUE(site.IsFolder("about"));
  EXPECT_TRUE(site.IsFolder("about/"));
  EXPECT_FALSE(site.IsFolder("abou"));
  EXPECT_FALSE(site.IsFolder("index.html"));
}

TEST(LiveSiteTest, LateFilesAreThoseOfTheNewestContent) {
  LiveSite site("/", kAssets);
  site.Show(Pages("one"));
  EXPECT_EQ(site.Read(".preview/search-da.json"), "index of one");
  site.Show(Pages("two"));
  EXPECT_EQ(site.Read(".preview/search-da.json"), "index of two");
  EXPECT_EQ(site.Read(".preview/search-en.json"), std::nullopt);
}

TEST(LiveSiteTest, ProblemsLeaveTheLastGoodPages) {
  LiveSite site("/", kAssets);
  site.Show(Pages("good"));
  const LiveSite::State before = site.Await(0, absl::ZeroDuration());
  site.ShowProblems("a.yaml:1:1: error [x]: y\n");
  const LiveSite::State after = site.Await(before.version, absl::InfiniteDuration());
  EXPECT_EQ(after.pages, before.pages);
  EXPECT_EQ(after.problems, "a.yaml:1:1: error [x]: y\n");
  EXPECT_THAT(*site.Read("index.html"), HasSubstr("good"));
  site.Show(Pages("good"));
  const LiveSite::State mended = site.Await(after.version, absl::InfiniteDuration());
  EXPECT_EQ(mended.pages, before.pages) << "the same bytes need no reload";
  EXPECT_EQ(mended.problems, "");
}

TEST(LiveSiteTest, TheSameAgainIsNoNews) {
  LiveSite site("/", kAssets);
  site.Show(Pages("one"));
  const LiveSite::State first = site.Await(0, absl::ZeroDuration());
  site.Show(Pages("one"));
  EXPECT_EQ(site.Await(first.version, absl::ZeroDuration()).version, first.version);
  site.Show(Pages("two"));
  EXPECT_NE(site.Await(first.version, absl::ZeroDuration()).pages, first.pages);
}

TEST(LiveSiteTest, WithoutAGoodPageTheProblemsAreThePage) {
  LiveSite site("/", kAssets);
  site.ShowProblems("<b>&");
  EXPECT_THAT(*site.Read("index.html"), AllOf(HasSubstr("<pre>&lt;b&gt;&amp;</pre>"), HasSubstr("live.js?pages=\"")));
  EXPECT_EQ(site.Read("feed.xml"), std::nullopt);
}

TEST(LiveSiteTest, WaitersAreToldAtOnce) {
  LiveSite site("/", kAssets);
  std::thread later([&] {
    absl::SleepFor(absl::Milliseconds(20));
    site.Show(Pages("new"));
  });
  EXPECT_EQ(site.Await(0, absl::InfiniteDuration()).version, 1);
  later.join();
  std::thread end([&] { site.Stop(); });
  EXPECT_TRUE(site.Await(1, absl::InfiniteDuration()).stopped);
  end.join();
}

// Collects what a listener is sent until there are `wanted` messages.
std::string Listen(int port, int wanted, const std::function<void(int)>& after) {
  httplib::Client client("127.0.0.1", port);
  std::string got;
  int messages = 0;
  client.Get("/.preview/events", [&](const char* data, std::size_t size) {
    got.append(data, size);
    int now = 0;
    for (std::size_t at = got.find("data: "); at != std::string::npos; at = got.find("data: ", at + 1)) ++now;
    if (now > messages) after(messages = now);
    return messages < wanted;
  });
  return got;
}

TEST(LiveServerTest, ListenersGetTheStateAndEachChange) {
  LiveSite site("/", kAssets);
  site.Show(Pages("one"));
  const auto server = PreviewServer::StartLive(site, 0, "/");
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string got = Listen((*server)->port(), 2, [&](int messages) {
    if (messages == 1) site.ShowProblems("line one\nline two\n");
  });
  EXPECT_THAT(got, StartsWith("data: {\"pages\":\""));
  EXPECT_THAT(got, HasSubstr("\"problems\":\"line one\\nline two\\n\"}\n\n"));
  site.Stop();
}

TEST(LiveServerTest, AnswersCarryTheProductionHeaders) {
  LiveSite site("/", kAssets);
  site.Show(Pages("one"));
  const auto server = PreviewServer::StartLive(site, 0, "/");
  ASSERT_TRUE(server.ok()) << server.status();
  httplib::Client client("127.0.0.1", (*server)->port());
  for (const char* path : {"/", "/about/", "/nothing", "/.preview/live.js", "/.preview/live.css"}) {
    const auto answer = client.Get(path);
    ASSERT_TRUE(answer) << path;
    for (const auto& [name, value] : ProductionHeaders()) EXPECT_EQ(answer->get_header_value(name), value) << path;
  }
  EXPECT_EQ(client.Get("/nothing")->status, 404);
  EXPECT_EQ(client.Get("/about")->get_header_value("Location"), "/about/");
  site.Stop();
}

TEST(LiveServerTest, ListenersThatWentMakeRoom) {
  LiveSite site("/", kAssets);
  site.Show(Pages("one"));
  const auto server = PreviewServer::StartLive(site, 0, "/");
  ASSERT_TRUE(server.ok()) << server.status();
  const int port = (*server)->port();
  std::vector<std::thread> listeners;
  std::atomic<int> connected = 0;
  std::atomic<bool> leave = false;
  for (int i = 0; i < PreviewServer::kMaxListeners; ++i) {
    listeners.emplace_back([&] {
      httplib::Client client("127.0.0.1", port);
      bool first = true;
      // On a busy machine the first attempt may time out.
      while (first) {
        client.Get("/.preview/events", [&](const char*, std::size_t) {
          if (std::exchange(first, false)) ++connected;
          return !leave;
        });
      }
    });
  }
  while (connected < PreviewServer::kMaxListeners) absl::SleepFor(absl::Milliseconds(5));
  httplib::Client client("127.0.0.1", port);
  EXPECT_EQ(client.Get("/.preview/events")->status, 503);
  EXPECT_EQ(client.Get("/")->status, 200) << "pages are served all the same";
  leave = true;
  for (std::thread& listener : listeners) listener.join();
  std::string got;
  for (int i = 0; i < 50 && got.find("data: ") == std::string::npos; ++i) {
    absl::SleepFor(absl::Milliseconds(100));
    got = Listen(port, 1, [](int) {});
  }
  EXPECT_THAT(got, HasSubstr("data: "));
  site.Stop();
}

}  // namespace
}  // namespace indgang::sitegen
