// What indgangd is started with: options, else the environment, else the configuration file, else defaults.
#ifndef INDGANG_SERVER_START_CONFIG_H_
#define INDGANG_SERVER_START_CONFIG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/service/log.h"
#include "server/service/tls.h"

namespace indgang {

struct HostAndPort {
  std::string host;
  int port = 0;
};

struct Config {
  // "HOST:PORT" or "unix:PATH".
  std::string listen;
  std::string db;
  std::string knowledge;
  // An existing folder; empty when no backups are made.
  std::string backup_dir;
  // Where the state of the audit trail is written down; "" for nowhere.
  std::string audit_anchor;
  // How long records of who read which case are kept; InfiniteDuration for good.
  absl::Duration keep_access_records = absl::InfiniteDuration();
  // Certificate empty: no TLS.
  service::TlsFiles tls;
  // Where metrics are shown.
  std::optional<HostAndPort> metrics_listen;
  service::LogLevel log_level = service::LogLevel::kInfo;
};

struct CommandLine {
  Config config;
  // Everything that is wrong, each an INVALID_ARGUMENT that names place, value and what is wanted: USAGE (unknown
  // option, missing value), CONFIG_INVALID (a line of the configuration file), LISTEN_INVALID (not HOST:PORT with a
  // port from 0 to 65535, nor unix:PATH), LISTEN_NEEDS_TLS (plaintext on an address that others can reach),
  // TLS_INCOMPLETE (one of certificate and key without the other, or client authorities without either), TLS_INVALID,
  // BACKUP_DIR_UNUSABLE (no folder, or one that cannot be written), ACCESS_LOG_DAYS_INVALID (not 1 to 36500 nor
  // "forever"), METRICS_LISTEN_INVALID, LOG_LEVEL_INVALID, OPTION_EMPTY; or what ReadFile says of the files that are
  // named.
  std::vector<absl::Status> problems;
  // Text to print on standard output, after which the program is done: help or version.
  std::optional<std::string> text;
  // Only to be checked, not served.
  bool check = false;
  // The backup to be put in the place of the database, instead of serving; then nothing else of `config` is set.
  std::optional<std::string> restore;
  // Each setting with its value and where it was set, as lines of text.
  std::string effective;
};

// Reads options, the environment and the configuration file that --config or INDGANG_CONFIG names. Touches nothing but
// that file and those for TLS.
CommandLine ReadCommandLine(int argc, const char* const* argv);

}  // namespace indgang

#endif  // INDGANG_SERVER_START_CONFIG_H_
