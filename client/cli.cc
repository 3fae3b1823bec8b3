#include "client/cli.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/failure.h"
#include "client/session.h"
#include "client/settings.h"

namespace indgang::client {
namespace {

constexpr char kFooter[] =
    "Exit codes: 0 done; 1 the service refused; 2 the command line is wrong; 3 no service or no answer in time;\n"
    "4 not authorised; 5 changed by somebody else meanwhile; 6 the service failed;\n"
    "7 the audit trail is not what it was.\n"
    "Defaults: INDGANG_SERVER, INDGANG_TOKEN_FILE and INDGANG_LANG, else what scripts/run left in var/client.conf.\n"
    "Example: indgang suggest \"hvor må et autoværksted ligge?\"";

// The options as CLI11 fills them in.
struct TypedOptions {
  GlobalOptions global;
  std::string output = "table";
};

void AddGlobalOptions(CLI::App& app, TypedOptions& typed) {
  GlobalOptions& options = typed.global;
  app.add_option("--server", options.server, "The service; TLS unless it is on this machine")
      ->type_name("HOST:PORT|unix:PATH");
  app.add_option("--token-file", options.token_file, "File that holds the access token")->type_name("FILE");
  app.add_option("--tls-ca", options.tls_ca, "Use TLS and trust the authorities in this PEM file")->type_name("FILE");
  app.add_option("--tls-cert", options.tls_cert, "Certificate to show to the service (PEM), where it asks for one")
      ->type_name("FILE");
  app.add_option("--tls-key", options.tls_key, "Its private key (PEM)")->type_name("FILE");
  AllowOnly(app.add_option("--output", typed.output, "A table, or the response message as one JSON document"),
            {"table", "json"});
  AllowOnly(app.add_option("--lang", options.language, "Language of tables, titles and suggestions; da by default"),
            {"da", "en"});
  AllowRange(app.add_option("--timeout", options.timeout_seconds, "How long to go on trying, 1 to 600"), 1, 600,
             "SECONDS");
  app.add_option("--request-id", options.request_id, "Repeat a change whose answer got lost; it has effect once")
      ->type_name("ID")
      ->check([](const std::string& id) {
        return id.empty() || id.size() > 64 ? std::string("must have 1 to 64 characters") : std::string();
      });
  // So that a script may add its own to what a wrapper already gave.
  for (CLI::Option* const option : app.get_options()) option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

// The status with a sentence that says what the caller can do; reason and details stay.
absl::Status WithAdvice(const absl::Status& status, absl::string_view advice) {
  absl::Status advised(status.code(), absl::StrCat(status.message(), "; ", advice));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) { advised.SetPayload(url, payload); });
  return advised;
}

absl::Status CheckArguments(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (!IsValidUtf8(argument)) return UsageError(absl::StrCat("argument '", argument, "' is not UTF-8"));
  }
  return absl::OkStatus();
}

absl::Status Run(const GlobalOptions& options, const Action& action, const Environment& environment) {
  absl::StatusOr<Settings> settings = ResolveSettings(options, environment);
  if (!settings.ok()) return settings.status();
  Session session(*settings, environment);
  const absl::Status status = action(session);
  if (ExitCodeOf(status) == ExitCode::kUnreachable && session.changes_something()) {
    return WithAdvice(status,
                      absl::StrCat("repeat with --request-id ", session.request_id(), " so that it happens once"));
  }
  if (ExitCodeOf(status) == ExitCode::kNotAuthorised && settings->token.empty()) {
    return WithAdvice(status, "name a token with --token-file or INDGANG_TOKEN_FILE");
  }
  return status;
}

}  // namespace

int RunCommandLine(const std::vector<std::string>& arguments, const Environment& environment) {
  CLI::App app("Indgang, the one entry of the municipality for companies", "indgang");
  TypedOptions options;
  Action action;
  app.fallthrough();
  app.require_subcommand(1);
  app.get_formatter()->column_width(30);
  app.footer(kFooter);
  app.set_version_flag("--version", INDGANG_VERSION, "This program's version");
  AddGlobalOptions(app, options);
  AddKnowledgeCommands(app, action);
  AddEnquiryCommands(app, action);
  AddCaseCommands(app, action);
  AddPlanCommands(app, action);
  AddAnswerCommands(app, action);
  AddReferralCommands(app, action);
  AddCaseFileCommands(app, action);
  AddDirectoryCommands(app, action);
  AddAuditCommands(app, action);
  AddTokenCommands(app, action);
  AddOperationCommands(app, action);
  AddWatchCommands(app, action);
  AddStatusCommands(app, action);

  absl::Status status = CheckArguments(arguments);
  if (status.ok()) {
    try {
      app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::Success& help) {
      app.exit(help, *environment.out, *environment.err);
      return 0;
    } catch (const CLI::ParseError& error) {
      status = UsageError(absl::StrCat(error.what(), "; indgang --help shows what there is"));
    }
  }
  options.global.output = options.output == "json" ? OutputFormat::kJson : OutputFormat::kTable;
  if (status.ok()) status = Run(options.global, action, environment);
  if (!status.ok()) PrintFailure(status, options.global.output, *environment.err);
  environment.out->flush();
  return static_cast<int>(ExitCodeOf(status));
}

}  // namespace indgang::client
