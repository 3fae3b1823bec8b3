#include "knowledge/word_numbers.h"

#include <map>
#include <string>

#include "gtest/gtest.h"

namespace indgang::knowledge {
namespace {

TEST(WordNumbersTest, EachWordKeepsTheNumberItGotFirst) {
  WordNumbers numbers;
  EXPECT_EQ(numbers.Add("cafe"), 0);
  EXPECT_EQ(numbers.Add("bar"), 1);
  EXPECT_EQ(numbers.Add("cafe"), 0);
  EXPECT_EQ(numbers.Add(""), 2);
  EXPECT_EQ(numbers.Add(""), 2);
  EXPECT_EQ(numbers.size(), 3);
  EXPECT_EQ(numbers.Word(0), "cafe");
  EXPECT_EQ(numbers.Word(1), "bar");
  EXPECT_EQ(numbers.Word(2), "");
}

TEST(WordNumbersTest, WordsAreToldApartAtEveryLengthAndLetter) {
  WordNumbers numbers;
  std::map<std::string, int> expected;
  const std::string longest(64, 'a');
  for (std::size_t length = 1; length <= longest.size(); ++length) {
    expected[longest.substr(0, length)] = numbers.Add(longest.substr(0, length));
    for (std::size_t i = 0; i < length; ++i) {
      std::string word = longest.substr(0, length);
      word[i] = 'b';
      expected[word] = numbers.Add(word);
    }
  }
  EXPECT_EQ(numbers.size(), static_cast<int>(expected.size()));
  for (const auto& [word, number] : expected) {
    EXPECT_EQ(numbers.Add(word), number) << word;
    EXPECT_EQ(numbers.Word(number), word);
  }
}

TEST(WordNumbersTest, ManyWordsAreNumberedInOrder) {
  WordNumbers numbers;
  constexpr int kWords = 100'000;
  for (int i = 0; i < kWords; ++i) ASSERT_EQ(numbers.Add("ord" + std::to_string(i)), i);
  for (int i = 0; i < kWords; ++i) ASSERT_EQ(numbers.Add("ord" + std::to_string(i)), i);
  EXPECT_EQ(numbers.size(), kWords);
}

}  // namespace
}  // namespace indgang::knowledge
