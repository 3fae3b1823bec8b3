// Whether the settings make sense, each and together.
#ifndef INDGANG_SERVER_START_CONFIG_CHECKS_H_
#define INDGANG_SERVER_START_CONFIG_CHECKS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/start/config.h"
#include "server/start/settings.h"

namespace indgang {

// The configuration that the values make. What is wrong is added to `problems` (see CommandLine); the fields concerned
// are then not to be used.
Config CheckSettings(const SetValues& values, std::vector<absl::Status>& problems);

// The same for `indgangd restore`, which needs to know the database only.
Config CheckForRestore(const SetValues& values, std::vector<absl::Status>& problems);

// Whether nobody but this machine can reach the host: 127.0.0.0/8, ::1, localhost.
bool IsLoopback(const std::string& host);

}  // namespace indgang

#endif  // INDGANG_SERVER_START_CONFIG_CHECKS_H_
