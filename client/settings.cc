#include "client/settings.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "client/failure.h"

namespace indgang::client {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kDefaultServer = "127.0.0.1:50051";

// What a var/client.conf says; paths are absolute.
struct ClientConf {
  std::string server;
  std::string token_file;
};

// Somebody else's file could send this caller's work to a foreign service.
bool IsTrusted(const fs::path& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && (info.st_uid == geteuid() || info.st_uid == 0);
}

std::optional<fs::path> FindUpwards(const std::string& start) {
  for (fs::path folder = start; !folder.empty(); folder = folder.parent_path()) {
    const fs::path candidate = folder / "var" / "client.conf";
    if (IsTrusted(candidate)) return candidate;
    if (folder == folder.parent_path()) break;
  }
  return std::nullopt;
}

absl::StatusOr<ClientConf> ReadClientConf(const fs::path& path) {
  ClientConf conf;
  absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) return UsageError(bytes.status().message());
  int line_number = 0;
  for (absl::string_view line : absl::StrSplit(*bytes, '\n')) {
    ++line_number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits('=', 1));
    const absl::string_view key = absl::StripAsciiWhitespace(parts.first);
    const std::string value(absl::StripAsciiWhitespace(parts.second));
    if (key == "server" && !value.empty()) {
      conf.server = value;
    } else if (key == "token_file" && !value.empty()) {
      conf.token_file = (path.parent_path() / value).lexically_normal();
    } else {
      return UsageError(
          absl::StrCat(path.string(), ":", line_number, ": '", line, "' is neither 'server = …' nor 'token_file = …'"));
    }
  }
  return conf;
}

absl::StatusOr<ClientConf> FindClientConf(const Environment& environment) {
  for (const std::string& start : {environment.working_directory, environment.program_directory}) {
    if (const std::optional<fs::path> path = FindUpwards(start)) return ReadClientConf(*path);
  }
  return ClientConf();
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) return UsageError(absl::StrCat("token file: ", bytes.status().message()));
  const std::string token(absl::StripAsciiWhitespace(*bytes));
  for (const char c : token) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) {
      return UsageError(absl::StrCat("token file ", path, " holds something else than one token"));
    }
  }
  if (token.empty()) return UsageError(absl::StrCat("token file ", path, " is empty"));
  return token;
}

// The file that an option names; "" when it is not given.
absl::StatusOr<std::string> ReadPem(absl::string_view option, const std::optional<std::string>& path) {
  if (!path.has_value()) return std::string();
  absl::StatusOr<std::string> pem = ReadFile(*path);
  if (!pem.ok()) return UsageError(absl::StrCat(option, ": ", pem.status().message()));
  return pem;
}

std::optional<std::string> FirstOf(const std::optional<std::string>& option, const Environment& environment,
                                   const std::string& variable) {
  if (option.has_value()) return option;
  const std::optional<std::string> value = environment.variable(variable);
  return value.has_value() && !value->empty() ? value : std::nullopt;
}

}  // namespace

bool IsLoopback(absl::string_view server) {
  if (absl::StartsWith(server, "unix:")) return true;
  absl::ConsumePrefix(&server, "dns:///");
  if (absl::StartsWith(server, "[")) return absl::StartsWith(server, "[::1]");
  const absl::string_view host = server.substr(0, server.rfind(':'));
  if (host == "localhost") return true;
  // Only a whole dotted quad counts: "127.example.org" is a name somebody else may own.
  const std::vector<absl::string_view> parts = absl::StrSplit(host, '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  for (const absl::string_view part : parts) {
    int number;
    if (part.size() > 3 || !absl::SimpleAtoi(part, &number) || number < 0 || number > 255) return false;
  }
  return true;
}

absl::StatusOr<Settings> ResolveSettings(const GlobalOptions& options, const Environment& environment) {
  Settings settings;
  settings.output = options.output;
  settings.timeout_seconds = options.timeout_seconds;

  const std::optional<std::string> server = FirstOf(options.server, environment, "INDGANG_SERVER");
  const std::optional<std::string> token_file = FirstOf(options.token_file, environment, "INDGANG_TOKEN_FILE");
  std::optional<std::string> token_path = token_file;
  if (server.has_value()) {
    settings.server = *server;
  } else {
    INDGANG_ASSIGN_OR_RETURN(const ClientConf conf, FindClientConf(environment));
    settings.server = conf.server.empty() ? std::string(kDefaultServer) : conf.server;
    if (!token_path.has_value() && !conf.token_file.empty()) token_path = conf.token_file;
  }
  if (token_path.has_value()) {
    INDGANG_ASSIGN_OR_RETURN(settings.token, ReadToken(*token_path));
  }

  INDGANG_ASSIGN_OR_RETURN(settings.tls_ca_pem, ReadPem("--tls-ca", options.tls_ca));
  INDGANG_ASSIGN_OR_RETURN(settings.tls_cert_pem, ReadPem("--tls-cert", options.tls_cert));
  INDGANG_ASSIGN_OR_RETURN(settings.tls_key_pem, ReadPem("--tls-key", options.tls_key));
  if (options.tls_cert.has_value() != options.tls_key.has_value()) {
    return UsageError("--tls-cert and --tls-key belong together: a certificate and its key");
  }
  settings.use_tls = options.tls_ca.has_value() || options.tls_cert.has_value() || !IsLoopback(settings.server);

  const std::string language = FirstOf(options.language, environment, "INDGANG_LANG").value_or("da");
  if (language != "da" && language != "en") {
    return UsageError(absl::StrCat("language '", language, "' must be da or en"));
  }
  settings.language = language == "da" ? Language::kDanish : Language::kEnglish;

  settings.request_id =
      options.request_id.has_value() ? *options.request_id : RandomId(*environment.random, "cli-", 24);
  return settings;
}

}  // namespace indgang::client
