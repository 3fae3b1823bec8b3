// DirectoryService.
#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/domain/directory.h"
#include "server/domain/field_checks.h"
#include "server/domain/member_requests.h"
#include "server/domain/member_rules.h"
#include "server/domain/member_table.h"
#include "server/service/call.h"
#include "server/service/case_access.h"
#include "server/service/page_token.h"

namespace indgang::service {
namespace {

using namespace directory::v1;  // the request and response types of this file's service
using storage::ReadTransaction;
using storage::WriteTransaction;

// The member with this id, or the caller's own for "me". Error: NOT_FOUND MEMBER_NOT_FOUND.
absl::StatusOr<const Member*> FindMember(const Call& call, const std::string& id) {
  return domain::FindMember(*call.directory, call.MemberId(id));
}

// Stores members and lets what follows work with them.
absl::Status StoreMembers(WriteTransaction& tx, Call& call, const std::vector<Member>& members) {
  for (const Member& member : members) INDGANG_RETURN_IF_ERROR(tx.PutMember(member));
  call.changed_directory = call.directory->With(members);
  return absl::OkStatus();
}

absl::StatusOr<Work> CreateMember(Call& call, const CreateMemberRequest& request, CreateMemberResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckCreateMember(request, call.knowledge->bundle()));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    *response.mutable_member() = domain::NewMember(request.member(), call.now, call.random);
    return StoreMembers(tx, call, {response.member()});
  });
}

absl::StatusOr<Work> GetMember(Call& call, const GetMemberRequest& request, GetMemberResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckGetMember(request));
  INDGANG_ASSIGN_OR_RETURN(const Member* member, FindMember(call, request.id()));
  *response.mutable_member() = *member;
  response.set_present(domain::IsThere(*member, call.context().today()));
  // A caller with a scope learns nothing of other authorities' cases, nor how many there are.
  if (!call.scope().empty()) return Work::Done();
  return Work::Read([&](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountOpenCases(response.member().id()));
    response.set_open_cases(count);
    return absl::OkStatus();
  });
}

// Where a page ends: the order of the directory is by name, then id, and a name is one line.
std::string CursorOf(const Member& member) { return absl::StrCat(member.display_name(), "\n", member.id()); }

absl::StatusOr<Work> ListMembers(Call& call, const ListMembersRequest& request, ListMembersResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListMembers(request, call.knowledge->bundle()));
  const auto page_size = static_cast<std::size_t>(domain::EffectivePageSize(request.page_size()));
  INDGANG_ASSIGN_OR_RETURN(const std::string after, ReadCursor(request, call.scope()));
  const std::string name = after.substr(0, after.find('\n'));
  const std::string id = after.substr(std::min(after.find('\n'), after.size() - 1) + 1);
  std::vector<Member> members;
  for (const Member& member : call.directory->members()) {
    if (!after.empty() && std::tie(member.display_name(), member.id()) <= std::tie(name, id)) continue;
    if (!domain::IsActive(member) && !request.show_left()) continue;
    if (!request.unit().empty() && domain::UnitOf(member, call.knowledge->bundle()) != request.unit()) continue;
    members.push_back(member);
    if (members.size() > page_size) break;
  }
  response.set_next_page_token(FillPage(request, call.scope(), static_cast<int>(page_size), members,
                                        *response.mutable_members(),
                                        [](const Member& last, int) { return CursorOf(last); }));
  return Work::Done();
}

absl::StatusOr<Work> UpdateMember(Call& call, const UpdateMemberRequest& request, UpdateMemberResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckUpdateMember(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const Member* before, FindMember(call, request.member().id()));
    INDGANG_RETURN_IF_ERROR(CheckEtag(before->id(), request.member().etag(), before->etag()));
    INDGANG_ASSIGN_OR_RETURN(*response.mutable_member(),
                             domain::UpdateMember(*before, request, call.context(), OpenWorkIn(tx)));
    return StoreMembers(tx, call, {response.member()});
  });
}

