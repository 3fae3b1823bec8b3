#include "tests/support/small_knowledge.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace indgang::testing {
namespace {

void AddAuthority(knowledge::v1::KnowledgeBase& base, const std::string& id, const std::string& da,
                  const std::string& en) {
  knowledge::v1::Authority& authority = *base.add_authorities();
  authority.set_id(id);
  authority.mutable_text()->mutable_da()->set_title(da);
  authority.mutable_text()->mutable_en()->set_title(en);
  authority.set_level(knowledge::v1::AUTHORITY_LEVEL_MUNICIPAL);
  authority.mutable_contact()->set_phone("+45 12 34 56 00");
}

knowledge::v1::Service& AddService(knowledge::v1::KnowledgeBase& base, const std::string& id,
                                   const std::string& authority, const std::string& da, const std::string& en,
                                   const std::vector<std::string>& keywords, const std::string& question) {
  knowledge::v1::Service& service = *base.add_services();
  service.set_id(id);
  service.mutable_text()->mutable_da()->set_title(da);
  service.mutable_text()->mutable_en()->set_title(en);
  service.set_kind(knowledge::v1::SERVICE_KIND_PERMIT);
  service.set_status(knowledge::v1::SERVICE_STATUS_ACTIVE);
  service.set_area("start-and-grow");
  service.set_authority(authority);
  service.set_owner(authority);
  service.mutable_triage()->set_complexity(knowledge::v1::COMPLEXITY_MEDIUM);
  for (const std::string& keyword : keywords) service.mutable_triage()->mutable_keywords()->add_da(keyword);
  service.mutable_triage()->mutable_questions()->add_da(question);
  return service;
}

}  // namespace

knowledge::v1::KnowledgeBase SmallKnowledgeBase() {
  knowledge::v1::KnowledgeBase base;
  base.set_format_version(knowledge::kBundleFormat);
  base.mutable_revision()->set_commit(std::string(40, 'c'));
  base.mutable_revision()->set_content_hash(std::string(64, 'a'));

  knowledge::v1::Site& site = *base.mutable_site();
  site.mutable_municipality()->set_da("Fjordby Kommune");
  site.set_base_url("https://indgang.fjordby.example");
  site.mutable_front_desk()->set_authority("business-service");
  site.mutable_front_desk()->mutable_name()->set_da("Erhvervsindgangen");
  site.mutable_front_desk()->mutable_name()->set_en("Business Entry");
  site.mutable_front_desk()->mutable_contact()->set_phone("+45 12 34 56 78");
  site.mutable_front_desk()->mutable_contact()->set_email("erhverv@fjordby.example");
  site.mutable_calendar()->set_time_zone("Europe/Copenhagen");
  for (int weekday = 1; weekday <= 5; ++weekday) {
    knowledge::v1::OpeningHours& hours = *site.mutable_calendar()->add_opening_hours();
    hours.set_weekday(weekday);
    hours.set_opens_minute(9 * 60);
    hours.set_closes_minute(15 * 60);
  }
  site.mutable_goals()->set_reply_working_days(1);
  site.mutable_goals()->set_answer_working_days(5);
  site.mutable_goals()->set_referral_working_days(3);

  base.add_areas()->set_id("start-and-grow");
  AddAuthority(base, "building", "Byggesag", "Building");
  AddAuthority(base, "business-service", "Erhvervsservice", "Business Service");
  AddAuthority(base, "industrial-environment", "Industrimiljø", "Industrial Environment");
  AddAuthority(base, "licensing-board", "Bevillingsnævnet", "Licensing Board");
  AddService(base, "alcohol-licence", "licensing-board", "Alkoholbevilling", "Alcohol licence",
             {"alkohol", "bevilling"}, "Hvordan får jeg en alkoholbevilling?");
  AddService(base, "location-check", "building", "Må adressen bruges til formålet", "Location check",
             {"lokalplan", "ligge", "beliggenhed"}, "Hvor kan et autoværksted ligge?");
  AddService(base, "one-entry-intake", "business-service", "Én indgang", "One entry", {"hjælp"},
             "Hvem kan hjælpe mig?");
  AddService(base, "workshop-notification", "industrial-environment", "Anmeldelse af autoværksted",
             "Workshop notification", {"autoværksted", "mekaniker"}, "Hvordan anmelder jeg mit autoværksted?");

  knowledge::v1::Package& package = *base.add_packages();
  package.set_id("car-repair-shop");
  package.mutable_text()->mutable_da()->set_title("Autoværksted");
  package.mutable_text()->mutable_en()->set_title("Car repair shop");
  package.set_kind(knowledge::v1::Package::KIND_TRADE);
  knowledge::v1::Phase& phase = *package.add_phases();
  phase.set_id("premises");
  phase.add_services("location-check");
  phase.add_services("workshop-notification");
  return base;
}

std::shared_ptr<const knowledge::Bundle> SmallBundle() {
  absl::StatusOr<std::shared_ptr<const knowledge::Bundle>> bundle = knowledge::Bundle::Create(SmallKnowledgeBase());
  if (!bundle.ok()) {
    std::cerr << bundle.status() << "\n";
    std::abort();
  }
  return *std::move(bundle);
}

absl::Time FridayMorning() { return absl::FromUnixSeconds(1795165200); }

}  // namespace indgang::testing
