// A new item, filled in as far as a program can, with what an editor should know beside each value.
#ifndef INDGANG_SITEGEN_EDIT_SKELETON_H_
#define INDGANG_SITEGEN_EDIT_SKELETON_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "sitegen/read/draft.h"

namespace indgang::sitegen::edit {

// Names and bytes of files in one folder.
using Files = std::vector<std::pair<std::string, std::string>>;

// The files of a new item of `kind`, one that has a folder of its own. It is a draft, and correct when `draft` holds an
// area, an authority and a service in force to name. `title` may be empty: then one is made of the id.
Files MakeSkeleton(const read::Draft& draft, read::ItemKind kind, absl::string_view id, absl::string_view title,
                   absl::CivilDay today);

// Makes the folder content/<kind>/<id> with all of the files, or nothing at all; returns its path. Errors:
// INVALID_ARGUMENT ITEM_MALFORMED when `id` cannot name such an item; ALREADY_EXISTS ITEM_EXISTS; FILE_UNWRITABLE.
// Metadata "item" or "path".
absl::StatusOr<std::string> WriteItem(const std::string& content, read::ItemKind kind, absl::string_view id,
                                      const Files& files);

// Writes into en.md that it is a translation, as of `today`, of da.md as that is now; returns the path of the file.
// Errors: FAILED_PRECONDITION ENGLISH_MISSING when the item has no English text that could be understood;
// FILE_UNWRITABLE.
absl::StatusOr<std::string> StampTranslation(const std::string& content, const read::Item& item, absl::CivilDay today);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_SKELETON_H_
