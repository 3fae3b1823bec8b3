#include "server/config.h"

#include <arpa/inet.h>

#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"

namespace indgang {
namespace {

constexpr char kFooter[] =
    "An option that is not given is taken from the environment, if it is set there.\n"
    "\n"
    "The first start with a new database writes an access token with the admin role to\n"
    "FILE.admin-token, readable by nobody else. SIGTERM and SIGINT stop the service after\n"
    "the calls in progress.\n"
    "\n"
    "Exit codes: 0 stopped when told to, 1 could not start or go on, 2 wrong options.\n";

absl::Status Invalid(absl::string_view reason, const std::string& message) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message);
}

// The host of "HOST:PORT" or "[HOST]:PORT"; nullopt when it is neither.
std::optional<std::string> HostOf(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::string host = listen.substr(0, colon);
  const std::string digits = listen.substr(colon + 1);
  int port = 0;
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos ||
      !absl::SimpleAtoi(digits, &port) || port > 65535) {
    return std::nullopt;
  }
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string::npos) {
    return std::nullopt;
  }
  return host.empty() ? std::nullopt : std::optional(host);
}

void CheckListen(const Config& config, std::vector<absl::Status>& problems) {
  constexpr absl::string_view kUnix = "unix:";
  if (absl::StartsWith(config.listen, kUnix)) {
    if (config.listen.size() == kUnix.size()) {
      problems.push_back(Invalid("LISTEN_INVALID", "--listen unix: has no path; wanted: unix:PATH"));
    }
    return;
  }
  const std::optional<std::string> host = HostOf(config.listen);
  if (!host.has_value()) {
    problems.push_back(Invalid("LISTEN_INVALID", absl::StrCat("--listen is \"", config.listen,
                                                              "\"; wanted: HOST:PORT with a port from 0 to 65535, "
                                                              "[IPV6]:PORT, or unix:PATH")));
  } else if (config.tls_cert.empty() && config.tls_key.empty() && !IsLoopback(*host)) {
    problems.push_back(Invalid(
        "LISTEN_NEEDS_TLS", absl::StrCat("--listen ", config.listen,
                                         " can be reached from other machines, and tokens would cross the network in "
                                         "plain text; wanted: --tls-cert and --tls-key, or a loopback address, or "
                                         "unix:PATH")));
  }
}

void ReadTls(Config& config, std::vector<absl::Status>& problems) {
  if (config.tls_cert.empty() && config.tls_key.empty()) return;
  if (config.tls_cert.empty() || config.tls_key.empty()) {
    problems.push_back(
        Invalid("TLS_INCOMPLETE", absl::StrCat("only ", config.tls_cert.empty() ? "--tls-key" : "--tls-cert",
                                               " is given; wanted: both --tls-cert and --tls-key")));
    return;
  }
  for (const auto& [path, pem] :
       {std::pair(&config.tls_cert, &config.tls_cert_pem), {&config.tls_key, &config.tls_key_pem}}) {
    absl::StatusOr<std::string> bytes = ReadFile(*path);
    if (bytes.ok()) {
      *pem = *std::move(bytes);
    } else {
      problems.push_back(bytes.status());
    }
  }
}

}  // namespace

bool IsLoopback(const std::string& host) {
  in_addr four = {};
  if (::inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  in6_addr six = {};
  if (::inet_pton(AF_INET6, host.c_str(), &six) == 1) return IN6_IS_ADDR_LOOPBACK(&six);
  return host == "localhost";
}

CommandLine ReadCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  Config& config = line.config;
  CLI::App app("indgangd: the case service of Indgang, one entry to the municipality for companies.", "indgangd");
  app.footer(kFooter);
  app.set_version_flag("--version", absl::StrCat("indgangd ", INDGANG_VERSION));
  app.add_option("--listen", config.listen, "Address to listen on: HOST:PORT (port 0 takes a free one) or unix:PATH")
      ->envname("INDGANG_LISTEN")
      ->type_name("ADDRESS")
      ->capture_default_str();
  app.add_option("--db", config.db, "Database file; made when missing")
      ->envname("INDGANG_DB")
      ->type_name("FILE")
      ->capture_default_str();
  app.add_option("--knowledge", config.knowledge, "Knowledge bundle made by sitegen; read again when it changes")
      ->envname("INDGANG_KNOWLEDGE")
      ->type_name("FILE")
      ->capture_default_str();
  app.add_option("--tls-cert", config.tls_cert, "Certificate chain in PEM format")
      ->envname("INDGANG_TLS_CERT")
      ->type_name("FILE");
  app.add_option("--tls-key", config.tls_key, "Private key in PEM format")
      ->envname("INDGANG_TLS_KEY")
      ->type_name("FILE");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    line.text = app.help();
    return line;
  } catch (const CLI::CallForVersion& version) {
    line.text = absl::StrCat(version.what(), "\n");
    return line;
  } catch (const CLI::ParseError& error) {
    line.problems.push_back(Invalid("USAGE", absl::StrCat(error.what(), "; indgangd --help lists the options")));
    return line;
  }
  if (config.db.empty()) line.problems.push_back(Invalid("OPTION_EMPTY", "--db is empty; wanted: a file"));
  if (config.knowledge.empty()) {
    line.problems.push_back(Invalid("OPTION_EMPTY", "--knowledge is empty; wanted: a file"));
  }
  CheckListen(config, line.problems);
  ReadTls(config, line.problems);
  return line;
}

}  // namespace indgang
