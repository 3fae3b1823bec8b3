#include "sitegen/read/addresses.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/model.h"

namespace indgang::sitegen::read {
namespace {

// Files, and folders whose files are not pages: nothing in them may be an alias either.
const std::vector<std::string>& GeneratedFiles() {
  static const auto& names = *new std::vector<std::string>{"404.html",   "assets",     "data",       "feed.xml",
                                                           "index.html", "robots.txt", "sitemap.xml"};
  return names;
}

const std::vector<std::string>& GeneratedPages() {
  static const auto& names =
      *new std::vector<std::string>{"authorities", "en", "faq", "glossary", "news", "search", "services", "was"};
  return names;
}

bool Contains(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Where pages lie: "services/permit" and "en/services/permit", and what each is called in messages.
absl::flat_hash_map<std::string, std::string> PageAddresses(const Draft& draft) {
  absl::flat_hash_map<std::string, std::string> taken;
  const auto add = [&taken](const std::string& path, const std::string& what) {
    taken.try_emplace(path, what);
    taken.try_emplace(absl::StrCat("en/", path), what);
  };
  for (const std::string& name : GeneratedPages()) add(name, absl::StrCat("the page \"", name, "\" of every site"));
  for (const Item& item : draft.items) {
    absl::string_view folder;
    switch (item.info->kind) {
      case ItemKind::kArea:
        folder = "areas/";
        break;
      case ItemKind::kPage:
        break;
      default:
        if (item.info->layout != Layout::kFolder) continue;
        folder = item.info->path;
        break;
    }
    const absl::string_view slash = folder.empty() || absl::EndsWith(folder, "/") ? "" : "/";
    add(absl::StrCat(folder, slash, item.id), absl::StrCat(item.info->name, " \"", item.id, "\""));
  }
  return taken;
}

void Report(const Item& item, const Node& node, absl::string_view code, std::string message, Diagnostics& diagnostics) {
  diagnostics.Add({.file = std::string(item.facts_file),
                   .place = node.place,
                   .code = std::string(code),
                   .message = std::move(message)});
}

void CheckAlias(const Item& item, const Node& alias, absl::flat_hash_map<std::string, std::string>& taken,
                Diagnostics& diagnostics) {
  if (!IsAlias(alias.text)) {
    Report(item, alias, codes::kBadAlias,
           absl::StrCat("\"", alias.text,
                        "\" is not the path of an address: write it as in \"erhverv/udeservering\", without \"/\" at "
                        "either end, of a-z, A-Z, 0-9, \".\", \"_\" and \"-\""),
           diagnostics);
    return;
  }
  absl::string_view path = alias.text;
  absl::ConsumePrefix(&path, "en/");
  const absl::string_view first = path.substr(0, path.find('/'));
  if (Contains(GeneratedFiles(), first)) {
    Report(item, alias, codes::kAddressTaken, absl::StrCat("\"", first, "\" is where the site keeps files of its own"),
           diagnostics);
    return;
  }
  const auto [other, inserted] =
      taken.try_emplace(alias.text, absl::StrCat("an alias of ", item.info->name, " \"", item.id, "\""));
  if (inserted) return;
  Report(item, alias, codes::kAddressTaken,
         absl::StrCat("the address \"", alias.text, "\" is taken by ", other->second), diagnostics);
}

}  // namespace

const std::vector<std::string>& GeneratedNames() {
  static const auto& names = *[] {
    auto* all = new std::vector<std::string>(GeneratedPages());
    all->insert(all->end(), GeneratedFiles().begin(), GeneratedFiles().end());
    for (const char* folder : {"areas", "packages"}) all->push_back(folder);
    std::sort(all->begin(), all->end());
    return all;
  }();
  return names;
}

bool IsAlias(absl::string_view alias) {
  if (alias.empty() || alias.size() > kMaxAliasBytes) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(alias, '/');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const absl::string_view part = parts[i];
    if (part.empty() || part[0] == '.') return false;
    if (i + 1 < parts.size() && absl::EndsWith(part, ".html")) return false;
    for (const char c : part) {
      if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_' && c != '-') return false;
    }
  }
  return parts.back() != "index.html";
}

void CheckAddresses(const Draft& draft, Diagnostics& diagnostics) {
  for (const Item* page : draft.OfKind(ItemKind::kPage)) {
    if (!Contains(GeneratedNames(), page->id)) continue;
    diagnostics.Add({.file = absl::StrCat("pages/", page->id),
                     .code = std::string(codes::kAddressTaken),
                     .message = absl::StrCat("the site itself uses the address \"", page->id,
                                             "\": give the page's folder another name")});
  }
  absl::flat_hash_map<std::string, std::string> taken = PageAddresses(draft);
  for (const Item& item : draft.items) {
    const Node* aliases = item.facts == nullptr ? nullptr : item.facts->Find("aliases");
    if (aliases == nullptr || aliases->kind != Node::Kind::kSequence) continue;
    for (const Node& alias : aliases->children) {
      // Anything else has been reported as not being text.
      if (alias.kind == Node::Kind::kScalar && !alias.text.empty()) CheckAlias(item, alias, taken, diagnostics);
    }
  }
}

}  // namespace indgang::sitegen::read
