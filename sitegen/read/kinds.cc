#include "sitegen/read/kinds.h"

#include "sitegen/read/codes.h"
#include "sitegen/read/schemas.h"

namespace indgang::sitegen::read {
namespace {

constexpr KindInfo kKinds[] = {
    {ItemKind::kSite, "site", Layout::kSingleFile, "site.yaml", "site", "", SiteSchema, ""},
    {ItemKind::kArea, "area", Layout::kListFile, "areas.yaml", "areas", "id", AreaSchema, codes::kUnknownArea, true},
    {ItemKind::kQuestion, "question", Layout::kListFile, "questions.yaml", "questions", "id", QuestionSchema,
     codes::kUnknownQuestion, true},
    {ItemKind::kIndustry, "industry", Layout::kListFile, "industries.yaml", "industries", "code", IndustrySchema, ""},
    {ItemKind::kGlossaryTerm, "glossary term", Layout::kListFile, "glossary.yaml", "glossary", "id", GlossaryTermSchema,
     ""},
    {ItemKind::kAuthority, "authority", Layout::kFolder, "authorities", "authorities", "id", AuthoritySchema,
     codes::kUnknownAuthority},
    {ItemKind::kService, "service", Layout::kFolder, "services", "services", "id", ServiceSchema,
     codes::kUnknownService},
    {ItemKind::kPackage, "package", Layout::kFolder, "packages", "packages", "id", PackageSchema,
     codes::kUnknownPackage},
    {ItemKind::kFaq, "faq", Layout::kFolder, "faq", "faq", "id", FaqSchema, ""},
    {ItemKind::kPage, "page", Layout::kFolder, "pages", "pages", "id", PageSchema, "", false, true},
};

}  // namespace

absl::Span<const KindInfo> Kinds() { return kKinds; }

const KindInfo* FindKindByPath(absl::string_view path) {
  for (const KindInfo& info : kKinds) {
    if (info.path == path) return &info;
  }
  return nullptr;
}

const KindInfo* FindKindByName(absl::string_view name) {
  for (const KindInfo& info : kKinds) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

}  // namespace indgang::sitegen::read
