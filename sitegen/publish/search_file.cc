#include "sitegen/publish/search_file.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "knowledge/browser_index.h"
#include "knowledge/index_entries.h"
#include "knowledge/language_index.h"

namespace indgang::sitegen {
namespace {

namespace v1 = knowledge::v1;
using Field = v1::RoutingReason;

// Where several pages fit, the guide says most; in hundredths of its score.
constexpr int kPackageWeight = 60;
constexpr int kFaqWeight = 60;
constexpr int kAuthorityWeight = 60;
constexpr int kPageWeight = 50;

class Collector {
 public:
  explicit Collector(const LanguageSite& site)
      : site_(site), language_(site.english() ? knowledge::Language::kEnglish : knowledge::Language::kDanish) {}

  OutputFile Make(int threads) {
    const v1::KnowledgeBase& base = site_.bundle().message();
    for (const v1::Service& service : base.services()) AddService(service);
    for (const v1::Package& package : base.packages()) {
      AddProse("package", package.id(), package.text(), kPackageWeight);
      Append(Field::FIELD_SUMMARY, site_.Choose(package.target_group()));
      for (const v1::Industry& industry : base.industries()) {
        if (industry.package() == package.id()) Append(Field::FIELD_KEYWORD, site_.Choose(industry.title()));
      }
    }
    for (const v1::Authority& authority : base.authorities()) {
      AddProse("authority", authority.id(), authority.text(), kAuthorityWeight);
    }
    for (const v1::FaqEntry& entry : base.faq()) AddProse("faq", entry.id(), entry.text(), kFaqWeight);
    for (const v1::Area& area : base.areas()) {
      Add("page", site_.Href("area", area.id()), site_.Choose(area.title()), site_.Choose(area.summary()), kPageWeight);
      Append(Field::FIELD_TITLE, site_.Choose(area.title()));
      Append(Field::FIELD_SUMMARY, site_.Choose(area.summary()));
    }
    for (const v1::Page& page : base.pages()) AddProse("page", page.id(), page.text(), kPageWeight);

    const auto count = static_cast<int>(documents_.size());
    const knowledge::LanguageIndex index(language_, count, std::move(entries_), knowledge::IndexUse::kWriting, threads);
    std::string bytes = knowledge::WriteBrowserIndex(index, documents_, threads);
    return {absl::StrCat("assets/search-", site_.english() ? "en" : "da", ".", Sha256Hex(bytes).substr(0, 10), ".json"),
            std::move(bytes)};
  }

 private:
  // The number of the document that entries are now added to.
  int Last() const { return static_cast<int>(documents_.size()) - 1; }

  void Add(absl::string_view kind, std::string href, LangText title, LangText summary, int weight) {
    documents_.push_back({kind, std::move(href), title.text, summary.text, "", title.lang, weight});
  }

  void Append(Field::Field field, LangText text) {
    knowledge::AppendEntry(entries_, Last(), field, std::string(text.text));
  }

  void AddService(const v1::Service& service) {
    const ServiceView& view = *site_.Service(service.id());
    Add("service", view.href, view.title, view.summary, 100);
    documents_.back().note = view.status;
    if (service.status() == v1::SERVICE_STATUS_REPEALED) {
      documents_.back().weight = static_cast<int>(100 * knowledge::kRepealedWeight);
    }
    if (view.title.lang.empty()) {
      knowledge::AppendService(entries_, Last(), site_.bundle(), service, language_);
    } else {
      knowledge::AppendProse(entries_, Last(), service.text().da());
    }
  }

  void AddProse(absl::string_view kind, const std::string& id, const v1::LocalizedProse& text, int weight) {
    Add(kind, site_.Href(kind, id), site_.Title(text), site_.Summary(text), weight);
    bool untranslated = false;
    const v1::Prose& prose = site_.Choose(text, &untranslated);
    knowledge::AppendProse(entries_, Last(), prose);
    knowledge::AppendEntry(entries_, Last(), Field::FIELD_BODY, prose.body_markdown());
  }

  const LanguageSite& site_;
  const knowledge::Language language_;
  std::vector<knowledge::BrowserDocument> documents_;
  std::vector<knowledge::IndexEntry> entries_;
};

}  // namespace

OutputFile MakeSearchFile(const LanguageSite& site, int threads) { return Collector(site).Make(threads); }

}  // namespace indgang::sitegen
