#include "sitegen/publish/glossary.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "sitegen/publish/html.h"

namespace indgang::sitegen {
namespace {

namespace v1 = knowledge::v1;

constexpr std::size_t kAllWords = std::numeric_limits<std::size_t>::max();
// How much of a word's beginning sorts it into a bucket.
constexpr std::size_t kKeyBytes = 3;
// How much longer an inflected word may be: "nævn", "nævnenes"; "virkelighed" has the stem of "virk", too.
constexpr std::size_t kLongestEnding = 6;
// Words in front of the last may end otherwise: "farligt", "farlige"; "ændret", "ændrede". Shorter ones may not.
constexpr std::size_t kShortestInflected = 4;
constexpr std::size_t kLongestOtherEnding = 2;

// Whether the byte can be part of a word: letters and digits of Latin script, in UTF-8. Continuation bytes count;
// whoever meets a lead byte that does not count passes over them.
constexpr std::array<bool, 256> kWordBytes = [] {
  std::array<bool, 256> bytes{};
  for (unsigned c = '0'; c <= '9'; ++c) bytes[c] = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) bytes[c] = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) bytes[c] = true;
  for (unsigned c = 0x80; c < 0xc0; ++c) bytes[c] = true;
  for (unsigned c = 0xc3; c <= 0xc5; ++c) bytes[c] = true;
  return bytes;
}();

bool IsWordByte(char c) { return kWordBytes[static_cast<unsigned char>(c)]; }

std::size_t WordEnd(absl::string_view text, std::size_t begin) {
  while (begin < text.size() && IsWordByte(text[begin])) ++begin;
  return begin;
}

// Lower case of a byte; in Latin-1 letters ("Æ") it is the second of two that tells.
char Lower(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 && byte < 0x9f ? static_cast<char>(byte + 0x20) : absl::ascii_tolower(byte);
}

std::uint32_t KeyOf(absl::string_view word) {
  std::uint32_t key = 0;
  for (const char c : word.substr(0, kKeyBytes)) key = (key << 8) | static_cast<unsigned char>(Lower(c));
  return key;
}

std::size_t Slot(std::uint32_t key) { return (key * 2654435769u) >> 20; }

bool BeginsWith(absl::string_view word, absl::string_view lower) {
  return word.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), word.begin(), [](char a, char b) { return a == Lower(b); });
}

bool IsAbbreviation(absl::string_view text) {
  return std::count_if(text.begin(), text.end(), absl::ascii_isupper) >= 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c); });
}

// Whether text[begin, end) is part of something longer: an address ("virk.dk") or a word with a hyphen.
bool Continues(absl::string_view text, std::size_t begin, std::size_t end) {
  const auto joins = [](char c) { return c == '-' || c == '.' || c == '@' || c == '/' || c == '_'; };
  const bool after = end + 1 < text.size() && joins(text[end]) && IsWordByte(text[end + 1]);
  const bool before = begin >= 2 && joins(text[begin - 1]) && IsWordByte(text[begin - 2]);
  return after || before;
}

// Whether `word` may be an inflection of `wanted` in front of another word.
bool MayStandFor(absl::string_view word, absl::string_view wanted) {
  if (wanted.size() < kShortestInflected) return word == wanted;
  return absl::StartsWith(word, wanted.substr(0, wanted.size() - 1)) &&
         word.size() <= wanted.size() + kLongestOtherEnding;
}

}  // namespace

Glossary::Glossary(const v1::KnowledgeBase& base, knowledge::Language language) : language_(language) {
  knowledge::Stemmer stemmer(language);
  const bool english = language == knowledge::Language::kEnglish;
  for (const v1::GlossaryTerm& term : base.glossary()) {
    const std::string& name = english ? term.term().en() : term.term().da();
    const std::string& definition = english ? term.definition().en() : term.definition().da();
    if (term.listed_only() || name.empty() || definition.empty()) continue;
    const std::size_t index = terms_.size();
    terms_.push_back({term.id(), name, definition});
    const std::size_t open = std::min(name.find('('), name.size());
    const std::size_t close = std::min(name.find(')', open), name.size());
    AddForm(index, absl::string_view(name).substr(0, open), stemmer);
    if (open < close) AddForm(index, absl::string_view(name).substr(open + 1, close - open - 1), stemmer);
  }
  for (auto& [key, forms] : by_key_) {
    std::stable_sort(forms.begin(), forms.end(),
                     [this](std::size_t a, std::size_t b) { return forms_[a].words.size() > forms_[b].words.size(); });
  }
}

