#include "server/domain/case_file_requests.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/errors.h"
#include "server/domain/field_checks.h"
#include "server/domain/names.h"

namespace indgang::domain {
namespace {

using cases::v1::Note;

constexpr std::size_t kMaxFileName = 200;
constexpr std::size_t kMaxUri = 2000;
constexpr std::int64_t kMaxFileBytes = std::int64_t{1} << 40;

bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

void CheckVisibility(absl::string_view field, Note::Visibility visibility, admin::v1::Role caller,
                     FieldViolations& violations) {
  if (visibility == Note::VISIBILITY_AUTHORITIES) return;
  if (caller == admin::v1::ROLE_TASK_FORCE_MEMBER) {
    violations.Add(field, "is not AUTHORITIES; wanted: AUTHORITIES, the only one of a task-force member");
  } else if (visibility != Note::VISIBILITY_STAFF) {
    violations.Add(field, absl::StrCat(static_cast<int>(visibility) == 0 ? "is not set" : "is unknown",
                                       "; wanted: STAFF or AUTHORITIES"));
  }
}

// A type or subtype as RFC 6838 allows it.
bool IsMediaName(absl::string_view name) {
  const auto allowed = [](char c) { return IsAlnum(c) || absl::StrContains("!#$&-^_.+", c); };
  return !name.empty() && name.size() <= 127 && IsAlnum(name[0]) && std::all_of(name.begin(), name.end(), allowed);
}

void CheckMediaType(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  const std::size_t slash = value.find('/');
  if (slash != absl::string_view::npos && IsMediaName(value.substr(0, slash)) && IsMediaName(value.substr(slash + 1))) {
    return;
  }
  violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: type/subtype, as in application/pdf"));
}

void CheckFileName(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  CheckLine(field, value, Presence::kRequired, kMaxFileName, violations);
  if (absl::StrContains(value, '/') || absl::StrContains(value, '\\')) {
    violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: the file's name without folders"));
  }
}

void CheckSha256(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  const bool hex = std::all_of(value.begin(), value.end(),
                               [](char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); });
  if (value.size() != 64 || !hex) {
    violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: the file's SHA-256 as 64 hex digits"));
  }
}

// Whether all characters are ones that RFC 3986 lets into a URI, and each % is followed by two hex digits.
bool HasUriCharacters(absl::string_view uri) {
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (!IsAlnum(uri[i]) && !absl::StrContains("-._~:/?#[]@!$&'()*+,;=%", uri[i])) return false;
    if (uri[i] != '%') continue;
    if (i + 2 >= uri.size() || !absl::ascii_isxdigit(static_cast<unsigned char>(uri[i + 1])) ||
        !absl::ascii_isxdigit(static_cast<unsigned char>(uri[i + 2]))) {
      return false;
    }
  }
  return true;
}

// "//host/path" with a host, unless `host` says that none is needed, and without a user's name and password.
bool IsHierarchical(absl::string_view rest, bool needs_host) {
  if (!absl::ConsumePrefix(&rest, "//")) return false;
  const absl::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  return !absl::StrContains(host, '@') && (!needs_host || !host.empty()) && rest.size() > host.size();
}

void CheckUri(absl::string_view field, absl::string_view value, FieldViolations& violations) {
  const std::size_t colon = value.find(':');
  const std::string scheme = absl::AsciiStrToLower(value.substr(0, colon));
  const absl::string_view rest = colon == absl::string_view::npos ? "" : value.substr(colon + 1);
  const bool shape = scheme == "https" || scheme == "s3" ? IsHierarchical(rest, /*needs_host=*/true)
                     : scheme == "file"                  ? IsHierarchical(rest, /*needs_host=*/false)
                     : scheme == "urn"
                         ? rest.find(':') != absl::string_view::npos && rest.front() != ':' && rest.back() != ':'
                         : false;
  if (!shape || value.size() > kMaxUri || !HasUriCharacters(value) || HoldsCprNumber(value)) {
    violations.Add(field, absl::StrCat("is ", Quoted(value), "; wanted: an absolute URI of at most ", kMaxUri,
                                       " bytes with scheme https, s3, file or urn, without user and password"));
  }
}

// One case's list.
template <typename Request>
absl::Status CheckListOfCase(const Request& request) {
  FieldViolations violations;
  CheckCaseName("parent", request.parent(), violations);
  CheckPageSize(request.page_size(), violations);
  return violations.ToStatus();
}

}  // namespace

absl::Status CheckAddNote(const cases::v1::AddNoteRequest& request, admin::v1::Role caller) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("parent", request.parent(), violations);
  CheckVisibility("note.visibility", request.note().visibility(), caller, violations);
  CheckText("note.text", request.note().text(), Presence::kRequired, kMaxText, violations);
  return violations.ToStatus();
}

absl::Status CheckAddAttachment(const cases::v1::AddAttachmentRequest& request, admin::v1::Role caller) {
  const cases::v1::Attachment& attachment = request.attachment();
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("parent", request.parent(), violations);
  CheckFileName("attachment.file_name", attachment.file_name(), violations);
  CheckMediaType("attachment.media_type", attachment.media_type(), violations);
  if (attachment.size() < 0 || attachment.size() > kMaxFileBytes) {
    violations.Add("attachment.size",
                   absl::StrCat("is ", attachment.size(), "; wanted: 0 to ", kMaxFileBytes, " bytes"));
  }
  CheckSha256("attachment.sha256", attachment.sha256(), violations);
  CheckUri("attachment.uri", attachment.uri(), violations);
  CheckVisibility("attachment.visibility", attachment.visibility(), caller, violations);
  return violations.ToStatus();
}

absl::Status CheckListNotes(const cases::v1::ListNotesRequest& request) { return CheckListOfCase(request); }

absl::Status CheckListAttachments(const cases::v1::ListAttachmentsRequest& request) { return CheckListOfCase(request); }

absl::Status CheckCreateFollowUp(const cases::v1::CreateFollowUpRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckCaseName("parent", request.parent(), violations);
  CheckDate("follow_up.due_date", request.follow_up().due_date(), Presence::kRequired, violations);
  CheckText("follow_up.text", request.follow_up().text(), Presence::kRequired, kMaxNote, violations);
  CheckLine("follow_up.assignee", request.follow_up().assignee(), Presence::kOptional, kMaxDisplayName, violations);
  return violations.ToStatus();
}

absl::Status CheckCompleteFollowUp(const cases::v1::CompleteFollowUpRequest& request) {
  FieldViolations violations;
  CheckRequestId(request.request_id(), violations);
  CheckFollowUpName("name", request.name(), violations);
  CheckText("result", request.result(), Presence::kOptional, kMaxNote, violations);
  return violations.ToStatus();
}

absl::Status CheckListFollowUps(const cases::v1::ListFollowUpsRequest& request) {
  FieldViolations violations;
  if (request.parent() != kEveryCase && !ParseCaseName(request.parent()).has_value()) {
    violations.Add("parent", absl::StrCat("is ", Quoted(request.parent()), "; wanted: cases/YYYY-NNNNNN, or cases/-"));
  }
  CheckPageSize(request.page_size(), violations);
  CheckLine("assignee", request.assignee(), Presence::kOptional, kMaxDisplayName, violations);
  CheckDate("due_by", request.due_by(), Presence::kOptional, violations);
  if (request.show_completed() && request.parent() == kEveryCase) {
    violations.Add("show_completed", "is true; wanted: false, or one case as parent");
  }
  return violations.ToStatus();
}

}  // namespace indgang::domain
