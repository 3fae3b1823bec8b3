#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bench/site/corpus.h"

namespace indgang::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLanguages[] = {"da", "en"};
constexpr absl::string_view kSource =
    "sources:\n  - {title: Retsinformation, url: \"https://www.retsinformation.dk\", checked: 2026-11-21, certainty: "
    "high}\n";

void Write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) {
    std::cerr << "bench_corpus: cannot write " << path << "\n";
    std::exit(1);
  }
}

std::string InBoth(const Both& text) { return absl::StrCat("{da: \"", text[0], "\", en: \"", text[1], "\"}"); }

std::string Listed(const std::array<std::vector<std::string>, 2>& lists) {
  return absl::StrCat("{da: [\"", absl::StrJoin(lists[0], "\", \""), "\"], en: [\"", absl::StrJoin(lists[1], "\", \""),
                      "\"]}");
}

class ContentWriter {
 public:
  ContentWriter(const Corpus& corpus, const std::string& folder) : corpus_(corpus), folder_(folder) {}

  void WriteAll() {
    WriteLists();
    for (std::size_t i = 0; i < corpus_.authorities.size(); ++i) {
      WriteItem(
          "authorities", corpus_.authorities[i],
          absl::StrCat(
              "level: municipal\ncontact: {phone: \"+45 70 00 ", 10 + i / 100 % 90, " ", 10 + i % 90,
              "\", email: \"office-", i + 1,
              "@fjordby.example\", address: \"Torvet 1, 9999 Fjordby\", hours: {da: Mandag til torsdag 10-14, en: "
              "Monday to Thursday 10-14}}\n",
              kSource, "review_by: 2027-05-01\n"));
    }
    for (const Item& page : corpus_.pages) WriteItem("pages", page, "");
    for (const Service& service : corpus_.services) WriteItem("services", service, FactsOf(service));
    for (const Package& package : corpus_.packages) WriteItem("packages", package, FactsOf(package));
    for (const Faq& entry : corpus_.faq) {
      WriteItem("faq", entry,
                absl::StrCat("area: ", corpus_.areas[entry.area].id, "\nservices: [",
                             corpus_.services[entry.service].id, "]\nreview_by: 2027-05-01\n"));
    }
  }

 private:
  void WriteItem(absl::string_view kind, const Item& item, const std::string& facts) {
    const fs::path folder = folder_ / std::string(kind) / item.id;
    if (!facts.empty()) Write(folder / "facts.yaml", facts);
    for (std::size_t l = 0; l < 2; ++l) {
      Write(folder / absl::StrCat(kLanguages[l], ".md"),
            absl::StrCat("---\ntitle: \"", item.title[l], "\"\nsummary: \"", item.summary[l], "\"\n---\n",
                         BodyOf(corpus_, item, l, Links::kItems)));
    }
  }

  void WriteLists() {
    Write(folder_ / "site.yaml", R"(municipality: {da: Fjordby Kommune, en: Fjordby Municipality}
title: {da: Indgang for virksomheder, en: One entry for companies}
base_url: https://indgang.fjordby.example
front_desk:
  authority: authority-1
  name: {da: Erhvervsservice, en: Business Service}
  contact: {phone: "+45 70 00 00 10", email: erhverv@fjordby.example, address: "Torvet 1, 9999 Fjordby"}
time_zone: Europe/Copenhagen
opening_hours:
  monday: ["09:00-15:00"]
  tuesday: ["09:00-15:00"]
  wednesday: ["09:00-15:00"]
  thursday: ["09:00-17:00"]
  friday: ["09:00-13:00"]
service_goals: {reply_working_days: 1, answer_working_days: 5, referral_working_days: 3}
accessibility_statement_url: https://www.was.digst.dk/indgang-fjordby-example
)");
    std::string areas;
    for (const Item& area : corpus_.areas) {
      absl::StrAppend(&areas, "- {id: ", area.id, ", title: ", InBoth(area.title), ", summary: ", InBoth(area.summary),
                      "}\n");
    }
    Write(folder_ / "areas.yaml", areas);
    std::string questions;
    for (std::size_t i = 0; i < corpus_.questions.size(); ++i) {
      absl::StrAppend(&questions, "- {id: question-", i, ", text: ", InBoth(corpus_.questions[i]), "}\n");
    }
    Write(folder_ / "questions.yaml", questions);
    Write(folder_ / "industries.yaml", "- {code: \"561110\", title: {da: Caféer, en: Cafés}, package: package-1}\n");
    Write(folder_ / "glossary.yaml",
          "- {id: cvr-number, term: {da: CVR-nummer, en: CVR number}, definition: {da: Virksomhedens nummer, en: The "
          "company's "
          "number}}\n");
  }

