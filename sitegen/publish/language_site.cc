#include "sitegen/publish/language_site.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "sitegen/publish/format.h"
#include "sitegen/publish/html.h"
#include "sitegen/publish/production_headers.h"
#include "sitegen/publish/site.h"

namespace indgang::sitegen {

namespace v1 = knowledge::v1;

namespace {

// The word for a value; "" for one that this build does not know.
template <std::size_t kCount>
absl::string_view Word(const std::array<std::string, kCount>& words, int value) {
  return value >= 0 && value < static_cast<int>(kCount) ? absl::string_view(words[static_cast<std::size_t>(value)])
                                                        : "";
}

bool HasChanges(const v1::KnowledgeBase& base) {
  const auto any = [](const auto& items) {
    return std::any_of(items.begin(), items.end(), [](const auto& item) { return item.changes_size() > 0; });
  };
  return any(base.services()) || any(base.packages()) || any(base.authorities()) || any(base.faq()) ||
         any(base.pages());
}

absl::string_view Origin(absl::string_view base_url) {
  const std::size_t scheme = base_url.find("://");
  return base_url.substr(0, base_url.find('/', scheme == absl::string_view::npos ? 0 : scheme + 3));
}

absl::string_view UrlLabel(absl::string_view url) {
  absl::ConsumePrefix(&url, "https://");
  absl::ConsumePrefix(&url, "http://");
  absl::ConsumePrefix(&url, "www.");
  absl::ConsumeSuffix(&url, "/");
  return url;
}

}  // namespace

LanguageSite::LanguageSite(const knowledge::Bundle& bundle, const CompiledTemplates& templates, Language language)
    : bundle_(bundle),
      templates_(templates.languages[static_cast<std::size_t>(language)]),
      assets_(templates.assets),
      english_(language == Language::kEnglish),
      base_path_(BasePath(bundle.message().site().base_url())),
      origin_(Origin(bundle.message().site().base_url())),
      glossary_(bundle.message(), english_ ? knowledge::Language::kEnglish : knowledge::Language::kDanish),
      danish_glossary_(bundle.message(), knowledge::Language::kDanish) {
  const v1::KnowledgeBase& base = bundle.message();
  for (const v1::Area& area : base.areas()) other_items_.insert(absl::StrCat("area:", area.id()));
  for (const v1::Package& package : base.packages()) {
    other_items_.insert(absl::StrCat("package:", package.id()));
    for (const v1::Phase& phase : package.phases()) {
      for (const std::string& service : phase.services()) packages_with_[service].push_back(package.id());
    }
  }
  for (const v1::FaqEntry& entry : base.faq()) other_items_.insert(absl::StrCat("faq:", entry.id()));
  for (const v1::Page& page : base.pages()) other_items_.insert(absl::StrCat("page:", page.id()));
  for (const v1::Service& service : base.services()) {
    of_area_[service.area()].push_back(service.id());
    of_authority_[service.authority()].push_back(service.id());
    for (const std::string& authority : service.also_involves()) involving_[authority].push_back(service.id());
    for (const std::string& before : service.prerequisites()) required_by_[before].push_back(service.id());
  }
  MakeContacts();
  MakeServices();
  MakeSiteView(templates);
}

const LanguageSite::Ids& LanguageSite::Find(const IdLists& lists, absl::string_view id) {
  static const Ids& none = *new Ids;
  const auto found = lists.find(id);
  return found == lists.end() ? none : found->second;
}

std::string LanguageSite::Path(absl::string_view page) const { return absl::StrCat(english_ ? "en/" : "", page); }

std::string LanguageSite::PageHref(absl::string_view page) const {
  return absl::StrCat(base_path_, english_ ? "en/" : "", page);
}

std::string LanguageSite::RootHref(absl::string_view path) const { return absl::StrCat(base_path_, path); }

LangText LanguageSite::Choose(const v1::LocalizedText& text) const {
  if (!english_) return {text.da(), ""};
  return text.en().empty() ? LangText{text.da(), "da"} : LangText{text.en(), ""};
}

const v1::Prose& LanguageSite::Choose(const v1::LocalizedProse& prose, bool* untranslated) const {
  *untranslated = english_ && prose.en().title().empty();
  return english_ && !*untranslated ? prose.en() : prose.da();
}

LangText LanguageSite::Title(const v1::LocalizedProse& prose) const {
  bool untranslated = false;
  const v1::Prose& chosen = Choose(prose, &untranslated);
  return {chosen.title(), untranslated ? "da" : ""};
}

LangText LanguageSite::Summary(const v1::LocalizedProse& prose) const {
  bool untranslated = false;
  const v1::Prose& chosen = Choose(prose, &untranslated);
  return {chosen.summary(), untranslated ? "da" : ""};
}

const ServiceView* LanguageSite::Service(absl::string_view id) const {
  const auto found = service_by_id_.find(id);
  return found == service_by_id_.end() ? nullptr : found->second;
}

const ContactView* LanguageSite::Contact(absl::string_view authority) const {
  const auto found = contact_by_id_.find(authority);
  return found == contact_by_id_.end() ? nullptr : found->second;
}

ContactView LanguageSite::MakeContact(const v1::ContactPoint& contact) const {
  ContactView view;
  view.phone = absl::StrReplaceAll(contact.phone(), {{" ", "\u00a0"}});
  for (const char c : contact.phone()) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '+') view.tel += c;
  }
  view.email = contact.email();
  view.url = contact.url();
  view.url_label = UrlLabel(contact.url());
  view.address = contact.address();
  view.hours = Choose(contact.hours());
  return view;
}

