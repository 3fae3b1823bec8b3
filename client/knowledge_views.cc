#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/table.h"
#include "client/views.h"

namespace indgang::client {
namespace {

void AddContact(FactSheet& facts, const knowledge::v1::ContactPoint& contact, Say say) {
  facts.Add(say("Phone", "Telefon"), contact.phone());
  facts.Add(say("Email", "E-mail"), contact.email());
  facts.Add(say("Web", "Web"), contact.url());
  facts.Add(say("Address", "Adresse"), contact.address());
  facts.Add(say("Hours", "Åbningstid"), Localized(contact.hours(), say));
}

std::string Lines(const std::string& text, std::size_t width) {
  return absl::StrCat(absl::StrJoin(WrapText(text, width), "\n"), "\n");
}

}  // namespace

std::string ProcessingWords(const knowledge::v1::Service& service, Say say) {
  const knowledge::v1::Processing& processing = service.processing();
  if (processing.immediate()) return say("at once", "straks");
  if (processing.has_goal()) return PeriodWords(processing.goal(), say);
  if (processing.has_statutory()) return PeriodWords(processing.statutory(), say);
  return say("ask us", "spørg os");
}

std::string RenderSuggestions(const Repeated<knowledge::v1::RoutingSuggestion>& suggestions, Say say,
                              std::size_t width) {
  Table table({say("AUTHORITY", "MYNDIGHED"), say("SERVICE", "YDELSE"), say("TITLE", "TITEL"), say("SCORE", "SCORE"),
               say("WHY", "HVORFOR")});
  for (const auto& suggestion : suggestions) {
    table.AddRow({suggestion.authority(), suggestion.service(), suggestion.title(),
                  absl::StrFormat("%.2f", suggestion.score()), suggestion.why()});
  }
  return table.Render(width);
}

std::string RenderService(const knowledge::v1::Service& service, Say say, std::size_t width) {
  const knowledge::v1::Prose& prose = Localized(service.text(), say);
  FactSheet facts;
  facts.Add(say("Service", "Ydelse"), service.id());
  facts.Add(say("Title", "Titel"), prose.title());
  facts.Add(say("Kind", "Art"), Words(service.kind(), say));
  if (service.status() != knowledge::v1::SERVICE_STATUS_ACTIVE) {
    facts.Add(say("Status", "Status"), Words(service.status(), say));
    facts.Add(say("Replaced by", "Erstattet af"), service.replaced_by());
  }
  facts.Add(say("Authority", "Myndighed"), service.authority());
  facts.Add(say("Also heard", "Høres også"), absl::StrJoin(service.also_involves(), ", "));
  facts.Add(say("Apply", "Ansøg"),
            absl::StrCat(Localized(service.application().label(), say),
                         service.application().label().da().empty() ? "" : "  ", service.application().url()));
  facts.Add(say("How", "Hvordan"), Localized(service.application().how(), say));
  for (const auto& evidence : service.evidence()) facts.Add(say("Bring", "Medbring"), Localized(evidence, say));
  facts.Add(say("Fee", "Gebyr"), FeeWords(service, say));
  facts.Add(say("Time", "Tid"), ProcessingWords(service, say));
  facts.Add(say("Needs first", "Kræver først"), absl::StrJoin(service.prerequisites(), ", "));
  facts.Add(say("Complexity", "Kompleksitet"), Words(service.triage().complexity(), say));
  facts.Add(say("Read again by", "Læses igen inden"), service.review_by());
  return absl::StrCat(facts.Render(width), "\n", Lines(prose.summary(), width), "\n",
                      Lines(prose.body_markdown(), width));
}

std::string RenderPackage(const knowledge::v1::Package& package, Say say, std::size_t width) {
  const knowledge::v1::Prose& prose = Localized(package.text(), say);
  FactSheet facts;
  facts.Add(say("Package", "Pakke"), package.id());
  facts.Add(say("Title", "Titel"), prose.title());
  facts.Add(say("Kind", "Art"), Words(package.kind(), say));
  facts.Add(say("For", "For"), Localized(package.target_group(), say));
  Table phases({say("PHASE", "FASE"), say("SERVICES", "YDELSER")});
  for (const auto& phase : package.phases()) {
    phases.AddRow({Localized(phase.title(), say), absl::StrJoin(phase.services(), ", ")});
  }
  return absl::StrCat(facts.Render(width), "\n", Lines(prose.summary(), width), "\n", phases.Render(width));
}

std::string RenderAuthority(const knowledge::v1::Authority& authority, Say say, std::size_t width) {
  const knowledge::v1::Prose& prose = Localized(authority.text(), say);
  FactSheet facts;
  facts.Add(say("Authority", "Myndighed"), authority.id());
  facts.Add(say("Name", "Navn"), prose.title());
  facts.Add(say("Level", "Niveau"), Words(authority.level(), say));
  AddContact(facts, authority.contact(), say);
  return absl::StrCat(facts.Render(width), "\n", Lines(prose.summary(), width));
}

}  // namespace indgang::client
