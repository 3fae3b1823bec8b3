// Who a company's question belongs to: the services whose guides fit it best, their authorities, and why.
#ifndef INDGANG_KNOWLEDGE_ROUTING_H_
#define INDGANG_KNOWLEDGE_ROUTING_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "indgang/knowledge/v1/knowledge_service.pb.h"
#include "indgang/knowledge/v1/routing.pb.h"
#include "indgang/knowledge/v1/service.pb.h"
#include "knowledge/bundle.h"
#include "knowledge/search_index.h"
#include "knowledge/text_analysis.h"

namespace indgang::knowledge {

// Searches one knowledge base. Immutable; may be used from any thread; building it takes
// about half a millisecond per guide.
class Router {
 public:
  explicit Router(std::shared_ptr<const Bundle> bundle);
  ~Router();

  // Suggestions for `text` (valid UTF-8, any length), best first, at most `max_results` (≥ 1), at least one. `language`
  // is "da" or "en". The same input gives the same output.
  v1::SuggestRoutingResponse Suggest(absl::string_view text, absl::string_view language, int max_results) const;

  const Bundle& bundle() const { return *bundle_; }

 private:
  struct Index;
  v1::RoutingSuggestion MakeSuggestion(const v1::Service& service, Language language) const;
  v1::RoutingSuggestion MakeFallback(Language language) const;
  const v1::Service& ServiceOf(const SearchHit& hit) const;
  std::vector<SearchHit> FindServices(absl::string_view text, Language language, std::size_t most) const;
  v1::Complexity JudgeComplexity(const std::vector<SearchHit>& hits) const;
  std::string FindTrade(absl::string_view text, Language language) const;

  std::shared_ptr<const Bundle> bundle_;
  std::unique_ptr<const Index> index_;
};

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_ROUTING_H_
