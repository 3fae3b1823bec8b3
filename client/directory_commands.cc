#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "base/utf8.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/failure.h"
#include "client/views.h"
#include "indgang/directory/v1/directory_service.grpc.pb.h"

namespace indgang::client {
namespace {

using admin::v1::Role;
using directory::v1::Absence;
using directory::v1::CreateAbsenceRequest;
using directory::v1::CreateMemberRequest;
using directory::v1::DeleteAbsenceRequest;
using directory::v1::DirectoryService;
using directory::v1::ExportMembersRequest;
using directory::v1::GetMemberRequest;
using directory::v1::ImportMembersRequest;
using directory::v1::ListMembersRequest;
using directory::v1::ListMembersResponse;
using directory::v1::ListUnitsRequest;
using directory::v1::ListUnitsResponse;
using directory::v1::Member;
using directory::v1::UpdateMemberRequest;

// Fields of a member; unset ones are not touched by an update.
struct MemberOptions {
  std::string id;
  std::string etag;
  std::optional<std::string> name;
  std::optional<std::string> role;
  std::optional<std::string> unit;
  std::optional<std::string> phone;
  std::optional<std::string> email;
  std::optional<std::string> packages;
  std::optional<std::string> key_accounts;
  std::optional<std::string> state;
};

struct ListOptions {
  PagingOptions paging;
  std::string unit;
  bool show_left = false;
};

struct AbsenceOptions {
  std::string member;
  std::string absence;
  std::string first_day;
  std::string last_day;
  std::string substitute;
};

struct ImportOptions {
  std::string file;
  bool dry_run = false;
};

struct ExportOptions {
  bool show_left = false;
};

void SetList(const std::string& words, Repeated<std::string>& list) {
  for (const absl::string_view word : absl::StrSplit(words, ' ', absl::SkipEmpty())) *list.Add() = std::string(word);
}

// Takes over what was typed; `mask` gets the names of those fields.
void SetFields(const MemberOptions& options, Member& member, std::vector<std::string>& mask) {
  const auto set = [&](const std::optional<std::string>& typed, const char* field, const auto& setter) {
    if (!typed.has_value()) return;
    setter(*typed);
    mask.emplace_back(field);
  };
  set(options.name, "display_name", [&](const std::string& value) { member.set_display_name(value); });
  set(options.role, "role", [&](const std::string& value) { member.set_role(EnumOption<Role>(value)); });
  set(options.unit, "unit", [&](const std::string& value) { member.set_unit(value); });
  set(options.phone, "phone", [&](const std::string& value) { member.set_phone(value); });
  set(options.email, "email", [&](const std::string& value) { member.set_email(value); });
  set(options.packages, "packages", [&](const std::string& value) { SetList(value, *member.mutable_packages()); });
  set(options.key_accounts, "key_accounts",
      [&](const std::string& value) { SetList(value, *member.mutable_key_accounts()); });
  set(options.state, "state", [&](const std::string& value) { member.set_state(EnumOption<Member::State>(value)); });
}

absl::Status ShowMember(Session& session, const Member& member, const google::protobuf::Message& response) {
  session.Show(response, [&] { return RenderMember(member, session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status List(Session& session, const ListOptions& options) {
  ListMembersRequest request;
  request.set_unit(options.unit);
  request.set_show_left(options.show_left);
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&DirectoryService::Stub::ListMembers, request);
  };
  INDGANG_ASSIGN_OR_RETURN(
      const ListMembersResponse response,
      ReadPages<ListMembersResponse>(options.paging.limit, call, [](auto& page) { return page.mutable_members(); }));
  session.Show(response, [&] { return RenderMembers(response.members(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const MemberOptions& options) {
  GetMemberRequest request;
  request.set_id(options.id);
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&DirectoryService::Stub::GetMember, request));
  session.Show(response, [&] {
    const Say say = session.say();
    return absl::StrCat(
        RenderMember(response.member(), say, session.width()), "\n",
        response.present() ? say("There today", "Til stede i dag") : say("Not there today", "Ikke til stede i dag"),
        "; ", say("open cases: ", "åbne sager: "), response.open_cases(), "\n");
  });
  return absl::OkStatus();
}

absl::Status Add(Session& session, const MemberOptions& options) {
  CreateMemberRequest request;
  request.set_request_id(session.request_id());
  std::vector<std::string> unused;
  SetFields(options, *request.mutable_member(), unused);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&DirectoryService::Stub::CreateMember, request));
  return ShowMember(session, response.member(), response);
}

absl::Status Update(Session& session, const MemberOptions& options) {
  UpdateMemberRequest request;
  request.set_request_id(session.request_id());
  request.mutable_member()->set_id(options.id);
  request.mutable_member()->set_etag(options.etag);
  std::vector<std::string> mask;
  SetFields(options, *request.mutable_member(), mask);
  if (mask.empty()) return UsageError("nothing to change: give at least one of the options that set a field");
  for (const std::string& field : mask) request.add_update_mask(field);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&DirectoryService::Stub::UpdateMember, request));
  return ShowMember(session, response.member(), response);
}

absl::Status AddAbsence(Session& session, const AbsenceOptions& options) {
  CreateAbsenceRequest request;
  request.set_request_id(session.request_id());
  request.set_member(options.member);
  Absence& absence = *request.mutable_absence();
  absence.set_first_day(options.first_day);
  absence.set_last_day(options.last_day.empty() ? options.first_day : options.last_day);
  absence.set_substitute(options.substitute);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&DirectoryService::Stub::CreateAbsence, request));
  return ShowMember(session, response.member(), response);
}

