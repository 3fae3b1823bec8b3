#include "sitegen/publish/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace indgang::sitegen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TestHost final : public MarkdownHost {
 public:
  std::string Href(absl::string_view kind, absl::string_view id) const override {
    return id == "missing" ? "" : absl::StrCat("/en/", kind, "/", id, "/");
  }
  std::string ContactHtml(absl::string_view authority) const override {
    return absl::StrCat("<address>", authority, "</address>\n");
  }
  std::string CalloutIconHtml(absl::string_view) const override { return ""; }
};

Markdown Render(absl::string_view body) { return RenderMarkdown(body, TestHost()); }

// "line:column+length code: message (suggestion)" of each problem.
std::vector<std::string> Problems(const Markdown& markdown) {
  std::vector<std::string> out;
  for (const MarkdownProblem& p : markdown.problems) {
    out.push_back(absl::StrCat(p.line, ":", p.column, "+", p.length, " ", p.code, ": ", p.message,
                               p.suggestion.empty() ? "" : absl::StrCat(" (", p.suggestion, ")")));
  }
  return out;
}

struct HtmlCase {
  const char* body;
  const char* html;
};

TEST(MarkdownTest, GoodTextBecomesHtml) {
  const HtmlCase cases[] = {
      {"", ""},
      {"Hej *du* & **I**.\n", "<p>Hej <em>du</em> &amp; <strong>I</strong>.</p>\n"},
      {"a\\\nb\nc", "<p>a<br>\nb\nc</p>\n"},
      {"## Priser\n", "<h2 id=\"priser\">Priser</h2>\n"},
      {"- a\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
      {"3. a\n\n4. b\n", "<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n"},
      {"`<b>`", "<p><code>&lt;b&gt;</code></p>\n"},
      {"> citat", "<blockquote>\n<p>citat</p>\n</blockquote>\n"},
      {"a\n\n---\n", "<p>a</p>\n<hr>\n"},
      {"```\n::: callout\n<x>\n```\n", "<pre tabindex=\"0\"><code>::: callout\n&lt;x&gt;\n</code></pre>\n"},
      {"[x](service:a-b#priser)", "<p><a href=\"/en/service/a-b/#priser\">x</a></p>\n"},
      {"[x](service:missing)", "<p>x</p>\n"},
      {"[x](https://virk.dk/a?b=1&c=\"2\")", "<p><a href=\"https://virk.dk/a?b=1&amp;c=%222%22\">x</a></p>\n"},
      {"<mailto:a@b.dk> <c@d.dk>",
       "<p><a href=\"mailto:a@b.dk\">mailto:a@b.dk</a> <a href=\"mailto:c@d.dk\">c@d.dk</a></p>\n"},
      {"::: callout info\nText.\n:::\n",
       "<div class=\"alert alert-info\">\n<div class=\"alert-body\">\n<p>Text.</p>\n</div>\n</div>\n"},
      {"::: callout warning Pas <på>\nA\n:::\nB\n",
       "<div class=\"alert alert-warning\">\n<div class=\"alert-body\">\n<p class=\"alert-heading\">Pas "
       "&lt;på&gt;</p>\n"
       "<p>A</p>\n</div>\n</div>\n<p>B</p>\n"},
      {"::: checklist\n- CVR\n  - a\n:::\n",
       "<ul class=\"guide-checklist\">\n<li>CVR<ul>\n<li>a</li>\n</ul>\n</li>\n</ul>\n"},
      {"::: steps\n1. Gør\n2. Det\n:::\n", "<ol class=\"guide-steps\">\n<li>Gør</li>\n<li>Det</li>\n</ol>\n"},
      {"::: contact police\n:::\n", "<address>police</address>\n"},
      {"::: table\nKind | Price\n| Small \\| tiny | [0 kr](service:x) |\n- | 1.\n:::",
       "<table class=\"table table-md-responsive-headers\">\n<thead><tr><th scope=\"col\">Kind</th><th "
       "scope=\"col\">Price</th></tr></thead>\n<tbody>\n<tr><td data-title=\"Kind\">Small | tiny</td><td "
       "data-title=\"Price\"><a href=\"/en/service/x/\">0 kr</a></td></tr>\n<tr><td data-title=\"Kind\">-</td><td "
       "data-title=\"Price\">1.</td></tr>\n</tbody>\n</table>\n"},
  };
  for (const HtmlCase& c : cases) {
    const Markdown markdown = Render(c.body);
    EXPECT_EQ(markdown.html, c.html) << c.body;
    EXPECT_THAT(Problems(markdown), IsEmpty()) << c.body;
  }
}

struct ProblemCase {
  const char* body;
  const char* problem;
};

TEST(MarkdownTest, BadTextIsToldWithPlaceAndSuggestion) {
  const ProblemCase cases[] = {
      {"a\n\n<b>x</b>",
       "3:1+3 raw-html: HTML is not allowed, and here is \"<b>\"; write it in markdown or with a directive|"
       "3:5+4 raw-html: HTML is not allowed, and here is \"</b>\"; write it in markdown or with a directive"},
      {"<script>alert(1)</script>\n",
       "1:1+25 raw-html: HTML is not allowed, and here is \"<script>alert(1)</script>\"; write it in markdown or with "
       "a "
       "directive"},
      {"# Titel", "1:1+7 heading-level: headings start at ##; the title above the text is #"},
      {"## A\n\n#### B", "3:1+6 heading-level: a heading of level 4 follows one of level 2; use level 3"},
      {"##", "1:1+2 heading-empty: the heading has no text"},
      {"x\n\n::: calout info\nA\n:::\n",
       "3:5+6 unknown-directive: directive \"calout\" does not exist; there are callout, checklist, steps, contact, "
       "table "
       "(callout)"},
      {"::: callout inf\nA\n:::\n",
       "1:13+3 unknown-callout: callout \"inf\" does not exist; there are info, warning, success (info)"},
      {"::: callout\nA\n:::\n", "1:1+11 unknown-callout: a callout needs its kind: info, warning or success"},
      {"::: callout info\nA\n",
       "1:1+16 unclosed-directive: directive \"callout\" is not closed: a line \":::\" is missing"},
      {"::: callout info\nA\n::: steps\n1. x\n:::\n",
       "1:1+16 unclosed-directive: directive \"callout\" is not closed: a line \":::\" is missing before line 3"},
      {"A\n\n:::\n", "3:1+3 directive-not-open: \":::\" closes a directive, and none is open here"},
      {"::: steps\n- a\n:::", "1:1+9 directive-needs-list: steps hold one numbered list (\"1. …\") and nothing else"},
      {"::: checklist\na\n:::", "1:1+13 directive-needs-list: a checklist holds one list (\"- …\") and nothing else"},
      {"::: steps now\n1. a\n:::",
       "1:11+3 directive-argument: \"steps\" takes nothing after its name, but there is \"now\""},
      {"::: contact\n:::",
       "1:1+11 directive-argument: a contact names one authority by id, such as \"::: contact police\""},
      {"::: contact police\nRing!\n:::",
       "2:1+5 contact-has-body: a contact has no text of its own; close it on the next line"},
      {"::: table\n:::", "1:1+9 table-empty: the table has no head: its first line names the columns"},
      {"::: table\na | b\nc\n:::", "3:1+1 table-row: the row has 1 cells, and the head has 2"},
      {"::: table\na | b\n--- | ---\n:::",
       "3:1+9 table-row: a line of dashes is not needed: the first line is the head"},
      {"::: callout info\n## A\n:::",
       "2:1+4 heading-in-directive: a callout holds no headings; put the heading before it"},
      {"Se ![x](y.png)", "1:4+2 image: guides hold no images; say it in words"},
      {"Se [x](servise:y)",
       "1:8+7 unknown-link-kind: links may not begin with \"servise:\"; there are service, authority, "
       "package, area, faq, page, https, http, mailto, tel (service)"},
      {"[x](JavaScript:alert)",
       "1:5+10 unknown-link-kind: links may not begin with \"javascript:\"; there are service, "
       "authority, package, area, faq, page, https, http, mailto, tel"},
      {"a\n[x](../y)",
       "2:5+4 relative-link: \"../y\" is neither an address nor an item; write https://… or kind and id, such "
       "as service:alcohol-licence"},
      {"## Priser\n[x](#prisen)", "2:5+7 unknown-anchor: this text has no heading \"prisen\" (priser)"},
  };
  for (const ProblemCase& c : cases) {
    EXPECT_EQ(absl::StrJoin(Problems(Render(c.body)), "|"), c.problem) << c.body;
  }
}

TEST(MarkdownTest, RawHtmlAndItsTextNeverReachThePage) {
  const Markdown markdown = Render("<script>alert(1)</script>\n\n[x](javascript:alert)\n\n<img src=x onerror=y>");
  EXPECT_EQ(markdown.html, "<p>x</p>\n");
}

TEST(MarkdownTest, HeadingsGetUniqueAnchors) {
  const Markdown markdown = Render("## Åbningstid & priser\n\n## Åbningstid – priser\n\n### *Ærø*\n\n## ???\n");
  std::vector<std::string> anchors;
  for (const MarkdownHeading& h : markdown.headings)
    anchors.push_back(absl::StrCat(h.level, " ", h.text, " ", h.anchor));
  EXPECT_THAT(anchors, ElementsAre("2 Åbningstid & priser aabningstid-priser",
                                   "2 Åbningstid – priser aabningstid-priser-2", "3 Ærø aeroe", "2 ??? section"));
}

TEST(MarkdownTest, LinksAreListedWithThePlaceOfTheirTarget) {
  const Markdown markdown = Render(
      "Intro [a](service:a) og [b](service:a#x).\n\n- punkt\n  [c](page:om)\n\n::: contact police\n:::\n\n"
      "::: table\nA | B\n[d](faq:d) | [e](area:e)\n:::\n\n[ref][1]\n\n[1]: https://virk.dk\n");
  std::vector<std::string> links;
  for (const MarkdownLink& l : markdown.links) links.push_back(absl::StrCat(l.line, ":", l.column, " ", l.target));
  EXPECT_THAT(links, ElementsAre("1:11 service:a", "1:29 service:a#x", "4:7 page:om", "6:13 authority:police",
                                 "11:5 faq:d", "11:18 area:e", "14:1 https://virk.dk"));
}

struct AnchorCase {
  const char* text;
  const char* anchor;
};

TEST(HeadingAnchorTest, DanishLettersAreSpelledOut) {
  const AnchorCase cases[] = {{"Priser og frister", "priser-og-frister"},
                              {"Blåbærgrød på Ærø", "blaabaergroed-paa-aeroe"},
                              {"§ 28: Café (2,8 %)", "28-cafe-2-8"},
                              {"ÆØÅ", "aeoeaa"},
                              {"Øl/vin", "oel-vin"},
                              {"  --  ", "section"},
                              {"日本", "section"}};
  for (const AnchorCase& c : cases) EXPECT_EQ(HeadingAnchor(c.text), c.anchor) << c.text;
  EXPECT_EQ(HeadingAnchor("\xC3"
                          "Ab"),
            "ab")
      << "text that is not valid";
}

std::string Repeat(absl::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) absl::StrAppend(&out, piece);
  return out;
}

