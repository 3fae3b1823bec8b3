// Everyday words for the same thing that no guide should have to list.
#ifndef INDGANG_KNOWLEDGE_SYNONYMS_H_
#define INDGANG_KNOWLEDGE_SYNONYMS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "knowledge/text_analysis.h"

namespace indgang::knowledge {

// Groups of words that people use for each other in that language, folded. General language only: what is special to
// a service belongs in its guide, as a search term or keyword.
const std::vector<std::vector<std::string>>& SynonymGroups(Language language);

// Groups of folded words: the first is what the others are kinds of ("abroad": Poland, Spain, ...), so a question with
// one of those is about the first too, but not the other way round.
const std::vector<std::vector<std::string>>& Kinds(Language language);

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_SYNONYMS_H_