absl::Status RemoveAbsence(Session& session, const AbsenceOptions& options) {
  DeleteAbsenceRequest request;
  request.set_request_id(session.request_id());
  request.set_member(options.member);
  request.set_absence(options.absence);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&DirectoryService::Stub::DeleteAbsence, request));
  return ShowMember(session, response.member(), response);
}

// The table in the file, or for "-" on standard input.
absl::StatusOr<std::string> ReadTable(const std::string& file, const Environment& environment) {
  if (file == "-") return TextArgument(file, environment);
  absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok()) return UsageError(text.status().message());
  if (const std::size_t valid = ValidUtf8Prefix(*text); valid != text->size()) {
    return UsageError(absl::StrCat(file, " is not UTF-8 at byte ", valid, "; save it as \"CSV UTF-8\""));
  }
  return text;
}

absl::Status Import(Session& session, const ImportOptions& options) {
  ImportMembersRequest request;
  request.set_request_id(session.request_id());
  request.set_dry_run(options.dry_run);
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_csv(), ReadTable(options.file, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&DirectoryService::Stub::ImportMembers, request));
  session.Show(response, [&] {
    const Say say = session.say();
    return absl::StrCat(
        options.dry_run ? say("Would be added: ", "Ville blive oprettet: ") : say("Added: ", "Oprettet: "),
        response.added(), say(", changed: ", ", ændret: "), response.changed(), say(", unchanged: ", ", uændret: "),
        response.unchanged(), "\n");
  });
  return absl::OkStatus();
}

absl::Status Export(Session& session, const ExportOptions& options) {
  ExportMembersRequest request;
  request.set_show_left(options.show_left);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&DirectoryService::Stub::ExportMembers, request));
  session.Show(response, [&] { return response.csv(); });
  return absl::OkStatus();
}

absl::Status ListUnits(Session& session, const PagingOptions& options) {
  ListUnitsRequest request;
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&DirectoryService::Stub::ListUnits, request);
  };
  INDGANG_ASSIGN_OR_RETURN(
      const ListUnitsResponse response,
      ReadPages<ListUnitsResponse>(options.limit, call, [](auto& page) { return page.mutable_units(); }));
  session.Show(response, [&] { return RenderUnits(response.units(), session.say(), session.width()); });
  return absl::OkStatus();
}

void AddMemberArgument(CLI::App& command, std::string& id) {
  command.add_option("MEMBER", id, "mem_…, or me")->required();
}

// The options that set fields; --name and --role are required of a new member.
void AddFieldOptions(CLI::App& command, MemberOptions& options, bool is_new) {
  command.add_option("--name", options.name, "Who it is")->required(is_new);
  AllowOnly(command.add_option("--role", options.role, "What the person does"),
            {"front-desk", "task-force-member", "consultant", "leader"})
      ->required(is_new);
  command.add_option("--unit", options.unit, "The authority the person belongs to; none is the front desk's");
  command.add_option("--phone", options.phone, "How companies and colleagues reach the person");
  command.add_option("--email", options.email, "The same");
  command.add_option("--packages", options.packages, "Packages whose team the person belongs to, divided by spaces");
  command.add_option("--key-accounts", options.key_accounts,
                     "CVR numbers of companies the person is key account manager of, divided by spaces");
}