void LanguageSite::MakeContacts() {
  const auto& authorities = bundle_.message().authorities();
  contacts_.reserve(static_cast<std::size_t>(authorities.size()));
  for (const v1::Authority& authority : authorities) {
    ContactView view = MakeContact(authority.contact());
    view.name = Title(authority.text());
    view.summary = Summary(authority.text());
    view.href = PageHref(absl::StrCat("authorities/", authority.id(), "/"));
    view.level = Word(words().levels, authority.level());
    contacts_.push_back(std::move(view));
    contact_by_id_[authority.id()] = &contacts_.back();
  }
}

void LanguageSite::MakeServices() {
  const auto& services = bundle_.message().services();
  services_.reserve(static_cast<std::size_t>(services.size()));
  for (const v1::Service& service : services) {
    ServiceView view;
    view.href = PageHref(absl::StrCat("services/", service.id(), "/"));
    view.title = Title(service.text());
    view.summary = Summary(service.text());
    view.kind = Word(words().kinds, service.kind());
    if (service.status() == v1::SERVICE_STATUS_REPEALED) view.status = words().status_repealed;
    if (service.status() == v1::SERVICE_STATUS_REPLACED) view.status = words().status_replaced;
    view.authority = Contact(service.authority());
    view.time = FormatTime(service, words());
    view.time_unknown = view.time == words().time_unknown;
    view.cost = FormatFee(service, words());
    view.cost_unknown = view.cost == words().fee_unknown;
    view.need = FormatNeed(service, bundle_, english_ ? "en" : "da", words());
    services_.push_back(std::move(view));
    service_by_id_[service.id()] = &services_.back();
  }
}

void LanguageSite::MakeSiteView(const CompiledTemplates& templates) {
  const v1::KnowledgeBase& base = bundle_.message();
  const v1::Site& site = base.site();
  view_.lang = english_ ? "en" : "da";
  view_.title = Choose(site.title());
  view_.municipality = Choose(site.municipality());
  view_.home = PageHref("");
  view_.services = PageHref("services/");
  view_.authorities = PageHref("authorities/");
  view_.faq = PageHref("faq/");
  view_.glossary = PageHref("glossary/");
  view_.search = PageHref("search/");
  view_.statement = PageHref("was/");
  view_.news = PageHref("news/");
  if (HasChanges(base)) view_.feed = PageHref("feed.xml");
  view_.policy = PagePolicy();
  view_.css = absl::StrCat(base_path_, templates.assets.css);
  view_.favicon = absl::StrCat(base_path_, templates.assets.favicon);
  view_.licences = absl::StrCat(base_path_, "assets/licences.txt");
  view_.js = absl::StrCat(base_path_, templates.assets.js);
  view_.search_js = absl::StrCat(base_path_, templates.assets.search_js);
  view_.regular_font = absl::StrCat(base_path_, templates.assets.regular_font);
  view_.strong_font = absl::StrCat(base_path_, templates.assets.strong_font);
  view_.icons = absl::StrCat(base_path_, templates.assets.icons);
  view_.reply_goal = words().reply_goal.Format(site.goals().reply_working_days());
  view_.answer_goal = words().answer_goal.Format(site.goals().answer_working_days());
  view_.desk = MakeContact(site.front_desk().contact());
  view_.desk.name = Choose(site.front_desk().name());
  if (const ContactView* authority = Contact(site.front_desk().authority())) view_.desk.href = authority->href;
  for (const v1::Area& area : base.areas()) {
    view_.areas.push_back({Href("area", area.id()), Choose(area.title()), Choose(area.summary()), false});
  }
  for (const v1::Package& package : base.packages()) {
    if (package.kind() == v1::Package::KIND_NEED) continue;
    view_.packages.push_back(Link("package", package.id(), package.text()));
  }
  for (const v1::Page& page : base.pages()) view_.pages.push_back(Link("page", page.id(), page.text()));
}

LinkView LanguageSite::Link(absl::string_view kind, absl::string_view id, const v1::LocalizedProse& prose) const {
  return {Href(kind, id), Title(prose), Summary(prose), false};
}

std::vector<SourceView> LanguageSite::Sources(const google::protobuf::RepeatedPtrField<v1::Source>& sources) const {
  std::vector<SourceView> out;
  out.reserve(static_cast<std::size_t>(sources.size()));
  for (const v1::Source& source : sources) {
    // What was read is Danish, whatever the language of the page.
    out.push_back({{source.title(), english_ ? "da" : ""},
                   source.url(),
                   FormatDate(source.checked(), words()),
                   Word(words().certainties, source.certainty())});
  }
  return out;
}

std::string LanguageSite::Href(absl::string_view kind, absl::string_view id) const {
  if (kind == "service") {
    const ServiceView* service = Service(id);
    return service == nullptr ? "" : service->href;
  }
  if (kind == "authority") {
    const ContactView* contact = Contact(id);
    return contact == nullptr ? "" : contact->href;
  }
  if (!other_items_.contains(absl::StrCat(kind, ":", id))) return "";
  return PageHref(ItemPath(kind, id));
}

std::string LanguageSite::ContactHtml(absl::string_view authority) const {
  const ContactView* contact = Contact(authority);
  if (contact == nullptr) return "";
  std::string html;
  templates_.contact_box.Render({&view_, contact}, html);
  return html;
}

std::string LanguageSite::CalloutIconHtml(absl::string_view kind) const {
  return absl::StrCat("<svg class=\"icon-svg alert-icon\" focusable=\"false\" aria-hidden=\"true\"><use href=\"",
                      Escaped(view_.icons), "#", kind, "\"></use></svg>\n");
}

}  // namespace indgang::sitegen
