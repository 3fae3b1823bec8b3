#include "server/start/settings.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/did_you_mean.h"
#include "base/errors.h"
#include "base/utf8.h"

namespace indgang {
namespace {

constexpr Setting kSettings[] = {
    {"listen", "ADDRESS", "Address to listen on: HOST:PORT (port 0 takes a free one) or unix:PATH", "127.0.0.1:50051"},
    {"db", "FILE", "Database file; made when missing", "var/indgang.db"},
    {"knowledge", "FILE", "Knowledge bundle made by sitegen; read again when it changes", "out/knowledge.binpb"},
    {"backup-dir", "FOLDER", "Where `indgang backup` puts its copies of the database", ""},
    {"audit-anchor", "FILE", "Append the state of the audit trail to this file: at start, every hour and at stop", ""},
    {"access-log-days", "DAYS", "Days that records of who read which case are kept, or \"forever\"", "1826"},
    {"tls-cert", "FILE", "Certificate chain in PEM format", ""},
    {"tls-key", "FILE", "Private key in PEM format; both files are read again when they change", ""},
    {"tls-client-ca", "FILE", "Only clients with a certificate of these authorities may connect", ""},
    {"metrics-listen", "ADDRESS", "HOST:PORT of a page with metrics for Prometheus, without any password", ""},
    {"log-level", "LEVEL", "Which lines the log has: info, warning or error, and what is worse", "info"},
};

std::string Unknown(absl::string_view name) {
  std::vector<std::string> names;
  for (const Setting& setting : AllSettings()) names.push_back(setting.name);
  const std::string meant = DidYouMean(name, names);
  return absl::StrCat("there is no setting \"", name, "\"",
                      meant.empty() ? "; indgangd --help lists them" : absl::StrCat("; did you mean ", meant, "?"));
}

}  // namespace

absl::Span<const Setting> AllSettings() { return kSettings; }

std::string VariableOf(absl::string_view name) {
  return absl::StrCat("INDGANG_", absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}})));
}

SetValues ReadConfigFile(const std::string& path, absl::string_view text, std::vector<absl::Status>& problems) {
  SetValues values;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    const auto wrong = [&](absl::string_view what) {
      problems.push_back(MakeError(absl::StatusCode::kInvalidArgument, "CONFIG_INVALID",
                                   absl::StrCat(path, ":", number, ": ", what),
                                   {{"path", path}, {"line", absl::StrCat(number)}}));
    };
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    if (!IsValidUtf8(line)) {
      wrong("the line is not UTF-8");
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == absl::string_view::npos) {
      wrong(absl::StrCat("\"", line, "\" has no \"=\"; wanted: NAME = VALUE"));
      continue;
    }
    const std::string name(absl::StripTrailingAsciiWhitespace(line.substr(0, equals)));
    const std::string value(absl::StripLeadingAsciiWhitespace(line.substr(equals + 1)));
    const auto known = std::find_if(AllSettings().begin(), AllSettings().end(),
                                    [&](const Setting& setting) { return name == setting.name; });
    if (known == AllSettings().end()) {
      wrong(Unknown(name));
    } else if (const auto [first, added] =
                   values.emplace(name, SetValue{value, absl::StrCat(path, ":", number, ": ", name)});
               !added) {
      wrong(absl::StrCat(name, " is set a second time; the first is ", first->second.place));
    }
  }
  return values;
}

}  // namespace indgang
