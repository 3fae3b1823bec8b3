// What is kept of a case beside its message: the tables case_facts and case_services.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_CASE_FACTS_H_
#define INDGANG_SERVER_STORAGE_SQLITE_CASE_FACTS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "indgang/cases/v1/case.pb.h"
#include "server/storage/sqlite/connection.h"

namespace indgang::storage {

// Inserts or replaces the facts of the case with this key. Error: INTERNAL STORAGE_FAILED.
absl::Status PutCaseFacts(Connection& connection, std::int64_t id, const cases::v1::Case& message);

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_CASE_FACTS_H_
