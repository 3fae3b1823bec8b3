#include "client/words.h"

#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace indgang::client {
namespace {

using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::EnumValueDescriptor;
using knowledge::v1::Fee;
using knowledge::v1::Period;

// Danish for each enum value that a table shows, by its name in the contract.
constexpr std::pair<absl::string_view, absl::string_view> kDanish[] = {
    {"indgang.cases.v1.Case.STATE_REGISTERED", "registreret"},
    {"indgang.cases.v1.Case.STATE_IN_PROGRESS", "i gang"},
    {"indgang.cases.v1.Case.STATE_CLOSED", "afsluttet"},
    {"indgang.cases.v1.Case.OUTCOME_ANSWERED", "besvaret"},
    {"indgang.cases.v1.Case.OUTCOME_GRANTED", "tilladt"},
    {"indgang.cases.v1.Case.OUTCOME_REFUSED", "afslået"},
    {"indgang.cases.v1.Case.OUTCOME_HANDED_OVER", "overdraget"},
    {"indgang.cases.v1.Case.OUTCOME_WITHDRAWN", "trukket tilbage"},
    {"indgang.cases.v1.CHANNEL_PHONE", "telefon"},
    {"indgang.cases.v1.CHANNEL_EMAIL", "e-mail"},
    {"indgang.cases.v1.CHANNEL_VISIT", "besøg"},
    {"indgang.cases.v1.CHANNEL_WEB", "web"},
    {"indgang.cases.v1.CHANNEL_OUTBOUND", "opsøgende"},
    {"indgang.cases.v1.Interaction.KIND_MESSAGE", "besked"},
    {"indgang.cases.v1.Interaction.KIND_ANSWER", "svar"},
    {"indgang.cases.v1.Interaction.KIND_DIALOGUE_OFFER", "tilbud om dialog"},
    {"indgang.cases.v1.Interaction.KIND_ENQUIRY", "ny henvendelse"},
    {"indgang.cases.v1.Referral.STATE_SENT", "sendt"},
    {"indgang.cases.v1.Referral.STATE_ACCEPTED", "modtaget"},
    {"indgang.cases.v1.Referral.STATE_DECLINED", "afvist"},
    {"indgang.cases.v1.Referral.STATE_ANSWERED", "besvaret"},
    {"indgang.cases.v1.Referral.STATE_COMPLETED", "udført"},
    {"indgang.cases.v1.Referral.STATE_RECALLED", "kaldt tilbage"},
    {"indgang.cases.v1.Referral.KIND_QUESTION", "spørgsmål"},
    {"indgang.cases.v1.Referral.KIND_CALLBACK", "ring tilbage"},
    {"indgang.cases.v1.Referral.KIND_PERMIT", "ansøgning"},
    {"indgang.cases.v1.Referral.KIND_TRANSFER", "overdragelse"},
    {"indgang.cases.v1.Referral.KIND_OUTSIDE", "ekstern"},
    {"indgang.cases.v1.ClockPause.REASON_COMPANY_INFORMATION", "afventer oplysninger"},
    {"indgang.cases.v1.ClockPause.REASON_COMPANY_DECISION", "afventer beslutning"},
    {"indgang.cases.v1.ClockPause.REASON_COMPANY_REQUEST", "virksomhedens ønske"},
    {"indgang.cases.v1.Case.ESCALATION_WARNED", "varslet"},
    {"indgang.cases.v1.Case.ESCALATION_CONTACT_PERSON", "overskredet"},
    {"indgang.cases.v1.Case.ESCALATION_LEADER", "hos ledelsen"},
    {"indgang.cases.v1.Case.GUIDE_FEEDBACK_ASKED_IN_SPITE_OF_GUIDE", "spurgt trods vejledning"},
    {"indgang.cases.v1.Case.GUIDE_FEEDBACK_NO_GUIDE", "vejledning mangler"},
    {"indgang.cases.v1.Case.GUIDE_FEEDBACK_NOT_FOR_A_GUIDE", "ikke til en vejledning"},
    {"indgang.cases.v1.ContactPersonAssigned.CHOICE_NAMED", "udpeget"},
    {"indgang.cases.v1.ContactPersonAssigned.CHOICE_KEY_ACCOUNT", "virksomhedslods"},
    {"indgang.cases.v1.ContactPersonAssigned.CHOICE_PACKAGE_TEAM", "pakkens team"},
    {"indgang.cases.v1.ContactPersonAssigned.CHOICE_CALLER", "tog imod"},
    {"indgang.cases.v1.ContactPersonAssigned.CHOICE_FRONT_DESK", "frontfunktion"},
    {"indgang.cases.v1.ContactPersonAssigned.CHOICE_SUBSTITUTE", "afløser"},
    {"indgang.cases.v1.GoalWatched.GOAL_REPLY", "tilbagemelding"},
    {"indgang.cases.v1.GoalWatched.GOAL_ANSWER", "svar"},
    {"indgang.cases.v1.GoalWatched.GOAL_NEXT_REPLY", "tilbagemelding på ny henvendelse"},
    {"indgang.cases.v1.GoalWatched.GOAL_REFERRAL", "høring"},
    {"indgang.cases.v1.GoalWatched.GOAL_STATUTORY", "lovbestemt frist"},
    {"indgang.cases.v1.Note.VISIBILITY_STAFF", "medarbejdere"},
    {"indgang.cases.v1.Note.VISIBILITY_AUTHORITIES", "også myndigheder"},
    {"indgang.cases.v1.PlanStep.NEED_NOT", "ikke nødvendig"},
    {"indgang.cases.v1.PlanStep.NEED_MAYBE", "måske"},
    {"indgang.cases.v1.PlanStep.NEED_NEEDED", "nødvendig"},
    {"indgang.cases.v1.PlanStep.STATE_NOT_STARTED", "ikke begyndt"},
    {"indgang.cases.v1.PlanStep.STATE_APPLIED", "ansøgt"},
    {"indgang.cases.v1.PlanStep.STATE_IN_PLACE", "på plads"},
    {"indgang.cases.v1.PlanStep.STATE_REFUSED", "afslået"},
    {"indgang.cases.v1.PlanStep.STATE_DROPPED", "opgivet"},
    {"indgang.cases.v1.PlanDifference.KIND_ADDED", "ny"},
    {"indgang.cases.v1.PlanDifference.KIND_REMOVED", "væk"},
    {"indgang.cases.v1.PlanDifference.KIND_CHANGED", "ændret"},
    {"indgang.directory.v1.Member.STATE_ACTIVE", "aktiv"},
    {"indgang.directory.v1.Member.STATE_LEFT", "fratrådt"},
    {"indgang.knowledge.v1.COMPLEXITY_SIMPLE", "enkel"},
    {"indgang.knowledge.v1.COMPLEXITY_MEDIUM", "mellem"},
    {"indgang.knowledge.v1.COMPLEXITY_COMPLEX", "kompleks"},
    {"indgang.knowledge.v1.SERVICE_KIND_PERMIT", "tilladelse"},
    {"indgang.knowledge.v1.SERVICE_KIND_NOTIFICATION", "anmeldelse"},
    {"indgang.knowledge.v1.SERVICE_KIND_REGISTRATION", "registrering"},
    {"indgang.knowledge.v1.SERVICE_KIND_OBLIGATION", "pligt"},
    {"indgang.knowledge.v1.SERVICE_KIND_GUIDANCE", "vejledning"},
    {"indgang.knowledge.v1.SERVICE_KIND_INFORMATION", "information"},
    {"indgang.knowledge.v1.SERVICE_STATUS_ACTIVE", "gælder"},
    {"indgang.knowledge.v1.SERVICE_STATUS_REPEALED", "ophævet"},
    {"indgang.knowledge.v1.SERVICE_STATUS_REPLACED", "erstattet"},
    {"indgang.knowledge.v1.AUTHORITY_LEVEL_MUNICIPAL", "kommune"},
    {"indgang.knowledge.v1.AUTHORITY_LEVEL_STATE", "stat"},
    {"indgang.knowledge.v1.AUTHORITY_LEVEL_UTILITY", "forsyning"},
    {"indgang.knowledge.v1.AUTHORITY_LEVEL_ORGANISATION", "organisation"},
    {"indgang.knowledge.v1.Package.KIND_TRADE", "branche"},
    {"indgang.knowledge.v1.Package.KIND_NEED", "behov"},
    {"indgang.admin.v1.ROLE_FRONT_DESK", "frontfunktion"},
    {"indgang.admin.v1.ROLE_TASK_FORCE_MEMBER", "TaskForce-medlem"},
    {"indgang.admin.v1.ROLE_CONSULTANT", "virksomhedskonsulent"},
    {"indgang.admin.v1.ROLE_LEADER", "leder"},
    {"indgang.admin.v1.ROLE_EDITOR", "redaktør"},
    {"indgang.admin.v1.ROLE_STATISTICS", "statistik"},
    {"indgang.admin.v1.ROLE_GATEWAY", "gateway"},
    {"indgang.admin.v1.ROLE_ADMIN", "administrator"},
};

// What all value names of an enum start with: the name of value 0 without "UNSPECIFIED".
absl::string_view Prefix(const EnumDescriptor* descriptor) {
  return absl::StripSuffix(descriptor->FindValueByNumber(0)->name(), "UNSPECIFIED");
}

const absl::TimeZone& Copenhagen() {
  static const absl::TimeZone zone = [] {
    absl::TimeZone loaded;
    // Without the machine's time zone data times are shown, and marked, as UTC.
    return absl::LoadTimeZone("Europe/Copenhagen", &loaded) ? loaded : absl::UTCTimeZone();
  }();
  return zone;
}

// Hundredths as written in the language: 95500 → "955", 12350 → "123.50" or "123,50".
std::string Amount(std::int64_t minor, Say say) {
  if (minor % 100 == 0) return absl::StrCat(minor / 100);
  return absl::StrFormat("%d%s%02d", minor / 100, say(".", ","), minor % 100);
}

}  // namespace