  std::string FactsOf(const Service& service) const {
    const std::string& authority = corpus_.authorities[service.authority].id;
    std::string facts = absl::StrCat(
        "kind: permit\narea: ", corpus_.areas[service.area].id, "\nauthority: ", authority,
        "\napply:\n  url: https://virk.dk\n  label: {da: virk.dk, en: virk.dk}\n  how: ", InBoth(service.how),
        "\nfee: {kind: fixed, amount: ", service.fee,
        ", currency: DKK, year: 2026, certainty: high}\nprocessing: {goal: ", service.weeks,
        " weeks, certainty: high}\nlegal_basis:\n  - {title: {da: Bekendtgørelsen, en: The executive order}, "
        "certainty: "
        "high}\n");
    if (service.prerequisite >= 0) {
      absl::StrAppend(&facts, "prerequisites: [", corpus_.services[static_cast<std::size_t>(service.prerequisite)].id,
                      "]\n");
    }
    if (service.question >= 0) absl::StrAppend(&facts, "needed_if: question-", service.question, "\n");
    absl::StrAppend(&facts, "triage:\n  complexity: simple\n  keywords: ", Listed(service.keywords),
                    "\n  questions: ", Listed(service.examples), "\n", kSource, "owner: ", authority,
                    "\nreview_by: 2027-05-01\n");
    return facts;
  }

  std::string FactsOf(const Package& package) const {
    std::vector<std::string> questions;
    std::array<std::vector<std::string>, 2> phases;
    for (std::size_t i = 0; i < package.services.size(); ++i) {
      const Service& service = corpus_.services[package.services[i]];
      phases[i * 2 / package.services.size()].push_back(service.id);
      const std::string question = absl::StrCat("question-", service.question);
      if (service.question >= 0 && std::find(questions.begin(), questions.end(), question) == questions.end()) {
        questions.push_back(question);
      }
    }
    return absl::StrCat("kind: ", package.trade ? "trade" : "need", "\ntarget_group: ", InBoth(package.summary),
                        "\nquestions: [", absl::StrJoin(questions, ", "),
                        "]\nphases:\n  - {id: before, title: {da: Forberedelse, en: Preparation}, services: [",
                        absl::StrJoin(phases[0], ", "),
                        "]}\n  - {id: opening, title: {da: Før du åbner, en: Before you open}, services: [",
                        absl::StrJoin(phases[1], ", "), "]}\n", kSource, "owner: authority-1\nreview_by: 2027-05-01\n");
  }

  const Corpus& corpus_;
  const fs::path folder_;
};

// The same for generators with front matter. YAML's flow style is JSON, and every text here is plain enough to be both.
class PlainWriter {
 public:
  PlainWriter(const Corpus& corpus, const std::string& folder) : corpus_(corpus), folder_(folder) {}

  void WriteAll() {
    for (std::size_t l = 0; l < 2; ++l) {
      for (const Service& service : corpus_.services) WriteItem("services", service, l, FactsOf(service, l));
      for (std::size_t i = 0; i < corpus_.authorities.size(); ++i) {
        WriteItem("authorities", corpus_.authorities[i], l,
                  absl::StrCat(Contact(i, l), ServicesWhere(l, [&](const Service& s) { return s.authority == i; })));
      }
      for (std::size_t i = 0; i < corpus_.areas.size(); ++i) {
        WriteItem("areas", corpus_.areas[i], l, ServicesWhere(l, [&](const Service& s) { return s.area == i; }));
      }
      for (const Package& package : corpus_.packages) {
        std::string services = "services:\n";
        for (const std::size_t i : package.services) absl::StrAppend(&services, Row(corpus_.services[i], l));
        WriteItem("packages", package, l, absl::StrCat(services, "trade: ", package.trade ? "true" : "false", "\n"));
      }
      for (const Faq& entry : corpus_.faq) {
        WriteItem("faq", entry, l, absl::StrCat("services:\n", Row(corpus_.services[entry.service], l)));
      }
      for (const Item& page : corpus_.pages) WriteItem("", page, l, "");
    }
  }

