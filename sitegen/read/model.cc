#include "sitegen/read/model.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "base/did_you_mean.h"
#include "sitegen/read/codes.h"

namespace indgang::sitegen::read {
namespace {

namespace v1 = ::indgang::knowledge::v1;

// A fact of low certainty is to be read again within half a year.
constexpr int kLowCertaintyDays = 183;

void Report(absl::string_view file, const Node& node, absl::string_view code, std::string message,
            Diagnostics& diagnostics, std::string suggestion = "", Severity severity = Severity::kError) {
  diagnostics.Add({.file = std::string(file),
                   .place = node.place,
                   .severity = severity,
                   .code = std::string(code),
                   .message = std::move(message),
                   .suggestion = std::move(suggestion)});
}

const v1::Service& AsService(const Item& item) { return static_cast<const v1::Service&>(*item.message); }

// The ids of a list of references, as far as they stand there in full.
std::vector<const Node*> Names(const Node* facts, absl::string_view key) {
  std::vector<const Node*> names;
  const Node* list = facts == nullptr ? nullptr : facts->Find(key);
  if (list == nullptr) return names;
  for (const Node& child : list->children) {
    if (child.kind == Node::Kind::kScalar && !child.broken) names.push_back(&child);
  }
  return names;
}

void ReportOutOfForce(const Item& service, absl::string_view what, absl::string_view file, const Node& node,
                      Diagnostics& diagnostics) {
  const v1::Service& message = AsService(service);
  if (message.status() == v1::SERVICE_STATUS_REPEALED) {
    Report(file, node, codes::kRepealedService,
           absl::StrCat("service \"", service.id, "\" is repealed and cannot be ", what), diagnostics);
  } else if (message.status() == v1::SERVICE_STATUS_REPLACED) {
    Report(file, node, codes::kRepealedService,
           absl::StrCat("service \"", service.id, "\" is replaced and cannot be ", what), diagnostics,
           message.replaced_by());
  }
}

// Finds cycles by walking prerequisites depth first.
class CycleFinder {
 public:
  CycleFinder(const Draft& draft, Diagnostics& diagnostics) : draft_(draft), diagnostics_(diagnostics) {}

  void Visit(const Item& item) {
    if (!seen_.insert(&item).second) return;
    path_.push_back(&item);
    for (const Node* name : Names(item.facts, "prerequisites")) {
      const Item* next = draft_.Find(ItemKind::kService, name->text);
      if (next == nullptr) continue;
      const auto found = std::find(path_.begin(), path_.end(), next);
      if (found != path_.end()) {
        ReportCycle({found, path_.end()});
      } else {
        Visit(*next);
      }
    }
    path_.pop_back();
  }

 private:
  // Reported once, where the first of its ids names the next.
  void ReportCycle(std::vector<const Item*> cycle) {
    std::rotate(
        cycle.begin(),
        std::min_element(cycle.begin(), cycle.end(), [](const Item* a, const Item* b) { return a->id < b->id; }),
        cycle.end());
    cycle.push_back(cycle.front());
    for (const Node* name : Names(cycle[0]->facts, "prerequisites")) {
      if (name->text != cycle[1]->id) continue;
      Report(cycle[0]->facts_file, *name, codes::kPrerequisiteCycle,
             absl::StrCat("prerequisites form a cycle: ",
                          absl::StrJoin(cycle, " → ",
                                        [](std::string* out, const Item* item) { absl::StrAppend(out, item->id); })),
             diagnostics_);
      return;
    }
  }