std::string EnumWord(const EnumValueDescriptor& value) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(value.name(), Prefix(value.type()))),
                             {{"_", "-"}});
}

std::string EnumWords(const EnumDescriptor* descriptor, int value, Say say) {
  const EnumValueDescriptor* const known = descriptor->FindValueByNumber(value);
  if (known == nullptr) return absl::StrCat(value);
  if (value == 0) return "";
  if (say.language() == Language::kDanish) {
    for (const auto& [name, danish] : kDanish) {
      if (name == known->full_name()) return std::string(danish);
    }
  }
  return absl::StrReplaceAll(EnumWord(*known), {{"-", " "}});
}

std::vector<std::string> AllEnumWords(const EnumDescriptor* descriptor) {
  std::vector<std::string> words;
  for (int i = 0; i < descriptor->value_count(); ++i) {
    if (descriptor->value(i)->number() != 0) words.push_back(EnumWord(*descriptor->value(i)));
  }
  return words;
}

int ParseEnumWord(const EnumDescriptor* descriptor, absl::string_view word) {
  for (int i = 0; i < descriptor->value_count(); ++i) {
    if (EnumWord(*descriptor->value(i)) == word) return descriptor->value(i)->number();
  }
  return 0;
}

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::optional<google::protobuf::Timestamp> ParseLocalTime(const std::string& text) {
  constexpr char kFormat[] = "%E4Y-%m-%dT%H:%M";
  absl::Time time;
  // Written back it is the same, unless the clocks change over it or something was left out.
  if (!absl::ParseTime(kFormat, text, Copenhagen(), &time, nullptr)) return std::nullopt;
  if (absl::FormatTime(kFormat, time, Copenhagen()) != text) return std::nullopt;
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  return timestamp;
}

