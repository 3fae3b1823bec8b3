// The settings of indgangd: which there are, and where each was set.
#ifndef INDGANG_SERVER_START_SETTINGS_H_
#define INDGANG_SERVER_START_SETTINGS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace indgang {

// One setting: "--tls-cert FILE", INDGANG_TLS_CERT in the environment, "tls-cert = FILE" in the configuration file.
struct Setting {
  const char* name;
  // What stands for the value in the help: "FILE".
  const char* value_name;
  const char* help;
  // The value when it is not set; "" for none.
  const char* fallback;
};

// All of them, in the order of the help.
absl::Span<const Setting> AllSettings();

// "tls-cert" -> "INDGANG_TLS_CERT".
std::string VariableOf(absl::string_view name);

// A value and where it stands, as messages name it: "--listen", "INDGANG_LISTEN", "indgangd.conf:3: listen".
struct SetValue {
  std::string value;
  std::string place;
};

// By the setting's name.
using SetValues = std::map<std::string, SetValue>;

// Reads the text of a configuration file: lines `NAME = VALUE`, empty lines, and comments that begin with "#" (whole
// lines, since "#" may be part of a path). `path` is for messages. What is wrong is added to `problems`, each
// INVALID_ARGUMENT CONFIG_INVALID with file and line; the other lines count all the same.
SetValues ReadConfigFile(const std::string& path, absl::string_view text, std::vector<absl::Status>& problems);

}  // namespace indgang

#endif  // INDGANG_SERVER_START_SETTINGS_H_
