// Load that keeps account of what was acknowledged, to compare with what is there after a crash.
#ifndef INDGANG_TESTS_SERVER_STORAGE_LEDGER_H_
#define INDGANG_TESTS_SERVER_STORAGE_LEDGER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/storage/storage.h"

namespace indgang::storage {

// Registers a case as the service does: next number, case, first event, response to `request_id`. Returns the number
// once it is durable.
absl::StatusOr<std::string> RegisterCase(Storage& storage, const std::string& request_id);

// What `writers` threads register, with different request ids that start with `prefix`, until a write fails or each has
// made `most`. `acknowledged` is told of each, from those threads.
void RegisterUntilFailure(Storage& storage, int writers, int most, const std::string& prefix,
                          const std::function<void(const std::string& number)>& acknowledged);

struct LedgerReport {
  int cases = 0;
  // Acknowledged numbers without a case.
  std::vector<std::string> lost;
  // Cases without exactly their event and their response, numbers left out, requests that had two effects.
  std::vector<std::string> wrong;
};

// Compares all cases that RegisterCase made in the database with what was acknowledged.
absl::StatusOr<LedgerReport> CheckLedger(Storage& storage, const std::vector<std::string>& acknowledged);

}  // namespace indgang::storage

#endif  // INDGANG_TESTS_SERVER_STORAGE_LEDGER_H_
