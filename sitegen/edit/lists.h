// What an editor has to look after, as lists.
#ifndef INDGANG_SITEGEN_EDIT_LISTS_H_
#define INDGANG_SITEGEN_EDIT_LISTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "sitegen/edit/table.h"
#include "sitegen/read/draft.h"

namespace indgang::sitegen::edit {

enum class ListKind {
  // Items whose review_by or valid_to has passed.
  kExpired,
  // Items to be read again within some days, those that are late included.
  kReview,
  // Items without an English text, or with one that is a draft or older than the Danish.
  kUntranslated,
  // Items that no other names.
  kUnused,
  // Items and English texts that are not published yet.
  kDrafts,
  // Who looks after what.
  kOwners,
};

// The list, sorted: by date where it is about dates, else by kind and id. `days` is for kReview. Items that could not
// be understood are left out.
Table MakeList(const read::Draft& draft, ListKind kind, absl::CivilDay today, int days);

// Everything that names the item written as "service:alcohol-licence", with file and line. Errors: INVALID_ARGUMENT
// ITEM_MALFORMED, NOT_FOUND ITEM_NOT_FOUND; metadata "item".
absl::StatusOr<Table> ListUses(const read::Draft& draft, absl::string_view item);

// The item written as "service:alcohol-licence"; errors as above.
absl::StatusOr<const read::Item*> FindItem(const read::Draft& draft, absl::string_view item);

// The dates of a list of kReview or kExpired as a calendar (RFC 5545), an event for each day, the same bytes for the
// same list and `today`.
std::string FormatCalendar(const Table& table, absl::CivilDay today);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_LISTS_H_
