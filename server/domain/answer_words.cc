#include "server/domain/answer_words.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace indgang::domain {
namespace {

using knowledge::v1::Fee;
using knowledge::v1::Period;

constexpr AnswerWords kDanish = {
    .subject_enquiry = "Svar på din henvendelse",
    .subject_outreach = "Efter vores samtale",
    .subject = "$0: $1 (sag $2)",
    .subject_about_services = "$0 (sag $1)",
    .greeting = "Kære $0",
    .greeting_without_name = "Hej",
    .thanks_enquiry = "Tak for din henvendelse.",
    .thanks_outreach = "Tak for snakken.",
    .here_is_plan =
        "Her er vores svar: hvad du skal have på plads, i hvilken rækkefølge, hvor lang tid det tager, og hvad det "
        "koster.",
    .here_are_guides = "Her er vores svar: hvad du skal gøre, hvor lang tid det tager, og hvad det koster.",
    .here_is_help = "Her er det, vi kan hjælpe med.",
    .contact_is_me = "Jeg er din kontaktperson, lige til sagen er slut.",
    .contact_is_desk = "$0 er din kontakt, lige til sagen er slut.",
    .reach_by_phone = "Ring på $0.",
    .reach_by_email = "Skriv til $0.",
    .reach_by_both = "Ring på $0, eller skriv til $1.",
    .one_entry =
        "Du skal ikke selv lede efter det rigtige kontor. Har du spørgsmål til en af myndighederne, finder vi den, der "
        "kan svare, og får vedkommende til at ringe til dig.",
    .heading_short = "KORT FORTALT",
    .short_needed = "Du skal have $0 på plads. Det foregår hos $1: $2.",
    .short_nothing_needed = "Med de svar, du har givet, skal du ikke søge om noget.",
    .short_maybe = {"Om du skal have 1 mere, afhænger af svar fra dig. Se længere nede.",
                    "Om du skal have op til $0 mere, afhænger af svar fra dig. Se længere nede."},
    .short_opening = "Alt kan tidligst være på plads den $0, hvis du går i gang den $1.",
    .short_opening_unknown =
        "Hvornår alt kan være på plads, kan vi ikke sige: Ingen har oplyst, hvor lang tid det tager.",
    .short_unknown_times =
        {"For 1 af trinene ved ingen på forhånd, hvor lang tid det tager. Det er ikke regnet med i datoen.",
         "For $0 af trinene ved ingen på forhånd, hvor lang tid de tager. De er ikke regnet med i datoen."},
    .short_fees = "De gebyrer, vi kender, er $0 i alt.",
    .short_no_fees = "Vi kender ingen faste gebyrer.",
    .short_unknown_fees = {"For 1 af trinene kender vi ikke prisen på forhånd.",
                           "For $0 af trinene kender vi ikke prisen på forhånd."},
    .permits = {"1 tilladelse", "$0 tilladelser"},
    .registrations = {"1 registrering eller anmeldelse", "$0 registreringer eller anmeldelser"},
    .authorities = {"1 myndighed", "$0 myndigheder"},
    .heading_first = "BEGYND HER",
    .first_begin = "Det kan du gå i gang med nu: $0.",
    .first_decides = "Tag det her først, for det bestemmer, hvornår alt er på plads: $0.",
    .heading_course = "FORLØBET, TRIN FOR TRIN",
    .heading_services = "DET HANDLER DET OM",
    .step_title = "$0. $1 ($2)",
    .step_from = "Kan gøres fra den $0.",
    .step_from_to = "Kan begynde den $0 og være på plads omkring den $1.",
    .step_from_at_once = "Kan gøres fra den $0. Kvitteringen kommer med det samme, og så kan du gå videre.",
    .step_from_unknown = "Kan begynde den $0. Ingen har oplyst, hvor lang tid det tager.",
    .step_from_waiting = "Kan tidligst begynde den $0. Det afhænger af et trin før, som ingen kender tiden for.",
    .step_takes = "Regn med $0.",
    .step_takes_at_most = "Loven giver myndigheden højst $0.",
    .step_takes_ahead = "Søg mindst $0, før du skal bruge det.",
    .step_at_once = "Kvitteringen kommer med det samme, og så kan du gå videre.",
    .step_time_unknown = "Ingen har oplyst, hvor lang tid det tager.",
    .step_applied = "Du søgte den $0.",
    .step_promised = "Myndigheden har lovet svar senest den $0.",
    .step_statutory = "Loven kræver svar senest den $0.",
    .step_in_place = "På plads siden den $0.",
    .step_refused = "Afslået den $0. Lad os tale om, hvad du kan gøre i stedet.",
    .step_evidence = "Hav klar:",
    .step_fee = "Pris: $0.",
    .step_free = "Pris: gratis.",
    .step_fee_varies = "Pris: afhænger af sagen.",
    .step_fee_unknown = "Pris: kender vi ikke på forhånd.",
    .step_guide = "Vejledning: $0",
    .step_apply = "Søg her: $0",
    .fee_year = "$0 ($1)",
    .fee_seen = "afhænger af sagen, andre har set $0",
    .heading_parallel = "DET KAN DU GØRE PÅ SAMME TID",
    .parallel = "Fra den $0: $1. De venter ikke på hinanden.",
    .heading_time = "TIDEN",
    .time_path = "De her trin bestemmer, hvornår alt er på plads: $0. Trækker et af dem ud, rykker datoen.",
    .time_unknown = "Vi ved ikke, hvor lang tid det her tager: $0. Spørg, før du binder dig til en dato.",
    .time_reservation =
        "Datoerne er regnet i arbejdsdage fra den $0 og med det længste, myndighederne selv siger. De holder kun, når "
        "ansøgningerne er fuldstændige fra begyndelsen.",
    .heading_fees = "PRISEN",
    .fees_known = "Faste gebyrer i alt: $0.",
    .fees_none = "Der er ingen faste gebyrer, som vi kender.",
    .fees_recurring = "Kommer igen: $0.",
    .fees_unknown = "Prisen kender vi ikke på forhånd for: $0. Spørg, før du søger.",
    .heading_questions = "DET MANGLER VI FRA DIG",
    .questions_intro = "Svar på de her spørgsmål, så retter vi planen:",
    .question = "$0 Svaret afgør: $1.",
    .heading_rules = "REGLER, DU SKAL OVERHOLDE",
    .rules_intro = "Her skal du ikke søge, men du skal kende reglerne:",
    .heading_offers = "DET KAN DU FÅ HJÆLP TIL",
    .heading_offers_new_company = "TIL DIG, DER STARTER",
    .offers_intro = "Det er tilbud, og du vælger selv:",
    .reservation =
        "Svaret er vejledning og bygger på det, du har fortalt os, og på reglerne, som vi kender dem den $0. "
        "Afgørelserne "
        "træffer myndighederne. Får du et nej, taler vi om, hvad du kan ændre.",
    .invitation = "Ændrer du noget i dine planer, så sig til. Så regner vi planen om.",
    .regards = "Venlig hilsen",
    .per_hour = "$0 i timen",
    .per_month = "$0 om måneden",
    .per_year = "$0 om året",
    .working_days = {"1 arbejdsdag", "$0 arbejdsdage"},
    .days = {"1 dag", "$0 dage"},
    .weeks = {"1 uge", "$0 uger"},
    .months = {"1 måned", "$0 måneder"},
    .date = "$0. $1 $2",
    .month_names = {"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober",
                    "november", "december"},
    .thousands_separator = ".",
    .decimal_separator = ",",
    .amount_dkk = "$0 kr.",
    .amount_other = "$0 $1",
    .last_and = " og ",
};

constexpr AnswerWords kEnglish = {
    .subject_enquiry = "Answer to your enquiry",
    .subject_outreach = "After our talk",
    .subject = "$0: $1 (case $2)",
    .subject_about_services = "$0 (case $1)",
    .greeting = "Dear $0,",
    .greeting_without_name = "Hello,",
    .thanks_enquiry = "Thank you for getting in touch.",
    .thanks_outreach = "Thank you for talking with us.",
    .here_is_plan = "Here is our answer: what you need, in which order, how long it takes, and what it costs.",
    .here_are_guides = "Here is our answer: what to do, how long it takes, and what it costs.",
    .here_is_help = "Here is what we can help with.",
    .contact_is_me = "I am your contact person until the case is closed.",
    .contact_is_desk = "$0 is your contact until the case is closed.",
    .reach_by_phone = "Ring $0.",
    .reach_by_email = "Write to $0.",
    .reach_by_both = "Ring $0, or write to $1.",
    .one_entry =
        "You do not have to look for the right office yourself. If you have a question for one of the authorities, we "
        "find the person who can answer and have them ring you.",
    .heading_short = "IN SHORT",
    .short_needed = "You need $0. You get them from $1: $2.",
    .short_nothing_needed = "With the answers you have given, there is nothing to apply for.",
    .short_maybe = {"Whether you need 1 more depends on an answer from you. See below.",
                    "Whether you need up to $0 more depends on answers from you. See below."},
    .short_opening = "Everything can be in place on $0 at the earliest, if you begin on $1.",
    .short_opening_unknown = "We cannot say when everything can be in place: nobody has stated how long it takes.",
    .short_unknown_times =
        {"For 1 of the steps nobody knows beforehand how long it takes. It is not counted in the date.",
         "For $0 of the steps nobody knows beforehand how long they take. They are not counted in the date."},
    .short_fees = "The fees we know come to $0.",
    .short_no_fees = "We know of no fixed fees.",
    .short_unknown_fees = {"For 1 of the steps we do not know the price beforehand.",
                           "For $0 of the steps we do not know the price beforehand."},
    .permits = {"1 permit", "$0 permits"},
    .registrations = {"1 registration or notification", "$0 registrations or notifications"},
    .authorities = {"1 authority", "$0 authorities"},
    .heading_first = "BEGIN HERE",
    .first_begin = "You can begin with this now: $0.",
    .first_decides = "Take this first, for it decides when everything is in place: $0.",
    .heading_course = "THE COURSE, STEP BY STEP",
    .heading_services = "WHAT IT IS ABOUT",
    .step_title = "$0. $1 ($2)",
    .step_from = "Can be done from $0.",
    .step_from_to = "Can begin on $0 and be in place around $1.",
    .step_from_at_once = "Can be done from $0. The receipt comes at once, and you can go on.",
    .step_from_unknown = "Can begin on $0. Nobody has stated how long it takes.",
    .step_from_waiting = "Can begin on $0 at the earliest. It depends on an earlier step whose time nobody knows.",
    .step_takes = "Expect $0.",
    .step_takes_at_most = "The law gives the authority $0 at most.",
    .step_takes_ahead = "Apply at least $0 before you need it.",
    .step_at_once = "The receipt comes at once, and you can go on.",
    .step_time_unknown = "Nobody has stated how long it takes.",
    .step_applied = "You applied on $0.",
    .step_promised = "The authority has promised an answer by $0.",
    .step_statutory = "The law demands an answer by $0.",
    .step_in_place = "In place since $0.",
    .step_refused = "Was refused on $0. Let us talk about what you can do instead.",
    .step_evidence = "Have ready:",
    .step_fee = "Price: $0.",
    .step_free = "Price: free.",
    .step_fee_varies = "Price: depends on the case.",
    .step_fee_unknown = "Price: not known beforehand.",
    .step_guide = "Guide: $0",
    .step_apply = "Apply here: $0",
    .fee_year = "$0 ($1)",
    .fee_seen = "depends on the case, others have seen $0",
    .heading_parallel = "WHAT YOU CAN DO SIDE BY SIDE",
    .parallel = "From $0: $1. They do not wait for each other.",
    .heading_time = "THE TIME",
    .time_path = "These steps decide when everything is in place: $0. If one of them is late, the date moves.",
    .time_unknown = "We do not know how long this takes: $0. Ask before you commit yourself to a date.",
    .time_reservation =
        "The dates are counted in working days from $0, with the longest time the authorities themselves state. They "
        "hold only if the applications are complete from the beginning.",
    .heading_fees = "THE PRICE",
    .fees_known = "Fixed fees altogether: $0.",
    .fees_none = "There are no fixed fees that we know of.",
    .fees_recurring = "Comes back: $0.",
    .fees_unknown = "We do not know the price beforehand of: $0. Ask before you apply.",
    .heading_questions = "WHAT WE NEED FROM YOU",
    .questions_intro = "Answer these questions, and we will correct the plan:",
    .question = "$0 The answer decides: $1.",
    .heading_rules = "RULES TO KEEP",
    .rules_intro = "There is nothing to apply for here, but you must know the rules:",
    .heading_offers = "WHAT YOU CAN GET HELP WITH",
    .heading_offers_new_company = "FOR YOU WHO ARE STARTING",
    .offers_intro = "These are offers, and the choice is yours:",
    .reservation =
        "This answer is guidance. It rests on what you have told us and on the rules as we know them on $0. The "
        "authorities decide. If you get a no, we talk about what you can change.",
    .invitation = "If your plans change, tell us, and we will make the plan anew.",
    .regards = "Kind regards",
    .per_hour = "$0 an hour",
    .per_month = "$0 a month",
    .per_year = "$0 a year",
    .working_days = {"1 working day", "$0 working days"},
    .days = {"1 day", "$0 days"},
    .weeks = {"1 week", "$0 weeks"},
    .months = {"1 month", "$0 months"},
    .date = "$0 $1 $2",
    .month_names = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                    "November", "December"},
    .thousands_separator = ",",
    .decimal_separator = ".",
    .amount_dkk = "DKK $0",
    .amount_other = "$1 $0",
    .last_and = " and ",
};

