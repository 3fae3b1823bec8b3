#include "sitegen/edit/lists.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/did_you_mean.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/read/uses.h"

namespace indgang::sitegen::edit {
namespace {

namespace v1 = ::indgang::knowledge::v1;
using read::Draft;
using read::Item;
using read::ItemKind;
using read::Layout;
using read::Node;

// Longest line of a calendar in bytes, without its end.
constexpr std::size_t kCalendarLine = 75;

std::string Name(const Item& item) { return absl::StrCat(item.info->name, ":", item.id); }

// A value of the facts, or "".
std::string Fact(const Item& item, absl::string_view key) {
  const Node* node = item.facts == nullptr ? nullptr : item.facts->Find(key);
  return node == nullptr || node->kind != Node::Kind::kScalar ? "" : node->text;
}

std::string TitleOf(const Item& item) {
  if (item.da != nullptr) {
    const Node* title = item.da->root.Find("title");
    return title == nullptr ? "" : title->text;
  }
  for (const absl::string_view key : {"title", "text", "term"}) {
    const Node* text = item.facts == nullptr ? nullptr : item.facts->Find(key);
    const Node* danish = text == nullptr ? nullptr : text->Find("da");
    if (danish != nullptr) return danish->text;
  }
  return "";
}

// Who keeps the item true: its owner, and the front desk for everything that has none.
std::string OwnerOf(const Draft& draft, const Item& item) {
  const std::string owner = Fact(item, "owner");
  return owner.empty() ? draft.base->site().front_desk().authority() : owner;
}

Table DatedItems(const Draft& draft, absl::CivilDay today, int days, bool expired) {
  Table table{.columns = {"date", "what", "item", "title", "owner"}, .rows = {}};
  for (const Item& item : draft.items) {
    if (read::IsDraft(item)) continue;
    absl::CivilDay day;
    const std::string review_by = Fact(item, "review_by");
    if (absl::ParseCivilTime(review_by, &day) && (expired ? day < today : day - today <= days)) {
      table.rows.push_back({review_by, "review_by", Name(item), TitleOf(item), OwnerOf(draft, item)});
    }
    const std::string valid_to = Fact(item, "valid_to");
    const bool in_force = item.info->kind == ItemKind::kService &&
                          static_cast<const v1::Service*>(item.message)->status() == v1::SERVICE_STATUS_ACTIVE;
    if (in_force && absl::ParseCivilTime(valid_to, &day) && (expired ? day < today : day - today <= days)) {
      table.rows.push_back({valid_to, "valid_to", Name(item), TitleOf(item), OwnerOf(draft, item)});
    }
  }
  std::stable_sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) { return a[0] < b[0]; });
  return table;
}

Table Untranslated(const Draft& draft) {
  Table table{.columns = {"item", "english", "title", "owner"}, .rows = {}};
  for (const Item& item : draft.items) {
    if (item.info->layout != Layout::kFolder || read::IsDraft(item)) continue;
    const read::Translation translation = read::TranslationOf(item);
    if (translation == read::Translation::kCurrent) continue;
    table.rows.push_back({Name(item),
                          translation == read::Translation::kMissing ? "missing"
                          : translation == read::Translation::kDraft ? "draft"
                                                                     : "outdated",
                          TitleOf(item), OwnerOf(draft, item)});
  }
  return table;
}

Table Unused(const Draft& draft) {
  std::array<absl::flat_hash_set<absl::string_view>, read::kItemKinds> used;
  for (const read::Use& use : read::UsesIn(draft)) {
    if (use.user != nullptr && use.user->info->kind == use.kind && use.user->id == use.id) continue;
    used[static_cast<std::size_t>(use.kind)].insert(use.id);
  }
  Table table{.columns = {"item", "title", "owner"}, .rows = {}};
  for (const Item& item : draft.items) {
    // Nothing ever names these, and their lists show them.
    const ItemKind kind = item.info->kind;
    if (kind == ItemKind::kSite || kind == ItemKind::kIndustry || kind == ItemKind::kGlossaryTerm) continue;
    if (read::IsDraft(item) || used[static_cast<std::size_t>(kind)].contains(item.id)) continue;
    table.rows.push_back({Name(item), TitleOf(item), OwnerOf(draft, item)});
  }
  return table;
}

Table Drafts(const Draft& draft) {
  Table table{.columns = {"item", "language", "title", "owner", "valid_from", "valid_to"}, .rows = {}};
  for (const Item& item : draft.items) {
    if (item.info->layout != Layout::kFolder) continue;
    const bool whole = read::IsDraft(item);
    if (!whole && (item.en == nullptr || !read::IsDraft(*item.en))) continue;
    table.rows.push_back({Name(item), whole ? "all" : "en", TitleOf(item), OwnerOf(draft, item),
                          Fact(item, "valid_from"), Fact(item, "valid_to")});
  }
  return table;
}

