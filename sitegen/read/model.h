// Fourth stage: what items say of each other. Each function reports everything it is about and changes nothing.
#ifndef INDGANG_SITEGEN_READ_MODEL_H_
#define INDGANG_SITEGEN_READ_MODEL_H_

#include "sitegen/read/diagnostics.h"
#include "sitegen/read/draft.h"

namespace indgang::sitegen::read {

// References to items that do not exist.
void CheckReferences(const Draft& draft, Diagnostics& diagnostics);

// Cycles of prerequisites, prerequisites that are no longer in force, and replacements that lead nowhere.
void CheckServices(const Draft& draft, Diagnostics& diagnostics);

// Services of a package: twice, before their prerequisites, no longer in force; questions that are missing or idle.
void CheckPackages(const Draft& draft, Diagnostics& diagnostics);

// Links and contact boxes in markdown that name an item or a heading that does not exist.
void CheckLinks(const Draft& draft, Diagnostics& diagnostics);

// Pages and aliases that want an address that is taken, and aliases that are no addresses.
void CheckAddresses(const Draft& draft, Diagnostics& diagnostics);

// Facts from memory that nobody is to read again soon.
void CheckReviews(const Draft& draft, Diagnostics& diagnostics);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_MODEL_H_
