// What indgangd is started with: options, or the environment where an option is missing.
#ifndef INDGANG_SERVER_CONFIG_H_
#define INDGANG_SERVER_CONFIG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace indgang {

struct Config {
  // "HOST:PORT" or "unix:PATH".
  std::string listen = "127.0.0.1:50051";
  std::string db = "var/indgang.db";
  std::string knowledge = "out/knowledge.binpb";
  // Files in PEM format; both or neither.
  std::string tls_cert;
  std::string tls_key;
  // Their content, when they are set.
  std::string tls_cert_pem;
  std::string tls_key_pem;
};

struct CommandLine {
  Config config;
  // Everything that is wrong, each an INVALID_ARGUMENT: USAGE (unknown option, missing value), LISTEN_INVALID (not
  // HOST:PORT with a port from 0 to 65535, nor unix:PATH), LISTEN_NEEDS_TLS (plaintext on an address that others can
  // reach), TLS_INCOMPLETE (one of certificate and key without the other), OPTION_EMPTY; or what ReadFile says of
  // certificate and key.
  std::vector<absl::Status> problems;
  // Text to print on standard output, after which the program is done: help or version.
  std::optional<std::string> text;
};

// Reads options and the environment (INDGANG_LISTEN, INDGANG_DB, INDGANG_KNOWLEDGE, INDGANG_TLS_CERT,
// INDGANG_TLS_KEY). Touches nothing but the TLS files.
CommandLine ReadCommandLine(int argc, const char* const* argv);

// Whether nobody but this machine can reach the host: 127.0.0.0/8, ::1, localhost.
bool IsLoopback(const std::string& host);

}  // namespace indgang

#endif  // INDGANG_SERVER_CONFIG_H_
