// Page tokens: where a list goes on. Opaque to callers, and bound to the list they came from.
#ifndef INDGANG_SERVER_SERVICE_PAGE_TOKEN_H_
#define INDGANG_SERVER_SERVICE_PAGE_TOKEN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace indgang::service {

// A token that goes on after `cursor`. `request` is a list request (fields page_size and page_token); the token works
// for requests with the same other fields and the same `scope`, whatever their page size.
std::string MakePageToken(const google::protobuf::Message& request, absl::string_view scope, absl::string_view cursor);

// The cursor in the request's page_token; "" for the first page. Error: INVALID_ARGUMENT PAGE_TOKEN_INVALID.
absl::StatusOr<std::string> ReadCursor(const google::protobuf::Message& request, absl::string_view scope);

// The same for cursors that are numbers; 0 for the first page.
absl::StatusOr<std::int64_t> ReadNumberCursor(const google::protobuf::Message& request, absl::string_view scope);

absl::Status PageTokenInvalid();

// A page ends before it is larger than this, since clients refuse messages above 4 MiB unless told otherwise.
inline constexpr std::size_t kMaxPageBytes = 1 << 20;

// How many of `items`, which may hold one more than a page, go on the page: at most `page_size`, and together at most
// kMaxPageBytes, but never none.
template <typename Items>
int CountOnPage(const Items& items, int page_size) {
  std::size_t bytes = 0;
  int count = 0;
  for (const auto& item : items) {
    bytes += item.ByteSizeLong();
    if (count == page_size || (count > 0 && bytes > kMaxPageBytes)) break;
    ++count;
  }
  return count;
}

// Moves the page's share of `items` into `page` and returns the next page's token, "" when this page is the last.
// `cursor_of(last item, number on the page)` says where the next page begins.
template <typename Item, typename CursorOf>
std::string FillPage(const google::protobuf::Message& request, absl::string_view scope, int page_size,
                     std::vector<Item>& items, google::protobuf::RepeatedPtrField<Item>& page, CursorOf cursor_of) {
  const int count = CountOnPage(items, page_size);
  const bool more = static_cast<std::size_t>(count) < items.size();
  const std::string next =
      more ? MakePageToken(request, scope, cursor_of(items[static_cast<std::size_t>(count) - 1], count)) : "";
  for (int i = 0; i < count; ++i) *page.Add() = std::move(items[static_cast<std::size_t>(i)]);
  return next;
}

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_PAGE_TOKEN_H_
