// Options that several commands share.
#ifndef INDGANG_CLIENT_COMMAND_OPTIONS_H_
#define INDGANG_CLIENT_COMMAND_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "client/session.h"
#include "client/words.h"
#include "google/protobuf/descriptor.h"

namespace indgang::client {

// Adds a subcommand whose options are a struct of its own: `configure(CLI::App&, Options&)` declares them,
// `run(Session&, const Options&)` does the work.
template <typename Options, typename Configure, typename Run>
void AddCommand(CLI::App& parent, const std::string& name, const std::string& help, Action& action, Configure configure,
                Run run) {
  CLI::App* const command = parent.add_subcommand(name, help);
  auto options = std::make_shared<Options>();
  configure(*command, *options);
  command->callback(
      [&action, options, run] { action = [options, run](Session& session) { return run(session, *options); }; });
}

// A check that accepts `words` only, and an option's help that lists them.
inline CLI::Option* AllowOnly(CLI::Option* option, const std::vector<std::string>& words) {
  const std::string choice = absl::StrJoin(words, "|");
  option->type_name(choice);
  return option->check([words, choice](const std::string& word) {
    const bool known = std::find(words.begin(), words.end(), word) != words.end();
    return known ? std::string() : absl::StrCat("'", word, "' must be ", choice);
  });
}

// A whole number from `first` to `last`.
inline CLI::Option* AllowRange(CLI::Option* option, int first, int last, const std::string& type_name) {
  option->type_name(type_name);
  return option->check(CLI::Range(first, last).description(""))->capture_default_str();
}

// An option with the words of an enum as values, kept in `target` as the word typed.
template <typename Enum>
CLI::Option* AddEnumOption(CLI::App& command, const std::string& name, std::string& target, const std::string& help) {
  return AllowOnly(command.add_option(name, target, help), AllEnumWords(google::protobuf::GetEnumDescriptor<Enum>()));
}

template <typename Enum>
Enum EnumOption(const std::string& word) {
  return static_cast<Enum>(ParseEnumWord(google::protobuf::GetEnumDescriptor<Enum>(), word));
}

// An option with a moment in Danish local time, kept in `target` as typed; ParseLocalTime reads it.
inline CLI::Option* AddLocalTimeOption(CLI::App& command, const std::string& name, std::string& target,
                                       const std::string& help) {
  return command.add_option(name, target, help)->type_name("YYYY-MM-DDTHH:MM")->check([](const std::string& text) {
    return ParseLocalTime(text).has_value()
               ? std::string()
               : absl::StrCat("'", text, "' must be a time that exists, like 2026-12-04T12:00");
  });
}

struct CaseOptions {
  std::string name;
  std::string etag;
};

// CASE, and --etag for commands that change it.
inline void AddCaseArgument(CLI::App& command, CaseOptions& options) {
  command.add_option("CASE", options.name, "2026-000123 or cases/2026-000123")->required();
}
inline void AddEtagOption(CLI::App& command, std::string& etag) {
  command.add_option("--etag", etag, "Refuse when somebody else changed it since this etag was read");
}

// What an outcome rests on, and what the guides lacked.
struct GuideOptions {
  std::vector<std::string> sections;
  std::string feedback;
};

inline void AddGuideOptions(CLI::App& command, GuideOptions& options) {
  command.add_option("--guide", options.sections,
                     "A guide that was used: SERVICE or SERVICE#ANCHOR of a heading; may be repeated");
  AddEnumOption<cases::v1::Case::GuideFeedback>(command, "--feedback", options.feedback,
                                                "Why the company asked although there are guides; editors read it");
}

// `request` has the fields guide_sections and guide_feedback.
template <typename Request>
void FillGuides(const GuideOptions& options, Request& request) {
  for (const std::string& section : options.sections) request.add_guide_sections(section);
  request.set_guide_feedback(EnumOption<cases::v1::Case::GuideFeedback>(options.feedback));
}

struct PagingOptions {
  int limit = 50;
};

inline void AddLimitOption(CLI::App& command, PagingOptions& options) {
  AllowRange(command.add_option("--limit", options.limit, "Most items to show; 0 shows all"), 0, 1'000'000, "N");
}

// Reads pages until `limit` items (0: all) are there. `call(page_size, page_token)` returns one response;
// `items(response)` its repeated field. The result is one response with all items; its next_page_token is empty when
// there are no more.
template <typename Response, typename Items>
absl::StatusOr<Response> ReadPages(int limit,
                                   const std::function<absl::StatusOr<Response>(int, const std::string&)>& call,
                                   Items items) {
  constexpr int kLargestPage = 200;
  Response all;
  do {
    const int left = limit == 0 ? kLargestPage : limit - items(all)->size();
    INDGANG_ASSIGN_OR_RETURN(Response page, call(std::min(left, kLargestPage), all.next_page_token()));
    items(all)->MergeFrom(*items(page));
    all.set_next_page_token(page.next_page_token());
  } while (!all.next_page_token().empty() && (limit == 0 || items(all)->size() < limit));
  return all;
}

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_COMMAND_OPTIONS_H_
