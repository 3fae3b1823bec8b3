#include "server/domain/filter_syntax.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "server/domain/field_checks.h"

namespace indgang::domain {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool IsFieldCharacter(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<FilterTerm> Filter() {
    SkipSpace();
    if (AtEnd()) return FilterTerm();
    INDGANG_ASSIGN_OR_RETURN(FilterTerm filter, Condition(0));
    if (!AtEnd()) return FilterInvalid(at_, absl::StrCat(Here(), " stands there; wanted: AND, OR or the end"));
    return filter;
  }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }

  void SkipSpace() {
    while (!AtEnd() && IsSpace(text_[at_])) ++at_;
  }

  // What stands at the current place, for messages.
  std::string Here() const {
    if (AtEnd()) return "the end";
    std::size_t end = at_ + 1;
    while (end < text_.size() && !IsSpace(text_[end]) && text_[end] != '(' && text_[end] != ')') ++end;
    return Quoted(text_.substr(at_, end - at_));
  }

  // Whether a word of the language stands here, and nothing that merely begins with it.
  bool IsWord(absl::string_view word) const {
    const absl::string_view rest = text_.substr(at_);
    return absl::StartsWith(rest, word) && (rest.size() == word.size() || IsSpace(rest[word.size()]) ||
                                            rest[word.size()] == '(' || rest[word.size()] == ')');
  }

  bool Take(absl::string_view word) {
    if (!IsWord(word)) return false;
    at_ += word.size();
    SkipSpace();
    return true;
  }

  absl::StatusOr<FilterTerm> Condition(int depth) {
    FilterTerm combined;
    INDGANG_ASSIGN_OR_RETURN(combined.parts.emplace_back(), Term(depth));
    absl::string_view joined_by;
    while (true) {
      const std::size_t position = at_;
      const absl::string_view word = IsWord("AND") ? "AND" : IsWord("OR") ? "OR" : "";
      if (word.empty()) break;
      if (!joined_by.empty() && word != joined_by) {
        return FilterInvalid(position,
                             "AND and OR stand side by side; wanted: parentheses around what belongs together");
      }
      joined_by = word;
      Take(word);
      INDGANG_ASSIGN_OR_RETURN(combined.parts.emplace_back(), Term(depth));
    }
    if (joined_by.empty()) return std::move(combined.parts[0]);
    combined.kind = joined_by == "OR" ? FilterTerm::Kind::kOr : FilterTerm::Kind::kAnd;
    return combined;
  }

  absl::StatusOr<FilterTerm> Term(int depth) {
    if (Take("NOT")) {
      FilterTerm negated;
      negated.kind = FilterTerm::Kind::kNot;
      if (IsWord("NOT")) return FilterInvalid(at_, "NOT stands twice; wanted: a comparison or \"(\"");
      INDGANG_ASSIGN_OR_RETURN(negated.parts.emplace_back(), Term(depth));
      return negated;
    }
    if (AtEnd() || text_[at_] != '(') return ReadComparison();
    if (depth >= kMaxFilterDepth) {
      return FilterInvalid(at_, absl::StrCat("parentheses in parentheses; wanted: at most ", kMaxFilterDepth, " deep"));
    }
    const std::size_t opened = at_++;
    SkipSpace();
    INDGANG_ASSIGN_OR_RETURN(FilterTerm inner, Condition(depth + 1));
    if (AtEnd() || text_[at_] != ')') {
      return FilterInvalid(at_, absl::StrCat(Here(), " stands there; wanted: \")\" for the \"(\" at ", opened));
    }
    ++at_;
    SkipSpace();
    return inner;
  }

  absl::StatusOr<FilterTerm> ReadComparison() {
    if (++comparisons_ > kMaxFilterComparisons) {
      return FilterInvalid(at_, absl::StrCat("too long; wanted: at most ", kMaxFilterComparisons, " comparisons"));
    }
    FilterTerm term;
    term.kind = FilterTerm::Kind::kComparison;
    term.field_position = at_;
    while (!AtEnd() && IsFieldCharacter(text_[at_])) ++at_;
    term.field = std::string(text_.substr(term.field_position, at_ - term.field_position));
    if (term.field.empty() || term.field == "AND" || term.field == "OR") {
      at_ = term.field_position;
      return FilterInvalid(at_, absl::StrCat(Here(), " stands there; wanted: a field, NOT or \"(\""));
    }
    SkipSpace();
    for (const absl::string_view operation : {"!=", "<=", ">=", "=", "<", ">", ":"}) {
      if (!absl::StartsWith(text_.substr(at_), operation)) continue;
      term.operation = std::string(operation);
      at_ += operation.size();
      SkipSpace();
      INDGANG_RETURN_IF_ERROR(ReadValue(term));
      SkipSpace();
      return term;
    }
    return FilterInvalid(
        at_, absl::StrCat(Here(), " stands there; wanted: =, !=, <, <=, >, >= or : after ", Quoted(term.field)));
  }

  absl::Status ReadValue(FilterTerm& term) {
    term.value_position = at_;
    if (!AtEnd() && text_[at_] == '"') return ReadText(term);
    while (!AtEnd() && !IsSpace(text_[at_]) &&
           absl::string_view("()\"=<>!").find(text_[at_]) == absl::string_view::npos) {
      ++at_;
    }
    term.value = std::string(text_.substr(term.value_position, at_ - term.value_position));
    if (!term.value.empty()) return absl::OkStatus();
    return FilterInvalid(at_, absl::StrCat(Here(), " stands there; wanted: a value, in quotes when it holds spaces"));
  }

  absl::Status ReadText(FilterTerm& term) {
    for (++at_; !AtEnd() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
        if (AtEnd() || (text_[at_] != '"' && text_[at_] != '\\')) {
          return FilterInvalid(at_, "a \\ that stands for nothing; wanted: \\\" or \\\\");
        }
      }
      term.value.push_back(text_[at_]);
    }
    if (AtEnd()) return FilterInvalid(term.value_position, "a text that does not end; wanted: a closing quote");
    ++at_;
    return absl::OkStatus();
  }

  const absl::string_view text_;
  std::size_t at_ = 0;
  int comparisons_ = 0;
};

}  // namespace

absl::StatusOr<FilterTerm> ParseFilter(absl::string_view filter) {
  if (filter.size() > kMaxFilterBytes) {
    return FilterInvalid(kMaxFilterBytes, absl::StrCat("the filter is ", filter.size(), " bytes long; wanted: at most ",
                                                       kMaxFilterBytes));
  }
  if (const std::size_t valid = ValidUtf8Prefix(filter); valid != filter.size()) {
    return FilterInvalid(valid, "not UTF-8; wanted: text");
  }
  return Parser(filter).Filter();
}

absl::Status FilterInvalid(std::size_t position, absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, "FILTER_INVALID",
                   absl::StrCat("filter, at byte ", position, ": ", what), {{"position", absl::StrCat(position)}});
}

}  // namespace indgang::domain
