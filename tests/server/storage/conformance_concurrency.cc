// Conformance: transactions are isolated, ordered and finished, whoever calls from wherever.
#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "tests/server/storage/conformance.h"

namespace indgang::storage {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

absl::Status Refused() { return MakeError(absl::StatusCode::kFailedPrecondition, "TEST_REFUSED", "no"); }

TEST_P(StorageConformance, ABodyThatFailsLeavesNoTrace) {
  Write([](WriteTransaction& write) {
    EXPECT_EQ(write.NextCaseNumber(2026).value(), "2026-000001");
    return write.PutCase(MakeCase(1));
  });
  EXPECT_THAT(WriteAndWait(*storage_,
                           [](WriteTransaction& write) {
                             EXPECT_EQ(write.NextCaseNumber(2026).value(), "2026-000002");
                             EXPECT_THAT(write.PutCase(MakeCase(2)), IsOk());
                             EXPECT_THAT(write.PutCase(MakeCase(1, cases::v1::Case::STATE_CLOSED)), IsOk());
                             EXPECT_THAT(write.AddEvent("2026-000002", MakeEvent(2, 1)), IsOk());
                             EXPECT_THAT(write.AddInteraction("2026-000002", 1, MakeInteraction(2, 1)), IsOk());
                             EXPECT_THAT(write.PutReferral("2026-000001", 1, MakeReferral(1, 1, "police", kNow)),
                                         IsOk());
                             EXPECT_THAT(write.PutToken(MakeToken("tok_a", kNow)), IsOk());
                             EXPECT_THAT(write.AddResponse("tok_a", "r", kNow, {"f", "r"}), IsOk());
                             return Refused();
                           }),
              IsError(absl::StatusCode::kFailedPrecondition, "TEST_REFUSED"));
  Read([](ReadTransaction& read) {
    EXPECT_FALSE(read.GetCase("2026-000002").value().has_value());
    EXPECT_EQ(read.GetCase("2026-000001").value()->message.state(), cases::v1::Case::STATE_REGISTERED);
    EXPECT_THAT(read.ListEvents("2026-000002", 0, 5).value(), IsEmpty());
    EXPECT_THAT(read.ListInteractions("2026-000002", 0, 5).value(), IsEmpty());
    EXPECT_FALSE(read.IsReferredTo("2026-000001", "police").value());
    EXPECT_THAT(read.ListReferrals({}).value(), IsEmpty());
    EXPECT_THAT(read.ListTokens("", 5).value(), IsEmpty());
    EXPECT_FALSE(read.FindResponse("tok_a", "r").value().has_value());
    return absl::OkStatus();
  });
  Write([](WriteTransaction& write) {
    EXPECT_EQ(write.NextCaseNumber(2026).value(), "2026-000002");
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ABodyCannotPassOverAFailedChange) {
  EXPECT_THAT(WriteAndWait(*storage_,
                           [](WriteTransaction& write) {
                             EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
                             EXPECT_FALSE(write.AddEvent("2026-000009", MakeEvent(9, 1)).ok());
                             return absl::OkStatus();
                           }),
              IsError(absl::StatusCode::kInternal, "STORAGE_FAILED"));
  Read([](ReadTransaction& read) {
    EXPECT_FALSE(read.GetCase("2026-000001").value().has_value());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, AWriteSeesItsOwnAndEarlierChanges) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_TRUE(write.GetCase("2026-000001").value().has_value());
    return absl::OkStatus();
  });
  Write([](WriteTransaction& write) {
    EXPECT_TRUE(write.GetCase("2026-000001").value().has_value());
    EXPECT_THAT(write.ListCases({}).value().cases, SizeIs(1));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, AReadSeesOneSnapshot) {
  Write([](WriteTransaction& write) { return write.PutCase(MakeCase(1)); });
  Read([this](ReadTransaction& read) {
    EXPECT_THAT(read.ListCases({}).value().cases, SizeIs(1));
    EXPECT_THAT(WriteAndWait(*storage_, [](WriteTransaction& write) { return write.PutCase(MakeCase(2)); }), IsOk());
    EXPECT_THAT(read.ListCases({}).value().cases, SizeIs(1));
    EXPECT_FALSE(read.GetCase("2026-000002").value().has_value());
    return absl::OkStatus();
  });
  Read([](ReadTransaction& read) {
    EXPECT_THAT(read.ListCases({}).value().cases, SizeIs(2));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, AReadPassesItsStatusOn) {
  EXPECT_THAT(ReadAndWait(*storage_, [](ReadTransaction&) { return Refused(); }),
              IsError(absl::StatusCode::kFailedPrecondition, "TEST_REFUSED"));
}

TEST_P(StorageConformance, EverythingIsThereAfterReopening) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.AddEvent("2026-000001", MakeEvent(1, 1)), IsOk());
    EXPECT_THAT(write.AddInteraction("2026-000001", 1, MakeInteraction(1, 1)), IsOk());
    EXPECT_THAT(write.PutReferral("2026-000001", 1, MakeReferral(1, 1, "police", kNow)), IsOk());
    EXPECT_THAT(write.PutPlan("2026-000001", MakePlan(1, "shop")), IsOk());
    EXPECT_THAT(write.PutToken(MakeToken("tok_a", kNow)), IsOk());
    return write.AddResponse("tok_a", "r", kNow, {"f", "r"});
  });
  for (int i = 0; i < 2; ++i) {
    Reopen();
    Read([](ReadTransaction& read) {
      EXPECT_THAT(read.GetCase("2026-000001").value()->message, EqualsProto(MakeCase(1).message));
      EXPECT_THAT(read.ListEvents("2026-000001", 0, 5).value(), SizeIs(1));
      EXPECT_THAT(read.ListInteractions("2026-000001", 0, 5).value(), SizeIs(1));
      EXPECT_THAT(read.ListReferrals({}).value(), SizeIs(1));
      EXPECT_TRUE(read.IsReferredTo("2026-000001", "police").value());
      EXPECT_TRUE(read.GetPlan("2026-000001").value().has_value());
      EXPECT_TRUE(read.GetToken("tok_a").value().has_value());
      EXPECT_TRUE(read.FindResponse("tok_a", "r").value().has_value());
      return absl::OkStatus();
    });
  }
}

TEST_P(StorageConformance, ConcurrentWritersGetNumbersWithoutGapsAndReadTheirOwnWrites) {
  constexpr int kThreads = 8;
  constexpr int kEach = 60;
  std::mutex mutex;
  std::set<std::string> numbers;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        std::string number;
        // Every third body fails after it took a number.
        const bool fails = (thread + i) % 3 == 0;
        const absl::Status status = WriteAndWait(*storage_, [&](WriteTransaction& write) {
          number = write.NextCaseNumber(2026).value();
          StoredCase stored = MakeCase(1);
          stored.message.set_case_number(number);
          EXPECT_THAT(write.PutCase(stored), IsOk());
          return fails ? Refused() : absl::OkStatus();
        });
        EXPECT_EQ(status.ok(), !fails) << status;
        if (fails) continue;
        EXPECT_THAT(ReadAndWait(*storage_,
                                [&](ReadTransaction& read) {
                                  EXPECT_TRUE(read.GetCase(number).value().has_value()) << number;
                                  return absl::OkStatus();
                                }),
                    IsOk());
        const std::lock_guard<std::mutex> lock(mutex);
        EXPECT_TRUE(numbers.insert(number).second) << number << " was given twice";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_THAT(numbers, SizeIs(kThreads * kEach * 2 / 3));
  EXPECT_EQ(*numbers.rbegin(), NumberOf(static_cast<int>(numbers.size())));
}

TEST_P(StorageConformance, ReadersNeverSeeHalfAWrite) {
  // Each write sets both cases to the same sequence.
  const auto put = [](WriteTransaction& write, int sequence) {
    for (int number : {1, 2}) {
      StoredCase stored = MakeCase(number);
      stored.last_sequence = sequence;
      EXPECT_THAT(write.PutCase(stored), IsOk());
    }
    return absl::OkStatus();
  };
  Write([&](WriteTransaction& write) { return put(write, 0); });
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      std::int64_t last = 0;
      while (!stop) {
        EXPECT_THAT(ReadAndWait(*storage_,
                                [&](ReadTransaction& read) {
                                  const std::int64_t first = read.GetCase(NumberOf(1)).value()->last_sequence;
                                  EXPECT_EQ(first, read.GetCase(NumberOf(2)).value()->last_sequence);
                                  EXPECT_GE(first, last) << "time went backwards";
                                  last = first;
                                  return absl::OkStatus();
                                }),
                    IsOk());
      }
    });
  }
  for (int sequence = 1; sequence <= 300; ++sequence) {
    Write([&](WriteTransaction& write) { return put(write, sequence); });
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
}

