// What stands in the texts of a new item: the order people need, and advice where they will write.
#ifndef INDGANG_SITEGEN_EDIT_TEXTS_H_
#define INDGANG_SITEGEN_EDIT_TEXTS_H_

#include "absl/strings/string_view.h"
#include "sitegen/read/kinds.h"

namespace indgang::sitegen::edit {

inline constexpr absl::string_view kDanishPlaceholder = "Udfyldes";
inline constexpr absl::string_view kEnglishPlaceholder = "To be filled in";

struct SkeletonText {
  absl::string_view summary;
  // A line of the front matter, a comment.
  absl::string_view search_terms;
  absl::string_view body;
};

// For kinds that have a folder.
const SkeletonText& DanishSkeleton(read::ItemKind kind);
const SkeletonText& EnglishSkeleton(read::ItemKind kind);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_TEXTS_H_
