#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/table.h"
#include "client/views.h"

namespace indgang::client {
namespace {

using directory::v1::Absence;
using directory::v1::Member;

std::string AbsenceWords(const Absence& absence, Say say) {
  std::string words = absence.first_day();
  if (absence.last_day() != absence.first_day()) absl::StrAppend(&words, say(" to ", " til "), absence.last_day());
  if (!absence.substitute().empty())
    absl::StrAppend(&words, ", ", say("substitute ", "afløser "), absence.substitute());
  return absl::StrCat(words, " (", absence.id(), ")");
}

}  // namespace

std::string RenderMember(const Member& member, Say say, std::size_t width) {
  FactSheet facts;
  facts.Add(say("Member", "Medlem"), member.id());
  facts.Add(say("Name", "Navn"), member.display_name());
  facts.Add(say("Role", "Rolle"), Words(member.role(), say));
  facts.Add(say("Unit", "Enhed"), member.unit());
  facts.Add(say("Phone", "Telefon"), member.phone());
  facts.Add(say("Email", "E-mail"), member.email());
  facts.Add(say("Packages", "Pakker"), absl::StrJoin(member.packages(), ", "));
  facts.Add(say("Key accounts", "Virksomheder"), absl::StrJoin(member.key_accounts(), ", "));
  facts.Add(say("State", "Tilstand"), Words(member.state(), say));
  for (const Absence& absence : member.absences()) {
    facts.Add(say("Absent", "Fraværende"), AbsenceWords(absence, say));
  }
  facts.Add(say("Changed", "Ændret"), LocalTime(member.update_time(), say));
  facts.Add("Etag", member.etag());
  return facts.Render(width);
}

std::string RenderMembers(const Repeated<Member>& members, Say say, std::size_t width) {
  Table table({say("MEMBER", "MEDLEM"), say("NAME", "NAVN"), say("ROLE", "ROLLE"), say("UNIT", "ENHED"),
               say("PHONE", "TELEFON"), say("EMAIL", "E-MAIL"), say("STATE", "TILSTAND")});
  for (const Member& member : members) {
    table.AddRow({member.id(), member.display_name(), Words(member.role(), say), member.unit(), member.phone(),
                  member.email(), Words(member.state(), say)});
  }
  return table.Render(width);
}

std::string RenderUnits(const Repeated<directory::v1::Unit>& units, Say say, std::size_t width) {
  Table table(
      {say("UNIT", "ENHED"), say("NAME", "NAVN"), say("MEMBERS", "MEDLEMMER"), say("THERE TODAY", "TIL STEDE")});
  for (const directory::v1::Unit& unit : units) {
    table.AddRow({unit.id(), unit.display_name(), absl::StrCat(unit.members()), absl::StrCat(unit.present())});
  }
  return table.Render(width);
}

}  // namespace indgang::client