 private:
  static std::string Href(absl::string_view kind, const Item& item, std::size_t l) {
    return absl::StrCat(l == 1 ? "/en/" : "/", kind, kind.empty() ? "" : "/", item.id, "/");
  }

  static std::string Link(absl::string_view kind, const Item& item, std::size_t l) {
    return absl::StrCat("{href: \"", Href(kind, item, l), "\", title: \"", item.title[l], "\"}");
  }

  static std::string Row(const Service& service, std::size_t l) {
    return absl::StrCat("  - {href: \"", Href("services", service, l), "\", title: \"", service.title[l],
                        "\", summary: \"", service.summary[l], "\", time: \"", Time(service, l), "\", cost: \"",
                        Cost(service, l), "\"}\n");
  }

  template <class Wanted>
  std::string ServicesWhere(std::size_t l, Wanted wanted) const {
    std::string rows = "services:\n";
    for (const Service& service : corpus_.services) {
      if (wanted(service)) absl::StrAppend(&rows, Row(service, l));
    }
    return rows;
  }

  static std::string Time(const Service& service, std::size_t l) {
    return absl::StrCat(service.weeks,
                        l == 1 ? (service.weeks == 1 ? " week" : " weeks") : (service.weeks == 1 ? " uge" : " uger"));
  }
  static std::string Cost(const Service& service, std::size_t l) {
    return l == 1 ? absl::StrCat("DKK ", service.fee, " (2026)") : absl::StrCat(service.fee, " kr. (2026)");
  }

  std::string Contact(std::size_t authority, std::size_t l) const {
    return absl::StrCat("authority: {href: \"", Href("authorities", corpus_.authorities[authority], l), "\", name: \"",
                        corpus_.authorities[authority].title[l], "\", phone: \"+45 70 00 ", 10 + authority / 100 % 90,
                        " ", 10 + authority % 90, "\", email: \"office-", authority + 1,
                        "@fjordby.example\", address: \"Torvet 1, 9999 Fjordby\", hours: \"",
                        l == 1 ? "Monday to Thursday 10-14" : "Mandag til torsdag 10-14", "\"}\n");
  }

  std::string FactsOf(const Service& service, std::size_t l) const {
    std::string facts =
        absl::StrCat("area: ", Link("areas", corpus_.areas[service.area], l), "\n", Contact(service.authority, l),
                     "time: \"", Time(service, l), "\"\ncost: \"", Cost(service, l), "\"\nhow: \"", service.how[l],
                     "\"\nkeywords: [\"", absl::StrJoin(service.keywords[l], "\", \""), "\"]\n");
    if (service.question >= 0) {
      absl::StrAppend(&facts, "need: \"", corpus_.questions[static_cast<std::size_t>(service.question)][l], "\"\n");
    }
    if (service.prerequisite >= 0) {
      const Service& before = corpus_.services[static_cast<std::size_t>(service.prerequisite)];
      absl::StrAppend(&facts, "before: [", Link("services", before, l), "]\n");
    }
    std::vector<std::string> links;
    for (const std::size_t i : service.required_by) links.push_back(Link("services", corpus_.services[i], l));
    if (!links.empty()) absl::StrAppend(&facts, "after: [", absl::StrJoin(links, ", "), "]\n");
    links.clear();
    for (const std::size_t i : service.packages) links.push_back(Link("packages", corpus_.packages[i], l));
    if (!links.empty()) absl::StrAppend(&facts, "packages: [", absl::StrJoin(links, ", "), "]\n");
    return facts;
  }

  void WriteItem(absl::string_view kind, const Item& item, std::size_t l, const std::string& facts) {
    Write(folder_ / kLanguages[l] / std::string(kind) / absl::StrCat(item.id, ".md"),
          absl::StrCat("---\ntitle: \"", item.title[l], "\"\nsummary: \"", item.summary[l], "\"\nsection: \"", kind,
                       "\"\n", facts, "---\n", BodyOf(corpus_, item, l, Links::kAddresses)));
  }

  const Corpus& corpus_;
  const fs::path folder_;
};

}  // namespace

void WriteContent(const Corpus& corpus, const std::string& folder) { ContentWriter(corpus, folder).WriteAll(); }
void WritePlain(const Corpus& corpus, const std::string& folder) { PlainWriter(corpus, folder).WriteAll(); }

}  // namespace indgang::bench
