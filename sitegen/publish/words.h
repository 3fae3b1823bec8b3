// The words of the user interface, one file per language: templates/strings/da.txt and en.txt.
#ifndef INDGANG_SITEGEN_PUBLISH_WORDS_H_
#define INDGANG_SITEGEN_PUBLISH_WORDS_H_

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "sitegen/publish/template.h"

namespace indgang::sitegen {

// Reads lines `key = text`; empty lines and lines that begin with # are passed over. Keys are [a-z0-9_]+. Problems
// (codes string-syntax, duplicate-string) are appended as "file:line:column: error [code]: …".
UiStrings ParseStrings(absl::string_view file, absl::string_view bytes, std::vector<std::string>* problems);

// A word in one and in several: "$0 week", "$0 weeks".
struct Counted {
  std::string one;
  std::string many;
  // With the number in place; `shown` is how it is written.
  std::string Format(long long count, absl::string_view shown) const;
  std::string Format(long long count) const;
};

// What the end of a package's plan is called: a café opens, but who hires staff has everything in place.
struct EndWords {
  // "Earliest opening".
  std::string name;
  std::string legend_critical;
  // What the plan's script says of it, as Words::script.
  std::vector<std::pair<std::string, std::string>> script;
};

// The words that C++ code puts together; templates take theirs by key. $0, $1 stand for values.
struct Words {
  // Marks what numbers look like: "." and "," in Danish.
  std::string thousands_separator, decimal_separator;
  std::array<std::string, 12> months;
  // $0 day, $1 month, $2 year.
  std::string date;
  // $0 amount; $0 currency, $1 amount.
  std::string amount_dkk, amount_other;
  std::string per_hour, per_month, per_year;
  // $0 number.
  std::string volume_about, volume_few;
  std::string fee_free, fee_none, fee_unknown, fee_varies, fee_seen;
  // $0 fee, $1 year.
  std::string fee_in_year;
  Counted working_days, days, weeks, months_long;
  std::string time_immediate, time_unknown, time_none, time_at_most, time_ahead;
  // Indexed by ServiceKind, AuthorityLevel and Certainty; [0] is not used.
  std::array<std::string, 7> kinds;
  std::array<std::string, 5> levels;
  std::array<std::string, 4> certainties;
  std::string status_repealed, status_replaced;
  // $0 the parts; $0 the question.
  std::string need_always, need_offer, need_recommended, need_if, need_yes, need_no, need_and, need_or;
  Counted reply_goal, answer_goal;
  std::string page_title;
  std::string home, start_lead, services, authorities, faq, glossary, statement, news, search, not_found;
  std::string services_summary, authorities_summary, faq_summary, glossary_summary, statement_summary, news_summary,
      search_summary, not_found_summary;
  Counted package_needed, package_maybe, package_authorities;
  std::string revision_none;
  // Without and with the day of the translation, $0.
  std::string outdated, outdated_since;
  // The plan as a picture.
  std::string step_after, overview_title, overview_desc, overview_start, overview_opening_all, overview_week_first;
  Counted overview_week;
  EndWords opening, in_place;
  // What the plan's script says, by the key without "js_".
  std::vector<std::pair<std::string, std::string>> script;

  // Takes the words out of `strings` and marks them used. What is missing or has other placeholders than wanted is
  // appended to `problems` (codes missing-string, string-placeholder).
  static Words Take(absl::string_view file, const UiStrings& strings, std::vector<std::string>* problems);
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_WORDS_H_
