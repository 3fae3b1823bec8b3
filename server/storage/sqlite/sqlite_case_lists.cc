// SqliteTransaction: finding cases.
#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/errors.h"
#include "server/storage/sqlite/case_sql.h"
#include "server/storage/sqlite/rows.h"
#include "server/storage/sqlite/sqlite_transaction.h"
#include "server/storage/sqlite/statements.h"

namespace indgang::storage {
namespace {

// Instructions of SQLite's for looking at one case, roughly.
constexpr std::int64_t kWorkPerCase = 40;

void BindValues(Statement& statement, const CaseSql& sql) {
  for (const CaseCondition::Value& value : sql.values) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      statement.Text(*text);
    } else {
      statement.Integer(std::get<std::int64_t>(value));
    }
  }
}

absl::StatusOr<std::optional<CaseCursor>> ReadCursor(const std::string& text) {
  if (text.empty()) return std::nullopt;
  CaseCursor cursor;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ',');
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &cursor.key) || !absl::SimpleAtoi(parts[1], &cursor.id)) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
        "page_token is not one that a list of cases gave out; wanted: next_page_token of the previous page");
  }
  return cursor;
}

// Adds those of `terms` that `all` does not have; whether there was one.
bool AddNewTerms(absl::string_view terms, std::string& all) {
  const std::string before = all;
  absl::flat_hash_set<absl::string_view> known = absl::StrSplit(before, ' ', absl::SkipEmpty());
  for (const absl::string_view term : absl::StrSplit(terms, ' ', absl::SkipEmpty())) {
    if (known.insert(term).second) absl::StrAppend(&all, all.empty() ? "" : " ", term);
  }
  return all.size() > before.size();
}

}  // namespace

absl::StatusOr<CasePage> SqliteTransaction::ListCases(const CaseQuery& query) {
  INDGANG_ASSIGN_OR_RETURN(const std::optional<CaseCursor> after, ReadCursor(query.after));
  const CaseSql sql = ListCasesSql(query, after);
  Statement rows = connection_.PrepareText(sql.text);
  BindValues(rows, sql);
  CasePage page;
  std::size_t bytes = 0;
  std::string reached = query.after;
  for (int examined = 0;; ++examined) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return page;
    const std::int64_t id = rows.IntegerAt(0);
    const bool meets = rows.IntegerAt(2) != 0;
    // A full page says that there is more only when it is something that the caller may see.
    bool full = (meets && static_cast<int>(page.cases.size()) >= query.limit) || examined >= query.max_examined;
    if (meets && !full) {
      Statement found = connection_.Prepare(sql::kGetCaseMessage);
      INDGANG_ASSIGN_OR_RETURN(const bool there, found.Integer(id).Step());
      if (!there) return Unusable("A case has facts and no message.");
      const absl::string_view message = found.BytesAt(0);
      bytes += message.size();
      full = !page.cases.empty() && bytes > query.max_bytes;
      if (!full) page.cases.push_back({FormatCaseNumber(id), std::string(message)});
    }
    if (full) {
      page.next = reached;
      return page;
    }
    reached = absl::StrCat(rows.IntegerAt(1), ",", id);
  }
}

absl::StatusOr<std::vector<CaseCount>> SqliteTransaction::CountCases(const CaseCountQuery& query) {
  const CaseSql sql = CountCasesSql(query);
  Statement rows = connection_.PrepareText(sql.text);
  BindValues(rows, sql);
  connection_.LimitWork(query.max_examined * kWorkPerCase);
  std::vector<CaseCount> counts;
  absl::Status status;
  while (true) {
    const absl::StatusOr<bool> row = rows.Step();
    status = row.status();
    if (!row.ok() || !*row) break;
    CaseCount& count = counts.emplace_back();
    const auto groups = static_cast<int>(query.groups.size());
    for (int i = 0; i < groups; ++i) count.values.emplace_back(rows.BytesAt(i));
    count.count = rows.IntegerAt(groups);
  }
  connection_.LimitWork(0);
  if (!status.ok()) return status;
  std::sort(counts.begin(), counts.end(), [](const CaseCount& left, const CaseCount& right) {
    return left.count != right.count ? left.count > right.count : left.values < right.values;
  });
  return counts;
}

absl::StatusOr<std::int64_t> SqliteTransaction::GetIndexed() {
  Statement statement = connection_.Prepare(sql::kGetIndexed);
  INDGANG_RETURN_IF_ERROR(statement.Step().status());
  return statement.IntegerAt(0);
}

absl::Status SqliteTransaction::AddTerms(absl::string_view case_number, absl::string_view terms,
                                         absl::string_view staff_terms) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (!id.has_value()) return Unusable("Terms need a case number like 2026-000123.");
  INDGANG_ASSIGN_OR_RETURN(std::optional<Terms> found, GetTerms(*id));
  const bool is_new = !found.has_value();
  if (is_new) found.emplace();
  const bool more = AddNewTerms(terms, found->everybody);
  const bool more_staff = AddNewTerms(staff_terms, found->staff);
  return is_new || more || more_staff ? PutTerms(*id, *found) : absl::OkStatus();
}

absl::StatusOr<std::optional<SqliteTransaction::Terms>> SqliteTransaction::GetTerms(std::int64_t case_id) {
  Statement statement = connection_.Prepare(sql::kGetTerms);
  INDGANG_ASSIGN_OR_RETURN(const bool there, statement.Integer(case_id).Step());
  if (!there) return std::nullopt;
  return Terms{std::string(statement.BytesAt(0)), std::string(statement.BytesAt(1))};
}

absl::Status SqliteTransaction::PutTerms(std::int64_t case_id, const Terms& terms) {
  std::string authority_terms;
  {
    Statement authorities = connection_.Prepare(sql::kListCaseAuthorities);
    authorities.Integer(case_id);
    while (true) {
      INDGANG_ASSIGN_OR_RETURN(const bool row, authorities.Step());
      if (!row) break;
      const std::string prefix = TermPrefix(authorities.BytesAt(0));
      for (const absl::string_view term : absl::StrSplit(terms.everybody, ' ', absl::SkipEmpty())) {
        absl::StrAppend(&authority_terms, prefix, term, " ");
      }
    }
  }
  return connection_.Prepare(sql::kPutTerms)
      .Integer(case_id)
      .Text(terms.everybody)
      .Text(terms.staff)
      .Text(authority_terms)
      .Run();
}

absl::Status SqliteTransaction::SetIndexed(std::int64_t sequence) {
  return connection_.Prepare(sql::kSetIndexed).Integer(sequence).Run();
}

}  // namespace indgang::storage
