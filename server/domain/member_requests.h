// What requests to DirectoryService must look like. Each check returns OK or INVALID_ARGUMENT FIELD_INVALID with every
// field that is wrong; none looks at stored data.
#ifndef INDGANG_SERVER_DOMAIN_MEMBER_REQUESTS_H_
#define INDGANG_SERVER_DOMAIN_MEMBER_REQUESTS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/errors.h"
#include "indgang/directory/v1/directory_service.pb.h"
#include "knowledge/bundle.h"

namespace indgang::domain {

absl::Status CheckCreateMember(const directory::v1::CreateMemberRequest& request, const knowledge::Bundle& bundle);
absl::Status CheckGetMember(const directory::v1::GetMemberRequest& request);
absl::Status CheckListMembers(const directory::v1::ListMembersRequest& request, const knowledge::Bundle& bundle);
// The fields themselves are checked by the rule, which knows what they change.
absl::Status CheckUpdateMember(const directory::v1::UpdateMemberRequest& request);
absl::Status CheckCreateAbsence(const directory::v1::CreateAbsenceRequest& request);
absl::Status CheckDeleteAbsence(const directory::v1::DeleteAbsenceRequest& request);
absl::Status CheckListUnits(const directory::v1::ListUnitsRequest& request);
absl::Status CheckImportMembers(const directory::v1::ImportMembersRequest& request);

// "mem_" and 16 characters, or "me".
void CheckMemberId(absl::string_view field, absl::string_view value, FieldViolations& violations);

// Every field of `after` that differs from `before` (of a new member: from an empty one), and those that must fit them:
// the unit fits the role, and who may be contact person can be reached. `prefix` stands before the fields' names.
// Units, packages and their like must be in the bundle. A role that was read from text comes with the text, to be named
// when it is none.
void CheckMember(absl::string_view prefix, const directory::v1::Member& before, const directory::v1::Member& after,
                 const knowledge::Bundle& bundle, FieldViolations& violations,
                 std::optional<absl::string_view> role_as_written = std::nullopt);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_MEMBER_REQUESTS_H_