std::string AmountText(std::int64_t minor, const AnswerWords& words) {
  const std::string digits = absl::StrCat(minor / 100);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) absl::StrAppend(&text, words.thousands_separator);
    text += digits[i];
  }
  if (const std::int64_t rest = minor % 100; rest != 0) {
    absl::StrAppend(&text, words.decimal_separator, absl::Dec(rest, absl::kZeroPad2));
  }
  return text;
}

}  // namespace

const AnswerWords& AnswerWordsIn(bool english) { return english ? kEnglish : kDanish; }

std::string CountText(const Counted& counted, std::int64_t number, absl::string_view shown) {
  return number == 1 ? std::string(counted.one) : absl::Substitute(counted.many, shown);
}

std::string CountText(const Counted& counted, std::int64_t number) {
  return CountText(counted, number, absl::StrCat(number));
}

std::string DateText(absl::string_view iso_date, const AnswerWords& words) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(iso_date, &day)) return std::string(iso_date);
  return absl::Substitute(words.date, day.day(), words.month_names[static_cast<std::size_t>(day.month() - 1)],
                          static_cast<std::int64_t>(day.year()));
}

std::string MoneyText(std::int64_t min_minor, std::int64_t max_minor, absl::string_view currency,
                      const AnswerWords& words) {
  std::string amount = AmountText(min_minor, words);
  if (max_minor != min_minor) absl::StrAppend(&amount, "–", AmountText(max_minor, words));
  if (currency.empty() || currency == "DKK") return absl::Substitute(words.amount_dkk, amount);
  return absl::Substitute(words.amount_other, amount, currency);
}

