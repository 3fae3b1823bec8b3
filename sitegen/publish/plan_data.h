// What a package's page gives its script, so that the browser can plan: the package, its services and the calendar.
#ifndef INDGANG_SITEGEN_PUBLISH_PLAN_DATA_H_
#define INDGANG_SITEGEN_PUBLISH_PLAN_DATA_H_

#include "absl/strings/string_view.h"
#include "sitegen/publish/language_site.h"
#include "sitegen/publish/output.h"

namespace indgang::sitegen {

// A JSON file below assets/ with a fingerprint in its name. Questions, phases, services and the calendar have the shape
// of tests/vectors/permit_plan.json; texts are in the site's language.
OutputFile PlanDataFile(const LanguageSite& site, const knowledge::v1::Package& package);

// What a package says of a service that no question decides: that everybody needs it, or, of guidance and information,
// that it is an offer, or recommended when its time counts in the plan's dates. "" when a question decides.
absl::string_view NeedWithoutQuestion(const LanguageSite& site, const knowledge::v1::Service& service);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_PLAN_DATA_H_
