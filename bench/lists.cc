// Lists, searches and counts with a long history:
//   bench_lists KNOWLEDGE_FILE [FOLDER [CASES [keep]]]
// P3: the service with CASES (1,000,000) cases beside the service with a hundredth of them, as the front desk and as a
// task-force member, over gRPC, one call at a time. The files are read through beforehand, so that they lie in the
// system's cache: what counts is the service, not the disk. Five rounds, contenders in turn, of each round the 99th
// percentile, of these the median. Then its memory, and how soon it answers after kill -9. Databases lie in FOLDER
// (default: the system's for temporary files); 1,000,000 cases take about 2 GB. With "keep" they lie in FOLDER itself
// and stay there for the next run, which then need not make them. Fewer than 10,000 cases try the program, not the
// service: a tenth of the calls.
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "bench/client.h"
#include "bench/contender.h"
#include "bench/many_cases.h"
#include "indgang/cases/v1/case_service.grpc.pb.h"

namespace indgang::bench {
namespace {

using cases::v1::CaseService;

constexpr int kRounds = 5;
constexpr int kCallsPerRound = 500;
constexpr int kFewestCasesToMeasure = 10'000;
constexpr int kWritesBeforeCrash = 200;
constexpr double kMostMilliseconds = 5;
constexpr double kMostGrowth = 2;
constexpr double kMostRestricted = 1.3;
constexpr double kMostMegabytes = 300;
constexpr double kMostSecondsToReady = 1;

// A service with so many cases, and callers of it.
class Subject {
 public:
  Subject(const std::string& knowledge, const std::string& folder, int cases)
      : knowledge_(knowledge), file_(absl::StrCat(folder, "/", cases, ".db")), data_(cases) {
    const absl::Time start = absl::Now();
    const bool is_there = std::filesystem::exists(file_);
    if (!is_there) MakeManyCases(file_, cases);
    std::cout << absl::StrFormat(
                     "%d cases, %.0f MB, %s\n", cases, static_cast<double>(std::filesystem::file_size(file_)) / 1e6,
                     is_there ? "kept from before"
                              : absl::StrFormat("made in %.0f s", absl::ToDoubleSeconds(absl::Now() - start)))
              << std::flush;
    Start();
    desk_ = MakeToken(channel_, file_, admin::v1::ROLE_FRONT_DESK);
    member_ = MakeToken(channel_, file_, admin::v1::ROLE_TASK_FORCE_MEMBER, kAuthority);
  }

  void Start() {
    contender_ =
        std::make_unique<Contender>(ContenderOptions{.kind = "durable", .knowledge = knowledge_, .file = file_});
    channel_ = Connect(contender_->address());
    stub_ = CaseService::NewStub(channel_);
  }

  void Get() {
    cases::v1::GetCaseRequest request;
    request.set_name(data_.Name());
    cases::v1::GetCaseResponse response;
    Call(&CaseService::Stub::GetCase, request, response);
  }

  // Reads the database from beginning to end.
  void Warm() const {
    std::ifstream file(file_, std::ios::binary);
    std::vector<char> block(1 << 20);
    while (file.read(block.data(), static_cast<std::streamsize>(block.size()))) {
    }
  }

  // One page of 50.
  void List(const std::string& filter, const std::string& order_by, const std::string& query = "") {
    cases::v1::ListCasesRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    request.set_query(query);
    cases::v1::ListCasesResponse response;
    Call(&CaseService::Stub::ListCases, request, response);
  }

  // The page after the one of the last call, from the first again after the last.
  void NextPage() {
    cases::v1::ListCasesRequest request;
    std::string& token = page_tokens_[restricted];
    request.set_page_token(token);
    cases::v1::ListCasesResponse response;
    Call(&CaseService::Stub::ListCases, request, response);
    token = response.next_page_token();
  }

  void Count(const std::string& filter, const std::string& group) {
    cases::v1::CountCasesRequest request;
    request.set_filter(filter);
    if (!group.empty()) request.add_group_by(group);
    cases::v1::CountCasesResponse response;
    Call(&CaseService::Stub::CountCases, request, response);
  }

  void Register(int i) {
    const cases::v1::RegisterEnquiryRequest request = SomeEnquiry(i);
    cases::v1::RegisterEnquiryResponse response;
    Call(&CaseService::Stub::RegisterEnquiry, request, response);
  }

  ManyCases& data() { return data_; }
  Contender& contender() { return *contender_; }

  // Whether the next calls are a task-force member's.
  bool restricted = false;

 private:
  template <typename Request, typename Response>
  void Call(grpc::Status (CaseService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
            const Request& request, Response& response) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    Authorise(context, restricted ? member_ : desk_);
    Check(((*stub_).*method)(&context, request, &response));
  }

