#include "sitegen/publish/changes.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sitegen/publish/html.h"
#include "sitegen/publish/site.h"

namespace indgang::sitegen {

namespace v1 = knowledge::v1;

namespace {

template <class Items>
void Append(absl::string_view kind, const Items& items, std::vector<ItemChange>* changes) {
  for (const auto& item : items) {
    const std::size_t first = changes->size();
    for (const v1::Change& change : item.changes()) {
      const auto same = std::count_if(changes->begin() + static_cast<std::ptrdiff_t>(first), changes->end(),
                                      [&](const ItemChange& other) { return other.date == change.date(); });
      changes->push_back(
          {change.date(), ItemPath(kind, item.id()), &item.text(), &change.note(), static_cast<int>(same)});
    }
  }
}

// Midnight: the content knows days.
std::string Timestamp(absl::string_view date) { return absl::StrCat(date, "T00:00:00Z"); }

}  // namespace

std::vector<ItemChange> ListChanges(const v1::KnowledgeBase& base) {
  std::vector<ItemChange> changes;
  Append("authority", base.authorities(), &changes);
  Append("service", base.services(), &changes);
  Append("package", base.packages(), &changes);
  Append("faq", base.faq(), &changes);
  Append("page", base.pages(), &changes);
  std::sort(changes.begin(), changes.end(), [](const ItemChange& a, const ItemChange& b) {
    return std::tie(b.date, a.folder, a.number) < std::tie(a.date, b.folder, b.number);
  });
  return changes;
}

std::string AtomFeed(const LanguageSite& site, const std::vector<ItemChange>& changes) {
  const std::string origin(site.origin());
  const std::string home = Escaped(origin + site.PageHref(""));
  std::string xml = absl::StrCat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
      "xml:lang=\"",
      site.view().lang, "\">\n<id>", home, "</id>\n<title>", Escaped(site.view().title.text), "</title>\n<subtitle>",
      Escaped(site.words().news_summary), "</subtitle>\n<updated>", Timestamp(changes.front().date),
      "</updated>\n<author><name>", Escaped(site.view().municipality.text),
      "</name></author>\n<link rel=\"self\" href=\"", Escaped(origin + site.PageHref("feed.xml")),
      "\"/>\n<link href=\"", Escaped(origin + site.PageHref("news/")), "\"/>\n");
  for (std::size_t i = 0; i < std::min(changes.size(), kChangesShown); ++i) {
    const ItemChange& change = changes[i];
    const std::string page = Escaped(origin + site.PageHref(change.folder));
    const std::string time = Timestamp(change.date);
    absl::StrAppend(&xml, "<entry><id>", page, "#", change.date, ".", change.number, "</id><title>",
                    Escaped(site.Title(*change.text).text), "</title><link href=\"", page, "\"/><published>", time,
                    "</published><updated>", time, "</updated><summary>", Escaped(site.Choose(*change.note).text),
                    "</summary></entry>\n");
  }
  return xml + "</feed>\n";
}

}  // namespace indgang::sitegen
