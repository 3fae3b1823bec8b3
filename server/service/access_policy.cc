#include "server/service/access_policy.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace indgang::service {
namespace {

using admin::v1::Role;
using Roles = std::vector<Role>;

constexpr Role kAllRoles[] = {
    admin::v1::ROLE_FRONT_DESK, admin::v1::ROLE_TASK_FORCE_MEMBER, admin::v1::ROLE_CONSULTANT, admin::v1::ROLE_LEADER,
    admin::v1::ROLE_EDITOR,     admin::v1::ROLE_STATISTICS,        admin::v1::ROLE_GATEWAY,    admin::v1::ROLE_ADMIN};

std::vector<MethodPolicy> MakePolicy() {
  const Roles everybody(std::begin(kAllRoles), std::end(kAllRoles));
  const Roles admin = {admin::v1::ROLE_ADMIN};
  // Who may be contact person.
  const Roles staff = {admin::v1::ROLE_FRONT_DESK, admin::v1::ROLE_CONSULTANT, admin::v1::ROLE_LEADER};
  Roles staff_and_gateway = staff;
  staff_and_gateway.push_back(admin::v1::ROLE_GATEWAY);
  // A task-force member sees what was referred to its authority and works on cases whose contact person it is: the
  // handlers see to that.
  Roles staff_and_member = staff;
  staff_and_member.push_back(admin::v1::ROLE_TASK_FORCE_MEMBER);
  // An admin, for an hour and a case that it opened in an emergency: LoadCase sees to that.
  Roles staff_member_and_emergency = staff_and_member;
  staff_member_and_emergency.push_back(admin::v1::ROLE_ADMIN);
  const Roles leader_and_admin = {admin::v1::ROLE_LEADER, admin::v1::ROLE_ADMIN};
  Roles directory_readers = staff_and_member;
  directory_readers.push_back(admin::v1::ROLE_ADMIN);
  // Statistics counts and sees nothing else: the handler sees to which fields.
  Roles staff_member_and_statistics = staff_and_member;
  staff_member_and_statistics.push_back(admin::v1::ROLE_STATISTICS);
  return {
      {"indgang.admin.v1.AuditService.VerifyAuditTrail", admin},
      {"indgang.admin.v1.AuditService.GetAuditAnchor", admin},
      {"indgang.admin.v1.AuditService.ListAccessRecords", leader_and_admin},
      {"indgang.admin.v1.AuditService.OpenEmergencyAccess", admin},
      {"indgang.admin.v1.OperationService.CreateBackup", admin},
      {"indgang.admin.v1.OperationService.GetStatus", admin},
      {"indgang.admin.v1.TokenService.CreateToken", admin},
      {"indgang.admin.v1.TokenService.ListTokens", admin},
      {"indgang.admin.v1.TokenService.RevokeToken", admin},
      {"indgang.admin.v1.TokenService.WhoAmI", everybody},
      {"indgang.cases.v1.CaseFileService.AddNote", staff_and_member},
      {"indgang.cases.v1.CaseFileService.ListNotes", staff_member_and_emergency},
      {"indgang.cases.v1.CaseFileService.AddAttachment", staff_and_member},
      {"indgang.cases.v1.CaseFileService.ListAttachments", staff_and_member},
      {"indgang.cases.v1.CaseFileService.CreateFollowUp", staff_and_member},
      {"indgang.cases.v1.CaseFileService.CompleteFollowUp", staff_and_member},
      {"indgang.cases.v1.CaseFileService.ListFollowUps", staff_and_member},
      {"indgang.cases.v1.CasePlanService.StartPlan", staff_and_member},
      {"indgang.cases.v1.CasePlanService.GetPlan", staff_and_member},
      {"indgang.cases.v1.CasePlanService.UpdatePlanStep", staff_and_member},
      {"indgang.cases.v1.CasePlanService.ComparePlan", staff_and_member},
      {"indgang.cases.v1.CasePlanService.RevisePlan", staff_and_member},
      {"indgang.cases.v1.CasePlanService.DraftAnswer", staff_and_member},
      {"indgang.cases.v1.CasePlanService.SendAnswer", staff_and_member},
      {"indgang.cases.v1.CaseService.RegisterEnquiry", staff_and_gateway},
      {"indgang.cases.v1.CaseService.GetCase", staff_member_and_emergency},
      {"indgang.cases.v1.CaseService.ListCases", staff_and_member},
      {"indgang.cases.v1.CaseService.TriageCase", staff_and_member},
      {"indgang.cases.v1.CaseService.RecordInteraction", staff_and_member},
      {"indgang.cases.v1.CaseService.ListInteractions", staff_member_and_emergency},
      {"indgang.cases.v1.CaseService.CloseCase", staff_and_member},
      {"indgang.cases.v1.CaseService.ReopenCase", staff_and_member},
      {"indgang.cases.v1.CaseService.HandOverCase", staff_and_member},
      {"indgang.cases.v1.CaseService.PauseAnswerClock", staff_and_member},
      {"indgang.cases.v1.CaseService.ResumeAnswerClock", staff_and_member},
      {"indgang.cases.v1.CaseService.ExtendAnswerDeadline", staff_and_member},
      {"indgang.cases.v1.CaseService.CountCases", staff_member_and_statistics},
      {"indgang.cases.v1.CaseService.ListCaseEvents", staff_member_and_emergency},
      {"indgang.cases.v1.ReferralService.CreateReferral", staff_and_member},
      {"indgang.cases.v1.ReferralService.GetReferral", staff_and_member},
      {"indgang.cases.v1.ReferralService.ListReferrals", staff_member_and_emergency},
      {"indgang.cases.v1.ReferralService.AcceptReferral", staff_and_member},
      {"indgang.cases.v1.ReferralService.DeclineReferral", staff_and_member},
      {"indgang.cases.v1.ReferralService.AnswerReferral", staff_and_member},
      {"indgang.cases.v1.ReferralService.CompleteReferral", staff_and_member},
      {"indgang.cases.v1.ReferralService.ConfirmReferral", staff_and_member},
      {"indgang.cases.v1.ReferralService.RemindReferral", staff_and_member},
      {"indgang.cases.v1.ReferralService.ReassignReferral", staff_and_member},
      {"indgang.cases.v1.ReferralService.RecallReferral", staff_and_member},
      {"indgang.cases.v1.WatchService.WatchCases", staff_and_member},
      {"indgang.cases.v1.WatchService.WatchReferrals", staff_and_member},
      {"indgang.directory.v1.DirectoryService.CreateMember", leader_and_admin},
      {"indgang.directory.v1.DirectoryService.GetMember", directory_readers},
      {"indgang.directory.v1.DirectoryService.ListMembers", directory_readers},
      {"indgang.directory.v1.DirectoryService.UpdateMember", leader_and_admin},
      {"indgang.directory.v1.DirectoryService.CreateAbsence", directory_readers},
      {"indgang.directory.v1.DirectoryService.DeleteAbsence", directory_readers},
      {"indgang.directory.v1.DirectoryService.ListUnits", directory_readers},
      {"indgang.directory.v1.DirectoryService.ImportMembers", leader_and_admin},
      {"indgang.directory.v1.DirectoryService.ExportMembers", leader_and_admin},
      {"indgang.knowledge.v1.KnowledgeService.GetRevision", everybody},
      {"indgang.knowledge.v1.KnowledgeService.GetService", everybody},
      {"indgang.knowledge.v1.KnowledgeService.ListServices", everybody},
      {"indgang.knowledge.v1.KnowledgeService.GetPackage", everybody},
      {"indgang.knowledge.v1.KnowledgeService.ListPackages", everybody},
      {"indgang.knowledge.v1.KnowledgeService.GetAuthority", everybody},
      {"indgang.knowledge.v1.KnowledgeService.ListAuthorities", everybody},
      {"indgang.knowledge.v1.KnowledgeService.SuggestRouting", everybody},
  };
}

// "ROLE_FRONT_DESK" -> "front desk".
std::string RoleTitle(Role role) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(admin::v1::Role_Name(role), "ROLE_")),
                             {{"_", " "}});
}

}  // namespace

const std::vector<MethodPolicy>& AccessPolicy() {
  static const auto& policy = *new std::vector<MethodPolicy>(MakePolicy());
  return policy;
}

const MethodPolicy* FindPolicy(absl::string_view method) {
  const std::vector<MethodPolicy>& all = AccessPolicy();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& policy) { return policy.method == method; });
  return found == all.end() ? nullptr : &*found;
}

bool IsAllowed(const MethodPolicy& policy, Role role) {
  return std::find(policy.roles.begin(), policy.roles.end(), role) != policy.roles.end();
}

std::string PolicyAsMarkdown() {
  std::string table = "| method |";
  std::string rule = "|---|";
  for (const Role role : kAllRoles) {
    absl::StrAppend(&table, " ", RoleTitle(role), " |");
    absl::StrAppend(&rule, ":-:|");
  }
  absl::StrAppend(&table, "\n", rule, "\n");
  for (const MethodPolicy& policy : AccessPolicy()) {
    absl::StrAppend(&table, "| `", policy.method, "` |");
    for (const Role role : kAllRoles) absl::StrAppend(&table, IsAllowed(policy, role) ? " yes |" : " – |");
    absl::StrAppend(&table, "\n");
  }
  return table;
}

}  // namespace indgang::service
