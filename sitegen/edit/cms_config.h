// The tables of docs/content-model.md as the configuration of Decap CMS, the editor in the browser that scripts/edit
// starts.
#ifndef INDGANG_SITEGEN_EDIT_CMS_CONFIG_H_
#define INDGANG_SITEGEN_EDIT_CMS_CONFIG_H_

#include "absl/time/civil_time.h"
#include "nlohmann/json.hpp"
#include "sitegen/read/draft.h"

namespace indgang::sitegen::edit {

// What CMS.init takes as `config`, but for the backend: for each kind in a folder one collection of facts and one
// of texts; and site.yaml. Paths begin with "content/". References are chosen among the items of
// `draft`. Lists (areas.yaml and so on) and conditions are left to text editors; saving keeps keys that no field shows.
//
// A new item begins with its Danish text, so only collections of texts have `create`. Decap CMS would write that one
// file; "new_items", which cms/editor.js takes out, holds the others by collection and name as `sitegen new` makes them
// on `today`, with {{id}}, {{title}} and {{stamp}} where the item's id, its title and the hash of its da.md belong.
nlohmann::ordered_json CmsConfig(const read::Draft& draft, absl::CivilDay today);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_CMS_CONFIG_H_
