#include "knowledge/vocabulary.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"

namespace indgang::knowledge {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class VocabularyTest : public ::testing::Test {
 protected:
  VocabularyTest() : stemmer_(Language::kDanish), vocabulary_(Language::kDanish) {
    for (const char* word : {"alkohol", "bevilling", "alkoholbevilling", "fedt", "udskiller", "auto", "vaerksted",
                             "servering", "tilladelse", "bygge", "arbejde", "plads", "vurdering", "moms", "cvr", "ude",
                             "registrering", "til", "1000"}) {
      vocabulary_.Add(word, stemmer_);
    }
    vocabulary_.Freeze();
  }

  TermId Term(absl::string_view word) { return vocabulary_.Find(word, stemmer_).value(); }
  std::vector<TermId> Split(absl::string_view word) { return vocabulary_.SplitCompound(word, stemmer_); }
  std::vector<TermId> Similar(absl::string_view word) {
    std::vector<TermId> terms;
    for (const Guess& guess : vocabulary_.FindSimilar(word, 4)) terms.push_back(guess.term);
    return terms;
  }
  std::vector<TermId> Related(absl::string_view word) {
    std::vector<TermId> terms;
    for (const Guess& guess : vocabulary_.FindRelated(word, stemmer_, 4)) terms.push_back(guess.term);
    return terms;
  }

  Stemmer stemmer_;
  Vocabulary vocabulary_;
};

TEST_F(VocabularyTest, FindsInflectionsThatNoGuideUses) {
  EXPECT_EQ(Term("bevillinger"), Term("bevilling"));
  EXPECT_EQ(Term("tilladelsernes"), Term("tilladelse"));
  EXPECT_EQ(vocabulary_.Find("cykel", stemmer_), std::nullopt);
}

TEST_F(VocabularyTest, SplitsCompoundsWithAndWithoutBindingLetters) {
  EXPECT_THAT(Split("autovaerksted"), ElementsAre(Term("auto"), Term("vaerksted")));
  EXPECT_THAT(Split("autovaerkstederne"), ElementsAre(Term("auto"), Term("vaerksted")));
  EXPECT_THAT(Split("fedtudskillere"), ElementsAre(Term("fedt"), Term("udskiller")));
  EXPECT_THAT(Split("serveringstilladelse"), ElementsAre(Term("servering"), Term("tilladelse")));
  EXPECT_THAT(Split("udeserveringstilladelser"), ElementsAre(Term("ude"), Term("servering"), Term("tilladelse")));
  EXPECT_THAT(Split("arbejdspladsvurdering"), IsEmpty()) << "arbejd- is no word of its own here";
  EXPECT_THAT(Split("byggetilladelse"), ElementsAre(Term("bygge"), Term("tilladelse")));
}

TEST_F(VocabularyTest, SplitsKnownCompoundsToo) {
  EXPECT_THAT(Split("alkoholbevilling"), ElementsAre(Term("alkohol"), Term("bevilling")));
}

TEST_F(VocabularyTest, DoesNotSplitWhatOnlyLooksLikeACompound) {
  EXPECT_THAT(Split("tilladelse"), IsEmpty()) << "til is a stop word";
  EXPECT_THAT(Split("autocykel"), IsEmpty());
  EXPECT_THAT(Split("cykelvaerksted"), IsEmpty());
  EXPECT_THAT(Split("moms"), IsEmpty());
  EXPECT_THAT(Split("moms1000"), IsEmpty());
  EXPECT_THAT(Split(""), IsEmpty());
  EXPECT_THAT(Split(std::string(64, 'a')), IsEmpty());
}

TEST_F(VocabularyTest, ForgivesSmallTypos) {
  EXPECT_THAT(Similar("alkohl"), Contains(Term("alkohol")));
  EXPECT_THAT(Similar("alkhool"), Contains(Term("alkohol"))) << "neighbours swapped";
  EXPECT_THAT(Similar("bevilng"), Not(Contains(Term("bevilling")))) << "two edits in a word of seven letters";
  EXPECT_THAT(Similar("regestrerinng"), Contains(Term("registrering"))) << "two edits in a long word";
  EXPECT_THAT(Similar("regestrerinngx"), IsEmpty()) << "three edits";
  EXPECT_THAT(Similar("oms"), IsEmpty()) << "too short to guess";
  EXPECT_THAT(Similar("1001"), IsEmpty()) << "numbers are not guessed";
}

TEST_F(VocabularyTest, TheNearestGuessHidesFartherOnes) {
  Stemmer stemmer(Language::kDanish);
  Vocabulary vocabulary(Language::kDanish);
  const TermId near = vocabulary.Add("registrant", stemmer);
  vocabulary.Add("registrert", stemmer);
  vocabulary.Freeze();
  const std::vector<Guess> guesses = vocabulary.FindSimilar("registrantt", 4);
  ASSERT_THAT(guesses, SizeIs(1));
  EXPECT_EQ(guesses[0].term, near);
  EXPECT_EQ(guesses[0].edits, 1);
}

TEST_F(VocabularyTest, RelatesWordsThatShareABeginningOrAnEnd) {
  EXPECT_THAT(Related("cykelvaerksted"), ElementsAre(Term("vaerksted")));
  EXPECT_THAT(Related("vaerkstedsgulv"), ElementsAre(Term("vaerksted")));
  EXPECT_THAT(Related("bevil"), Contains(Term("alkoholbevilling"))) << "the word is a part of a known one";
  EXPECT_THAT(Related("foraarsserveringsxyz"), ElementsAre(Term("servering"))) << "inside the word";
  EXPECT_THAT(Related("xmomsx"), IsEmpty()) << "four letters inside a word are chance";
  EXPECT_THAT(Related("cyk"), IsEmpty());
  EXPECT_THAT(Related("gulvtaeppe"), IsEmpty());
}

}  // namespace
}  // namespace indgang::knowledge
