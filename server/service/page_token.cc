#include "server/service/page_token.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/hash.h"
#include "base/status_macros.h"

namespace indgang::service {
namespace {

using google::protobuf::Message;

constexpr std::size_t kFilterBytes = 8;

// The part of a request that may not change from page to page. List requests have no map fields, so that equal
// messages have equal bytes.
std::string FilterHash(const Message& request, absl::string_view scope) {
  const std::unique_ptr<Message> filter(request.New());
  filter->CopyFrom(request);
  for (const char* field : {"page_size", "page_token"}) {
    filter->GetReflection()->ClearField(filter.get(), filter->GetDescriptor()->FindFieldByName(field));
  }
  return Sha256(absl::StrCat(filter->GetTypeName(), "\n", scope, "\n", filter->SerializeAsString()))
      .substr(0, kFilterBytes);
}

}  // namespace

std::string MakePageToken(const Message& request, absl::string_view scope, absl::string_view cursor) {
  return absl::WebSafeBase64Escape(absl::StrCat(FilterHash(request, scope), cursor));
}

absl::StatusOr<std::string> ReadCursor(const Message& request, absl::string_view scope) {
  const std::string token =
      request.GetReflection()->GetString(request, request.GetDescriptor()->FindFieldByName("page_token"));
  if (token.empty()) return std::string();
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() <= kFilterBytes ||
      bytes.substr(0, kFilterBytes) != FilterHash(request, scope)) {
    return PageTokenInvalid();
  }
  return bytes.substr(kFilterBytes);
}

absl::StatusOr<std::int64_t> ReadNumberCursor(const Message& request, absl::string_view scope) {
  INDGANG_ASSIGN_OR_RETURN(const std::string cursor, ReadCursor(request, scope));
  if (cursor.empty()) return 0;
  std::int64_t number = 0;
  if (!absl::SimpleAtoi(cursor, &number) || number < 0 || number > 1000000000) return PageTokenInvalid();
  return number;
}

absl::Status PageTokenInvalid() {
  return MakeError(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
                   "page_token is not one that this list gave out; wanted: next_page_token of the previous page, with "
                   "the same other fields");
}

}  // namespace indgang::service