  const std::string knowledge_, file_;
  ManyCases data_;
  std::unique_ptr<Contender> contender_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<CaseService::Stub> stub_;
  std::string desk_, member_;
  std::map<bool, std::string> page_tokens_;
};

struct Reading {
  const char* name;
  std::function<void(Subject&)> call;
  // Also asked by the task-force member.
  bool by_member = true;
};

std::vector<Reading> Readings() {
  return {
      {"a case", [](Subject& s) { s.Get(); }, false},
      {"all cases, page after page", [](Subject& s) { s.NextPage(); }},
      {"what is due", [](Subject& s) { s.List("state != CLOSED", "next_due_time"); }},
      {"what is late", [](Subject& s) { s.List("late = true", "next_due_time"); }},
      {"a contact person's work",
       [](Subject& s) {
         s.List(absl::StrCat("state != CLOSED AND contact_person = ", s.data().ContactPerson()), "next_due_time");
       },
       false},
      {"latest changes", [](Subject& s) { s.List("", "update_time desc"); }},
      {"a company", [](Subject& s) { s.List(absl::StrCat("cvr_number = ", s.data().Company()), ""); }},
      {"search for a word", [](Subject& s) { s.List("", "", s.data().Word()); }},
      {"search for two words", [](Subject& s) { s.List("", "", absl::StrCat(s.data().Word(), " ", s.data().Word())); }},
      {"open cases by state", [](Subject& s) { s.Count("state != CLOSED", "state"); }},
  };
}

double Milliseconds(const std::function<void()>& call) {
  const absl::Time start = absl::Now();
  call();
  return absl::ToDoubleMilliseconds(absl::Now() - start);
}

// 99th percentiles of a round, in milliseconds.
struct Round {
  double few, many;
  // By the task-force member; 0 when it does not ask this.
  double restricted;
};

// The contenders' calls by turns, so that whatever else the machine does meets them all.
Round MeasureRound(Subject& many, Subject& few, const Reading& reading, int calls) {
  std::vector<double> of_few, of_many, restricted;
  for (int i = 0; i < calls; ++i) {
    of_few.push_back(Milliseconds([&] { reading.call(few); }));
    of_many.push_back(Milliseconds([&] { reading.call(many); }));
    if (!reading.by_member) continue;
    many.restricted = true;
    restricted.push_back(Milliseconds([&] { reading.call(many); }));
    many.restricted = false;
  }
  return {Percentile99(std::move(of_few)), Percentile99(std::move(of_many)),
          reading.by_member ? Percentile99(std::move(restricted)) : 0};
}

void MeasureReadings(Subject& many, Subject& few, int cases) {
  const int calls = cases < kFewestCasesToMeasure ? kCallsPerRound / 10 : kCallsPerRound;
  for (const Reading& reading : Readings()) {
    std::vector<double> of_many, growth, restricted;
    few.Warm();
    many.Warm();
    for (int i = 0; i < kRounds; ++i) {
      const Round round = MeasureRound(many, few, reading, calls);
      of_many.push_back(round.many);
      growth.push_back(round.many / round.few);
      restricted.push_back(round.restricted / round.many);
    }
    PrintAtMost("P3", absl::StrCat("ms, p99 of ", reading.name), Median(of_many), kMostMilliseconds);
    PrintAtMost("P3", absl::StrFormat("times as with %d cases, p99 of %s", cases / 100, reading.name), Median(growth),
                kMostGrowth);
    if (!reading.by_member) continue;
    PrintAtMost("P3", absl::StrCat("times as long for a task-force member, p99 of ", reading.name), Median(restricted),
                kMostRestricted);
  }
  const double count = Milliseconds([&] { many.Count("", "create_month"); });
  std::cout << absl::StrFormat("counting all cases by month: %.2f s\n", count / 1'000);
}

void MeasureCrash(Subject& many) {
  PrintAtMost("P3", "MB resident after all that", many.contender().resident_bytes() / 1e6, kMostMegabytes);
  for (int i = 0; i < kWritesBeforeCrash; ++i) many.Register(i);
  many.contender().Crash();
  const absl::Time start = absl::Now();
  many.Start();
  many.Get();
  PrintAtMost("P3", "s from the start after kill -9 to the first answer", absl::ToDoubleSeconds(absl::Now() - start),
              kMostSecondsToReady);
}

}  // namespace
}  // namespace indgang::bench

int main(int argc, char** argv) {
  using namespace indgang::bench;
  if (ServedAsContender(argc, argv)) return 0;
  int cases = 1'000'000;
  const bool keep = argc > 4 && absl::string_view(argv[4]) == "keep";
  if (argc < 2 || argc > 5 || (argc > 4 && !keep) ||
      (argc > 3 && (!absl::SimpleAtoi(argv[3], &cases) || cases < 1'000))) {
    Die("usage: bench_lists KNOWLEDGE_FILE [FOLDER [CASES [keep]]], CASES 1000 or more");
  }
  std::string folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path().string();
  if (!keep) {
    folder += "/indgang-bench-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) Die(absl::StrCat("cannot make ", folder));
  }
  {
    Subject few(argv[1], folder, cases / 100);
    Subject many(argv[1], folder, cases);
    MeasureReadings(many, few, cases);
    MeasureCrash(many);
  }
  if (!keep) std::filesystem::remove_all(folder);
  return 0;
}
