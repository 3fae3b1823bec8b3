#include "server/domain/directory.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"

namespace indgang::domain {

using directory::v1::Absence;
using directory::v1::Member;

Directory::Directory(std::vector<Member> members) : members_(std::move(members)) {
  std::sort(members_.begin(), members_.end(), [](const Member& a, const Member& b) {
    return std::tie(a.display_name(), a.id()) < std::tie(b.display_name(), b.id());
  });
  for (std::size_t i = 0; i < members_.size(); ++i) by_id_[members_[i].id()] = i;
  for (const Member& member : members_) {
    if (!IsActive(member)) continue;
    for (const std::string& company : member.key_accounts()) by_key_account_[company].push_back(&member);
    for (const std::string& package : member.packages()) by_package_[package].push_back(&member);
  }
}

std::shared_ptr<const Directory> Directory::With(const std::vector<Member>& changed) const {
  std::vector<Member> members = members_;
  for (const Member& member : changed) {
    if (const auto found = by_id_.find(member.id()); found != by_id_.end()) {
      members[found->second] = member;
    } else {
      members.push_back(member);
    }
  }
  return std::make_shared<const Directory>(std::move(members));
}

const Member* Directory::Find(absl::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &members_[found->second];
}

const Member* Directory::Deputy(absl::string_view id, absl::CivilDay day) const {
  absl::flat_hash_set<absl::string_view> asked;
  const Member* member = Find(id);
  while (member != nullptr && asked.insert(member->id()).second) {
    if (IsThere(*member, day)) return member;
    const Absence* absence = IsActive(*member) ? AbsenceOn(*member, day) : nullptr;
    member = absence == nullptr ? nullptr : Find(absence->substitute());
  }
  return nullptr;
}

std::vector<const Member*> Directory::KeyAccountManagers(absl::string_view cvr_number) const {
  const auto found = by_key_account_.find(cvr_number);
  return found == by_key_account_.end() ? std::vector<const Member*>() : found->second;
}

std::vector<const Member*> Directory::TeamOf(absl::string_view package) const {
  const auto found = by_package_.find(package);
  return found == by_package_.end() ? std::vector<const Member*>() : found->second;
}

std::vector<const Member*> Directory::WithRole(admin::v1::Role role) const {
  std::vector<const Member*> found;
  for (const Member& member : members_) {
    if (member.role() == role && IsActive(member)) found.push_back(&member);
  }
  return found;
}

bool IsActive(const Member& member) { return member.state() == Member::STATE_ACTIVE; }

const Absence* AbsenceOn(const Member& member, absl::CivilDay day) {
  // ISO 8601 dates sort as text.
  const std::string date = absl::FormatCivilTime(day);
  for (const Absence& absence : member.absences()) {
    if (absence.first_day() <= date && date <= absence.last_day()) return &absence;
  }
  return nullptr;
}

bool IsThere(const Member& member, absl::CivilDay day) {
  return IsActive(member) && (member.absences().empty() || AbsenceOn(member, day) == nullptr);
}

}  // namespace indgang::domain
