#include "server/domain/member_table.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/csv.h"
#include "server/domain/field_checks.h"
#include "server/domain/member_requests.h"

namespace indgang::domain {
namespace {

using directory::v1::Member;

constexpr absl::string_view kColumns[] = {"id",    "display_name", "role",         "unit", "phone",
                                          "email", "packages",     "key_accounts", "state"};

// "Front-desk" -> "ROLE_FRONT_DESK".
std::string EnumName(absl::string_view prefix, absl::string_view word) {
  return absl::StrCat(prefix, absl::StrReplaceAll(absl::AsciiStrToUpper(word), {{"-", "_"}, {" ", "_"}}));
}

// Takes one cell over into the member; `where` is "line 3, role".
void SetCell(const std::string& where, absl::string_view column, const std::string& cell, Member& member,
             FieldViolations& violations) {
  if (column == "display_name") member.set_display_name(cell);
  if (column == "unit") member.set_unit(cell);
  if (column == "phone") member.set_phone(cell);
  if (column == "email") member.set_email(cell);
  if (column == "role") {
    admin::v1::Role role = admin::v1::ROLE_UNSPECIFIED;
    // What is no role stays unset, and the check of the member says what was written.
    admin::v1::Role_Parse(EnumName("ROLE_", cell), &role);
    member.set_role(role);
  }
  // An empty cell leaves the state as it is.
  if (column == "state" && !cell.empty()) {
    Member::State state = Member::STATE_UNSPECIFIED;
    if (!Member::State_Parse(EnumName("STATE_", cell), &state) || state == Member::STATE_UNSPECIFIED) {
      violations.Add(where, absl::StrCat("is ", Quoted(cell), "; wanted: ACTIVE or LEFT"));
    } else {
      member.set_state(state);
    }
  }
  if (column == "packages" || column == "key_accounts") {
    auto& values = column == "packages" ? *member.mutable_packages() : *member.mutable_key_accounts();
    values.Clear();
    for (const absl::string_view value : absl::StrSplit(cell, ' ', absl::SkipEmpty()))
      *values.Add() = std::string(value);
  }
}

// INVALID_ARGUMENT CSV_INVALID with the violations, as many as fit into the answer, and how many more there are.
absl::Status CsvInvalid(const FieldViolations& violations) {
  if (violations.empty()) return absl::OkStatus();
  // Details of an error travel in a header, which gRPC's clients take up to 8 KiB of.
  constexpr std::size_t kMostBytes = 4096;
  FieldViolations fitting;
  const google::rpc::BadRequest all = *GetBadRequest(violations.ToStatus());
  std::size_t bytes = 0;
  for (int i = 0; i < all.field_violations_size(); ++i) {
    bytes += all.field_violations(i).ByteSizeLong();
    if (bytes > kMostBytes) {
      fitting.Add("table", absl::StrCat("has ", all.field_violations_size() - i, " more problems"));
      break;
    }
    fitting.Add(all.field_violations(i).field(), all.field_violations(i).description());
  }
  absl::Status status =
      MakeError(absl::StatusCode::kInvalidArgument, "CSV_INVALID",
                absl::StrCat("the table has ", all.field_violations_size(), " problems; nothing was changed"),
                {{"problems", absl::StrCat(all.field_violations_size())}});
  fitting.ToStatus().ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    if (!status.GetPayload(type).has_value()) status.SetPayload(type, payload);
  });
  return status;
}

// The header names columns of the table, each once, and those without which nobody could be added.
absl::Status CheckHeader(const std::vector<std::string>& header) {
  FieldViolations violations;
  const std::string wanted = absl::StrCat("; wanted: ", absl::StrJoin(kColumns, ", "));
  std::set<absl::string_view> seen;
  for (const std::string& name : header) {
    if (std::find(std::begin(kColumns), std::end(kColumns), name) == std::end(kColumns)) {
      violations.Add("line 1", absl::StrCat("has the column ", Quoted(name), wanted));
    } else if (!seen.insert(name).second) {
      violations.Add("line 1", absl::StrCat("has the column ", Quoted(name), " twice; wanted: once"));
    }
  }
  if (seen.count("id") == 0 && (seen.count("display_name") == 0 || seen.count("role") == 0)) {
    violations.Add("line 1", absl::StrCat("has neither id nor both display_name and role", wanted));
  }
  return CsvInvalid(violations);
}

// The cell of the row in the column; "" when the table has none.
std::string Cell(const CsvTable& table, const CsvRow& row, absl::string_view column) {
  const auto found = std::find(table.header.begin(), table.header.end(), column);
  return found == table.header.end() ? "" : row.cells[static_cast<std::size_t>(found - table.header.begin())];
}

// Adds what was found in a row; with `columns` only what concerns these.
void AddViolations(const FieldViolations& found, const std::string& line, const std::vector<std::string>* columns,
                   FieldViolations& violations) {
  const std::optional<google::rpc::BadRequest> all = GetBadRequest(found.ToStatus());
  if (!all.has_value()) return;
  for (const google::rpc::BadRequest::FieldViolation& each : all->field_violations()) {
    const std::string column(absl::StripPrefix(each.field(), line));
    if (columns != nullptr && std::find(columns->begin(), columns->end(), column) == columns->end()) continue;
    violations.Add(each.field(), each.description());
  }
}

