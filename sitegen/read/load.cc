#include "sitegen/read/load.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/did_you_mean.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/utf8.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/kinds.h"

namespace indgang::sitegen::read {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxIdBytes = 80;

Diagnostic Problem(absl::string_view file, absl::string_view code, std::string message, std::string suggestion = "") {
  return {.file = std::string(file),
          .place = {},
          .code = std::string(code),
          .message = std::move(message),
          .suggestion = std::move(suggestion)};
}

std::string Join(absl::string_view folder, absl::string_view name) {
  return folder.empty() ? std::string(name) : absl::StrCat(folder, "/", name);
}

// Finds the files, sorted, and reports what has no place.
class Lister {
 public:
  Lister(const std::string& folder, Diagnostics& diagnostics) : folder_(folder), diagnostics_(diagnostics) {}

  std::vector<std::string> List() {
    std::vector<std::string> names;
    for (const KindInfo& info : Kinds()) names.emplace_back(info.path);
    for (const fs::directory_entry& entry : Entries("")) {
      const std::string name = entry.path().filename().string();
      const KindInfo* info = FindKindByPath(name);
      const bool folder_wanted = info != nullptr && info->layout == Layout::kFolder;
      if (!Plain(entry, name)) continue;
      if (info == nullptr || folder_wanted != entry.is_directory()) {
        Unexpected(name, names);
      } else if (folder_wanted) {
        ListItems(*info);
      } else {
        files_.push_back(name);
      }
    }
    std::sort(files_.begin(), files_.end());
    return std::move(files_);
  }

 private:
  void ListItems(const KindInfo& info) {
    const std::vector<std::string> names = {"da.md", "en.md", "facts.yaml"};
    for (const fs::directory_entry& item : Entries(std::string(info.path))) {
      const std::string id = item.path().filename().string();
      const std::string path = Join(info.path, id);
      if (!Plain(item, path)) continue;
      if (!item.is_directory()) {
        diagnostics_.Add(Problem(path, codes::kUnexpectedFile,
                                 absl::StrCat("\"", id, "\" stands directly in ", info.path, "/, where each ",
                                              info.name, " has a folder of its own")));
        continue;
      }
      if (!IsItemId(id)) {
        diagnostics_.Add(Problem(path, codes::kBadId,
                                 absl::StrCat("folder \"", id, "\" cannot name a ", info.name,
                                              ": use a-z, 0-9 and \"-\", at most ", kMaxIdBytes, " characters"),
                                 SuggestItemId(id)));
        continue;
      }
      for (const fs::directory_entry& file : Entries(path)) {
        const std::string name = file.path().filename().string();
        const std::string file_path = Join(path, name);
        if (!Plain(file, file_path)) continue;
        if (file.is_directory() || std::find(names.begin(), names.end(), name) == names.end()) {
          Unexpected(file_path, names);
        } else {
          files_.push_back(file_path);
        }
      }
    }
  }

  // Whether the entry is a file or a folder; reports anything else.
  bool Plain(const fs::directory_entry& entry, const std::string& path) {
    // What the listing said of the entry is enough; it is looked at itself only where the file system does not say.
    std::error_code error;
    if (entry.is_symlink(error)) {
      diagnostics_.Add(Problem(path, codes::kSymlink, "symbolic links are not followed: put the file itself here"));
      return false;
    }
    if (entry.is_regular_file(error) || entry.is_directory(error)) return true;
    diagnostics_.Add(Problem(path, codes::kUnexpectedFile, "this is neither a file nor a folder"));
    return false;
  }

  void Unexpected(const std::string& path, const std::vector<std::string>& names) {
    const std::string name = fs::path(path).filename().string();
    diagnostics_.Add(Problem(path, codes::kUnexpectedFile,
                             absl::StrCat("\"", name, "\" has no place here; expected are ", Listing(names)),
                             DidYouMean(name, names)));
  }

  static std::string Listing(const std::vector<std::string>& names) {
    std::string listing;
    for (std::size_t i = 0; i < names.size(); ++i) {
      absl::StrAppend(&listing, i == 0 ? "" : i + 1 == names.size() ? " and " : ", ", names[i]);
    }
    return listing;
  }

  std::vector<fs::directory_entry> Entries(const std::string& path) {
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    fs::directory_iterator iterator(fs::path(folder_) / path, error);
    for (; !error && iterator != fs::directory_iterator(); iterator.increment(error)) {
      if (!absl::StartsWith(iterator->path().filename().string(), ".")) entries.push_back(*iterator);
    }
    if (error) diagnostics_.Add(Problem(path, codes::kFileUnreadable, "this folder cannot be read"));
    return entries;
  }

