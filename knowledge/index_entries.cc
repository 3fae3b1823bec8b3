#include "knowledge/index_entries.h"

namespace indgang::knowledge {

using Field = v1::RoutingReason;

void AppendEntry(std::vector<IndexEntry>& entries, int document, v1::RoutingReason::Field field,
                 const std::string& text) {
  if (!text.empty()) entries.push_back({document, field, text});
}

void AppendProse(std::vector<IndexEntry>& entries, int document, const v1::Prose& prose) {
  AppendEntry(entries, document, Field::FIELD_TITLE, prose.title());
  AppendEntry(entries, document, Field::FIELD_SUMMARY, prose.summary());
  for (const std::string& term : prose.search_terms()) AppendEntry(entries, document, Field::FIELD_SEARCH_TERM, term);
}

void AppendService(std::vector<IndexEntry>& entries, int document, const Bundle& bundle, const v1::Service& service,
                   Language language) {
  const bool danish = language == Language::kDanish;
  const auto prose_of = [&](const v1::LocalizedProse& text) -> const v1::Prose& {
    return danish ? text.da() : text.en();
  };
  const auto words_of = [&](const v1::LocalizedList& words) -> const auto& { return danish ? words.da() : words.en(); };
  const v1::Prose& prose = prose_of(service.text());
  AppendProse(entries, document, prose);
  for (const std::string& word : words_of(service.triage().keywords())) {
    AppendEntry(entries, document, Field::FIELD_KEYWORD, word);
  }
  for (const std::string& question : words_of(service.triage().questions())) {
    AppendEntry(entries, document, Field::FIELD_EXAMPLE_QUESTION, question);
  }
  AppendEntry(entries, document, Field::FIELD_AUTHORITY,
              prose_of(bundle.FindAuthority(service.authority())->text()).title());
  AppendEntry(entries, document, Field::FIELD_BODY, prose.body_markdown());
}

}  // namespace indgang::knowledge
