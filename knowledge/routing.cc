#include "knowledge/routing.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "knowledge/index_entries.h"

namespace indgang::knowledge {
namespace {

using Field = v1::RoutingReason;

constexpr absl::string_view kIntakeService = "one-entry-intake";
// Below this a match is chance: one word in passing in a long text.
constexpr double kWeakest = 0.5;
// A score that is half the way to certainty.
constexpr double kHalfSure = 6;
// Hits looked at however few are asked for: the rest of the answer must not depend on that number, and a repealed guide
// may fall behind others.
constexpr std::size_t kLeastHits = 8;
// A second authority this near to the first is part of the question.
constexpr double kStrong = 0.75;
constexpr int kMostReasons = 5;
constexpr int kMostWhyWords = 6;
// A trade is named when most of its title or of another word for it is, and no other trade fits almost as well.
constexpr double kTradeNamed = 0.6;
constexpr double kTradeLead = 1.5;

const std::string& InLanguage(Language language, const std::string& da, const std::string& en) {
  return language == Language::kEnglish && !en.empty() ? en : da;
}

SearchIndex IndexServices(const Bundle& bundle) {
  std::vector<IndexEntry> danish;
  std::vector<IndexEntry> english;
  int document = 0;
  for (const v1::Service& service : bundle.message().services()) {
    AppendService(danish, document, bundle, service, Language::kDanish);
    AppendService(english, document, bundle, service, Language::kEnglish);
    ++document;
  }
  return SearchIndex(document, std::move(danish), std::move(english));
}

// Packages of trades by title, search terms and the industries they fit.
SearchIndex IndexTrades(const Bundle& bundle) {
  std::vector<IndexEntry> danish;
  std::vector<IndexEntry> english;
  int document = 0;
  for (const v1::Package& package : bundle.message().packages()) {
    if (package.kind() == v1::Package::KIND_TRADE) {
      AppendEntry(danish, document, Field::FIELD_TITLE, package.text().da().title());
      AppendEntry(english, document, Field::FIELD_TITLE, package.text().en().title());
      for (const std::string& term : package.text().da().search_terms()) {
        AppendEntry(danish, document, Field::FIELD_SEARCH_TERM, term);
      }
      for (const std::string& term : package.text().en().search_terms()) {
        AppendEntry(english, document, Field::FIELD_SEARCH_TERM, term);
      }
      for (const v1::Industry& industry : bundle.message().industries()) {
        if (industry.package() != package.id()) continue;
        AppendEntry(danish, document, Field::FIELD_KEYWORD, industry.title().da());
        AppendEntry(english, document, Field::FIELD_KEYWORD, industry.title().en());
      }
    }
    ++document;
  }
  return SearchIndex(document, std::move(danish), std::move(english));
}

std::string Quote(Language language, absl::string_view text) {
  return language == Language::kDanish ? absl::StrCat("»", text, "«") : absl::StrCat("“", text, "”");
}

std::string Why(Language language, absl::string_view title, absl::Span<const Evidence> evidence) {
  std::vector<std::string> words;
  for (const Evidence& piece : evidence) {
    for (const std::string& word : piece.words) {
      std::string quoted = Quote(language, word);
      if (!piece.read_as.empty() && piece.words.size() == 1) {
        absl::StrAppend(&quoted, language == Language::kDanish ? " (læst som " : " (read as ",
                        Quote(language, piece.read_as), ")");
      }
      if (std::find(words.begin(), words.end(), quoted) == words.end() && words.size() < kMostWhyWords) {
        words.push_back(std::move(quoted));
      }
    }
  }
  return absl::StrCat(absl::StrJoin(words, ", "), language == Language::kDanish ? " → guiden " : " → the guide ",
                      Quote(language, title));
}

}  // namespace

struct Router::Index {
  explicit Index(const Bundle& bundle) : services(IndexServices(bundle)), trades(IndexTrades(bundle)) {}

