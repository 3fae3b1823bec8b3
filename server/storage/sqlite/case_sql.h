// CaseQuery and CaseCountQuery as SQL. The text is put together from fixed pieces; every value is a parameter.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_CASE_SQL_H_
#define INDGANG_SERVER_STORAGE_SQLITE_CASE_SQL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/storage/case_query.h"

namespace indgang::storage {

struct CaseSql {
  std::string text;
  // For ?1, ?2 …
  std::vector<CaseCondition::Value> values;
};

// Where a list goes on: key and id of the last case looked at.
struct CaseCursor {
  std::int64_t key = 0;
  std::int64_t id = 0;
};

// What stands before each of everybody's terms of a case where an authority finds it: six hexadecimal digits, so that
// the index stays small. Should two authorities have the same, case_authorities still tells them apart.
std::string TermPrefix(absl::string_view authority);

// Rows (id, key, whether the case meets the condition) from one index in the query's order, so that a reader can stop
// anywhere: nothing is scanned ahead or sorted. `after` is nullopt for the first page.
CaseSql ListCasesSql(const CaseQuery& query, const std::optional<CaseCursor>& after);

// Rows (value of each group …, count).
CaseSql CountCasesSql(const CaseCountQuery& query);

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_CASE_SQL_H_
