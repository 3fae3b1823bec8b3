#include "sitegen/publish/words.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/substitute.h"
#include "base/did_you_mean.h"

namespace indgang::sitegen {
namespace {

std::string ProblemLine(absl::string_view file, std::size_t line, absl::string_view code, absl::string_view message) {
  return absl::StrCat(file, ":", line, ":1: error [", code, "]: ", message);
}

// Takes words one by one.
class Taker {
 public:
  Taker(absl::string_view file, const UiStrings& strings, std::vector<std::string>* problems)
      : file_(file), strings_(strings), problems_(problems) {}

  std::string operator()(absl::string_view key, int placeholders = 0) {
    const auto found = strings_.find(key);
    if (found == strings_.end()) {
      std::vector<std::string> unused;
      for (const auto& [name, string] : strings_) {
        if (!string.used) unused.push_back(name);
      }
      const std::string near = DidYouMean(key, unused);
      problems_->push_back(
          ProblemLine(file_, 1, "missing-string",
                      absl::StrCat("\"", key, "\" is missing",
                                   near.empty() ? "" : absl::StrCat("; is it written \"", near, "\"?"))));
      return "";
    }
    found->second.used = true;
    CheckPlaceholders(key, found->second.text, placeholders);
    return found->second.text;
  }

  // One may be written in words: "24 hours".
  Counted Count(absl::string_view key) {
    const std::string one_key = absl::StrCat(key, "_one");
    const auto one = strings_.find(one_key);
    const bool in_words = one != strings_.end() && one->second.text.find('$') == std::string::npos;
    return {(*this)(one_key, in_words ? 0 : 1), (*this)(absl::StrCat(key, "_many"), 1)};
  }

 private:
  void CheckPlaceholders(absl::string_view key, const std::string& text, int wanted) {
    std::vector<bool> seen(static_cast<std::size_t>(wanted));
    bool other = false;
    for (std::size_t i = text.find('$'); i != std::string::npos; i = text.find('$', i + 1)) {
      const std::size_t number = i + 1 < text.size() ? static_cast<std::size_t>(text[i + 1] - '0') : seen.size();
      if (number < seen.size()) {
        seen[number] = true;
      } else {
        other = true;
      }
    }
    for (const bool one : seen) other = other || !one;
    if (!other) return;
    std::string list;
    for (int i = 0; i < wanted; ++i) absl::StrAppend(&list, i == 0 ? "" : ", ", "$", i);
    problems_->push_back(ProblemLine(file_, 1, "string-placeholder",
                                     absl::StrCat("\"", key, "\" must hold ", wanted == 0 ? "no $" : list,
                                                  wanted == 0 ? "" : " and no other $", "; it is \"", text, "\"")));
  }

  absl::string_view file_;
  const UiStrings& strings_;
  std::vector<std::string>* problems_;
};

// Key without "js_", and how many values are put in.
struct ScriptWord {
  const char* key;
  int placeholders;
};
constexpr ScriptWord kScriptWords[] = {
    {"quote", 1},
    {"needed", 0},
    {"maybe", 0},
    {"not", 0},
    {"because", 1},
    {"decides", 1},
    {"dates", 2},
    {"begin", 1},
    {"fees_unknown_one", 1},
    {"fees_unknown_many", 1},
    {"times_unknown_one", 1},
    {"times_unknown_many", 1},
    {"fees_none", 0},
    {"opening_range", 2},
    {"opening_after", 1},
    {"opening_unknown", 0},
    {"opening_all", 1},
    {"copied", 0},
    {"copy_failed", 0},
    {"remembered", 0},
    {"forgotten", 0},
    {"not_kept", 0},
    {"done", 0},
    {"progress", 2},
    {"ics_begin", 1},
    {"ics_answer", 1},
    {"list_start", 1},
    {"list_maybe", 0},
    {"list_none", 0},
    {"file", 0},
};

// Those that speak of the end of the plan.
constexpr ScriptWord kEndScriptWords[] = {
    {"bar", 3}, {"critical", 0}, {"summary", 4}, {"ics_opening", 1}, {"list_opening", 1},
};

// `end` is what the keys end in: "" or "_need".
EndWords TakeEndWords(Taker& take, absl::string_view end) {
  EndWords words;
  words.name = take(absl::StrCat("overview_opening", end));
  words.legend_critical = take(absl::StrCat("legend_critical", end));
  words.script.emplace_back("overview_opening", words.name);
  for (const auto& [key, placeholders] : kEndScriptWords) {
    words.script.emplace_back(key, take(absl::StrCat("js_", key, end), placeholders));
  }
  return words;
}

std::vector<std::pair<std::string, std::string>> TakeScriptWords(Taker& take, const Words& words) {
  std::vector<std::pair<std::string, std::string>> script;
  for (const auto& [key, placeholders] : kScriptWords) {
    script.emplace_back(key, take(absl::StrCat("js_", key), placeholders));
  }
  // Shared with what is said without script.
  script.insert(script.end(), {{"question_yes", words.need_yes},
                               {"question_no", words.need_no},
                               {"and", words.need_and},
                               {"amount", words.amount_dkk},
                               {"overview_title", words.overview_title},
                               {"overview_desc", words.overview_desc},
                               {"overview_opening_all", words.overview_opening_all},
                               {"overview_start", words.overview_start},
                               {"weeks_one", words.weeks.one},
                               {"weeks_many", words.weeks.many},
                               {"step_after", words.step_after}});
  return script;
}

}  // namespace

std::string Counted::Format(long long count, absl::string_view shown) const {
  return absl::Substitute(count == 1 ? one : many, shown);
}

std::string Counted::Format(long long count) const { return Format(count, absl::StrCat(count)); }

UiStrings ParseStrings(absl::string_view file, absl::string_view bytes, std::vector<std::string>* problems) {
  UiStrings strings;
  std::size_t number = 0;
  for (const absl::string_view raw : absl::StrSplit(bytes, '\n')) {
    ++number;
    const absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (line.empty() || line[0] == '#') continue;
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits('=', 1));
    const std::string key(absl::StripAsciiWhitespace(parts.first));
    const std::string text(absl::StripAsciiWhitespace(parts.second));
    if (text.empty() || key.empty() ||
        key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos) {
      problems->push_back(ProblemLine(file, number, "string-syntax",
                                      absl::StrCat("a line is \"key = text\", and this is \"", line, "\"")));
    } else if (!strings.emplace(key, UiString{text}).second) {
      problems->push_back(
          ProblemLine(file, number, "duplicate-string", absl::StrCat("\"", key, "\" stands here twice")));
    }
  }
  return strings;
}

