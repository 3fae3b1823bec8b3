#include "knowledge/text_analysis.h"

#include <string>
#include <vector>

#include "base/random.h"
#include "base/utf8.h"
#include "gmock/gmock.h"

namespace indgang::knowledge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Folded(absl::string_view text) {
  std::vector<std::string> folded;
  for (const Word& word : SplitWords(text, 1000)) folded.push_back(word.folded);
  return folded;
}

std::vector<std::string> Typed(absl::string_view text) {
  std::vector<std::string> typed;
  for (const Word& word : SplitWords(text, 1000)) typed.emplace_back(word.typed);
  return typed;
}

TEST(SplitWordsTest, KeepsWhatWasTypedAndWhereItStands) {
  const std::string text = "Må CVR-nummeret (§ 28) koste 1.000 kr.?";
  EXPECT_THAT(Typed(text), ElementsAre("Må", "CVR", "nummeret", "28", "koste", "1", "000", "kr"));
  for (const Word& word : SplitWords(text, 1000)) {
    EXPECT_GE(word.typed.data(), text.data());
    EXPECT_LE(word.typed.data() + word.typed.size(), text.data() + text.size());
  }
}

TEST(SplitWordsTest, SpellingsOfDanishLettersMeet) {
  const std::vector<std::vector<std::string>> same = {
      {"Åben", "åben", "aaben", "AABEN", "aben"},
      {"Øl", "øl", "oel", "OEL", "öl", "ol"},
      {"Æg", "æg", "aeg", "ÄG"},
      {"café", "CAFÉ", "cafe"},
      {"fødevaregodkendelse", "foedevaregodkendelse", "FØDEVAREGODKENDELSE"},
      {"værksted", "vaerksted", "VÆRKSTED"}};
  for (const std::vector<std::string>& spellings : same) {
    for (const std::string& spelling : spellings) EXPECT_EQ(Folded(spelling), Folded(spellings[0])) << spelling;
  }
  EXPECT_NE(Folded("øl"), Folded("æl"));
}

TEST(SplitWordsTest, OtherScriptsAreWordsAndSignsAreNone) {
  EXPECT_THAT(Typed("кафе 咖啡 “quoted” – 5 € × 3 🙂 ok"),
              ElementsAre("кафе", "咖啡", "quoted", "5", "3", "ok"));
}

TEST(SplitWordsTest, StopsAtTheLimit) {
  EXPECT_EQ(SplitWords("a b c d", 3).size(), 3u);
  EXPECT_THAT(SplitWords("a b c d", 0), IsEmpty());
}

TEST(SplitWordsTest, LeavesOutWordsOfMoreThan64Bytes) {
  EXPECT_THAT(Typed("før " + std::string(65, 'x') + " efter " + std::string(64, 'y')),
              ElementsAre("før", "efter", std::string(64, 'y')));
}

TEST(SplitWordsTest, BrokenBytesEndAWordAndAreInNone) {
  EXPECT_THAT(Typed("caf\xc3 bar\xff"
                    "bar \xf0\x9f\x99 \xed\xa0\x80 \xc0\xaf"),
              ElementsAre("caf", "bar", "bar"));
}

TEST(SplitWordsTest, AnyBytesGiveValidWords) {
  SeededRandom random(20261121);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = random.Bytes(64);
    // Every second round mostly Latin letters, so that words come about.
    if (round % 2 == 0) {
      for (char& c : bytes) {
        if ((c & 3) != 0) c = static_cast<char>('a' + (c & 15));
      }
    }
    for (const Word& word : SplitWords(bytes, 1000)) {
      ASSERT_TRUE(IsValidUtf8(word.typed)) << ::testing::PrintToString(bytes);
      ASSERT_TRUE(IsValidUtf8(word.folded)) << ::testing::PrintToString(bytes);
      ASSERT_FALSE(word.folded.empty()) << ::testing::PrintToString(bytes);
      for (const Language language : {Language::kDanish, Language::kEnglish}) {
        ASSERT_TRUE(IsValidUtf8(Stemmer(language).Stem(word.folded))) << word.folded;
      }
    }
    PlainText(bytes);
  }
}

