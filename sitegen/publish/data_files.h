// The facts for other programs: /data/*.json. docs/data.md tells the form.
#ifndef INDGANG_SITEGEN_PUBLISH_DATA_FILES_H_
#define INDGANG_SITEGEN_PUBLISH_DATA_FILES_H_

#include "sitegen/publish/language_site.h"
#include "sitegen/publish/output.h"

namespace indgang::sitegen {

// The form's number; raised when a reader of the form before would misread the new one.
inline constexpr int kDataFormat = 1;

// data/services.json and data/packages.json: all names, and the content's hash.
OutputFile ServiceListFile(const LanguageSite& danish, const LanguageSite& english);
OutputFile PackageListFile(const LanguageSite& danish, const LanguageSite& english);

// data/services/<id>.json and data/packages/<id>.json: one item, which changes with nothing but itself.
OutputFile ServiceFile(const LanguageSite& danish, const LanguageSite& english, const knowledge::v1::Service& service);
OutputFile PackageFile(const LanguageSite& danish, const LanguageSite& english, const knowledge::v1::Package& package);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_DATA_FILES_H_