Words Words::Take(absl::string_view file, const UiStrings& strings, std::vector<std::string>* problems) {
  Taker take(file, strings, problems);
  Words w;
  w.thousands_separator = take("thousands_separator");
  w.decimal_separator = take("decimal_separator");
  for (std::size_t i = 0; i < w.months.size(); ++i) w.months[i] = take(absl::StrCat("month_", i + 1));
  w.date = take("date", 3);
  w.amount_dkk = take("amount_dkk", 1);
  w.amount_other = take("amount_other", 2);
  w.per_hour = take("per_hour", 1);
  w.per_month = take("per_month", 1);
  w.per_year = take("per_year", 1);
  w.volume_about = take("volume_about", 1);
  w.volume_few = take("volume_few");
  w.fee_free = take("fee_free");
  w.fee_none = take("fee_none");
  w.fee_unknown = take("fee_unknown");
  w.fee_varies = take("fee_varies");
  w.fee_seen = take("fee_seen", 1);
  w.fee_in_year = take("fee_in_year", 2);
  w.working_days = take.Count("working_days");
  w.days = take.Count("days");
  w.weeks = take.Count("weeks");
  w.months_long = take.Count("months");
  w.time_immediate = take("time_immediate");
  w.time_unknown = take("time_unknown");
  w.time_none = take("time_none");
  w.time_at_most = take("time_at_most", 1);
  w.time_ahead = take("time_ahead", 1);
  static constexpr const char* kKinds[] = {"permit",     "notification", "registration",
                                           "obligation", "guidance",     "information"};
  for (std::size_t i = 1; i < w.kinds.size(); ++i) w.kinds[i] = take(absl::StrCat("kind_", kKinds[i - 1]));
  static constexpr const char* kLevels[] = {"municipal", "state", "utility", "organisation"};
  for (std::size_t i = 1; i < w.levels.size(); ++i) w.levels[i] = take(absl::StrCat("level_", kLevels[i - 1]));
  static constexpr const char* kCertainties[] = {"high", "medium", "low"};
  for (std::size_t i = 1; i < w.certainties.size(); ++i) {
    w.certainties[i] = take(absl::StrCat("certainty_", kCertainties[i - 1]));
  }
  w.status_repealed = take("status_repealed");
  w.status_replaced = take("status_replaced");
  w.need_always = take("need_always");
  w.need_offer = take("need_offer");
  w.need_recommended = take("need_recommended");
  w.need_if = take("need_if", 1);
  w.need_yes = take("need_yes", 1);
  w.need_no = take("need_no", 1);
  w.need_and = take("need_and");
  w.need_or = take("need_or");
  w.reply_goal = take.Count("reply_goal");
  w.answer_goal = take.Count("answer_goal");
  w.page_title = take("page_title", 2);
  w.home = take("home");
  w.start_lead = take("start_lead");
  w.services = take("services");
  w.authorities = take("authorities");
  w.faq = take("faq");
  w.glossary = take("glossary");
  w.statement = take("statement");
  w.news = take("news");
  w.search = take("search");
  w.not_found = take("not_found");
  w.services_summary = take("services_summary");
  w.authorities_summary = take("authorities_summary");
  w.faq_summary = take("faq_summary");
  w.glossary_summary = take("glossary_summary");
  w.statement_summary = take("statement_summary");
  w.news_summary = take("news_summary");
  w.search_summary = take("search_summary");
  w.not_found_summary = take("not_found_summary");
  w.package_needed = take.Count("package_needed");
  w.package_maybe = take.Count("package_maybe");
  w.package_authorities = take.Count("package_authorities");
  w.revision_none = take("revision_none");
  w.outdated = take("outdated");
  w.outdated_since = take("outdated_since", 1);
  w.step_after = take("step_after", 1);
  w.overview_title = take("overview_title");
  w.overview_desc = take("overview_desc");
  w.overview_start = take("overview_start");
  w.overview_opening_all = take("overview_opening_all");
  w.overview_week_first = take("overview_week_first");
  w.overview_week = take.Count("overview_week");
  w.opening = TakeEndWords(take, "");
  w.in_place = TakeEndWords(take, "_need");
  w.script = TakeScriptWords(take, w);
  return w;
}

}  // namespace indgang::sitegen
