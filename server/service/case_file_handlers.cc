// CaseFileService.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/case_file_requests.h"
#include "server/domain/case_file_rules.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"
#include "server/service/call.h"
#include "server/service/case_access.h"
#include "server/service/page_token.h"

namespace indgang::service {
namespace {

using namespace cases::v1;  // the request and response types of this file's service
using storage::CaseFileQuery;
using storage::FollowUpQuery;
using storage::ReadTransaction;
using storage::StoredCase;
using storage::WriteTransaction;

absl::StatusOr<Work> AddNote(Call& call, const AddNoteRequest& request, AddNoteResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckAddNote(request, call.caller->role()));
  return ChangeCase(call, Changer::kSeesCase, *domain::ParseCaseName(request.parent()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountNotes(before.case_number()));
                      return domain::AddNote(before, request.note(), count + 1, call.context());
                    });
}

absl::StatusOr<Work> AddAttachment(Call& call, const AddAttachmentRequest& request, AddAttachmentResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckAddAttachment(request, call.caller->role()));
  return ChangeCase(call, Changer::kSeesCase, *domain::ParseCaseName(request.parent()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountAttachments(before.case_number()));
                      return domain::AddAttachment(before, request.attachment(), count + 1, call.context());
                    });
}

// What ListNotes and ListAttachments share: `list` is the storage's method.
template <typename Item, typename Request, typename Response>
absl::StatusOr<Work> ListOfCase(
    Call& call, const Request& request, Response& response,
    absl::StatusOr<std::vector<Item>> (storage::CaseFileReader::*list)(const CaseFileQuery&),
    google::protobuf::RepeatedPtrField<Item>* (Response::*items)()) {
  const int page_size = domain::EffectivePageSize(request.page_size());
  INDGANG_ASSIGN_OR_RETURN(const std::int64_t after, ReadNumberCursor(request, call.scope()));
  return Work::Read([&call, &request, &response, list, items, page_size, after](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, *domain::ParseCaseName(request.parent())));
    CaseFileQuery query;
    query.case_number = stored.message.case_number();
    if (!ScopeOn(call, stored.message).empty()) query.visibility = Note::VISIBILITY_AUTHORITIES;
    query.after = static_cast<int>(after);
    query.limit = page_size + 1;
    INDGANG_ASSIGN_OR_RETURN(std::vector<Item> found, (tx.*list)(query));
    response.set_next_page_token(
        FillPage(request, call.scope(), page_size, found, *(response.*items)(),
                 [](const Item& last, int) { return absl::StrCat(domain::RecordIndex(last.name())); }));
    return absl::OkStatus();
  });
}

absl::StatusOr<Work> ListNotes(Call& call, const ListNotesRequest& request, ListNotesResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListNotes(request));
  return ListOfCase(call, request, response, &storage::CaseFileReader::ListNotes, &ListNotesResponse::mutable_notes);
}

absl::StatusOr<Work> ListAttachments(Call& call, const ListAttachmentsRequest& request,
                                     ListAttachmentsResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListAttachments(request));
  return ListOfCase(call, request, response, &storage::CaseFileReader::ListAttachments,
                    &ListAttachmentsResponse::mutable_attachments);
}

absl::StatusOr<Work> CreateFollowUp(Call& call, const CreateFollowUpRequest& request,
                                    CreateFollowUpResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckCreateFollowUp(request));
  return ChangeCase(call, Changer::kWorksOnCase, *domain::ParseCaseName(request.parent()), request.etag(), response,
                    [&](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountFollowUps(before.case_number()));
                      return domain::CreateFollowUp(before, request.follow_up(), count + 1, call.context());
                    });
}

absl::StatusOr<Work> CompleteFollowUp(Call& call, const CompleteFollowUpRequest& request,
                                      CompleteFollowUpResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckCompleteFollowUp(request));
  const std::optional<domain::RecordId> id = domain::ParseFollowUpName(request.name());
  return ChangeCase(call, Changer::kWorksOnCase, id->case_number, request.etag(), response,
                    [&call, &request, id](WriteTransaction& tx, const Case& before) -> absl::StatusOr<domain::Change> {
                      INDGANG_ASSIGN_OR_RETURN(const std::optional<FollowUp> follow_up,
                                               tx.GetFollowUp(id->case_number, id->index));
                      if (!follow_up.has_value()) {
                        return MakeError(absl::StatusCode::kNotFound, "FOLLOW_UP_NOT_FOUND",
                                         absl::StrCat("there is no ", request.name()), {{"name", request.name()}});
                      }
                      return domain::CompleteFollowUp(before, *follow_up, request.result(), call.context());
                    });
}

