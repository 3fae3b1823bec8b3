// The search index of one language as the site's pages load it: templates/assets/search.js reads what this writes, and
// tests/vectors/search.json makes sure that both find the same.
#ifndef INDGANG_KNOWLEDGE_BROWSER_INDEX_H_
#define INDGANG_KNOWLEDGE_BROWSER_INDEX_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "knowledge/language_index.h"

namespace indgang::knowledge {

// A page that can be found; its number is its place in the list.
struct BrowserDocument {
  // What visitors filter by.
  absl::string_view kind;
  std::string href;
  absl::string_view title;
  absl::string_view summary;
  // A few words beside the title: "Repealed". May be empty.
  absl::string_view note;
  // Language of title and summary when it is not the page's.
  absl::string_view lang;
  // What its score is multiplied with, in hundredths.
  int weight = 100;
};

// One line of JSON with the keys
//   documents    [[kind, href, title, summary, note, lang, weight]…]; what is "" or 100 at the end is left out
//   stop         words without meaning of their own, folded, by spaces
//   words        all folded words and phrases (words of a keyword without meaning of their own, by spaces), sorted;
//   each is a capital letter (A: none, B: one, …: how many of the word before
//                its first letters are) and the letters that follow
//   terms        for each word its term: 0 for the next new one, else how far back from the newest it lies, from 1
//   weak         the terms that stand in any text, each as its distance from the one before
//   postings     for each term the number of its documents and, for each, the distance from the one before
//   strengths    for each posting one letter, A to f: how much of its idf the term gives that document, from 1/32
//   entries      titles, keywords, search terms and example questions: twice the distance of its document from the one
//                before, one more for an example question; the number of words; each word's number
//   synonyms     groups of folded words, by spaces and semicolons
//   kinds        likewise; the first of a group is what the others are kinds of
// Numbers are written in letters of base 64, five bits each, the lowest first; the highest bit says that more follow.
// The same index gives the same bytes; `threads` decides nothing but the time.
std::string WriteBrowserIndex(const LanguageIndex& index, const std::vector<BrowserDocument>& documents,
                              int threads = 1);

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_BROWSER_INDEX_H_
