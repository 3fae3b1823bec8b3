// The tables of docs/content-model.md as JSON Schemas, so that an editor program completes keys and underlines mistakes
// while somebody types.
#ifndef INDGANG_SITEGEN_EDIT_JSON_SCHEMA_H_
#define INDGANG_SITEGEN_EDIT_JSON_SCHEMA_H_

#include <string>

#include "nlohmann/json.hpp"
#include "sitegen/edit/skeleton.h"
#include "sitegen/read/kinds.h"

namespace indgang::sitegen::edit {

// JSON Schema (draft 7) of the kind's YAML file. Rules between keys and between files are left to `sitegen check`.
nlohmann::ordered_json JsonSchemaOf(const read::KindInfo& info);

// A file for each kind of YAML file, "services.schema.json", and one for front matter, "front-matter.schema.json".
Files JsonSchemaFiles();

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_JSON_SCHEMA_H_
