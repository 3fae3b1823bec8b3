#include "tests/server/storage/ledger.h"

#include <algorithm>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"

namespace indgang::storage {
namespace {

constexpr char kActor[] = "tok_ledger";

}  // namespace

absl::StatusOr<std::string> RegisterCase(Storage& storage, const std::string& request_id) {
  std::string number;
  const absl::Status status = WriteAndWait(storage, [&](WriteTransaction& write) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(number, write.NextCaseNumber(2026));
    StoredCase stored;
    stored.message.set_case_number(number);
    stored.message.set_state(cases::v1::Case::STATE_REGISTERED);
    stored.message.mutable_enquiry()->set_text(std::string(300, 'x'));
    stored.last_sequence = 1;
    INDGANG_RETURN_IF_ERROR(write.PutCase(stored));
    cases::v1::CaseEvent event;
    event.set_sequence(1);
    event.mutable_closed()->set_note(request_id);
    INDGANG_RETURN_IF_ERROR(write.AddEvent(number, event));
    return write.AddResponse(kActor, request_id, absl::UnixEpoch(), {"fingerprint", number});
  });
  if (!status.ok()) return status;
  return number;
}

void RegisterUntilFailure(Storage& storage, int writers, int most, const std::string& prefix,
                          const std::function<void(const std::string& number)>& acknowledged) {
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; i < most; ++i) {
        const absl::StatusOr<std::string> number = RegisterCase(storage, absl::StrCat(prefix, "-", writer, "-", i));
        if (!number.ok()) return;
        acknowledged(*number);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

absl::StatusOr<LedgerReport> CheckLedger(Storage& storage, const std::vector<std::string>& acknowledged) {
  LedgerReport report;
  const absl::Status status = ReadAndWait(storage, [&](ReadTransaction& read) -> absl::Status {
    std::set<std::string> requests;
    std::set<std::string> numbers;
    CaseQuery query{.limit = 500};
    do {
      INDGANG_ASSIGN_OR_RETURN(const CasePage page, read.ListCases(query));
      query.after = page.next;
      for (const CaseBytes& each : page.cases) {
        const std::string& number = each.case_number;
        numbers.insert(number);
        INDGANG_ASSIGN_OR_RETURN(const std::vector<cases::v1::CaseEvent> events, read.ListEvents(number, 0, 10));
        if (events.size() != 1) {
          report.wrong.push_back(absl::StrCat(number, " has ", events.size(), " events"));
          continue;
        }
        const std::string& request = events[0].closed().note();
        if (!requests.insert(request).second) report.wrong.push_back(absl::StrCat(request, " had two effects"));
        INDGANG_ASSIGN_OR_RETURN(const std::optional<StoredResponse> response, read.FindResponse(kActor, request));
        if (!response.has_value() || response->response != number) {
          report.wrong.push_back(absl::StrCat(number, " has no response"));
        }
      }
    } while (!query.after.empty());
    report.cases = static_cast<int>(numbers.size());
    if (!numbers.empty() && *numbers.rbegin() != absl::StrFormat("2026-%06d", report.cases)) {
      report.wrong.push_back(absl::StrCat(report.cases, " cases up to ", *numbers.rbegin()));
    }
    for (const std::string& number : acknowledged) {
      if (numbers.count(number) == 0) report.lost.push_back(number);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return report;
}

}  // namespace indgang::storage