std::string PeriodText(const Period& period, const AnswerWords& words) {
  const std::string shown =
      period.min() == period.max() ? absl::StrCat(period.max()) : absl::StrCat(period.min(), "–", period.max());
  switch (period.unit()) {
    case Period::UNIT_WORKING_DAYS:
      return CountText(words.working_days, period.max(), shown);
    case Period::UNIT_WEEKS:
      return CountText(words.weeks, period.max(), shown);
    case Period::UNIT_MONTHS:
      return CountText(words.months, period.max(), shown);
    default:
      return CountText(words.days, period.max(), shown);
  }
}

std::string FeeText(const Fee& fee, const AnswerWords& words) {
  if (fee.amount_max_minor() == 0) return "";
  std::string text = MoneyText(fee.amount_min_minor(), fee.amount_max_minor(), fee.currency(), words);
  if (fee.kind() == Fee::KIND_HOURLY || fee.per() == Fee::PER_HOUR) {
    text = absl::Substitute(words.per_hour, text);
  } else if (fee.per() == Fee::PER_MONTH) {
    text = absl::Substitute(words.per_month, text);
  } else if (fee.per() == Fee::PER_YEAR) {
    text = absl::Substitute(words.per_year, text);
  }
  if (fee.year() != 0) text = absl::Substitute(words.fee_year, text, fee.year());
  return fee.kind() == Fee::KIND_VARIES ? absl::Substitute(words.fee_seen, text) : text;
}

std::string ListText(const std::vector<std::string>& items, const AnswerWords& words) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : i + 1 == items.size() ? words.last_and : ", ", items[i]);
  }
  return text;
}

}  // namespace indgang::domain