Table Owners(const Draft& draft, absl::CivilDay today) {
  struct Sum {
    std::array<int, read::kItemKinds> items = {};
    int late = 0;
    std::string next;
  };
  std::map<std::string, Sum> sums;
  for (const Item& item : draft.items) {
    if (item.info->layout != Layout::kFolder || read::IsDraft(item)) continue;
    Sum& sum = sums[OwnerOf(draft, item)];
    ++sum.items[static_cast<std::size_t>(item.info->kind)];
    const std::string review_by = Fact(item, "review_by");
    absl::CivilDay day;
    if (!absl::ParseCivilTime(review_by, &day)) continue;
    if (day < today) ++sum.late;
    if (sum.next.empty() || review_by < sum.next) sum.next = review_by;
  }
  Table table{
      .columns = {"owner", "title", "services", "packages", "authorities", "faq", "pages", "late", "next_review"},
      .rows = {}};
  for (const auto& [owner, sum] : sums) {
    const Item* authority = draft.Find(ItemKind::kAuthority, owner);
    const auto count = [&items = sum.items](ItemKind kind) {
      return absl::StrCat(items[static_cast<std::size_t>(kind)]);
    };
    table.rows.push_back({owner, authority == nullptr ? "" : TitleOf(*authority), count(ItemKind::kService),
                          count(ItemKind::kPackage), count(ItemKind::kAuthority), count(ItemKind::kFaq),
                          count(ItemKind::kPage), absl::StrCat(sum.late), sum.next});
  }
  return table;
}

// Folds a line of a calendar between characters.
void AppendCalendarLine(absl::string_view line, std::string& out) {
  std::size_t room = kCalendarLine;
  while (line.size() > room) {
    std::size_t end = room;
    while ((static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    absl::StrAppend(&out, line.substr(0, end), "\r\n ");
    line.remove_prefix(end);
    room = kCalendarLine - 1;
  }
  absl::StrAppend(&out, line, "\r\n");
}

std::string CalendarText(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {";", "\\;"}, {",", "\\,"}, {"\n", "\\n"}});
}

std::string Compact(absl::CivilDay day) { return absl::StrReplaceAll(absl::FormatCivilTime(day), {{"-", ""}}); }

}  // namespace

Table MakeList(const Draft& draft, ListKind kind, absl::CivilDay today, int days) {
  switch (kind) {
    case ListKind::kExpired:
      return DatedItems(draft, today, 0, true);
    case ListKind::kReview:
      return DatedItems(draft, today, days, false);
    case ListKind::kUntranslated:
      return Untranslated(draft);
    case ListKind::kUnused:
      return Unused(draft);
    case ListKind::kDrafts:
      return Drafts(draft);
    case ListKind::kOwners:
      return Owners(draft, today);
  }
  return {};
}

absl::StatusOr<const Item*> FindItem(const Draft& draft, absl::string_view item) {
  const std::size_t colon = item.find(':');
  const read::KindInfo* info = colon == absl::string_view::npos ? nullptr : read::FindKindByName(item.substr(0, colon));
  if (info == nullptr || info->kind == ItemKind::kSite) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "ITEM_MALFORMED",
        absl::StrCat("\"", item, "\" does not name an item: write kind and id, as in service:alcohol-licence"),
        {{"item", std::string(item)}});
  }
  const absl::string_view id = item.substr(colon + 1);
  if (const Item* found = draft.Find(info->kind, id); found != nullptr) return found;
  const std::string nearest = DidYouMean(id, draft.Ids(info->kind));
  return MakeError(absl::StatusCode::kNotFound, "ITEM_NOT_FOUND",
                   absl::StrCat("there is no ", info->name, " \"", id, "\"",
                                nearest.empty() ? "" : absl::StrCat("; did you mean \"", nearest, "\"?")),
                   {{"item", std::string(item)}});
}

absl::StatusOr<Table> ListUses(const Draft& draft, absl::string_view item) {
  INDGANG_ASSIGN_OR_RETURN(const Item* used, FindItem(draft, item));
  std::vector<read::Use> uses = read::UsesIn(draft);
  std::sort(uses.begin(), uses.end(), [](const read::Use& a, const read::Use& b) {
    return std::tie(a.file, a.place.line, a.place.column) < std::tie(b.file, b.place.line, b.place.column);
  });
  Table table{.columns = {"used_by", "title", "place"}, .rows = {}};
  for (const read::Use& use : uses) {
    if (use.kind != used->info->kind || use.id != used->id) continue;
    table.rows.push_back({use.user == nullptr ? std::string(use.file) : Name(*use.user),
                          use.user == nullptr ? "" : TitleOf(*use.user), absl::StrCat(use.file, ":", use.place.line)});
  }
  return table;
}

std::string FormatCalendar(const Table& table, absl::CivilDay today) {
  std::string out = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Indgang//sitegen//EN\r\n";
  for (const std::vector<std::string>& row : table.rows) {
    absl::CivilDay day;
    if (!absl::ParseCivilTime(row[0], &day)) continue;
    const absl::string_view what = row[1] == "valid_to" ? "Sidste dag: " : "Læs igennem: ";
    out += "BEGIN:VEVENT\r\n";
    AppendCalendarLine(absl::StrCat("UID:", absl::StrReplaceAll(row[2], {{":", "-"}}), "-", row[1], "@indgang"), out);
    AppendCalendarLine(absl::StrCat("DTSTAMP:", Compact(today), "T000000Z"), out);
    AppendCalendarLine(absl::StrCat("DTSTART;VALUE=DATE:", Compact(day)), out);
    AppendCalendarLine(absl::StrCat("DTEND;VALUE=DATE:", Compact(day + 1)), out);
    AppendCalendarLine(absl::StrCat("SUMMARY:", CalendarText(absl::StrCat(what, row[3]))), out);
    AppendCalendarLine(absl::StrCat("DESCRIPTION:", CalendarText(absl::StrCat(row[2], ", ", row[4]))), out);
    out += "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n";
  }
  return out + "END:VCALENDAR\r\n";
}

}  // namespace indgang::sitegen::edit
