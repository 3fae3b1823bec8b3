// The words that tables show, in both languages: enum values, times, money and lengths of time.
#ifndef INDGANG_CLIENT_WORDS_H_
#define INDGANG_CLIENT_WORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/settings.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "indgang/cases/v1/case.pb.h"
#include "indgang/cases/v1/people.pb.h"
#include "indgang/knowledge/v1/service.pb.h"
#include "indgang/knowledge/v1/text.pb.h"

namespace indgang::client {

// Picks one of two texts: `Say say(language); say("Company", "Virksomhed")`.
class Say {
 public:
  explicit Say(Language language) : language_(language) {}
  Language language() const { return language_; }
  std::string operator()(absl::string_view english, absl::string_view danish) const {
    return std::string(language_ == Language::kEnglish ? english : danish);
  }

 private:
  Language language_;
};

// An enum's value as words: "in progress", "i gang". Empty for an unspecified one; a value newer than this program
// shows as its number.
std::string EnumWords(const google::protobuf::EnumDescriptor* descriptor, int value, Say say);

template <typename Enum>
std::string Words(Enum value, Say say) {
  return EnumWords(google::protobuf::GetEnumDescriptor<Enum>(), value, say);
}

// The same value as it is typed on the command line: STATE_IN_PROGRESS → "in-progress".
std::string EnumWord(const google::protobuf::EnumValueDescriptor& value);

// Every value but the unspecified one, as typed.
std::vector<std::string> AllEnumWords(const google::protobuf::EnumDescriptor* descriptor);

// The value typed as `word`; 0 when there is none.
int ParseEnumWord(const google::protobuf::EnumDescriptor* descriptor, absl::string_view word);

// "Mon 23 Nov 2026 10:15" in Danish local time; empty when unset.
std::string LocalTime(const google::protobuf::Timestamp& time, Say say);
// The day in Danish local time as ISO 8601, "2026-11-23".
std::string LocalDay(absl::Time time);
absl::Time ToTime(const google::protobuf::Timestamp& time);
// "2026-12-04T12:00" in Danish local time; nullopt when it is written otherwise or does not exist.
std::optional<google::protobuf::Timestamp> ParseLocalTime(const std::string& text);

// The text in the wanted language, else the Danish one.
std::string Localized(const knowledge::v1::LocalizedText& text, Say say);
const knowledge::v1::Prose& Localized(const knowledge::v1::LocalizedProse& prose, Say say);

// Hundredths and the currency as written in the language: "123.50 DKK" or "123,50 DKK".
std::string MoneyWords(std::int64_t minor, absl::string_view currency, Say say);
// "955 DKK a month (2024)"; "ask us" when nobody has a source for it.
std::string FeeWords(const knowledge::v1::Service& service, Say say);
// "6–8 weeks"; empty when absent.
std::string PeriodWords(const knowledge::v1::Period& period, Say say);

// "Mette Holm (building)".
std::string ActorWords(const cases::v1::Actor& actor);
// "Mette Holm, 12 34 56 78, mette@fjordby.example".
std::string ContactPersonWords(const cases::v1::ContactPerson& person);
// "from the company", or what we said it for: "answer".
std::string SpeakerWords(const cases::v1::Interaction& interaction, Say say);

// "a, b, c" without the empty ones.
std::string JoinFilled(const std::vector<std::string>& parts);

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_WORDS_H_