  SearchIndex services;
  SearchIndex trades;
};

Router::Router(std::shared_ptr<const Bundle> bundle)
    : bundle_(std::move(bundle)), index_(std::make_unique<const Index>(*bundle_)) {}

Router::~Router() = default;

const v1::Service& Router::ServiceOf(const SearchHit& hit) const { return bundle_->message().services(hit.document); }

v1::RoutingSuggestion Router::MakeSuggestion(const v1::Service& service, Language language) const {
  const v1::Authority& authority = *bundle_->FindAuthority(service.authority());
  v1::RoutingSuggestion suggestion;
  suggestion.set_service(service.id());
  suggestion.set_title(InLanguage(language, service.text().da().title(), service.text().en().title()));
  suggestion.set_authority(authority.id());
  suggestion.set_authority_name(InLanguage(language, authority.text().da().title(), authority.text().en().title()));
  return suggestion;
}

// The front desk takes what fits nothing: by its intake guide, else by any guide of its own, else without one.
v1::RoutingSuggestion Router::MakeFallback(Language language) const {
  const std::string& front_desk = bundle_->message().site().front_desk().authority();
  const v1::Service* service = bundle_->FindService(kIntakeService);
  for (const v1::Service& candidate : bundle_->message().services()) {
    if (service == nullptr && candidate.authority() == front_desk) service = &candidate;
  }
  v1::RoutingSuggestion suggestion;
  if (service != nullptr) {
    suggestion = MakeSuggestion(*service, language);
  } else {
    const v1::Prose& da = bundle_->FindAuthority(front_desk)->text().da();
    const v1::Prose& en = bundle_->FindAuthority(front_desk)->text().en();
    suggestion.set_authority(front_desk);
    suggestion.set_authority_name(InLanguage(language, da.title(), en.title()));
  }
  suggestion.set_why(language == Language::kDanish
                         ? "Ingen guide passer på ordene; frontfunktionen finder den rette."
                         : "No guide fits these words; the front desk finds the right person.");
  return suggestion;
}

std::string Router::FindTrade(absl::string_view text, Language language) const {
  const std::vector<SearchHit> hits = index_->trades.Search(text, language, 2);
  if (hits.empty() || hits[0].covered < kTradeNamed) return "";
  if (hits.size() == 2 && hits[0].score < kTradeLead * hits[1].score) return "";
  return bundle_->message().packages(hits[0].document).id();
}

// The best services, at least kLeastHits if there are as many; none that match by chance only.
std::vector<SearchHit> Router::FindServices(absl::string_view text, Language language, std::size_t most) const {
  std::vector<SearchHit> hits = index_->services.Search(text, language, std::max(most, kLeastHits));
  for (SearchHit& hit : hits) {
    if (ServiceOf(hit).status() == v1::SERVICE_STATUS_REPEALED) hit.score *= kRepealedWeight;
  }
  std::stable_sort(hits.begin(), hits.end(), [](const SearchHit& a, const SearchHit& b) { return a.score > b.score; });
  while (!hits.empty() && hits.back().score < kWeakest) hits.pop_back();
  return hits;
}

// What the best service's questions usually are; more when another authority's service fits nearly as well.
v1::Complexity Router::JudgeComplexity(const std::vector<SearchHit>& hits) const {
  const v1::Service& first = ServiceOf(hits.front());
  const v1::Complexity usual = std::max(first.triage().complexity(), v1::COMPLEXITY_SIMPLE);
  const bool several = std::any_of(hits.begin(), hits.end(), [&](const SearchHit& hit) {
    return hit.score >= kStrong * hits.front().score && ServiceOf(hit).authority() != first.authority();
  });
  return several ? std::max(usual, v1::COMPLEXITY_MEDIUM) : usual;
}

v1::SuggestRoutingResponse Router::Suggest(absl::string_view text, absl::string_view language_code,
                                           int max_results) const {
  const Language language = language_code == "en" ? Language::kEnglish : Language::kDanish;
  const auto most = static_cast<std::size_t>(std::max(max_results, 1));
  v1::SuggestRoutingResponse response;
  *response.mutable_revision() = bundle_->message().revision();
  response.set_package(FindTrade(text, language));
  std::vector<SearchHit> hits = FindServices(text, language, most);
  if (hits.empty()) {
    *response.add_suggestions() = MakeFallback(language);
    const v1::Service* service = bundle_->FindService(response.suggestions(0).service());
    const v1::Complexity usual = service == nullptr ? v1::COMPLEXITY_SIMPLE : service->triage().complexity();
    response.set_complexity(std::max(usual, v1::COMPLEXITY_SIMPLE));
    return response;
  }
  response.set_complexity(JudgeComplexity(hits));
  if (hits.size() > most) hits.resize(most);
  for (const SearchHit& hit : hits) {
    v1::RoutingSuggestion& suggestion = *response.add_suggestions();
    suggestion = MakeSuggestion(ServiceOf(hit), language);
    suggestion.set_score(std::max(0.001, std::round(1000 * hit.score / (hit.score + kHalfSure)) / 1000));
    suggestion.set_why(Why(language, suggestion.title(), hit.evidence));
    for (const Evidence& piece : hit.evidence) {
      if (suggestion.reasons_size() == kMostReasons) break;
      v1::RoutingReason& reason = *suggestion.add_reasons();
      for (const std::string& word : piece.words) reason.add_words(word);
      reason.set_matched(piece.matched);
      reason.set_field(piece.field);
    }
  }
  return response;
}

}  // namespace indgang::knowledge
