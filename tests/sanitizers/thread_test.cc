// The races that the tsan preset must stop at, and the hand-overs that it must not take for races: were it blind, every
// other test would pass as well.
#include <absl/base/thread_annotations.h>
#include <absl/synchronization/blocking_counter.h>
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <gmock/gmock.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

namespace indgang::testing {
namespace {

// Waits for a thread that says nothing of what it did before: relaxed, so that this is no hand-over.
void WaitUntil(const std::atomic<bool>& done) {
  while (!done.load(std::memory_order_relaxed)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

// Runs one function on another thread and then the other one here, in that order, but without a hand-over.
template <typename There, typename Here>
void RunUnordered(const There& there, const Here& here) {
  std::atomic<bool> done = false;
  std::thread thread([&] {
    there();
    done.store(true, std::memory_order_relaxed);
  });
  WaitUntil(done);
  here();
  thread.join();
}

void WriteWithoutALock() {
  int number = 0;
  RunUnordered([&] { ++number; }, [&] { ++number; });
}

void WriteUnderOneSidesLock() {
  absl::Mutex mutex;
  int number = 0;
  RunUnordered(
      [&] {
        const absl::MutexLock lock(&mutex);
        ++number;
      },
      [&] { ++number; });
}

// Answers each call on gRPC's threads, and counts them without a lock.
class Counting : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    ++calls;
    called.store(true, std::memory_order_relaxed);
    return new Reactor;
  }

  int calls = 0;
  std::atomic<bool> called = false;

 private:
  class Reactor : public grpc::ServerGenericBidiReactor {
   public:
    Reactor() { Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "")); }
    void OnDone() override { delete this; }
  };
};

// A handler on gRPC's thread and this thread write the same number.
void WriteWhatAHandlerWrites() {
  Counting service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterCallbackGenericService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  std::thread client([port] {
    grpc::GenericStub stub(
        grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    const grpc::Slice nothing("");
    grpc::ByteBuffer request(&nothing, 1);
    grpc::ByteBuffer response;
    absl::Notification ended;
    stub.UnaryCall(&context, "/none/None", {}, &request, &response, [&](const grpc::Status&) { ended.Notify(); });
    ended.WaitForNotification();
  });
  WaitUntil(service.called);
  ++service.calls;
  client.join();
  server->Shutdown();
}

constexpr char kRaceHere[] = "ThreadSanitizer: data race .*thread_test.cc";

TEST(ThreadSanitizerTest, StopsAtRaces) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(WriteWithoutALock(), ::testing::ExitedWithCode(66), kRaceHere);
  EXPECT_EXIT(WriteUnderOneSidesLock(), ::testing::ExitedWithCode(66), kRaceHere);
}

TEST(ThreadSanitizerTest, StopsAtRacesWithGrpcsThreads) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(WriteWhatAHandlerWrites(), ::testing::ExitedWithCode(66), kRaceHere);
}

TEST(ThreadSanitizerTest, AbseilsLocksAreHandOvers) {
  absl::Mutex mutex;
  bool ready ABSL_GUARDED_BY(mutex) = false;
  int number = 0;
  std::thread thread([&] {
    ++number;
    const absl::MutexLock lock(&mutex);
    ready = true;
  });
  {
    const absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(&ready));
  }
  ++number;
  thread.join();
  EXPECT_EQ(number, 2);
}

TEST(ThreadSanitizerTest, NotificationsAndCountersAreHandOvers) {
  int early = 0;
  int late = 0;
  absl::Notification notified;
  absl::BlockingCounter counter(2);
  std::thread thread([&] {
    early = 1;
    notified.Notify();
    late = 1;
    counter.DecrementCount();
  });
  std::thread another([&] { counter.DecrementCount(); });
  notified.WaitForNotification();
  EXPECT_EQ(early, 1);
  counter.Wait();
  EXPECT_EQ(late, 1);
  thread.join();
  another.join();
}

}  // namespace
}  // namespace indgang::testing
