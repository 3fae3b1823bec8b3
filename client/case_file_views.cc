#include "absl/strings/str_cat.h"
#include "client/names.h"
#include "client/table.h"
#include "client/views.h"

namespace indgang::client {

std::string RenderNotes(const Repeated<cases::v1::Note>& notes, Say say, std::size_t width) {
  Table table({say("WHEN", "HVORNÅR"), say("BY", "AF"), say("FOR", "FOR"), say("TEXT", "TEKST")});
  for (const cases::v1::Note& note : notes) {
    table.AddRow(
        {LocalTime(note.create_time(), say), ActorWords(note.actor()), Words(note.visibility(), say), note.text()});
  }
  return table.Render(width);
}

std::string RenderAttachments(const Repeated<cases::v1::Attachment>& attachments, Say say, std::size_t width) {
  Table table({say("WHEN", "HVORNÅR"), say("BY", "AF"), say("FOR", "FOR"), say("FILE", "FIL"), say("TYPE", "TYPE"),
               say("BYTES", "BYTES"), say("WHERE", "HVOR")});
  for (const cases::v1::Attachment& attachment : attachments) {
    table.AddRow({LocalTime(attachment.create_time(), say), ActorWords(attachment.actor()),
                  Words(attachment.visibility(), say), attachment.file_name(), attachment.media_type(),
                  absl::StrCat(attachment.size()), attachment.uri()});
  }
  return table.Render(width);
}

std::string RenderFollowUps(const Repeated<cases::v1::FollowUp>& follow_ups, Say say, std::size_t width) {
  Table table({say("FOLLOW-UP", "OPFØLGNING"), say("DUE", "SENEST"), say("WHO", "HVEM"), say("WHAT", "HVAD"),
               say("DONE", "UDFØRT"), say("RESULT", "RESULTAT")});
  for (const cases::v1::FollowUp& follow_up : follow_ups) {
    table.AddRow({ShortName(follow_up.name()), follow_up.due_date(),
                  follow_up.assignee().empty() ? say("contact person", "kontaktperson") : follow_up.assignee(),
                  follow_up.text(), LocalTime(follow_up.complete_time(), say), follow_up.result()});
  }
  return table.Render(width);
}

}  // namespace indgang::client