std::string LocalTime(const google::protobuf::Timestamp& time, Say say) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  static constexpr std::array<absl::string_view, 7> kDanishDays = {"man", "tir", "ons", "tor", "fre", "lør", "søn"};
  static constexpr std::array<absl::string_view, 12> kDanishMonths = {"jan", "feb", "mar", "apr", "maj", "jun",
                                                                      "jul", "aug", "sep", "okt", "nov", "dec"};
  const absl::TimeZone& zone = Copenhagen();
  const absl::Time moment = ToTime(time);
  const std::string suffix = zone == absl::UTCTimeZone() ? " UTC" : "";
  if (say.language() == Language::kEnglish) return absl::FormatTime("%a %e %b %Y %H:%M", moment, zone) + suffix;
  const absl::CivilMinute civil = absl::ToCivilMinute(moment, zone);
  const auto weekday = static_cast<std::size_t>(absl::GetWeekday(civil));
  return absl::StrFormat("%s %2d. %s %d %02d:%02d%s", kDanishDays[weekday], civil.day(),
                         kDanishMonths[static_cast<std::size_t>(civil.month() - 1)], civil.year(), civil.hour(),
                         civil.minute(), suffix);
}

std::string LocalDay(absl::Time time) { return absl::FormatCivilTime(absl::ToCivilDay(time, Copenhagen())); }

