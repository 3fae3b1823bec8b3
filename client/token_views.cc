#include "client/table.h"
#include "client/views.h"

namespace indgang::client {

std::string RenderToken(const admin::v1::Token& token, Say say, std::size_t width) {
  FactSheet facts;
  facts.Add("Token", token.id());
  facts.Add(say("Name", "Navn"), token.display_name());
  facts.Add(say("Role", "Rolle"), Words(token.role(), say));
  facts.Add(say("Authority", "Myndighed"), token.authority());
  facts.Add(say("Member", "Medlem"), token.member());
  facts.Add(say("Phone", "Telefon"), token.phone());
  facts.Add(say("Email", "E-mail"), token.email());
  facts.Add(say("Created", "Oprettet"), LocalTime(token.create_time(), say));
  facts.Add(say("Revoked", "Tilbagekaldt"), LocalTime(token.revoke_time(), say));
  return facts.Render(width);
}

std::string RenderTokens(const Repeated<admin::v1::Token>& tokens, Say say, std::size_t width) {
  Table table({"TOKEN", say("NAME", "NAVN"), say("ROLE", "ROLLE"), say("AUTHORITY", "MYNDIGHED"),
               say("CREATED", "OPRETTET"), say("REVOKED", "TILBAGEKALDT")});
  for (const admin::v1::Token& token : tokens) {
    table.AddRow({token.id(), token.display_name(), Words(token.role(), say), token.authority(),
                  LocalTime(token.create_time(), say), LocalTime(token.revoke_time(), say)});
  }
  return table.Render(width);
}

}  // namespace indgang::client
