// Connections break at any byte, clients send again with the same request_id until they are answered, and everything
// happens exactly once. More retries: INDGANG_RETRIES=100000.
#include <atomic>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "indgang/cases/v1/case_file_service.pb.h"
#include "tests/server/service/case_steps.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/measured.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kClients = 8;
// Enough for one to three calls on a connection, handshake included.
constexpr int kMostBytes = 4'000;

// What one client had acknowledged.
struct Acknowledged {
  // By case name: texts of interactions and notes.
  std::map<std::string, std::multiset<std::string>> said;
  // Calls that ended otherwise than by a broken connection.
  std::vector<std::string> wrong;
  std::int64_t retries = 0;
};

// A client that never gives up.
class StubbornClient {
 public:
  // With `fresh_ids` each try is a new request to the service: only to show that the check notices doubles.
  StubbornClient(testing::TestServer& server, const testing::TestClient& caller, const testing::CuttingProxy& proxy,
                 int index, bool fresh_ids)
      : direct_(server.channel(), caller.secret(), caller.id()),
        proxy_address_(proxy.address()),
        index_(index),
        fresh_ids_(fresh_ids),
        client_(Reconnected()) {}

  // Works until all clients together have made `wanted` retries.
  void Work(std::atomic<std::int64_t>& retries, std::int64_t wanted) {
    std::string name;
    for (int step = 0; retries < wanted && done_.wrong.empty(); ++step) {
      const std::int64_t before = done_.retries;
      const std::string text = absl::StrCat("client ", index_, " step ", step);
      if (step % 6 == 0) {
        RegisterEnquiryRequest request = EnquiryRequest();
        request.mutable_enquiry()->set_text(text);
        name = Insist<RegisterEnquiryResponse>(request, step).case_().name();
        done_.said[name];
      } else if (step % 6 < 4) {
        RecordInteractionRequest request = AnswerRequest(name);
        request.mutable_interaction()->set_kind(Interaction::KIND_MESSAGE);
        request.mutable_interaction()->set_text(text);
        Insist<RecordInteractionResponse>(request, step);
        done_.said[name].insert(text);
      } else {
        AddNoteRequest request;
        request.set_parent(name);
        request.mutable_note()->set_visibility(Note::VISIBILITY_STAFF);
        request.mutable_note()->set_text(text);
        Insist<AddNoteResponse>(request, step);
        done_.said[name].insert(text);
      }
      retries += done_.retries - before;
    }
  }

  const Acknowledged& done() const { return done_; }

 private:
  // A new channel: one that lost its connection would wait before it makes another.
  testing::TestClient Reconnected() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    return testing::TestClient(grpc::CreateCustomChannel(proxy_address_, grpc::InsecureChannelCredentials(), arguments),
                               direct_.secret(), "");
  }

  // Sends until there is an answer, then once more past the proxy, and expects the same answer.
  template <typename Response, typename Request>
  Response Insist(Request request, int step) {
    for (int attempt = 0;; ++attempt) {
      request.set_request_id(
          absl::StrCat("client-", index_, "-", step, fresh_ids_ ? absl::StrCat("-", attempt) : std::string()));
      const auto response = client_.Call<Response>(request);
      if (response.ok()) {
        ++done_.retries;
        const auto again = direct_.Call<Response>(request);
        if (!again.ok() || again->SerializeAsString() != response->SerializeAsString()) {
          done_.wrong.push_back(absl::StrCat(request.request_id(), ": a retry was answered otherwise"));
        }
        return *response;
      }
      if (response.status().code() != absl::StatusCode::kUnavailable) {
        done_.wrong.push_back(absl::StrCat(request.request_id(), ": ", response.status().ToString()));
        return Response();
      }
      ++done_.retries;
      client_ = Reconnected();
    }
  }

  const testing::TestClient direct_;
  const std::string proxy_address_;
  const int index_;
  const bool fresh_ids_;
  testing::TestClient client_;
  Acknowledged done_;
};