std::string MoneyWords(std::int64_t minor, absl::string_view currency, Say say) {
  return absl::StrCat(Amount(minor, say), " ", currency);
}

std::string Localized(const knowledge::v1::LocalizedText& text, Say say) {
  return say.language() == Language::kEnglish && !text.en().empty() ? text.en() : text.da();
}

const knowledge::v1::Prose& Localized(const knowledge::v1::LocalizedProse& prose, Say say) {
  return say.language() == Language::kEnglish && prose.has_en() ? prose.en() : prose.da();
}

std::string FeeWords(const knowledge::v1::Service& service, Say say) {
  if (!service.has_fee()) return say("ask us", "spørg os");
  const Fee& fee = service.fee();
  if (fee.kind() == Fee::KIND_FREE) return say("free", "gratis");
  std::string words;
  if (fee.amount_max_minor() > 0) {
    words = Amount(fee.amount_min_minor(), say);
    if (fee.amount_max_minor() != fee.amount_min_minor()) {
      absl::StrAppend(&words, "–", Amount(fee.amount_max_minor(), say));
    }
    absl::StrAppend(&words, " ", fee.currency());
  } else {
    words = say("varies", "varierer");
  }
  if (fee.per() == Fee::PER_HOUR) absl::StrAppend(&words, say(" an hour", " i timen"));
  if (fee.per() == Fee::PER_MONTH) absl::StrAppend(&words, say(" a month", " om måneden"));
  if (fee.per() == Fee::PER_YEAR) absl::StrAppend(&words, say(" a year", " om året"));
  if (fee.year() != 0) absl::StrAppend(&words, " (", fee.year(), ")");
  return words;
}

std::string PeriodWords(const Period& period, Say say) {
  if (period.max() == 0) return "";
  const bool one = period.max() == 1;
  std::string unit;
  switch (period.unit()) {
    case Period::UNIT_WORKING_DAYS:
      unit = one ? say("working day", "arbejdsdag") : say("working days", "arbejdsdage");
      break;
    case Period::UNIT_DAYS:
      unit = one ? say("day", "dag") : say("days", "dage");
      break;
    case Period::UNIT_WEEKS:
      unit = one ? say("week", "uge") : say("weeks", "uger");
      break;
    case Period::UNIT_MONTHS:
      unit = one ? say("month", "måned") : say("months", "måneder");
      break;
    default:
      break;
  }
  if (period.min() == period.max()) return absl::StrCat(period.max(), " ", unit);
  return absl::StrCat(period.min(), "–", period.max(), " ", unit);
}

std::string ActorWords(const cases::v1::Actor& actor) {
  return actor.authority().empty() ? actor.display_name()
                                   : absl::StrCat(actor.display_name(), " (", actor.authority(), ")");
}

std::string ContactPersonWords(const cases::v1::ContactPerson& person) {
  return JoinFilled({person.display_name(), person.phone(), person.email()});
}

std::string SpeakerWords(const cases::v1::Interaction& interaction, Say say) {
  return interaction.direction() == cases::v1::Interaction::DIRECTION_INBOUND
             ? JoinFilled(
                   {say("from the company", "fra virksomheden"),
                    interaction.kind() == cases::v1::Interaction::KIND_ENQUIRY ? Words(interaction.kind(), say) : ""})
             : Words(interaction.kind(), say);
}

std::string JoinFilled(const std::vector<std::string>& parts) {
  std::string result;
  for (const std::string& part : parts) {
    if (!part.empty()) absl::StrAppend(&result, result.empty() ? "" : ", ", part);
  }
  return result;
}

}  // namespace indgang::client