// A follow-up's due date and name, as they stand in a page token.
std::string FollowUpCursor(const FollowUp& follow_up) {
  return absl::StrCat(follow_up.due_date(), " ", follow_up.name());
}

absl::Status ReadFollowUpCursor(const std::string& cursor, FollowUpQuery& query) {
  if (cursor.empty()) return absl::OkStatus();
  const std::size_t space = cursor.find(' ');
  if (space == std::string::npos || !domain::ParseFollowUpName(cursor.substr(space + 1)).has_value()) {
    return PageTokenInvalid();
  }
  query.after.emplace(cursor.substr(0, space), cursor.substr(space + 1));
  return absl::OkStatus();
}

// Takes away follow-ups of cases that the caller does not work on.
absl::Status KeepWhatIsWorkedOn(ReadTransaction& tx, const Call& call,
                                google::protobuf::RepeatedPtrField<FollowUp>& follow_ups) {
  if (call.scope().empty()) return absl::OkStatus();
  google::protobuf::RepeatedPtrField<FollowUp> kept;
  for (FollowUp& follow_up : follow_ups) {
    const std::string case_number = domain::ParseFollowUpName(follow_up.name())->case_number;
    INDGANG_ASSIGN_OR_RETURN(const std::optional<StoredCase> stored, tx.GetCase(case_number));
    if (CheckWorksOn(call, stored->message).ok()) *kept.Add() = std::move(follow_up);
  }
  follow_ups = std::move(kept);
  return absl::OkStatus();
}

absl::StatusOr<Work> ListFollowUps(Call& call, const ListFollowUpsRequest& request, ListFollowUpsResponse& response) {
  INDGANG_RETURN_IF_ERROR(domain::CheckListFollowUps(request));
  const int page_size = domain::EffectivePageSize(request.page_size());
  FollowUpQuery query;
  query.case_number = domain::ParseCaseName(request.parent()).value_or("");
  query.completed_too = request.show_completed();
  query.owner = call.MemberId(request.assignee());
  query.due_by = request.due_by();
  query.limit = page_size + 1;
  INDGANG_ASSIGN_OR_RETURN(const std::string cursor, ReadCursor(request, call.scope()));
  INDGANG_RETURN_IF_ERROR(ReadFollowUpCursor(cursor, query));
  return Work::Read([&, page_size, query](ReadTransaction& tx) -> absl::Status {
    if (!query.case_number.empty()) {
      INDGANG_ASSIGN_OR_RETURN(const StoredCase stored, LoadCase(tx, call, query.case_number));
      INDGANG_RETURN_IF_ERROR(CheckWorksOn(call, stored.message));
    }
    INDGANG_ASSIGN_OR_RETURN(std::vector<FollowUp> found, tx.ListFollowUps(query));
    response.set_next_page_token(FillPage(request, call.scope(), page_size, found, *response.mutable_follow_ups(),
                                          [](const FollowUp& last, int) { return FollowUpCursor(last); }));
    return KeepWhatIsWorkedOn(tx, call, *response.mutable_follow_ups());
  });
}

}  // namespace

std::vector<Handler> CaseFileHandlers() {
  return {
      Handle("indgang.cases.v1.CaseFileService.AddNote", AddNote),
      Handle("indgang.cases.v1.CaseFileService.ListNotes", ListNotes),
      Handle("indgang.cases.v1.CaseFileService.AddAttachment", AddAttachment),
      Handle("indgang.cases.v1.CaseFileService.ListAttachments", ListAttachments),
      Handle("indgang.cases.v1.CaseFileService.CreateFollowUp", CreateFollowUp),
      Handle("indgang.cases.v1.CaseFileService.CompleteFollowUp", CompleteFollowUp),
      Handle("indgang.cases.v1.CaseFileService.ListFollowUps", ListFollowUps),
  };
}

}  // namespace indgang::service
