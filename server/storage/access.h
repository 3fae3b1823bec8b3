// The part of a transaction that keeps who read what, and who may read a case in an emergency. Errors as in storage.h.
#ifndef INDGANG_SERVER_STORAGE_ACCESS_H_
#define INDGANG_SERVER_STORAGE_ACCESS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "indgang/admin/v1/audit.pb.h"

namespace indgang::storage {

// Which readings to list. Empty fields do not filter.
struct AccessQuery {
  std::string case_number{};
  // Member.id.
  std::string member{};
  // Only records with a smaller id: the page after it. 0 for the first page.
  std::int64_t before = 0;
  int limit = 50;
};

class AccessReader {
 public:
  virtual ~AccessReader() = default;

  // By id, newest first.
  virtual absl::StatusOr<std::vector<admin::v1::AccessRecord>> ListAccessRecords(const AccessQuery& query) = 0;
  // Until when the token may read the case, to the microsecond; InfinitePast when it never might.
  virtual absl::StatusOr<absl::Time> GetEmergencyAccess(absl::string_view case_number, absl::string_view token_id) = 0;
};

class AccessWriter {
 public:
  virtual ~AccessWriter() = default;

  // Gives the record the next id: one more than the newest record has, 1 when there is none.
  virtual absl::Status AddAccessRecord(const admin::v1::AccessRecord& record) = 0;
  // Deletes the records of readings before `time`, the oldest `limit` of them, and returns how many it deleted. Touches
  // nothing else.
  virtual absl::StatusOr<int> DeleteAccessRecordsBefore(absl::Time time, int limit) = 0;
  // Inserts or replaces, by case and token. The case must exist.
  virtual absl::Status PutEmergencyAccess(absl::string_view case_number, absl::string_view token_id,
                                          absl::Time expire_time) = 0;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_ACCESS_H_
