#include "knowledge/browser_index.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/parallel.h"
#include "knowledge/synonyms.h"
#include "knowledge/text_analysis.h"
#include "knowledge/vocabulary.h"

namespace indgang::knowledge {
namespace {

constexpr absl::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int kStrengths = 32;
constexpr std::size_t kMostShared = 25;

void AppendNumber(std::string& out, std::size_t number) {
  constexpr std::size_t kMore = 32;
  for (; number >= kMore; number /= kMore) out.push_back(kDigits[number % kMore + kMore]);
  out.push_back(kDigits[number]);
}

// Appends `text` as a JSON string.
void AppendText(std::string& out, absl::string_view text) {
  constexpr absl::string_view kHex = "0123456789abcdef";
  out.push_back('"');
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text.data() + written, i - written);
    written = i + 1;
    if (byte < 0x20) {
      absl::StrAppend(&out, "\\u00", kHex.substr(byte >> 4, 1), kHex.substr(byte & 15, 1));
    } else {
      out.push_back('\\');
      out.push_back(text[i]);
    }
  }
  out.append(text.data() + written, text.size() - written);
  out.push_back('"');
}

void AppendMember(std::string& out, absl::string_view key, absl::string_view text) {
  absl::StrAppend(&out, ",\"", key, "\":");
  AppendText(out, text);
}

void AppendDocument(std::string& out, const BrowserDocument& document) {
  const bool weighted = document.weight != 100;
  const bool with_lang = weighted || !document.lang.empty();
  out.push_back('[');
  AppendText(out, document.kind);
  for (const absl::string_view text : {absl::string_view(document.href), document.title, document.summary}) {
    out.push_back(',');
    AppendText(out, text);
  }
  if (with_lang || !document.note.empty()) {
    out.push_back(',');
    AppendText(out, document.note);
  }
  if (with_lang) {
    out.push_back(',');
    AppendText(out, document.lang);
  }
  if (weighted) absl::StrAppend(&out, ",", document.weight);
  out.push_back(']');
}

// How many letters both begin with. Letters of more than one byte are never shared, so that none is cut.
std::size_t SharedLetters(absl::string_view a, absl::string_view b) {
  const std::size_t most = std::min({a.size(), b.size(), kMostShared});
  std::size_t shared = 0;
  while (shared < most && a[shared] == b[shared] && static_cast<unsigned char>(a[shared]) < 0x80) ++shared;
  return shared;
}

// Words and terms as the browser numbers them.
struct Words {
  // By place in the index's words: its place among all, sorted.
  std::vector<std::size_t> number;
  // In the order of their first word.
  std::vector<TermId> terms;
  std::string letters;
  std::string term_codes;
};

Words WriteWords(const LanguageIndex& index) {
  std::vector<std::size_t> sorted(index.words().size());
  std::iota(sorted.begin(), sorted.end(), 0);
  std::sort(sorted.begin(), sorted.end(),
            [&](std::size_t a, std::size_t b) { return index.words()[a].folded < index.words()[b].folded; });
  Words words;
  words.number.resize(sorted.size());
  std::vector<std::size_t> renumbered(static_cast<std::size_t>(index.vocabulary().size()), 0);  // from 1; 0: not yet
  absl::string_view before;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const IndexedWord& word = index.words()[sorted[i]];
    words.number[sorted[i]] = i;
    const std::size_t shared = SharedLetters(word.folded, before);
    words.letters.push_back(kDigits[shared]);
    words.letters.append(word.folded, shared);
    before = word.folded;
    std::size_t& number = renumbered[static_cast<std::size_t>(word.term)];
    if (number == 0) {
      words.terms.push_back(word.term);
      number = words.terms.size();
      AppendNumber(words.term_codes, 0);
    } else {
      AppendNumber(words.term_codes, words.terms.size() - number + 1);
    }
  }
  return words;
}

struct WrittenPostings {
  std::string documents;
  std::string strengths;
};

WrittenPostings WritePostings(const LanguageIndex& index, const Words& words) {
  WrittenPostings written;
  for (const TermId term : words.terms) {
    AppendNumber(written.documents, index.Postings(term).size());
    const double scale = kStrengths / index.Idf(term);
    int before = 0;
    for (const Posting& posting : index.Postings(term)) {
      AppendNumber(written.documents, static_cast<std::size_t>(posting.document - before));
      before = posting.document;
      const auto step = static_cast<int>(posting.impact * scale + 0.5);
      written.strengths.push_back(kDigits[static_cast<std::size_t>(std::clamp(step, 1, kStrengths) - 1)]);
    }
  }
  return written;
}

// Titles, keywords, search terms and example questions as the numbers of their words, each term once.
std::string WriteEntries(const LanguageIndex& index, const Words& words) {
  std::string out;
  int document = 0;
  std::vector<TermId> seen;
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < index.entries().size(); ++i) {
    seen.clear();
    numbers.clear();
    for (const int word : index.WordsOf(static_cast<int>(i))) {
      const TermId term = index.words()[static_cast<std::size_t>(word)].term;
      if (std::find(seen.begin(), seen.end(), term) != seen.end()) continue;
      seen.push_back(term);
      numbers.push_back(words.number[static_cast<std::size_t>(word)]);
    }
    if (numbers.empty()) continue;
    const IndexEntry& entry = index.entries()[i];
    const bool question = entry.field == v1::RoutingReason::FIELD_EXAMPLE_QUESTION;
    AppendNumber(out, static_cast<std::size_t>(entry.document - document) * 2 + (question ? 1 : 0));
    AppendNumber(out, numbers.size());
    for (const std::size_t number : numbers) AppendNumber(out, number);
    document = entry.document;
  }
  return out;
}

std::string JoinGroups(const std::vector<std::vector<std::string>>& groups) {
  std::vector<std::string> joined;
  for (const auto& group : groups) joined.push_back(absl::StrJoin(group, " "));
  return absl::StrJoin(joined, ";");
}

}  // namespace

std::string WriteBrowserIndex(const LanguageIndex& index, const std::vector<BrowserDocument>& documents, int threads) {
  const Language language = index.vocabulary().language();
  std::string json = "{\"documents\":[";
  for (const BrowserDocument& document : documents) {
    if (json.back() == ']') json.push_back(',');
    AppendDocument(json, document);
  }
  json.push_back(']');
  AppendMember(json, "stop", absl::StrJoin(StopWords(language), " "));
  const Words words = WriteWords(index);
  AppendMember(json, "words", words.letters);
  AppendMember(json, "terms", words.term_codes);
  std::string weak;
  std::size_t number = 0;
  std::size_t weak_before = 0;
  for (const TermId term : words.terms) {
    if (index.IsWeak(term)) {
      AppendNumber(weak, number - weak_before);
      weak_before = number;
    }
    ++number;
  }
  AppendMember(json, "weak", weak);
  WrittenPostings postings;
  std::string entries;
  ParallelFor(threads, 2, [&](std::size_t i) {
    if (i == 0) {
      postings = WritePostings(index, words);
    } else {
      entries = WriteEntries(index, words);
    }
  });
  AppendMember(json, "postings", postings.documents);
  AppendMember(json, "strengths", postings.strengths);
  AppendMember(json, "entries", entries);
  AppendMember(json, "synonyms", JoinGroups(SynonymGroups(language)));
  AppendMember(json, "kinds", JoinGroups(Kinds(language)));
  return json + "}\n";
}

}  // namespace indgang::knowledge
