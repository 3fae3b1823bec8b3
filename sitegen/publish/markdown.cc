#include "sitegen/publish/markdown.h"

#include <cmark.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/did_you_mean.h"
#include "sitegen/publish/html.h"

namespace indgang::sitegen {
namespace {

// How far after a link's place its target is looked for. Bounds the work on hostile lines.
constexpr std::size_t kTargetSearchBytes = 4096;

const std::vector<std::string>& Directives() {
  static const auto& names = *new std::vector<std::string>{"callout", "checklist", "steps", "contact", "table"};
  return names;
}

const std::vector<std::string>& CalloutKinds() {
  static const auto& kinds = *new std::vector<std::string>{"info", "warning", "success"};
  return kinds;
}

const std::vector<std::string>& LinkSchemes() {
  static const auto& schemes = *new std::vector<std::string>{"https", "http", "mailto", "tel"};
  return schemes;
}

bool Contains(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
using Document = std::unique_ptr<cmark_node, FreeNode>;
using Iterator = std::unique_ptr<cmark_iter, FreeIterator>;

Document Parse(absl::string_view text) {
  return Document(cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
}

absl::string_view Literal(cmark_node* node) {
  const char* literal = cmark_node_get_literal(node);
  return literal == nullptr ? absl::string_view() : absl::string_view(literal);
}

std::string PlainText(cmark_node* root) {
  std::string text;
  Iterator iterator(cmark_iter_new(root));
  for (cmark_event_type event; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE;) {
    if (event != CMARK_EVENT_ENTER) continue;
    cmark_node* node = cmark_iter_get_node(iterator.get());
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE:
        absl::StrAppend(&text, Literal(node));
        break;
      case CMARK_NODE_SOFTBREAK:
      case CMARK_NODE_LINEBREAK:
        text += ' ';
        break;
      default:
        break;
    }
  }
  return text;
}

// `url` as the value of an href attribute: what a browser would not take literally is percent-encoded.
void AppendHref(absl::string_view url, std::string& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : url) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
        absl::string_view("-_.+!*(),%#@?=;:/$~").find(c) != absl::string_view::npos) {
      out += c;
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '\'') {
      out += "&#39;";
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

// Length of the code fence that a line opens or closes, 0 when it is none. `marker` becomes '`' or '~'.
std::size_t FenceLength(absl::string_view line, char* marker) {
  std::size_t start = 0;
  while (start < 3 && start < line.size() && line[start] == ' ') ++start;
  if (start == line.size() || (line[start] != '`' && line[start] != '~')) return 0;
  *marker = line[start];
  const std::size_t end = std::min(line.find_first_not_of(*marker, start), line.size());
  if (end - start < 3) return 0;
  if (*marker == '`' && line.find('`', end) != absl::string_view::npos) return 0;
  return end - start;
}

// Follows code fences from line to line: between them `:::` is text.
class FenceTracker {
 public:
  // Whether the line is part of fenced code, its fences included.
  bool Consume(absl::string_view line) {
    char marker = 0;
    const std::size_t length = FenceLength(line, &marker);
    if (open_length_ == 0) {
      open_length_ = length;
      open_marker_ = marker;
      return length > 0;
    }
    const bool closes = length >= open_length_ && marker == open_marker_ &&
                        absl::StripAsciiWhitespace(line).find_first_not_of(marker) == absl::string_view::npos;
    if (closes) open_length_ = 0;
    return true;
  }

 private:
  std::size_t open_length_ = 0;
  char open_marker_ = 0;
};

struct Cell {
  absl::string_view text;
  // Byte column in the line, from 1.
  int column = 1;
};

std::vector<Cell> SplitCells(absl::string_view line) {
  std::vector<Cell> cells;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    absl::string_view raw = line.substr(begin, end - begin);
    const absl::string_view text = absl::StripAsciiWhitespace(raw);
    const std::size_t lead = text.empty() ? 0 : static_cast<std::size_t>(text.data() - raw.data());
    cells.push_back({text, static_cast<int>(begin + lead) + 1});
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '|') {
      add(i);
      begin = i + 1;
    }
  }
  add(line.size());
  // "| a | b |" is taken as "a | b".
  if (cells.size() > 1 && cells.front().text.empty()) {
    cells.erase(cells.begin());
    if (cells.size() > 1 && cells.back().text.empty()) cells.pop_back();
  }
  return cells;
}

class Renderer {
 public:
  Renderer(absl::string_view body, const MarkdownHost& host, MarkdownText* text)
      : body_(body), host_(host), text_(text) {
    std::size_t begin = 0;
    while (begin < body.size()) {
      const std::size_t end = std::min(body.find('\n', begin), body.size());
      lines_.push_back(body.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  Markdown Render() {
    out_.html.reserve(body_.size() + body_.size() / 2);
    FenceTracker fences;
    std::size_t segment = 0;
    for (std::size_t i = 0; i < lines_.size();) {
      if (fences.Consume(lines_[i]) || !absl::StartsWith(lines_[i], ":::")) {
        ++i;
        continue;
      }
      RenderLines(segment, i, "");
      i = RenderDirective(i);
      segment = i;
    }
    RenderLines(segment, lines_.size(), "");
    CheckOwnAnchors();
    std::stable_sort(out_.problems.begin(), out_.problems.end(), [](const auto& a, const auto& b) {
      return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    return std::move(out_);
  }

 private:
  void Problem(std::size_t line_index, int column, std::size_t length, absl::string_view code, std::string message,
               std::string suggestion = "") {
    out_.problems.push_back({static_cast<int>(line_index) + 1, std::max(column, 1),
                             static_cast<int>(std::max<std::size_t>(length, 1)), std::string(code), std::move(message),
                             std::move(suggestion)});
  }

  // Renders the directive that opens at `open`, or tells what is wrong with it. Returns the line to go on with.
  std::size_t RenderDirective(std::size_t open) {
    const absl::string_view line = lines_[open];
    const absl::string_view rest =
        absl::StripAsciiWhitespace(line.substr(std::min(line.find_first_not_of(':'), line.size())));
    if (rest.empty()) {
      Problem(open, 1, line.size(), "directive-not-open", "\":::\" closes a directive, and none is open here");
      return open + 1;
    }
    const std::size_t name_end = std::min(rest.find_first_of(" \t"), rest.size());
    const absl::string_view name = rest.substr(0, name_end);
    const absl::string_view arguments = absl::StripAsciiWhitespace(rest.substr(name_end));
    const int name_column = static_cast<int>(name.data() - line.data()) + 1;

    std::size_t close = open + 1;
    FenceTracker fences;
    for (; close < lines_.size(); ++close) {
      if (!fences.Consume(lines_[close]) && absl::StartsWith(lines_[close], ":::")) break;
    }
    const bool known = Contains(Directives(), name);
    if (!known) {
      Problem(open, name_column, name.size(), "unknown-directive",
              absl::StrCat("directive \"", name, "\" does not exist; there are ", absl::StrJoin(Directives(), ", ")),
              DidYouMean(name, Directives()));
    }
    if (close == lines_.size() ||
        absl::StripAsciiWhitespace(lines_[close]).find_first_not_of(':') != absl::string_view::npos) {
      Problem(open, 1, line.size(), "unclosed-directive",
              absl::StrCat("directive \"", name, "\" is not closed: a line \":::\" is missing",
                           close == lines_.size() ? std::string() : absl::StrCat(" before line ", close + 1)));
      return open + 1;
    }
    if (!known) return close + 1;
    if (name == "callout") {
      RenderCallout(open, close, arguments);
    } else if (name == "contact") {
      RenderContact(open, close, arguments);
    } else {
      if (!arguments.empty()) {
        Problem(open, Column(open, arguments), arguments.size(), "directive-argument",
                absl::StrCat("\"", name, "\" takes nothing after its name, but there is \"", arguments, "\""));
      }
      if (name == "table") {
        RenderTable(open, close);
      } else {
        RenderLines(open + 1, close, name);
      }
    }
    return close + 1;
  }

  int Column(std::size_t line_index, absl::string_view part) const {
    return static_cast<int>(part.data() - lines_[line_index].data()) + 1;
  }

  void RenderCallout(std::size_t open, std::size_t close, absl::string_view arguments) {
    const std::size_t kind_end = std::min(arguments.find_first_of(" \t"), arguments.size());
    const absl::string_view kind = arguments.substr(0, kind_end);
    const absl::string_view title = absl::StripAsciiWhitespace(arguments.substr(kind_end));
    if (!Contains(CalloutKinds(), kind)) {
      const bool missing = kind.empty();
      Problem(open, missing ? 1 : Column(open, kind), missing ? lines_[open].size() : kind.size(), "unknown-callout",
              missing ? std::string("a callout needs its kind: info, warning or success")
                      : absl::StrCat("callout \"", kind, "\" does not exist; there are info, warning, success"),
              missing ? "" : DidYouMean(kind, CalloutKinds()));
      return;
    }
    const std::string icon = host_.CalloutIconHtml(kind);
    absl::StrAppend(&out_.html, "<div class=\"alert alert-", kind, icon.empty() ? "" : " has-icon", "\">\n", icon,
                    "<div class=\"alert-body\">\n");
    if (!title.empty()) {
      out_.html += "<p class=\"alert-heading\">";
      AppendEscaped(title, out_.html);
      out_.html += "</p>\n";
    }
    RenderLines(open + 1, close, "callout");
    out_.html += "</div>\n</div>\n";
  }

  void RenderContact(std::size_t open, std::size_t close, absl::string_view authority) {
    if (authority.empty() || authority.find_first_of(" \t") != absl::string_view::npos) {
      Problem(open, 1, lines_[open].size(), "directive-argument",
              "a contact names one authority by id, such as \"::: contact police\"");
      return;
    }
    for (std::size_t i = open + 1; i < close; ++i) {
      if (absl::StripAsciiWhitespace(lines_[i]).empty()) continue;
      Problem(i, 1, lines_[i].size(), "contact-has-body",
              "a contact has no text of its own; close it on the next line");
      break;
    }
    out_.links.push_back({absl::StrCat("authority:", authority), static_cast<int>(open) + 1, Column(open, authority)});
    out_.html += host_.ContactHtml(authority);
  }

  void RenderTable(std::size_t open, std::size_t close) {
    std::vector<std::string> heads;
    std::string rows;
    for (std::size_t i = open + 1; i < close; ++i) {
      if (absl::StripAsciiWhitespace(lines_[i]).empty()) continue;
      if (lines_[i].find_first_not_of("-|: \t") == absl::string_view::npos) {
        Problem(i, 1, lines_[i].size(), "table-row", "a line of dashes is not needed: the first line is the head");
        continue;
      }
      const std::vector<Cell> cells = SplitCells(lines_[i]);
      if (heads.empty()) {
        rows += "<thead><tr>";
        ++plain_depth_;
        for (const Cell& cell : cells) {
          heads.push_back(PlainText(Parse(cell.text).get()));
          absl::StrAppend(&rows, "<th scope=\"col\">", RenderCell(i, cell), "</th>");
        }
        --plain_depth_;
        rows += "</tr></thead>\n<tbody>\n";
        continue;
      }
      if (cells.size() != heads.size()) {
        Problem(i, 1, lines_[i].size(), "table-row",
                absl::StrCat("the row has ", cells.size(), " cells, and the head has ", heads.size()));
        continue;
      }
      rows += "<tr>";
      for (std::size_t column = 0; column < cells.size(); ++column) {
        absl::StrAppend(&rows, "<td data-title=\"", Escaped(heads[column]), "\">", RenderCell(i, cells[column]),
                        "</td>");
      }
      rows += "</tr>\n";
    }
    if (heads.empty()) {
      Problem(open, 1, lines_[open].size(), "table-empty", "the table has no head: its first line names the columns");
      return;
    }
    absl::StrAppend(&out_.html, "<table class=\"table table-md-responsive-headers\">\n", rows, "</tbody>\n</table>\n");
  }

  std::string RenderCell(std::size_t line_index, const Cell& cell) {
    const Document document = Parse(cell.text);
    cmark_node* paragraph = cmark_node_first_child(document.get());
    // "-" or "1." alone would be a list to markdown; in a table it is what it looks like.
    if (paragraph == nullptr || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH ||
        cmark_node_next(paragraph) != nullptr) {
      return Escaped(cell.text);
    }
    std::string outer;
    outer.swap(out_.html);
    search_from_ = {line_index, static_cast<std::size_t>(cell.column) - 1};
    inline_only_ = true;
    Walk(document.get(), line_index, cell.column - 1);
    inline_only_ = false;
    outer.swap(out_.html);
    return outer;
  }

  // Renders lines [begin, end) as CommonMark. `directive` is the directive around them, or empty.
  void RenderLines(std::size_t begin, std::size_t end, absl::string_view directive) {
    if (begin >= end) return;
    const char* first = lines_[begin].data();
    const char* last = lines_[end - 1].data() + lines_[end - 1].size();
    const Document document = Parse(absl::string_view(first, static_cast<std::size_t>(last - first)));
    directive_ = directive;
    list_class_ = "";
    if (directive == "checklist" || directive == "steps") {
      const bool steps = directive == "steps";
      cmark_node* list = cmark_node_first_child(document.get());
      const cmark_list_type wanted = steps ? CMARK_ORDERED_LIST : CMARK_BULLET_LIST;
      if (list == nullptr || cmark_node_get_type(list) != CMARK_NODE_LIST || cmark_node_get_list_type(list) != wanted ||
          cmark_node_next(list) != nullptr) {
        Problem(begin - 1, 1, lines_[begin - 1].size(), "directive-needs-list",
                steps ? "steps hold one numbered list (\"1. …\") and nothing else"
                      : "a checklist holds one list (\"- …\") and nothing else");
      } else {
        list_class_ = steps ? "guide-steps" : "guide-checklist";
      }
    }
    search_from_ = {begin, 0};
    Walk(document.get(), begin, 0);
    directive_ = "";
  }

  void Walk(cmark_node* root, std::size_t first_line, int column_offset) {
    depth_ = 0;
    Iterator iterator(cmark_iter_new(root));
    for (cmark_event_type event; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE;) {
      cmark_node* node = cmark_iter_get_node(iterator.get());
      const int start_line = std::max(cmark_node_get_start_line(node), 1);
      const Place place{std::min(first_line + static_cast<std::size_t>(start_line) - 1, lines_.size() - 1),
                        cmark_node_get_start_column(node) + column_offset};
      if (event == CMARK_EVENT_ENTER) {
        if (!Enter(node, place)) cmark_iter_reset(iterator.get(), node, CMARK_EVENT_EXIT);
      } else {
        Exit(node);
      }
    }
  }

  struct Place {
    std::size_t line;
    int column;
  };

  static bool Nests(cmark_node_type type) {
    return type == CMARK_NODE_LIST || type == CMARK_NODE_BLOCK_QUOTE || type == CMARK_NODE_EMPH ||
           type == CMARK_NODE_STRONG;
  }

  static bool InTightItem(cmark_node* paragraph) {
    cmark_node* item = cmark_node_parent(paragraph);
    cmark_node* list = item == nullptr ? nullptr : cmark_node_parent(item);
    return list != nullptr && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list) != 0;
  }

  // False when the node and what it holds are left out; Exit is then called for containers all the same.
  bool Enter(cmark_node* node, Place place) {
    std::string& html = out_.html;
    const cmark_node_type type = cmark_node_get_type(node);
    if (Nests(type) && ++depth_ > kMaxNesting) {
      if (depth_ == kMaxNesting + 1) {
        Problem(place.line, place.column, 1, "nested-too-deep",
                absl::StrCat("lists, quotes and emphasis may be nested ", kMaxNesting, " deep"));
      }
      return false;
    }
    switch (type) {
      case CMARK_NODE_PARAGRAPH:
        if (!inline_only_ && !InTightItem(node)) html += "<p>";
        break;
      case CMARK_NODE_HEADING:
        ++plain_depth_;
        EnterHeading(node, place);
        break;
      case CMARK_NODE_BLOCK_QUOTE:
        html += "<blockquote>\n";
        break;
      case CMARK_NODE_LIST:
        EnterList(node);
        break;
      case CMARK_NODE_ITEM:
        html += "<li>";
        break;
      case CMARK_NODE_CODE_BLOCK:
        html += "<pre tabindex=\"0\"><code>";
        AppendEscaped(Literal(node), html);
        html += "</code></pre>\n";
        break;
      case CMARK_NODE_THEMATIC_BREAK:
        html += "<hr>\n";
        break;
      case CMARK_NODE_HTML_BLOCK:
      case CMARK_NODE_HTML_INLINE: {
        const absl::string_view literal = Literal(node);
        const absl::string_view first = literal.substr(0, literal.find('\n'));
        Problem(place.line, place.column, first.size(), "raw-html",
                absl::StrCat("HTML is not allowed, and here is \"", first.substr(0, 40),
                             "\"; write it in markdown or with a directive"));
        break;
      }
      case CMARK_NODE_TEXT:
        if (text_ == nullptr || plain_depth_ > 0) {
          AppendEscaped(Literal(node), html);
        } else {
          text_->AppendText(Literal(node), html);
        }
        break;
      case CMARK_NODE_SOFTBREAK:
        html += '\n';
        break;
      case CMARK_NODE_LINEBREAK:
        html += "<br>\n";
        break;
      case CMARK_NODE_CODE:
        html += "<code>";
        AppendEscaped(Literal(node), html);
        html += "</code>";
        break;
      case CMARK_NODE_EMPH:
        html += "<em>";
        break;
      case CMARK_NODE_STRONG:
        html += "<strong>";
        break;
      case CMARK_NODE_LINK:
        ++plain_depth_;
        EnterLink(node, place);
        break;
      case CMARK_NODE_IMAGE:
        Problem(place.line, place.column, 2, "image", "guides hold no images; say it in words");
        return false;
      default:
        break;
    }
    return true;
  }

  void Exit(cmark_node* node) {
    std::string& html = out_.html;
    const cmark_node_type type = cmark_node_get_type(node);
    if (Nests(type) && depth_-- > kMaxNesting) return;
    switch (type) {
      case CMARK_NODE_PARAGRAPH:
        if (!inline_only_ && !InTightItem(node)) html += "</p>\n";
        if (text_ != nullptr) text_->AppendAfterParagraph(html);
        break;
      case CMARK_NODE_HEADING:
        --plain_depth_;
        absl::StrAppend(&html, "</h", out_.headings.back().level, ">\n");
        break;
      case CMARK_NODE_BLOCK_QUOTE:
        html += "</blockquote>\n";
        break;
      case CMARK_NODE_LIST:
        html += cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "</ol>\n" : "</ul>\n";
        break;
      case CMARK_NODE_ITEM:
        html += "</li>\n";
        break;
      case CMARK_NODE_EMPH:
        html += "</em>";
        break;
      case CMARK_NODE_STRONG:
        html += "</strong>";
        break;
      case CMARK_NODE_LINK:
        --plain_depth_;
        if (link_open_) html += "</a>";
        break;
      default:
        break;
    }
  }

  void EnterHeading(cmark_node* node, Place place) {
    int level = cmark_node_get_heading_level(node);
    const std::size_t length = lines_[place.line].size();
    const int previous = out_.headings.empty() ? 1 : out_.headings.back().level;
    if (!directive_.empty()) {
      Problem(place.line, place.column, length, "heading-in-directive",
              absl::StrCat("a ", directive_, " holds no headings; put the heading before it"));
    } else if (level == 1) {
      Problem(place.line, place.column, length, "heading-level", "headings start at ##; the title above the text is #");
    } else if (level > previous + 1) {
      Problem(
          place.line, place.column, length, "heading-level",
          absl::StrCat("a heading of level ", level, " follows one of level ", previous, "; use level ", previous + 1));
    }
    level = std::max(level, 2);
    std::string text = PlainText(node);
    if (absl::StripAsciiWhitespace(text).empty()) {
      Problem(place.line, place.column, length, "heading-empty", "the heading has no text");
    }
    const std::string base = HeadingAnchor(text);
    std::string anchor = base;
    for (int& number = anchor_numbers_[base]; !anchors_.insert(anchor).second;) {
      number = std::max(number + 1, 2);
      anchor = absl::StrCat(base, "-", number);
    }
    absl::StrAppend(&out_.html, "<h", level, " id=\"", anchor, "\">");
    out_.headings.push_back({level, std::move(text), std::move(anchor)});
  }

  void EnterList(cmark_node* node) {
    const bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    absl::StrAppend(&out_.html, ordered ? "<ol" : "<ul");
    if (!list_class_.empty() && depth_ == 1) absl::StrAppend(&out_.html, " class=\"", list_class_, "\"");
    if (const int start = cmark_node_get_list_start(node); ordered && start != 1) {
      absl::StrAppend(&out_.html, " start=\"", start, "\"");
    }
    out_.html += ">\n";
  }

  void EnterLink(cmark_node* node, Place place) {
    link_open_ = false;
    const char* address = cmark_node_get_url(node);
    const std::string target = address == nullptr ? "" : address;
    const Place at = FindTarget(target, place);
    const auto colon = target.find(':');
    const std::string kind = colon == std::string::npos ? "" : absl::AsciiStrToLower(target.substr(0, colon));
    if (absl::StartsWith(target, "#")) {
      own_anchors_.push_back(out_.links.size());
      OpenLink(target);
    } else if (kind.empty() || kind.find_first_of("/?#") != std::string::npos) {
      Problem(at.line, at.column, target.size(), "relative-link",
              absl::StrCat("\"", target,
                           "\" is neither an address nor an item; write https://… or kind and id, such as "
                           "service:alcohol-licence"));
      return;
    } else if (Contains(ItemKinds(), kind)) {
      const std::size_t hash = std::min(target.find('#'), target.size());
      const std::string href = host_.Href(kind, absl::string_view(target).substr(colon + 1, hash - colon - 1));
      if (!href.empty()) OpenLink(absl::StrCat(href, target.substr(hash)));
    } else if (Contains(LinkSchemes(), kind)) {
      OpenLink(target);
    } else {
      std::vector<std::string> known = ItemKinds();
      known.insert(known.end(), LinkSchemes().begin(), LinkSchemes().end());
      Problem(at.line, at.column, kind.size(), "unknown-link-kind",
              absl::StrCat("links may not begin with \"", kind, ":\"; there are ", absl::StrJoin(known, ", ")),
              DidYouMean(kind, known));
      return;
    }
    out_.links.push_back({target, static_cast<int>(at.line) + 1, at.column});
  }

  void OpenLink(absl::string_view href) {
    out_.html += "<a href=\"";
    AppendHref(href, out_.html);
    out_.html += "\">";
    link_open_ = true;
  }

  // Where `target` is written, at or after the last link found; `fallback` when it is written otherwise (escaped, or in
  // a reference definition).
  Place FindTarget(absl::string_view target, Place fallback) {
    if (fallback.line > search_from_.line) search_from_ = {fallback.line, 0};
    const char* begin = lines_[search_from_.line].data() + search_from_.offset;
    const char* end = body_.data() + body_.size();
    const absl::string_view window(begin, std::min(static_cast<std::size_t>(end - begin), kTargetSearchBytes));
    for (std::size_t at = window.find(target); at != absl::string_view::npos && !target.empty();
         at = window.find(target, at + 1)) {
      if (at == 0 || (window[at - 1] != '(' && window[at - 1] != '<')) continue;
      std::size_t line = search_from_.line;
      const char* found = begin + at;
      while (line + 1 < lines_.size() && lines_[line + 1].data() <= found) ++line;
      search_from_ = {line, static_cast<std::size_t>(found - lines_[line].data())};
      return {line, static_cast<int>(search_from_.offset) + 1};
    }
    return fallback;
  }

  void CheckOwnAnchors() {
    std::vector<std::string> known;
    for (const MarkdownHeading& heading : out_.headings) known.push_back(heading.anchor);
    for (const std::size_t index : own_anchors_) {
      const MarkdownLink& link = out_.links[index];
      const std::string anchor = link.target.substr(1);
      if (anchors_.contains(anchor)) continue;
      Problem(static_cast<std::size_t>(link.line) - 1, link.column, link.target.size(), "unknown-anchor",
              absl::StrCat("this text has no heading \"", anchor, "\""), DidYouMean(anchor, known));
    }
  }

  struct TextPosition {
    std::size_t line = 0;
    std::size_t offset = 0;
  };

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

}  // namespace

std::string MarkdownHost::Href(absl::string_view, absl::string_view) const { return ""; }
std::string MarkdownHost::ContactHtml(absl::string_view) const { return ""; }
std::string MarkdownHost::CalloutIconHtml(absl::string_view) const { return ""; }

const std::vector<std::string>& ItemKinds() {
  static const auto& kinds = *new std::vector<std::string>{"service", "authority", "package", "area", "faq", "page"};
  return kinds;
}

std::string HeadingAnchor(absl::string_view text) {
  // Letters of Latin-1 (all "\xC3" and one byte in UTF-8) as they are written without them.
  static constexpr absl::string_view kLatin[] = {"a",  "a", "a",  "a", "ae", "aa", "ae", "c", "e",  "e", "e",
                                                 "e",  "i", "i",  "i", "i",  "d",  "n",  "o", "o",  "o", "o",
                                                 "oe", "",  "oe", "u", "u",  "u",  "ue", "y", "th", "ss"};
  std::string anchor;
  bool gap = false;
  const auto append = [&](absl::string_view letters) {
    if (gap && !anchor.empty()) anchor += '-';
    gap = false;
    absl::StrAppend(&anchor, letters);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (absl::ascii_isalnum(byte)) {
      const char lower = absl::ascii_tolower(byte);
      append(absl::string_view(&lower, 1));
    } else if (byte == 0xC3 && i + 1 < text.size()) {
      const auto next = static_cast<unsigned char>(text[++i]);
      const absl::string_view letters = next == 0xBF ? "y" : kLatin[(next - 0x80) % 32];
      if (!letters.empty()) append(letters);
    } else if (byte < 0x80) {
      gap = true;
    }
  }
  return anchor.empty() ? "section" : anchor;
}

Markdown RenderMarkdown(absl::string_view body, const MarkdownHost& host, MarkdownText* text) {
  if (body.size() > kMaxBodyBytes) {
    Markdown out;
    out.problems.push_back({1, 1, 1, "body-too-long",
                            absl::StrCat("the text has ", body.size(), " bytes; at most ", kMaxBodyBytes,
                                         " are rendered. Divide it into several items"),
                            ""});
    return out;
  }
  return Renderer(body, host, text).Render();
}

}  // namespace indgang::sitegen
