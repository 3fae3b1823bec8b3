// A folder for one test.
#ifndef INDGANG_TESTS_SUPPORT_TEMPORARY_FOLDER_H_
#define INDGANG_TESTS_SUPPORT_TEMPORARY_FOLDER_H_

#include <string>

namespace indgang {

// Makes an empty folder and removes it, with all that is in it, when destroyed.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  // Of something in the folder: Path("a.db").
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace indgang

#endif  // INDGANG_TESTS_SUPPORT_TEMPORARY_FOLDER_H_
