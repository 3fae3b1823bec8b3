#include "sitegen/publish/structured_data.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "sitegen/publish/json_writer.h"

namespace indgang::sitegen {

namespace v1 = knowledge::v1;

namespace {

JsonWriter& Begin(absl::string_view type, JsonWriter& writer) { return writer.BeginObject().Member("@type", type); }

// The whole element. `fill` writes the members behind the type.
template <class Fill>
std::string Element(absl::string_view type, const LanguageSite& site, Fill fill) {
  std::string html = "<script type=\"application/ld+json\">";
  JsonWriter writer(html);
  writer.BeginObject().Member("@context", "https://schema.org").Member("@type", type);
  writer.Member("inLanguage", site.view().lang);
  fill(writer);
  writer.EndObject();
  return html + "</script>";
}

void Provider(const LanguageSite& site, const ContactView& contact, JsonWriter& writer) {
  Begin("GovernmentOrganization", writer.Key("provider"));
  writer.Member("name", contact.name.text)
      .Member("url", absl::StrCat(site.origin(), contact.href))
      .Member("telephone", contact.tel)
      .Member("email", contact.email)
      .Member("address", contact.address)
      .EndObject();
}

// Only an amount that is the same for everybody is an offer.
void Price(const v1::Fee& fee, JsonWriter& writer) {
  const bool free = fee.kind() == v1::Fee::KIND_FREE;
  const bool fixed = fee.kind() == v1::Fee::KIND_FIXED && fee.amount_min_minor() == fee.amount_max_minor();
  if (!free && !fixed) return;
  Begin("Offer", writer.Key("offers"));
  writer.Member("price", absl::StrFormat("%d.%02d", fee.amount_min_minor() / 100, fee.amount_min_minor() % 100))
      .Member("priceCurrency", fee.currency().empty() ? "DKK" : fee.currency())
      .EndObject();
}

}  // namespace

std::string BreadcrumbData(const LanguageSite& site, const std::vector<LinkView>& crumbs) {
  return Element("BreadcrumbList", site, [&](JsonWriter& writer) {
    writer.Key("itemListElement").BeginArray();
    int position = 0;
    for (const LinkView& crumb : crumbs) {
      Begin("ListItem", writer).Key("position").Number(++position);
      writer.Member("name", crumb.title.text);
      if (!crumb.href.empty()) writer.Member("item", absl::StrCat(site.origin(), crumb.href));
      writer.EndObject();
    }
    writer.EndArray();
  });
}

std::string ServiceData(const LanguageSite& site, const v1::Service& service, absl::string_view url) {
  if (service.status() == v1::SERVICE_STATUS_REPEALED || service.status() == v1::SERVICE_STATUS_REPLACED) return "";
  const ServiceView& view = *site.Service(service.id());
  return Element("GovernmentService", site, [&](JsonWriter& writer) {
    writer.Member("name", view.title.text)
        .Member("description", view.summary.text)
        .Member("url", url)
        .Member("serviceType", view.kind);
    Begin("BusinessAudience", writer.Key("audience")).EndObject();
    Begin("AdministrativeArea", writer.Key("areaServed")).Member("name", site.view().municipality.text).EndObject();
    if (view.authority != nullptr) Provider(site, *view.authority, writer);
    if (!service.application().url().empty()) {
      Begin("ServiceChannel", writer.Key("availableChannel"));
      writer.Member("serviceUrl", service.application().url()).EndObject();
    }
    Price(service.fee(), writer);
  });
}

std::string FaqData(const LanguageSite& site, const std::vector<Answer>& answers) {
  return Element("FAQPage", site, [&](JsonWriter& writer) {
    writer.Key("mainEntity").BeginArray();
    for (const Answer& answer : answers) {
      Begin("Question", writer).Member("name", answer.question);
      Begin("Answer", writer.Key("acceptedAnswer")).Member("text", answer.answer).EndObject();
      writer.EndObject();
    }
    writer.EndArray();
  });
}

}  // namespace indgang::sitegen
