#include "sitegen/read/hints.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/readability.h"
#include "sitegen/read/uses.h"

namespace indgang::sitegen::read {
namespace {

namespace v1 = ::indgang::knowledge::v1;

// Search engines and phones cut a longer title off.
constexpr std::size_t kGoodTitle = 60;
// What fits into a search result, with some room.
constexpr std::size_t kGoodSummary = 200;
// Above it, LIX calls a text hard, as official texts are.
constexpr int kHardLix = 45;
// In a shorter text, one long word decides.
constexpr int kMeasurableWords = 60;
// Conditions with more questions are not tried out.
constexpr std::size_t kMaxTriedQuestions = 12;

class Reporter {
 public:
  explicit Reporter(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void Add(absl::string_view file, Place place, absl::string_view code, std::string message, Severity severity) {
    diagnostics_.Add({.file = std::string(file),
                      .place = place,
                      .severity = severity,
                      .code = std::string(code),
                      .message = std::move(message)});
  }
  void Hint(absl::string_view file, Place place, absl::string_view code, std::string message) {
    Add(file, place, code, std::move(message), Severity::kHint);
  }

 private:
  Diagnostics& diagnostics_;
};

bool IsPublished(const Item& item) { return !IsDraft(item); }

// The file and place that a hint about the item as a whole points at.
std::pair<absl::string_view, Place> Whole(const Item& item) {
  if (item.info->layout != Layout::kFolder) return {item.facts_file, item.facts->place};
  if (item.da != nullptr) return {item.da->file->path, {}};
  return {item.facts_file, {}};
}

void CollectQuestions(const v1::Condition& condition, std::set<std::string>& questions) {
  if (condition.has_question()) questions.insert(condition.question());
  for (const v1::Condition& part : condition.all().conditions()) CollectQuestions(part, questions);
  for (const v1::Condition& part : condition.any().conditions()) CollectQuestions(part, questions);
  if (condition.has_not_()) CollectQuestions(condition.not_(), questions);
}

bool Holds(const v1::Condition& condition, const std::map<std::string, bool>& answers) {
  switch (condition.rule_case()) {
    case v1::Condition::kQuestion:
      return answers.at(condition.question());
    case v1::Condition::kAll:
      for (const v1::Condition& part : condition.all().conditions()) {
        if (!Holds(part, answers)) return false;
      }
      return true;
    case v1::Condition::kAny:
      for (const v1::Condition& part : condition.any().conditions()) {
        if (Holds(part, answers)) return true;
      }
      return false;
    case v1::Condition::kNot:
      return !Holds(condition.not_(), answers);
    default:
      return true;
  }
}

// Tries all answers.
void CheckCondition(const Item& item, Reporter& reporter) {
  const v1::Condition& condition = static_cast<const v1::Service*>(item.message)->needed_if();
  std::set<std::string> questions;
  CollectQuestions(condition, questions);
  if (questions.empty() || questions.size() > kMaxTriedQuestions) return;
  bool ever = false;
  bool always = true;
  for (std::size_t bits = 0; bits < std::size_t{1} << questions.size(); ++bits) {
    std::map<std::string, bool> answers;
    std::size_t bit = 0;
    for (const std::string& question : questions) answers[question] = (bits >> bit++ & 1) != 0;
    const bool holds = Holds(condition, answers);
    ever = ever || holds;
    always = always && holds;
  }
  if (ever && !always) return;
  reporter.Add(item.facts_file, item.facts->Find("needed_if")->place, codes::kConstantCondition,
               ever ? "whatever is answered, this condition holds: leave \"needed_if\" out"
                    : "whatever is answered, this condition never holds: nobody would be told of the service",
               Severity::kWarning);
}

// A text as its readers find it.
void HintAtText(const Document& document, Reporter& reporter) {
  const std::string& file = document.file->path;
  const auto hint_at_length = [&](absl::string_view key, std::size_t good, absl::string_view code,
                                  absl::string_view why) {
    const Node* value = document.root.Find(key);
    const std::size_t length = value == nullptr ? 0 : CountCodePoints(value->text);
    if (length > good) {
      reporter.Hint(file, value->place, code,
                    absl::StrCat("the ", key, " has ", length, " characters; up to ", good, " ", why));
    }
  };
  hint_at_length("title", kGoodTitle, codes::kLongTitle, "are shown in search results and on phones");
  hint_at_length("summary", kGoodSummary, codes::kLongSummary, "are read before people decide to go on");
  const Readability readability = MeasureReadability(document.body);
  if (readability.words >= kMeasurableWords && readability.lix > kHardLix) {
    reporter.Hint(file, {document.body_line, 1, 1}, codes::kHardToRead,
                  absl::StrCat("the text has LIX ", readability.lix, "; above ", kHardLix,
                               " is hard to read: write shorter sentences and everyday words"));
  }
}

void HintAtTranslation(const Item& item, Reporter& reporter) {
  if (TranslationOf(item) != Translation::kOutdated) return;
  reporter.Hint(item.en->file->path, item.en->root.Find("translated_from")->place, codes::kOutdatedTranslation,
                absl::StrCat("the Danish text has changed since it was translated: bring the English one up to date, "
                             "then run \"sitegen translated ",
                             item.info->name, ":", item.id, "\""));
}

void HintAtDates(const Item& item, absl::CivilDay today, Reporter& reporter) {
  absl::CivilDay day;
  const Node* review_by = item.facts->Find("review_by");
  if (review_by != nullptr && absl::ParseCivilTime(review_by->text, &day) && day - today <= kReviewDays) {
    const absl::civil_diff_t left = day - today;
    const std::string when =
        left < 0    ? absl::StrCat("was to be read again ", -left, left == -1 ? " day" : " days", " ago")
        : left == 0 ? "is to be read again today"
                    : absl::StrCat("is to be read again within ", left, left == 1 ? " day" : " days");
    reporter.Hint(item.facts_file, review_by->place, codes::kReviewDue,
                  absl::StrCat(item.info->name, " \"", item.id, "\" ", when,
                               ": compare it with its sources, then set \"checked\" and a new \"review_by\""));
  }
  const Node* valid_to = item.facts->Find("valid_to");
  if (valid_to != nullptr && absl::ParseCivilTime(valid_to->text, &day) && day < today) {
    const auto& service = *static_cast<const v1::Service*>(item.message);
    if (service.status() != v1::SERVICE_STATUS_ACTIVE) return;
    reporter.Hint(item.facts_file, valid_to->place, codes::kNoLongerValid,
                  absl::StrCat("service \"", item.id, "\" applied until ", valid_to->text,
                               ": set \"status\" to repealed or replaced, or a new \"valid_to\""));
  }
}

// Nobody comes upon an item that nothing names, but by searching or by reading whole lists.
void HintAtUnused(const Draft& draft, Reporter& reporter) {
  std::array<absl::flat_hash_set<absl::string_view>, kItemKinds> used;
  for (const Use& use : UsesIn(draft)) {
    if (use.user != nullptr && use.user->info->kind == use.kind && use.user->id == use.id) continue;
    used[static_cast<std::size_t>(use.kind)].insert(use.id);
  }
  for (const Item& item : draft.items) {
    absl::string_view lack;
    switch (item.info->kind) {
      case ItemKind::kArea:
        lack = "no service and no answer belongs to it";
        break;
      case ItemKind::kQuestion:
        lack = "no package asks it and no condition depends on it";
        break;
      case ItemKind::kAuthority:
        lack = "nothing names it";
        break;
      case ItemKind::kService:
        if (static_cast<const v1::Service*>(item.message)->status() != v1::SERVICE_STATUS_ACTIVE) continue;
        lack = "no package, prerequisite, answer or link leads to it";
        break;
      default:
        continue;
    }
    if (!IsPublished(item) || used[static_cast<std::size_t>(item.info->kind)].contains(item.id)) continue;
    const auto [file, place] = Whole(item);
    reporter.Hint(file, place, codes::kUnusedItem, absl::StrCat(item.info->name, " \"", item.id, "\": ", lack));
  }
}

// A package sends people to authorities; somebody there should answer.
void HintAtContacts(const Draft& draft, Reporter& reporter) {
  std::map<std::string, std::string> named_by;
  for (const Item* item : draft.OfKind(ItemKind::kPackage)) {
    for (const v1::Phase& phase : static_cast<const v1::Package*>(item->message)->phases()) {
      for (const std::string& id : phase.services()) {
        const Item* service = draft.Find(ItemKind::kService, id);
        if (service == nullptr) continue;
        named_by.try_emplace(static_cast<const v1::Service*>(service->message)->authority(), item->id);
      }
    }
  }
  for (const auto& [id, package] : named_by) {
    const Item* item = draft.Find(ItemKind::kAuthority, id);
    if (item == nullptr) continue;
    const v1::ContactPoint& contact = static_cast<const v1::Authority*>(item->message)->contact();
    if (!contact.phone().empty() || !contact.email().empty()) continue;
    reporter.Hint(item->facts_file, item->facts->Find("contact")->place, codes::kNoDirectContact,
                  absl::StrCat("package \"", package, "\" leads to authority \"", id,
                               "\", which can neither be called nor written to: add \"phone\" or \"email\""));
  }
}

void CheckTitles(const Draft& draft, Reporter& reporter) {
  for (const bool english : {false, true}) {
    std::map<std::pair<ItemKind, std::string>, const Item*> first;
    for (const Item& item : draft.items) {
      const Document* document = english ? item.en : item.da;
      const Node* title = document == nullptr ? nullptr : document->root.Find("title");
      if (title == nullptr || !IsPublished(item)) continue;
      const auto [other, inserted] = first.try_emplace({item.info->kind, title->text}, &item);
      if (inserted) continue;
      reporter.Add(document->file->path, title->place, codes::kDuplicateTitle,
                   absl::StrCat(item.info->name, " \"", other->second->id,
                                "\" has the same title: readers cannot tell the two apart"),
                   Severity::kWarning);
    }
  }
}

}  // namespace

void CheckSense(const Draft& draft, Diagnostics& diagnostics) {
  Reporter reporter(diagnostics);
  CheckTitles(draft, reporter);
  for (const Item* item : draft.OfKind(ItemKind::kService)) {
    if (item->facts != nullptr) CheckCondition(*item, reporter);
  }
}

void AddHints(const Draft& draft, std::optional<absl::CivilDay> today, Diagnostics& diagnostics) {
  Reporter reporter(diagnostics);
  for (const Item& item : draft.items) {
    if (!IsPublished(item)) continue;
    if (item.da != nullptr) HintAtText(*item.da, reporter);
    if (item.en != nullptr) HintAtText(*item.en, reporter);
    HintAtTranslation(item, reporter);
    if (today.has_value() && item.facts != nullptr) HintAtDates(item, *today, reporter);
  }
  HintAtUnused(draft, reporter);
  HintAtContacts(draft, reporter);
}

}  // namespace indgang::sitegen::read
