// How much of a server's speed the case service keeps:
//   bench_service KNOWLEDGE_FILE [FOLDER] [P1|P2|rates [IN_FLIGHT]]
// P1: GetCase, with token, authorisation and SQLite, against a server that answers the same bytes and does nothing
// else. P2: RegisterEnquiry, durable, 64 in flight, against the same rows from a plain loop around SQLite with 64 cases
// in a transaction, and against the service with a commit for each. Five rounds, contenders in turn, median of the
// rounds' ratios. "rates" measures the service alone, for bench/tracker/compare.py. Databases lie in FOLDER (default:
// the system's for temporary files).
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/files.h"
#include "bench/client.h"
#include "bench/contender.h"
#include "bench/plain_rows.h"
#include "indgang/cases/v1/case_service.grpc.pb.h"

namespace indgang::bench {
namespace {

using cases::v1::CaseService;
using cases::v1::GetCaseRequest;
using cases::v1::GetCaseResponse;
using cases::v1::ListCasesRequest;
using cases::v1::ListCasesResponse;
using cases::v1::RegisterEnquiryRequest;
using cases::v1::RegisterEnquiryResponse;

constexpr int kRounds = 5;
constexpr int kReadsInFlight = 16;
constexpr int kWritesInFlight = 64;
constexpr int kCases = 1'000;
constexpr int kReadsPerRound = 60'000;
constexpr int kWritesPerRound = 10'000;
constexpr int kSingleWritesPerRound = 2'000;
constexpr int kListsPerRound = 5'000;
constexpr double kReadTarget = 0.85;
constexpr double kPlainTarget = 0.8;
constexpr double kSingleTarget = 3;

// Calls per second. Keeps `in_flight` calls going until `count` are done: `call(i, done)` starts the i-th and calls
// `done` when it ended well.
double Rate(int count, int in_flight, const std::function<void(int, std::function<void()>)>& call) {
  std::atomic<int> started = 0, finished = 0;
  absl::Notification all;
  std::function<void()> next = [&] {
    const int i = started++;
    if (i >= count) return;
    call(i, [&] {
      next();
      if (++finished == count) all.Notify();
    });
  };
  const absl::Time start = absl::Now();
  for (int i = 0; i < in_flight; ++i) next();
  all.WaitForNotification();
  return count / absl::ToDoubleSeconds(absl::Now() - start);
}

// One call under way: what gRPC's callback API needs to stay alive until the end.
template <typename Request, typename Response>
struct Pending {
  grpc::ClientContext context;
  Request request;
  Response response;
};

// The caller keeps the channel: the last callback may still be running when this returns, and gRPC 1.51 may abort when
// a channel ends in one.
double ReadRate(const std::shared_ptr<grpc::Channel>& channel, const std::string& secret,
                const std::vector<std::string>& names, int in_flight = kReadsInFlight) {
  CaseService::Stub stub(channel);
  return Rate(kReadsPerRound, in_flight, [&](int i, std::function<void()> done) {
    auto pending = std::make_shared<Pending<GetCaseRequest, GetCaseResponse>>();
    Authorise(pending->context, secret);
    pending->request.set_name(names[static_cast<std::size_t>(i) * 7919 % names.size()]);
    stub.async()->GetCase(&pending->context, &pending->request, &pending->response,
                          [pending, done = std::move(done)](const grpc::Status& status) {
                            Check(status);
                            done();
                          });
  });
}

// Registers `count` enquiries numbered from `first`; adds the cases' names to `names` unless that is null. The caller
// keeps the channel, as above.
double WriteRate(const std::shared_ptr<grpc::Channel>& channel, const std::string& secret, int first, int count,
                 std::vector<std::string>* names, int in_flight = kWritesInFlight) {
  CaseService::Stub stub(channel);
  absl::Mutex mutex;
  return Rate(count, in_flight, [&](int i, std::function<void()> done) {
    auto pending = std::make_shared<Pending<RegisterEnquiryRequest, RegisterEnquiryResponse>>();
    Authorise(pending->context, secret);
    pending->request = SomeEnquiry(first + i);
    stub.async()->RegisterEnquiry(&pending->context, &pending->request, &pending->response,
                                  [&mutex, names, pending, done = std::move(done)](const grpc::Status& status) {
                                    Check(status);
                                    if (names != nullptr) {
                                      absl::MutexLock lock(&mutex);
                                      names->push_back(pending->response.case_().name());
                                    }
                                    done();
                                  });
  });
}

// Lists of the 50 newest cases that are not closed. The caller keeps the channel, as above.
double ListRate(const std::shared_ptr<grpc::Channel>& channel, const std::string& secret, int in_flight) {
  CaseService::Stub stub(channel);
  return Rate(kListsPerRound, in_flight, [&](int, std::function<void()> done) {
    auto pending = std::make_shared<Pending<ListCasesRequest, ListCasesResponse>>();
    Authorise(pending->context, secret);
    pending->request.set_state(cases::v1::Case::STATE_REGISTERED);
    pending->request.set_page_size(50);
    stub.async()->ListCases(&pending->context, &pending->request, &pending->response,
                            [pending, done = std::move(done)](const grpc::Status& status) {
                              Check(status);
                              if (pending->response.cases_size() != 50) Die("a list is not 50 cases long");
                              done();
                            });
  });
}

void MeasureReads(const std::string& knowledge, const std::string& folder) {
  const std::string database = folder + "/reads.db";
  const Contender durable({.kind = "durable", .knowledge = knowledge, .file = database});
  const std::shared_ptr<grpc::Channel> durable_channel = Connect(durable.address());
  const std::string secret = MakeToken(durable_channel, database, admin::v1::ROLE_FRONT_DESK);
  std::vector<std::string> names;
  WriteRate(durable_channel, secret, 0, kCases, &names);

  CaseService::Stub stub(durable_channel);
  grpc::ClientContext context;
  Authorise(context, secret);
  GetCaseRequest request;
  request.set_name(names.front());
  GetCaseResponse response;
  Check(stub.GetCase(&context, request, &response));
  const std::string echoed = folder + "/response.binpb";
  const absl::Status written = WriteFileAtomically(echoed, response.SerializeAsString());
  if (!written.ok()) Die(written.ToString());
  const Contender echo({.kind = "echo", .knowledge = "-", .file = echoed});
  const std::shared_ptr<grpc::Channel> echo_channel = Connect(echo.address());

  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    const double bare = ReadRate(echo_channel, "", names);
    const double real = ReadRate(durable_channel, secret, names);
    ratios.push_back(real / bare);
    std::cout << absl::StrFormat("round %d: echo of %d bytes %.0f/s, GetCase %.0f/s\n", round + 1,
                                 response.ByteSizeLong(), bare, real);
  }
  PrintAtLeast("P1", "GetCase, of a bare echo", Median(ratios), kReadTarget);
}

void MeasureWrites(const std::string& knowledge, const std::string& folder) {
  const std::string database = folder + "/durable.db", single_database = folder + "/single.db";
  const Contender durable({.kind = "durable", .knowledge = knowledge, .file = database});
  const Contender single({.kind = "single", .knowledge = knowledge, .file = single_database});
  const std::shared_ptr<grpc::Channel> durable_channel = Connect(durable.address());
  const std::shared_ptr<grpc::Channel> single_channel = Connect(single.address());
  const std::string secret = MakeToken(durable_channel, database, admin::v1::ROLE_FRONT_DESK);
  const std::string single_secret = MakeToken(single_channel, single_database, admin::v1::ROLE_FRONT_DESK);
  std::vector<double> of_plain, of_single;
  for (int round = 0; round < kRounds; ++round) {
    const double grouped = WriteRate(durable_channel, secret, round * kWritesPerRound, kWritesPerRound, nullptr);
    const double alone =
        WriteRate(single_channel, single_secret, round * kSingleWritesPerRound, kSingleWritesPerRound, nullptr);
    const double plain =
        WritePlainly(database, absl::StrCat(folder, "/plain", round, ".db"), kWritesPerRound, kWritesInFlight);
    of_plain.push_back(grouped / plain);
    of_single.push_back(grouped / alone);
    std::cout << absl::StrFormat("round %d: plain loop %.0f/s, RegisterEnquiry %.0f/s, with a commit each %.0f/s\n",
                                 round + 1, plain, grouped, alone);
  }
  PrintAtLeast("P2", "RegisterEnquiry, of the same rows in a plain loop", Median(of_plain), kPlainTarget);
  PrintAtLeast("P2", "RegisterEnquiry, of a commit for each", Median(of_single), kSingleTarget);
}

// Prints how many calls a second the service answers: "create 123.4", "get …" and "list …".
void MeasureRates(const std::string& knowledge, const std::string& folder, int in_flight) {
  const std::string database = folder + "/rates.db";
  const Contender durable({.kind = "durable", .knowledge = knowledge, .file = database});
  const std::shared_ptr<grpc::Channel> channel = Connect(durable.address());
  const std::string secret = MakeToken(channel, database, admin::v1::ROLE_FRONT_DESK);
  std::vector<std::string> names;
  const double create = WriteRate(channel, secret, 0, kWritesPerRound, &names, in_flight);
  const double get = ReadRate(channel, secret, names, in_flight);
  const double list = ListRate(channel, secret, in_flight);
  std::cout << absl::StrFormat("create %.1f\nget %.1f\nlist %.1f\n", create, get, list);
}

}  // namespace
}  // namespace indgang::bench

int main(int argc, char** argv) {
  using namespace indgang::bench;
  if (ServedAsContender(argc, argv)) return 0;
  if (argc < 2) Die("usage: bench_service KNOWLEDGE_FILE [FOLDER] [P1|P2|rates [IN_FLIGHT]]");
  std::string folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path().string();
  const std::string only = argc > 3 ? argv[3] : "";
  folder += "/indgang-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) Die(absl::StrCat("cannot make ", folder));
  if (only.empty() || only == "P1") MeasureReads(argv[1], folder);
  if (only.empty() || only == "P2") MeasureWrites(argv[1], folder);
  if (only == "rates") MeasureRates(argv[1], folder, argc > 4 ? std::stoi(argv[4]) : kReadsInFlight);
  std::filesystem::remove_all(folder);
  return 0;
}
