// Addresses of every kind, asked for on this machine alone.
#include "sitegen/edit/link_client.h"

#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/sitegen/edit/link_server.h"
#include "tests/support/temporary_folder.h"

namespace indgang::sitegen::edit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const LinkClientOptions kHurried = {.timeout = absl::Seconds(5),
                                    .pause = absl::ZeroDuration(),
                                    .retry_after = absl::Milliseconds(10),
                                    .user_agent = "sitegen-link-check (+https://indgang.lilleby.example)"};

class LinkClientTest : public ::testing::Test {
 protected:
  LinkAnswer Ask(const std::string& path, const LinkClientOptions& options = kHurried) {
    return AskLinks({server_.Url(path)}, options)[0];
  }

  LinkServer server_;
};

TEST_F(LinkClientTest, HeadIsEnoughForAPageThatIsThere) {
  const LinkAnswer answer = Ask("/ok");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.failure, "");
  EXPECT_EQ(answer.moved_to, "");
  EXPECT_THAT(server_.Requests(), ElementsAre("HEAD /ok"));
  EXPECT_EQ(server_.UserAgent(), "sitegen-link-check (+https://indgang.lilleby.example)");
}

TEST_F(LinkClientTest, GetDecidesWhereHeadIsNotTaken) {
  EXPECT_EQ(Ask("/no-head").status, 200);
  EXPECT_EQ(Ask("/missing").status, 404);
  EXPECT_EQ(Ask("/gone").status, 410);
  EXPECT_EQ(Ask("/refused").status, 403);
  EXPECT_THAT(server_.Requests(), ElementsAre("HEAD /no-head", "GET /no-head", "HEAD /missing", "GET /missing",
                                              "HEAD /gone", "GET /gone", "HEAD /refused", "GET /refused"));
}

TEST_F(LinkClientTest, PermanentRedirectsTellTheNewAddress) {
  const LinkAnswer moved = Ask("/moved");
  EXPECT_EQ(moved.status, 200);
  EXPECT_EQ(moved.moved_to, server_.Url("/ok"));
  EXPECT_EQ(Ask("/moved-twice").moved_to, server_.Url("/ok"));
  const LinkAnswer away = Ask("/moved-away");
  EXPECT_EQ(away.status, 404);
  EXPECT_EQ(away.moved_to, server_.Url("/missing"));
}

TEST_F(LinkClientTest, OtherRedirectsAreFollowedAndNoNews) {
  EXPECT_EQ(Ask("/elsewhere").status, 200);
  EXPECT_EQ(Ask("/elsewhere").moved_to, "");
  // What a passing redirect leads to is not the address to write.
  EXPECT_EQ(Ask("/later-moved").status, 200);
  EXPECT_EQ(Ask("/later-moved").moved_to, "");
}

TEST_F(LinkClientTest, TooManyRedirectsEnd) {
  LinkClientOptions options = kHurried;
  options.max_redirects = 3;
  const LinkAnswer answer = Ask("/loop", options);
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.failure, "it is sent on more than 3 times");
  EXPECT_EQ(server_.Requests().size(), 4);
}

TEST_F(LinkClientTest, RedirectsLeadToWebPagesOnly) {
  EXPECT_EQ(Ask("/mail").failure, "it leads to something else than a web page");
}

TEST_F(LinkClientTest, APassingFaultIsTriedOnceMore) {
  EXPECT_EQ(Ask("/fault-once").status, 200);
  EXPECT_EQ(Ask("/fault").status, 500);
  EXPECT_THAT(server_.Requests(), ElementsAre("HEAD /fault-once", "GET /fault-once", "GET /fault-once", "HEAD /fault",
                                              "GET /fault", "GET /fault"));
}

TEST_F(LinkClientTest, AServerThatHangsIsGivenUp) {
  LinkClientOptions options = kHurried;
  options.timeout = absl::Milliseconds(300);
  const absl::Time start = absl::Now();
  const LinkAnswer answer = Ask("/hang", options);
  EXPECT_EQ(answer.failure, "nothing came within 300ms");
  EXPECT_FALSE(answer.unreachable);
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  EXPECT_THAT(server_.Requests(), ElementsAre("HEAD /hang", "GET /hang"));
}

TEST_F(LinkClientTest, WhereNobodyListensNothingIsReached) {
  std::string dead;
  {
    const LinkServer gone;
    dead = gone.Url("/ok");
  }
  const LinkAnswer answer = AskLinks({dead}, kHurried)[0];
  EXPECT_EQ(answer.failure, "no connection");
  EXPECT_TRUE(answer.unreachable);
}

TEST_F(LinkClientTest, ACertificateThatNobodyVouchesForIsRefused) {
  const TemporaryFolder folder;
  const std::string key = folder.Path("key.pem");
  const std::string certificate = folder.Path("certificate.pem");
  ASSERT_EQ(std::system(absl::StrCat("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout ",
                                     key, " -out ", certificate, " 2> /dev/null")
                            .c_str()),
            0);
  const LinkServer encrypted(certificate, key);
  const LinkAnswer answer = AskLinks({encrypted.Url("/ok")}, kHurried)[0];
  EXPECT_EQ(answer.status, 0);
  EXPECT_THAT(answer.failure, HasSubstr("certificate"));
  EXPECT_FALSE(answer.unreachable);
  EXPECT_THAT(encrypted.Requests(), ElementsAre());
}

TEST_F(LinkClientTest, OneHostIsAskedOneThingAtATime) {
  AskLinks(std::vector<std::string>(8, server_.Url("/ok")), kHurried);
  EXPECT_EQ(server_.Requests().size(), 8);
  EXPECT_EQ(server_.MostAtOnce(), 1);
}

// Whether the second of two hosts is asked while the first lets us wait.
bool AsksMeanwhile(int at_once) {
  const LinkServer first;
  const LinkServer second;
  LinkClientOptions options = kHurried;
  options.at_once = at_once;
  options.timeout = absl::Seconds(2);
  std::thread asking([&] { AskLinks({first.Url("/hang"), second.Url("/ok")}, options); });
  const absl::Time start = absl::Now();
  while (second.Requests().empty()) absl::SleepFor(absl::Milliseconds(2));
  const absl::Duration waited = absl::Now() - start;
  asking.join();
  return waited < options.timeout;
}

TEST(SeveralHostsTest, AreAskedAtOnceUpToTheLimit) {
  EXPECT_TRUE(AsksMeanwhile(2));
  EXPECT_FALSE(AsksMeanwhile(1));
}

TEST_F(LinkClientTest, BetweenTwoRequestsToAHostIsAPause) {
  LinkClientOptions options = kHurried;
  options.pause = absl::Milliseconds(150);
  const absl::Time start = absl::Now();
  AskLinks({server_.Url("/ok"), server_.Url("/elsewhere")}, options);
  // Three requests.
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(300));
}

TEST_F(LinkClientTest, AnswersComeInTheOrderAsked) {
  const std::vector<LinkAnswer> answers =
      AskLinks({server_.Url("/gone"), server_.Url("/ok"), server_.Url("/missing")}, kHurried);
  ASSERT_EQ(answers.size(), 3);
  EXPECT_EQ(answers[0].status, 410);
  EXPECT_EQ(answers[1].status, 200);
  EXPECT_EQ(answers[2].status, 404);
}

}  // namespace
}  // namespace indgang::sitegen::edit
