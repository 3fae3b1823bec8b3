#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/names.h"
#include "client/table.h"
#include "client/views.h"

namespace indgang::client {
namespace {

using cases::v1::Case;
using cases::v1::Interaction;
using cases::v1::Referral;
using cases::v1::RegisterEnquiryResponse;
using cases::v1::SentApplication;
using google::protobuf::Timestamp;

std::string CompanyWords(const Case& subject, Say say) {
  const auto& company = subject.enquiry().company();
  if (company.cvr_number().empty() && company.display_name().empty()) {
    return say("about to start", "ikke startet endnu");
  }
  return JoinFilled(
      {company.display_name(), company.cvr_number().empty() ? "" : absl::StrCat("CVR ", company.cvr_number())});
}

// "Tue 24 Nov 2026 10:15", and what came of it: done when, or late.
std::string DueWords(const Timestamp& due, const Timestamp& done, bool missed, bool open, absl::Time now, Say say) {
  std::string words = LocalTime(due, say);
  if (words.empty()) return words;
  const std::string late = say("LATE", "FOR SENT");
  const std::string done_words = LocalTime(done, say);
  if (!done_words.empty()) {
    absl::StrAppend(&words, say(", done ", ", sket "), done_words, missed ? absl::StrCat(", ", late) : "");
  } else if (missed || (open && now > ToTime(due))) {
    absl::StrAppend(&words, ", ", late);
  }
  return words;
}

bool IsPaused(const cases::v1::Goals& goals) {
  return !goals.pauses().empty() && !goals.pauses(goals.pauses_size() - 1).has_resume_time();
}

void AddGoals(FactSheet& facts, const Case& subject, absl::Time now, Say say) {
  const auto& goals = subject.goals();
  const bool open = subject.state() != Case::STATE_CLOSED;
  facts.Add(say("Reply due", "Tilbagemelding senest"),
            DueWords(goals.reply_due_time(), goals.first_reply_time(), goals.reply_missed(), open, now, say));
  // A simple case is answered by its reply.
  if (subject.complexity() == knowledge::v1::COMPLEXITY_SIMPLE && !goals.has_answer_time()) return;
  facts.Add(say("Answer due", "Svar senest"), DueWords(goals.answer_due_time(), goals.answer_time(),
                                                       goals.answer_missed(), open && !IsPaused(goals), now, say));
  if (open && IsPaused(goals)) {
    const auto& pause = goals.pauses(goals.pauses_size() - 1);
    facts.Add(say("Paused", "I bero"),
              JoinFilled({LocalTime(pause.pause_time(), say), Words(pause.reason(), say), pause.note()}));
  }
  if (goals.has_promised_answer_due_time() &&
      goals.promised_answer_due_time().seconds() != goals.answer_due_time().seconds()) {
    facts.Add(say("First promised", "Først lovet"), LocalTime(goals.promised_answer_due_time(), say));
  }
}

// What else the company waits for, and who knows that it does.
void AddAttention(FactSheet& facts, const Case& subject, absl::Time now, Say say) {
  const auto& goals = subject.goals();
  facts.Add(say("Next reply due", "Næste tilbagemelding senest"),
            DueWords(goals.next_reply_due_time(), {}, false, subject.state() != Case::STATE_CLOSED, now, say));
  if (goals.later_replies_missed() > 0) {
    facts.Add(say("Later replies late", "Senere for sent"), absl::StrCat(goals.later_replies_missed()));
  }
  if (goals.has_silent_from_time() && now >= ToTime(goals.silent_from_time())) {
    facts.Add(say("No news since", "Intet nyt siden"),
              LocalTime(goals.has_last_news_time() ? goals.last_news_time() : subject.create_time(), say));
  }
  facts.Add(say("Passed on", "Meldt videre"), Words(subject.escalation(), say));
}

FactSheet HeadFacts(const Case& subject, absl::Time now, Say say) {
  FactSheet facts;
  facts.Add(say("Case", "Sag"), subject.case_number());
  facts.Add(say("State", "Status"), JoinFilled({Words(subject.state(), say), Words(subject.complexity(), say)}));
  facts.Add(say("Company", "Virksomhed"), CompanyWords(subject, say));
  const auto& contact = subject.enquiry().contact();
  facts.Add(say("Call back", "Kontakt"), JoinFilled({contact.display_name(), contact.phone(), contact.email()}));
  facts.Add(say("Contact person", "Kontaktperson"), ContactPersonWords(subject.contact_person()));
  facts.Add(say("Registered", "Registreret"),
            JoinFilled({LocalTime(subject.create_time(), say), Words(subject.enquiry().channel(), say)}));
  AddGoals(facts, subject, now, say);
  AddAttention(facts, subject, now, say);
  facts.Add(say("Services", "Ydelser"), absl::StrJoin(subject.services(), ", "));
  facts.Add(say("Package", "Pakke"), subject.package());
  facts.Add(say("Why these", "Hvorfor disse"), subject.triage_reason());
  if (subject.open_referrals() > 0)
    facts.Add(say("Open referrals", "Åbne høringer"), absl::StrCat(subject.open_referrals()));
  if (subject.enquiry_count() > 1) {
    facts.Add(say("Enquiries", "Henvendelser"), absl::StrCat(subject.enquiry_count()));
  }
  if (subject.open_follow_ups() > 0) {
    facts.Add(say("Open follow-ups", "Åbne opfølgninger"), absl::StrCat(subject.open_follow_ups()));
  }
  facts.Add(say("Outcome", "Udfald"),
            JoinFilled({Words(subject.outcome(), say), LocalTime(subject.close_time(), say)}));
  facts.Add(say("Rests on", "Begrundelse"), subject.outcome_note());
  facts.Add(say("Guides used", "Brugt vejledning"), absl::StrJoin(subject.guide_sections(), ", "));
  facts.Add(say("For editors", "Til redaktøren"), Words(subject.guide_feedback(), say));
  facts.Add("Etag", subject.etag());
  return facts;
}

std::string Section(const std::string& heading, const std::string& lines) {
  return lines.empty() ? "" : absl::StrCat("\n", heading, "\n", lines);
}

std::string Lines(const std::string& text, std::size_t width) {
  return text.empty() ? "" : absl::StrCat(absl::StrJoin(WrapText(text, width), "\n"), "\n");
}

std::string RenderSentApplications(const Repeated<SentApplication>& applications, Say say, std::size_t width) {
  if (applications.empty()) return "";
  Table table(
      {say("SERVICE", "YDELSE"), say("AUTHORITY", "MYNDIGHED"), say("DUE", "SENEST"), say("REFERRAL", "HØRING")});
  for (const SentApplication& sent : applications) {
    table.AddRow({sent.service(), sent.authority(), LocalTime(sent.due_time(), say), ShortName(sent.referral())});
  }
  return table.Render(width);
}

std::string NotSentWords(const Repeated<std::string>& services, Say say) {
  return absl::StrJoin(services, "\n", [say](std::string* words, const std::string& service) {
    absl::StrAppend(words, say("Nobody is there today to decide on ", "Ingen er til stede i dag til at afgøre "),
                    service, say("; send it on when they are.", "; send det videre, når de er der."));
  });
}

// How it ended, in the words of whoever ended it.
const std::string& ResultOf(const Referral& referral) {
  switch (referral.state()) {
    case Referral::STATE_DECLINED:
      return referral.decline_reason();
    case Referral::STATE_COMPLETED:
      return referral.outcome();
    case Referral::STATE_RECALLED:
      return referral.recall_reason();
    default:
      return referral.answer();
  }
}

}  // namespace

std::string RenderReceipt(const RegisterEnquiryResponse& receipt, Say say, std::size_t width) {
  const Case& subject = receipt.case_();
  FactSheet facts;
  facts.Add(say("Case", "Sag"), subject.case_number());
  facts.Add(say("Contact person", "Kontaktperson"), ContactPersonWords(subject.contact_person()));
  facts.Add(say("Reply due", "Tilbagemelding senest"), LocalTime(subject.goals().reply_due_time(), say));
  facts.Add(say("Answer due", "Svar senest"), LocalTime(subject.goals().answer_due_time(), say));
  std::string text = facts.Render(width);
  // Nobody asks whom a question belongs to once it is known what is applied for.
  if (receipt.applications_sent().empty() && receipt.services_not_sent().empty()) {
    absl::StrAppend(&text, Section(say("It seems to belong to", "Det ser ud til at høre til"),
                                   RenderSuggestions(subject.suggestions(), say, width)));
  } else {
    absl::StrAppend(&text,
                    Section(say("The application was sent to", "Ansøgningen er sendt til"),
                            RenderSentApplications(receipt.applications_sent(), say, width)),
                    Lines(NotSentWords(receipt.services_not_sent(), say), width));
  }
  return text;
}

std::string RenderCaseHead(const Case& subject, absl::Time now, Say say, std::size_t width) {
  return HeadFacts(subject, now, say).Render(width);
}

std::string RenderCase(const Case& subject, const Repeated<Referral>& referrals,
                       const Repeated<Interaction>& interactions, absl::Time now, Say say, std::size_t width) {
  std::string text = RenderCaseHead(subject, now, say, width);
  absl::StrAppend(&text, Section(say("ENQUIRY", "HENVENDELSE"), Lines(subject.enquiry().text(), width)));
  if (subject.state() == Case::STATE_REGISTERED) {
    absl::StrAppend(&text,
                    Section(say("SUGGESTIONS", "FORSLAG"), RenderSuggestions(subject.suggestions(), say, width)));
  }
  if (!referrals.empty()) {
    absl::StrAppend(&text, Section(say("REFERRALS", "HØRINGER"), RenderReferrals(referrals, now, say, width)));
  }
  if (!interactions.empty()) {
    absl::StrAppend(&text, Section(say("SAID", "SAGT"), RenderInteractions(interactions, say, width)));
  }
  return text;
}

std::string RenderCases(const Repeated<Case>& cases, absl::Time now, Say say, std::size_t width) {
  Table table({say("CASE", "SAG"), say("STATE", "STATUS"), say("COMPANY", "VIRKSOMHED"),
               say("REPLY DUE", "TILBAGEMELDING"), say("ANSWER DUE", "SVAR"), say("CONTACT PERSON", "KONTAKTPERSON"),
               say("ENQUIRY", "HENVENDELSE")});
  for (const Case& subject : cases) {
    // What is done no longer has a due time that anybody must watch.
    const auto& goals = subject.goals();
    const bool open = subject.state() != Case::STATE_CLOSED;
    const bool needs_reply = open && !goals.has_first_reply_time();
    const bool needs_answer =
        open && !goals.has_answer_time() && subject.complexity() != knowledge::v1::COMPLEXITY_SIMPLE;
    table.AddRow({subject.case_number(), JoinFilled({Words(subject.state(), say), Words(subject.complexity(), say)}),
                  CompanyWords(subject, say),
                  needs_reply ? DueWords(goals.reply_due_time(), {}, goals.reply_missed(), open, now, say) : "–",
                  needs_answer ? DueWords(goals.answer_due_time(), {}, goals.answer_missed(), open, now, say) : "–",
                  subject.contact_person().display_name(),
                  subject.enquiry().text().substr(0, subject.enquiry().text().find('\n'))});
  }
  return table.Render(width);
}

std::string RenderCaseCounts(const Repeated<cases::v1::CaseCount>& counts, const std::vector<std::string>& by, Say say,
                             std::size_t width) {
  std::vector<std::string> titles;
  for (const std::string& field : by) titles.push_back(absl::AsciiStrToUpper(field));
  titles.push_back(say("CASES", "SAGER"));
  Table table(titles);
  for (const cases::v1::CaseCount& count : counts) {
    std::vector<std::string> row(count.values().begin(), count.values().end());
    for (std::string& value : row) {
      if (value.empty()) value = "–";
    }
    row.push_back(absl::StrCat(count.count()));
    table.AddRow(row);
  }
  return table.Render(width);
}

std::string RenderInteractions(const Repeated<Interaction>& interactions, Say say, std::size_t width) {
  Table table({say("WHEN", "HVORNÅR"), say("WHAT", "HVAD"), say("BY", "AF"), say("TEXT", "TEKST")});
  for (const Interaction& interaction : interactions) {
    table.AddRow({LocalTime(interaction.create_time(), say),
                  JoinFilled({SpeakerWords(interaction, say), Words(interaction.channel(), say)}),
                  ActorWords(interaction.actor()), interaction.text()});
  }
  return table.Render(width);
}

std::string RenderReferral(const Referral& referral, Say say, std::size_t width) {
  FactSheet facts;
  facts.Add(say("Referral", "Høring"), ShortName(referral.name()));
  facts.Add(say("Authority", "Myndighed"), referral.authority());
  facts.Add(say("Kind", "Art"), JoinFilled({Words(referral.kind(), say), referral.service()}));
  facts.Add(say("State", "Status"), Words(referral.state(), say));
  facts.Add(say("Due", "Senest"),
            DueWords(referral.due_time(), referral.finish_time(), referral.due_missed(), false, {}, say));
  facts.Add(say("Due by law", "Lovens frist"), DueWords(referral.statutory_due_time(), referral.finish_time(),
                                                        referral.statutory_missed(), false, {}, say));
  facts.Add(say("Worked on by", "Behandles af"), referral.assignee());
  facts.Add(say("Question", "Spørgsmål"), referral.question());
  facts.Add(say("Declined because", "Afvist fordi"), referral.decline_reason());
  facts.Add(say("Ask instead", "Spørg i stedet"), referral.suggested_authority());
  facts.Add(say("Answer", "Svar"), referral.answer());
  facts.Add(say("Confirmed", "Bekræftet"), LocalTime(referral.confirm_time(), say));
  facts.Add(say("Outcome", "Udfald"), referral.outcome());
  facts.Add(say("Recalled because", "Kaldt tilbage fordi"), referral.recall_reason());
  facts.Add(say("Last reminded", "Sidst rykket"), LocalTime(referral.last_reminder_time(), say));
  facts.Add(say("Sent by", "Sendt af"),
            JoinFilled({ActorWords(referral.created_by()), LocalTime(referral.create_time(), say)}));
  facts.Add(say("Last changed by", "Sidst ændret af"),
            JoinFilled({ActorWords(referral.updated_by()), LocalTime(referral.update_time(), say)}));
  facts.Add("Etag", referral.etag());
  return facts.Render(width);
}

std::string RenderReferrals(const Repeated<Referral>& referrals, absl::Time now, Say say, std::size_t width) {
  Table table({say("REFERRAL", "HØRING"), say("AUTHORITY", "MYNDIGHED"), say("KIND", "ART"), say("STATE", "STATUS"),
               say("DUE", "SENEST"), say("QUESTION", "SPØRGSMÅL"), say("RESULT", "RESULTAT")});
  for (const Referral& referral : referrals) {
    const bool open = referral.state() == Referral::STATE_SENT || referral.state() == Referral::STATE_ACCEPTED;
    table.AddRow({ShortName(referral.name()), referral.authority(), Words(referral.kind(), say),
                  Words(referral.state(), say), open ? DueWords(referral.due_time(), {}, false, true, now, say) : "–",
                  referral.question(), ResultOf(referral)});
  }
  return table.Render(width);
}

}  // namespace indgang::client