// What is stored of one case, compared with what was acknowledged.
absl::Status CheckCase(storage::ReadTransaction& tx, const std::string& number,
                       const std::multiset<std::string>& acknowledged, std::vector<std::string>& wrong) {
  std::multiset<std::string> said;
  int registered = 0;
  std::size_t told = 0;
  INDGANG_ASSIGN_OR_RETURN(const auto interactions, tx.ListInteractions(number, 0, 1'000));
  for (const Interaction& each : interactions) said.insert(each.text());
  storage::CaseFileQuery query;
  query.case_number = number;
  query.limit = 1'000;
  INDGANG_ASSIGN_OR_RETURN(const auto notes, tx.ListNotes(query));
  for (const Note& each : notes) said.insert(each.text());
  INDGANG_ASSIGN_OR_RETURN(const auto events, tx.ListEvents(number, 0, 1'000));
  for (const CaseEvent& event : events) {
    if (event.has_registered()) ++registered;
    if (event.has_interaction_recorded() || event.has_note_added()) ++told;
  }
  if (said != acknowledged) {
    wrong.push_back(absl::StrCat(number, ": ", acknowledged.size(), " acknowledged, ", said.size(), " stored"));
  }
  if (registered != 1 || told != acknowledged.size()) {
    wrong.push_back(absl::StrCat(number, ": ", acknowledged.size(), " acknowledged, ", told, " events, registered ",
                                 registered, " times"));
  }
  return absl::OkStatus();
}

// Everything that is not stored exactly once.
std::vector<std::string> CheckEffects(storage::Storage& storage,
                                      const std::map<std::string, std::multiset<std::string>>& acknowledged) {
  std::vector<std::string> wrong;
  EXPECT_THAT(storage::ReadAndWait(storage,
                                   [&](storage::ReadTransaction& tx) -> absl::Status {
                                     for (std::size_t i = 1; i <= acknowledged.size() + 1; ++i) {
                                       const std::string number = absl::StrFormat("2026-%06d", i);
                                       INDGANG_ASSIGN_OR_RETURN(const auto stored, tx.GetCase(number));
                                       const auto known = acknowledged.find("cases/" + number);
                                       if (stored.has_value() != (i <= acknowledged.size()) ||
                                           stored.has_value() != (known != acknowledged.end())) {
                                         wrong.push_back(number + ": a gap, or a case nobody was told of");
                                       } else if (stored.has_value()) {
                                         INDGANG_RETURN_IF_ERROR(CheckCase(tx, number, known->second, wrong));
                                       }
                                     }
                                     return absl::OkStatus();
                                   }),
              testing::IsOk());
  return wrong;
}

struct Outcome {
  std::vector<std::string> wrong;
  std::size_t cases = 0;
  std::size_t requests = 0;
  std::int64_t retries = 0;
  std::int64_t cuts = 0;
};

Outcome RetryThroughCuts(std::int64_t wanted, bool fresh_ids) {
  testing::TestServer server;
  const testing::TestClient desk = server.As(admin::v1::ROLE_FRONT_DESK);
  const testing::CuttingProxy proxy(server.server().address(), 1, kMostBytes);
  std::vector<std::unique_ptr<StubbornClient>> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<StubbornClient>(server, desk, proxy, i, fresh_ids));
  }
  std::atomic<std::int64_t> retries = 0;
  std::vector<std::thread> threads;
  for (const auto& client : clients) threads.emplace_back([&] { client->Work(retries, wanted); });
  for (std::thread& thread : threads) thread.join();
  Outcome outcome;
  std::map<std::string, std::multiset<std::string>> acknowledged;
  for (const auto& client : clients) {
    const Acknowledged& done = client->done();
    acknowledged.insert(done.said.begin(), done.said.end());
    outcome.wrong.insert(outcome.wrong.end(), done.wrong.begin(), done.wrong.end());
    outcome.retries += done.retries;
    outcome.requests += done.said.size();
    for (const auto& [name, texts] : done.said) outcome.requests += texts.size();
  }
  const std::vector<std::string> effects = CheckEffects(server.storage(), acknowledged);
  outcome.wrong.insert(outcome.wrong.end(), effects.begin(), effects.end());
  outcome.cases = acknowledged.size();
  outcome.cuts = proxy.cuts();
  return outcome;
}

TEST(RetriesTest, EverythingHappensOnceHoweverOftenItIsSent) {
  const int wanted = testing::CountFromEnvironment("INDGANG_RETRIES", 600);
  const Outcome outcome = RetryThroughCuts(wanted, /*fresh_ids=*/false);
  EXPECT_THAT(outcome.wrong, IsEmpty());
  EXPECT_GT(outcome.cuts, wanted / 5) << "too few connections were cut to prove anything";
  testing::PrintMeasured("R5", absl::StrCat(outcome.wrong.size(), " effects missing or doubled"), "0",
                         outcome.wrong.empty() && outcome.retries >= wanted,
                         absl::StrCat(outcome.retries, " retries of ", outcome.requests, " requests on ", outcome.cases,
                                      " cases, ", outcome.cuts, " connections cut"));
}

// Without this the test above might be blind.
TEST(RetriesTest, WithANewIdForEachTryThingsHappenTwice) {
  EXPECT_THAT(RetryThroughCuts(600, /*fresh_ids=*/true).wrong, Not(IsEmpty()));
}

}  // namespace
}  // namespace indgang::service
