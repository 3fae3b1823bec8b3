#include "tests/support/cafe_knowledge.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "google/protobuf/text_format.h"
#include "tests/support/small_knowledge.h"

namespace indgang::testing {
namespace {

constexpr char kCafe[] = R"(
  revision { content_hash: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }
  site { municipality { en: "Fjordby Municipality" } }
  questions { id: "premises-approved" text { da: "Er lokalet godkendt som café?" en: "Are the premises approved as a café?" } }
  questions { id: "serves-alcohol" text { da: "Vil du servere alkohol?" en: "Will you serve alcohol?" } }
  questions { id: "serves-outdoors"
    text { da: "Vil du have borde og stole på gaden?" en: "Will you put tables and chairs in the street?" } }
  questions { id: "plays-music" text { da: "Vil du spille musik?" en: "Will you play music?" } }
  authorities { id: "business-authority" level: AUTHORITY_LEVEL_STATE
    text { da { title: "Erhvervsstyrelsen" } en { title: "Danish Business Authority" } } contact { url: "https://virk.dk" } }
  authorities { id: "city-life" level: AUTHORITY_LEVEL_MUNICIPAL
    text { da { title: "Byliv" } en { title: "City Life" } } contact { phone: "+45 12 34 56 01" } }
  authorities { id: "food-administration" level: AUTHORITY_LEVEL_STATE
    text { da { title: "Fødevarestyrelsen" } en { title: "Food Administration" } }
    contact { url: "https://foedevarestyrelsen.dk" } }
  authorities { id: "koda" level: AUTHORITY_LEVEL_ORGANISATION
    text { da { title: "Koda" } en { title: "Koda" } } contact { url: "https://koda.dk" } }
  services { id: "change-of-use" kind: SERVICE_KIND_PERMIT status: SERVICE_STATUS_ACTIVE area: "start-and-grow"
    authority: "building" owner: "building"
    text { da { title: "Ændret anvendelse af et lokale" } en { title: "Change of use" } }
    application { url: "https://bygogmiljoe.dk" how { da: "Søg digitalt i Byg og Miljø." en: "Apply online in Byg og Miljø." } }
    evidence { da: "Fuldmagt fra ejeren" en: "Power of attorney from the owner" }
    evidence { da: "Tegninger af lokalet" en: "Drawings of the premises" }
    fee { kind: KIND_HOURLY amount_min_minor: 66000 amount_max_minor: 78500 currency: "DKK" per: PER_HOUR }
    processing { goal { min: 6 max: 8 unit: UNIT_WEEKS } statutory { min: 3 max: 3 unit: UNIT_MONTHS } }
    prerequisites: "location-check" needed_if { not { question: "premises-approved" } }
    sources { title: "Byg og Miljø" checked: "2026-10-01" } sources { title: "BR18" checked: "2026-11-02" } }
  services { id: "cvr-registration" kind: SERVICE_KIND_REGISTRATION status: SERVICE_STATUS_ACTIVE area: "start-and-grow"
    authority: "business-authority" owner: "business-service"
    text { da { title: "CVR-nummer" } en { title: "CVR number" } }
    application { url: "https://virk.dk" how { da: "Registrér virksomheden på virk.dk." en: "Register the company on virk.dk." } }
    fee { kind: KIND_FIXED amount_min_minor: 67050 amount_max_minor: 67050 currency: "DKK" year: 2026 }
    processing { goal { min: 1 max: 3 unit: UNIT_WORKING_DAYS } }
    sources { title: "Virk" checked: "2026-11-01" } }
  services { id: "food-registration" kind: SERVICE_KIND_REGISTRATION status: SERVICE_STATUS_ACTIVE area: "start-and-grow"
    authority: "food-administration" owner: "business-service"
    text { da { title: "Registrering af fødevarevirksomhed" } en { title: "Food business registration" } }
    application { url: "https://foedevarestyrelsen.dk" }
    evidence { da: "En skriftlig risikoanalyse" en: "A written risk analysis" }
    fee { kind: KIND_FREE } processing { immediate: true } prerequisites: "cvr-registration" }
  services { id: "music-licence" kind: SERVICE_KIND_PERMIT status: SERVICE_STATUS_ACTIVE area: "start-and-grow"
    authority: "koda" owner: "business-service"
    text { da { title: "Aftale om musik" } en { title: "Music licence" } }
    fee { kind: KIND_RECURRING amount_min_minor: 95500 amount_max_minor: 95500 currency: "DKK" year: 2026 per: PER_MONTH }
    needed_if { question: "plays-music" } }
  services { id: "one-to-one-advice" kind: SERVICE_KIND_GUIDANCE status: SERVICE_STATUS_ACTIVE area: "start-and-grow"
    authority: "business-service" owner: "business-service"
    text { da { title: "Personlig rådgivning" } en { title: "Personal advice" } } }
  services { id: "outdoor-serving" kind: SERVICE_KIND_PERMIT status: SERVICE_STATUS_ACTIVE area: "start-and-grow"
    authority: "city-life" owner: "city-life"
    text { da { title: "Udeservering på offentlig vej og plads" } en { title: "Outdoor serving" } }
    application { how { da: "Send ansøgning og tegning til Byliv." en: "Send application and drawing to City Life." } }
    evidence { da: "En tegning i målestok" en: "A drawing to scale" }
    fee { kind: KIND_VARIES note { da: "Mange kommuner tager ikke noget." en: "Many municipalities charge nothing." } }
    processing { apply_ahead { min: 1 max: 1 unit: UNIT_MONTHS } }
    prerequisites: "cvr-registration" needed_if { question: "serves-outdoors" } }
  services { id: "waste-sorting" kind: SERVICE_KIND_OBLIGATION status: SERVICE_STATUS_ACTIVE area: "start-and-grow"
    authority: "industrial-environment" owner: "industrial-environment"
    text { da { title: "Sortering af affald" } en { title: "Waste sorting" } } }
  packages { id: "cafe" kind: KIND_TRADE
    text { da { title: "Åbn en café" } en { title: "Open a café" } }
    questions: "premises-approved" questions: "serves-alcohol" questions: "serves-outdoors" questions: "plays-music"
    phases { id: "idea" services: "one-to-one-advice" services: "cvr-registration" }
    phases { id: "premises" services: "location-check" services: "change-of-use" }
    phases { id: "permits" services: "food-registration" services: "alcohol-licence" services: "outdoor-serving"
             services: "music-licence" }
    phases { id: "running" services: "waste-sorting" }
    offers { title { da: "Kend dit marked" en: "Know your market" }
             description { da: "Biblioteket hjælper med tal om kvarteret." en: "The library helps with figures on the area." }
             url: "https://bibliotek.fjordby.example" authority: "business-service" } }
)";

// What location-check and alcohol-licence of the small base lack.
constexpr char kLocationCheck[] = R"(
  application { how { da: "Skriv eller ring til Byggesag." en: "Write or ring to Building." } }
  evidence { da: "Adressen" en: "The address" }
  fee { kind: KIND_FREE } processing { goal { min: 5 max: 5 unit: UNIT_WORKING_DAYS } })";
constexpr char kAlcoholLicence[] = R"(
  application { url: "https://politi.dk" how { da: "Send ansøgningen til politiet." en: "Send the application to the police." } }
  prerequisites: "cvr-registration" needed_if { question: "serves-alcohol" })";

template <typename Message>
void Add(const char* text, Message& message) {
  Message more;
  if (!google::protobuf::TextFormat::ParseFromString(text, &more)) {
    std::cerr << "not a " << message.GetTypeName() << ": " << text << "\n";
    std::abort();
  }
  message.MergeFrom(more);
}

template <typename Items>
void SortById(Items& items) {
  std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.id() < b.id(); });
}

}  // namespace

knowledge::v1::KnowledgeBase CafeKnowledgeBase() {
  knowledge::v1::KnowledgeBase base = SmallKnowledgeBase();
  Add(kCafe, base);
  for (knowledge::v1::Service& service : *base.mutable_services()) {
    if (service.id() == "location-check") Add(kLocationCheck, service);
    if (service.id() == "alcohol-licence") Add(kAlcoholLicence, service);
  }
  SortById(*base.mutable_authorities());
  SortById(*base.mutable_services());
  SortById(*base.mutable_packages());
  return base;
}

}  // namespace indgang::testing
