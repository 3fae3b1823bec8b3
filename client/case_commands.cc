#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/names.h"
#include "client/views.h"
#include "indgang/cases/v1/case_service.grpc.pb.h"
#include "indgang/cases/v1/referral_service.grpc.pb.h"

namespace indgang::client {
namespace {

using cases::v1::Case;
using cases::v1::CaseService;
using cases::v1::Channel;
using cases::v1::CloseCaseRequest;
using cases::v1::CountCasesRequest;
using cases::v1::GetCaseRequest;
using cases::v1::HandOverCaseRequest;
using cases::v1::Interaction;
using cases::v1::ListCaseEventsRequest;
using cases::v1::ListCaseEventsResponse;
using cases::v1::ListCasesRequest;
using cases::v1::ListCasesResponse;
using cases::v1::ListInteractionsRequest;
using cases::v1::ListInteractionsResponse;
using cases::v1::ListReferralsRequest;
using cases::v1::ListReferralsResponse;
using cases::v1::RecordInteractionRequest;
using cases::v1::ReferralService;
using cases::v1::ReopenCaseRequest;
using cases::v1::TriageCaseRequest;
using knowledge::v1::Complexity;

// Which cases.
struct WhichOptions {
  std::string filter;
  std::string state;
  std::string cvr_number;
  std::string contact_person;
  bool mine = false;
  bool my_unit = false;
  bool late = false;
  bool due_today = false;
  bool silent = false;
};

struct ListOptions {
  PagingOptions paging;
  WhichOptions which;
  std::string order = "newest";
  std::string query;
};

struct CountOptions {
  WhichOptions which;
  std::vector<std::string> by;
};

// `list` commands of one case.
struct CaseListOptions {
  CaseOptions subject;
  PagingOptions paging;
};

struct TriageOptions {
  CaseOptions subject;
  std::string complexity;
  std::vector<std::string> services;
  std::string package;
  std::string reason;
};

struct InteractOptions {
  CaseOptions subject;
  std::string what;
  std::string channel = "phone";
  std::string text;
  // Of a dialogue offer.
  std::vector<std::string> alternatives;
  std::vector<std::string> rules;
};

struct HandOverOptions {
  CaseOptions subject;
  std::string to;
  std::string reason;
  std::string channel;
  std::string message;
};

struct CloseOptions {
  CaseOptions subject;
  std::string outcome;
  std::string note;
  GuideOptions guides;
};

struct ReopenOptions {
  CaseOptions subject;
  std::string reason;
};

absl::StatusOr<ListInteractionsResponse> ReadInteractions(Session& session, const std::string& name, int limit) {
  ListInteractionsRequest request;
  request.set_parent(name);
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&CaseService::Stub::ListInteractions, request);
  };
  return ReadPages<ListInteractionsResponse>(limit, call, [](auto& page) { return page.mutable_interactions(); });
}

absl::StatusOr<ListReferralsResponse> ReadReferrals(Session& session, const std::string& name) {
  ListReferralsRequest request;
  request.set_parent(name);
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&ReferralService::Stub::ListReferrals, request);
  };
  return ReadPages<ListReferralsResponse>(0, call, [](auto& page) { return page.mutable_referrals(); });
}

