#include "knowledge/routing.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/utf8.h"
#include "gmock/gmock.h"
#include "tests/support/error_matchers.h"
#include "tests/support/small_knowledge.h"

namespace indgang::knowledge {
namespace {

using ::indgang::testing::IsOk;
using ::indgang::testing::SmallBundle;
using ::indgang::testing::SmallKnowledgeBase;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;

Router MakeRouter(v1::KnowledgeBase base) {
  auto bundle = Bundle::Create(std::move(base));
  EXPECT_THAT(bundle, IsOk());
  return Router(*std::move(bundle));
}

std::vector<std::string> Services(const v1::SuggestRoutingResponse& response) {
  std::vector<std::string> services;
  for (const v1::RoutingSuggestion& suggestion : response.suggestions()) services.push_back(suggestion.service());
  return services;
}

std::string First(const Router& router, absl::string_view text, absl::string_view language = "da") {
  return router.Suggest(text, language, 5).suggestions(0).service();
}

v1::Service& AddService(v1::KnowledgeBase& base, const std::string& id, const std::string& title) {
  v1::Service& service = *base.add_services();
  service = base.services(0);
  service.set_id(id);
  service.clear_triage();
  service.mutable_text()->Clear();
  service.mutable_text()->mutable_da()->set_title(title);
  return service;
}

TEST(RoutingTest, AWorkshopsPlaceIsAQuestionForTwoAuthorities) {
  const Router router(SmallBundle());
  for (const char* text : {"Hvor må et autoværksted ligge?", "hvor må autovaerkstedet ligge henne"}) {
    const v1::SuggestRoutingResponse response = router.Suggest(text, "da", 5);
    ASSERT_GE(response.suggestions_size(), 2) << text;
    EXPECT_EQ(response.suggestions(0).authority(), "building") << text;
    EXPECT_EQ(response.suggestions(1).authority(), "industrial-environment") << text;
    EXPECT_EQ(response.complexity(), v1::COMPLEXITY_MEDIUM) << text;
    EXPECT_EQ(response.package(), "car-repair-shop") << text;
  }
}

TEST(RoutingTest, FillsInEveryField) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  const Router router = MakeRouter(base);
  const v1::SuggestRoutingResponse response = router.Suggest("Hvordan anmelder jeg et autoværksted?", "en", 5);
  const v1::RoutingSuggestion& first = response.suggestions(0);
  EXPECT_EQ(first.service(), "workshop-notification");
  EXPECT_EQ(first.title(), "Workshop notification");
  EXPECT_EQ(first.authority_name(), "Industrial Environment");
  EXPECT_THAT(first.score(), AllOf(Gt(0), Le(1)));
  EXPECT_EQ(first.why(), "“anmelder”, “autoværksted” → the guide “Workshop notification”");
  ASSERT_THAT(first.reasons(), SizeIs(1));
  EXPECT_THAT(first.reasons(0).words(), ElementsAre("anmelder", "autoværksted"));
  EXPECT_EQ(first.reasons(0).matched(), "Hvordan anmelder jeg mit autoværksted?");
  EXPECT_EQ(first.reasons(0).field(), v1::RoutingReason::FIELD_EXAMPLE_QUESTION);
  EXPECT_EQ(response.revision().content_hash(), base.revision().content_hash());
}

TEST(RoutingTest, ScoresFallAndCountIsKept) {
  const Router router(SmallBundle());
  const v1::SuggestRoutingResponse response = router.Suggest("alkohol bevilling autoværksted ligge hjælp", "da", 20);
  ASSERT_GE(response.suggestions_size(), 3);
  for (int i = 1; i < response.suggestions_size(); ++i) {
    EXPECT_LE(response.suggestions(i).score(), response.suggestions(i - 1).score());
  }
  EXPECT_THAT(router.Suggest("alkohol bevilling autoværksted ligge hjælp", "da", 2).suggestions(), SizeIs(2));
  EXPECT_THAT(router.Suggest("alkohol", "da", 0).suggestions(), SizeIs(1)) << "at least one";
}

TEST(RoutingTest, SpellingsInflectionsCompoundsAndTyposFindTheSame) {
  const Router router(SmallBundle());
  for (const char* text :
       {"alkoholbevillingen", "ALKOHOLBEVILLINGER", "alkohol bevilling", "bevilling til alkohol", "alkholbevilling",
        "alkoholbevling", "spiritusbevilling", "skal jeg have spiritus bevilling", "oelbevilling"}) {
    EXPECT_EQ(First(router, text), "alcohol-licence") << text;
  }
}

TEST(RoutingTest, SaysWhatATypoWasTakenFor) {
  const Router router(SmallBundle());
  EXPECT_THAT(router.Suggest("alkohol\nbevilling\xc3", "da", 1).suggestions(0).why(), Not(HasSubstr("\n")));
  EXPECT_EQ(router.Suggest("mekanikr", "da", 1).suggestions(0).why(),
            "»mekanikr« (læst som »mekaniker«) → guiden »Anmeldelse af autoværksted«");
}

TEST(RoutingTest, TheOtherLanguageIsSearchedWithLessWeight) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  AddService(base, "danish-guide", "Parkering");
  AddService(base, "english-guide", "Noget andet").mutable_text()->mutable_en()->set_title("Parkering");
  const Router router = MakeRouter(base);
  EXPECT_THAT(Services(router.Suggest("parkering", "da", 5)), ElementsAre("danish-guide", "english-guide"));
  EXPECT_THAT(Services(router.Suggest("parkering", "en", 5)), ElementsAre("english-guide", "danish-guide"));
  // What reads as the other language is taken as such.
  EXPECT_EQ(First(router, "hvad koster det med parkering", "en"), "danish-guide");
}

