#include "sitegen/publish/markdown.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/did_you_mean.h"
#include "sitegen/publish/markdown_renderer.h"

namespace indgang::sitegen {
namespace markdown {

Renderer::Renderer(absl::string_view body, const MarkdownHost& host, MarkdownText* text)
    : body_(body), host_(host), text_(text) {
  std::size_t begin = 0;
  while (begin < body.size()) {
    const std::size_t end = std::min(body.find('\n', begin), body.size());
    lines_.push_back(body.substr(begin, end - begin));
    begin = end + 1;
  }
}

Markdown Renderer::Render() {
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

void Renderer::Problem(std::size_t line_index, int column, std::size_t length, absl::string_view code,
                       std::string message, std::string suggestion) {
  out_.problems.push_back({static_cast<int>(line_index) + 1, std::max(column, 1),
                           static_cast<int>(std::max<std::size_t>(length, 1)), std::string(code), std::move(message),
                           std::move(suggestion)});
}

void Renderer::CheckOwnAnchors() {
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

}  // namespace markdown

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
      // Any byte may follow in a text that is not valid.
      const absl::string_view letters = next == 0xBF ? "y" : kLatin[next % 32];
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
  return markdown::Renderer(body, host, text).Render();
}

}  // namespace indgang::sitegen
