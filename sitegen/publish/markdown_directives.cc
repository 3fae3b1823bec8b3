// Directives: callout, checklist, steps, contact, table.
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

const std::vector<std::string>& Directives() {
  static const auto& names = *new std::vector<std::string>{"callout", "checklist", "steps", "contact", "table"};
  return names;
}

const std::vector<std::string>& CalloutKinds() {
  static const auto& kinds = *new std::vector<std::string>{"info", "warning", "success"};
  return kinds;
}

bool Contains(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::size_t Renderer::RenderDirective(std::size_t open) {
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

int Renderer::Column(std::size_t line_index, absl::string_view part) const {
  return static_cast<int>(part.data() - lines_[line_index].data()) + 1;
}

void Renderer::RenderCallout(std::size_t open, std::size_t close, absl::string_view arguments) {
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

void Renderer::RenderContact(std::size_t open, std::size_t close, absl::string_view authority) {
  if (authority.empty() || authority.find_first_of(" \t") != absl::string_view::npos) {
    Problem(open, 1, lines_[open].size(), "directive-argument",
            "a contact names one authority by id, such as \"::: contact police\"");
    return;
  }
  for (std::size_t i = open + 1; i < close; ++i) {
    if (absl::StripAsciiWhitespace(lines_[i]).empty()) continue;
    Problem(i, 1, lines_[i].size(), "contact-has-body", "a contact has no text of its own; close it on the next line");
    break;
  }
  out_.links.push_back({absl::StrCat("authority:", authority), static_cast<int>(open) + 1, Column(open, authority)});
  out_.html += host_.ContactHtml(authority);
}

void Renderer::RenderTable(std::size_t open, std::size_t close) {
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
      absl::StrAppend(&rows, "<td data-title=\"", Escaped(heads[column]), "\">", RenderCell(i, cells[column]), "</td>");
    }
    rows += "</tr>\n";
  }
  if (heads.empty()) {
    Problem(open, 1, lines_[open].size(), "table-empty", "the table has no head: its first line names the columns");
    return;
  }
  absl::StrAppend(&out_.html, "<table class=\"table table-md-responsive-headers\">\n", rows, "</tbody>\n</table>\n");
}

std::string Renderer::RenderCell(std::size_t line_index, const Cell& cell) {
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

void Renderer::RenderLines(std::size_t begin, std::size_t end, absl::string_view directive) {
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

}  // namespace indgang::sitegen::markdown
