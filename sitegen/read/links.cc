#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/did_you_mean.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/model.h"
#include "sitegen/read/uses.h"

namespace indgang::sitegen::read {
namespace {

void Report(const Document& document, const MarkdownLink& link, absl::string_view code, std::string message,
            std::string suggestion, Diagnostics& diagnostics) {
  diagnostics.Add({.file = document.file->path,
                   .place = PlaceInBody(document, link.line, link.column, static_cast<int>(link.target.size())),
                   .code = std::string(code),
                   .message = std::move(message),
                   .suggestion = std::move(suggestion)});
}

// A link without a kind of ours ("https:", "mailto:", "#anchor") is no concern here.
void CheckLink(const Draft& draft, const Document& document, bool english, const MarkdownLink& link,
               Diagnostics& diagnostics) {
  const absl::string_view target = link.target;
  const std::size_t colon = target.find(':');
  const absl::string_view kind = target.substr(0, colon);
  const std::vector<std::string>& kinds = ItemKinds();
  if (colon == absl::string_view::npos || std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return;
  const KindInfo& info = *FindKindByName(kind);
  const std::size_t hash = target.find('#', colon);
  const bool has_anchor = hash != absl::string_view::npos;
  const absl::string_view id = target.substr(colon + 1, has_anchor ? hash - colon - 1 : hash);
  const Item* item = draft.Find(info.kind, id);
  if (item == nullptr) {
    if (draft.incomplete[static_cast<std::size_t>(info.kind)]) return;
    const std::string nearest = DidYouMean(id, draft.Ids(info.kind));
    // A contact directive names the authority alone.
    const bool in_directive = !absl::StartsWith(BodyAt(document, link.line, link.column), target);
    Report(document, link, codes::kBrokenLink, absl::StrCat(kind, " \"", id, "\" does not exist"),
           nearest.empty() || in_directive ? nearest : absl::StrCat(kind, ":", nearest), diagnostics);
    return;
  }
  if (!has_anchor) return;
  // Readers of the English site see the Danish text where there is no English one.
  const Document* shown = english && item->en != nullptr && !IsDraft(*item->en) ? item->en : item->da;
  if (shown != nullptr && !shown->parsed) return;
  const absl::string_view anchor = target.substr(hash + 1);
  const std::vector<std::string> none;
  const std::vector<std::string>& anchors = shown == nullptr ? none : shown->anchors;
  if (std::find(anchors.begin(), anchors.end(), anchor) != anchors.end()) return;
  const std::string nearest = DidYouMean(anchor, anchors);
  Report(document, link, codes::kUnknownAnchor,
         absl::StrCat(kind, " \"", id, "\" has no heading \"#", anchor, "\"", english ? " in English" : " in Danish"),
         nearest.empty() ? "" : absl::StrCat(target.substr(0, hash + 1), nearest), diagnostics);
}

}  // namespace

void CheckLinks(const Draft& draft, Diagnostics& diagnostics) {
  for (const Item& item : draft.items) {
    for (const bool english : {false, true}) {
      const Document* document = english ? item.en : item.da;
      if (document == nullptr) continue;
      for (const MarkdownLink& link : document->links) CheckLink(draft, *document, english, link, diagnostics);
    }
  }
}

}  // namespace indgang::sitegen::read
