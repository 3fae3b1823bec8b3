#include "base/did_you_mean.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace indgang {
namespace {

struct Case {
  const char* name;
  std::vector<std::string> candidates;
  const char* meant;
};

TEST(DidYouMeanTest, NearestCandidateWithinATypingError) {
  const Case cases[] = {
      {"calout", {"steps", "callout"}, "callout"},
      {"servcie", {"service"}, "service"},
      {"teknik-mlijo", {"teknik-miljo", "police"}, "teknik-miljo"},
      {"ab", {"ac", "ad"}, ""},
      {"abc", {"abd", "abe"}, "abd"},
      {"abcdefghijkl", {"abcdefghiwxyz"}, ""},
      {"anything", {}, ""},
      {"", {"a"}, ""},
  };
  for (const Case& c : cases) EXPECT_EQ(DidYouMean(c.name, c.candidates), c.meant) << c.name;
}

TEST(DidYouMeanTest, VeryLongNamesAreNotCompared) {
  EXPECT_EQ(DidYouMean(std::string(100000, 'a'), {std::string(100000, 'a')}), "");
}

}  // namespace
}  // namespace indgang
