#include "sitegen/preview/file_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

class FileWatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(root_);
    Put("content/services/permit/da.md", "one");
    Put("templates/pages/start.html", "one");
    auto watch = FileWatch::Start({root_ + "/content", root_ + "/templates"});
    ASSERT_TRUE(watch.ok()) << watch.status();
    watch_ = *std::move(watch);
  }
  void TearDown() override {
    fs::remove_all(root_);
    close(stop_);
  }
  void Put(const std::string& path, const std::string& text) const {
    fs::create_directories((fs::path(root_) / path).parent_path());
    std::ofstream(root_ + "/" + path) << text;
  }
  // The next batch; nothing at all within `at_most` gives {false, false}.
  std::vector<bool> Next(absl::Duration at_most = absl::Seconds(5)) {
    std::atomic<bool> done = false;
    std::thread timer([&] {
      const absl::Time until = absl::Now() + at_most;
      while (!done && absl::Now() < until) absl::SleepFor(absl::Milliseconds(2));
      if (!done) eventfd_write(stop_, 1);
    });
    const auto changed = watch_->Wait(stop_);
    done = true;
    timer.join();
    eventfd_t ignored;
    eventfd_read(stop_, &ignored);
    EXPECT_TRUE(changed.ok()) << changed.status();
    return changed.value_or(std::vector<bool>());
  }
  bool Quiet() { return Next(absl::Milliseconds(120)) == std::vector<bool>{false, false}; }

  const std::string root_ = absl::StrCat(::testing::TempDir(), "/watch_", ::getpid());
  const int stop_ = eventfd(0, EFD_NONBLOCK);
  std::unique_ptr<FileWatch> watch_;
};

TEST_F(FileWatchTest, NothingHappensWhenNothingChanges) { EXPECT_TRUE(Quiet()); }

TEST_F(FileWatchTest, SaveInPlaceNamesTheFolder) {
  Put("content/services/permit/da.md", "two");
  EXPECT_THAT(Next(), ElementsAre(true, false));
  Put("templates/pages/start.html", "two");
  EXPECT_THAT(Next(), ElementsAre(false, true));
  EXPECT_TRUE(Quiet());
}

TEST_F(FileWatchTest, SaveByRenameIsOneBatch) {
  const std::string file = root_ + "/content/services/permit/da.md";
  Put("content/services/permit/4913", "");
  fs::remove(root_ + "/content/services/permit/4913");
  fs::rename(file, file + "~");
  Put("content/services/permit/da.md", "two");
  fs::remove(file + "~");
  EXPECT_THAT(Next(), ElementsAre(true, false));
  EXPECT_TRUE(Quiet());
  Put("content/services/permit/da.md", "three");
  EXPECT_THAT(Next(), ElementsAre(true, false)) << "the new file is watched like the old one";
}

TEST_F(FileWatchTest, ManyFilesAreOneBatch) {
  for (int i = 0; i < 500; ++i) Put(absl::StrCat("content/services/s", i, "/da.md"), "x");
  EXPECT_THAT(Next(), ElementsAre(true, false));
  EXPECT_TRUE(Quiet());
}

TEST_F(FileWatchTest, FilesInNewFoldersAreSeen) {
  Put("content/faq/one/deep/da.md", "x");
  EXPECT_THAT(Next(), ElementsAre(true, false));
  Put("content/faq/one/deep/da.md", "y");
  EXPECT_THAT(Next(), ElementsAre(true, false));
}

TEST_F(FileWatchTest, FoldersMovedAwayAreForgotten) {
  fs::rename(root_ + "/content/services/permit", root_ + "/elsewhere");
  EXPECT_THAT(Next(), ElementsAre(true, false));
  Put("elsewhere/da.md", "x");
  EXPECT_TRUE(Quiet());
}

TEST_F(FileWatchTest, WatchedFolderMayGoAndComeBack) {
  fs::remove_all(root_ + "/content");
  EXPECT_THAT(Next(), ElementsAre(true, false));
  EXPECT_TRUE(Quiet());
  Put("content/services/permit/da.md", "x");
  EXPECT_THAT(Next(), ElementsAre(true, false));
  Put("content/services/permit/da.md", "y");
  EXPECT_THAT(Next(), ElementsAre(true, false));
}

TEST_F(FileWatchTest, HiddenNamesArePassedOver) {
  Put("content/services/permit/.da.md.swp", "x");
  Put("content/.git/index", "x");
  Put("content/.git/index", "y");
  EXPECT_TRUE(Quiet());
}

TEST_F(FileWatchTest, ChangesThatGoOnDoNotHoldABatchBackForEver) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; !done; ++i) {
      Put("content/services/permit/da.md", std::to_string(i));
      absl::SleepFor(absl::Milliseconds(2));
    }
  });
  const absl::Time start = absl::Now();
  EXPECT_THAT(Next(), ElementsAre(true, false));
  EXPECT_LT(absl::Now() - start, FileWatch::kLongestBatch + absl::Seconds(1));
  done = true;
  writer.join();
}

}  // namespace
}  // namespace indgang::sitegen
