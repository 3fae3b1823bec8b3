#include "sitegen/read/parse.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "sitegen/read/codes.h"

namespace indgang::sitegen {
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

}  // namespace

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
    return document;
  }
  Report(document, codes::kUnclosedFrontMatter, "the front matter that begins here is never closed by a line \"---\"",
         diagnostics);
  return document;
}

}  // namespace indgang::sitegen
