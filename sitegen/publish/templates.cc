#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/did_you_mean.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "sitegen/publish/compiled_templates.h"
#include "sitegen/publish/page_views.h"
#include "sitegen/publish/site.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;
using Sources = std::map<std::string, TemplateSource, std::less<>>;

struct PageTemplate {
  const char* name;
  const ViewSchema* schema;
};

// By PageKind.
std::array<PageTemplate, kPageKinds> PageTemplates() {
  const ViewSchemas& s = Schemas();
  return {{{"start", &s.start},
           {"area", &s.area},
           {"package", &s.package},
           {"service", &s.service_page},
           {"service-index", &s.index},
           {"authority", &s.authority_page},
           {"authority-list", &s.authority_list},
           {"faq-list", &s.faq_list},
           {"faq", &s.faq_page},
           {"glossary", &s.glossary},
           {"text", &s.empty},
           {"statement", &s.statement},
           {"news", &s.news},
           {"search", &s.search},
           {"not-found", &s.empty}}};
}

// The templates in a folder by name without ".html". Other files are problems: a misspelt ending would go unnoticed.
absl::StatusOr<Sources> ReadSources(const std::string& folder, std::vector<std::string>* problems) {
  Sources sources;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string file = entry.path().string();
    if (entry.path().extension() != ".html") {
      problems->push_back(absl::StrCat(file, ":1:1: error [unexpected-file]: only templates (.html) belong here"));
      continue;
    }
    INDGANG_ASSIGN_OR_RETURN(std::string text, ReadFile(file));
    sources[entry.path().stem().string()] = {file, std::move(text)};
  }
  if (error) {
    problems->push_back(absl::StrCat(folder, ":1:1: error [missing-folder]: cannot be read: ", error.message()));
  }
  return sources;
}

void ReportUnused(const Sources& sources, std::vector<std::string>* problems) {
  for (const auto& [name, source] : sources) {
    if (!source.used) problems->push_back(absl::StrCat(source.file, ":1:1: error [unused-template]: no page uses it"));
  }
}

LanguageTemplates CompileLanguage(const std::string& strings_file, const UiStrings& strings,
                                  const std::string& pages_dir, const Sources& pages, const Sources& partials,
                                  std::vector<std::string>* problems) {
  LanguageTemplates out;
  const ViewSchemas& schemas = Schemas();
  const auto wanted = PageTemplates();
  for (std::size_t i = 0; i < kPageKinds; ++i) {
    const auto source = pages.find(wanted[i].name);
    if (source == pages.end()) {
      std::vector<std::string> names;
      for (const auto& [name, page] : pages) names.push_back(name);
      const std::string near = DidYouMean(wanted[i].name, names);
      problems->push_back(absl::StrCat(pages_dir, "/", wanted[i].name,
                                       ".html:1:1: error [missing-template]: the page has no template",
                                       near.empty() ? "" : absl::StrCat("; is it written \"", near, ".html\"?")));
      continue;
    }
    out.pages[i] = Template::Compile(source->second, partials, {&schemas.site, &schemas.frame, wanted[i].schema},
                                     strings, problems);
  }
  if (const auto box = partials.find("contact-box"); box != partials.end()) {
    out.contact_box = Template::Compile(box->second, partials, {&schemas.site, &schemas.contact}, strings, problems);
  } else {
    problems->push_back(absl::StrCat(pages_dir,
                                     "/../partials/contact-box.html:1:1: error [missing-template]: guides show "
                                     "contacts with it"));
  }
  out.words = Words::Take(strings_file, strings, problems);
  for (const auto& [key, string] : strings) {
    if (!string.used) {
      problems->push_back(absl::StrCat(strings_file, ":1:1: error [unused-string]: nothing uses \"", key, "\""));
    }
  }
  return out;
}

}  // namespace

Templates::Templates(std::unique_ptr<const CompiledTemplates> compiled) : compiled_(std::move(compiled)) {}
Templates::~Templates() = default;

absl::StatusOr<std::unique_ptr<const Templates>> Templates::Load(const std::string& templates_dir,
                                                                 const std::string& dkfds_dir) {
  std::vector<std::string> problems;
  const std::string pages_dir = templates_dir + "/pages";
  INDGANG_ASSIGN_OR_RETURN(const Sources pages, ReadSources(pages_dir, &problems));
  INDGANG_ASSIGN_OR_RETURN(const Sources partials, ReadSources(templates_dir + "/partials", &problems));
  auto compiled = std::make_unique<CompiledTemplates>();
  constexpr std::array<const char*, 2> kLanguages = {"da", "en"};
  for (std::size_t i = 0; i < kLanguages.size(); ++i) {
    const std::string file = absl::StrCat(templates_dir, "/strings/", kLanguages[i], ".txt");
    INDGANG_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file));
    const UiStrings strings = ParseStrings(file, bytes, &problems);
    compiled->languages[i] = CompileLanguage(file, strings, pages_dir, pages, partials, &problems);
  }
  ReportUnused(pages, &problems);
  ReportUnused(partials, &problems);
  if (!problems.empty()) {
    std::sort(problems.begin(), problems.end());
    problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
    return MakeError(absl::StatusCode::kInvalidArgument, "TEMPLATES_INVALID", absl::StrJoin(problems, "\n"));
  }
  INDGANG_ASSIGN_OR_RETURN(compiled->assets, LoadAssets(templates_dir + "/assets", dkfds_dir));
  return std::unique_ptr<const Templates>(new Templates(std::move(compiled)));
}

}  // namespace indgang::sitegen
