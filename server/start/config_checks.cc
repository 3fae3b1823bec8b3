#include "server/start/config_checks.h"

#include <arpa/inet.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"

namespace indgang {
namespace {

// Checks one setting after the other and collects what is wrong.
class Checker {
 public:
  Checker(const SetValues& values, std::vector<absl::Status>& problems) : values_(values), problems_(problems) {}

  // The value; "" when it is not set. One that is set and empty is a problem.
  std::string Text(const std::string& name) {
    const auto found = values_.find(name);
    if (found == values_.end()) return "";
    if (found->second.value.empty()) {
      Invalid("OPTION_EMPTY", absl::StrCat(found->second.place, " is empty; wanted: a value, or to leave it out"));
    }
    return found->second.value;
  }

  // Where it was set, else the option that sets it.
  std::string Place(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() || found->second.place == "default" ? absl::StrCat("--", name) : found->second.place;
  }

  void Invalid(absl::string_view reason, const std::string& message) {
    problems_.push_back(MakeError(absl::StatusCode::kInvalidArgument, reason, message));
  }

  // The bytes of the file that a setting names; "" when they cannot be read, which is a problem.
  std::string Content(const std::string& name, const std::string& path) {
    absl::StatusOr<std::string> bytes = ReadFile(path);
    if (bytes.ok()) return *std::move(bytes);
    problems_.push_back(MakeError(absl::StatusCode::kInvalidArgument, GetReason(bytes.status()),
                                  absl::StrCat(Place(name), ": ", bytes.status().message()), {{"path", path}}));
    return "";
  }

 private:
  const SetValues& values_;
  std::vector<absl::Status>& problems_;
};

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

void CheckListen(const Config& config, Checker& check) {
  if (config.listen.empty()) return;
  constexpr absl::string_view kUnix = "unix:";
  if (absl::StartsWith(config.listen, kUnix)) {
    if (config.listen.size() == kUnix.size()) {
      check.Invalid("LISTEN_INVALID", absl::StrCat(check.Place("listen"), " unix: has no path; wanted: unix:PATH"));
    }
    return;
  }
  const std::optional<std::string> host = HostOf(config.listen);
  if (!host.has_value()) {
    check.Invalid("LISTEN_INVALID", absl::StrCat(check.Place("listen"), " is \"", config.listen,
                                                 "\"; wanted: HOST:PORT with a port from 0 to 65535, [IPV6]:PORT, or "
                                                 "unix:PATH"));
  } else if (config.tls_cert.empty() && config.tls_key.empty() && !IsLoopback(*host)) {
    check.Invalid("LISTEN_NEEDS_TLS",
                  absl::StrCat(check.Place("listen"), " ", config.listen,
                               " can be reached from other machines, and tokens would cross the network in plain text; "
                               "wanted: --tls-cert and --tls-key, or a loopback address, or unix:PATH"));
  }
}

void CheckBackupDir(const Config& config, Checker& check) {
  if (config.backup_dir.empty()) return;
  struct stat info = {};
  int error = 0;
  if (::stat(config.backup_dir.c_str(), &info) != 0) {
    error = errno;
  } else if (!S_ISDIR(info.st_mode)) {
    error = ENOTDIR;
  } else if (::access(config.backup_dir.c_str(), W_OK | X_OK) != 0) {
    error = errno;
  }
  if (error == 0) return;
  check.Invalid("BACKUP_DIR_UNUSABLE", absl::StrCat(check.Place("backup-dir"), " is \"", config.backup_dir, "\": ",
                                                    std::strerror(error), "; wanted: a folder that can be written"));
}

void ReadTls(Config& config, Checker& check) {
  if (config.tls_cert.empty() && config.tls_key.empty()) return;
  if (config.tls_cert.empty() || config.tls_key.empty()) {
    const char* const given = config.tls_cert.empty() ? "tls-key" : "tls-cert";
    const char* const missing = config.tls_cert.empty() ? "tls-cert" : "tls-key";
    check.Invalid("TLS_INCOMPLETE", absl::StrCat(check.Place(given), " is set and --", missing,
                                                 " is not; wanted: both --tls-cert and --tls-key, or neither"));
    return;
  }
  config.tls_cert_pem = check.Content("tls-cert", config.tls_cert);
  config.tls_key_pem = check.Content("tls-key", config.tls_key);
}

}  // namespace

bool IsLoopback(const std::string& host) {
  in_addr four = {};
  if (::inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  in6_addr six = {};
  if (::inet_pton(AF_INET6, host.c_str(), &six) == 1) return IN6_IS_ADDR_LOOPBACK(&six);
  return host == "localhost";
}

Config CheckSettings(const SetValues& values, std::vector<absl::Status>& problems) {
  Checker check(values, problems);
  Config config;
  config.listen = check.Text("listen");
  config.db = check.Text("db");
  config.knowledge = check.Text("knowledge");
  config.backup_dir = check.Text("backup-dir");
  config.tls_cert = check.Text("tls-cert");
  config.tls_key = check.Text("tls-key");
  CheckListen(config, check);
  CheckBackupDir(config, check);
  ReadTls(config, check);
  return config;
}

Config CheckForRestore(const SetValues& values, std::vector<absl::Status>& problems) {
  Config config;
  config.db = Checker(values, problems).Text("db");
  return config;
}

}  // namespace indgang
