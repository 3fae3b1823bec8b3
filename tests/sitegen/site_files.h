// What a build wrote, to compare it with another.
#ifndef INDGANG_TESTS_SITEGEN_SITE_FILES_H_
#define INDGANG_TESTS_SITEGEN_SITE_FILES_H_

#include <filesystem>
#include <map>
#include <string>

#include "base/files.h"

namespace indgang::sitegen {

// Every file below `folder`, by its path there, but for the record: that alone tells of one build and not of its
// content.
inline std::map<std::string, std::string> SiteFiles(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = std::filesystem::relative(entry.path(), folder).string();
    if (entry.is_regular_file() && name != "build.record") files[name] = *ReadFile(entry.path().string());
  }
  return files;
}

}  // namespace indgang::sitegen

#endif  // INDGANG_TESTS_SITEGEN_SITE_FILES_H_
