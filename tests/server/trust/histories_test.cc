// Eight clients work on the same two cases at once: each history can be put in one order that all of them saw, and
// those who watch are told in that order. More histories: INDGANG_HISTORIES=1000.
#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "indgang/cases/v1/case_file_service.pb.h"
#include "indgang/cases/v1/watch_service.grpc.pb.h"
#include "tests/server/service/case_steps.h"
#include "tests/support/measured.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using ::indgang::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kClients = 8;
constexpr int kCallsOfAClient = 12;

// One call on a case, as its client saw it.
struct Seen {
  absl::Time began;
  absl::Time ended;
  bool write = false;
  // The etag it named, or empty.
  std::string guard;
  // Refused because the case had another etag.
  bool mismatch = false;
  // Of the case that was answered; empty when refused.
  std::string etag;
  std::string bytes;
};

// Everything that happened to one case.
struct History {
  std::string first_etag;
  std::vector<Seen> calls;
  // Etags that the case can have had, by the sequence of its events: oldest first.
  std::vector<std::string> versions;
};

// Why the calls cannot have happened one after another in the order of the case's events; empty when they can.
std::vector<std::string> Check(const History& history) {
  std::vector<std::string> wrong;
  std::map<std::string, int> place;
  for (const std::string& etag : history.versions) place.emplace(etag, static_cast<int>(place.size()));
  const auto place_of = [&](const std::string& etag) {
    const auto found = place.find(etag);
    if (found == place.end()) wrong.push_back("the case never had etag " + etag);
    return found == place.end() ? -1 : found->second;
  };
  // Each change made one version; between them nothing else happened.
  std::set<int> changes = {place_of(history.first_etag)};
  std::map<std::string, std::string> shown;
  for (const Seen& call : history.calls) {
    if (call.etag.empty()) continue;
    const int version = place_of(call.etag);
    if (call.write && !changes.insert(version).second) wrong.push_back("two changes made etag " + call.etag);
    if (shown.emplace(call.etag, call.bytes).first->second != call.bytes) {
      wrong.push_back("two callers saw different cases with etag " + call.etag);
    }
  }
  if (*changes.rbegin() != static_cast<int>(history.versions.size()) - 1) {
    wrong.push_back("the newest event belongs to no acknowledged change");
  }
  for (const Seen& call : history.calls) {
    if (call.etag.empty() || changes.count(place_of(call.etag)) > 0) continue;
    wrong.push_back("a caller saw half a change: " + call.etag);
  }
  for (const Seen& call : history.calls) {
    if (call.guard.empty()) continue;
    const int named = place_of(call.guard);
    if (!call.etag.empty()) {
      // The change before this one.
      const auto made = changes.find(place_of(call.etag));
      if (made == changes.begin() || *std::prev(made) != named) {
        wrong.push_back("a change succeeded on another version than " + call.guard);
      }
    }
    const bool moved_on = std::any_of(history.calls.begin(), history.calls.end(), [&](const Seen& other) {
      return other.write && !other.etag.empty() && place_of(other.etag) > named && other.began < call.ended;
    });
    if (call.mismatch && !moved_on) wrong.push_back("a change was refused on the newest version " + call.guard);
  }
  for (const Seen& first : history.calls) {
    for (const Seen& second : history.calls) {
      if (first.etag.empty() || second.etag.empty() || first.ended >= second.began) continue;
      const int before = place_of(first.etag);
      const int after = place_of(second.etag);
      if (after < before || (second.write && after == before)) {
        wrong.push_back(absl::StrCat("a later call saw the case as it was before: ", second.etag));
      }
    }
  }
  return wrong;
}

// Sees every event of all cases, on a thread of its own.
class Watching {
 public:
  Watching(testing::TestServer& server, const testing::TestClient& caller)
      : stub_(WatchService::NewStub(server.channel())) {
    context_.AddMetadata("authorization", "Bearer " + caller.secret());
    reader_ = stub_->WatchCases(&context_, WatchCasesRequest());
    WatchCasesResponse first;
    EXPECT_TRUE(reader_->Read(&first));
    thread_ = std::thread([this] {
      WatchCasesResponse response;
      while (reader_->Read(&response)) {
        if (!response.has_event()) continue;
        const absl::MutexLock lock(&mutex_);
        names_.push_back(response.event().name());
      }
    });
  }