void Glossary::AddForm(std::size_t term, absl::string_view text, knowledge::Stemmer& stemmer) {
  const std::vector<knowledge::Word> words = knowledge::SplitWords(text, kAllWords);
  if (words.empty()) return;
  Form form;
  form.term = term;
  const absl::string_view first = words.front().typed;
  if (words.size() == 1 && IsAbbreviation(first)) form.exact = std::string(first);
  for (const knowledge::Word& word : words) form.words.push_back(word.folded);
  form.stem = stemmer.Stem(words.back().folded);
  const bool changes = language_ == knowledge::Language::kEnglish && absl::EndsWith(form.words.back(), "y");
  if (changes) form.words.back().pop_back();
  // The inflection of a word that others follow may change its end ("ændret", "ændrede").
  const std::size_t lead = words.size() > 1 ? std::min(first.size(), kKeyBytes) : first.size() - (changes ? 1 : 0);
  for (const char c : first.substr(0, lead)) form.lead += Lower(c);
  const std::uint32_t key = KeyOf(first);
  by_key_[key].push_back(forms_.size());
  keys_.set(Slot(key));
  forms_.push_back(std::move(form));
}

ExplainedTerms::ExplainedTerms(const Glossary& glossary, absl::string_view title)
    : glossary_(glossary), met_(glossary.terms_.size()) {
  Match match;
  for (std::size_t from = 0; Find(title, from, &match); from = match.end) met_[match.term] = true;
}

void ExplainedTerms::AppendText(absl::string_view text, std::string& html) {
  std::size_t done = 0;
  for (Match match; Find(text, done, &match); done = match.end) {
    AppendEscaped(text.substr(done, match.begin - done), html);
    absl::StrAppend(&html, "<button type=\"button\" class=\"term\" popovertarget=\"term_",
                    glossary_.terms_[match.term].id, "\">");
    AppendEscaped(text.substr(match.begin, match.end - match.begin), html);
    html += "</button>";
    met_[match.term] = true;
    pending_.push_back(match.term);
  }
  AppendEscaped(text.substr(done), html);
}

void ExplainedTerms::AppendAfterParagraph(std::string& html) {
  for (const std::size_t index : pending_) {
    const Glossary::Term& term = glossary_.terms_[index];
    absl::StrAppend(&html, "<div class=\"term-note\" id=\"term_", term.id, "\" popover><strong>");
    AppendEscaped(term.name, html);
    html += "</strong> ";
    AppendEscaped(term.definition, html);
    html += "</div>\n";
  }
  pending_.clear();
}

bool ExplainedTerms::Find(absl::string_view text, std::size_t from, Match* match) {
  for (std::size_t at = from; at < text.size();) {
    if (!IsWordByte(text[at])) {
      const bool other_script = static_cast<unsigned char>(text[at]) >= 0xc0;
      ++at;
      while (other_script && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
      continue;
    }
    const std::size_t end = WordEnd(text, at);
    const std::uint32_t key = KeyOf(text.substr(at, end - at));
    if (glossary_.keys_.test(Slot(key))) {
      const auto bucket = glossary_.by_key_.find(key);
      if (bucket != glossary_.by_key_.end()) {
        for (const std::size_t index : bucket->second) {
          const Glossary::Form& form = glossary_.forms_[index];
          if (met_[form.term]) continue;
          const std::size_t length = MatchForm(form, text.substr(at), end - at);
          if (length == 0 || Continues(text, at, at + length)) continue;
          *match = {at, at + length, form.term};
          return true;
        }
      }
    }
    at = end;
  }
  return false;
}

std::size_t ExplainedTerms::MatchForm(const Glossary::Form& form, absl::string_view text, std::size_t word) {
  if (!form.exact.empty()) return text.substr(0, word) == form.exact ? word : 0;
  if (!BeginsWith(text.substr(0, word), form.lead)) return 0;
  std::size_t end = word;
  for (std::size_t i = 1; i < form.words.size(); ++i) {
    if (end + 1 >= text.size() || (text[end] != ' ' && text[end] != '-')) return 0;
    const std::size_t next = WordEnd(text, end + 1);
    if (next == end + 1) return 0;
    end = next;
  }
  const std::vector<knowledge::Word> words = knowledge::SplitWords(text.substr(0, end), form.words.size() + 1);
  if (words.size() != form.words.size()) return 0;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!MayStandFor(words[i].folded, form.words[i])) return 0;
  }
  // "Hører" shares its stem with "høring" and is no inflection of it: the word must begin as the term does.
  const std::string& last = words.back().folded;
  const std::string& wanted = form.words.back();
  if (!absl::StartsWith(last, wanted) || last.size() > wanted.size() + kLongestEnding) return 0;
  if (stemmer_ == nullptr) stemmer_ = std::make_unique<knowledge::Stemmer>(glossary_.language_);
  if (stemmer_->Stem(last) != form.stem) return 0;
  return end;
}

}  // namespace indgang::sitegen
