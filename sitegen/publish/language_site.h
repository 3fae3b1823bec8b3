// One language of the site: addresses and everything that several pages show, made once.
#ifndef INDGANG_SITEGEN_PUBLISH_LANGUAGE_SITE_H_
#define INDGANG_SITEGEN_PUBLISH_LANGUAGE_SITE_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "knowledge/bundle.h"
#include "sitegen/publish/compiled_templates.h"
#include "sitegen/publish/glossary.h"
#include "sitegen/publish/markdown.h"
#include "sitegen/publish/views.h"

namespace indgang::sitegen {

// Immutable but for where its search index lies; may be used from any thread. Points into the bundle and the
// templates.
class LanguageSite final : public MarkdownHost {
 public:
  LanguageSite(const knowledge::Bundle& bundle, const CompiledTemplates& templates, Language language);
  LanguageSite(const LanguageSite&) = delete;
  LanguageSite& operator=(const LanguageSite&) = delete;

  const knowledge::Bundle& bundle() const { return bundle_; }
  const LanguageTemplates& templates() const { return templates_; }
  const Words& words() const { return templates_.words; }
  const EndWords& EndOf(const knowledge::v1::Package& package) const {
    return package.kind() == knowledge::v1::Package::KIND_NEED ? words().in_place : words().opening;
  }
  bool english() const { return english_; }
  const SiteView& view() const { return view_; }

  // Where a page lies below the site's root, "services/alcohol-licence/" and with "en/" before it in English.
  std::string Path(absl::string_view page) const;
  // The address of a page as it stands in links: with the base path.
  std::string PageHref(absl::string_view page) const;

  // The address of a file that both languages share, by its path from the site's root.
  std::string RootHref(absl::string_view path) const;
  const Assets& assets() const { return assets_; }

  // Scheme and host of the site, "https://indgang.fjordby.example".
  absl::string_view origin() const { return origin_; }

  // Where the search index lies, below the site's root. Set it before the search page is made.
  void SetSearchFile(absl::string_view path) { search_file_ = std::string(path); }
  const std::string& search_file() const { return search_file_; }

  // Text in this language, or the Danish one marked as such.
  LangText Choose(const knowledge::v1::LocalizedText& text) const;
  // The prose in this language, or the Danish one; `untranslated` tells which.
  const knowledge::v1::Prose& Choose(const knowledge::v1::LocalizedProse& prose, bool* untranslated) const;
  LangText Title(const knowledge::v1::LocalizedProse& prose) const;
  LangText Summary(const knowledge::v1::LocalizedProse& prose) const;

  // The terms to explain in a text of this language, or in a Danish one that stands in for it.
  const Glossary& GlossaryOf(bool danish) const { return danish ? danish_glossary_ : glossary_; }

  // nullptr when there is none with that id.
  const ServiceView* Service(absl::string_view id) const;
  const ContactView* Contact(absl::string_view authority) const;
  // Views of the ids that exist, in their order.
  template <class Ids>
  std::vector<const ServiceView*> Services(const Ids& ids) const {
    std::vector<const ServiceView*> out;
    for (const auto& id : ids) {
      if (const ServiceView* view = Service(id)) out.push_back(view);
    }
    return out;
  }

  // Services whose prerequisite, area or (also involved) authority is the given one; empty lists when there are none.
  using Ids = std::vector<absl::string_view>;
  const Ids& RequiredBy(absl::string_view service) const { return Find(required_by_, service); }
  const Ids& OfArea(absl::string_view area) const { return Find(of_area_, area); }
  const Ids& OfAuthority(absl::string_view authority) const { return Find(of_authority_, authority); }
  const Ids& Involving(absl::string_view authority) const { return Find(involving_, authority); }
  // Packages that name the service.
  const Ids& PackagesWith(absl::string_view service) const { return Find(packages_with_, service); }

  LinkView Link(absl::string_view kind, absl::string_view id, const knowledge::v1::LocalizedProse& prose) const;
  std::vector<SourceView> Sources(const google::protobuf::RepeatedPtrField<knowledge::v1::Source>& sources) const;

  // MarkdownHost.
  std::string Href(absl::string_view kind, absl::string_view id) const override;
  std::string ContactHtml(absl::string_view authority) const override;
  std::string CalloutIconHtml(absl::string_view kind) const override;

 private:
  using IdLists = absl::flat_hash_map<absl::string_view, Ids>;
  static const Ids& Find(const IdLists& lists, absl::string_view id);
  ContactView MakeContact(const knowledge::v1::ContactPoint& contact) const;
  void MakeContacts();
  void MakeServices();
  void MakeSiteView(const CompiledTemplates& templates);

  const knowledge::Bundle& bundle_;
  const LanguageTemplates& templates_;
  const Assets& assets_;
  const bool english_;
  const std::string base_path_;
  const absl::string_view origin_;
  const Glossary glossary_, danish_glossary_;
  std::vector<ContactView> contacts_;
  std::vector<ServiceView> services_;
  absl::flat_hash_map<absl::string_view, const ContactView*> contact_by_id_;
  absl::flat_hash_map<absl::string_view, const ServiceView*> service_by_id_;
  // Items of kinds without views: "package:cafe-and-restaurant".
  absl::flat_hash_set<std::string> other_items_;
  IdLists required_by_, of_area_, of_authority_, involving_, packages_with_;
  SiteView view_;
  std::string search_file_;
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_LANGUAGE_SITE_H_
