// The directory as a table that people edit in a spreadsheet.
#ifndef INDGANG_SERVER_DOMAIN_MEMBER_TABLE_H_
#define INDGANG_SERVER_DOMAIN_MEMBER_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/random.h"
#include "indgang/directory/v1/member.pb.h"
#include "server/domain/member_rules.h"
#include "server/domain/people.h"

namespace indgang::domain {

// What a table does to the directory.
struct MemberImport {
  // New and changed members.
  std::vector<directory::v1::Member> members;
  int added = 0;
  int changed = 0;
  int unchanged = 0;
};

// Reads a table with the columns of ExportMembers, in any order. A row with an id changes that member in what the table
// has columns for; one without adds a member. Error: INVALID_ARGUMENT CSV_INVALID with a violation for every cell that
// is wrong ("line 3, unit"), somebody who leaves and still has open cases or referrals among them.
absl::StatusOr<MemberImport> ImportMembers(absl::string_view csv, const Context& context, const OpenWork& open_work,
                                           Random& random);

// The members as a table, by name; those who left only when `show_left`.
std::string ExportMembers(const Directory& directory, bool show_left);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_MEMBER_TABLE_H_
