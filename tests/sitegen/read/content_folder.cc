#include "tests/sitegen/read/content_folder.h"

#include <fstream>
#include <utility>

#include "absl/strings/str_split.h"
#include "base/files.h"
#include "gtest/gtest.h"

namespace indgang::sitegen::read {

namespace fs = std::filesystem;

ContentFolder::ContentFolder() {
  std::string pattern = (fs::temp_directory_path() / "indgang-content-XXXXXX").string();
  root_ = mkdtemp(pattern.data());
  fs::copy("tests/sites/minimal", root_ / "content", fs::copy_options::recursive);
}

ContentFolder::~ContentFolder() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

void ContentFolder::Write(absl::string_view file, absl::string_view bytes) {
  const fs::path target = fs::path(path()) / std::string(file);
  fs::create_directories(target.parent_path());
  std::ofstream(target, std::ios::binary) << bytes;
}

std::string ContentFolder::Text(absl::string_view file) const {
  const absl::StatusOr<std::string> text = ReadFile((fs::path(path()) / std::string(file)).string());
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

void ContentFolder::Replace(absl::string_view file, absl::string_view old_text, absl::string_view new_text) {
  std::string text = Text(file);
  const std::size_t at = text.find(std::string(old_text));
  ASSERT_NE(at, std::string::npos) << old_text << " is not in " << file;
  text.replace(at, old_text.size(), std::string(new_text));
  Write(file, text);
}

void ContentFolder::Remove(absl::string_view file) {
  EXPECT_TRUE(fs::remove(fs::path(path()) / std::string(file))) << file;
}

void ContentFolder::Overlay(const fs::path& folder) {
  fs::copy(folder, path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  fs::remove(fs::path(path()) / "expected.txt");
  if (!fs::exists(folder / "remove.txt")) return;
  for (absl::string_view file : absl::StrSplit(Text("remove.txt"), '\n', absl::SkipEmpty())) Remove(file);
  Remove("remove.txt");
}

Content ContentFolder::Read(int threads) const {
  absl::StatusOr<Content> content = ReadContent(path(), threads);
  EXPECT_TRUE(content.ok()) << content.status();
  return content.ok() ? *std::move(content) : Content();
}

Content ContentFolder::ReadWithHints() const {
  absl::StatusOr<Content> content =
      ReadContent(path(), {.threads = 2, .hints = true, .today = absl::CivilDay(2026, 11, 21)});
  EXPECT_TRUE(content.ok()) << content.status();
  return content.ok() ? *std::move(content) : Content();
}

std::string ContentFolder::Report(ReportFormat format) const {
  return FormatReport(Read().diagnostics, "content", format);
}

}  // namespace indgang::sitegen::read