absl::StatusOr<Work> CreateAbsence(Call& call, const CreateAbsenceRequest& request, CreateAbsenceResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckCreateAbsence(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const Member* before, FindMember(call, request.member()));
    INDGANG_RETURN_IF_ERROR(domain::CheckMayRecordAbsence(*before, call.context()));
    Absence wanted = request.absence();
    wanted.set_substitute(call.MemberId(wanted.substitute()));
    INDGANG_ASSIGN_OR_RETURN(*response.mutable_member(),
                             domain::AddAbsence(*before, wanted, call.context(), OpenCasesIn(tx), call.random));
    for (const Absence& absence : response.member().absences()) {
      if (absence.first_day() == wanted.first_day()) *response.mutable_absence() = absence;
    }
    return StoreMembers(tx, call, {response.member()});
  });
}

absl::StatusOr<Work> DeleteAbsence(Call& call, const DeleteAbsenceRequest& request, DeleteAbsenceResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckDeleteAbsence(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const Member* before, FindMember(call, request.member()));
    INDGANG_RETURN_IF_ERROR(domain::CheckMayRecordAbsence(*before, call.context()));
    INDGANG_ASSIGN_OR_RETURN(*response.mutable_member(),
                             domain::RemoveAbsence(*before, request.absence(), call.context()));
    return StoreMembers(tx, call, {response.member()});
  });
}

absl::StatusOr<Work> ListUnits(Call& call, const ListUnitsRequest& request, ListUnitsResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListUnits(request));
  const int page_size = domain::EffectivePageSize(request.page_size());
  INDGANG_ASSIGN_OR_RETURN(const std::string after, ReadCursor(request, call.scope()));
  const knowledge::Bundle& bundle = call.knowledge->bundle();
  const absl::CivilDay today = call.context().today();
  std::vector<Unit> units;
  for (const knowledge::v1::Authority& authority : bundle.message().authorities()) {
    if (authority.id() <= after) continue;
    Unit& unit = units.emplace_back();
    unit.set_id(authority.id());
    unit.set_display_name(authority.text().da().title());
  }
  std::sort(units.begin(), units.end(), [](const Unit& a, const Unit& b) { return a.id() < b.id(); });
  for (Unit& unit : units) {
    for (const Member& member : call.directory->members()) {
      if (!domain::IsActive(member) || domain::UnitOf(member, bundle) != unit.id()) continue;
      unit.set_members(unit.members() + 1);
      if (domain::IsThere(member, today)) unit.set_present(unit.present() + 1);
    }
  }
  response.set_next_page_token(FillPage(request, call.scope(), page_size, units, *response.mutable_units(),
                                        [](const Unit& last, int) { return last.id(); }));
  return Work::Done();
}

absl::StatusOr<Work> ImportMembers(Call& call, const ImportMembersRequest& request, ImportMembersResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckImportMembers(request));
  return Work::Write([&](WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const domain::MemberImport import,
                             domain::ImportMembers(request.csv(), call.context(), OpenWorkIn(tx), call.random));
    response.set_added(import.added);
    response.set_changed(import.changed);
    response.set_unchanged(import.unchanged);
    return request.dry_run() ? absl::OkStatus() : StoreMembers(tx, call, import.members);
  });
}

absl::StatusOr<Work> ExportMembers(Call& call, const ExportMembersRequest& request, ExportMembersResponse& response) {
  response.set_csv(domain::ExportMembers(*call.directory, request.show_left()));
  return Work::Done();
}

}  // namespace

std::vector<Handler> DirectoryHandlers() {
  return {
      Handle("indgang.directory.v1.DirectoryService.CreateMember", CreateMember),
      Handle("indgang.directory.v1.DirectoryService.GetMember", GetMember),
      Handle("indgang.directory.v1.DirectoryService.ListMembers", ListMembers),
      Handle("indgang.directory.v1.DirectoryService.UpdateMember", UpdateMember),
      Handle("indgang.directory.v1.DirectoryService.CreateAbsence", CreateAbsence),
      Handle("indgang.directory.v1.DirectoryService.DeleteAbsence", DeleteAbsence),
      Handle("indgang.directory.v1.DirectoryService.ListUnits", ListUnits),
      Handle("indgang.directory.v1.DirectoryService.ImportMembers", ImportMembers),
      Handle("indgang.directory.v1.DirectoryService.ExportMembers", ExportMembers),
  };
}

}  // namespace indgang::service
