#include "knowledge/search_index.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace indgang::knowledge {
namespace {

constexpr std::array<Language, 2> kLanguages = {Language::kDanish, Language::kEnglish};

// How much texts of the language that was not asked for count.
constexpr double kOtherLanguage = 0.5;
// How much a covered title or keyword, and a similar example question, count beside the words themselves.
constexpr double kPhraseBonus = 0.5;
constexpr double kQuestionBonus = 0.85;
// Idf of words that no document knows: they make every example question less like the one asked.
constexpr double kUnknownIdf = 1.5;
// Unknown words beyond these are not guessed at, which takes more time than looking words up.
constexpr int kMostGuessedWords = 64;
// An example question is named as evidence from this likeness on.
constexpr double kAlike = 0.5;

std::size_t Index(Language language) { return language == Language::kDanish ? 0 : 1; }

Language Other(Language language) { return language == Language::kDanish ? Language::kEnglish : Language::kDanish; }

bool IsStop(absl::string_view folded) {
  return IsStopWord(folded, Language::kDanish) || IsStopWord(folded, Language::kEnglish);
}

// Whether two neighbouring words could be one word written apart: nothing but spaces or a hyphen between them.
bool AreWrittenApart(const Word& first, const Word& second) {
  const char* begin = first.typed.data() + first.typed.size();
  const absl::string_view between(begin, static_cast<std::size_t>(second.typed.data() - begin));
  return between.find_first_not_of(" -") == absl::string_view::npos && !IsStop(first.folded) && !IsStop(second.folded);
}

}  // namespace

// A word of the question, or two that guides write as one, and what it may mean in each language.
struct SearchIndex::QuestionWord {
  absl::string_view typed;
  std::array<std::vector<Reading>, 2> readings;
  double idf = kUnknownIdf;
};

SearchIndex::SearchIndex(int documents, std::vector<IndexEntry> danish, std::vector<IndexEntry> english)
    : documents_(documents),
      danish_(Language::kDanish, documents, std::move(danish)),
      english_(Language::kEnglish, documents, std::move(english)) {}

std::vector<SearchIndex::QuestionWord> SearchIndex::ReadQuestion(absl::string_view question, Language language,
                                                                 bool certain) const {
  std::array<Stemmer, 2> stemmers = {Stemmer(Language::kDanish, Stemmer::Memory::kWords),
                                     Stemmer(Language::kEnglish, Stemmer::Memory::kWords)};
  const std::vector<Word> words = SplitWords(question, kMaxWords);
  std::vector<QuestionWord> read;
  absl::flat_hash_set<absl::string_view> seen;
  int guessed_words = 0;
  for (LanguageIndex::FoundPhrase& phrase : Of(language).FindPhrases(words, stemmers[Index(language)])) {
    QuestionWord& word = read.emplace_back();
    word.typed = phrase.typed;
    word.idf = Of(language).Idf(phrase.reading.terms.front());
    word.readings[Index(language)].push_back(std::move(phrase.reading));
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& folded = words[i].folded;
    if (i + 1 < words.size() && AreWrittenApart(words[i], words[i + 1])) {
      QuestionWord joined;
      const char* end = words[i + 1].typed.data() + words[i + 1].typed.size();
      joined.typed = absl::string_view(words[i].typed.data(), static_cast<std::size_t>(end - words[i].typed.data()));
      for (const Language l : kLanguages) {
        joined.readings[Index(l)] = Of(l).ReadJoined(folded, words[i + 1].folded, stemmers[Index(l)]);
      }
      if (!joined.readings[0].empty() || !joined.readings[1].empty()) {
        joined.idf = 0;  // its two words count already
        read.push_back(std::move(joined));
      }
    }
    if (IsStopWord(folded, language) || !seen.insert(folded).second) continue;
    QuestionWord word;
    word.typed = words[i].typed;
    for (const Language l : kLanguages) {
      word.readings[Index(l)] = Of(l).Read(folded, stemmers[Index(l)]);
    }
    const bool known = !word.readings[0].empty() || !word.readings[1].empty();
    if (!known && (IsStop(folded) || ++guessed_words > kMostGuessedWords)) continue;
    for (const Language l : kLanguages) {
      // A word that is mistyped in one language often resembles a word of the other by chance.
      if (!known && (l == language || !certain)) {
        word.readings[Index(l)] = Of(l).GuessReadings(folded, stemmers[Index(l)]);
      }
      for (const Reading& reading : word.readings[Index(l)]) {
        if (reading.kind == ReadingKind::kExact) word.idf = std::max(word.idf, Of(l).Idf(reading.terms.front()));
      }
    }
    read.push_back(std::move(word));
  }
  return read;
}

