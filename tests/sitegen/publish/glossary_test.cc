#include "sitegen/publish/glossary.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace indgang::sitegen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

knowledge::v1::KnowledgeBase Terms(absl::string_view textproto) {
  knowledge::v1::KnowledgeBase base;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(textproto), &base));
  return base;
}

const knowledge::v1::KnowledgeBase& Danish() {
  static const auto& base = *new knowledge::v1::KnowledgeBase(Terms(R"pb(
    glossary {
      id: "authorisation"
      term { da: "Autorisation" }
      definition { da: "Lov til et arbejde." }
    }
    glossary {
      id: "board"
      term { da: "Bevillingsnævn" }
      definition { da: "Et udvalg." }
    }
    glossary {
      id: "change"
      term { da: "Ændret anvendelse" }
      definition { da: "Noget <nyt>." }
    }
    glossary {
      id: "cvr"
      term { da: "CVR-nummer" }
      definition { da: "Otte cifre." }
    }
    glossary {
      id: "hearing"
      term { da: "Høring" }
      definition { da: "Andre bliver spurgt." }
    }
    glossary {
      id: "ler"
      term { da: "LER" }
      definition { da: "Ledninger i jorden." }
    }
    glossary {
      id: "tax"
      term { da: "Skat af løn (A-skat)" }
      definition { da: "Trækkes fra." }
    }
    glossary {
      id: "virk"
      term { da: "Virk" }
      definition { da: "Statens indgang." }
    }
    glossary {
      id: "word"
      term { da: "Ord" }
      definition { da: "Kendt af alle." }
      listed_only: true
    }
    glossary {
      id: "nothing"
      term { da: "Intet" }
    })pb"));
  return base;
}

std::string Rendered(absl::string_view body, absl::string_view title = "",
                     const knowledge::v1::KnowledgeBase& base = Danish(),
                     knowledge::Language language = knowledge::Language::kDanish) {
  const Glossary glossary(base, language);
  ExplainedTerms terms(glossary, title);
  return RenderMarkdown(body, MarkdownHost(), &terms).html;
}

// What became buttons, as "id=word".
std::vector<std::string> Buttons(absl::string_view html) {
  static constexpr absl::string_view kTarget = "popovertarget=\"term_";
  std::vector<std::string> found;
  for (std::size_t at = html.find(kTarget); at != absl::string_view::npos; at = html.find(kTarget, at)) {
    at += kTarget.size();
    const std::size_t quote = html.find('"', at);
    const std::size_t end = html.find('<', at);
    found.push_back(absl::StrCat(html.substr(at, quote - at), "=", html.substr(quote + 2, end - quote - 2)));
  }
  return found;
}

TEST(GlossaryTest, TheFirstUseIsAButtonAndTheDefinitionFollowsItsParagraph) {
  EXPECT_EQ(Rendered("Du skal have et CVR-nummer. Skriv CVR-nummeret her.\n\nOg CVR-nummeret igen."),
            "<p>Du skal have et <button type=\"button\" class=\"term\" popovertarget=\"term_cvr\">CVR-nummer</button>. "
            "Skriv CVR-nummeret her.</p>\n"
            "<div class=\"term-note\" id=\"term_cvr\" popover><strong>CVR-nummer</strong> Otte cifre.</div>\n"
            "<p>Og CVR-nummeret igen.</p>\n");
}

TEST(GlossaryTest, DefinitionsAreEscapedAndStandInTheirListItemOrCell) {
  EXPECT_EQ(Rendered("- Ændret anvendelse\n- B"),
            "<ul>\n<li><button type=\"button\" class=\"term\" popovertarget=\"term_change\">Ændret anvendelse</button>"
            "<div class=\"term-note\" id=\"term_change\" popover><strong>Ændret anvendelse</strong> Noget "
            "&lt;nyt&gt;.</div>\n</li>\n<li>B</li>\n</ul>\n");
  EXPECT_THAT(Rendered("::: table\nCVR-nummer | B\nCVR-nummer | x\n:::\n"),
              HasSubstr("<th scope=\"col\">CVR-nummer</th>"));
  EXPECT_THAT(
      Rendered("::: table\nCVR-nummer | B\nCVR-nummer | x\n:::\n"),
      HasSubstr("CVR-nummer</button><div class=\"term-note\" id=\"term_cvr\" popover><strong>CVR-nummer</strong> "
                "Otte cifre.</div>\n</td>"));
}

TEST(GlossaryTest, InflectionsCountAndWordsThatOnlyShareAStemDoNot) {
  struct {
    const char* text;
    const char* button;
  } const cases[] = {
      {"Spørg bevillingsnævnet.", "board=bevillingsnævnet"},
      {"Bevillingsnævnenes møder", "board=Bevillingsnævnenes"},
      {"uden autorisationerne", "authorisation=autorisationerne"},
      {"den ændrede anvendelse", "change=ændrede anvendelse"},
      {"ÆNDRET anvendelse", "change=ÆNDRET anvendelse"},
      {"en høring", "hearing=høring"},
      {"“Høringen” er slut", "hearing=Høringen"},
      {"se–høring", "hearing=høring"},
      {"A-skatten", "tax=A-skatten"},
      {"skat af lønnen", "tax=skat af lønnen"},
      {"Ring til LER.", "ler=LER"},
      {"log på Virk.", "virk=Virk"},
  };
  for (const auto& c : cases) EXPECT_THAT(Buttons(Rendered(c.text)), ElementsAre(c.button)) << c.text;
  for (const char* text : {"Vi hører fra dig", "det hørte vi", "ler i jorden", "Ler", "virkeligheden", "www.virk.dk",
                           "virk.dk", "navn@virk.dk", "Virk-login", "et ord", "ændret brug", "ændret\\\nanvendelse",
                           "nævnet", "CVR", "nummer", "Intet", "A skatter-liste", ""}) {
    EXPECT_THAT(Buttons(Rendered(text)), IsEmpty()) << text;
  }
}

TEST(GlossaryTest, HeadingsLinksAndCodeStayAsTheyAre) {
  EXPECT_THAT(Buttons(Rendered("## CVR-nummer\n\n[CVR-nummer](https://virk.dk/) `CVR-nummer` ![CVR-nummer](x)\n\n"
                               "    CVR-nummer\n\n[CVR-nummer](nowhere)pb")),
              IsEmpty());
  EXPECT_THAT(Buttons(Rendered("[her](https://virk.dk/) **CVR-nummer**")), ElementsAre("cvr=CVR-nummer"));
}

TEST(GlossaryTest, APageIsNotToldWhatItIsAbout) {
  EXPECT_THAT(Buttons(Rendered("Et CVR-nummer og en høring.", "Sådan får du CVR-nummeret")),
              ElementsAre("hearing=høring"));
}

TEST(GlossaryTest, EnglishTermsAreFoundInTheirPlural) {
  const auto base = Terms(R"pb(
    glossary {
      id: "authority"
      term { da: "Myndighed" en: "Authority" }
      definition { da: "Et kontor." en: "An office." }
    }
    glossary {
      id: "plan"
      term { da: "Kommuneplan" en: "Municipal plan" }
      definition { da: "A." en: "B." }
    }
    glossary {
      id: "danish"
      term { da: "Hegn" }
      definition { da: "Et hegn." }
    })pb");
  const auto english = knowledge::Language::kEnglish;
  EXPECT_THAT(Buttons(Rendered("Ask the authorities.", "", base, english)), ElementsAre("authority=authorities"));
  EXPECT_THAT(Buttons(Rendered("Municipal plans", "", base, english)), ElementsAre("plan=Municipal plans"));
  EXPECT_THAT(Buttons(Rendered("Municipality plans, Hegn, author, authored", "", base, english)), IsEmpty());
}

TEST(GlossaryTest, NoBytesBreakIt) {
  std::string bytes;
  for (int i = 1; i < 256; ++i) bytes += static_cast<char>(i);
  const Glossary glossary(Danish(), knowledge::Language::kDanish);
  ExplainedTerms terms(glossary, bytes);
  std::string html;
  for (std::size_t i = 0; i < bytes.size(); ++i) terms.AppendText(bytes.substr(i), html);
  EXPECT_THAT(html, Not(HasSubstr("<button")));
}

}  // namespace
}  // namespace indgang::sitegen
