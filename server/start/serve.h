// indgangd from opening its files to its end.
#ifndef INDGANG_SERVER_START_SERVE_H_
#define INDGANG_SERVER_START_SERVE_H_

#include <signal.h>

#include "absl/status/status.h"
#include "server/start/config.h"

namespace indgang {

// Opens what the configuration names, serves until one of `signals` comes, which every thread blocks, and lets calls in
// progress end. Once calls are answered, one line on standard output says where, and systemd is told. Errors: what
// keeps it from starting; UNAVAILABLE STORAGE_FAILED when the database gave up.
absl::Status Serve(const Config& config, const sigset_t& signals);

}  // namespace indgang

#endif  // INDGANG_SERVER_START_SERVE_H_