  const Draft& draft_;
  Diagnostics& diagnostics_;
  absl::flat_hash_set<const Item*> seen_;
  std::vector<const Item*> path_;
};

void CheckReplacement(const Draft& draft, const Item& item, Diagnostics& diagnostics) {
  const v1::Service* service = &AsService(item);
  if (service->status() != v1::SERVICE_STATUS_REPLACED || service->replaced_by().empty()) return;
  std::vector<std::string> path = {item.id};
  while (service->status() == v1::SERVICE_STATUS_REPLACED) {
    const Item* next = draft.Find(ItemKind::kService, service->replaced_by());
    if (next == nullptr) return;  // reported as unknown-service
    const bool cycle = std::find(path.begin(), path.end(), next->id) != path.end();
    path.push_back(next->id);
    service = &AsService(*next);
    if (!cycle && service->status() != v1::SERVICE_STATUS_REPEALED) continue;
    Report(item.facts_file, *item.facts->Find("replaced_by"), codes::kUnreachableReplacement,
           absl::StrCat("no service in force is reached: ", absl::StrJoin(path, " → "), cycle ? "" : " (repealed)"),
           diagnostics);
    return;
  }
}

void CollectQuestions(const v1::Condition& condition, std::vector<std::string>& questions) {
  if (condition.has_question()) questions.push_back(condition.question());
  for (const v1::Condition& part : condition.all().conditions()) CollectQuestions(part, questions);
  for (const v1::Condition& part : condition.any().conditions()) CollectQuestions(part, questions);
  if (condition.has_not_()) CollectQuestions(condition.not_(), questions);
}

// One service as a package lists it.
struct Listing {
  const Item* service;
  const Node* name;
  std::string phase;
};

// The services of the package that exist, each once.
std::vector<Listing> ListServices(const Draft& draft, const Item& package, Diagnostics& diagnostics) {
  std::vector<Listing> listings;
  absl::flat_hash_map<absl::string_view, std::string> phase_of;
  const Node* phases = package.facts->Find("phases");
  if (phases == nullptr) return listings;
  for (const Node& phase : phases->children) {
    const Node* id = phase.Find("id");
    const std::string phase_name = id == nullptr ? "" : id->text;
    absl::flat_hash_set<absl::string_view> here;
    for (const Node* name : Names(&phase, "services")) {
      // Twice in one phase has been reported with the list.
      if (!here.insert(name->text).second) continue;
      if (const auto [first, inserted] = phase_of.try_emplace(name->text, phase_name); !inserted) {
        Report(package.facts_file, *name, codes::kDuplicateEntry,
               absl::StrCat("service \"", name->text, "\" stands in phase \"", first->second, "\" already"),
               diagnostics);
        continue;
      }
      const Item* service = draft.Find(ItemKind::kService, name->text);
      if (service != nullptr) listings.push_back({service, name, phase_name});
    }
  }
  return listings;
}

void CheckOrder(const Item& package, const std::vector<Listing>& listings, Diagnostics& diagnostics) {
  absl::flat_hash_map<absl::string_view, std::size_t> position;
  for (std::size_t i = 0; i < listings.size(); ++i) position[listings[i].service->id] = i;
  for (std::size_t i = 0; i < listings.size(); ++i) {
    for (const std::string& prerequisite : AsService(*listings[i].service).prerequisites()) {
      const auto found = position.find(prerequisite);
      if (found == position.end() || found->second <= i) continue;
      Report(package.facts_file, *listings[i].name, codes::kPhaseOrder,
             absl::StrCat("\"", listings[i].service->id, "\" stands before its prerequisite \"", prerequisite,
                          "\" in phase \"", listings[found->second].phase, "\": move one of them"),
             diagnostics);
    }
  }
}

// `sound`: the facts of all services are free of errors. Only then can it be told whether a question is idle.
void CheckQuestions(const Draft& draft, const Item& package, const std::vector<Listing>& listings, bool sound,
                    Diagnostics& diagnostics) {
  const std::vector<const Node*> asked = Names(package.facts, "questions");
  absl::flat_hash_set<std::string> open;
  for (const Node* question : asked) open.insert(question->text);
  absl::flat_hash_set<std::string> used;
  for (const Listing& listing : listings) {
    std::vector<std::string> questions;
    CollectQuestions(AsService(*listing.service).needed_if(), questions);
    for (const std::string& question : questions) {
      if (!used.insert(question).second || open.contains(question)) continue;
      if (draft.Find(ItemKind::kQuestion, question) == nullptr) continue;
      Report(package.facts_file, *listing.name, codes::kMissingQuestion,
             absl::StrCat("service \"", listing.service->id, "\" depends on question \"", question,
                          "\", which the package does not ask: add it to \"questions\""),
             diagnostics);
    }
  }
  if (!sound) return;
  for (const Node* question : asked) {
    if (used.contains(question->text)) continue;
    Report(package.facts_file, *question, codes::kIdleQuestion,
           absl::StrCat("no service of the package depends on question \"", question->text, "\""), diagnostics, "",
           Severity::kWarning);
  }
}

// The place of the first "certainty: low", and the latest date of "checked", anywhere in `node`.
void LookAtCertainty(const Node& node, const Node*& low, std::string& checked) {
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const Node& child = node.children[i];
    if (i < node.keys.size() && child.kind == Node::Kind::kScalar) {
      if (node.keys[i].text == "certainty" && child.text == "low" && low == nullptr) low = &child;
      if (node.keys[i].text == "checked") checked = std::max(checked, child.text);
    }
    LookAtCertainty(child, low, checked);
  }
}

}  // namespace

