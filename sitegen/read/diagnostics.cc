#include "sitegen/read/diagnostics.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "nlohmann/json.hpp"

namespace indgang::sitegen::read {
namespace {

// A longer line is cut around the underlined part.
constexpr std::size_t kShownCharacters = 120;

auto SortKey(const Diagnostic& d) {
  return std::tie(d.file, d.place.line, d.place.column, d.severity, d.code, d.message, d.suggestion);
}

absl::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kHint:
      return "hint";
  }
  return "";
}

std::string ShownPath(absl::string_view folder, const Diagnostic& diagnostic) {
  absl::string_view root = absl::StripSuffix(folder, "/");
  if (diagnostic.file.empty()) return std::string(root);
  return absl::StrCat(root, "/", diagnostic.file);
}

// Values and file names come from anywhere; a terminal must not act on what is in them.
std::string Harmless(absl::string_view text) {
  std::string harmless(text);
  std::replace_if(
      harmless.begin(), harmless.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return harmless;
}

// Splits into characters, so that carets line up under æ, ø and å. A tab or another control character becomes a blank:
// what a terminal would make of it is not ours to guess.
std::vector<std::string> Characters(absl::string_view line) {
  std::vector<std::string> characters;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + 1;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) ++end;
    const bool control = static_cast<unsigned char>(line[i]) < 0x20 || line[i] == 0x7F;
    characters.push_back(control ? " " : std::string(line.substr(i, end - i)));
    i = end;
  }
  return characters;
}

void AppendExcerpt(const Diagnostic& diagnostic, std::string& out) {
  const Place& place = diagnostic.place;
  const std::string number = absl::StrCat(place.line);
  const std::string margin(std::max<std::size_t>(4, number.size()), ' ');
  const std::vector<std::string> characters = Characters(diagnostic.source_line);
  const std::size_t column = std::min<std::size_t>(std::max(place.column, 1) - 1, characters.size());
  std::size_t first = 0;
  std::size_t last = characters.size();
  if (last > kShownCharacters) {
    first = column > kShownCharacters / 2 ? column - kShownCharacters / 2 : 0;
    last = std::min(last, first + kShownCharacters);
  }
  absl::StrAppend(&out, margin.substr(number.size()), number, " | ");
  if (first > 0) absl::StrAppend(&out, "…");
  for (std::size_t i = first; i < last; ++i) out += characters[i];
  if (last < characters.size()) absl::StrAppend(&out, "…");
  const std::size_t length = std::min<std::size_t>(std::max(place.length, 1), std::max<std::size_t>(last - column, 1));
  absl::StrAppend(&out, "\n", margin, " | ", std::string(column - first + (first > 0 ? 1 : 0), ' '), "^",
                  std::string(length - 1, '~'));
}

std::string FormatText(const Diagnostics& diagnostics, absl::string_view folder) {
  std::string out;
  for (const Diagnostic& d : diagnostics.list()) {
    absl::StrAppend(&out, Harmless(ShownPath(folder, d)));
    if (d.place.line > 0) absl::StrAppend(&out, ":", d.place.line, ":", std::max(d.place.column, 1));
    absl::StrAppend(&out, ": ", SeverityName(d.severity), " [", d.code, "]: ", Harmless(d.message), "\n");
    const std::string hint = d.suggestion.empty() ? "" : absl::StrCat("did you mean \"", Harmless(d.suggestion), "\"?");
    if (!d.source_line.empty()) {
      AppendExcerpt(d, out);
      if (!hint.empty()) absl::StrAppend(&out, " ", hint);
      out += "\n";
    } else if (!hint.empty()) {
      absl::StrAppend(&out, "     | ", hint, "\n");
    }
  }
  if (!diagnostics.empty()) {
    const auto counted = [](int count, absl::string_view word) {
      return absl::StrCat(count, " ", word, count == 1 ? "" : "s");
    };
    absl::StrAppend(&out, counted(diagnostics.errors(), "error"), ", ", counted(diagnostics.warnings(), "warning"),
                    diagnostics.hints() > 0 ? ", " + counted(diagnostics.hints(), "hint") : "", "\n");
  }
  return out;
}

