// Conformance: the feed holds every event of every case once, in the order of the commits, under one running hash.
#include <map>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/hash.h"
#include "tests/server/storage/conformance.h"

namespace indgang::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> NamesOf(const std::vector<FeedEntry>& entries) {
  std::vector<std::string> names;
  for (const FeedEntry& entry : entries) names.push_back(entry.event.name());
  return names;
}

absl::Status AddEvents(WriteTransaction& write, const std::vector<std::pair<int, int>>& events) {
  for (const auto& [number, sequence] : events) {
    if (sequence == 1) {
      EXPECT_THAT(write.PutCase(MakeCase(number)), IsOk());
    }
    EXPECT_THAT(write.AddEvent(NumberOf(number), MakeEvent(number, sequence)), IsOk());
  }
  return absl::OkStatus();
}

TEST_P(StorageConformance, TheFeedOfAnEmptyDatabaseIsAtItsBeginning) {
  Read([](ReadTransaction& read) {
    EXPECT_THAT(read.ListFeed(0, 10).value(), IsEmpty());
    EXPECT_EQ(read.GetFeedEnd().value().sequence, 0);
    EXPECT_EQ(read.GetFeedEnd().value().hash, std::string(32, '\0'));
    EXPECT_EQ(read.GetFeedPlace(0).value()->hash, std::string(32, '\0'));
    EXPECT_FALSE(read.GetFeedPlace(1).value().has_value());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, TheFeedHoldsEveryEventInTheOrderStored) {
  Write([](WriteTransaction& write) { return AddEvents(write, {{2, 1}, {1, 1}, {2, 2}}); });
  Write([](WriteTransaction& write) { return AddEvents(write, {{1, 2}, {3, 1}}); });
  Read([](ReadTransaction& read) {
    const std::vector<FeedEntry> all = read.ListFeed(0, 10).value();
    EXPECT_THAT(NamesOf(all),
                ElementsAre("cases/2026-000002/events/1", "cases/2026-000001/events/1", "cases/2026-000002/events/2",
                            "cases/2026-000001/events/2", "cases/2026-000003/events/1"));
    std::string hash(32, '\0');
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i].place.sequence, static_cast<std::int64_t>(i + 1));
      EXPECT_EQ(absl::StrCat("cases/", all[i].case_number, "/events/", all[i].event.sequence()), all[i].event.name());
      hash = Sha256(hash + all[i].event.hash());
      EXPECT_EQ(all[i].place.hash, hash) << i;
      EXPECT_EQ(read.GetFeedPlace(all[i].place.sequence).value()->hash, hash) << i;
    }
    EXPECT_EQ(read.GetFeedEnd().value().sequence, 5);
    EXPECT_EQ(read.GetFeedEnd().value().hash, hash);
    EXPECT_FALSE(read.GetFeedPlace(6).value().has_value());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, TheFeedComesInPages) {
  Write([](WriteTransaction& write) { return AddEvents(write, {{1, 1}, {1, 2}, {2, 1}}); });
  Read([](ReadTransaction& read) {
    EXPECT_THAT(NamesOf(read.ListFeed(0, 2).value()),
                ElementsAre("cases/2026-000001/events/1", "cases/2026-000001/events/2"));
    EXPECT_THAT(NamesOf(read.ListFeed(2, 2).value()), ElementsAre("cases/2026-000002/events/1"));
    EXPECT_THAT(read.ListFeed(3, 2).value(), IsEmpty());
    EXPECT_THAT(read.ListFeed(0, 0).value(), IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, AnEventThatIsRefusedOrRolledBackTakesNoPlace) {
  Write([](WriteTransaction& write) { return AddEvents(write, {{1, 1}}); });
  EXPECT_THAT(
      WriteAndWait(*storage_, [](WriteTransaction& write) { return write.AddEvent(NumberOf(1), MakeEvent(1, 1)); }),
      IsError(absl::StatusCode::kAlreadyExists, "STORAGE_CONFLICT"));
  EXPECT_FALSE(WriteAndWait(*storage_, [](WriteTransaction& write) {
                 EXPECT_THAT(write.AddEvent(NumberOf(1), MakeEvent(1, 2)), IsOk());
                 EXPECT_EQ(write.GetFeedEnd().value().sequence, 2);
                 return MakeError(absl::StatusCode::kFailedPrecondition, "TEST_REFUSED", "no");
               }).ok());
  Reopen();
  Write([](WriteTransaction& write) { return AddEvents(write, {{1, 2}}); });
  Read([](ReadTransaction& read) {
    EXPECT_THAT(NamesOf(read.ListFeed(0, 10).value()),
                ElementsAre("cases/2026-000001/events/1", "cases/2026-000001/events/2"));
    EXPECT_EQ(read.GetFeedEnd().value().sequence, 2);
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ConcurrentWritersLeaveNoGapInTheFeed) {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  std::vector<std::thread> threads;
  for (int thread = 1; thread <= kThreads; ++thread) {
    threads.emplace_back([this, thread] {
      for (int sequence = 1; sequence <= kEach; ++sequence) {
        EXPECT_THAT(WriteAndWait(*storage_,
                                 [&](WriteTransaction& write) {
                                   return AddEvents(write, {{thread, sequence}});
                                 }),
                    IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Read([](ReadTransaction& read) {
    const std::vector<FeedEntry> all = read.ListFeed(0, 1'000).value();
    EXPECT_THAT(all, SizeIs(kThreads * kEach));
    std::map<std::string, std::int64_t> last;
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i].place.sequence, static_cast<std::int64_t>(i + 1));
      EXPECT_EQ(all[i].event.sequence(), ++last[all[i].case_number]);
    }
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace indgang::storage