void CheckReferences(const Draft& draft, Diagnostics& diagnostics) {
  std::map<ItemKind, std::vector<std::string>> ids;
  for (const Reference& reference : draft.references) {
    if (draft.incomplete[static_cast<std::size_t>(reference.kind)]) continue;
    if (draft.Find(reference.kind, reference.node->text) != nullptr) continue;
    const KindInfo& info = InfoOf(reference.kind);
    const auto [candidates, inserted] = ids.try_emplace(reference.kind);
    if (inserted) candidates->second = draft.Ids(reference.kind);
    Report(reference.file, *reference.node, info.unknown_code,
           absl::StrCat(info.name, " \"", reference.node->text, "\" does not exist"), diagnostics,
           DidYouMean(reference.node->text, candidates->second));
  }
}

void CheckServices(const Draft& draft, Diagnostics& diagnostics) {
  CycleFinder cycles(draft, diagnostics);
  for (const Item* item : draft.OfKind(ItemKind::kService)) {
    cycles.Visit(*item);
    for (const Node* name : Names(item->facts, "prerequisites")) {
      const Item* prerequisite = draft.Find(ItemKind::kService, name->text);
      if (prerequisite != nullptr) {
        ReportOutOfForce(*prerequisite, "a prerequisite", item->facts_file, *name, diagnostics);
      }
    }
    CheckReplacement(draft, *item, diagnostics);
  }
}

void CheckPackages(const Draft& draft, Diagnostics& diagnostics) {
  const bool sound = diagnostics.errors() == 0;
  for (const Item* package : draft.OfKind(ItemKind::kPackage)) {
    if (package->facts == nullptr) continue;
    const std::vector<Listing> listings = ListServices(draft, *package, diagnostics);
    for (const Listing& listing : listings) {
      ReportOutOfForce(*listing.service, "part of a package", package->facts_file, *listing.name, diagnostics);
    }
    CheckOrder(*package, listings, diagnostics);
    CheckQuestions(draft, *package, listings, sound, diagnostics);
  }
}

void CheckReviews(const Draft& draft, Diagnostics& diagnostics) {
  for (const Item& item : draft.items) {
    const Node* review_by = item.facts == nullptr ? nullptr : item.facts->Find("review_by");
    if (review_by == nullptr) continue;
    const Node* low = nullptr;
    std::string checked;
    LookAtCertainty(*item.facts, low, checked);
    absl::CivilDay checked_day;
    absl::CivilDay review_day;
    if (low == nullptr || !absl::ParseCivilTime(checked, &checked_day) ||
        !absl::ParseCivilTime(review_by->text, &review_day)) {
      continue;
    }
    const absl::CivilDay latest = checked_day + kLowCertaintyDays;
    if (review_day <= latest) continue;
    Report(item.facts_file, *review_by, codes::kLateReview,
           absl::StrCat("the fact of low certainty in line ", low->place.line,
                        " must be read again within half a year of ", checked, ", the day sources were last checked"),
           diagnostics, absl::FormatCivilTime(latest), Severity::kWarning);
  }
}

}  // namespace indgang::sitegen::read
