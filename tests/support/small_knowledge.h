// A knowledge base small enough to keep in mind: what the service and its rules are tested on.
#ifndef INDGANG_TESTS_SUPPORT_SMALL_KNOWLEDGE_H_
#define INDGANG_TESTS_SUPPORT_SMALL_KNOWLEDGE_H_

#include <memory>

#include "absl/time/time.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "knowledge/bundle.h"

namespace indgang::testing {

// Authorities business-service (front desk "Erhvervsindgangen"), building, industrial-environment and
// licensing-board; services alcohol-licence, location-check, one-entry-intake and workshop-notification; package
// car-repair-shop. Open Monday to Friday 9 to 15 in Copenhagen; goals of 1, 5 and 3 working days.
knowledge::v1::KnowledgeBase SmallKnowledgeBase();

// The same, ready for use. Aborts when it is not accepted.
std::shared_ptr<const knowledge::Bundle> SmallBundle();

// Friday 20 November 2026, 10:00 in Copenhagen.
absl::Time FridayMorning();

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_SMALL_KNOWLEDGE_H_
