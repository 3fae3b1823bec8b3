#include "sitegen/publish/letters.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "sitegen/publish/markdown.h"

namespace indgang::sitegen {
namespace {

namespace v1 = knowledge::v1;

std::string Letter(const std::string& key) {
  const char first = key.empty() ? '#' : key[0];
  if (first == '{') return "Æ";
  if (first == '|') return "Ø";
  if (first == '}') return "Å";
  return absl::ascii_isalpha(static_cast<unsigned char>(first))
             ? std::string(1, absl::ascii_toupper(static_cast<unsigned char>(first)))
             : "#";
}

}  // namespace

std::string SortKey(absl::string_view title) {
  static const auto& letters = *new absl::flat_hash_map<absl::string_view, absl::string_view>{
      {"æ", "{"}, {"Æ", "{"}, {"ø", "|"}, {"Ø", "|"}, {"å", "}"}, {"Å", "}"},
      {"é", "e"}, {"É", "e"}, {"ü", "u"}, {"ö", "|"}, {"ä", "{"}, {"è", "e"}};
  std::string key;
  for (std::size_t i = 0; i < title.size(); ++i) {
    const auto found = letters.find(title.substr(i, 2));
    if (found != letters.end()) {
      absl::StrAppend(&key, found->second);
      ++i;
    } else {
      key += absl::ascii_tolower(static_cast<unsigned char>(title[i]));
    }
  }
  return key;
}

std::vector<LetterView> ServicesByLetter(const LanguageSite& site) {
  std::vector<std::pair<std::string, const ServiceView*>> sorted;
  for (const v1::Service& service : site.bundle().message().services()) {
    const ServiceView* view = site.Service(service.id());
    sorted.emplace_back(SortKey(view->title.text), view);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second->href) < std::tie(b.first, b.second->href);
  });
  std::vector<LetterView> letters;
  for (const auto& [key, service] : sorted) {
    const std::string letter = Letter(key);
    if (letters.empty() || letters.back().letter != letter) {
      letters.push_back({letter, absl::StrCat("letter_", HeadingAnchor(letter)), {}});
    }
    letters.back().services.push_back(service);
  }
  return letters;
}

}  // namespace indgang::sitegen