TEST(RoutingTest, StopWordsOfTheQuestionMeetNothingInTheOtherLanguage) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  AddService(base, "quoting", "Noget").mutable_text()->mutable_en()->set_title("Koda og Gramex");
  const Router router = MakeRouter(base);
  EXPECT_EQ(router.Suggest("hvad er det og hvordan", "da", 5).suggestions(0).score(), 0);
  EXPECT_EQ(First(router, "gramex"), "quoting");
}

TEST(RoutingTest, WithoutAMatchTheFrontDeskTakesIt) {
  const Router router(SmallBundle());
  for (const char* text : {"xyzzy qwertz", "?", "og hvad så", "\xff\xfe", "hej"}) {
    const v1::SuggestRoutingResponse response = router.Suggest(text, "da", 5);
    ASSERT_THAT(Services(response), ElementsAre("one-entry-intake")) << text;
    EXPECT_EQ(response.suggestions(0).score(), 0) << text;
    EXPECT_EQ(response.suggestions(0).why(), "Ingen guide passer på ordene; frontfunktionen finder den rette.");
    EXPECT_THAT(response.suggestions(0).reasons(), IsEmpty());
    EXPECT_EQ(response.package(), "");
    EXPECT_EQ(response.complexity(), v1::COMPLEXITY_MEDIUM) << "as its triage says";
  }
  EXPECT_THAT(router.Suggest("xyzzy", "en", 5).suggestions(0).why(), HasSubstr("No guide fits"));
}

TEST(RoutingTest, WithoutAnIntakeGuideTheFrontDesksOwnGuideOrItsNameIsLeft) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  base.mutable_services(2)->set_id("renamed");
  EXPECT_EQ(First(MakeRouter(base), "xyzzy"), "renamed");
  base.mutable_services()->DeleteSubrange(2, 1);
  const v1::SuggestRoutingResponse response = MakeRouter(base).Suggest("xyzzy", "da", 5);
  EXPECT_EQ(response.suggestions(0).service(), "");
  EXPECT_EQ(response.suggestions(0).authority(), "business-service");
  EXPECT_EQ(response.suggestions(0).authority_name(), "Erhvervsservice");
  EXPECT_EQ(response.complexity(), v1::COMPLEXITY_SIMPLE);
}

TEST(RoutingTest, AnEmptyKnowledgeBaseStillAnswers) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  base.clear_services();
  base.clear_packages();
  EXPECT_EQ(MakeRouter(base).Suggest("alkohol", "da", 5).suggestions(0).authority(), "business-service");
}

