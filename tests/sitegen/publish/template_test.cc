#include "sitegen/publish/template.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"

namespace indgang::sitegen {
namespace {

struct Person {
  std::string name;
};
struct View {
  std::string title;
  absl::string_view body_html;
  bool open = false;
  std::vector<Person> people;
  std::optional<Person> boss;
  const Person* nobody = nullptr;
};

const ViewSchema& PersonNames() {
  static const auto& schema = *new ViewSchema{{TextField<&Person::name>("name")}};
  return schema;
}
const ViewSchema& ViewNames() {
  static const auto& schema =
      *new ViewSchema{{TextField<&View::title>("title"), TextField<&View::body_html>("body_html"),
                       FlagField<&View::open>("open"), ListField<&View::people>("people", PersonNames()),
                       OneField<&View::boss>("boss", PersonNames()), OneField<&View::nobody>("nobody", PersonNames())}};
  return schema;
}

using Partials = std::map<std::string, TemplateSource, std::less<>>;

struct Outcome {
  std::string text;
  std::string problems;
};

Outcome RenderText(const std::string& text) {
  const Partials partials = {{"line", {"partials/line.html", "  <i>{{name}}</i>\n"}},
                             {"broken", {"partials/broken.html", "\n {{nmae}}"}},
                             {"loop", {"partials/loop.html", "{{> loop}}"}}};
  const UiStrings strings = {{"hello", {"Hej & velkommen"}}};
  std::vector<std::string> problems;
  const TemplateSource source{"pages/p.html", text};
  const Template compiled = Template::Compile(source, partials, {&ViewNames()}, strings, &problems);
  if (!problems.empty()) return {"", absl::StrJoin(problems, "\n")};
  View view;
  view.title = "A<b>\"&'";
  view.body_html = "<p>x</p>";
  view.open = true;
  view.people = {{"Ane"}, {"Bo"}};
  view.boss = Person{"Carl"};
  std::string out;
  compiled.Render({&view}, out);
  return {out, ""};
}

struct Case {
  const char* text;
  const char* expected;
};

TEST(TemplateTest, GoodTemplatesRender) {
  const Case cases[] = {
      {"", ""},
      {"a { b } c", "a { b } c"},
      {"<p title=\"{{title}}\">{{ title }}</p>",
       "<p title=\"A&lt;b&gt;&quot;&amp;&#39;\">A&lt;b&gt;&quot;&amp;&#39;</p>"},
      {"{{{body_html}}}", "<p>x</p>"},
      {"{{t.hello}}", "Hej &amp; velkommen"},
      {"{{#people}}{{name}},{{/people}}", "Ane,Bo,"},
      {"{{#people}}{{#open}}{{title}}{{/open}}{{/people}}", "A&lt;b&gt;&quot;&amp;&#39;A&lt;b&gt;&quot;&amp;&#39;"},
      {"{{#boss}}{{name}}{{/boss}}{{^boss}}none{{/boss}}", "Carl"},
      {"{{#nobody}}{{name}}{{/nobody}}{{^nobody}}none{{/nobody}}", "none"},
      {"{{^open}}shut{{/open}}{{#open}}open{{/open}}", "open"},
      {"{{#title}}yes{{/title}}{{^title}}no{{/title}}", "yes"},
      {"{{! a\nnote }}x", "x"},
      {"<ul>\n  {{#people}}\n    <li>{{name}}</li>\n  {{/people}}\n</ul>\n",
       "<ul>\n<li>Ane</li>\n<li>Bo</li>\n</ul>\n"},
      {"{{#people}}\n{{> line}}\n{{/people}}\nend", "<i>Ane</i>\n<i>Bo</i>\nend"},
      {"{{#boss}}<b>{{> line}}</b>{{/boss}}", "<b><i>Carl</i></b>"},
      {"{{?people}}{{title}}{{#people}}{{name}}{{/people}}{{/people}}", "A&lt;b&gt;&quot;&amp;&#39;AneBo"},
      {"{{?nobody}}some{{/nobody}}", ""},
      {"a {{title}}  b\n   c", "a A&lt;b&gt;&quot;&amp;&#39;  b\nc"},
  };
  for (const Case& c : cases) {
    const Outcome outcome = RenderText(c.text);
    EXPECT_EQ(outcome.problems, "") << c.text;
    EXPECT_EQ(outcome.text, c.expected) << c.text;
  }
}

TEST(TemplateTest, BadTemplatesAreToldWithPlaceAndSuggestion) {
  const Case cases[] = {
      {"a\n {{titel}}", "pages/p.html:2:4: error [unknown-name]: there is no \"titel\" here; did you mean \"title\"?"},
      {"{{#peple}}{{/peple}}",
       "pages/p.html:1:4: error [unknown-name]: there is no \"peple\" here; did you mean \"people\"?"},
      {"{{name}}", "pages/p.html:1:3: error [unknown-name]: there is no \"name\" here"},
      {"{{t.helo}}",
       "pages/p.html:1:3: error [unknown-string]: there are no words for \"helo\"; did you mean \"t.hello\"?"},
      {"{{> lin}}",
       "pages/p.html:1:5: error [unknown-partial]: partial \"lin\" does not exist; did you mean \"line\"?"},
      {"{{#people}}{{> broken}}{{/people}}",
       "partials/broken.html:2:4: error [unknown-name]: there is no \"nmae\" here; did you mean \"name\"?"},
      {"{{> loop}}", "partials/loop.html:1:5: error [partial-in-itself]: partial \"loop\" contains itself"},
      {"{{#open}}x",
       "pages/p.html:1:1: error [unclosed-section]: section \"open\" is not closed: {{/open}} is missing"},
      {"x{{/open}}", "pages/p.html:1:2: error [section-not-open]: {{/open}} closes a section, and none is open here"},
      {"{{#open}}{{#title}}{{/open}}{{/title}}{{/open}}",
       "pages/p.html:1:20: error [section-not-open]: {{/open}} stands where {{/title}} is wanted"},
      {"{{title", "pages/p.html:1:1: error [unclosed-tag]: the tag is not closed: }} is missing"},
      {"{{title\n}}", "pages/p.html:1:1: error [unclosed-tag]: the tag is not closed: }} is missing"},
      {"{{{title}}}", "pages/p.html:1:1: error [html-not-escaped]: \"title\" holds text; write {{title}}"},
      {"{{body_html}}", "pages/p.html:1:1: error [html-not-escaped]: \"body_html\" holds HTML; write {{{body_html}}}"},
      {"{{open}}", "pages/p.html:1:3: error [wrong-kind]: \"open\" is yes or no; write {{#open}}…{{/open}}"},
      {"{{people}}", "pages/p.html:1:3: error [wrong-kind]: \"people\" is a list; write {{#people}}…{{/people}}"},
      {"{{a}}\n{{b}}",
       "pages/p.html:1:3: error [unknown-name]: there is no \"a\" here\n"
       "pages/p.html:2:3: error [unknown-name]: there is no \"b\" here"},
  };
  for (const Case& c : cases) EXPECT_EQ(RenderText(c.text).problems, c.expected) << c.text;
}

}  // namespace
}  // namespace indgang::sitegen
