#include "base/utf8.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"

namespace indgang {
namespace {

TEST(Utf8Test, AcceptsEveryLength) {
  for (const std::string& text :
       {std::string(), std::string("plain"), std::string("a\0b", 3), std::string("\x7f"), std::string("\xc2\x80"),
        std::string("\xdf\xbf"), std::string("\xe0\xa0\x80"), std::string("\xed\x9f\xbf"), std::string("\xee\x80\x80"),
        std::string("\xef\xbf\xbf"), std::string("\xf0\x90\x80\x80"), std::string("\xf4\x8f\xbf\xbf"),
        std::string("Blåbærgrød 🙂")}) {
    EXPECT_TRUE(IsValidUtf8(text)) << ::testing::PrintToString(text);
  }
}

TEST(Utf8Test, RefusesWhatIsNoneAndSaysHowFarItGoes) {
  const std::vector<std::string> bad = {
      "\x80",              // a continuation without a start
      "\xbf",              //
      "\xc0\xaf",          // overlong
      "\xc1\xbf",          // overlong
      "\xe0\x9f\xbf",      // overlong
      "\xf0\x8f\xbf\xbf",  // overlong
      "\xed\xa0\x80",      // a surrogate
      "\xed\xbf\xbf",      // a surrogate
      "\xf4\x90\x80\x80",  // above U+10FFFF
      "\xf5\x80\x80\x80",  // above U+10FFFF
      "\xfe",              //
      "\xff",              //
      "\xc3",              // cut short
      "\xe2\x82",          // cut short
      "\xf0\x9f\x99",      // cut short
      "\xc3(",             // broken off
      "\xe2\x82(",         // broken off
  };
  for (const std::string& bytes : bad) {
    EXPECT_FALSE(IsValidUtf8(bytes)) << ::testing::PrintToString(bytes);
    EXPECT_EQ(ValidUtf8Prefix(bytes), 0u) << ::testing::PrintToString(bytes);
    EXPECT_EQ(ValidUtf8Prefix("på " + bytes + "x"), 4u) << ::testing::PrintToString(bytes);
  }
}

TEST(Utf8Test, CountsCodePointsNotBytes) {
  EXPECT_EQ(CountCodePoints(""), 0u);
  EXPECT_EQ(CountCodePoints("abc"), 3u);
  EXPECT_EQ(CountCodePoints("æøå"), 3u);
  EXPECT_EQ(CountCodePoints("€🙂"), 2u);
}

}  // namespace
}  // namespace indgang
