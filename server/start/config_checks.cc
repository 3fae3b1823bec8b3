#include "server/start/config_checks.h"

#include <arpa/inet.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>

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

  // What is wrong with a file that a setting names.
  void Add(const std::string& name, const absl::Status& status) {
    problems_.push_back(MakeError(absl::StatusCode::kInvalidArgument, GetReason(status),
                                  absl::StrCat(Place(name), ": ", status.message())));
  }

 private:
  const SetValues& values_;
  std::vector<absl::Status>& problems_;
};

// "HOST:PORT" or "[HOST]:PORT"; nullopt when it is neither.
std::optional<HostAndPort> ParseAddress(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  HostAndPort parsed;
  parsed.host = address.substr(0, colon);
  const std::string digits = address.substr(colon + 1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos ||
      !absl::SimpleAtoi(digits, &parsed.port) || parsed.port > 65535) {
    return std::nullopt;
  }
  if (absl::StartsWith(parsed.host, "[") && absl::EndsWith(parsed.host, "]")) {
    parsed.host = parsed.host.substr(1, parsed.host.size() - 2);
  } else if (parsed.host.find(':') != std::string::npos) {
    return std::nullopt;
  }
  return parsed.host.empty() ? std::nullopt : std::optional(parsed);
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
  const std::optional<HostAndPort> address = ParseAddress(config.listen);
  if (!address.has_value()) {
    check.Invalid("LISTEN_INVALID", absl::StrCat(check.Place("listen"), " is \"", config.listen,
                                                 "\"; wanted: HOST:PORT with a port from 0 to 65535, [IPV6]:PORT, or "
                                                 "unix:PATH"));
  } else if (config.tls.certificate.empty() && config.tls.key.empty() && !IsLoopback(address->host)) {
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

void CheckAccessLogDays(const std::string& days, Config& config, Checker& check) {
  constexpr int kMostDays = 36'500;
  int number = 0;
  if (days.empty() || days == "forever") return;
  if (days.find_first_not_of("0123456789") == std::string::npos && absl::SimpleAtoi(days, &number) && number >= 1 &&
      number <= kMostDays) {
    config.keep_access_records = absl::Hours(24) * number;
    return;
  }
  check.Invalid("ACCESS_LOG_DAYS_INVALID", absl::StrCat(check.Place("access-log-days"), " is \"", days,
                                                        "\"; wanted: days from 1 to ", kMostDays, ", or forever"));
}

void CheckTls(const Config& config, Checker& check) {
  const std::pair<const char*, const std::string&> files[] = {
      {"tls-cert", config.tls.certificate}, {"tls-key", config.tls.key}, {"tls-client-ca", config.tls.client_ca}};
  bool readable = true;
  for (const auto& [name, path] : files) {
    if (path.empty()) continue;
    const absl::Status read = ReadFile(path).status();
    readable = readable && read.ok();
    if (!read.ok()) check.Add(name, read);
  }
  for (const char* const missing : {"tls-cert", "tls-key"}) {
    const auto is_missing = [&](const auto& file) { return file.first == std::string(missing) && file.second.empty(); };
    if (std::none_of(std::begin(files), std::end(files), is_missing)) continue;
    for (const auto& [name, path] : files) {
      if (path.empty()) continue;
      check.Invalid("TLS_INCOMPLETE", absl::StrCat(check.Place(name), " is set and --", missing,
                                                   " is not; wanted: both --tls-cert and --tls-key, or neither"));
      return;
    }
  }
  if (config.tls.certificate.empty() || !readable) return;
  const absl::Status usable = service::ReadTlsFiles(config.tls).status();
  if (usable.ok()) return;
  // Which of them it is about.
  const auto info = GetErrorInfo(usable);
  for (const auto& [name, path] : files) {
    if (info.has_value() && info->metadata().count("path") == 1 && info->metadata().at("path") == path) {
      check.Add(name, usable);
      return;
    }
  }
  check.Add("tls-cert", usable);
}

void CheckMetricsListen(const std::string& listen, Config& config, Checker& check) {
  if (listen.empty()) return;
  config.metrics_listen = ParseAddress(listen);
  if (config.metrics_listen.has_value()) return;
  check.Invalid("METRICS_LISTEN_INVALID", absl::StrCat(check.Place("metrics-listen"), " is \"", listen,
                                                       "\"; wanted: HOST:PORT with a port from 0 to 65535, or "
                                                       "[IPV6]:PORT"));
}

void CheckLogLevel(const std::string& level, Config& config, Checker& check) {
  constexpr std::pair<absl::string_view, service::LogLevel> kLevels[] = {{"info", service::LogLevel::kInfo},
                                                                         {"warning", service::LogLevel::kWarning},
                                                                         {"error", service::LogLevel::kError}};
  for (const auto& [name, value] : kLevels) {
    if (level != name) continue;
    config.log_level = value;
    return;
  }
  if (level.empty()) return;
  check.Invalid("LOG_LEVEL_INVALID",
                absl::StrCat(check.Place("log-level"), " is \"", level, "\"; wanted: info, warning or error"));
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
  config.audit_anchor = check.Text("audit-anchor");
  config.tls = {check.Text("tls-cert"), check.Text("tls-key"), check.Text("tls-client-ca")};
  CheckListen(config, check);
  CheckBackupDir(config, check);
  CheckAccessLogDays(check.Text("access-log-days"), config, check);
  CheckTls(config, check);
  CheckMetricsListen(check.Text("metrics-listen"), config, check);
  CheckLogLevel(check.Text("log-level"), config, check);
  return config;
}

Config CheckForRestore(const SetValues& values, std::vector<absl::Status>& problems) {
  Config config;
  config.db = Checker(values, problems).Text("db");
  return config;
}

}  // namespace indgang
