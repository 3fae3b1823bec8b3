#include "sitegen/read/schemas.h"

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/decode.h"
#include "sitegen/read/values.h"

namespace indgang::sitegen::read {
namespace {

namespace v1 = ::indgang::knowledge::v1;
using google::protobuf::Message;

const Schema& SourceSchema() {
  static const Schema schema(
      "a source", v1::Source::descriptor(),
      {Text("title", "What the source is called.").Required(), Url("url", "Where it can be read."),
       Date("checked", "The day somebody last read it.").Required(),
       Choice("certainty", "How sure the fact is.").Required()});
  return schema;
}

Field Sources() { return Object("sources", SourceSchema, "Where the facts were read.").Many().Required(); }

Field ReviewBy() { return Date("review_by", "The day by which somebody must read the item again.").Required(); }

const Schema& ChangeSchema() {
  static const Schema schema("a change", v1::Change::descriptor(),
                             {Date("date", "The day the page said so first.").Required(),
                              Localized("note", "What is different, one plain sentence.").Required()});
  return schema;
}

Field Aliases() { return Text("aliases", "Older or shorter addresses that lead to the page.").Many(); }

Field Changes() { return Object("changes", ChangeSchema, "What is new to readers who knew the page.").Many(); }

Field Draft() { return Truth("draft", "Whether the item is still being written and not published.").NotKept(); }

void CheckContact(const Node& node, Message&, Decoder& decoder) {
  if (node.Find("phone") == nullptr && node.Find("email") == nullptr && node.Find("url") == nullptr) {
    decoder.Report(codes::kMissingKey, node, "a contact needs at least one of phone, email and url");
  }
}

const Schema& ContactSchema() {
  static const Schema schema("a contact", v1::ContactPoint::descriptor(),
                             {Phone("phone", "The phone number."), Email("email", "The e-mail address."),
                              Url("url", "The page to write from."), Text("address", "Street, postal code and town."),
                              Localized("hours", "When somebody answers, in words.")},
                             CheckContact);
  return schema;
}

const Schema& FormSchema() {
  static const Schema schema(
      "a form", v1::Form::descriptor(),
      {Localized("title", "What the form is called.").Required(), Url("url", "Where the form is.").Required()});
  return schema;
}

const Schema& ApplicationSchema() {
  static const Schema schema(
      "a way to apply", v1::Application::descriptor(),
      {Url("url", "The self-service."), Localized("label", "What the address is called."),
       Localized("how", "How to apply, in words."), Object("forms", FormSchema, "Forms to fill in.").Many()});
  return schema;
}

void CheckFee(const Node& node, Message& message, Decoder& decoder) {
  v1::Fee& fee = static_cast<v1::Fee&>(message);
  const Node* amount = node.Find("amount");
  const Node* per = node.Find("per");
  const auto require = [&](const Node* value, absl::string_view key) {
    if (value == nullptr) {
      decoder.Report(codes::kMissingKey, node,
                     absl::StrCat("a fee of kind ", node.Find("kind")->text, " needs \"", key, "\""));
    }
  };
  switch (fee.kind()) {
    case v1::Fee::KIND_FREE:
      if (amount != nullptr && (fee.amount_min_minor() != 0 || fee.amount_max_minor() != 0)) {
        decoder.Report(codes::kContradiction, *amount,
                       "a fee of kind free has an amount: leave it out or name the kind");
      }
      break;
    case v1::Fee::KIND_FIXED:
      require(amount, "amount");
      if (per == nullptr) fee.set_per(v1::Fee::PER_ONCE);
      break;
    case v1::Fee::KIND_HOURLY:
      require(amount, "amount");
      if (per == nullptr) fee.set_per(v1::Fee::PER_HOUR);
      if (per != nullptr && fee.per() != v1::Fee::PER_HOUR) {
        decoder.Report(codes::kContradiction, *per, absl::StrCat("an hourly fee cannot be per ", per->text), "hour");
      }
      break;
    case v1::Fee::KIND_RECURRING:
      require(amount, "amount");
      require(per, "per");
      if (per != nullptr && fee.per() == v1::Fee::PER_ONCE) {
        decoder.Report(codes::kContradiction, *per, "a recurring fee cannot be per once: write month or year");
      }
      break;
    default:
      break;
  }
  if (amount != nullptr && fee.kind() != v1::Fee::KIND_FREE) {
    if (node.Find("currency") == nullptr) fee.set_currency("DKK");
  }
  if (const Node* currency = node.Find("currency");
      currency != nullptr && !fee.currency().empty() && fee.currency() != "DKK" && fee.currency() != "EUR") {
    decoder.Report(codes::kUnknownValue, *currency,
                   absl::StrCat("\"", fee.currency(), "\" is not a currency we show: write DKK or EUR"), "DKK");
  }
}

const Schema& FeeSchema() {
  static const Schema schema(
      "a fee", v1::Fee::descriptor(),
      {Choice("kind", "How the amount comes about.").Required(), Amount("amount", "The amount.").To("amount_min_minor"),
       Text("currency", "DKK, which is assumed, or EUR."), Number("year", 1990, 2199, "The year the amount holds for."),
       Choice("per", "What the amount is for."), Localized("note", "What else to know."),
       Choice("certainty", "How sure the fact is.").Required()},
      CheckFee);
  return schema;
}

void CheckProcessing(const Node& node, Message& message, Decoder& decoder) {
  const v1::Processing& processing = static_cast<const v1::Processing&>(message);
  if (processing.immediate() && processing.has_goal()) {
    decoder.Report(codes::kContradiction, *node.Find("goal"),
                   "a receipt that comes at once (\"immediate: true\") needs no goal: leave one of them out");
  }
}

const Schema& ProcessingSchema() {
  static const Schema schema(
      "processing", v1::Processing::descriptor(),
      {Duration("goal", "What the authority promises."), Duration("statutory", "What the law demands."),
       Truth("immediate", "The receipt comes at once."), Duration("apply_ahead", "How long before the start to apply."),
       Localized("clock_starts", "What starts the time."),
       Localized("no_reply", "What it means when nobody replies in time."),
       Choice("certainty", "How sure the fact is.").Required()},
      CheckProcessing);
  return schema;
}

const Schema& LegalBasisSchema() {
  static const Schema schema(
      "a legal basis", v1::LegalBasis::descriptor(),
      {Localized("title", "What the law is called.").Required(), Text("section", "The paragraph as printed."),
       Url("url", "Where it can be read."), Choice("certainty", "How sure the fact is.").Required()});
  return schema;
}

const Schema& TriageSchema() {
  static const Schema schema("triage", v1::Triage::descriptor(),
                             {Choice("complexity", "How much work such a question usually is.").Required(),
                              LocalizedWords("keywords", "Words that point to the service.").Required(),
                              LocalizedWords("questions", "Questions in people's own words.").Required()});
  return schema;
}

// ISO dates compare as text.
void CheckOrder(const Node& node, absl::string_view first_key, absl::string_view last_key, const std::string& first,
                const std::string& last, Decoder& decoder) {
  if (first.empty() || last.empty() || first <= last) return;
  decoder.Report(codes::kContradiction, *node.Find(last_key),
                 absl::StrCat("\"", last_key, "\" ", last, " lies before \"", first_key, "\" ", first));
}

void CheckService(const Node& node, Message& message, Decoder& decoder) {
  v1::Service& service = static_cast<v1::Service&>(message);
  const Node* status = node.Find("status");
  const Node* replaced_by = node.Find("replaced_by");
  if (status == nullptr) service.set_status(v1::SERVICE_STATUS_ACTIVE);
  if (service.status() == v1::SERVICE_STATUS_REPLACED && replaced_by == nullptr) {
    decoder.Report(codes::kMissingKey, *status, "a replaced service needs \"replaced_by\"");
  }
  if (service.status() != v1::SERVICE_STATUS_REPLACED && replaced_by != nullptr &&
      (status == nullptr || service.status() != v1::SERVICE_STATUS_UNSPECIFIED)) {
    decoder.Report(codes::kContradiction, *replaced_by, "\"replaced_by\" goes with \"status: replaced\" only");
  }
  CheckOrder(node, "valid_from", "valid_to", service.valid_from(), service.valid_to(), decoder);
}

const Schema& PhaseSchema() {
  static const Schema schema(
      "a phase", v1::Phase::descriptor(),
      {Id("id", "Unique in the package.").Required(), Localized("title", "What the phase is called.").Required(),
       Localized("summary", "What happens in it."),
       Ref("services", ItemKind::kService, "The services, in the order to take them.").Many().Required()});
  return schema;
}

const Schema& OfferSchema() {
  static const Schema schema(
      "an offer", v1::Offer::descriptor(),
      {Localized("title", "What is offered.").Required(), Localized("description", "What it is."),
       Url("url", "Where to read more."), Ref("authority", ItemKind::kAuthority, "Who offers it.").Required()});
  return schema;
}

const Schema& FunnelStepSchema() {
  static const Schema schema(
      "a funnel step", v1::FunnelStep::descriptor(),
      {Id("id", "Unique in the package.").Required(), Localized("title", "What the step is called.").Required()});
  return schema;
}

const Schema& FrontDeskSchema() {
  static const Schema schema("a front desk", v1::FrontDesk::descriptor(),
                             {Ref("authority", ItemKind::kAuthority, "The office that runs it.").Required(),
                              Localized("name", "What it is called.").Required(),
                              Object("contact", ContactSchema, "How to reach it.").Required()});
  return schema;
}

void CheckClosure(const Node& node, Message& message, Decoder& decoder) {
  const v1::Closure& closure = static_cast<const v1::Closure&>(message);
  const Node* day = node.Find("day");
  const Node* from = node.Find("from");
  const Node* to = node.Find("to");
  if (day != nullptr && (from != nullptr || to != nullptr)) {
    decoder.Report(codes::kContradiction, node, "a closure has either \"day\" or \"from\" and \"to\", not both");
  } else if (day == nullptr && (from == nullptr || to == nullptr)) {
    decoder.Report(codes::kMissingKey, node, "a closure needs \"day\", or both \"from\" and \"to\"");
  } else if (day == nullptr) {
    CheckOrder(node, "from", "to", closure.first_day(), closure.last_day(), decoder);
  }
}

const Schema& ClosureSchema() {
  static const Schema schema(
      "a closure", v1::Closure::descriptor(),
      {MonthDay("day", "A day of every year.").To("first_day"), Date("from", "The first day.").To("first_day"),
       Date("to", "The last day.").To("last_day"), Localized("reason", "Why.").Required()},
      CheckClosure);
  return schema;
}

const Schema& GoalsSchema() {
  static const Schema schema(
      "service goals", v1::ServiceGoals::descriptor(),
      {Number("reply_working_days", 1, 100, "Working days until a first reply.").Required(),
       Number("answer_working_days", 1, 100, "Working days until the answer to what is not simple.").Required(),
       Number("referral_working_days", 1, 100, "Working days until an authority answers a referral.").Required(),
       Number("warn_open_hours", 1, 100,
              "Open hours before a goal is missed that the contact person is warned; 4 when left out."),
       Number("escalate_working_days", 1, 100,
              "Working days after a missed goal that leaders are told; 1 when left out."),
       Number("silent_working_days", 1, 100, "Working days without news that make a case silent; 10 when left out."),
       Number("reopen_days", 1, 366, "Days within which a closed case can be reopened; 30 when left out.")});
  return schema;
}

void CheckSite(const Node& node, Message& message, Decoder& decoder) {
  const std::string& url = static_cast<const v1::Site&>(message).base_url();
  if (absl::EndsWith(url, "/")) {
    decoder.Report(codes::kBadUrl, *node.Find("base_url"), "base_url must not end in \"/\"",
                   std::string(absl::StripSuffix(url, "/")));
  }
}

void CheckUnique(const Node* list, absl::string_view what, Decoder& decoder) {
  if (list == nullptr) return;
  absl::flat_hash_set<absl::string_view> seen;
  for (const Node& entry : list->children) {
    const Node* id = entry.Find("id");
    if (id != nullptr && !seen.insert(id->text).second) {
      decoder.Report(codes::kDuplicateId, *id,
                     absl::StrCat("another ", what, " of the package has the id \"", id->text, "\""));
    }
  }
}

void CheckPackage(const Node& node, Message&, Decoder& decoder) {
  CheckUnique(node.Find("phases"), "phase", decoder);
  CheckUnique(node.Find("funnel"), "funnel step", decoder);
}

}  // namespace

const Schema& SiteSchema() {
  static const Schema schema(
      "the site", v1::Site::descriptor(),
      {Localized("municipality", "The municipality's name.").Required(),
       Localized("title", "The entry's name, the site's title.").Required(),
       Url("base_url", "Where the site will be read, without \"/\" at the end.").Required(),
       Object("front_desk", FrontDeskSchema, "Who companies reach first.").Required(),
       TimeZone("time_zone", "The municipality's time zone.").Required().To("calendar.time_zone"),
       WeeklyHours("opening_hours", "When the municipality works.").Required().To("calendar.opening_hours"),
       Object("closures", ClosureSchema, "Days closed beside public holidays.").Many().To("calendar.closures"),
       Object("service_goals", GoalsSchema, "What companies are promised.").Required().To("goals"),
       Url("accessibility_statement_url", "The web-accessibility statement.").Required()},
      CheckSite);
  return schema;
}

const Schema& AreaSchema() {
  static const Schema schema(
      "an area", v1::Area::descriptor(),
      {Id("id", "The area's id.").Required(), Localized("title", "What the area is called.").Required(),
       Localized("summary", "What belongs to it.").Required()});
  return schema;
}

const Schema& QuestionSchema() {
  static const Schema schema("a question", v1::Question::descriptor(),
                             {Id("id", "The question's id.").Required(),
                              Localized("text", "The question as asked; yes and no answer it.").Required(),
                              Localized("help", "How to find the answer.")});
  return schema;
}

const Schema& IndustrySchema() {
  static const Schema schema("an industry", v1::Industry::descriptor(),
                             {IndustryCode("code", "DB07 code, six digits.").Required(),
                              Localized("title", "What the industry is called.").Required(),
                              Ref("package", ItemKind::kPackage, "The package that fits it.").Required()});
  return schema;
}

const Schema& GlossaryTermSchema() {
  static const Schema schema(
      "a glossary term", v1::GlossaryTerm::descriptor(),
      {Id("id", "The term's id.").Required(), Localized("term", "The term.").Required(),
       Localized("definition", "What it means.").Required(),
       Truth("listed_only", "Whether the word is too common to be explained where guides use it.")});
  return schema;
}

const Schema& AuthoritySchema() {
  static const Schema schema("an authority", v1::Authority::descriptor(),
                             {Choice("level", "Where the authority belongs.").Required(),
                              Object("contact", ContactSchema, "How to reach it.").Required(), Sources(), ReviewBy(),
                              Aliases(), Changes(), Draft()});
  return schema;
}

const Schema& ServiceSchema() {
  static const Schema schema("a service", v1::Service::descriptor(),
                             {Choice("kind", "What sort of service it is.").Required(),
                              Choice("status", "Whether the rule is in force; active when left out."),
                              Ref("replaced_by", ItemKind::kService, "The service that took its place."),
                              Ref("area", ItemKind::kArea, "The area it belongs to.").Required(),
                              Ref("authority", ItemKind::kAuthority, "Who decides or answers.").Required(),
                              Ref("also_involves", ItemKind::kAuthority, "Who is usually heard as well.").Many(),
                              Object("apply", ApplicationSchema, "Where and how to apply.").To("application"),
                              Localized("evidence", "What the company must show.").Many(),
                              Object("fee", FeeSchema, "What it costs."),
                              Object("processing", ProcessingSchema, "How long it takes."),
                              Object("legal_basis", LegalBasisSchema, "What it rests on.").Many(),
                              Ref("prerequisites", ItemKind::kService, "What must be in place first.").Many(),
                              Rule("needed_if", "When it is needed; always when left out."),
                              Object("triage", TriageSchema, "How the front desk recognises it.").Required(),
                              Sources(),
                              Ref("owner", ItemKind::kAuthority, "The office that keeps the content true.").Required(),
                              ReviewBy(),
                              Date("valid_from", "The first day it applies."),
                              Date("valid_to", "The last day it applies."),
                              Number("annual_volume", 1, 100'000'000, "How often it is used in a year."),
                              Aliases(),
                              Changes(),
                              Draft()},
                             CheckService);
  return schema;
}

const Schema& PackageSchema() {
  static const Schema schema("a package", v1::Package::descriptor(),
                             {Choice("kind", "For a trade, or for a need any company may have.").Required(),
                              Localized("target_group", "Who it is for.").Required(),
                              Ref("questions", ItemKind::kQuestion, "Questions, in the order asked.").Many(),
                              Object("phases", PhaseSchema, "The way through, in order.").Many().Required(),
                              Object("offers", OfferSchema, "What is offered beside permits.").Many(),
                              Object("funnel", FunnelStepSchema, "Steps that statistics count.").Many(), Sources(),
                              Ref("owner", ItemKind::kAuthority, "The office that keeps the content true.").Required(),
                              ReviewBy(), Aliases(), Changes(), Draft()},
                             CheckPackage);
  return schema;
}

const Schema& FaqSchema() {
  static const Schema schema("a faq entry", v1::FaqEntry::descriptor(),
                             {Ref("area", ItemKind::kArea, "The area it belongs to.").Required(),
                              Ref("services", ItemKind::kService, "Services the answer is about.").Many(), ReviewBy(),
                              Aliases(), Changes(), Draft()});
  return schema;
}

const Schema& PageSchema() {
  static const Schema schema("a page", v1::Page::descriptor(), {Aliases(), Changes()});
  return schema;
}

const Schema& FrontMatterSchema() {
  static const Schema schema(
      "front matter", v1::Prose::descriptor(),
      {Text("title", "The name readers know the item by.", 80).Required(),
       Text("summary", "One or two plain sentences.", 300).Required(),
       Text("search_terms", "Other words people use for it.").Many(),
       Text("translated_from", "In en.md: which Danish text it is a translation of.").NotKept(),
       Date("translated_on", "In en.md: the day it was last brought in line with the Danish text.").NotKept(),
       Draft()});
  return schema;
}

}  // namespace indgang::sitegen::read