  // Ends when that many events have come, or after 10 seconds; their names.
  std::vector<std::string> Stop(std::size_t wanted) {
    {
      const absl::MutexLock lock(&mutex_);
      const auto complete = [&] { return names_.size() >= wanted; };
      mutex_.AwaitWithTimeout(absl::Condition(&complete), absl::Seconds(10));
    }
    context_.TryCancel();
    thread_.join();
    reader_->Finish();
    return names_;
  }

 private:
  const std::unique_ptr<WatchService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<WatchCasesResponse>> reader_;
  absl::Mutex mutex_;
  std::vector<std::string> names_;
  std::thread thread_;
};

class HistoriesTest : public ServiceTest {
 protected:
  template <typename Response, typename Request>
  Seen Timed(Request request, const std::string& guard, bool write) {
    if constexpr (requires { request.set_etag(guard); }) request.set_etag(guard);
    Seen seen;
    seen.write = write;
    seen.guard = guard;
    seen.began = absl::Now();
    const auto response = desk_.Call<Response>(request);
    seen.ended = absl::Now();
    if (response.ok()) {
      seen.etag = response->case_().etag();
      seen.bytes = response->case_().SerializeAsString();
    } else {
      seen.mismatch = GetReason(response.status()) == "ETAG_MISMATCH";
      EXPECT_TRUE(seen.mismatch) << response.status();
    }
    return seen;
  }

  Seen AnyCall(std::mt19937_64& random, const std::string& name, const std::string& last_etag, const std::string& id) {
    const std::string guard = random() % 2 == 0 ? last_etag : "";
    switch (random() % 5) {
      case 0: {
        TriageCaseRequest request = TriageRequest(name);
        request.set_request_id(id);
        return Timed<TriageCaseResponse>(request, guard, true);
      }
      case 1: {
        RecordInteractionRequest request = AnswerRequest(name);
        request.set_request_id(id);
        request.mutable_interaction()->set_kind(Interaction::KIND_MESSAGE);
        return Timed<RecordInteractionResponse>(request, guard, true);
      }
      case 2: {
        AddNoteRequest request;
        request.set_request_id(id);
        request.set_parent(name);
        request.mutable_note()->set_visibility(Note::VISIBILITY_STAFF);
        request.mutable_note()->set_text(id);
        return Timed<AddNoteResponse>(request, guard, true);
      }
      default: {
        GetCaseRequest request;
        request.set_name(name);
        return Timed<GetCaseResponse>(request, "", false);
      }
    }
  }

