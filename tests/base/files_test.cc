#include "base/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/errors.h"
#include "gmock/gmock.h"
#include "tests/support/error_matchers.h"

namespace indgang {
namespace {

using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    std::string pattern = ::testing::TempDir() + "files_test_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~FilesTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  unsigned Mode(const std::string& path) const {
    struct stat info = {};
    EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 07777;
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) names.push_back(entry.path().filename());
    return names;
  }

  std::string folder_;
};

TEST_F(FilesTest, ReadsBackEveryByte) {
  for (const std::string& bytes : {std::string(), std::string("a\0b\n", 4), std::string(100000, 'x')}) {
    ASSERT_THAT(WriteFileAtomically(Path("file"), bytes), IsOk());
    const absl::StatusOr<std::string> read = ReadFile(Path("file"));
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(*read, bytes);
  }
  EXPECT_THAT(Names(), ElementsAre("file")) << "no temporary file is left";
}

TEST_F(FilesTest, ReadsFilesThatTellNoSize) {
  const absl::StatusOr<std::string> status = ReadFile("/proc/self/status");
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(*status, HasSubstr("Name:"));
}

TEST_F(FilesTest, ModeIsExactInSpiteOfTheUmask) {
  const mode_t old = ::umask(0077);
  EXPECT_THAT(WriteFileAtomically(Path("public"), "x", 0644), IsOk());
  ::umask(0);
  EXPECT_THAT(WriteFileAtomically(Path("secret"), "x", 0600), IsOk());
  ::umask(old);
  EXPECT_EQ(Mode(Path("public")), 0644u);
  EXPECT_EQ(Mode(Path("secret")), 0600u);
}

TEST_F(FilesTest, MissingFileIsNotFoundAndNamed) {
  const absl::StatusOr<std::string> read = ReadFile(Path("missing"));
  EXPECT_THAT(read, IsError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND"));
  EXPECT_THAT(std::string(read.status().message()), HasSubstr(Path("missing")));
  EXPECT_EQ(GetErrorInfo(read.status())->metadata().at("path"), Path("missing"));
}

TEST_F(FilesTest, AFolderIsUnreadable) {
  EXPECT_THAT(ReadFile(folder_), IsError(absl::StatusCode::kFailedPrecondition, "FILE_UNREADABLE"));
}

TEST_F(FilesTest, WritingIntoNoFolderFails) {
  EXPECT_THAT(WriteFileAtomically(Path("no/such/file"), "x"),
              IsError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE"));
}

TEST_F(FilesTest, AFailedWriteLeavesTheOldFileAndNothingElse) {
  // A folder that is not empty cannot be replaced by a file, whoever asks.
  ASSERT_TRUE(std::filesystem::create_directories(Path("target/inside")));
  const absl::Status status = WriteFileAtomically(Path("target"), "new");
  EXPECT_THAT(status, IsError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE"));
  EXPECT_EQ(GetErrorInfo(status)->metadata().at("path"), Path("target"));
  EXPECT_TRUE(std::filesystem::is_directory(Path("target/inside")));
  EXPECT_THAT(Names(), ElementsAre("target"));
}

TEST_F(FilesTest, AFileSystemThatTakesNoFilesIsToldSo) {
  EXPECT_THAT(WriteFileAtomically("/proc/indgang", "x"),
              IsError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE"));
}

TEST_F(FilesTest, ARelativePathIsWrittenInTheWorkingFolder) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  EXPECT_THAT(WriteFileAtomically("relative", "x"), IsOk());
  std::filesystem::current_path(before);
  EXPECT_THAT(Names(), ElementsAre("relative"));
}

}  // namespace
}  // namespace indgang
