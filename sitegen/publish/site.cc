#include "sitegen/publish/site.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/parallel.h"
#include "sitegen/publish/affected.h"
#include "sitegen/publish/changes.h"
#include "sitegen/publish/data_files.h"
#include "sitegen/publish/html.h"
#include "sitegen/publish/language_site.h"
#include "sitegen/publish/pages.h"
#include "sitegen/publish/plan_data.h"
#include "sitegen/publish/redirects.h"
#include "sitegen/publish/search_file.h"

namespace indgang::sitegen {

namespace v1 = knowledge::v1;

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

// The files of a site in both languages.
class SiteRenderer {
 public:
  SiteRenderer(LanguageSite& danish, LanguageSite& english, const CompiledTemplates& compiled, int threads)
      : danish_(danish), english_(english), compiled_(compiled), threads_(threads) {}

  // All files named but the search indexes, whose addresses are known.
  void RenderFiles(const Affected& affected, EmitFile emit) const {
    Run(affected, {}, emit);
    RenderSearchPages(affected, emit);
  }

  // All files named; pages that name an index wait for it. `search_files` as in SiteEdit.
  void Render(const Affected& affected, const std::array<std::string, 2>& search_files, EmitFile emit) {
    const std::array<LanguageSite*, 2> sites = {&danish_, &english_};
    std::array<OutputFile, 2> indexes;
    // Two keep two threads busy; one alone is worked on by all.
    const int threads = search_files[0].empty() && search_files[1].empty() ? 1 : threads_;
    Work work;
    for (std::size_t i = 0; i < sites.size(); ++i) {
      indexes[i].path = search_files[i];
      if (search_files[i].empty()) work.push_back([&, i, threads] { indexes[i] = MakeSearchFile(*sites[i], threads); });
    }
    Run(affected, std::move(work), emit);
    for (std::size_t i = 0; i < sites.size(); ++i) {
      sites[i]->SetSearchFile(indexes[i].path);
      if (search_files[i].empty()) emit(std::move(indexes[i]));
    }
    RenderSearchPages(affected, emit);
  }

 private:
  using Work = std::vector<std::function<void()>>;

  // Runs what takes longest first: `first`, then files that list everything, then those of single items.
  void Run(const Affected& affected, Work first, EmitFile emit) const {
    const v1::KnowledgeBase& base = danish_.bundle().message();
    const std::vector<ItemChange> changes = ListChanges(base);
    Work work = std::move(first);
    work.push_back([&] { emit({"sitemap.xml", Sitemap(danish_, english_, ListPages(danish_.bundle()), changes)}); });
    work.push_back([&] { emit(ServiceListFile(danish_, english_)); });
    work.push_back([&] { emit(PackageListFile(danish_, english_)); });
    work.push_back([&] { RenderFew(changes, emit); });
    for (const int index : affected.packages) {
      const v1::Package& package = base.packages(index);
      work.push_back([&] {
        emit(PackageFile(danish_, english_, package));
        for (const LanguageSite* site : {&danish_, &english_}) emit(PlanDataFile(*site, package));
      });
    }
    const std::vector<PageJob>& pages = affected.pages;
    ParallelFor(threads_, work.size() + pages.size() * 2 + affected.services.size(), [&](std::size_t i) {
      if (i < work.size()) return work[i]();
      i -= work.size();
      if (i >= pages.size() * 2) {
        return emit(ServiceFile(danish_, english_, base.services(affected.services[i - pages.size() * 2])));
      }
      if (pages[i / 2].kind != PageKind::kSearch) RenderOne(pages[i / 2], i % 2 == 1, emit);
    });
  }

  // Files that take no time.
  void RenderFew(const std::vector<ItemChange>& changes, EmitFile emit) const {
    if (!changes.empty()) {
      for (const LanguageSite* site : {&danish_, &english_}) emit({site->Path("feed.xml"), AtomFeed(*site, changes)});
    }
    for (OutputFile& file : RedirectPages(danish_, english_)) emit(std::move(file));
    emit({"robots.txt",
          absl::StrCat("User-agent: *\nAllow: /\nSitemap: ", danish_.origin(), danish_.PageHref(""), "sitemap.xml\n")});
    for (const OutputFile& file : compiled_.assets.files) emit(file);
  }

  void RenderSearchPages(const Affected& affected, EmitFile emit) const {
    for (const PageJob& job : affected.pages) {
      if (job.kind != PageKind::kSearch) continue;
      for (const bool english : {false, true}) RenderOne(job, english, emit);
    }
  }

  void RenderOne(const PageJob& job, bool english, EmitFile emit) const {
    const LanguageSite& own = english ? english_ : danish_;
    const LanguageSite& other = english ? danish_ : english_;
    // A page that does not exist has no other language; the start page is near enough.
    const std::string other_href = other.PageHref(job.kind == PageKind::kNotFound ? "" : job.folder);
    emit({PageFile(own, job), RenderPage(own, job, other_href)});
  }

  LanguageSite& danish_;
  LanguageSite& english_;
  const CompiledTemplates& compiled_;
  const int threads_;
};

// The name without the hash in front of its ending; the name itself when there is none.
std::pair<absl::string_view, absl::string_view> WithoutHash(absl::string_view path) {
  const std::size_t ending = path.rfind('.');
  const std::size_t hash = ending == absl::string_view::npos ? ending : path.rfind('.', ending - 1);
  if (hash == absl::string_view::npos) return {path, ""};
  return {path.substr(0, hash), path.substr(ending)};
}

// Keeps what is emitted.
class Collected {
 public:
  void Add(OutputFile file) {
    const absl::MutexLock lock(&mutex_);
    files_.push_back(std::move(file));
  }
  std::vector<OutputFile> Take() {
    const absl::MutexLock lock(&mutex_);
    return std::move(files_);
  }

 private:
  absl::Mutex mutex_;
  std::vector<OutputFile> files_ ABSL_GUARDED_BY(mutex_);
};

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

void RenderSite(const knowledge::Bundle& bundle, const Templates& templates, int threads, EmitFile emit) {
  const CompiledTemplates& compiled = templates.compiled();
  LanguageSite danish(bundle, compiled, Language::kDanish);
  LanguageSite english(bundle, compiled, Language::kEnglish);
  SiteRenderer(danish, english, compiled, threads).Render(AllOf(bundle), {}, emit);
}

void RenderEdit(const knowledge::Bundle& bundle, const Templates& templates, const SiteEdit& edit, int threads,
                EmitFile emit) {
  const CompiledTemplates& compiled = templates.compiled();
  LanguageSite danish(bundle, compiled, Language::kDanish);
  LanguageSite english(bundle, compiled, Language::kEnglish);
  SiteRenderer(danish, english, compiled, threads).Render(AffectedBy(edit, danish), edit.search_files, emit);
}

bool SameButForHash(absl::string_view path, absl::string_view other) { return WithoutHash(path) == WithoutHash(other); }

std::vector<OutputFile> RenderSite(const knowledge::Bundle& bundle, const Templates& templates, int threads) {
  Collected collected;
  RenderSite(bundle, templates, threads, [&](OutputFile file) { collected.Add(std::move(file)); });
  std::vector<OutputFile> files = collected.Take();
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
      return MakeSearchFile(LanguageSite(*bundle, templates->compiled(), language), HardwareThreads()).bytes;
    };
  }
  Collected collected;
  SiteRenderer(danish, english, compiled, threads).RenderFiles(AllOf(*bundle), [&](OutputFile file) {
    collected.Add(std::move(file));
  });
  preview.files = collected.Take();
  return preview;
}

}  // namespace indgang::sitegen
