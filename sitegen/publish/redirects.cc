#include "sitegen/publish/redirects.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "sitegen/publish/html.h"
#include "sitegen/publish/production_headers.h"
#include "sitegen/publish/site.h"

namespace indgang::sitegen {

namespace v1 = knowledge::v1;

namespace {

struct Redirect {
  const std::string* alias;
  // The page's folder, "services/alcohol-licence/".
  std::string folder;
  const v1::LocalizedProse* text;

  bool english() const { return absl::StartsWith(*alias, "en/"); }
  bool is_file() const { return absl::EndsWith(*alias, ".html"); }
};

std::vector<Redirect> ListRedirects(const v1::KnowledgeBase& base) {
  std::vector<Redirect> redirects;
  const auto append = [&redirects](absl::string_view kind, const auto& items) {
    for (const auto& item : items) {
      for (const std::string& alias : item.aliases()) {
        redirects.push_back({&alias, ItemPath(kind, item.id()), &item.text()});
      }
    }
  };
  append("authority", base.authorities());
  append("service", base.services());
  append("package", base.packages());
  append("faq", base.faq());
  append("page", base.pages());
  return redirects;
}

}  // namespace

std::vector<OutputFile> RedirectPages(const LanguageSite& danish, const LanguageSite& english) {
  std::vector<OutputFile> files;
  for (const Redirect& redirect : ListRedirects(danish.bundle().message())) {
    const LanguageSite& site = redirect.english() ? english : danish;
    const std::string href = Escaped(site.PageHref(redirect.folder));
    const LangText title = site.Title(*redirect.text);
    const std::string text = Escaped(title.text);
    files.push_back(
        {absl::StrCat(*redirect.alias, redirect.is_file() ? "" : "/index.html"),
         absl::StrCat("<!DOCTYPE html>\n<html lang=\"", title.lang.empty() ? site.view().lang : title.lang,
                      "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"",
                      Escaped(PagePolicy()),
                      "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n", "<title>",
                      text, "</title>\n<meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"",
                      Escaped(site.origin()), href, "\">\n<meta http-equiv=\"refresh\" content=\"0; url=", href,
                      "\">\n</head>\n<body>\n<p><a href=\"", href, "\">", text, "</a></p>\n</body>\n</html>\n")});
  }
  return files;
}

std::string RedirectMap(const v1::KnowledgeBase& base, const std::string& base_path) {
  std::vector<std::string> lines;
  for (const Redirect& redirect : ListRedirects(base)) {
    const std::string target = absl::StrCat(base_path, redirect.english() ? "en/" : "", redirect.folder);
    for (const char* end : {"", "/"})
      lines.push_back(absl::StrCat(base_path, *redirect.alias, end, " ", target, ";\n"));
  }
  std::sort(lines.begin(), lines.end());
  return absl::StrJoin(lines, "");
}

}  // namespace indgang::sitegen
