// Texts and searches as words that meet: folded as knowledge/text_analysis.h folds them, and without inflection in
// either language.
#ifndef INDGANG_SERVER_DOMAIN_SEARCH_TERMS_H_
#define INDGANG_SERVER_DOMAIN_SEARCH_TERMS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang::domain {

// What a text is found by, separated by spaces, each once: its words, folded, and their stems in Danish and English.
// Takes the first 4,000 words.
std::string SearchTerms(absl::string_view text);

// The words of a search, each as the spellings of which one must be among a text's terms. Words that carry no meaning
// ("og", "the") are left out unless there are no others. Empty when there is no word at all.
std::vector<std::vector<std::string>> SearchWords(absl::string_view query);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_SEARCH_TERMS_H_
