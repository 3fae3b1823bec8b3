// The tables of docs/content-model.md: what may stand in each kind of file.
#ifndef INDGANG_SITEGEN_READ_SCHEMAS_H_
#define INDGANG_SITEGEN_READ_SCHEMAS_H_

#include "sitegen/read/schema.h"

namespace indgang::sitegen::read {

const Schema& SiteSchema();
const Schema& AreaSchema();
const Schema& QuestionSchema();
const Schema& IndustrySchema();
const Schema& GlossaryTermSchema();
const Schema& AuthoritySchema();
const Schema& ServiceSchema();
const Schema& PackageSchema();
const Schema& FaqSchema();
// Front matter of every markdown file, into Prose.
const Schema& PageSchema();
const Schema& FrontMatterSchema();

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_SCHEMAS_H_
