#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/names.h"
#include "client/table.h"
#include "client/views.h"

namespace indgang::client {
namespace {

using cases::v1::CaseEvent;

std::string ReferralWords(const cases::v1::ReferralChanged& change, const std::string& text) {
  return absl::StrCat(change.referral().authority(), text.empty() ? "" : ": ", text);
}

// "reply, due Mon 23 Nov 2026 10:15".
std::string GoalWords(const cases::v1::GoalWatched& watched, Say say) {
  return JoinFilled({Words(watched.goal(), say), ShortName(watched.referral()),
                     absl::StrCat(say("due ", "senest "), LocalTime(watched.due_time(), say))});
}

std::string StepWords(const cases::v1::PlanChanged& change, Say say) {
  return JoinFilled({change.step().service(), Words(change.step().state(), say), change.step().note()});
}

std::string PauseWords(const cases::v1::ClockPause& pause, Say say) {
  return JoinFilled({Words(pause.reason(), say), pause.note()});
}

// What happened, and the detail a reader looks for first.
std::pair<std::string, std::string> EventWords(const CaseEvent& event, Say say) {
  switch (event.detail_case()) {
    case CaseEvent::kRegistered:
      return {say("enquiry registered", "henvendelse registreret"), event.registered().enquiry().text()};
    case CaseEvent::kEnquiryAttached:
      return {say("enquiry attached", "henvendelse knyttet til"), event.enquiry_attached().enquiry().text()};
    case CaseEvent::kContactPersonAssigned: {
      const auto& assigned = event.contact_person_assigned();
      return {say("contact person", "kontaktperson"),
              JoinFilled({ContactPersonWords(assigned.contact_person()), Words(assigned.choice(), say)})};
    }
    case CaseEvent::kContactPersonHandedOver: {
      const auto& handed_over = event.contact_person_handed_over();
      return {say("handed over", "ny kontaktperson"),
              JoinFilled({absl::StrCat(handed_over.from().display_name(), " → ", handed_over.to().display_name()),
                          handed_over.reason()})};
    }
    case CaseEvent::kTriaged:
      return {say("triaged", "visiteret"),
              JoinFilled({Words(event.triaged().complexity(), say), absl::StrJoin(event.triaged().services(), ", "),
                          event.triaged().package(), event.triaged().reason()})};
    case CaseEvent::kInteractionRecorded: {
      const cases::v1::InteractionRecorded& recorded = event.interaction_recorded();
      const cases::v1::Interaction& interaction = recorded.interaction();
      return {JoinFilled({SpeakerWords(interaction, say),
                          recorded.first_reply() ? say("first reply", "første tilbagemelding") : ""}),
              interaction.text()};
    }
    case CaseEvent::kAnswerClockPaused:
      return {say("answer clock paused", "svarfrist sat i bero"), PauseWords(event.answer_clock_paused().pause(), say)};
    case CaseEvent::kAnswerClockResumed:
      return {say("answer clock runs again", "svarfrist løber igen"),
              absl::StrCat(say("due ", "senest "), LocalTime(event.answer_clock_resumed().due_time(), say))};
    case CaseEvent::kAnswerDeadlineExtended: {
      const auto& extension = event.answer_deadline_extended().extension();
      return {
          say("answer put off", "svarfrist udskudt"),
          JoinFilled({absl::StrCat(say("due ", "senest "), LocalTime(extension.due_time(), say)), extension.reason()})};
    }
    case CaseEvent::kGoalNear:
      return {say("due soon", "frist nærmer sig"), GoalWords(event.goal_near(), say)};
    case CaseEvent::kGoalMissed:
      return {say("goal missed", "frist overskredet"), GoalWords(event.goal_missed(), say)};
    case CaseEvent::kGoalEscalated:
      return {say("leaders told", "ledelsen orienteret"), GoalWords(event.goal_escalated(), say)};
    case CaseEvent::kReferralGoalNear:
      return {say("referral due soon", "høringsfrist nærmer sig"), GoalWords(event.referral_goal_near(), say)};
    case CaseEvent::kReferralGoalEscalated:
      return {say("referral still late", "høring stadig for sent"), GoalWords(event.referral_goal_escalated(), say)};
    case CaseEvent::kReferralGoalMissed:
      return {say("referral late", "høring for sent"), GoalWords(event.referral_goal_missed(), say)};
    case CaseEvent::kCaseSilent:
      return {say("no news for long", "længe uden nyt"), LocalTime(event.case_silent().last_news_time(), say)};
    case CaseEvent::kPlanStarted:
      return {say("plan started", "plan lagt"), event.plan_started().package()};
    case CaseEvent::kPlanStepUpdated:
      return {say("plan step", "trin i planen"), StepWords(event.plan_step_updated(), say)};
    case CaseEvent::kPlanRevised:
      return {say("plan revised", "plan ændret"), event.plan_revised().package()};
    case CaseEvent::kReferralCreated:
      return {say("referred", "sendt i høring"),
              ReferralWords(event.referral_created(), event.referral_created().referral().question())};
    case CaseEvent::kReferralAccepted:
      return {say("referral accepted", "høring modtaget"), ReferralWords(event.referral_accepted(), "")};
    case CaseEvent::kReferralConfirmed:
      return {say("referral confirmed", "høring bekræftet"), ReferralWords(event.referral_confirmed(), "")};
    case CaseEvent::kReferralDeclined:
      return {say("referral declined", "høring afvist"),
              ReferralWords(event.referral_declined(), event.referral_declined().referral().decline_reason())};
    case CaseEvent::kReferralAnswered:
      return {say("referral answered", "høring besvaret"),
              ReferralWords(event.referral_answered(), event.referral_answered().referral().answer())};
    case CaseEvent::kReferralCompleted:
      return {say("referral completed", "høring udført"),
              ReferralWords(event.referral_completed(), event.referral_completed().referral().outcome())};
    case CaseEvent::kReferralReminded:
      return {say("reminded", "rykket"), ReferralWords(event.referral_reminded(), "")};
    case CaseEvent::kReferralReassigned:
      return {say("referral reassigned", "høring omfordelt"),
              ReferralWords(event.referral_reassigned(), event.referral_reassigned().referral().assignee())};
    case CaseEvent::kReferralRecalled:
      return {say("referral recalled", "høring kaldt tilbage"),
              ReferralWords(event.referral_recalled(), event.referral_recalled().referral().recall_reason())};
    case CaseEvent::kClosed:
      return {say("closed", "afsluttet"), JoinFilled({Words(event.closed().outcome(), say), event.closed().note()})};
    case CaseEvent::kReopened:
      return {say("reopened", "genåbnet"), event.reopened().reason()};
    case CaseEvent::kNoteAdded:
      return {say("note", "notat"), Words(event.note_added().visibility(), say)};
    case CaseEvent::kAttachmentAdded:
      return {say("attachment", "bilag"), event.attachment_added().attachment().file_name()};
    case CaseEvent::kFollowUpCreated:
      return {say("follow-up", "opfølgning"), JoinFilled({event.follow_up_created().follow_up().due_date(),
                                                          event.follow_up_created().follow_up().text()})};
    case CaseEvent::kFollowUpDue:
      return {say("follow-up due", "opfølgning i dag"), event.follow_up_due().follow_up().text()};
    case CaseEvent::kFollowUpCompleted:
      return {say("follow-up done", "opfølgning udført"),
              JoinFilled(
                  {event.follow_up_completed().follow_up().text(), event.follow_up_completed().follow_up().result()})};
    case CaseEvent::kEmergencyAccessOpened:
      return {say("emergency access", "nødadgang"), event.emergency_access_opened().reason()};
    case CaseEvent::DETAIL_NOT_SET:
      break;
  }
  return {say("something newer than this program", "noget nyere end dette program"), ""};
}

}  // namespace

std::string RenderEventLine(const CaseEvent& event, Say say) {
  const auto [what, detail] = EventWords(event, say);
  std::string line =
      JoinFilled({LocalTime(event.time(), say), ShortName(event.name()), what, ActorWords(event.actor()), detail});
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line + "\n";
}

std::string RenderEvents(const Repeated<CaseEvent>& events, Say say, std::size_t width) {
  Table table({"#", say("WHEN", "HVORNÅR"), say("WHAT", "HVAD"), say("BY", "AF"), say("DETAIL", "DETALJE")});
  for (const CaseEvent& event : events) {
    const auto [what, detail] = EventWords(event, say);
    table.AddRow(
        {absl::StrCat(event.sequence()), LocalTime(event.time(), say), what, ActorWords(event.actor()), detail});
  }
  return table.Render(width);
}

}  // namespace indgang::client