// Text as a value of the filter language.
std::string FilterText(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

// All that the options say, as one filter (docs/lists.md).
std::string FilterOf(const WhichOptions& options) {
  std::vector<std::string> parts;
  if (!options.filter.empty()) parts.push_back(absl::StrCat("(", options.filter, ")"));
  if (!options.state.empty()) {
    const std::string name = Case::State_Name(EnumOption<Case::State>(options.state));
    parts.push_back(absl::StrCat("state = ", absl::StripPrefix(name, "STATE_")));
  }
  if (!options.cvr_number.empty()) parts.push_back(absl::StrCat("cvr_number = ", FilterText(options.cvr_number)));
  if (!options.contact_person.empty()) {
    parts.push_back(absl::StrCat("contact_person = ", FilterText(options.contact_person)));
  }
  for (const auto& [chosen, name] :
       {std::pair(options.mine, "mine"), std::pair(options.my_unit, "my_unit"), std::pair(options.late, "late"),
        std::pair(options.due_today, "due_today"), std::pair(options.silent, "silent")}) {
    if (chosen) parts.push_back(absl::StrCat(name, " = true"));
  }
  return absl::StrJoin(parts, " AND ");
}

absl::Status List(Session& session, const ListOptions& options) {
  static const auto& orders = *new std::map<std::string, std::string>{
      {"newest", ""}, {"oldest", "case_number"}, {"due", "next_due_time"}, {"changed", "update_time desc"}};
  ListCasesRequest request;
  request.set_filter(FilterOf(options.which));
  request.set_order_by(orders.at(options.order));
  request.set_query(options.query);
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&CaseService::Stub::ListCases, request);
  };
  INDGANG_ASSIGN_OR_RETURN(
      const ListCasesResponse response,
      ReadPages<ListCasesResponse>(options.paging.limit, call, [](auto& page) { return page.mutable_cases(); }));
  session.Show(response, [&] { return RenderCases(response.cases(), session.now(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Count(Session& session, const CountOptions& options) {
  CountCasesRequest request;
  request.set_filter(FilterOf(options.which));
  for (const std::string& field : options.by) request.add_group_by(absl::StrReplaceAll(field, {{"-", "_"}}));
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CaseService::Stub::CountCases, request));
  session.Show(response,
               [&] { return RenderCaseCounts(response.counts(), options.by, session.say(), session.width()); });
  return absl::OkStatus();
}

// For people the whole story; as JSON GetCase's response alone, because each rpc has a command of its own.
absl::Status Show(Session& session, const CaseOptions& options) {
  GetCaseRequest request;
  request.set_name(CaseName(options.name));
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CaseService::Stub::GetCase, request));
  if (session.settings().output == OutputFormat::kJson) {
    session.Show(response, [] { return std::string(); });
    return absl::OkStatus();
  }
  INDGANG_ASSIGN_OR_RETURN(const ListReferralsResponse referrals, ReadReferrals(session, request.name()));
  INDGANG_ASSIGN_OR_RETURN(const ListInteractionsResponse interactions, ReadInteractions(session, request.name(), 0));
  session.Print(RenderCase(response.case_(), referrals.referrals(), interactions.interactions(), session.now(),
                           session.say(), session.width()));
  return absl::OkStatus();
}