// Compares what the table can change.
bool SameCells(const Member& a, const Member& b) {
  const auto cells = [](const Member& member) {
    Member bare = member;
    bare.clear_etag();
    bare.clear_update_time();
    return bare.SerializeAsString();
  };
  return cells(a) == cells(b);
}

// A row that changes a member.
struct RowChange {
  // "line 3, ".
  std::string line;
  const Member* before;
  // Index in MemberImport.members.
  std::size_t after;
};

// Looks at the directory as the whole table would leave it: several of a unit may leave at once, and others come.
absl::Status CheckNothingIsLeftBehind(const std::vector<RowChange>& changes, const std::vector<Member>& members,
                                      const Context& context, const OpenWork& open_work, FieldViolations& violations) {
  const std::shared_ptr<const Directory> directory = context.directory.With(members);
  for (const RowChange& change : changes) {
    const Member& after = members[change.after];
    INDGANG_ASSIGN_OR_RETURN(const LeftBehind behind,
                             WhatIsLeftBehind(*change.before, after, *directory, context, open_work));
    if (behind.cases > 0) {
      violations.Add(change.line + (IsActive(after) ? "role" : "state"),
                     absl::StrCat("ends the work of a contact person with ", behind.cases,
                                  " open cases; wanted: hand them over first"));
    }
    if (behind.referrals > 0) {
      violations.Add(change.line + (IsActive(after) ? "unit" : "state"),
                     absl::StrCat("leaves ", behind.referrals,
                                  " open referrals for which nobody else is there; wanted: reassign or recall them "
                                  "first"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MemberImport> ImportMembers(absl::string_view csv, const Context& context, const OpenWork& open_work,
                                           Random& random) {
  FieldViolations violations;
  const CsvTable table = ReadCsv(csv, violations);
  // Without its columns right, nothing sensible can be said of the rows.
  INDGANG_RETURN_IF_ERROR(CheckHeader(table.header));
  MemberImport import;
  std::vector<RowChange> changes;
  std::set<std::string> ids;
  for (const CsvRow& row : table.rows) {
    const std::string line = absl::StrCat("line ", row.line, ", ");
    const std::string id = Cell(table, row, "id");
    const Member* before = context.directory.Find(id);
    const bool unknown = !id.empty() && before == nullptr;
    const bool again = before != nullptr && !ids.insert(id).second;
    if (unknown) {
      violations.Add(line + "id",
                     absl::StrCat("is ", Quoted(id), "; wanted: the id of a member, or nothing to add one"));
    }
    if (again) violations.Add(line + "id", absl::StrCat("is ", Quoted(id), " again; wanted: every member once"));
    Member after = before == nullptr ? Member() : *before;
    if (before == nullptr) after.set_state(Member::STATE_ACTIVE);
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      SetCell(line + table.header[i], table.header[i], row.cells[i], after, violations);
    }
    if (before != nullptr && SameCells(*before, after)) {
      if (!again) ++import.unchanged;
      continue;
    }
    FieldViolations of_row;
    CheckMember(line, before == nullptr ? Member() : *before, after, context.bundle, of_row, Cell(table, row, "role"));
    // Whether what the table has no columns for is missing, nobody knows of a member that is not known.
    AddViolations(of_row, line, unknown ? &table.header : nullptr, violations);
    if (unknown || again) continue;
    if (before == nullptr) {
      const Member::State state = after.state();
      after = NewMember(after, context.now, random);
      after.set_state(state);
      ++import.added;
    } else {
      if (!IsMemberRole(after.role())) after.set_role(before->role());  // said above
      changes.push_back({line, before, import.members.size()});
      ++import.changed;
    }
    StampMember(after, context.now);
    import.members.push_back(std::move(after));
  }
  INDGANG_RETURN_IF_ERROR(CheckNothingIsLeftBehind(changes, import.members, context, open_work, violations));
  INDGANG_RETURN_IF_ERROR(CsvInvalid(violations));
  return import;
}

std::string ExportMembers(const Directory& directory, bool show_left) {
  std::string table = CsvLine(std::vector<std::string>(std::begin(kColumns), std::end(kColumns)));
  for (const Member& member : directory.members()) {
    if (!IsActive(member) && !show_left) continue;
    table += CsvLine({member.id(), member.display_name(),
                      std::string(absl::StripPrefix(admin::v1::Role_Name(member.role()), "ROLE_")), member.unit(),
                      member.phone(), member.email(), absl::StrJoin(member.packages(), " "),
                      absl::StrJoin(member.key_accounts(), " "),
                      std::string(absl::StripPrefix(Member::State_Name(member.state()), "STATE_"))});
  }
  return table;
}

}  // namespace indgang::domain