std::vector<SearchHit> SearchIndex::Search(absl::string_view question, Language language, std::size_t most) const {
  const std::optional<Language> guessed = GuessLanguage(question);
  const Language reads_as = guessed.value_or(language);
  const std::vector<QuestionWord> words = ReadQuestion(question, reads_as, guessed.has_value());
  std::vector<double> scores(static_cast<std::size_t>(documents_), 0);
  std::vector<double> word_scores(scores.size());
  std::vector<double> reading_scores(scores.size());
  double question_idf = 0;
  for (const QuestionWord& word : words) {
    question_idf += word.idf;
    std::fill(word_scores.begin(), word_scores.end(), 0);
    for (const Language l : kLanguages) {
      for (const Reading& reading : word.readings[Index(l)]) {
        const double weight = reading.weight * (l == reads_as ? 1 : kOtherLanguage);
        std::fill(reading_scores.begin(), reading_scores.end(), 0);
        for (const TermId term : reading.terms) {
          for (const Posting& posting : Of(l).Postings(term)) {
            reading_scores[static_cast<std::size_t>(posting.document)] += weight * posting.impact;
          }
        }
        for (std::size_t d = 0; d < scores.size(); ++d) word_scores[d] = std::max(word_scores[d], reading_scores[d]);
      }
    }
    for (std::size_t d = 0; d < scores.size(); ++d) scores[d] += word_scores[d];
  }

  std::array<std::vector<Coverage>, 2> coverage;
  for (const Language l : kLanguages) {
    std::vector<std::pair<TermId, double>> terms;
    for (const QuestionWord& word : words) {
      for (const Reading& reading : word.readings[Index(l)]) {
        for (const TermId term : reading.terms) terms.emplace_back(term, reading.weight);
      }
    }
    coverage[Index(l)] = Of(l).Cover(terms, question_idf);
  }
  for (std::size_t d = 0; d < scores.size(); ++d) {
    double bonus = 0;
    for (const Language l : kLanguages) {
      const Coverage& c = coverage[Index(l)][d];
      const double in_language = kPhraseBonus * c.phrase + kQuestionBonus * question_idf * c.question * c.question;
      bonus = std::max(bonus, in_language * (l == reads_as ? 1 : kOtherLanguage));
    }
    scores[d] += bonus;
  }

  std::vector<int> order;
  for (int d = 0; d < documents_; ++d) {
    if (scores[static_cast<std::size_t>(d)] > 0) order.push_back(d);
  }
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
  });
  if (order.size() > most) order.resize(most);
  std::vector<SearchHit> hits;
  for (const int document : order) {
    const auto d = static_cast<std::size_t>(document);
    SearchHit& hit = hits.emplace_back();
    hit.document = document;
    hit.score = scores[d];
    hit.covered = std::max(coverage[0][d].phrase_share, coverage[1][d].phrase_share);
    hit.evidence = Explain(words, reads_as, document, {coverage[0][d], coverage[1][d]});
  }
  return hits;
}

std::vector<Evidence> SearchIndex::Explain(const std::vector<QuestionWord>& words, Language language, int document,
                                           const std::vector<Coverage>& coverage) const {
  std::vector<Evidence> evidence;
  absl::flat_hash_map<std::string, std::size_t> index_by_place;
  const auto add = [&](const QuestionWord& word, v1::RoutingReason::Field field, std::string matched, double strength,
                       const std::string& read_as) {
    const auto [place, is_new] = index_by_place.try_emplace(matched, evidence.size());
    if (is_new) evidence.push_back({{}, field, std::move(matched), 0, ""});
    Evidence& piece = evidence[place->second];
    piece.words.emplace_back(word.typed);
    piece.strength += strength;
    if (piece.read_as.empty()) piece.read_as = read_as;
  };
  for (const QuestionWord& word : words) {
    const Posting* best = nullptr;
    const Reading* best_reading = nullptr;
    Language best_language = language;
    double best_score = 0;
    TermId best_term = 0;
    for (const Language l : {language, Other(language)}) {
      for (const Reading& reading : word.readings[Index(l)]) {
        double score = 0;
        const Posting* strongest = nullptr;
        TermId strongest_term = 0;
        for (const TermId term : reading.terms) {
          const Posting* posting = Of(l).FindPosting(term, document);
          if (posting == nullptr) continue;
          score += reading.weight * posting->impact * (l == language ? 1 : kOtherLanguage);
          if (strongest == nullptr || posting->impact > strongest->impact) {
            strongest = posting;
            strongest_term = term;
          }
        }
        if (score > best_score) {
          best = strongest;
          best_reading = &reading;
          best_language = l;
          best_score = score;
          best_term = strongest_term;
        }
      }
    }
    if (best == nullptr) continue;
    const LanguageIndex& index = Of(best_language);
    const PostingPlace& place = index.PlaceOf(*best);
    const IndexEntry& entry = index.Entry(place.entry);
    const std::string there =
        entry.text.substr(static_cast<std::size_t>(place.begin), static_cast<std::size_t>(place.length));
    const std::string read_as = best_reading->kind == ReadingKind::kTypo ? there : "";
    const Coverage& covered = coverage[Index(best_language)];
    if (covered.question >= kAlike && index.EntryHas(covered.question_entry, best_term)) {
      const IndexEntry& alike = index.Entry(covered.question_entry);
      add(word, alike.field, alike.text, best_score, read_as);
    } else {
      const bool whole =
          entry.field != v1::RoutingReason::FIELD_SUMMARY && entry.field != v1::RoutingReason::FIELD_BODY;
      add(word, entry.field, whole ? entry.text : there, best_score, read_as);
    }
  }
  std::stable_sort(evidence.begin(), evidence.end(),
                   [](const Evidence& a, const Evidence& b) { return a.strength > b.strength; });
  return evidence;
}

}  // namespace indgang::knowledge
