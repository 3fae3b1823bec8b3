#include "server/start/config.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/did_you_mean.h"
#include "base/errors.h"
#include "base/files.h"
#include "server/start/config_checks.h"
#include "server/start/settings.h"

namespace indgang {
namespace {

constexpr char kFooter[] =
    "Each option may also stand in the environment, --tls-cert as INDGANG_TLS_CERT, and in the\n"
    "file that --config or INDGANG_CONFIG names, as a line \"tls-cert = FILE\". An option counts\n"
    "before the environment, and that before the file. Relative paths start at the working\n"
    "directory. deploy/indgangd.conf is a file to begin with.\n"
    "\n"
    "The first start with a new database writes an access token with the admin role to\n"
    "FILE.admin-token, readable by nobody else. SIGTERM and SIGINT stop the service after\n"
    "the calls in progress.\n"
    "\n"
    "Exit codes: 0 stopped when told to, 1 could not start or go on, 2 wrong settings.\n";

constexpr char kRestoreFooter[] =
    "The service must be stopped. Nothing changes unless the backup is found to be whole; the\n"
    "database that was there is kept as FILE.before-TIME. Other options say which database:\n"
    "  indgangd restore /var/backups/indgang/indgang-20261121T031500Z.db --config FILE\n";

absl::Status Usage(const std::string& message) {
  return MakeError(absl::StatusCode::kInvalidArgument, "USAGE",
                   absl::StrCat(message, "; indgangd --help lists the options"));
}

// What was typed, before anything is known of its sense.
struct Typed {
  // By name of setting; those that were given.
  std::map<std::string, std::string> options;
  std::optional<std::string> config;
  bool check = false;
  std::optional<std::string> backup;
};

void AddOptions(CLI::App& app, Typed& typed) {
  for (const Setting& setting : AllSettings()) {
    app.add_option_function<std::string>(
           absl::StrCat("--", setting.name),
           [&typed, &setting](const std::string& value) { typed.options[setting.name] = value; }, setting.help)
        ->type_name(setting.value_name)
        ->default_str(setting.fallback);
  }
  app.add_option("--config", typed.config, "Configuration file")->type_name("FILE");
  CLI::App* const restore = app.add_subcommand("restore", "Put a backup in the place of the database, and stop");
  restore->fallthrough();
  restore->add_option("BACKUP", typed.backup, "File that `indgang backup` made; FILE.sha256 lies beside it")
      ->required();
  restore->footer(kRestoreFooter);
  app.add_flag("--check-config", typed.check, "Say what is set where and whether it can be used, and stop");
}

// Words that are no options, all of them; the value behind an unknown option is not told of.
void TellUnknown(const CLI::App& app, std::vector<absl::Status>& problems) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) names.push_back(option->get_name());
  bool after_option = false;
  for (const std::string& word : app.remaining(/*recurse=*/true)) {
    const bool is_option = absl::StartsWith(word, "-");
    if (is_option || !after_option) {
      const std::string meant = DidYouMean(word.substr(0, word.find('=')), names);
      problems.push_back(Usage(absl::StrCat("there is no option \"", word, "\"",
                                            meant.empty() ? "" : absl::StrCat("; did you mean ", meant, "?"))));
    }
    after_option = is_option && !absl::StrContains(word, "=");
  }
}

// An empty variable counts as one that is not set: that is how many a service manager leaves them.
std::optional<std::string> Variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

SetValues ValuesOfFile(const Typed& typed, std::vector<absl::Status>& problems) {
  const std::optional<std::string> path = typed.config.has_value() ? typed.config : Variable("INDGANG_CONFIG");
  if (!path.has_value()) return {};
  const absl::StatusOr<std::string> text = ReadFile(*path);
  if (text.ok()) return ReadConfigFile(*path, *text, problems);
  problems.push_back(
      MakeError(absl::StatusCode::kInvalidArgument, GetReason(text.status()),
                absl::StrCat(typed.config.has_value() ? "--config" : "INDGANG_CONFIG", ": ", text.status().message()),
                {{"path", *path}}));
  return {};
}

SetValues Gather(const Typed& typed, std::vector<absl::Status>& problems) {
  SetValues values = ValuesOfFile(typed, problems);
  for (const Setting& setting : AllSettings()) {
    if (const auto option = typed.options.find(setting.name); option != typed.options.end()) {
      values[setting.name] = {option->second, absl::StrCat("--", setting.name)};
    } else if (const std::optional<std::string> value = Variable(VariableOf(setting.name))) {
      values[setting.name] = {*value, VariableOf(setting.name)};
    } else if (values.count(setting.name) == 0 && *setting.fallback != '\0') {
      values[setting.name] = {setting.fallback, "default"};
    }
  }
  return values;
}

std::string Effective(const SetValues& values) {
  std::string lines;
  for (const Setting& setting : AllSettings()) {
    const auto found = values.find(setting.name);
    if (found == values.end()) {
      absl::StrAppendFormat(&lines, "%-15s (not set)\n", setting.name);
    } else {
      absl::StrAppendFormat(&lines, "%-15s %s  (%s)\n", setting.name, found->second.value, found->second.place);
    }
  }
  return lines;
}

}  // namespace

CommandLine ReadCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  Typed typed;
  CLI::App app("indgangd: the case service of Indgang, one entry to the municipality for companies.", "indgangd");
  app.footer(kFooter);
  app.set_version_flag("--version", absl::StrCat("indgangd ", INDGANG_VERSION));
  app.allow_extras();
  AddOptions(app, typed);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const std::vector<CLI::App*> commands = app.get_subcommands();
    line.text = commands.empty() ? app.help() : commands[0]->help();
    return line;
  } catch (const CLI::CallForVersion& version) {
    line.text = absl::StrCat(version.what(), "\n");
    return line;
  } catch (const CLI::ParseError& error) {
    line.problems.push_back(Usage(error.what()));
    return line;
  }
  TellUnknown(app, line.problems);
  line.check = typed.check;
  const SetValues values = Gather(typed, line.problems);
  line.effective = Effective(values);
  line.restore = typed.backup;
  line.config =
      line.restore.has_value() ? CheckForRestore(values, line.problems) : CheckSettings(values, line.problems);
  return line;
}

}  // namespace indgang
