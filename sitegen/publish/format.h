// Numbers, money, dates, times and conditions in the words of one language.
#ifndef INDGANG_SITEGEN_PUBLISH_FORMAT_H_
#define INDGANG_SITEGEN_PUBLISH_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "knowledge/bundle.h"
#include "sitegen/publish/words.h"

namespace indgang::sitegen {

// "1.234,50 kr." or "DKK 1,234.50"; without decimals when there are none. Equal amounts show once, others as a range.
std::string FormatMoney(std::int64_t min_minor, std::int64_t max_minor, absl::string_view currency, const Words& words);

// "21. november 2026" or "21 November 2026" for "2026-11-21"; "" for "".
std::string FormatDate(absl::string_view iso_date, const Words& words);

// "6-8 uger", "1 week".
std::string FormatPeriod(const knowledge::v1::Period& period, const Words& words);

// The price in a few words, with the year it holds for; the words for "ask us" when nobody has a source for it.
std::string FormatFee(const knowledge::v1::Service& service, const Words& words);

// How long the authority takes, in a few words; "ask us" when unknown, "nothing to apply for" where that is so.
std::string FormatTime(const knowledge::v1::Service& service, const Words& words);

// How often the service is used: "ca. 800 om året", "about 800 a year", to two digits that count, because catalogues
// estimate; small numbers only as "fewer than 10 a year"; "" for 0, when nobody has counted.
std::string FormatVolume(std::int64_t annual_volume, const Words& words);

// When the service is needed: if questions are answered so; "" when no question decides. `language` is "da" or "en";
// questions without an English text stand in Danish.
std::string FormatNeed(const knowledge::v1::Service& service, const knowledge::Bundle& bundle,
                       absl::string_view language, const Words& words);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_FORMAT_H_
