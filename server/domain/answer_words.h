// The words of the five-day answer, all of them, in both languages. answer_draft.cc puts them together and holds none.
#ifndef INDGANG_SERVER_DOMAIN_ANSWER_WORDS_H_
#define INDGANG_SERVER_DOMAIN_ANSWER_WORDS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "indgang/knowledge/v1/service.pb.h"
#include "indgang/knowledge/v1/text.pb.h"

namespace indgang::domain {

// For one, and for any other number ($0).
struct Counted {
  absl::string_view one;
  absl::string_view many;
};

// Sentences; $0, $1 … stand for what the comment says.
struct AnswerWords {
  // How the subject begins, to those who asked and to those whom we got in touch with.
  absl::string_view subject_enquiry;
  absl::string_view subject_outreach;
  // That beginning, what it is about, case number; the same without what it is about.
  absl::string_view subject;
  absl::string_view subject_about_services;
  // Name of who asked.
  absl::string_view greeting;
  absl::string_view greeting_without_name;
  // Again to both, then what the letter holds.
  absl::string_view thanks_enquiry;
  absl::string_view thanks_outreach;
  absl::string_view here_is_plan;
  absl::string_view here_are_guides;
  absl::string_view here_is_help;

  // Who is contact: a person writing, or the front desk by its name ($0).
  absl::string_view contact_is_me;
  absl::string_view contact_is_desk;
  // Telephone; e-mail; both.
  absl::string_view reach_by_phone;
  absl::string_view reach_by_email;
  absl::string_view reach_by_both;
  absl::string_view one_entry;

  absl::string_view heading_short;
  // A count in words, a count of authorities in words, their names.
  absl::string_view short_needed;
  absl::string_view short_nothing_needed;
  Counted short_maybe;
  // Day when all is in place, first day.
  absl::string_view short_opening;
  absl::string_view short_opening_unknown;
  Counted short_unknown_times;
  absl::string_view short_fees;
  absl::string_view short_no_fees;
  Counted short_unknown_fees;
  Counted permits;
  Counted registrations;
  Counted authorities;

  absl::string_view heading_first;
  // Names of steps; of those that decide the last day.
  absl::string_view first_begin;
  absl::string_view first_decides;

  absl::string_view heading_course;
  absl::string_view heading_services;
  // Step's number, name, authority.
  absl::string_view step_title;
  // Dates; lengths of time.
  absl::string_view step_from;
  absl::string_view step_from_to;
  absl::string_view step_from_at_once;
  absl::string_view step_from_unknown;
  absl::string_view step_from_waiting;
  absl::string_view step_takes;
  absl::string_view step_takes_at_most;
  absl::string_view step_takes_ahead;
  absl::string_view step_at_once;
  absl::string_view step_time_unknown;
  absl::string_view step_applied;
  absl::string_view step_promised;
  absl::string_view step_statutory;
  absl::string_view step_in_place;
  absl::string_view step_refused;
  // Above what to have ready; the price; the guide's address; where to apply.
  absl::string_view step_evidence;
  absl::string_view step_fee;
  absl::string_view step_free;
  absl::string_view step_fee_varies;
  absl::string_view step_fee_unknown;
  absl::string_view step_guide;
  absl::string_view step_apply;
  // A price and the year it holds for; a price others have seen.
  absl::string_view fee_year;
  absl::string_view fee_seen;

  absl::string_view heading_parallel;
  // First day, names of steps.
  absl::string_view parallel;

  absl::string_view heading_time;
  absl::string_view time_path;
  absl::string_view time_unknown;
  absl::string_view time_reservation;

  absl::string_view heading_fees;
  absl::string_view fees_known;
  absl::string_view fees_none;
  absl::string_view fees_recurring;
  absl::string_view fees_unknown;

  absl::string_view heading_questions;
  absl::string_view questions_intro;
  // A question, names of what it decides.
  absl::string_view question;

  absl::string_view heading_rules;
  absl::string_view rules_intro;

  absl::string_view heading_offers;
  absl::string_view heading_offers_new_company;
  absl::string_view offers_intro;

  // First day of the letter; the municipality.
  absl::string_view reservation;
  absl::string_view invitation;
  absl::string_view regards;

  // Hour, month, year: "$0 a month".
  absl::string_view per_hour;
  absl::string_view per_month;
  absl::string_view per_year;
  Counted working_days;
  Counted days;
  Counted weeks;
  Counted months;
  // Day, month, year.
  absl::string_view date;
  std::array<absl::string_view, 12> month_names;
  absl::string_view thousands_separator;
  absl::string_view decimal_separator;
  absl::string_view amount_dkk;
  absl::string_view amount_other;
  absl::string_view last_and;
};

// Fills a sentence in; one that ends in an abbreviation ("kr.") gets no second full stop.
template <typename... Values>
std::string Fill(absl::string_view sentence, const Values&... values) {
  std::string text = absl::Substitute(sentence, values...);
  if (absl::EndsWith(text, "..")) text.pop_back();
  return text;
}

// English, else Danish.
const AnswerWords& AnswerWordsIn(bool english);

// "3 uger"; `number` is how many there are, `shown` how it is written ("2–3").
std::string CountText(const Counted& counted, std::int64_t number, absl::string_view shown);
std::string CountText(const Counted& counted, std::int64_t number);
// "21. november 2026" for "2026-11-21"; "" for "".
std::string DateText(absl::string_view iso_date, const AnswerWords& words);
// "1.234,50 kr."; a range when the amounts differ.
std::string MoneyText(std::int64_t min_minor, std::int64_t max_minor, absl::string_view currency,
                      const AnswerWords& words);
// "6–8 uger".
std::string PeriodText(const knowledge::v1::Period& period, const AnswerWords& words);
// "955 kr. om måneden (2026)"; "" when the fee holds no amount.
std::string FeeText(const knowledge::v1::Fee& fee, const AnswerWords& words);
// "a, b og c".
std::string ListText(const std::vector<std::string>& items, const AnswerWords& words);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_ANSWER_WORDS_H_
