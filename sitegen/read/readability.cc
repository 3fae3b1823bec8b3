#include "sitegen/read/readability.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace indgang::sitegen::read {
namespace {

constexpr int kLongWord = 6;

bool IsDigit(absl::string_view line, std::size_t i) {
  return i < line.size() && absl::ascii_isdigit(static_cast<unsigned char>(line[i]));
}

// Counts words and sentences of running text.
class Counter {
 public:
  void Add(absl::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const unsigned char c = static_cast<unsigned char>(line[i]);
      if (c == ']' && i + 1 < line.size() && line[i + 1] == '(') {
        // The address of a link is not read.
        i = std::min(line.find(')', i), line.size());
        EndWord();
      } else if (absl::ascii_isalnum(c) || c >= 0x80) {
        // Letters count, not bytes.
        if ((c & 0xC0) != 0x80) ++letters_;
      } else if ((c == '-' && letters_ > 0) ||
                 ((c == '.' || c == ',') && IsDigit(line, i - 1) && IsDigit(line, i + 1))) {
        // Part of a compound or a number.
      } else {
        EndWord();
        // "kl. 2" ends no sentence.
        const bool followed = i + 1 >= line.size() || line[i + 1] == ' ' || line[i + 1] == '*' || line[i + 1] == '"';
        if (c == '?' || c == '!' || c == ':' || (c == '.' && followed && !IsDigit(line, i + 2))) EndSentence();
      }
    }
    EndWord();
  }

  void EndSentence() {
    if (in_sentence_) ++sentences_;
    in_sentence_ = false;
  }

  Readability Result() {
    EndSentence();
    if (words_ == 0) return {};
    const double lix = static_cast<double>(words_) / sentences_ + 100.0 * long_words_ / words_;
    return {words_, static_cast<int>(lix + 0.5)};
  }

 private:
  void EndWord() {
    if (letters_ == 0) return;
    ++words_;
    if (letters_ > kLongWord) ++long_words_;
    letters_ = 0;
    in_sentence_ = true;
  }

  int words_ = 0;
  int long_words_ = 0;
  int sentences_ = 0;
  int letters_ = 0;
  bool in_sentence_ = false;
};

// Takes the mark of a list entry or quote off; whether there was one.
bool ConsumeListMark(absl::string_view& line) {
  if (absl::ConsumePrefix(&line, "- ") || absl::ConsumePrefix(&line, "* ") || absl::ConsumePrefix(&line, "> ")) {
    return true;
  }
  std::size_t digits = 0;
  while (digits < line.size() && absl::ascii_isdigit(static_cast<unsigned char>(line[digits]))) ++digits;
  if (digits == 0 || !absl::StartsWith(line.substr(digits), ". ")) return false;
  line.remove_prefix(digits + 2);
  return true;
}

}  // namespace

Readability MeasureReadability(absl::string_view markdown) {
  Counter counter;
  bool in_table = false;
  for (absl::string_view raw : absl::StrSplit(markdown, '\n')) {
    absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (absl::StartsWith(line, ":::")) {
      in_table = absl::StrContains(line, "table");
      counter.EndSentence();
    } else if (line.empty() || line[0] == '#') {
      counter.EndSentence();
    } else if (!in_table) {
      if (ConsumeListMark(line)) counter.EndSentence();
      counter.Add(line);
    }
  }
  return counter.Result();
}

}  // namespace indgang::sitegen::read
