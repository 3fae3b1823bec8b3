// How well, and how fast, questions in people's own words find the right guide:
//   bench_finding [KNOWLEDGE_FILE]
// Scores two lists apart: the one that is worked with, every miss printed, and the one held back, whose misses nobody
// is to learn from. Prints shares per list and language, times, and last one line per target and list.
#include <algorithm>
#include <cstddef>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "knowledge/bundle.h"
#include "knowledge/routing.h"

namespace indgang::knowledge {
namespace {

constexpr double kFirstTarget = 85;
constexpr double kFirstThreeTarget = 97;
constexpr std::size_t kNotFound = 1000;

// A file of questions.
struct List {
  absl::string_view path;
  // What its targets are called.
  absl::string_view id;
  bool shows_misses = false;
};

constexpr List kLists[] = {
    {"tests/vectors/finding.tsv", "finding", true},
    {"tests/vectors/finding_held_back.tsv", "finding-held-back", false},
};

struct Question {
  std::string language;
  std::string text;
  std::vector<std::string> services;
};

struct Shares {
  int asked = 0;
  int first = 0;
  int first_three = 0;

  void Add(std::size_t rank) {
    ++asked;
    first += rank == 0 ? 1 : 0;
    first_three += rank < 3 ? 1 : 0;
  }
  double FirstShare() const { return asked == 0 ? 0 : 100.0 * first / asked; }
  double FirstThreeShare() const { return asked == 0 ? 0 : 100.0 * first_three / asked; }
};

absl::StatusOr<std::vector<Question>> ReadQuestions(const std::string& path, const Bundle& bundle) {
  INDGANG_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::vector<Question> questions;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    const auto bad = [&](absl::string_view what) {
      return MakeError(absl::StatusCode::kInvalidArgument, "FIELD_INVALID",
                       absl::StrFormat("%s:%d: %s", path, number, what));
    };
    if (columns.size() != 3) return bad("wanted language, question and services, divided by tabs");
    Question question{columns[0], columns[1], absl::StrSplit(columns[2], '|')};
    for (const std::string& service : question.services) {
      if (bundle.FindService(service) == nullptr) return bad(absl::StrFormat("no service \"%s\"", service));
    }
    questions.push_back(std::move(question));
  }
  return questions;
}

double Microseconds(absl::Duration duration) { return absl::ToDoubleMicroseconds(duration); }

// Times of single calls, sorted.
std::vector<double> Time(const Router& router, const std::vector<std::string>& texts, int rounds) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    for (const std::string& text : texts) {
      const absl::Time begin = absl::Now();
      const v1::SuggestRoutingResponse response = router.Suggest(text, "da", 5);
      times.push_back(Microseconds(absl::Now() - begin));
      if (response.suggestions().empty()) std::cerr << "no suggestion for " << text << "\n";
    }
  }
  std::sort(times.begin(), times.end());
  return times;
}

void PrintTimes(const std::shared_ptr<const Bundle>& bundle, const std::vector<Question>& questions) {
  const absl::Time begin = absl::Now();
  const Router router(bundle);
  std::cout << absl::StrFormat("build of the index, %d services: %.1f ms\n", bundle->message().services_size(),
                               absl::ToDoubleMilliseconds(absl::Now() - begin));
  std::vector<std::string> texts;
  std::string all;
  for (const Question& question : questions) {
    texts.push_back(question.text);
    all += question.text + " ";
  }
  const std::vector<double> typical = Time(router, texts, 20);
  std::cout << absl::StrFormat("one question: median %.0f us, p99 %.0f us\n", typical[typical.size() / 2],
                               typical[typical.size() * 99 / 100]);
  std::string long_text;
  while (long_text.size() < 20000) long_text += all;
  const std::vector<double> long_times = Time(router, {long_text.substr(0, 20000)}, 20);
  std::string huge;
  while (huge.size() < 1000000) huge += all;
  const std::vector<double> huge_times = Time(router, {huge}, 5);
  std::cout << absl::StrFormat("20,000 bytes: median %.0f us; 1 MB: median %.0f us\n",
                               long_times[long_times.size() / 2], huge_times[huge_times.size() / 2]);
}

