#include "sitegen/read/readability.h"

#include "gtest/gtest.h"

namespace indgang::sitegen::read {
namespace {

TEST(ReadabilityTest, AddsSentenceLengthAndShareOfLongWords) {
  // 10 words in 2 sentences, 1 with more than 6 letters: 5 + 10.
  const Readability text = MeasureReadability("Vi ser på din sag. Du hører fra os snarest.\n");
  EXPECT_EQ(text.words, 10);
  EXPECT_EQ(text.lix, 15);
}

TEST(ReadabilityTest, CountsLettersNotBytes) {
  // "dørene" has 6 letters and 7 bytes.
  EXPECT_EQ(MeasureReadability("dørene.").lix, 1);
  EXPECT_EQ(MeasureReadability("dørenes.").lix, 101);
}

TEST(ReadabilityTest, ListEntriesAndParagraphsEndSentences) {
  EXPECT_EQ(MeasureReadability("- en to\n- tre fire\n").lix, 2);
  EXPECT_EQ(MeasureReadability("1. en to\n2. tre fire\n").lix, 2);
  EXPECT_EQ(MeasureReadability("en to\n\ntre fire\n").lix, 2);
  EXPECT_EQ(MeasureReadability("en to\ntre fire\n").lix, 4) << "a line end alone is none";
}

TEST(ReadabilityTest, LeavesOutWhatNobodyReadsAsText) {
  EXPECT_EQ(MeasureReadability("## Overskriften\n\nen [to](service:alcohol-licence-for-everybody) tre\n").words, 3);
  EXPECT_EQ(MeasureReadability("::: table\nArt | Prisen\n:::\n::: checklist\n- en\n:::\n").words, 1);
}

TEST(ReadabilityTest, NumbersEndNoSentence) { EXPECT_EQ(MeasureReadability("en 2.500 to kr. 3,5").lix, 5); }

TEST(ReadabilityTest, NothingIsEasy) {
  EXPECT_EQ(MeasureReadability("").lix, 0);
  EXPECT_EQ(MeasureReadability("## \n\n:::\n").words, 0);
}

}  // namespace
}  // namespace indgang::sitegen::read