void AddAbsenceCommands(CLI::App& parent, Action& action) {
  CLI::App* const group = parent.add_subcommand("absence", "Days a member is away");
  group->require_subcommand(1);
  AddCommand<AbsenceOptions>(
      *group, "add", "Record that a member is away", action,
      [](CLI::App& command, AbsenceOptions& options) {
        AddMemberArgument(command, options.member);
        command.add_option("--from", options.first_day, "First day, 2026-12-24")->required();
        command.add_option("--to", options.last_day, "Last day; the first when left out");
        command.add_option("--substitute", options.substitute,
                           "Who takes over meanwhile (mem_…); needed by a contact person of open cases");
        command.footer(
            "Example:\n  indgang member absence add me --from 2026-12-24 --to 2027-01-02 --substitute mem_…");
      },
      AddAbsence);
  AddCommand<AbsenceOptions>(
      *group, "remove", "Take an absence back", action,
      [](CLI::App& command, AbsenceOptions& options) {
        AddMemberArgument(command, options.member);
        command.add_option("ABSENCE", options.absence, "abs_…")->required();
      },
      RemoveAbsence);
}

}  // namespace

void AddDirectoryCommands(CLI::App& app, Action& action) {
  CLI::App* const members = app.add_subcommand("member", "The people who work on cases");
  members->require_subcommand(1);
  AddCommand<ListOptions>(
      *members, "list", "Members, by name", action,
      [](CLI::App& command, ListOptions& options) {
        AddLimitOption(command, options.paging);
        command.add_option("--unit", options.unit, "Only members of this unit");
        command.add_flag("--left", options.show_left, "Also those who left");
      },
      List);
  AddCommand<MemberOptions>(
      *members, "show", "One member", action,
      [](CLI::App& command, MemberOptions& options) { AddMemberArgument(command, options.id); }, Show);
  AddCommand<MemberOptions>(
      *members, "add", "Add a member", action,
      [](CLI::App& command, MemberOptions& options) { AddFieldOptions(command, options, /*is_new=*/true); }, Add);
  AddCommand<MemberOptions>(
      *members, "update", "Change what is given of a member", action,
      [](CLI::App& command, MemberOptions& options) {
        AddMemberArgument(command, options.id);
        AddFieldOptions(command, options, /*is_new=*/false);
        AllowOnly(command.add_option("--state", options.state, "Whether the person still works here"),
                  AllEnumWords(google::protobuf::GetEnumDescriptor<Member::State>()));
        AddEtagOption(command, options.etag);
        command.footer("Example:\n  indgang member update mem_… --state left");
      },
      Update);
  AddAbsenceCommands(*members, action);
  AddCommand<ImportOptions>(
      *members, "import", "Add and change members from a table, all or nothing", action,
      [](CLI::App& command, ImportOptions& options) {
        command.add_option("FILE", options.file, "CSV in UTF-8 as member export writes it; - reads standard input")
            ->required();
        command.add_flag("--dry-run", options.dry_run, "Only check and count");
        command.footer(
            "Columns, in any order: id, display_name, role, unit, phone, email, packages, key_accounts, state. A row\n"
            "with an id changes that member, one without adds one. An apostrophe that export put before = + - @ or a\n"
            "tab is taken off.");
      },
      Import);
  AddCommand<ExportOptions>(
      *members, "export", "All members as a table (CSV)", action,
      [](CLI::App& command, ExportOptions& options) {
        command.add_flag("--left", options.show_left, "Also those who left");
        command.footer(
            "Cells that begin with = + - @ or a tab get an apostrophe in front, so that no spreadsheet runs them as\n"
            "formulas; import takes it off.");
      },
      Export);

  CLI::App* const units = app.add_subcommand("unit", "The authorities that members belong to");
  units->require_subcommand(1);
  AddCommand<PagingOptions>(*units, "list", "Units: how many members, how many of them there today", action,
                            AddLimitOption, ListUnits);
}

}  // namespace indgang::client
