#include "bench/site/corpus.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "bench/site/prose.h"

namespace indgang::bench {
namespace {

// Start, service index, authorities, FAQ, glossary, statement, news, search, not found.
constexpr std::size_t kFixedPages = 9;
constexpr std::size_t kAreas = 7;
constexpr std::size_t kTextPages = 5;
constexpr std::size_t kTrades = 10;
constexpr std::size_t kQuestions = 20;
constexpr std::size_t kServicesInPackage = 10;

// At most `bytes` of the text, without cutting a letter.
absl::string_view Shortened(absl::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

class Maker {
 public:
  explicit Maker(std::size_t html_pages) : items_(html_pages / 2 - kFixedPages) {}

  Corpus Make() {
    const std::size_t authorities = 20 + items_ / 200;
    const std::size_t packages = kTrades + items_ / 250;
    const std::size_t rest = items_ - kAreas - kTextPages - authorities - packages;
    const std::size_t faq = rest / 4;
    corpus_.services.resize(rest - faq);
    for (std::size_t i = 0; i < kAreas; ++i) corpus_.areas.push_back(MakeItem("area", i, 0));
    for (std::size_t i = 0; i < authorities; ++i) corpus_.authorities.push_back(MakeItem("authority", i, 2));
    for (std::size_t i = 0; i < kTextPages; ++i) corpus_.pages.push_back(MakeItem("text", i, 3));
    for (std::size_t i = 0; i < kQuestions; ++i)
      corpus_.questions.push_back(Each([&](std::size_t l) { return prose_[l].Sentence(dice_); }));
    for (std::size_t i = 0; i < corpus_.services.size(); ++i) FillService(i);
    for (std::size_t i = 0; i < packages; ++i) AddPackage(i);
    for (std::size_t i = 0; i < faq; ++i) {
      Faq entry;
      static_cast<Item&>(entry) = MakeItem("question", i, 2);
      entry.area = dice_.Roll(kAreas);
      entry.service = dice_.Roll(corpus_.services.size());
      corpus_.faq.push_back(std::move(entry));
    }
    return std::move(corpus_);
  }

 private:
  template <class MakeOne>
  static Both Each(MakeOne make) {
    return {make(0), make(1)};
  }

  Item MakeItem(absl::string_view kind, std::size_t number, int sections) {
    Item item;
    item.id = absl::StrCat(kind, "-", number + 1);
    item.title =
        Each([&](std::size_t l) { return absl::StrCat(Shortened(prose_[l].Title(dice_), 60), " ", number + 1); });
    item.summary = Each([&](std::size_t l) { return prose_[l].Sentence(dice_); });
    for (int i = 0; i < sections; ++i) {
      Paragraph paragraph;
      if (i > 0) paragraph.heading = Each([&](std::size_t l) { return absl::StrCat(prose_[l].Title(dice_), " ", i); });
      paragraph.text = Each([&](std::size_t l) { return Text(prose_[l]); });
      paragraph.link = dice_.Roll(corpus_.services.size());
      item.body.push_back(std::move(paragraph));
    }
    return item;
  }

  std::string Text(const Prose& prose) {
    if (dice_.Roll(3) > 0) return prose.Paragraph(dice_, 3 + static_cast<int>(dice_.Roll(4)));
    std::string list = absl::StrCat(prose.Sentence(dice_), "\n\n");
    for (std::size_t i = 0; i < 4; ++i)
      absl::StrAppend(&list, "- **", prose.Title(dice_), "** ", prose.Sentence(dice_), "\n");
    return list;
  }

  void FillService(std::size_t i) {
    Service service;
    static_cast<Item&>(service) = MakeItem("service", i, 4);
    service.area = dice_.Roll(kAreas);
    service.authority = dice_.Roll(corpus_.authorities.size());
    if (dice_.Roll(3) == 0) service.question = static_cast<int>(dice_.Roll(kQuestions));
    if (i > 0 && dice_.Roll(3) == 0) {
      service.prerequisite = static_cast<int>(dice_.Roll(i));
      corpus_.services[static_cast<std::size_t>(service.prerequisite)].required_by.push_back(i);
    }
    service.fee = static_cast<int>(dice_.Roll(5000)) + 1;
    service.weeks = static_cast<int>(dice_.Roll(12)) + 1;
    service.how = Each([&](std::size_t l) { return prose_[l].Sentence(dice_); });
    for (std::size_t l = 0; l < 2; ++l) {
      for (std::size_t k = 0; k < 5; ++k) {
        const std::string& word = prose_[l].Word(dice_);
        auto& keywords = service.keywords[l];
        if (std::find(keywords.begin(), keywords.end(), word) == keywords.end()) keywords.push_back(word);
      }
      for (std::size_t k = 0; k < 3; ++k) service.examples[l].push_back(prose_[l].Sentence(dice_));
    }
    corpus_.services[i] = std::move(service);
  }

  void AddPackage(std::size_t i) {
    Package package;
    static_cast<Item&>(package) = MakeItem("package", i, 2);
    package.trade = i < kTrades;
    while (package.services.size() < std::min(kServicesInPackage, corpus_.services.size() / 2)) {
      const std::size_t service = dice_.Roll(corpus_.services.size());
      auto& listed = package.services;
      if (std::find(listed.begin(), listed.end(), service) == listed.end()) listed.push_back(service);
    }
    // A prerequisite has a lower number than what needs it.
    std::sort(package.services.begin(), package.services.end());
    for (const std::size_t service : package.services) corpus_.services[service].packages.push_back(i);
    corpus_.packages.push_back(std::move(package));
  }

  const std::size_t items_;
  const std::array<Prose, 2> prose_ = {Prose(false), Prose(true)};
  Dice dice_{2026};
  Corpus corpus_;
};

}  // namespace

Corpus MakeCorpus(std::size_t html_pages) { return Maker(html_pages).Make(); }

std::string BodyOf(const Corpus& corpus, const Item& item, std::size_t language, Links links) {
  std::string body;
  for (const Paragraph& paragraph : item.body) {
    if (!paragraph.heading[language].empty()) absl::StrAppend(&body, "## ", paragraph.heading[language], "\n\n");
    const Service& linked = corpus.services[paragraph.link];
    const std::string target = links == Links::kItems
                                   ? absl::StrCat("service:", linked.id)
                                   : absl::StrCat(language == 1 ? "/en" : "", "/services/", linked.id, "/");
    absl::StrAppend(&body, paragraph.text[language], "\n", language == 1 ? "See also" : "Se også", " [",
                    linked.title[language], "](", target, ").\n\n");
  }
  return body;
}

}  // namespace indgang::bench