TEST(RoutingTest, ARepealedGuideIsFoundButNotBeforeAnActiveOneAsGood) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  AddService(base, "a-repealed", "Næringsbrev").set_status(v1::SERVICE_STATUS_REPEALED);
  EXPECT_EQ(First(MakeRouter(base), "skal jeg have næringsbrev"), "a-repealed");
  AddService(base, "b-active", "Næringsbrev");
  EXPECT_THAT(Services(MakeRouter(base).Suggest("skal jeg have næringsbrev", "da", 5)),
              ElementsAre("b-active", "a-repealed"));
  EXPECT_EQ(MakeRouter(base).Suggest("næringsbrev", "da", 1).suggestions(0).service(), "b-active");
}

TEST(RoutingTest, AKeywordOfStopWordsIsFoundAsAPhrase) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  *AddService(base, "b-occupancy", "Ibrugtagningstilladelse").mutable_triage()->mutable_keywords()->add_da() =
      "tage i brug";
  const Router router = MakeRouter(std::move(base));
  for (const char* text : {"må vi tage i brug", "hvornår må det tages i brug", "tager vi det nu i brug"}) {
    EXPECT_EQ(First(router, text), "b-occupancy") << text;
  }
  // Not in another order, not a part of it, and not with many words between.
  for (const char* text : {"i brug at tage", "tage brug", "tage det som vi har fået lov til her i brug"}) {
    EXPECT_NE(First(router, text), "b-occupancy") << text;
  }
}

TEST(RoutingTest, AWordOfAnyTextCountsLessThanOneOfTheSubject) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  AddService(base, "a-week", "Uge");
  AddService(base, "b-kiln", "Ovn");
  const Router router = MakeRouter(std::move(base));
  EXPECT_THAT(Services(router.Suggest("ovn hver uge", "da", 2)), ElementsAre("b-kiln", "a-week"));
  EXPECT_EQ(First(router, "uge"), "a-week");
}

TEST(RoutingTest, AQuestionForOneAuthorityKeepsItsComplexity) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  base.mutable_services(0)->mutable_triage()->set_complexity(v1::COMPLEXITY_SIMPLE);
  EXPECT_EQ(MakeRouter(base).Suggest("alkoholbevilling", "da", 5).complexity(), v1::COMPLEXITY_SIMPLE);
  base.mutable_services(0)->mutable_triage()->set_complexity(v1::COMPLEXITY_COMPLEX);
  EXPECT_EQ(MakeRouter(base).Suggest("alkoholbevilling", "da", 5).complexity(), v1::COMPLEXITY_COMPLEX);
  // The same question for two authorities is at least medium.
  base.mutable_services(0)->mutable_triage()->set_complexity(v1::COMPLEXITY_SIMPLE);
  AddService(base, "second", "Alkoholbevilling").set_authority("building");
  base.mutable_services(4)->mutable_triage()->CopyFrom(base.services(0).triage());
  for (const int max_results : {1, 2, 5}) {
    EXPECT_EQ(MakeRouter(base).Suggest("alkoholbevilling", "da", max_results).complexity(), v1::COMPLEXITY_MEDIUM);
  }
}

TEST(RoutingTest, NamesTheTradeOnlyWhenTheTextIsAboutOne) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  base.mutable_packages(0)->mutable_text()->mutable_da()->set_title("Åbn et autoværksted");
  v1::Package& hairdresser = *base.add_packages();
  hairdresser.set_id("hairdresser");
  hairdresser.set_kind(v1::Package::KIND_TRADE);
  hairdresser.mutable_text()->mutable_da()->set_title("Åbn en frisørsalon");
  hairdresser.mutable_text()->mutable_da()->add_search_terms("barber");
  v1::Package& growth = *base.add_packages();
  growth.set_id("growth");
  growth.set_kind(v1::Package::KIND_NEED);
  growth.mutable_text()->mutable_da()->set_title("Vækst");
  v1::Industry& industry = *base.add_industries();
  industry.set_code("452010");
  industry.mutable_title()->set_da("Autoreparation");
  industry.set_package("car-repair-shop");
  const Router router = MakeRouter(base);
  EXPECT_EQ(router.Suggest("må jeg være barber derhjemme", "da", 5).package(), "hairdresser");
  EXPECT_EQ(router.Suggest("hjælp til min frisørsalon", "da", 5).package(), "hairdresser");
  EXPECT_EQ(router.Suggest("alkohol og autoreparation", "da", 5).package(), "car-repair-shop");
  EXPECT_EQ(router.Suggest("vækst og alkohol", "da", 5).package(), "") << "a need is no trade";
  EXPECT_EQ(router.Suggest("alkoholbevilling", "da", 5).package(), "");
  EXPECT_EQ(router.Suggest("åbn en butik", "da", 5).package(), "") << "åbn says nothing about the trade";
  EXPECT_EQ(router.Suggest("frisørsalon eller autoværksted", "da", 5).package(), "") << "two trades";
}

