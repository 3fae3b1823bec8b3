// Which service to call, as whom, and how to show the result.
#ifndef INDGANG_CLIENT_SETTINGS_H_
#define INDGANG_CLIENT_SETTINGS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/environment.h"

namespace indgang::client {

enum class OutputFormat { kTable, kJson };
enum class Language { kDanish, kEnglish };

// The options every command takes, as typed; unset when not given.
struct GlobalOptions {
  std::optional<std::string> server;
  std::optional<std::string> token_file;
  std::optional<std::string> tls_ca;
  std::optional<std::string> tls_cert;
  std::optional<std::string> tls_key;
  std::optional<std::string> language;
  // 1 to 64 characters; unset to make one up for each command.
  std::optional<std::string> request_id;
  OutputFormat output = OutputFormat::kTable;
  int timeout_seconds = 10;
};

struct Settings {
  // gRPC target, "127.0.0.1:50051" or "unix:/run/indgang.sock".
  std::string server;
  // The secret itself, or empty.
  std::string token;
  // PEM of the certificate authorities to trust; empty for the machine's own.
  std::string tls_ca_pem;
  // The certificate to show to the service, and its key; empty for none.
  std::string tls_cert_pem;
  std::string tls_key_pem;
  // TLS is used whenever the server is not on this machine, and when --tls-ca or --tls-cert is given.
  bool use_tls = false;
  Language language = Language::kDanish;
  OutputFormat output = OutputFormat::kTable;
  int timeout_seconds = 10;
  std::string request_id;
};

// Settings from, in this order: options; INDGANG_SERVER, INDGANG_TOKEN_FILE, INDGANG_LANG; the nearest var/client.conf
// from the working directory upwards, else from the program's folder upwards (lines `server = …` and `token_file = …`,
// the latter relative to it); 127.0.0.1:50051 without a token. The file counts only when it belongs to the caller or
// root, and its token is used only for its own server. Error: COMMAND_LINE (client/failure.h) naming what is wrong.
absl::StatusOr<Settings> ResolveSettings(const GlobalOptions& options, const Environment& environment);

// True for targets that never leave this machine: localhost, 127.0.0.0/8, [::1], unix sockets.
bool IsLoopback(absl::string_view server);

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_SETTINGS_H_
