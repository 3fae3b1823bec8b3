#include "sitegen/publish/site.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/parallel.h"
#include "sitegen/publish/changes.h"
#include "sitegen/publish/data_files.h"
#include "sitegen/publish/html.h"
#include "sitegen/publish/language_site.h"
#include "sitegen/publish/pages.h"
#include "sitegen/publish/plan_data.h"
#include "sitegen/publish/redirects.h"
#include "sitegen/publish/search_file.h"

namespace indgang::sitegen {
namespace {

std::string Sitemap(const LanguageSite& danish, const LanguageSite& english, const std::vector<PageJob>& jobs,
                    const std::vector<ItemChange>& changes) {
  // Newest first: the first of a page is its latest. A page without changes says nothing of when it changed.
  absl::flat_hash_map<absl::string_view, absl::string_view> latest;
  for (const ItemChange& change : changes) latest.try_emplace(change.folder, change.date);
  if (!changes.empty()) latest["news/"] = changes.front().date;
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
      "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
  for (const PageJob& job : jobs) {
    if (job.kind == PageKind::kNotFound) continue;
    const std::string da = Escaped(absl::StrCat(danish.origin(), danish.PageHref(job.folder)));
    const std::string en = Escaped(absl::StrCat(danish.origin(), english.PageHref(job.folder)));
    const auto changed = latest.find(job.folder);
    const std::string lastmod = changed == latest.end() ? "" : absl::StrCat("<lastmod>", changed->second, "</lastmod>");
    for (const std::string* own : {&da, &en}) {
      absl::StrAppend(&xml, "<url><loc>", *own, "</loc>", lastmod,
                      "<xhtml:link rel=\"alternate\" hreflang=\"da\" href=\"", da,
                      "\"/><xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"", en, "\"/></url>\n");
    }
  }
  return xml + "</urlset>\n";
}

// Everything but the search indexes, not sorted.
std::vector<OutputFile> RenderFiles(const LanguageSite& danish, const LanguageSite& english,
                                    const CompiledTemplates& compiled, int threads) {
  const knowledge::Bundle& bundle = danish.bundle();
  const std::vector<PageJob> jobs = ListPages(bundle);

  std::vector<OutputFile> files(jobs.size() * 2);
  ParallelFor(threads, files.size(), [&](std::size_t i) {
    const PageJob& job = jobs[i / 2];
    const LanguageSite& own = i % 2 == 0 ? danish : english;
    const LanguageSite& other = i % 2 == 0 ? english : danish;
    // A page that does not exist has no other language; the start page is near enough.
    const std::string other_href = other.PageHref(job.kind == PageKind::kNotFound ? "" : job.folder);
    files[i] = {PageFile(own, job), RenderPage(own, job, other_href)};
  });

  const std::vector<ItemChange> changes = ListChanges(bundle.message());
  files.push_back({"sitemap.xml", Sitemap(danish, english, jobs, changes)});
  if (!changes.empty()) {
    for (const LanguageSite* site : {&danish, &english}) {
      files.push_back({site->Path("feed.xml"), AtomFeed(*site, changes)});
    }
  }
  for (std::vector<OutputFile> more : {DataFiles(danish, english), RedirectPages(danish, english)}) {
    std::move(more.begin(), more.end(), std::back_inserter(files));
  }
  files.push_back({"robots.txt", absl::StrCat("User-agent: *\nAllow: /\nSitemap: ", danish.origin(),
                                              danish.PageHref(""), "sitemap.xml\n")});
  for (const knowledge::v1::Package& package : bundle.message().packages()) {
    for (const LanguageSite* site : {&danish, &english}) files.push_back(PlanDataFile(*site, package));
  }
  files.insert(files.end(), compiled.assets.files.begin(), compiled.assets.files.end());
  return files;
}

}  // namespace

std::string BasePath(absl::string_view base_url) {
  const std::size_t scheme = base_url.find("://");
  const std::size_t slash = base_url.find('/', scheme == absl::string_view::npos ? 0 : scheme + 3);
  if (slash == absl::string_view::npos) return "/";
  std::string path(base_url.substr(slash));
  if (!absl::EndsWith(path, "/")) path += '/';
  return path;
}

absl::string_view ItemFolder(absl::string_view kind) {
  if (kind == "service") return "services";
  if (kind == "authority") return "authorities";
  if (kind == "package") return "packages";
  if (kind == "area") return "areas";
  if (kind == "faq") return "faq";
  return "";
}

std::string ItemPath(absl::string_view kind, absl::string_view id) {
  const absl::string_view folder = ItemFolder(kind);
  return absl::StrCat(folder, folder.empty() ? "" : "/", id, "/");
}

std::vector<OutputFile> RenderSite(const knowledge::Bundle& bundle, const Templates& templates, int threads) {
  const CompiledTemplates& compiled = templates.compiled();
  LanguageSite danish(bundle, compiled, Language::kDanish);
  LanguageSite english(bundle, compiled, Language::kEnglish);
  std::array<OutputFile, 2> search_files;
  ParallelFor(threads, search_files.size(), [&](std::size_t i) {
    LanguageSite& site = i == 0 ? danish : english;
    search_files[i] = MakeSearchFile(site);
    site.SetSearchFile(search_files[i].path);
  });
  std::vector<OutputFile> files = RenderFiles(danish, english, compiled, threads);
  for (OutputFile& file : search_files) files.push_back(std::move(file));
  std::sort(files.begin(), files.end(), [](const OutputFile& a, const OutputFile& b) { return a.path < b.path; });
  return files;
}

Preview RenderPreview(std::shared_ptr<const knowledge::Bundle> bundle, std::shared_ptr<const Templates> templates,
                      absl::string_view late_folder, int threads) {
  const CompiledTemplates& compiled = templates->compiled();
  LanguageSite danish(*bundle, compiled, Language::kDanish);
  LanguageSite english(*bundle, compiled, Language::kEnglish);
  Preview preview;
  for (LanguageSite* site : {&danish, &english}) {
    const std::string path = absl::StrCat(late_folder, "search-", site->view().lang, ".json");
    site->SetSearchFile(path);
    const Language language = site->english() ? Language::kEnglish : Language::kDanish;
    preview.late[path] = [bundle, templates, language] {
      return MakeSearchFile(LanguageSite(*bundle, templates->compiled(), language)).bytes;
    };
  }
  preview.files = RenderFiles(danish, english, compiled, threads);
  return preview;
}

}  // namespace indgang::sitegen