TEST_P(StorageConformance, WritesRunInTheOrderOfTheCalls) {
  std::vector<int> order;
  std::latch finished(200);
  for (int i = 0; i < 200; ++i) {
    storage_->Write(
        [&order, i](WriteTransaction&) {
          order.push_back(i);
          return absl::OkStatus();
        },
        [&finished](const absl::Status& status) {
          EXPECT_THAT(status, IsOk());
          finished.count_down();
        });
  }
  finished.wait();
  ASSERT_THAT(order, SizeIs(200));
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST_P(StorageConformance, AFullQueueRefusesAndRecovers) {
  constexpr int kQueue = 10;
  storage_.reset();
  storage_ = database_->Open(kQueue);
  std::latch started(1);
  std::latch go_on(1);
  std::latch finished(1 + kQueue);
  const auto done = [&finished](const absl::Status& status) {
    EXPECT_THAT(status, IsOk());
    finished.count_down();
  };
  storage_->Write(
      [&](WriteTransaction&) {
        started.count_down();
        go_on.wait();
        return absl::OkStatus();
      },
      done);
  started.wait();
  for (int i = 0; i < kQueue; ++i) storage_->Write([](WriteTransaction&) { return absl::OkStatus(); }, done);
  bool ran = false;
  EXPECT_THAT(WriteAndWait(*storage_,
                           [&ran](WriteTransaction&) {
                             ran = true;
                             return absl::OkStatus();
                           }),
              IsError(absl::StatusCode::kResourceExhausted, "OVERLOADED"));
  EXPECT_FALSE(ran);
  // Reads have a queue of their own.
  Read([](ReadTransaction&) { return absl::OkStatus(); });
  go_on.count_down();
  finished.wait();
  Write([](WriteTransaction&) { return absl::OkStatus(); });
}

TEST_P(StorageConformance, ALookupRunsAtOnceOnTheCallersThread) {
  Write([](WriteTransaction& write) { return write.PutCase(MakeCase(1)); });
  bool found = false;
  absl::Status told = absl::UnknownError("not called");
  std::thread::id ran_on, told_on;
  storage_->Lookup(
      [&](ReadTransaction& read) {
        ran_on = std::this_thread::get_id();
        found = read.GetCase("2026-000001").value().has_value();
        return Refused();
      },
      [&](const absl::Status& status) {
        told_on = std::this_thread::get_id();
        told = status;
      });
  EXPECT_TRUE(found);
  EXPECT_EQ(ran_on, std::this_thread::get_id());
  EXPECT_EQ(told_on, std::this_thread::get_id());
  EXPECT_THAT(told, IsError(absl::StatusCode::kFailedPrecondition, "TEST_REFUSED"));
}

// At most one caller's thread waits for the disk.
TEST_P(StorageConformance, ALookupDuringAnotherGoesToTheReaders) {
  Write([](WriteTransaction& write) { return write.PutCase(MakeCase(1)); });
  std::thread::id ran_on, called_on;
  std::latch told(1);
  storage_->Lookup(
      [&](ReadTransaction&) {
        std::thread other([&] {
          called_on = std::this_thread::get_id();
          storage_->Lookup(
              [&](ReadTransaction& read) {
                ran_on = std::this_thread::get_id();
                EXPECT_TRUE(read.GetCase("2026-000001").value().has_value());
                return absl::OkStatus();
              },
              [&](const absl::Status& status) {
                EXPECT_THAT(status, IsOk());
                told.count_down();
              });
        });
        told.wait();
        other.join();
        return absl::OkStatus();
      },
      [](const absl::Status& status) { EXPECT_THAT(status, IsOk()); });
  EXPECT_NE(ran_on, std::thread::id());
  EXPECT_NE(ran_on, called_on);
}

TEST_P(StorageConformance, ALookupSeesWhatWasAcknowledged) {
  for (int number = 1; number <= 50; ++number) {
    Write([number](WriteTransaction& write) { return write.PutCase(MakeCase(number)); });
    bool found = false;
    storage_->Lookup(
        [&](ReadTransaction& read) {
          found = read.GetCaseBytes(NumberOf(number)).value().has_value();
          return absl::OkStatus();
        },
        [](const absl::Status& status) { EXPECT_THAT(status, IsOk()); });
    EXPECT_TRUE(found) << number;
  }
}

TEST_P(StorageConformance, ClosingFinishesWhatWasQueued) {
  std::atomic<int> written = 0;
  std::atomic<int> read = 0;
  for (int number = 1; number <= 200; ++number) {
    storage_->Write([number](WriteTransaction& write) { return write.PutCase(MakeCase(number)); },
                    [&written](const absl::Status& status) { written += status.ok() ? 1 : 0; });
    storage_->Read([](ReadTransaction&) { return absl::OkStatus(); },
                   [&read](const absl::Status& status) { read += status.ok() ? 1 : 0; });
  }
  storage_.reset();
  EXPECT_EQ(written, 200);
  EXPECT_EQ(read, 200);
  Reopen();
  Read([](ReadTransaction& transaction) {
    EXPECT_THAT(transaction.ListCases({.limit = 1'000}).value().cases, SizeIs(200));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, CallsMadeWhileClosingAreRefused) {
  Storage* storage = storage_.get();
  std::latch closing(1);
  absl::Status late = absl::OkStatus();
  absl::Status late_lookup = absl::OkStatus();
  storage_->Write([](WriteTransaction&) { return absl::OkStatus(); },
                  [&](const absl::Status&) {
                    closing.wait();
                    // The destructor has been entered, or is about to be.
                    bool refused = false;
                    while (!refused) {
                      storage->Read([](ReadTransaction&) { return absl::OkStatus(); },
                                    [&](const absl::Status& status) {
                                      if (!absl::IsUnavailable(status)) return;
                                      late = status;
                                      refused = true;
                                    });
                    }
                    storage->Lookup([](ReadTransaction&) { return absl::OkStatus(); },
                                    [&](const absl::Status& status) { late_lookup = status; });
                  });
  std::thread closer([&] { closing.count_down(); });
  storage_.reset();
  closer.join();
  EXPECT_THAT(late, IsError(absl::StatusCode::kUnavailable, "STORAGE_FAILED"));
  EXPECT_THAT(late_lookup, IsError(absl::StatusCode::kUnavailable, "STORAGE_FAILED"));
}

}  // namespace
}  // namespace indgang::storage