std::string FormatJson(const Diagnostics& diagnostics, absl::string_view folder) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Diagnostic& d : diagnostics.list()) {
    list.push_back({{"file", ShownPath(folder, d)},
                    {"line", d.place.line},
                    {"column", d.place.column},
                    {"length", d.place.length},
                    {"severity", std::string(SeverityName(d.severity))},
                    {"code", d.code},
                    {"message", d.message},
                    {"suggestion", d.suggestion}});
  }
  const nlohmann::ordered_json report = {{"errors", diagnostics.errors()},
                                         {"warnings", diagnostics.warnings()},
                                         {"hints", diagnostics.hints()},
                                         {"diagnostics", std::move(list)}};
  // A file name need not be UTF-8.
  return report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string FormatGithub(const Diagnostics& diagnostics, absl::string_view folder) {
  const auto escape_text = [](absl::string_view text) {
    return absl::StrReplaceAll(text, {{"%", "%25"}, {"\r", "%0D"}, {"\n", "%0A"}});
  };
  const auto escape_property = [](absl::string_view text) {
    return absl::StrReplaceAll(text, {{"%", "%25"}, {"\r", "%0D"}, {"\n", "%0A"}, {":", "%3A"}, {",", "%2C"}});
  };
  std::string out;
  for (const Diagnostic& d : diagnostics.list()) {
    // GitHub has no hints.
    const absl::string_view command = d.severity == Severity::kHint ? "notice" : SeverityName(d.severity);
    absl::StrAppend(&out, "::", command, " file=", escape_property(ShownPath(folder, d)));
    if (d.place.line > 0) {
      const int column = std::max(d.place.column, 1);
      absl::StrAppend(&out, ",line=", d.place.line, ",col=", column,
                      ",endColumn=", column + std::max(d.place.length, 1));
    }
    absl::StrAppend(&out, ",title=", escape_property(d.code), "::", escape_text(d.message));
    if (!d.suggestion.empty()) absl::StrAppend(&out, "; did you mean \"", escape_text(d.suggestion), "\"?");
    out += "\n";
  }
  return out;
}

}  // namespace

void Diagnostics::Merge(Diagnostics other) {
  if (list_.empty()) {
    list_ = std::move(other.list_);
    return;
  }
  std::move(other.list_.begin(), other.list_.end(), std::back_inserter(list_));
}

void Diagnostics::Sort() {
  std::sort(list_.begin(), list_.end(),
            [](const Diagnostic& a, const Diagnostic& b) { return SortKey(a) < SortKey(b); });
  list_.erase(std::unique(list_.begin(), list_.end(),
                          [](const Diagnostic& a, const Diagnostic& b) { return SortKey(a) == SortKey(b); }),
              list_.end());
}

int Diagnostics::Count(Severity severity) const {
  return static_cast<int>(
      std::count_if(list_.begin(), list_.end(), [&](const Diagnostic& d) { return d.severity == severity; }));
}

void AttachSourceLines(Diagnostics& diagnostics, absl::FunctionRef<absl::string_view(absl::string_view file)> text_of) {
  // Diagnostics are sorted, so one walk through each file is enough.
  absl::string_view file;
  absl::string_view rest;
  int line = 0;
  absl::string_view current;
  for (Diagnostic& d : diagnostics.list()) {
    if (d.place.line < 1) continue;
    if (line == 0 || d.file != file || d.place.line < line) {
      file = d.file;
      rest = text_of(file);
      line = 0;
    }
    for (; line < d.place.line; ++line) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      current = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (current.size() <= kLongestSourceLine) d.source_line = std::string(current);
  }
}

std::string FormatReport(const Diagnostics& diagnostics, absl::string_view folder, ReportFormat format) {
  switch (format) {
    case ReportFormat::kText:
      return FormatText(diagnostics, folder);
    case ReportFormat::kJson:
      return FormatJson(diagnostics, folder);
    case ReportFormat::kGithub:
      return FormatGithub(diagnostics, folder);
  }
  return "";
}

}  // namespace indgang::sitegen::read
