#include "sitegen/read/read.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "sitegen/read/draft.h"
#include "sitegen/read/hints.h"
#include "sitegen/read/load.h"
#include "sitegen/read/model.h"
#include "sitegen/read/revision.h"
#include "sitegen/read/uses.h"

namespace indgang::sitegen::read {
namespace {

namespace v1 = ::indgang::knowledge::v1;

constexpr int kFormatVersion = 1;

}  // namespace

absl::StatusOr<Content> ReadContent(const std::string& folder, const ReadOptions& options) {
  Content content;
  Diagnostics& diagnostics = content.diagnostics;
  INDGANG_ASSIGN_OR_RETURN(SourceTree tree, LoadContent(folder, options.threads, diagnostics));
  Draft draft = BuildDraft(tree, options.threads, diagnostics);
  CheckReferences(draft, diagnostics);
  CheckServices(draft, diagnostics);
  CheckPackages(draft, diagnostics);
  CheckLinks(draft, diagnostics);
  CheckReviews(draft, diagnostics);
  CheckAddresses(draft, diagnostics);
  CheckDrafts(draft, diagnostics);
  if (diagnostics.errors() == 0) {
    CheckSense(draft, diagnostics);
    if (options.hints) AddHints(draft, options.today, diagnostics);
  }
  diagnostics.Sort();
  AttachSourceLines(diagnostics, [&](absl::string_view path) {
    const SourceFile* file = tree.Find(path);
    return file == nullptr ? absl::string_view() : absl::string_view(file->text);
  });

  NoteTranslations(draft);
  if (!options.drafts) RemoveDrafts(draft);
  v1::KnowledgeBase& base = *draft.base;
  std::sort(base.mutable_industries()->begin(), base.mutable_industries()->end(),
            [](const v1::Industry& a, const v1::Industry& b) { return a.code() < b.code(); });
  std::sort(base.mutable_glossary()->begin(), base.mutable_glossary()->end(),
            [](const v1::GlossaryTerm& a, const v1::GlossaryTerm& b) { return a.id() < b.id(); });
  base.set_format_version(kFormatVersion);
  base.mutable_revision()->set_commit(options.revision.has_value() ? *options.revision : GitRevision(folder));
  base.mutable_revision()->set_content_hash(ContentHash(tree.digests));
  content.files = std::move(tree.digests);
  content.knowledge_base = std::move(base);
  return content;
}

}  // namespace indgang::sitegen::read
