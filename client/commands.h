// The commands of the command line, by what they are about. Each function adds its subcommands to `app`; when one is
// chosen on the command line it puts what is to be done into `action`, which must live as long as `app`.
#ifndef INDGANG_CLIENT_COMMANDS_H_
#define INDGANG_CLIENT_COMMANDS_H_

#include "client/session.h"

namespace CLI {
class App;
}

namespace indgang::client {

// suggest, service, package, authority
void AddKnowledgeCommands(CLI::App& app, Action& action);
// enquiry register
void AddEnquiryCommands(CLI::App& app, Action& action);
// case list, show, triage, interact, interactions, close, reopen, hand-over, events
void AddCaseCommands(CLI::App& app, Action& action);
// note add, list; attachment add, list; follow-up add, list, done
void AddCaseFileCommands(CLI::App& app, Action& action);
// case pause, resume, extend; `group` is the group `case`.
void AddGoalCommands(CLI::App& group, Action& action);
// referral create, list, show, accept, decline, answer
void AddReferralCommands(CLI::App& app, Action& action);
// member list, show, add, update, absence add, absence remove, import, export; unit list
void AddDirectoryCommands(CLI::App& app, Action& action);
// plan start, show, step, compare, revise
void AddPlanCommands(CLI::App& app, Action& action);
// answer draft, send
void AddAnswerCommands(CLI::App& app, Action& action);
// watch cases, referrals
void AddWatchCommands(CLI::App& app, Action& action);
// audit verify, anchor, access, open-case
void AddAuditCommands(CLI::App& app, Action& action);
// token create, list, revoke, whoami
void AddTokenCommands(CLI::App& app, Action& action);
// backup, status
void AddOperationCommands(CLI::App& app, Action& action);
// health, version
void AddStatusCommands(CLI::App& app, Action& action);

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_COMMANDS_H_