  // Two cases, and everything that eight clients did to them at once.
  std::vector<History> Make(int seed) {
    const std::vector<Case> made = {Register(), Register()};
    std::vector<History> histories = {{made[0].etag(), {}, {}}, {made[1].etag(), {}, {}}};
    absl::Mutex mutex;
    std::vector<std::thread> threads;
    for (int client = 0; client < kClients; ++client) {
      threads.emplace_back([&, client] {
        std::mt19937_64 random(static_cast<std::uint64_t>(seed * kClients + client));
        std::string last_etag[] = {made[0].etag(), made[1].etag()};
        for (int i = 0; i < kCallsOfAClient; ++i) {
          const std::size_t which = random() % 2;
          const Seen seen =
              AnyCall(random, made[which].name(), last_etag[which], absl::StrCat("h", seed, "-", client, "-", i));
          if (!seen.etag.empty()) last_etag[which] = seen.etag;
          const absl::MutexLock lock(&mutex);
          histories[which].calls.push_back(seen);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < made.size(); ++i) {
      EXPECT_THAT(
          storage::ReadAndWait(server_.storage(),
                               [&](storage::ReadTransaction& tx) -> absl::Status {
                                 const auto events = tx.ListEvents(made[i].case_number(), 0, 1'000);
                                 INDGANG_RETURN_IF_ERROR(events.status());
                                 for (const CaseEvent& event : *events) {
                                   // An etag is the beginning of the newest event's hash.
                                   histories[i].versions.push_back(absl::BytesToHexString(event.hash().substr(0, 8)));
                                 }
                                 return absl::OkStatus();
                               }),
          IsOk());
    }
    return histories;
  }

  // Names of all events there are, in the order they were stored.
  std::vector<std::string> Feed() {
    std::vector<std::string> names;
    EXPECT_THAT(storage::ReadAndWait(server_.storage(),
                                     [&](storage::ReadTransaction& tx) -> absl::Status {
                                       std::int64_t last = 0;
                                       while (true) {
                                         INDGANG_ASSIGN_OR_RETURN(const auto entries, tx.ListFeed(last, 1'000));
                                         if (entries.empty()) return absl::OkStatus();
                                         for (const auto& entry : entries) names.push_back(entry.event.name());
                                         last = entries.back().place.sequence;
                                       }
                                     }),
                IsOk());
    return names;
  }
};

TEST_F(HistoriesTest, EveryHistoryHasOneOrderAndWatchersSeeIt) {
  const int wanted = testing::CountFromEnvironment("INDGANG_HISTORIES", 10);
  Watching one(server_, desk_);
  Watching other(server_, leader_);
  int broken = 0;
  std::size_t calls = 0;
  for (int seed = 0; seed < wanted; ++seed) {
    bool good = true;
    for (const History& history : Make(seed)) {
      const std::vector<std::string> wrong = Check(history);
      EXPECT_THAT(wrong, IsEmpty()) << "history " << seed;
      good = good && wrong.empty();
      calls += history.calls.size();
    }
    if (!good) ++broken;
  }
  const std::vector<std::string> feed = Feed();
  // Without gap, in another order, or twice.
  const bool streams_right = one.Stop(feed.size()) == feed && other.Stop(feed.size()) == feed;
  EXPECT_TRUE(streams_right);
  testing::PrintMeasured("R4", absl::StrCat(broken, " histories without an order"), "0", broken == 0 && streams_right,
                         absl::StrCat(wanted, " histories, ", calls, " calls, ", feed.size(), " events on two streams ",
                                      streams_right ? "as stored" : "not as stored"));
}

// Without these the test above might be blind.
TEST_F(HistoriesTest, ATamperedHistoryIsFound) {
  const History right = Make(0)[0];
  ASSERT_THAT(Check(right), IsEmpty());
  ASSERT_GT(right.versions.size(), 4u);
  const auto call = [](int from, bool write, const std::string& etag) {
    Seen seen;
    seen.began = absl::FromUnixSeconds(4'000'000'000 + from);  // after everything else
    seen.ended = seen.began + absl::Milliseconds(1);
    seen.write = write;
    seen.etag = etag;
    return seen;
  };
  const auto last_write = [](History& history) {
    return std::find_if(history.calls.begin(), history.calls.end(),
                        [&](const Seen& each) { return each.write && each.etag == history.versions.back(); });
  };
  History stale = right;
  stale.calls.push_back(call(0, false, right.first_etag));
  stale.calls.back().bytes = "";
  EXPECT_THAT(Check(stale), Not(IsEmpty())) << "a read of the past";
  History lost = right;
  lost.calls.erase(last_write(lost));
  EXPECT_THAT(Check(lost), Not(IsEmpty())) << "an event that nobody asked for";
  History doubled = right;
  doubled.calls.push_back(*last_write(doubled));
  EXPECT_THAT(Check(doubled), Not(IsEmpty())) << "two changes with one result";
  History unguarded = right;
  last_write(unguarded)->guard = right.first_etag;
  EXPECT_THAT(Check(unguarded), Not(IsEmpty())) << "a change on an old version";
  History refused = right;
  refused.calls.push_back(call(0, true, ""));
  refused.calls.back().guard = right.versions.back();
  refused.calls.back().mismatch = true;
  EXPECT_THAT(Check(refused), Not(IsEmpty())) << "a refusal on the newest version";
  History unknown = right;
  unknown.calls.push_back(call(0, false, "0123456789abcdef"));
  EXPECT_THAT(Check(unknown), Not(IsEmpty())) << "a case that never was";
}

}  // namespace
}  // namespace indgang::service
