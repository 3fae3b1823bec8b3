// Many streams of WatchService:
//   bench_watchers KNOWLEDGE_FILE [FOLDER [WATCHERS]]
// P5: WATCHERS (10,000) open streams over 20 connections, each of which watches all cases: the service's memory for
// each, and the time from sending a change until the last stream has told of it, client and service on one machine.
// Median of 15 changes. The database lies in FOLDER (default: the system's for temporary files).
#include <stdlib.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "bench/client.h"
#include "bench/contender.h"
#include "indgang/cases/v1/case_service.grpc.pb.h"
#include "indgang/cases/v1/watch_service.grpc.pb.h"

namespace indgang::bench {
namespace {

using cases::v1::WatchCasesRequest;
using cases::v1::WatchCasesResponse;
using cases::v1::WatchService;

constexpr int kConnections = 20;
constexpr int kChanges = 15;
constexpr double kMostKilobytes = 25;
constexpr double kMostMilliseconds = 300;
constexpr absl::Duration kPatience = absl::Minutes(2);

// Messages received by all streams together.
class Tally {
 public:
  void Add() {
    const absl::MutexLock lock(&mutex_);
    ++received_;
  }
  // Ends the program when they do not come.
  void Await(std::int64_t wanted) {
    const absl::MutexLock lock(&mutex_);
    wanted_ = wanted;
    if (!mutex_.AwaitWithTimeout(absl::Condition(this, &Tally::Reached), kPatience)) {
      Die(absl::StrCat("only ", received_, " of ", wanted, " messages came"));
    }
  }

 private:
  bool Reached() const { return received_ >= wanted_; }

  absl::Mutex mutex_;
  std::int64_t received_ = 0;
  std::int64_t wanted_ = 0;
};

// One stream. Lives until Stop has returned.
class Reader final : public grpc::ClientReadReactor<WatchCasesResponse> {
 public:
  Reader(WatchService::Stub& stub, const std::string& secret, Tally& tally) : tally_(tally) {
    Authorise(context_, secret);
    stub.async()->WatchCases(&context_, &request_, this);
    StartRead(&response_);
    StartCall();
  }

  void Stop() {
    context_.TryCancel();
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&done_));
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    tally_.Add();
    StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    if (status.error_code() != grpc::StatusCode::CANCELLED) Die("a stream ended: " + status.error_message());
    const absl::MutexLock lock(&mutex_);
    done_ = true;
  }

 private:
  Tally& tally_;
  grpc::ClientContext context_;
  const WatchCasesRequest request_;
  WatchCasesResponse response_;
  absl::Mutex mutex_;
  bool done_ = false;
};

void Measure(const std::string& knowledge, const std::string& folder, int watchers) {
  const std::string database = folder + "/watched.db";
  const Contender contender({.kind = "durable", .knowledge = knowledge, .file = database});
  const std::shared_ptr<grpc::Channel> channel = Connect(contender.address());
  const std::string secret = MakeToken(channel, database, admin::v1::ROLE_FRONT_DESK);
  cases::v1::CaseService::Stub desk(channel);
  std::string name;
  {
    grpc::ClientContext context;
    Authorise(context, secret);
    cases::v1::RegisterEnquiryResponse response;
    Check(desk.RegisterEnquiry(&context, SomeEnquiry(0), &response));
    name = response.case_().name();
  }

  Tally tally;
  std::vector<std::unique_ptr<WatchService::Stub>> stubs;
  std::vector<std::unique_ptr<Reader>> readers;
  // The connections are there before memory is looked at, so that streams alone are counted.
  for (int i = 0; i < kConnections; ++i) {
    stubs.push_back(WatchService::NewStub(Connect(contender.address())));
    readers.push_back(std::make_unique<Reader>(*stubs.back(), secret, tally));
  }
  tally.Await(kConnections);
  const double before = contender.resident_bytes();
  for (int i = kConnections; i < watchers; ++i) {
    readers.push_back(std::make_unique<Reader>(*stubs[static_cast<std::size_t>(i % kConnections)], secret, tally));
  }
  std::int64_t expected = watchers;  // a token each
  tally.Await(expected);
  const double each = (contender.resident_bytes() - before) / (watchers - kConnections);
  std::cout << absl::StrFormat("%d streams over %d connections\n", watchers, kConnections);
  PrintAtMost("P5", "KB of the service for each stream", each / 1e3, kMostKilobytes);

  std::vector<double> times;
  for (int i = 0; i < kChanges; ++i) {
    cases::v1::RecordInteractionRequest request;
    request.set_request_id(absl::StrFormat("bbbbbbbb-bbbb-4bbb-8bbb-%012x", i));
    request.set_parent(name);
    request.mutable_interaction()->set_direction(cases::v1::Interaction::DIRECTION_INBOUND);
    request.mutable_interaction()->set_kind(cases::v1::Interaction::KIND_MESSAGE);
    request.mutable_interaction()->set_channel(cases::v1::CHANNEL_PHONE);
    request.mutable_interaction()->set_text("Is there any news?");
    cases::v1::RecordInteractionResponse response;
    grpc::ClientContext context;
    Authorise(context, secret);
    const absl::Time start = absl::Now();
    Check(desk.RecordInteraction(&context, request, &response));
    tally.Await(expected += watchers);
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  PrintAtMost("P5", "ms from sending a change until all have it", Median(times), kMostMilliseconds);
  for (const std::unique_ptr<Reader>& reader : readers) reader->Stop();
}

}  // namespace
}  // namespace indgang::bench

int main(int argc, char** argv) {
  using namespace indgang::bench;
  if (ServedAsContender(argc, argv)) return 0;
  int watchers = 10'000;
  if (argc < 2 || (argc > 3 && (!absl::SimpleAtoi(argv[3], &watchers) || watchers < 100))) {
    Die("usage: bench_watchers KNOWLEDGE_FILE [FOLDER [WATCHERS]], WATCHERS 100 or more");
  }
  std::string folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path().string();
  folder += "/indgang-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) Die(absl::StrCat("cannot make ", folder));
  Measure(argv[1], folder, watchers);
  std::filesystem::remove_all(folder);
  return 0;
}