absl::Status Triage(Session& session, const TriageOptions& options) {
  TriageCaseRequest request;
  request.set_request_id(session.request_id());
  request.set_name(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.set_complexity(EnumOption<Complexity>(options.complexity));
  for (const std::string& service : options.services) request.add_services(service);
  request.set_package(options.package);
  request.set_reason(options.reason);
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CaseService::Stub::TriageCase, request));
  session.Show(response,
               [&] { return RenderCaseHead(response.case_(), session.now(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Interact(Session& session, const InteractOptions& options) {
  RecordInteractionRequest request;
  request.set_request_id(session.request_id());
  request.set_parent(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  Interaction& interaction = *request.mutable_interaction();
  interaction.set_direction(options.what == "inbound" ? Interaction::DIRECTION_INBOUND
                                                      : Interaction::DIRECTION_OUTBOUND);
  interaction.set_kind(options.what == "answer"           ? Interaction::KIND_ANSWER
                       : options.what == "dialogue-offer" ? Interaction::KIND_DIALOGUE_OFFER
                                                          : Interaction::KIND_MESSAGE);
  interaction.set_channel(EnumOption<Channel>(options.channel));
  INDGANG_ASSIGN_OR_RETURN(*interaction.mutable_text(), TextArgument(options.text, session.environment()));
  for (const std::string& alternative : options.alternatives) {
    interaction.mutable_dialogue_offer()->add_alternatives(alternative);
  }
  for (const std::string& rule : options.rules) interaction.mutable_dialogue_offer()->add_rules(rule);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CaseService::Stub::RecordInteraction, request));
  session.Show(response,
               [&] { return RenderCaseHead(response.case_(), session.now(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Interactions(Session& session, const CaseListOptions& options) {
  INDGANG_ASSIGN_OR_RETURN(const ListInteractionsResponse response,
                           ReadInteractions(session, CaseName(options.subject.name), options.paging.limit));
  session.Show(response, [&] { return RenderInteractions(response.interactions(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Close(Session& session, const CloseOptions& options) {
  CloseCaseRequest request;
  request.set_request_id(session.request_id());
  request.set_name(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.set_outcome(EnumOption<Case::Outcome>(options.outcome));
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_note(), TextArgument(options.note, session.environment()));
  FillGuides(options.guides, request);
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CaseService::Stub::CloseCase, request));
  session.Show(response,
               [&] { return RenderCaseHead(response.case_(), session.now(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status HandOver(Session& session, const HandOverOptions& options) {
  HandOverCaseRequest request;
  request.set_request_id(session.request_id());
  request.set_name(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.set_contact_person(options.to);
  request.set_reason(options.reason);
  request.set_channel(EnumOption<Channel>(options.channel));
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_message(), TextArgument(options.message, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CaseService::Stub::HandOverCase, request));
  session.Show(response,
               [&] { return RenderCaseHead(response.case_(), session.now(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Reopen(Session& session, const ReopenOptions& options) {
  ReopenCaseRequest request;
  request.set_request_id(session.request_id());
  request.set_name(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_reason(), TextArgument(options.reason, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CaseService::Stub::ReopenCase, request));
  session.Show(response,
               [&] { return RenderCaseHead(response.case_(), session.now(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Events(Session& session, const CaseListOptions& options) {
  ListCaseEventsRequest request;
  request.set_parent(CaseName(options.subject.name));
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&CaseService::Stub::ListCaseEvents, request);
  };
  INDGANG_ASSIGN_OR_RETURN(
      const ListCaseEventsResponse response,
      ReadPages<ListCaseEventsResponse>(options.paging.limit, call, [](auto& page) { return page.mutable_events(); }));
  session.Show(response, [&] { return RenderEvents(response.events(), session.say(), session.width()); });
  return absl::OkStatus();
}

void AddWhichOptions(CLI::App& command, WhichOptions& options) {
  command.add_option("--filter", options.filter, "Only cases that meet this condition, see below");
  AddEnumOption<Case::State>(command, "--state", options.state, "Only cases in this state");
  command.add_option("--cvr", options.cvr_number, "Only cases of this company");
  command.add_option("--contact-person", options.contact_person, "Only cases of this contact person (mem_…, or me)");
  command.add_flag("--mine", options.mine, "Only cases whose contact person you are");
  command.add_flag("--my-unit", options.my_unit, "Only cases whose contact person is of your unit");
  command.add_flag("--late", options.late, "Only cases where something was due and has not been done");
  command.add_flag("--due-today", options.due_today, "Only cases where something is due today");
  command.add_flag("--silent", options.silent, "Only cases without news for too long");
}

void AddReadingCommands(CLI::App& group, Action& action) {
  AddCommand<ListOptions>(
      group, "list", "Cases that match, newest first", action,
      [](CLI::App& command, ListOptions& options) {
        AddLimitOption(command, options.paging);
        AddWhichOptions(command, options.which);
        AllowOnly(
            command.add_option("--order", options.order, "What comes first; due leaves out cases with nothing due"),
            {"newest", "oldest", "due", "changed"})
            ->capture_default_str();
        command.add_option("--query", options.query, "Words that were all said on the case, or its company or number");
        command.footer(
            "The language of --filter stands in docs/lists.md.\n"
            "Examples:\n"
            "  indgang case list --mine --order due\n"
            "  indgang case list --filter \"state != CLOSED AND service:alcohol-licence\" --query \"havnen\"");
      },
      List);
  AddCommand<CountOptions>(
      group, "count", "How many cases there are", action,
      [](CLI::App& command, CountOptions& options) {
        AddWhichOptions(command, options.which);
        AllowOnly(
            command.add_option("--by", options.by, "Count each value of this by itself; at most two")->delimiter(','),
            {"state", "channel", "complexity", "package", "service", "unit", "contact-person", "outcome", "language",
             "escalation", "create-month"});
        command.footer(
            "Example:\n"
            "  indgang case count --by create-month,channel --filter \"create_time >= 2026-01-01\"");
      },
      Count);
  AddCommand<CaseOptions>(group, "show", "One case: goals, referrals, what was said", action, AddCaseArgument, Show);
  const auto of_one_case = [](CLI::App& command, CaseListOptions& options) {
    AddCaseArgument(command, options.subject);
    AddLimitOption(command, options.paging);
  };
  AddCommand<CaseListOptions>(group, "interactions", "What was said on a case, oldest first", action, of_one_case,
                              Interactions);
  AddCommand<CaseListOptions>(group, "events", "Everything that happened on a case, in order", action, of_one_case,
                              Events);
}

}  // namespace

void AddCaseCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("case", "Cases: read, triage, answer, close");
  group->require_subcommand(1);
  AddReadingCommands(*group, action);
  AddCommand<TriageOptions>(
      *group, "triage", "Decide how much work a case is and what it is about", action,
      [](CLI::App& command, TriageOptions& options) {
        AddCaseArgument(command, options.subject);
        AddEnumOption<Complexity>(command, "--complexity", options.complexity, "How much work it is")->required();
        command.add_option("--service", options.services, "What it is about; may be repeated")->required();
        command.add_option("--package", options.package, "The package that fits the company");
        command.add_option("--reason", options.reason, "Why, when a service was not among the suggestions");
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang case triage 2026-000123 --complexity medium --service location-check --service noise-and-odour");
      },
      Triage);
  AddCommand<InteractOptions>(
      *group, "interact", "Record that something was said", action,
      [](CLI::App& command, InteractOptions& options) {
        AddCaseArgument(command, options.subject);
        AllowOnly(command.add_option("WHAT", options.what, "What it was, see below"),
                  {"reply", "answer", "dialogue-offer", "inbound"})
            ->required();
        AddEnumOption<Channel>(command, "--channel", options.channel, "How")->capture_default_str();
        command.add_option("--text", options.text, "What was said; - reads standard input")->required();
        command.add_option("--alternative", options.alternatives,
                           "What the company could do instead; with dialogue-offer, may be repeated");
        command.add_option("--rule", options.rules, "The rule that decides; with dialogue-offer, may be repeated");
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "WHAT is one of\n"
            "  reply           news, a question or a receipt to the company\n"
            "  answer          the answer to the enquiry; stops the answer clock\n"
            "  dialogue-offer  an offer to talk about alternatives to a refusal; needs --alternative and --rule\n"
            "  inbound         the company said something\n"
            "Example:\n"
            "  indgang case interact 2026-000123 answer --channel email --text - < answer.txt");
      },
      Interact);
  AddCommand<HandOverOptions>(
      *group, "hand-over", "Give a case another contact person, and record how the company was told", action,
      [](CLI::App& command, HandOverOptions& options) {
        AddCaseArgument(command, options.subject);
        command.add_option("--to", options.to, "The next contact person (mem_…, or me)")->required();
        command.add_option("--reason", options.reason, "Why")->required();
        AddEnumOption<Channel>(command, "--channel", options.channel, "How the company was told")->required();
        command.add_option("--message", options.message, "What it was told; - reads standard input")->required();
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang case hand-over 2026-000123 --to mem_… --reason \"On leave\" --channel email \\\n"
            "    --message \"From today Anna Ny is your contact person: +45 12 34 56 78\"");
      },
      HandOver);
  AddGoalCommands(*group, action);
  AddCommand<CloseOptions>(
      *group, "close", "End a case", action,
      [](CLI::App& command, CloseOptions& options) {
        AddCaseArgument(command, options.subject);
        AddEnumOption<Case::Outcome>(command, "--outcome", options.outcome, "How it ended")->required();
        command.add_option("--note", options.note, "What the outcome rests on; - reads standard input");
        AddGuideOptions(command, options.guides);
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang case close 2026-000123 --outcome answered --note \"Told which plots allow a workshop\" \\\n"
            "    --guide location-check#lokalplaner --feedback asked-in-spite-of-guide");
      },
      Close);
  AddCommand<ReopenOptions>(
      *group, "reopen", "Take a closed case up again; its clocks go on where they stood", action,
      [](CLI::App& command, ReopenOptions& options) {
        AddCaseArgument(command, options.subject);
        command.add_option("--reason", options.reason, "Why; - reads standard input")->required();
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang case reopen 2026-000123 --reason \"The landlord has withdrawn the offer\"");
      },
      Reopen);
}

}  // namespace indgang::client
