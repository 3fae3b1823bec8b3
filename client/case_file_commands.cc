#include <filesystem>
#include <string>

#include "base/files.h"
#include "base/hash.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/failure.h"
#include "client/names.h"
#include "client/views.h"
#include "indgang/cases/v1/case_file_service.grpc.pb.h"

namespace indgang::client {
namespace {

using cases::v1::AddAttachmentRequest;
using cases::v1::AddNoteRequest;
using cases::v1::Attachment;
using cases::v1::CaseFileService;
using cases::v1::CompleteFollowUpRequest;
using cases::v1::CreateFollowUpRequest;
using cases::v1::ListAttachmentsRequest;
using cases::v1::ListAttachmentsResponse;
using cases::v1::ListFollowUpsRequest;
using cases::v1::ListFollowUpsResponse;
using cases::v1::ListNotesRequest;
using cases::v1::ListNotesResponse;
using cases::v1::Note;

// `list` commands of one case.
struct CaseListOptions {
  CaseOptions subject;
  PagingOptions paging;
};

struct NoteOptions {
  CaseOptions subject;
  std::string text;
  std::string visibility = "staff";
};

struct AttachmentOptions {
  CaseOptions subject;
  std::string file;
  std::string uri;
  std::string media_type;
  std::string visibility = "staff";
};

struct FollowUpOptions {
  CaseOptions subject;
  std::string due;
  std::string text;
  std::string assignee;
};

struct FollowUpListOptions {
  PagingOptions paging;
  std::string case_name = "-";
  std::string assignee;
  std::string due_by;
  bool completed = false;
};

struct DoneOptions {
  std::string name;
  std::string etag;
  std::string result;
};

absl::Status AddNote(Session& session, const NoteOptions& options) {
  AddNoteRequest request;
  request.set_request_id(session.request_id());
  request.set_parent(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.mutable_note()->set_visibility(EnumOption<Note::Visibility>(options.visibility));
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_note()->mutable_text(), TextArgument(options.text, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&CaseFileService::Stub::AddNote, request));
  Repeated<Note> added;
  *added.Add() = response.note();
  session.Show(response, [&] { return RenderNotes(added, session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status ListNotes(Session& session, const CaseListOptions& options) {
  ListNotesRequest request;
  request.set_parent(CaseName(options.subject.name));
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&CaseFileService::Stub::ListNotes, request);
  };
  INDGANG_ASSIGN_OR_RETURN(
      const ListNotesResponse response,
      ReadPages<ListNotesResponse>(options.paging.limit, call, [](auto& page) { return page.mutable_notes(); }));
  session.Show(response, [&] { return RenderNotes(response.notes(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status AddAttachment(Session& session, const AttachmentOptions& options) {
  const absl::StatusOr<std::string> bytes = ReadFile(options.file);
  if (!bytes.ok()) return UsageError(bytes.status().message());
  AddAttachmentRequest request;
  request.set_request_id(session.request_id());
  request.set_parent(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  Attachment& attachment = *request.mutable_attachment();
  attachment.set_file_name(std::filesystem::path(options.file).filename().string());
  attachment.set_media_type(options.media_type);
  attachment.set_size(static_cast<std::int64_t>(bytes->size()));
  attachment.set_sha256(Sha256Hex(*bytes));
  attachment.set_uri(options.uri);
  attachment.set_visibility(EnumOption<Note::Visibility>(options.visibility));
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CaseFileService::Stub::AddAttachment, request));
  Repeated<Attachment> added;
  *added.Add() = response.attachment();
  session.Show(response, [&] { return RenderAttachments(added, session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status ListAttachments(Session& session, const CaseListOptions& options) {
  ListAttachmentsRequest request;
  request.set_parent(CaseName(options.subject.name));
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&CaseFileService::Stub::ListAttachments, request);
  };
  INDGANG_ASSIGN_OR_RETURN(const ListAttachmentsResponse response,
                           ReadPages<ListAttachmentsResponse>(options.paging.limit, call,
                                                              [](auto& page) { return page.mutable_attachments(); }));
  session.Show(response, [&] { return RenderAttachments(response.attachments(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status AddFollowUp(Session& session, const FollowUpOptions& options) {
  CreateFollowUpRequest request;
  request.set_request_id(session.request_id());
  request.set_parent(CaseName(options.subject.name));
  request.set_etag(options.subject.etag);
  request.mutable_follow_up()->set_due_date(options.due);
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_follow_up()->mutable_text(),
                           TextArgument(options.text, session.environment()));
  request.mutable_follow_up()->set_assignee(options.assignee);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CaseFileService::Stub::CreateFollowUp, request));
  Repeated<cases::v1::FollowUp> added;
  *added.Add() = response.follow_up();
  session.Show(response, [&] { return RenderFollowUps(added, session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status ListFollowUps(Session& session, const FollowUpListOptions& options) {
  ListFollowUpsRequest request;
  request.set_parent(CaseName(options.case_name));
  request.set_assignee(options.assignee);
  request.set_due_by(options.due_by);
  request.set_show_completed(options.completed);
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&CaseFileService::Stub::ListFollowUps, request);
  };
  INDGANG_ASSIGN_OR_RETURN(const ListFollowUpsResponse response,
                           ReadPages<ListFollowUpsResponse>(options.paging.limit, call,
                                                            [](auto& page) { return page.mutable_follow_ups(); }));
  session.Show(response, [&] { return RenderFollowUps(response.follow_ups(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Done(Session& session, const DoneOptions& options) {
  CompleteFollowUpRequest request;
  request.set_request_id(session.request_id());
  request.set_name(FollowUpName(options.name));
  request.set_etag(options.etag);
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_result(), TextArgument(options.result, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&CaseFileService::Stub::CompleteFollowUp, request));
  Repeated<cases::v1::FollowUp> done;
  *done.Add() = response.follow_up();
  session.Show(response, [&] { return RenderFollowUps(done, session.say(), session.width()); });
  return absl::OkStatus();
}

void AddVisibilityOption(CLI::App& command, std::string& visibility) {
  AddEnumOption<Note::Visibility>(command, "--visibility", visibility,
                                  "Who sees it: staff, or also the authorities that the case was referred to")
      ->capture_default_str();
}

void ConfigureList(CLI::App& command, CaseListOptions& options) {
  AddCaseArgument(command, options.subject);
  AddLimitOption(command, options.paging);
}

void AddNoteCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("note", "Remarks for colleagues on a case");
  group->require_subcommand(1);
  AddCommand<NoteOptions>(
      *group, "add", "Add a note; the company never gets it", action,
      [](CLI::App& command, NoteOptions& options) {
        AddCaseArgument(command, options.subject);
        command.add_option("--text", options.text, "The note; - reads standard input")->required();
        AddVisibilityOption(command, options.visibility);
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang note add 2026-000123 --visibility authorities --text \"The landlord has agreed\"");
      },
      AddNote);
  AddCommand<CaseListOptions>(*group, "list", "Notes of a case, oldest first", action, ConfigureList, ListNotes);
}

void AddAttachmentCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("attachment", "Files of a case, which lie in another system");
  group->require_subcommand(1);
  AddCommand<AttachmentOptions>(
      *group, "add", "Attach a file by reference: its name, size and hash are kept, not its content", action,
      [](CLI::App& command, AttachmentOptions& options) {
        AddCaseArgument(command, options.subject);
        command.add_option("FILE", options.file, "A copy of the file, to take name, size and hash from")->required();
        command.add_option("--uri", options.uri, "Where the file lies: https, s3, file or urn")->required();
        command.add_option("--media-type", options.media_type, "What it is, as in application/pdf")->required();
        AddVisibilityOption(command, options.visibility);
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang attachment add 2026-000123 plan.pdf --media-type application/pdf \\\n"
            "    --uri https://documents.fjordby.example/4711");
      },
      AddAttachment);
  AddCommand<CaseListOptions>(*group, "list", "Attachments of a case, oldest first", action, ConfigureList,
                              ListAttachments);
}

void AddFollowUpCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("follow-up", "What is to be taken up again on a date");
  group->require_subcommand(1);
  AddCommand<FollowUpOptions>(
      *group, "add", "Bring a case forward on a date", action,
      [](CLI::App& command, FollowUpOptions& options) {
        AddCaseArgument(command, options.subject);
        command.add_option("--due", options.due, "The day, YYYY-MM-DD; today or later")->required();
        command.add_option("--text", options.text, "What is to be done; - reads standard input")->required();
        command.add_option(
            "--assignee", options.assignee,
            "Who does it: a member's id, or me; left out it is the contact person, whoever that is then");
        AddEtagOption(command, options.subject.etag);
        command.footer(
            "Example:\n"
            "  indgang follow-up add 2026-000123 --due 2026-12-01 --text \"Ring about the lease\"");
      },
      AddFollowUp);
  AddCommand<FollowUpListOptions>(
      *group, "list", "Open follow-ups of one case in the order they were made, or of all cases, those due first first",
      action,
      [](CLI::App& command, FollowUpListOptions& options) {
        command.add_option("CASE", options.case_name, "Only of this case");
        AddLimitOption(command, options.paging);
        command.add_option("--assignee", options.assignee, "Only those of this member; me for one's own");
        command.add_option("--due-by", options.due_by, "Only those due on this day, YYYY-MM-DD, or before");
        command.add_flag("--completed", options.completed, "Those of CASE that are completed, too");
      },
      ListFollowUps);
  AddCommand<DoneOptions>(
      *group, "done", "Complete a follow-up", action,
      [](CLI::App& command, DoneOptions& options) {
        command.add_option("FOLLOW-UP", options.name, "2026-000123/1 or cases/2026-000123/followUps/1")->required();
        command.add_option("--result", options.result, "What came of it; - reads standard input");
        AddEtagOption(command, options.etag);
      },
      Done);
}

}  // namespace

void AddCaseFileCommands(CLI::App& app, Action& action) {
  AddNoteCommands(app, action);
  AddAttachmentCommands(app, action);
  AddFollowUpCommands(app, action);
}

}  // namespace indgang::client