TEST(MarkdownTest, HostileTextIsBoundedInTimeAndDepth) {
  const std::string bodies[] = {
      Repeat("- ", 10000) + "x",
      Repeat("> ", 10000) + "x",
      Repeat("*a **b ", 10000),
      Repeat("[", 50000),
      Repeat("![", 50000),
      Repeat("[x](<", 20000),
      Repeat("[x](y\\)", 10000),
      Repeat("`", 30000) + " " + Repeat("``` ` ", 10000),
      Repeat("<!-- ", 20000),
      Repeat("| ", 100000),
      Repeat(":::\n", 30000),
      Repeat("::: table\n", 30000),
      "::: table\n" + Repeat("a | ", 20000) + "\n:::\n",
      Repeat("a", 1 << 20),
      Repeat("## a\n", 20000),
  };
  for (const std::string& body : bodies) {
    const auto begin = std::chrono::steady_clock::now();
    const Markdown markdown = Render(body);
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    EXPECT_LT(seconds, 5) << body.substr(0, 20);
    EXPECT_LT(markdown.html.size(), body.size() * 40 + 1000) << body.substr(0, 20);
  }
  EXPECT_THAT(Problems(Render(bodies[0])),
              ElementsAre("1:49+1 nested-too-deep: lists, quotes and emphasis may be nested 24 deep"));
}

TEST(MarkdownTest, TooLongBodyIsNotRendered) {
  const Markdown markdown = Render(Repeat("a", (1 << 20) + 1));
  EXPECT_EQ(markdown.html, "");
  EXPECT_THAT(Problems(markdown), ElementsAre("1:1+1 body-too-long: the text has 1048577 bytes; at most 1048576 are "
                                              "rendered. Divide it into several items"));
}

}  // namespace
}  // namespace indgang::sitegen
