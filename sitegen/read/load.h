// First stage: the content folder, as bytes in memory. Nothing after it touches the disk.
#ifndef INDGANG_SITEGEN_READ_LOAD_H_
#define INDGANG_SITEGEN_READ_LOAD_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sitegen/read/diagnostics.h"

namespace indgang::sitegen::read {

// A larger file is reported and not read.
inline constexpr std::size_t kMaxFileBytes = 1 << 20;

// One file of the content.
struct SourceFile {
  // Relative to the content folder, with '/': "services/late-opening/da.md".
  std::string path;
  // What the file says: without a byte order mark, lines ending in "\n".
  std::string text;
  // `text` is valid UTF-8 without control characters; otherwise that has been reported and nobody looks inside.
  bool readable = false;
};

// The bytes of one file, as they lie on the disk.
struct FileDigest {
  // As that of a SourceFile.
  std::string path;
  // SHA-256 in hex; empty when the file could not be read.
  std::string digest;
};

struct SourceTree {
  // Sorted by path. Only files that docs/content-model.md gives a place.
  std::vector<SourceFile> files;
  // For each of them.
  std::vector<FileDigest> digests;

  // nullptr when there is no such file.
  const SourceFile* Find(absl::string_view path) const;
};

// Reads everything below `folder` on `threads` threads. Names that begin with a dot are passed over. Reported: files
// and folders that have no place in the content model, symbolic links (a link could lead out of the folder, and git
// hosts show them badly), files that are too large, unreadable, not UTF-8 or hold control characters, and malformed
// ids. Error: FAILED_PRECONDITION CONTENT_UNREADABLE when `folder` is not a folder that can be read; metadata "path".
absl::StatusOr<SourceTree> LoadContent(const std::string& folder, int threads, Diagnostics& diagnostics);

// The files at `paths` (sorted, relative to `folder`), as LoadContent reads and reports them.
SourceTree LoadFiles(const std::string& folder, const std::vector<std::string>& paths, int threads,
                     Diagnostics& diagnostics);

// Identifies content: SHA-256, in hex, over one line "<digest>  <path>\n" for each file in order, which is what
// `sha256sum` prints for them, hashed again.
std::string ContentHash(const std::vector<FileDigest>& digests);

// Whether `id` can name an item: [a-z0-9-]+, at most 80 bytes.
bool IsItemId(absl::string_view id);

// An id made of `name`, to suggest; or "".
std::string SuggestItemId(absl::string_view name);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_LOAD_H_