TEST(StemmerTest, DanishInflectionsMeet) {
  const std::vector<std::vector<std::string>> same = {
      {"tilladelse", "tilladelsen", "tilladelser", "tilladelserne", "tilladelsernes"},
      {"frisør", "frisøren", "frisører", "frisørerne", "frisørs"},
      {"café", "cafeen", "cafeer", "cafeerne"},
      {"butik", "butikken", "butikker", "butikkerne"},
      {"servere", "serverer", "servering", "serveringen"},
      {"sortere", "sortering"},
      {"ombygge", "ombygning", "ombygninger"},
      {"virksomhed", "virksomheden", "virksomheder", "virksomhedens"},
      {"parkere", "parkering"},
      {"anmelde", "anmelder", "anmeldelse"}};
  Stemmer stemmer(Language::kDanish);
  for (const std::vector<std::string>& forms : same) {
    const std::string expected = stemmer.Stem(Folded(forms[0]).front());
    for (const std::string& form : forms) EXPECT_EQ(stemmer.Stem(Folded(form).front()), expected) << form;
  }
}

TEST(StemmerTest, KeepsDifferentWordsApart) {
  Stemmer stemmer(Language::kDanish);
  EXPECT_NE(stemmer.Stem("bevilling"), stemmer.Stem("bevis"));
  EXPECT_NE(stemmer.Stem("restaurant"), stemmer.Stem("rest"));
  EXPECT_EQ(stemmer.Stem("ting"), "ting");
  EXPECT_EQ(stemmer.Stem("2026s"), "2026s");
}

TEST(StemmerTest, EnglishInflectionsMeet) {
  Stemmer stemmer(Language::kEnglish);
  EXPECT_EQ(stemmer.Stem("licences"), stemmer.Stem("licence"));
  EXPECT_EQ(stemmer.Stem("serving"), stemmer.Stem("serves"));
  EXPECT_NE(stemmer.Stem("licence"), stemmer.Stem("liquor"));
}

TEST(StopWordTest, BelongToALanguage) {
  EXPECT_TRUE(IsStopWord("hvordan", Language::kDanish));
  EXPECT_FALSE(IsStopWord("hvordan", Language::kEnglish));
  EXPECT_TRUE(IsStopWord("the", Language::kEnglish));
  EXPECT_TRUE(IsStopWord(Folded("på").front(), Language::kDanish));
  EXPECT_TRUE(IsStopWord(Folded("få").front(), Language::kDanish));
  EXPECT_TRUE(IsStopWord(Folded("når").front(), Language::kDanish));
  EXPECT_TRUE(IsStopWord(Folded("does").front(), Language::kEnglish)) << "folded like every word";
  EXPECT_TRUE(IsStopWord("x", Language::kEnglish)) << "single letters say nothing";
  EXPECT_FALSE(IsStopWord("alkohol", Language::kDanish));
}

TEST(GuessLanguageTest, ListensToStopWords) {
  EXPECT_EQ(GuessLanguage("where may a car repair shop lie"), Language::kEnglish);
  EXPECT_EQ(GuessLanguage("hvor må et værksted ligge"), Language::kDanish);
  EXPECT_EQ(GuessLanguage("pizza"), std::nullopt);
  EXPECT_EQ(GuessLanguage(""), std::nullopt);
}

TEST(PlainTextTest, LeavesOutWhatReadersDoNotSeeAsWords) {
  const std::string plain = PlainText(
      "Se [bevilling](service:alcohol-licence#priser) nu.\n"
      "::: contact police\n"
      "https://virk.dk/start og <http://a.dk> og 1.\n"
      "[brudt](service:x");
  EXPECT_THAT(Typed(plain), ElementsAre("Se", "bevilling", "nu", "og", "og", "1", "brudt"));
}

}  // namespace
}  // namespace indgang::knowledge
