#include "sitegen/publish/format.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/time/civil_time.h"

namespace indgang::sitegen {
namespace {

using knowledge::v1::Condition;
using knowledge::v1::Fee;
using knowledge::v1::Period;
using knowledge::v1::Service;

std::string FormatNumber(std::int64_t number, const Words& words) {
  const std::string digits = absl::StrCat(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += words.thousands_separator;
    text += digits[i];
  }
  return text;
}

std::string FormatAmount(std::int64_t minor, const Words& words) {
  std::string text = FormatNumber(minor / 100, words);
  if (const std::int64_t rest = minor % 100; rest != 0) {
    absl::StrAppend(&text, words.decimal_separator, absl::Dec(rest, absl::kZeroPad2));
  }
  return text;
}

std::string Per(Fee::Per per, std::string amount, const Words& words) {
  switch (per) {
    case Fee::PER_HOUR:
      return absl::Substitute(words.per_hour, amount);
    case Fee::PER_MONTH:
      return absl::Substitute(words.per_month, amount);
    case Fee::PER_YEAR:
      return absl::Substitute(words.per_year, amount);
    default:
      return amount;
  }
}

// Deeper rules are checked away when content is read; this bounds what a hand-made bundle can do.
constexpr int kMaxRuleDepth = 20;

std::string Rule(const Condition& rule, bool wanted, bool nested, int depth, const knowledge::Bundle& bundle,
                 absl::string_view language, const Words& words) {
  if (depth > kMaxRuleDepth) return "";
  const auto join = [&](const auto& list, bool all) {
    std::string text;
    for (const Condition& part : list.conditions()) {
      // By De Morgan a denied "all" is an "any" of denied parts.
      absl::StrAppend(&text, text.empty() ? "" : absl::StrCat(" ", all == wanted ? words.need_and : words.need_or, " "),
                      Rule(part, wanted, true, depth + 1, bundle, language, words));
    }
    return nested && list.conditions_size() > 1 ? absl::StrCat("(", text, ")") : text;
  };
  switch (rule.rule_case()) {
    case Condition::kAll:
      return join(rule.all(), true);
    case Condition::kAny:
      return join(rule.any(), false);
    case Condition::kNot:
      return Rule(rule.not_(), !wanted, nested, depth + 1, bundle, language, words);
    default: {
      const knowledge::v1::Question* question = bundle.FindQuestion(rule.question());
      if (question == nullptr) return "";
      const bool english = language == "en" && !question->text().en().empty();
      return absl::Substitute(wanted ? words.need_yes : words.need_no,
                              english ? question->text().en() : question->text().da());
    }
  }
}

}  // namespace

std::string FormatMoney(std::int64_t min_minor, std::int64_t max_minor, absl::string_view currency,
                        const Words& words) {
  std::string amount = FormatAmount(min_minor, words);
  if (max_minor != min_minor) absl::StrAppend(&amount, "–", FormatAmount(max_minor, words));
  if (currency.empty() || currency == "DKK") return absl::Substitute(words.amount_dkk, amount);
  return absl::Substitute(words.amount_other, currency, amount);
}

std::string FormatDate(absl::string_view iso_date, const Words& words) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(iso_date, &day)) return std::string(iso_date);
  return absl::Substitute(words.date, day.day(), words.months[static_cast<std::size_t>(day.month() - 1)],
                          static_cast<std::int64_t>(day.year()));
}

std::string FormatPeriod(const Period& period, const Words& words) {
  const std::string shown =
      period.min() == period.max() ? absl::StrCat(period.max()) : absl::StrCat(period.min(), "–", period.max());
  switch (period.unit()) {
    case Period::UNIT_WORKING_DAYS:
      return words.working_days.Format(period.max(), shown);
    case Period::UNIT_WEEKS:
      return words.weeks.Format(period.max(), shown);
    case Period::UNIT_MONTHS:
      return words.months_long.Format(period.max(), shown);
    default:
      return words.days.Format(period.max(), shown);
  }
}

std::string FormatFee(const Service& service, const Words& words) {
  if (!service.has_fee()) {
    return service.kind() == knowledge::v1::SERVICE_KIND_OBLIGATION ? words.fee_none : words.fee_unknown;
  }
  const Fee& fee = service.fee();
  if (fee.kind() == Fee::KIND_FREE) return words.fee_free;
  if (fee.amount_max_minor() == 0) return fee.kind() == Fee::KIND_VARIES ? words.fee_varies : words.fee_unknown;
  const Fee::Per per = fee.kind() == Fee::KIND_HOURLY ? Fee::PER_HOUR : fee.per();
  std::string text =
      Per(per, FormatMoney(fee.amount_min_minor(), fee.amount_max_minor(), fee.currency(), words), words);
  if (fee.kind() == Fee::KIND_VARIES) text = absl::Substitute(words.fee_seen, text);
  if (fee.year() != 0) text = absl::Substitute(words.fee_in_year, text, fee.year());
  return text;
}

std::string FormatTime(const Service& service, const Words& words) {
  const knowledge::v1::Processing& processing = service.processing();
  if (processing.immediate()) return words.time_immediate;
  if (processing.has_goal()) return FormatPeriod(processing.goal(), words);
  if (processing.has_statutory())
    return absl::Substitute(words.time_at_most, FormatPeriod(processing.statutory(), words));
  if (processing.has_apply_ahead())
    return absl::Substitute(words.time_ahead, FormatPeriod(processing.apply_ahead(), words));
  if (service.kind() == knowledge::v1::SERVICE_KIND_OBLIGATION ||
      service.kind() == knowledge::v1::SERVICE_KIND_INFORMATION) {
    return words.time_none;
  }
  return words.time_unknown;
}

std::string FormatVolume(std::int64_t annual_volume, const Words& words) {
  if (annual_volume <= 0) return "";
  if (annual_volume < 10) return words.volume_few;
  std::int64_t place = 1;
  while (annual_volume / place >= 100) place *= 10;
  return absl::Substitute(words.volume_about, FormatNumber((annual_volume + place / 2) / place * place, words));
}

std::string FormatNeed(const Service& service, const knowledge::Bundle& bundle, absl::string_view language,
                       const Words& words) {
  if (!service.has_needed_if() || service.needed_if().rule_case() == Condition::RULE_NOT_SET) return "";
  return absl::Substitute(words.need_if, Rule(service.needed_if(), true, false, 0, bundle, language, words));
}

}  // namespace indgang::sitegen
