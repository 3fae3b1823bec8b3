// A content folder of a test's own, made from tests/sites/minimal.
#ifndef INDGANG_TESTS_SITEGEN_READ_CONTENT_FOLDER_H_
#define INDGANG_TESTS_SITEGEN_READ_CONTENT_FOLDER_H_

#include <filesystem>
#include <string>

#include "absl/strings/string_view.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/read.h"

namespace indgang::sitegen::read {

// A copy of the minimal site in a temporary folder, which goes away with the object.
class ContentFolder {
 public:
  ContentFolder();
  ~ContentFolder();
  ContentFolder(const ContentFolder&) = delete;
  ContentFolder& operator=(const ContentFolder&) = delete;

  std::string path() const { return (root_ / "content").string(); }
  // The temporary folder around the content, for output.
  const std::filesystem::path& root() const { return root_; }

  void Write(absl::string_view file, absl::string_view bytes);
  std::string Text(absl::string_view file) const;
  // Replaces text that must be there.
  void Replace(absl::string_view file, absl::string_view old_text, absl::string_view new_text);
  void Remove(absl::string_view file);
  // Copies `folder` over the content, removes what its remove.txt lists, and leaves out its expected.txt.
  void Overlay(const std::filesystem::path& folder);

  // Reads it; fails the test when that is impossible.
  Content Read(int threads = 2) const;
  // The same with hints, as if today were 2026-11-21.
  Content ReadWithHints() const;
  // The report, with paths below "content".
  std::string Report(ReportFormat format = ReportFormat::kText) const;

 private:
  std::filesystem::path root_;
};

}  // namespace indgang::sitegen::read

#endif  // INDGANG_TESTS_SITEGEN_READ_CONTENT_FOLDER_H_
