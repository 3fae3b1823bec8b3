#include "sitegen/read/parse.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "base/utf8.h"
#include "sitegen/read/codes.h"

namespace indgang::sitegen::read {
namespace {

constexpr absl::string_view kFence = "---";

bool ParseTree(absl::string_view text, int first_line, Document& document, Diagnostics& diagnostics) {
  std::optional<Node> root = ParseYaml(text, first_line, document.file->path, diagnostics);
  if (!root.has_value()) return false;
  document.root = *std::move(root);
  document.parsed = true;
  return true;
}

void Report(const Document& document, absl::string_view code, std::string message, Diagnostics& diagnostics) {
  diagnostics.Add(
      {.file = document.file->path, .place = {1, 1, 3}, .code = std::string(code), .message = std::move(message)});
}

void LookAtBody(Document& document, Diagnostics& diagnostics) {
  document.line_starts.push_back(0);
  for (std::size_t i = 0; i < document.body.size(); ++i) {
    if (document.body[i] == '\n') document.line_starts.push_back(i + 1);
  }
  Markdown markdown = RenderMarkdown(document.body, MarkdownHost());
  for (MarkdownProblem& problem : markdown.problems) {
    diagnostics.Add({.file = document.file->path,
                     .place = PlaceInBody(document, problem.line, problem.column, problem.length),
                     .code = std::move(problem.code),
                     .message = std::move(problem.message),
                     .suggestion = std::move(problem.suggestion)});
  }
  document.links = std::move(markdown.links);
  for (MarkdownHeading& heading : markdown.headings) document.anchors.push_back(std::move(heading.anchor));
}

}  // namespace

absl::string_view BodyAt(const Document& document, int line, int column) {
  const std::size_t index = static_cast<std::size_t>(std::max(line, 1) - 1);
  if (index >= document.line_starts.size()) return "";
  const absl::string_view rest = document.body.substr(document.line_starts[index]);
  return rest.substr(std::min<std::size_t>(static_cast<std::size_t>(std::max(column, 1) - 1), rest.size()));
}

Place PlaceInBody(const Document& document, int line, int column, int length) {
  const absl::string_view whole = BodyAt(document, line, 1);
  const absl::string_view text = whole.substr(0, whole.find('\n'));
  Place place = {.line = document.body_line + line - 1, .column = column, .length = length};
  if (text.size() > kLongestSourceLine) return place;
  const std::size_t begin = std::min<std::size_t>(static_cast<std::size_t>(std::max(column, 1) - 1), text.size());
  place.column = static_cast<int>(CountCodePoints(text.substr(0, begin))) + 1;
  place.length = static_cast<int>(CountCodePoints(text.substr(begin, static_cast<std::size_t>(std::max(length, 1)))));
  return place;
}

Document ParseFacts(const SourceFile& file, Diagnostics& diagnostics) {
  Document document;
  document.file = &file;
  if (file.readable) ParseTree(file.text, 1, document, diagnostics);
  return document;
}

Document ParseMarkdownFile(const SourceFile& file, Diagnostics& diagnostics) {
  Document document;
  document.file = &file;
  if (!file.readable) return document;
  const absl::string_view text = file.text;
  // Walks over lines; `begin` is where the next line begins.
  std::size_t begin = 0;
  const auto next_line = [&] {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const absl::string_view line = text.substr(begin, end - begin);
    begin = std::min(end + 1, text.size());
    return absl::StripTrailingAsciiWhitespace(line);
  };
  if (next_line() != kFence) {
    Report(document, codes::kMissingFrontMatter,
           "the file must begin with a line \"---\", then title and summary, then a line \"---\"", diagnostics);
    return document;
  }
  const std::size_t matter_begin = begin;
  for (int line = 2; begin < text.size(); ++line) {
    const std::size_t matter_end = begin;
    if (next_line() != kFence) continue;
    document.body = text.substr(begin);
    document.body_line = line + 1;
    ParseTree(text.substr(matter_begin, matter_end - matter_begin), 2, document, diagnostics);
    LookAtBody(document, diagnostics);
    return document;
  }
  Report(document, codes::kUnclosedFrontMatter, "the front matter that begins here is never closed by a line \"---\"",
         diagnostics);
  return document;
}

}  // namespace indgang::sitegen::read
