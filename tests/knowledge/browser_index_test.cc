// Runs tests/vectors/search.json, which the site's search in the browser runs as well. With INDGANG_UPDATE_EXPECTED set
// it writes down what is found now.
#include "knowledge/browser_index.h"

#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "knowledge/language_index.h"
#include "knowledge/search_index.h"
#include "knowledge/text_analysis.h"
#include "nlohmann/json.hpp"

namespace indgang::knowledge {
namespace {

using Json = nlohmann::ordered_json;
using Field = v1::RoutingReason;

constexpr const char* kPath = "tests/vectors/search.json";
// As in the browser: what scores less is chance.
constexpr double kWeakest = 0.5;
constexpr std::size_t kCompared = 3;

Json ReadVectors() {
  std::ifstream file(kPath);
  return Json::parse(file);
}

std::vector<IndexEntry> Entries(const Json& documents) {
  std::vector<IndexEntry> entries;
  for (int i = 0; i < static_cast<int>(documents.size()); ++i) {
    const Json& document = documents[static_cast<std::size_t>(i)];
    entries.push_back({i, Field::FIELD_TITLE, document["title"].get<std::string>()});
    entries.push_back({i, Field::FIELD_SUMMARY, document["summary"].get<std::string>()});
    for (const Json& keyword : document["keywords"]) {
      entries.push_back({i, Field::FIELD_KEYWORD, keyword.get<std::string>()});
    }
    for (const Json& question : document["questions"]) {
      entries.push_back({i, Field::FIELD_EXAMPLE_QUESTION, question.get<std::string>()});
    }
    entries.push_back({i, Field::FIELD_BODY, document["body"].get<std::string>()});
  }
  return entries;
}

Language ToLanguage(const std::string& code) { return code == "da" ? Language::kDanish : Language::kEnglish; }

// The first documents that fit, in a search of that language's texts alone.
Json Find(const Json& vectors, Language language, const std::string& text) {
  const Json& documents = vectors["documents"];
  const bool danish = language == Language::kDanish;
  const SearchIndex index(static_cast<int>(documents.size()), danish ? Entries(documents) : std::vector<IndexEntry>{},
                          danish ? std::vector<IndexEntry>{} : Entries(documents));
  Json found = Json::array();
  for (const SearchHit& hit : index.Search(text, language, kCompared)) {
    if (hit.score >= kWeakest) found.push_back(hit.document);
  }
  return found;
}

Json WriteIndex(const Json& vectors, Language language) {
  const Json& documents = vectors["documents"];
  std::vector<std::string> texts;
  std::vector<BrowserDocument> pages;
  for (const Json& document : documents) {
    texts.push_back(document["title"].get<std::string>());
    texts.push_back(document["summary"].get<std::string>());
  }
  for (std::size_t i = 0; i < documents.size(); ++i) {
    pages.push_back({"service", "/" + std::to_string(i) + "/", texts[2 * i], texts[2 * i + 1], "", "", 100});
  }
  const LanguageIndex index(language, static_cast<int>(documents.size()), Entries(documents));
  return Json::parse(WriteBrowserIndex(index, pages));
}

Json FoldedWords(const std::string& text) {
  Json folded = Json::array();
  for (const Word& word : SplitWords(text, std::numeric_limits<std::size_t>::max())) folded.push_back(word.folded);
  return folded;
}

TEST(BrowserIndexVectorsTest, WordsIndexAndAnswersAreAsWrittenDown) {
  const Json expected = ReadVectors();
  Json actual = expected;
  for (Json& vector : actual["words"]) vector["folded"] = FoldedWords(vector["text"].get<std::string>());
  for (auto& [code, vectors] : actual["languages"].items()) {
    const Language language = ToLanguage(code);
    vectors["index"] = WriteIndex(vectors, language);
    for (Json& query : vectors["queries"]) {
      query["found"] = Find(vectors, language, query["text"].get<std::string>());
    }
  }
  if (std::getenv("INDGANG_UPDATE_EXPECTED") != nullptr) {
    std::ofstream(kPath) << actual.dump(1) << "\n";
    return;
  }
  EXPECT_EQ(actual, expected) << Json::diff(expected, actual).dump(1);
}

// What shared letters could cut is never shared.
TEST(BrowserIndexTest, LettersOfSeveralBytesStayWhole) {
  const LanguageIndex index(Language::kDanish, 1,
                            {{0, Field::FIELD_TITLE, "κόσμε κόσμος κόσμων"}, {0, Field::FIELD_BODY, "alfa alfabet"}});
  const Json json = Json::parse(WriteBrowserIndex(index, {{"page", "/", "Κόσμος", "", "", "", 60}}));
  EXPECT_EQ(json["words"], "AalfaEbetAκόσμεAκόσμοςAκόσμων");
  EXPECT_EQ(json["documents"], Json::parse(R"([["page", "/", "Κόσμος", "", "", "", 60]])"));
}

TEST(BrowserIndexTest, ValuesAtTheEndOfADocumentAreLeftOut) {
  const LanguageIndex index(Language::kDanish, 3, {{0, Field::FIELD_TITLE, "a"}});
  const Json json = Json::parse(WriteBrowserIndex(index, {{"page", "/", "T", "S", "", "", 100},
                                                          {"page", "/", "T", "S", "N", "", 100},
                                                          {"page", "/", "T", "S", "", "da", 100}}));
  EXPECT_EQ(
      json["documents"],
      Json::parse(R"([["page", "/", "T", "S"], ["page", "/", "T", "S", "N"], ["page", "/", "T", "S", "", "da"]])"));
}

}  // namespace
}  // namespace indgang::knowledge