TEST(RoutingTest, TheSameInputGivesTheSameBytes) {
  const Router router(SmallBundle());
  const Router again(SmallBundle());
  for (const char* text : {"hvor må et autoværksted ligge", "alkholbevilling", "hjælp", "xyzzy"}) {
    const std::string bytes = router.Suggest(text, "da", 20).SerializeAsString();
    EXPECT_EQ(router.Suggest(text, "da", 20).SerializeAsString(), bytes) << text;
    EXPECT_EQ(again.Suggest(text, "da", 20).SerializeAsString(), bytes) << text;
  }
}

TEST(RoutingTest, ThreadsShareOneRouter) {
  const Router router(SmallBundle());
  const std::string expected = router.Suggest("alkholbevilling til værkstedet", "da", 5).SerializeAsString();
  std::vector<std::thread> threads;
  std::atomic<int> different = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const std::string bytes = router.Suggest("alkholbevilling til værkstedet", "da", 5).SerializeAsString();
        different += bytes == expected ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
}

TEST(RoutingTest, AnyBytesGiveAValidAnswer) {
  const Router router(SmallBundle());
  SeededRandom random(42);
  const std::vector<std::string> pieces = {"alkohol", "bevilling", " ",        "æ", "ø",    "å",     "s", "e",
                                           "\n",      "auto",      "værksted", "-", "\xc3", "ligge", "?", "1000"};
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (const char c : random.Bytes(40)) {
      const auto value = static_cast<unsigned char>(c);
      if (round % 2 == 0) {
        text += pieces[value % pieces.size()];
      } else {
        text.push_back(c);
      }
    }
    const v1::SuggestRoutingResponse response = router.Suggest(text, round % 3 == 0 ? "en" : "da", 20);
    ASSERT_GE(response.suggestions_size(), 1) << ::testing::PrintToString(text);
    for (const v1::RoutingSuggestion& suggestion : response.suggestions()) {
      ASSERT_NE(router.bundle().FindService(suggestion.service()), nullptr) << ::testing::PrintToString(text);
      ASSERT_THAT(suggestion.why(), Not(IsEmpty()));
      ASSERT_TRUE(IsValidUtf8(suggestion.why())) << ::testing::PrintToString(text);
      ASSERT_TRUE(suggestion.score() >= 0 && suggestion.score() <= 1) << suggestion.score();
      for (const v1::RoutingReason& reason : suggestion.reasons()) {
        ASSERT_TRUE(IsValidUtf8(reason.matched())) << ::testing::PrintToString(text);
        for (const std::string& word : reason.words()) ASSERT_TRUE(IsValidUtf8(word)) << word;
      }
    }
  }
}

TEST(RoutingTest, OnlyTheBeginningOfALongTextIsLookedAt) {
  const Router router(SmallBundle());
  std::string text = "alkoholbevilling ";
  while (text.size() < 1000000) text += "xqz" + std::to_string(text.size()) + "yw ";
  text += "autoværksted";
  const v1::SuggestRoutingResponse response = router.Suggest(text, "da", 5);
  EXPECT_EQ(response.suggestions(0).service(), "alcohol-licence");
  for (const std::string& service : Services(response)) EXPECT_NE(service, "workshop-notification");
}

}  // namespace
}  // namespace indgang::knowledge
