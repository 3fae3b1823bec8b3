// What a preview shows: the files of a folder, or pages in memory.
#ifndef INDGANG_SITEGEN_PREVIEW_SITE_FILES_H_
#define INDGANG_SITEGEN_PREVIEW_SITE_FILES_H_

#include <optional>
#include <string>

namespace indgang::sitegen {

// Called from several threads. Paths are relative to the site's root, have no "." or ".." parts and no leading slash.
class SiteFiles {
 public:
  virtual ~SiteFiles() = default;
  // The bytes of a file; nullopt when there is none.
  virtual std::optional<std::string> Read(const std::string& path) const = 0;
  // Whether there are files below `path`.
  virtual bool IsFolder(const std::string& path) const = 0;
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PREVIEW_SITE_FILES_H_
