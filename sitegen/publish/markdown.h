// Markdown bodies to HTML: CommonMark without raw HTML, links by item id, and the `:::` directives that
// docs/content-model.md defines.
#ifndef INDGANG_SITEGEN_PUBLISH_MARKDOWN_H_
#define INDGANG_SITEGEN_PUBLISH_MARKDOWN_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang::sitegen {

// A body longer than this is not rendered; problem `body-too-long`.
inline constexpr std::size_t kMaxBodyBytes = 1 << 20;
// Lists and quotes nested deeper than this are not rendered; problem `nested-too-deep`.
inline constexpr int kMaxNesting = 24;

// What a body may refer to, as the page that shows it sees it. The default answers nothing: that is enough to collect
// headings, links and problems. Called only during RenderMarkdown.
class MarkdownHost {
 public:
  virtual ~MarkdownHost() = default;
  // Address of an item's page, without an anchor. `kind` is one of ItemKinds(). Empty when there is none: the link's
  // text is then shown without a link.
  virtual std::string Href(absl::string_view kind, absl::string_view id) const;
  // Safe HTML of an authority's contact box. Empty when there is none.
  virtual std::string ContactHtml(absl::string_view authority) const;
  // Safe HTML of the icon that goes before a callout of `kind` ("info", "warning" or "success"), or empty.
  virtual std::string CalloutIconHtml(absl::string_view kind) const;
};

// Takes part in rendering: is given the running text of a body, not that of headings, links, code and the heads of
// tables.
class MarkdownText {
 public:
  virtual ~MarkdownText() = default;
  // Appends `text` as safe HTML that may stand inside a paragraph.
  virtual void AppendText(absl::string_view text, std::string& html) = 0;
  // Called after the paragraph or in the list item or table cell that held the text: may append blocks.
  virtual void AppendAfterParagraph(std::string& html) = 0;
};

struct MarkdownHeading {
  // 2 to 6.
  int level = 0;
  std::string text;
  // Unique within the body, [a-z0-9-]+: never equal to an id of the page around it, which hold an underscore.
  std::string anchor;
};

// A link as written ("service:alcohol-licence#priser", "https://virk.dk", "#priser"), or what a contact directive names
// ("authority:police").
struct MarkdownLink {
  std::string target;
  // Where the target stands. Lines and columns (bytes) count from 1 within the body.
  int line = 0;
  int column = 0;
};

struct MarkdownProblem {
  int line = 0;
  int column = 0;
  // Bytes to underline, at least 1.
  int length = 1;
  // Lower-case with dashes, stable: "raw-html".
  std::string code;
  // What is wrong, naming the value, and what is wanted.
  std::string message;
  // What was probably meant, or empty.
  std::string suggestion;
};

struct Markdown {
  // Safe HTML: only elements and addresses that this module makes.
  std::string html;
  std::vector<MarkdownHeading> headings;
  // In the order of the text. Whether an item or an anchor of another item exists is for the caller to check.
  std::vector<MarkdownLink> links;
  // Sorted by line and column. The HTML leaves out what they are about.
  std::vector<MarkdownProblem> problems;
};

// Kinds of items that links may name: service, authority, package, area, faq, page.
const std::vector<std::string>& ItemKinds();

// Renders `body` (UTF-8, "\n" line ends). The same input gives the same output; may be called from any thread. Time is
// linear in the body for text that people write and bounded for everything else.
Markdown RenderMarkdown(absl::string_view body, const MarkdownHost& host, MarkdownText* text = nullptr);

// The anchor of a heading: "Priser og frister" gives "priser-og-frister", "Ærø" gives "aeroe"; "section" when nothing
// is left.
std::string HeadingAnchor(absl::string_view text);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_MARKDOWN_H_
