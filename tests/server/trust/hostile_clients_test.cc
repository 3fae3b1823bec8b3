// Clients that flood, dawdle, break off and talk nonsense: the service answers others within a second afterwards, and
// keeps nothing of them. More rounds: INDGANG_HOSTILE_ROUNDS=200.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "tests/server/service/case_steps.h"
#include "tests/support/loopback.h"
#include "tests/support/measured.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using ::indgang::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// An HTTP/2 frame.
std::string Frame(char type, char flags, char stream, const std::string& payload) {
  const std::size_t size = payload.size();
  std::string frame = {static_cast<char>(size >> 16), static_cast<char>(size >> 8), static_cast<char>(size), type,
                       flags};
  frame.append(3, '\0');
  frame.push_back(stream);
  return frame + payload;
}

// A header field, literally.
std::string Field(const std::string& name, const std::string& value) {
  return absl::StrCat(std::string(1, '\0'), std::string(1, static_cast<char>(name.size())), name,
                      std::string(1, static_cast<char>(value.size())), value);
}

// The beginning of a connection and of a GetCase on it, whose message has not come yet.
std::string HalfACall(const std::string& secret) {
  const std::string fields = Field(":method", "POST") + Field(":scheme", "http") +
                             Field(":path", "/indgang.cases.v1.CaseService/GetCase") +
                             Field(":authority", "localhost") + Field("content-type", "application/grpc") +
                             Field("te", "trailers") + Field("authorization", "Bearer " + secret);
  constexpr char kSettings = 4;
  constexpr char kHeaders = 1;
  constexpr char kEndOfHeaders = 4;
  return kPreface + Frame(kSettings, 0, 0, "") + Frame(kHeaders, kEndOfHeaders, 1, fields);
}

// A message frame that says it has 4 GiB and brings ten bytes.
std::string HugePromise() {
  constexpr char kData = 0;
  return Frame(kData, 0, 1, std::string("\0\xff\xff\xff\xff", 5) + "0123456789");
}

// Connections that are closed at the end.
class Connections {
 public:
  explicit Connections(const std::string& address) : port_(testing::PortOf(address)) {}
  ~Connections() { Close(false); }

  int Add(const std::string& bytes) {
    const int made = testing::ConnectTo(port_);
    EXPECT_GE(made, 0);
    if (made < 0) return made;
    open_.push_back(made);
    testing::WriteAll(made, bytes.data(), static_cast<long>(bytes.size()));
    return made;
  }
  void Close(bool reset) {
    for (const int each : open_) testing::CloseSocket(each, reset);
    open_.clear();
  }

 private:
  const int port_;
  std::vector<int> open_;
};

// What this process, server and clients together, holds.
struct Footprint {
  int files = 0;
  int threads = 0;
  long resident_mib = 0;
};

int EntriesOf(const char* folder) {
  const std::filesystem::directory_iterator entries(folder);
  return static_cast<int>(std::distance(begin(entries), end(entries)));
}

Footprint Measure() {
  long total = 0;
  long resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return {EntriesOf("/proc/self/fd"), EntriesOf("/proc/self/task"), resident * getpagesize() / (1 << 20)};
}

// What grew by more than the libraries' own pools may.
std::vector<std::string> Growth(const Footprint& before, const Footprint& after) {
  std::vector<std::string> grown;
  const auto compare = [&](const char* what, long was, long is, long tolerated) {
    if (is > was + tolerated) grown.push_back(absl::StrCat(what, ": ", was, " before, ", is, " after"));
  };
  compare("files", before.files, after.files, 8);
  compare("threads", before.threads, after.threads, 8);
  compare("MiB", before.resident_mib, after.resident_mib, 64);
  return grown;
}

class HostileClientsTest : public ServiceTest {
 protected:
  // How long an ordinary call on a new connection takes.
  absl::Duration TimeOfACall() {
    GetCaseRequest request;
    request.set_name(case_name_);
    const absl::Time began = absl::Now();
    EXPECT_THAT(testing::TestClient(server_.channel(), desk_.secret(), "").Call<GetCaseResponse>(request), IsOk());
    return absl::Now() - began;
  }

