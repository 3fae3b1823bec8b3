// The nodes of cmark's tree as HTML, and what is wrong with them.
#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/did_you_mean.h"
#include "sitegen/publish/html.h"
#include "sitegen/publish/markdown_renderer.h"
#include "sitegen/publish/markdown_tree.h"

namespace indgang::sitegen::markdown {
namespace {

// How far after a link's place its target is looked for. Bounds the work on hostile lines.
constexpr std::size_t kTargetSearchBytes = 4096;

const std::vector<std::string>& LinkSchemes() {
  static const auto& schemes = *new std::vector<std::string>{"https", "http", "mailto", "tel"};
  return schemes;
}

bool Contains(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
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

}  // namespace

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

void Renderer::Walk(cmark_node* root, std::size_t first_line, int column_offset) {
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

bool Renderer::Nests(cmark_node_type type) {
  return type == CMARK_NODE_LIST || type == CMARK_NODE_BLOCK_QUOTE || type == CMARK_NODE_EMPH ||
         type == CMARK_NODE_STRONG;
}

bool Renderer::InTightItem(cmark_node* paragraph) {
  cmark_node* item = cmark_node_parent(paragraph);
  cmark_node* list = item == nullptr ? nullptr : cmark_node_parent(item);
  return list != nullptr && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list) != 0;
}

bool Renderer::Enter(cmark_node* node, Place place) {
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

void Renderer::Exit(cmark_node* node) {
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

void Renderer::EnterHeading(cmark_node* node, Place place) {
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

void Renderer::EnterList(cmark_node* node) {
  const bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
  absl::StrAppend(&out_.html, ordered ? "<ol" : "<ul");
  if (!list_class_.empty() && depth_ == 1) absl::StrAppend(&out_.html, " class=\"", list_class_, "\"");
  if (const int start = cmark_node_get_list_start(node); ordered && start != 1) {
    absl::StrAppend(&out_.html, " start=\"", start, "\"");
  }
  out_.html += ">\n";
}

void Renderer::EnterLink(cmark_node* node, Place place) {
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

void Renderer::OpenLink(absl::string_view href) {
  out_.html += "<a href=\"";
  AppendHref(href, out_.html);
  out_.html += "\">";
  link_open_ = true;
}

Renderer::Place Renderer::FindTarget(absl::string_view target, Place fallback) {
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

}  // namespace indgang::sitegen::markdown
