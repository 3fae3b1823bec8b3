// What of the content is indexed for finding, and as which field.
#ifndef INDGANG_KNOWLEDGE_INDEX_ENTRIES_H_
#define INDGANG_KNOWLEDGE_INDEX_ENTRIES_H_

#include <string>
#include <vector>

#include "indgang/knowledge/v1/routing.pb.h"
#include "indgang/knowledge/v1/service.pb.h"
#include "indgang/knowledge/v1/text.pb.h"
#include "knowledge/bundle.h"
#include "knowledge/language_index.h"
#include "knowledge/text_analysis.h"

namespace indgang::knowledge {

// What a guide for a repealed rule loses against one in force.
inline constexpr double kRepealedWeight = 0.75;

// Adds `text` as one entry; nothing when it is empty.
void AppendEntry(std::vector<IndexEntry>& entries, int document, v1::RoutingReason::Field field,
                 const std::string& text);

// Adds title, summary and search terms.
void AppendProse(std::vector<IndexEntry>& entries, int document, const v1::Prose& prose);

// Adds everything that a service's guide says in one language: prose, keywords, example questions, the name of its
// authority, the guide itself.
void AppendService(std::vector<IndexEntry>& entries, int document, const Bundle& bundle, const v1::Service& service,
                   Language language);

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_INDEX_ENTRIES_H_