void PrintTarget(absl::string_view id, double measured, double target) {
  std::cout << absl::StrFormat("%s: measured %.1f %% (target %.0f %%) %s\n", id, measured, target,
                               measured >= target ? "met" : "short");
}

// The place of the first service that answers the question, from 0; kNotFound when none is suggested.
std::size_t Rank(const Question& question, const v1::SuggestRoutingResponse& response) {
  std::size_t rank = 0;
  for (const v1::RoutingSuggestion& suggestion : response.suggestions()) {
    const auto& right = question.services;
    if (std::find(right.begin(), right.end(), suggestion.service()) != right.end()) return rank;
    ++rank;
  }
  return kNotFound;
}

void PrintMiss(const Question& question, const v1::SuggestRoutingResponse& response, std::size_t rank) {
  std::cout << absl::StrFormat("%s [%s] %s\n    wanted %s\n", rank < 3 ? "second or third" : "not in three",
                               question.language, question.text, absl::StrJoin(question.services, " or "));
  for (int i = 0; i < std::min(response.suggestions_size(), 3); ++i) {
    const v1::RoutingSuggestion& suggestion = response.suggestions(i);
    std::cout << absl::StrFormat("    %.3f %s: %s\n", suggestion.score(), suggestion.service(), suggestion.why());
  }
}

// Asks all questions of the list, and prints the shares per language.
Shares Score(const List& list, const std::vector<Question>& questions, const Router& router) {
  std::map<std::string, Shares> by_language;
  Shares all;
  std::map<v1::Complexity, int> by_complexity;
  for (const Question& question : questions) {
    const v1::SuggestRoutingResponse response = router.Suggest(question.text, question.language, 20);
    ++by_complexity[response.complexity()];
    const std::size_t rank = Rank(question, response);
    by_language[question.language].Add(rank);
    all.Add(rank);
    if (rank > 0 && list.shows_misses) PrintMiss(question, response, rank);
  }
  for (const auto& [language, shares] : by_language) {
    std::cout << absl::StrFormat("%s, %s: %d questions, first %.1f %%, first three %.1f %%\n", list.path, language,
                                 shares.asked, shares.FirstShare(), shares.FirstThreeShare());
  }
  for (const auto& [complexity, count] : by_complexity) {
    std::cout << absl::StrFormat("%s, %s: %d questions\n", list.path, v1::Complexity_Name(complexity), count);
  }
  return all;
}

absl::Status Run(const std::string& knowledge_path) {
  INDGANG_ASSIGN_OR_RETURN(const std::shared_ptr<const Bundle> bundle, LoadBundle(knowledge_path));
  const Router router(bundle);
  std::vector<Shares> shares;
  std::vector<Question> worked_with;
  for (const List& list : kLists) {
    INDGANG_ASSIGN_OR_RETURN(const std::vector<Question> questions, ReadQuestions(std::string(list.path), *bundle));
    shares.push_back(Score(list, questions, router));
    if (list.shows_misses) worked_with.insert(worked_with.end(), questions.begin(), questions.end());
  }
  PrintTimes(bundle, worked_with);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    PrintTarget(absl::StrFormat("%s-first", kLists[i].id), shares[i].FirstShare(), kFirstTarget);
    PrintTarget(absl::StrFormat("%s-first-three", kLists[i].id), shares[i].FirstThreeShare(), kFirstThreeTarget);
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace indgang::knowledge

int main(int argc, char** argv) {
  const std::string knowledge = argc > 1 ? argv[1] : "out/knowledge.binpb";
  const absl::Status status = indgang::knowledge::Run(knowledge);
  if (!status.ok()) std::cerr << status.message() << "\n";
  return status.ok() ? 0 : 1;
}
