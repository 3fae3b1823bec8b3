// One content security policy: the headers, the pages and the snippets for web servers say the same.
#include "sitegen/publish/production_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"

namespace indgang::sitegen {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Slurp(const std::string& path) {
  const auto text = ReadFile(path);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

// The headers that a configuration sets, as far as they are among ours, in its order.
Headers HeadersIn(const std::string& text, const std::string& pattern) {
  Headers headers;
  const std::regex regex(pattern);
  for (std::sregex_iterator i(text.begin(), text.end(), regex), end; i != end; ++i) {
    for (const auto& [name, value] : ProductionHeaders()) {
      if ((*i)[1] == name) headers.emplace_back((*i)[1], (*i)[2]);
    }
  }
  return headers;
}
constexpr char kNginx[] = R"re(add_header ([A-Za-z-]+) "([^"]*)" always;)re";
constexpr char kCaddy[] = R"re(\t([A-Z][A-Za-z-]+) "([^"]*)"\n)re";

TEST(ProductionHeadersTest, NginxSendsThem) {
  EXPECT_EQ(HeadersIn(Slurp("deploy/nginx.conf"), kNginx), ProductionHeaders());
}

TEST(ProductionHeadersTest, CaddySendsThem) {
  EXPECT_EQ(HeadersIn(Slurp("deploy/Caddyfile"), kCaddy), ProductionHeaders());
}

TEST(ProductionHeadersTest, AnotherPolicyInASnippetIsNoticed) {
  std::string text = Slurp("deploy/nginx.conf");
  text.replace(text.find("script-src 'self'"), 17, "script-src *");
  EXPECT_NE(HeadersIn(text, kNginx), ProductionHeaders());
}

TEST(ProductionHeadersTest, SnippetsCacheAssetsForEver) {
  const std::string forever(CacheControl("assets/site.0123456789.css"));
  EXPECT_EQ(forever, "public, max-age=31536000, immutable");
  EXPECT_EQ(CacheControl("assets/licences.txt"), "no-cache");
  EXPECT_EQ(CacheControl("index.html"), "no-cache");
  for (const char* file : {"deploy/nginx.conf", "deploy/Caddyfile"}) {
    EXPECT_THAT(Slurp(file), HasSubstr(absl::StrCat("\"", forever, "\""))) << file;
  }
}

TEST(ProductionHeadersTest, PolicyAllowsNothingInlineAndNothingFromElsewhere) {
  const std::string policy(PagePolicy());
  EXPECT_THAT(policy, testing::StartsWith("default-src 'none';"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, Not(HasSubstr("http")));
  EXPECT_THAT(policy, Not(HasSubstr("*")));
  EXPECT_THAT(policy, Not(HasSubstr("data:")));
}

TEST(ProductionHeadersTest, PagesTakeThePolicyFromHere) {
  EXPECT_THAT(Slurp("templates/partials/head.html"),
              HasSubstr("<meta http-equiv=\"Content-Security-Policy\" content=\"{{policy}}\">"));
}

}  // namespace
}  // namespace indgang::sitegen