  const std::string& folder_;
  Diagnostics& diagnostics_;
  std::vector<std::string> files_;
};

// Line and column of a byte.
Place PlaceOf(absl::string_view text, std::size_t offset) {
  const absl::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;
  return {.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          .column = static_cast<int>(CountCodePoints(before.substr(line_start))) + 1,
          .length = 1};
}

// Windows editors write a byte order mark and CRLF; neither means anything.
void Normalize(std::string& text) {
  if (absl::StartsWith(text, "\xEF\xBB\xBF")) text.erase(0, 3);
  if (text.find('\r') == std::string::npos) return;
  std::size_t out = 0;
  for (std::size_t in = 0; in < text.size(); ++in) {
    if (text[in] == '\r' && in + 1 < text.size() && text[in + 1] == '\n') continue;
    text[out++] = text[in] == '\r' ? '\n' : text[in];
  }
  text.resize(out);
}

void CheckText(SourceFile& file, Diagnostics& diagnostics) {
  const std::size_t valid = ValidUtf8Prefix(file.text);
  if (valid < file.text.size()) {
    Diagnostic problem = Problem(file.path, codes::kInvalidUtf8,
                                 absl::StrCat("byte 0x", absl::Hex(static_cast<unsigned char>(file.text[valid])),
                                              " is not UTF-8: save the file with the encoding UTF-8"));
    problem.place = PlaceOf(file.text, valid);
    diagnostics.Add(std::move(problem));
    return;
  }
  const auto control = std::find_if(file.text.begin(), file.text.end(), [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F;
  });
  if (control != file.text.end()) {
    Diagnostic problem = Problem(
        file.path, codes::kControlCharacter,
        absl::StrCat("an invisible control character (0x",
                     absl::Hex(static_cast<unsigned char>(*control), absl::kZeroPad2), ") stands here: delete it"));
    problem.place = PlaceOf(file.text, static_cast<std::size_t>(control - file.text.begin()));
    diagnostics.Add(std::move(problem));
    return;
  }
  file.readable = true;
}

// Reads the file and hashes it; reports what is wrong with its bytes.
void ReadOne(const std::string& folder, SourceFile& file, std::string& digest, Diagnostics& diagnostics) {
  const std::string path = Join(folder, file.path);
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (!error && size > kMaxFileBytes) {
    diagnostics.Add(Problem(file.path, codes::kFileTooLarge,
                            absl::StrCat("the file has ", size, " bytes; at most ", kMaxFileBytes, " are read")));
    return;
  }
  absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) {
    diagnostics.Add(Problem(file.path, codes::kFileUnreadable, "this file cannot be read"));
    return;
  }
  file.text = *std::move(bytes);
  digest = Sha256Hex(file.text);
  Normalize(file.text);
  CheckText(file, diagnostics);
}

}  // namespace

const SourceFile* SourceTree::Find(absl::string_view path) const {
  const auto found =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const SourceFile& file, absl::string_view wanted) { return file.path < wanted; });
  return found != files.end() && found->path == path ? &*found : nullptr;
}

absl::StatusOr<SourceTree> LoadContent(const std::string& folder, int threads, Diagnostics& diagnostics) {
  std::error_code error;
  const fs::directory_iterator readable(folder, error);
  if (error) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CONTENT_UNREADABLE",
                     absl::StrCat("the content folder \"", folder, "\" cannot be read: ", error.message()),
                     {{"path", folder}});
  }
  return LoadFiles(folder, Lister(folder, diagnostics).List(), threads, diagnostics);
}

SourceTree LoadFiles(const std::string& folder, const std::vector<std::string>& paths, int threads,
                     Diagnostics& diagnostics) {
  SourceTree tree;
  tree.files.resize(paths.size());
  tree.digests.resize(paths.size());
  std::vector<Diagnostics> problems(paths.size());
  ParallelFor(threads, paths.size(), [&](std::size_t i) {
    tree.files[i].path = paths[i];
    tree.digests[i].path = paths[i];
    ReadOne(folder, tree.files[i], tree.digests[i].digest, problems[i]);
  });
  for (Diagnostics& found : problems) diagnostics.Merge(std::move(found));
  return tree;
}

std::string ContentHash(const std::vector<FileDigest>& digests) {
  Sha256Stream hash;
  for (const FileDigest& file : digests) {
    hash.Update(file.digest);
    hash.Update("  ");
    hash.Update(file.path);
    hash.Update("\n");
  }
  return hash.FinishHex();
}

bool IsItemId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

std::string SuggestItemId(absl::string_view name) {
  std::string id;
  for (char c :
       absl::StrReplaceAll(name, {{"æ", "ae"}, {"ø", "oe"}, {"å", "aa"}, {"Æ", "ae"}, {"Ø", "oe"}, {"Å", "aa"}})) {
    if (absl::ascii_isalnum(c)) {
      id += absl::ascii_tolower(c);
    } else if (c == ' ' || c == '_' || c == '.' || c == '-') {
      id += '-';
    }
  }
  return IsItemId(id) ? id : "";
}

}  // namespace indgang::sitegen::read
