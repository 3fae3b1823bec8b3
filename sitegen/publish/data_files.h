// The facts for other programs: /data/*.json. docs/data.md tells the form.
#ifndef INDGANG_SITEGEN_PUBLISH_DATA_FILES_H_
#define INDGANG_SITEGEN_PUBLISH_DATA_FILES_H_

#include <vector>

#include "sitegen/publish/language_site.h"
#include "sitegen/publish/output.h"

namespace indgang::sitegen {

// The form's number; raised when a reader of the form before would misread the new one.
inline constexpr int kDataFormat = 1;

// data/services.json and data/packages.json, and data/services/<id>.json and data/packages/<id>.json for each item.
std::vector<OutputFile> DataFiles(const LanguageSite& danish, const LanguageSite& english);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_DATA_FILES_H_
