// Everybody who works on cases, at one moment: who there is, who is there today, and who stands in for whom.
#ifndef INDGANG_SERVER_DOMAIN_DIRECTORY_H_
#define INDGANG_SERVER_DOMAIN_DIRECTORY_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/directory/v1/member.pb.h"

namespace indgang::domain {

// Immutable; may be used from any thread. Days are local dates (Context::today). Pointers live as long as the
// directory.
class Directory {
 public:
  // Nobody.
  Directory() = default;
  explicit Directory(std::vector<directory::v1::Member> members);
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  // This directory with `changed` added, or put in the place of those with the same id.
  std::shared_ptr<const Directory> With(const std::vector<directory::v1::Member>& changed) const;

  // By display_name, then id; those who left too.
  const std::vector<directory::v1::Member>& members() const { return members_; }

  // nullptr when there is none with that id.
  const directory::v1::Member* Find(absl::string_view id) const;

  // Who acts for the member on the day: the member itself, or when it is absent its substitute, or that one's. nullptr
  // when nobody does: the member is unknown or has left, or the chain ends or runs in a circle.
  const directory::v1::Member* Deputy(absl::string_view id, absl::CivilDay day) const;

  // Those who have not left and are key account manager of the company (CVR number), or in the team of the package
  // (Package.id). Nobody for "". By name.
  std::vector<const directory::v1::Member*> KeyAccountManagers(absl::string_view cvr_number) const;
  std::vector<const directory::v1::Member*> TeamOf(absl::string_view package) const;

  // Those with the role who have not left, absent or not. By name.
  std::vector<const directory::v1::Member*> WithRole(admin::v1::Role role) const;

 private:
  std::vector<directory::v1::Member> members_;
  // Index in members_ by id.
  absl::flat_hash_map<absl::string_view, std::size_t> by_id_;
  absl::flat_hash_map<absl::string_view, std::vector<const directory::v1::Member*>> by_key_account_;
  absl::flat_hash_map<absl::string_view, std::vector<const directory::v1::Member*>> by_package_;
};

// Has not left.
bool IsActive(const directory::v1::Member& member);

// The absence that covers the day; nullptr when there is none.
const directory::v1::Absence* AbsenceOn(const directory::v1::Member& member, absl::CivilDay day);

// Active and not absent on the day.
bool IsThere(const directory::v1::Member& member, absl::CivilDay day);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_DIRECTORY_H_