  // Each returns when the clients have done their worst. Those in `connections` stay.
  void Flood(Connections& connections) {
    for (int i = 0; i < 150; ++i) connections.Add(i % 3 == 0 ? "" : kPreface);
  }
  void HalfOpen(Connections& connections) {
    for (int i = 0; i < 30; ++i) connections.Add(HalfACall(desk_.secret()));
  }
  void ByteAtATime(Connections& connections) {
    const std::string bytes = HalfACall(desk_.secret());
    std::vector<int> slow;
    for (int i = 0; i < 10; ++i) slow.push_back(connections.Add(""));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const int each : slow) testing::WriteAll(each, &bytes[at], 1);
      if (at % 10 == 0) absl::SleepFor(absl::Milliseconds(1));
    }
  }
  void Resets(Connections& connections) {
    const std::string bytes = HalfACall(desk_.secret());
    for (int i = 0; i < 50; ++i) connections.Add(bytes.substr(0, random_() % bytes.size()));
    connections.Close(/*reset=*/true);
  }
  void HugeMessages(Connections& connections) {
    for (int i = 0; i < 20; ++i) connections.Add(HalfACall(desk_.secret()) + HugePromise());
    for (const std::size_t bytes : {std::size_t{100'000}, std::size_t{3'000'000}}) {
      EXPECT_EQ(desk_.CallMethod("/indgang.cases.v1.CaseService/GetCase", std::string(bytes, 'x')).code(),
                absl::StatusCode::kResourceExhausted);
    }
  }
  void ExpiredDeadlines(Connections&) {
    for (int i = 0; i < 50; ++i) {
      const absl::Status status =
          desk_.CallMethod("/indgang.cases.v1.CaseService/RegisterEnquiry", EnquiryRequest().SerializeAsString(),
                           nullptr, absl::Microseconds(100) * (i % 10));
      EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kDeadlineExceeded) << status;
    }
  }
  void Garbage(Connections& connections) {
    for (int i = 0; i < 50; ++i) {
      std::string bytes(1 + random_() % 2'000, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random_());
      if (i % 3 == 1) bytes = kPreface + bytes;
      if (i % 3 == 2) bytes = HalfACall(desk_.secret()) + bytes;
      connections.Add(bytes);
    }
  }

  // One of each; returns the longest that an ordinary call took afterwards.
  absl::Duration Round() {
    using Attack = void (HostileClientsTest::*)(Connections&);
    absl::Duration longest;
    for (const Attack attack :
         {&HostileClientsTest::Flood, &HostileClientsTest::HalfOpen, &HostileClientsTest::ByteAtATime,
          &HostileClientsTest::Resets, &HostileClientsTest::HugeMessages, &HostileClientsTest::ExpiredDeadlines,
          &HostileClientsTest::Garbage}) {
      // Closed only after the ordinary call: slow clients do not go away.
      Connections connections(server_.server().address());
      (this->*attack)(connections);
      longest = std::max(longest, TimeOfACall());
    }
    return longest;
  }

  std::mt19937_64 random_{1};
  const std::string case_name_ = Register().name();
};

TEST_F(HostileClientsTest, OthersAreServedAndNothingIsKept) {
  const int rounds = testing::CountFromEnvironment("INDGANG_HOSTILE_ROUNDS", 3);
  Round();  // pools and caches grow to what they need
  const Footprint before = Measure();
  absl::Duration longest;
  for (int i = 0; i < rounds; ++i) longest = std::max(longest, Round());
  std::vector<std::string> grown = Growth(before, Measure());
  // Connections are taken down in the background.
  for (int i = 0; i < 100 && !grown.empty(); ++i) {
    absl::SleepFor(absl::Milliseconds(100));
    grown = Growth(before, Measure());
  }
  EXPECT_THAT(grown, IsEmpty());
  // A machine that is busy with other things may need longer than the second that is the target.
  EXPECT_LT(longest, absl::Seconds(10));
  testing::PrintMeasured("R8", absl::StrCat(absl::ToInt64Milliseconds(longest), " ms"), "1000 ms",
                         longest <= absl::Seconds(1) && grown.empty(),
                         absl::StrCat("longest ordinary call after ", rounds,
                                      " rounds of 7 attacks; files, threads and "
                                      "memory ",
                                      grown.empty() ? "as before" : "grew"));
}

// Without these the test above might be blind.
TEST_F(HostileClientsTest, WhatIsKeptIsNoticed) {
  const Footprint before = Measure();
  std::vector<int> files;
  for (int i = 0; i < 20; ++i) files.push_back(dup(STDOUT_FILENO));
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i) threads.emplace_back([] { absl::SleepFor(absl::Milliseconds(300)); });
  const std::string memory(std::size_t{80} << 20, 'x');
  EXPECT_THAT(Growth(before, Measure()), ElementsAre(StartsWith("files"), StartsWith("threads"), StartsWith("MiB")));
  for (std::thread& thread : threads) thread.join();
  for (const int file : files) close(file);
  EXPECT_EQ(memory.back(), 'x');
}

TEST_F(HostileClientsTest, AServiceThatIsStuckIsNoticed) {
  // Every reader waits, and a lookup too, as they would behind clients that could hold one.
  const auto wait = [](storage::ReadTransaction&) {
    absl::SleepFor(absl::Milliseconds(1'500));
    return absl::OkStatus();
  };
  const auto done = [](const absl::Status&) {};
  for (int i = 0; i < 16; ++i) server_.storage().Read(wait, done);
  absl::Notification begun;
  std::thread lookup([&] {
    server_.storage().Lookup(
        [&](storage::ReadTransaction& tx) {
          begun.Notify();
          return wait(tx);
        },
        done);
  });
  begun.WaitForNotification();
  EXPECT_GT(TimeOfACall(), absl::Seconds(1));
  lookup.join();
}

}  // namespace
}  // namespace indgang::service
