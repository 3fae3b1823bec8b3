#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/failure.h"
#include "client/views.h"
#include "indgang/admin/v1/token_service.grpc.pb.h"

namespace indgang::client {
namespace {

using admin::v1::CreateTokenRequest;
using admin::v1::CreateTokenResponse;
using admin::v1::ListTokensRequest;
using admin::v1::ListTokensResponse;
using admin::v1::RevokeTokenRequest;
using admin::v1::Role;
using admin::v1::Token;
using admin::v1::TokenService;
using admin::v1::WhoAmIRequest;

struct CreateOptions {
  std::string name;
  std::string role;
  std::string authority;
  std::string member;
  std::string phone;
  std::string email;
  std::string secret_file;
};

struct IdOptions {
  std::string id;
};

struct NoOptions {};

absl::Status ReserveSecretFile(const std::string& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return UsageError(absl::StrCat("--secret-file ", path, " exists already"));
  const absl::Status written = WriteFileAtomically(path, "", 0600);
  return written.ok() ? written : UsageError(written.message());
}

absl::Status Create(Session& session, const CreateOptions& options) {
  CreateTokenRequest request;
  Token& token = *request.mutable_token();
  token.set_display_name(options.name);
  token.set_role(EnumOption<Role>(options.role));
  token.set_authority(options.authority);
  token.set_member(options.member);
  token.set_phone(options.phone);
  token.set_email(options.email);
  // Before the call: a secret that cannot be kept would leave a token behind that nobody can use.
  if (!options.secret_file.empty()) INDGANG_RETURN_IF_ERROR(ReserveSecretFile(options.secret_file));
  absl::StatusOr<CreateTokenResponse> response =
      session.connection().CallOnce(&TokenService::Stub::CreateToken, request);
  if (!options.secret_file.empty()) {
    if (!response.ok()) {
      std::filesystem::remove(options.secret_file);
    } else {
      INDGANG_RETURN_IF_ERROR(WriteFileAtomically(options.secret_file, absl::StrCat(response->secret(), "\n"), 0600));
      response->clear_secret();
    }
  }
  if (!response.ok()) return response.status();
  session.Show(*response, [&] {
    const Say say = session.say();
    std::string text = RenderToken(response->token(), say, session.width());
    if (!response->secret().empty()) {
      absl::StrAppend(&text, "\n", say("The secret, shown only now:", "Hemmeligheden, som kun vises nu:"), "\n",
                      response->secret(), "\n");
    }
    return text;
  });
  return absl::OkStatus();
}

absl::Status List(Session& session, const PagingOptions& options) {
  ListTokensRequest request;
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&TokenService::Stub::ListTokens, request);
  };
  INDGANG_ASSIGN_OR_RETURN(
      const ListTokensResponse response,
      ReadPages<ListTokensResponse>(options.limit, call, [](auto& page) { return page.mutable_tokens(); }));
  session.Show(response, [&] { return RenderTokens(response.tokens(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status Revoke(Session& session, const IdOptions& options) {
  RevokeTokenRequest request;
  request.set_id(options.id);
  INDGANG_ASSIGN_OR_RETURN(const auto response, session.connection().Call(&TokenService::Stub::RevokeToken, request));
  session.Show(response, [&] { return RenderToken(response.token(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status WhoAmI(Session& session, const NoOptions&) {
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&TokenService::Stub::WhoAmI, WhoAmIRequest()));
  session.Show(response, [&] { return RenderToken(response.token(), session.say(), session.width()); });
  return absl::OkStatus();
}

}  // namespace

void AddTokenCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("token", "Access tokens (for admins; whoami is for everybody)");
  group->require_subcommand(1);
  AddCommand<CreateOptions>(
      *group, "create", "Create a token; its secret is shown once", action,
      [](CLI::App& command, CreateOptions& options) {
        command.add_option("--name", options.name, "Who will hold it")->required();
        AddEnumOption<Role>(command, "--role", options.role, "What its holder may do")->required();
        command.add_option("--authority", options.authority, "The one authority of a task-force member");
        command.add_option("--member", options.member,
                           "Whose token it is (mem_…); a person without one becomes a member");
        command.add_option("--phone", options.phone, "How companies reach the holder as their contact person");
        command.add_option("--email", options.email, "The same");
        command.add_option("--secret-file", options.secret_file,
                           "Write the secret to this file (mode 0600) instead of showing it");
        command.footer(
            "Example:\n"
            "  indgang --token-file var/indgang.db.admin-token token create --name \"Mette Holm\" \\\n"
            "    --role task-force-member --authority building --secret-file var/building.token");
      },
      Create);
  AddCommand<PagingOptions>(*group, "list", "Tokens, oldest first; never their secrets", action, AddLimitOption, List);
  AddCommand<IdOptions>(
      *group, "revoke", "Make a token useless at once", action,
      [](CLI::App& command, IdOptions& options) { command.add_option("ID", options.id, "tok_…")->required(); }, Revoke);
  AddCommand<NoOptions>(
      *group, "whoami", "The token in use", action, [](CLI::App&, NoOptions&) {}, WhoAmI);
}

}  // namespace indgang::client
