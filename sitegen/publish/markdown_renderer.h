// Renders one body. Lines are cut into stretches of CommonMark and directives (markdown_directives.cc); cmark makes a
// tree of each stretch, and its nodes become HTML (markdown_nodes.cc).
#ifndef INDGANG_SITEGEN_PUBLISH_MARKDOWN_RENDERER_H_
#define INDGANG_SITEGEN_PUBLISH_MARKDOWN_RENDERER_H_

#include <cmark.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "sitegen/publish/markdown.h"
#include "sitegen/publish/markdown_lines.h"

namespace indgang::sitegen::markdown {

// Used once, by one thread.
class Renderer {
 public:
  Renderer(absl::string_view body, const MarkdownHost& host, MarkdownText* text);
  Markdown Render();

 private:
  struct Place {
    std::size_t line;
    int column;
  };
  struct TextPosition {
    std::size_t line = 0;
    std::size_t offset = 0;
  };

  void Problem(std::size_t line_index, int column, std::size_t length, absl::string_view code, std::string message,
               std::string suggestion = "");
  // Byte column of `part`, which points into the line; from 1.
  int Column(std::size_t line_index, absl::string_view part) const;
  void CheckOwnAnchors();

  // Renders the directive that opens at `open`, or tells what is wrong with it. Returns the line to go on with.
  std::size_t RenderDirective(std::size_t open);
  void RenderCallout(std::size_t open, std::size_t close, absl::string_view arguments);
  void RenderContact(std::size_t open, std::size_t close, absl::string_view authority);
  void RenderTable(std::size_t open, std::size_t close);
  std::string RenderCell(std::size_t line_index, const Cell& cell);
  // Renders lines [begin, end) as CommonMark. `directive` is the directive around them, or empty.
  void RenderLines(std::size_t begin, std::size_t end, absl::string_view directive);

  void Walk(cmark_node* root, std::size_t first_line, int column_offset);
  // False when the node and what it holds are left out; Exit is then called for containers all the same.
  bool Enter(cmark_node* node, Place place);
  void Exit(cmark_node* node);
  void EnterHeading(cmark_node* node, Place place);
  void EnterList(cmark_node* node);
  void EnterLink(cmark_node* node, Place place);
  void OpenLink(absl::string_view href);
  // Where `target` is written, at or after the last link found; `fallback` when it is written otherwise (escaped, or in
  // a reference definition).
  Place FindTarget(absl::string_view target, Place fallback);
  static bool Nests(cmark_node_type type);
  static bool InTightItem(cmark_node* paragraph);

  absl::string_view body_;
  const MarkdownHost& host_;
  MarkdownText* const text_;
  std::vector<absl::string_view> lines_;
  Markdown out_;
  absl::flat_hash_set<std::string> anchors_;
  // The last number given to headings with the same text.
  absl::flat_hash_map<std::string, int> anchor_numbers_;
  // Indexes into out_.links.
  std::vector<std::size_t> own_anchors_;
  TextPosition search_from_;
  absl::string_view directive_;
  absl::string_view list_class_;
  int depth_ = 0;
  // Headings, links and heads of tables around the text: it is not given to text_.
  int plain_depth_ = 0;
  bool inline_only_ = false;
  bool link_open_ = false;
};

}  // namespace indgang::sitegen::markdown

#endif  // INDGANG_SITEGEN_PUBLISH_MARKDOWN_RENDERER_H_
