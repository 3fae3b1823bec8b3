#include "server/domain/token_rules.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "server/domain/field_checks.h"
#include "server/domain/member_rules.h"
#include "server/domain/times.h"

namespace indgang::domain {

namespace {

// Why the token cannot belong to the member; "" when it can.
std::string WrongMember(const admin::v1::Token& token, const directory::v1::Member* member) {
  if (member == nullptr) return "is not in the directory";
  if (!IsActive(*member)) return "has left";
  if (member->role() != token.role()) return absl::StrCat("is ", admin::v1::Role_Name(member->role()));
  if (!token.authority().empty() && member->unit() != token.authority()) {
    return absl::StrCat("belongs to ", Quoted(member->unit()));
  }
  return "";
}

}  // namespace

absl::StatusOr<NewToken> CreateToken(const admin::v1::Token& wanted, const Directory& directory, absl::Time now,
                                     Random& random) {
  NewToken made;
  if (!wanted.member().empty()) {
    const std::string wrong = WrongMember(wanted, directory.Find(wanted.member()));
    if (!wrong.empty()) {
      FieldViolations violations;
      violations.Add("token.member", absl::StrCat("is ", Quoted(wanted.member()), ", who ", wrong,
                                                  "; wanted: an active member with the token's role and unit"));
      return violations.ToStatus();
    }
    made.token.set_member(wanted.member());
  } else if (IsMemberRole(wanted.role())) {
    directory::v1::Member member;
    member.set_display_name(wanted.display_name());
    member.set_role(wanted.role());
    member.set_unit(wanted.authority());
    member.set_phone(wanted.phone());
    member.set_email(wanted.email());
    made.member = NewMember(member, now, random);
    made.token.set_member(made.member->id());
  }
  made.token.set_id(RandomId(random, "tok_", 16));
  made.token.set_display_name(wanted.display_name());
  made.token.set_role(wanted.role());
  made.token.set_authority(wanted.authority());
  made.token.set_phone(wanted.phone());
  made.token.set_email(wanted.email());
  *made.token.mutable_create_time() = ToTimestamp(now);
  made.secret = absl::StrCat("indgang_", absl::WebSafeBase64Escape(random.Bytes(32)));
  return made;
}

absl::StatusOr<admin::v1::Token> RevokeToken(const admin::v1::Token& current, int working_admins, absl::Time now) {
  if (current.has_revoke_time()) return current;
  if (IsWorkingAdmin(current) && working_admins <= 1) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "LAST_ADMIN",
                     "this is the last working admin token; create another before you revoke it",
                     {{"token", current.id()}});
  }
  admin::v1::Token revoked = current;
  *revoked.mutable_revoke_time() = ToTimestamp(now);
  return revoked;
}

bool IsWorkingAdmin(const admin::v1::Token& token) {
  return token.role() == admin::v1::ROLE_ADMIN && !token.has_revoke_time();
}

}  // namespace indgang::domain
