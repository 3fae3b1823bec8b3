// Whether the files that the configuration names can be used, as far as that shows without making or opening any.
#ifndef INDGANG_SERVER_START_FILE_CHECKS_H_
#define INDGANG_SERVER_START_FILE_CHECKS_H_

#include <vector>

#include "absl/status/status.h"
#include "server/start/config.h"

namespace indgang {

// What a start would end with, each with the path in its message: DATABASE_UNUSABLE, DATABASE_CORRUPT,
// AUDIT_ANCHOR_UNUSABLE, and what knowledge::LoadBundle says. Whether a database is whole or in use shows only when it
// is opened.
std::vector<absl::Status> CheckFiles(const Config& config);

}  // namespace indgang

#endif  // INDGANG_SERVER_START_FILE_CHECKS_H_
