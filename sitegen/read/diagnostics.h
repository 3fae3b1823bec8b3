// What is wrong with content, where, and how to mend it. All problems are collected; nothing stops at the first.
#ifndef INDGANG_SITEGEN_READ_DIAGNOSTICS_H_
#define INDGANG_SITEGEN_READ_DIAGNOSTICS_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace indgang::sitegen::read {

// A stretch of one line of a file. Lines and columns count from 1, columns and length in characters (code points).
// Line 0 means the file as a whole.
struct Place {
  int line = 0;
  int column = 0;
  int length = 0;
};

// An error keeps content from being published; a warning does so only when asked to, a hint never.
enum class Severity { kError, kWarning, kHint };

struct Diagnostic {
  // Relative to the content folder, with '/'. Empty for the folder itself.
  std::string file = {};
  Place place = {};
  Severity severity = Severity::kError;
  // One of sitegen/read/codes.h or of sitegen/publish/markdown.h.
  std::string code = {};
  // One sentence without a full stop: the value that is wrong and what is wanted.
  std::string message = {};
  // What the author probably meant, ready to be typed; or empty.
  std::string suggestion = {};
  // The line `place` is on, without its line end; AttachSourceLines fills it in.
  std::string source_line = {};
};

// A growing list. Not for use from several threads at once: every thread fills its own, and Merge joins them.
class Diagnostics {
 public:
  void Add(Diagnostic diagnostic) { list_.push_back(std::move(diagnostic)); }
  void Merge(Diagnostics other);
  // By file, line, column, code and message; the same problem found twice stays once.
  void Sort();

  const std::vector<Diagnostic>& list() const { return list_; }
  std::vector<Diagnostic>& list() { return list_; }
  bool empty() const { return list_.empty(); }
  int errors() const { return Count(Severity::kError); }
  int warnings() const { return Count(Severity::kWarning); }
  int hints() const { return Count(Severity::kHint); }

 private:
  int Count(Severity severity) const;

  std::vector<Diagnostic> list_;
};

// Bytes. Nobody reads a longer line, and many problems in one would cost much.
inline constexpr std::size_t kLongestSourceLine = 10'000;

// Fills in source_line of sorted diagnostics; `text_of` gives a file's text, lines ending in "\n", or nothing. A line
// longer than kLongestSourceLine stays out.
void AttachSourceLines(Diagnostics& diagnostics, absl::FunctionRef<absl::string_view(absl::string_view file)> text_of);

// How a report is written: for people, for programs, or as annotations of a GitHub workflow.
enum class ReportFormat { kText, kJson, kGithub };

// The whole report, one or more lines, ending in a line end. `folder` is the content folder as the user named it; paths
// are shown below it. With nothing to report: empty for text and github, an empty list for json.
std::string FormatReport(const Diagnostics& diagnostics, absl::string_view folder, ReportFormat format);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_DIAGNOSTICS_H_
