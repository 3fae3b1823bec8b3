#include "sitegen/publish/output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/files.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

class WriteSiteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  std::vector<std::string> Paths() const {
    std::vector<std::string> paths;
    for (const auto& entry : fs::recursive_directory_iterator(root_)) {
      paths.push_back(fs::relative(entry.path(), root_).string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
  }

  std::string Read(const std::string& path) const { return ReadFile((root_ / path).string()).value_or("(none)"); }
  std::string Site() const { return (root_ / "site").string(); }

  const fs::path root_ = fs::path(::testing::TempDir()) / ("write_site_" + std::to_string(::getpid()));
};

std::string Summary(const absl::StatusOr<WriteSummary>& summary) {
  if (!summary.ok()) return std::string(summary.status().message());
  return std::to_string(summary->written) + " written, " + std::to_string(summary->unchanged) + " unchanged, " +
         std::to_string(summary->removed) + " removed";
}

TEST_F(WriteSiteTest, OnlyChangedBytesAreWritten) {
  EXPECT_EQ(Summary(WriteSite({{"index.html", "a"}, {"en/index.html", "b"}}, Site())),
            "2 written, 0 unchanged, 0 removed");
  struct stat before {};
  ASSERT_EQ(::stat((Site() + "/index.html").c_str(), &before), 0);
  EXPECT_EQ(Summary(WriteSite({{"index.html", "a"}, {"en/index.html", "c"}}, Site())),
            "1 written, 1 unchanged, 0 removed");
  struct stat after {};
  ASSERT_EQ(::stat((Site() + "/index.html").c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
  EXPECT_EQ(before.st_ctim.tv_nsec, after.st_ctim.tv_nsec);
  EXPECT_EQ(Read("site/en/index.html"), "c");
  EXPECT_THAT(Paths(), ElementsAre("site", "site.files", "site/en", "site/en/index.html", "site/index.html"));
}

TEST_F(WriteSiteTest, StaleFilesGoAndForeignOnesStay) {
  ASSERT_TRUE(WriteSite({{"a/b/index.html", "a"}, {"index.html", "i"}}, Site()).ok());
  ASSERT_TRUE(WriteFileAtomically(Site() + "/CNAME", "indgang.example").ok());
  EXPECT_EQ(Summary(WriteSite({{"index.html", "i"}}, Site() + "/")), "0 written, 1 unchanged, 1 removed");
  EXPECT_THAT(Paths(), ElementsAre("site", "site.files", "site/CNAME", "site/index.html"));
}

TEST_F(WriteSiteTest, ListOfWrittenFilesCannotLeadOutOfTheFolder) {
  ASSERT_TRUE(WriteSite({{"index.html", "i"}}, Site()).ok());
  ASSERT_TRUE(WriteFileAtomically((root_ / "precious").string(), "p").ok());
  ASSERT_TRUE(WriteFileAtomically(Site() + ".files", "../precious\n" + (root_ / "precious").string() + "\n").ok());
  EXPECT_EQ(Summary(WriteSite({{"index.html", "i"}}, Site())), "0 written, 1 unchanged, 0 removed");
  EXPECT_EQ(Read("precious"), "p");
}

TEST_F(WriteSiteTest, FailureLeavesTheOldSiteAsItWas) {
  ASSERT_TRUE(WriteSite({{"index.html", "old"}}, Site()).ok());
  // A file stands where the staging folder's parent is wanted: /dev/full would need a device, this needs none.
  const std::string nowhere = Site() + "/index.html/deeper";
  const auto summary = WriteSite({{"index.html", "new"}}, nowhere);
  EXPECT_EQ(GetReason(summary.status()), "FILE_UNWRITABLE");
  EXPECT_EQ(Read("site/index.html"), "old");
}

TEST_F(WriteSiteTest, LeftoversOfAKilledRunAreCleared) {
  ASSERT_TRUE(WriteSite({{"index.html", "old"}}, Site()).ok());
  fs::create_directories(Site() + ".staging");
  ASSERT_TRUE(WriteFileAtomically(Site() + ".staging/0", "half").ok());
  EXPECT_EQ(Summary(WriteSite({{"index.html", "new"}}, Site())), "1 written, 0 unchanged, 0 removed");
  EXPECT_EQ(Read("site/index.html"), "new");
  EXPECT_THAT(Paths(), ElementsAre("site", "site.files", "site/index.html"));
}

}  // namespace
}  // namespace indgang::sitegen
