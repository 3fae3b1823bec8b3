// The tables of docs/content-model.md as the configuration of Decap CMS, the editor in the browser that scripts/edit
// starts.
#ifndef INDGANG_SITEGEN_EDIT_CMS_CONFIG_H_
#define INDGANG_SITEGEN_EDIT_CMS_CONFIG_H_

#include "nlohmann/json.hpp"
#include "sitegen/read/draft.h"

namespace indgang::sitegen::edit {

// What CMS.init takes as `config`, but for the backend: for each kind in a folder one collection of facts and one
// of texts; and site.yaml. Paths begin with "content/". References are chosen among the items of
// `draft`. Lists (areas.yaml and so on) and conditions are left to text editors; saving keeps keys that no field shows.
nlohmann::ordered_json CmsConfig(const read::Draft& draft);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_CMS_CONFIG_H_
