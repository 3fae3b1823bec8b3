// A content folder read as far as the editors' commands read it.
#ifndef INDGANG_TESTS_SITEGEN_EDIT_OPENED_CONTENT_H_
#define INDGANG_TESTS_SITEGEN_EDIT_OPENED_CONTENT_H_

#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "sitegen/read/draft.h"
#include "sitegen/read/load.h"

namespace indgang::sitegen::edit {

struct OpenedContent {
  explicit OpenedContent(const std::string& folder) {
    read::Diagnostics diagnostics;
    absl::StatusOr<read::SourceTree> loaded = read::LoadContent(folder, 1, diagnostics);
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    if (loaded.ok()) tree = *std::move(loaded);
    draft = read::BuildDraft(tree, 1, diagnostics);
  }

  read::SourceTree tree;
  read::Draft draft;
};

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_TESTS_SITEGEN_EDIT_OPENED_CONTENT_H_
