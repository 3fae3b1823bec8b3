#include "sitegen/edit/external_links.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/parallel.h"
#include "base/status_macros.h"
#include "sitegen/edit/link_cache.h"
#include "sitegen/read/codes.h"
#include "sitegen/read/load.h"
#include "sitegen/read/schema.h"

namespace indgang::sitegen::edit {
namespace {

namespace fs = std::filesystem;
namespace codes = read::codes;
using read::Diagnostics;
using read::Document;
using read::Draft;
using read::Field;
using read::Item;
using read::Node;
using read::Schema;
using read::Severity;

bool IsWebAddress(absl::string_view text) {
  return absl::StartsWith(text, "https://") || absl::StartsWith(text, "http://");
}

void CollectFromFacts(const Schema& schema, const Node& node, const std::string& file,
                      std::vector<ExternalLink>& links) {
  if (node.kind != Node::Kind::kMapping) return;
  for (const Field& field : schema.fields()) {
    const Node* value = node.Find(field.key);
    if (value == nullptr || field.key == "base_url") continue;
    const bool address = field.type->name == "address";
    if (!address && field.object == nullptr) continue;
    const Node* begin = value;
    std::size_t count = 1;
    if (value->kind == Node::Kind::kSequence) {
      begin = value->children.data();
      count = value->children.size();
    }
    for (const Node* each = begin; each != begin + count; ++each) {
      if (!address) {
        CollectFromFacts(field.object(), *each, file, links);
      } else if (IsWebAddress(each->text)) {
        links.push_back({each->text, file, each->place});
      }
    }
  }
}

void CollectFromText(const Document* document, std::vector<ExternalLink>& links) {
  if (document == nullptr || !document->parsed) return;
  for (const MarkdownLink& link : document->links) {
    if (!IsWebAddress(link.target)) continue;
    links.push_back({link.target, document->file->path,
                     read::PlaceInBody(*document, link.line, link.column, static_cast<int>(link.target.size()))});
  }
}

// What is sent to a server: it never sees the anchor.
std::string RequestOf(const std::string& address) { return address.substr(0, address.find('#')); }

std::string HostOf(const std::string& request) {
  const std::size_t begin = request.find("//") + 2;
  return request.substr(begin, request.find_first_of("/?", begin) - begin);
}

// What an editor is to know of an answer; no code when all is well.
struct Verdict {
  absl::string_view code = "";
  Severity severity = Severity::kWarning;
  std::string message = "";
  std::string suggestion = "";
};

Verdict VerdictOn(const std::string& address, const LinkAnswer& answer) {
  const std::string quoted = absl::StrCat("\"", address, "\"");
  const int status = answer.status;
  if (!answer.failure.empty()) {
    return {.code = codes::kExternalNoAnswer,
            .message = absl::StrCat(quoted, " gives no answer: ", answer.failure,
                                    "; open it in a browser, and correct it or take it out")};
  }
  if (status == 401 || status == 403 || status == 405 || status == 407 || status == 429 || status > 599) {
    return {.code = codes::kExternalRefused,
            .severity = Severity::kHint,
            .message = absl::StrCat(quoted, " answers programs with ", status, ": open it in a browser")};
  }
  if (status >= 500) {
    return {.code = codes::kExternalNoAnswer,
            .message = absl::StrCat(quoted, " answers ", status,
                                    ", a fault of the server there, also when asked again: try later, and tell them")};
  }
  if (status >= 400) {
    return {.code = codes::kExternalGone,
            .message = absl::StrCat(quoted, " answers ", status, status == 410 ? " (gone)" : "",
                                    ": find where it is now, or take it out")};
  }
  if (answer.moved_to.empty()) return {};
  const std::size_t anchor = address.find('#');
  const bool keeps_anchor = anchor != std::string::npos && !absl::StrContains(answer.moved_to, '#');
  std::string moved = absl::StrCat(answer.moved_to, keeps_anchor ? address.substr(anchor) : "");
  return {.code = codes::kExternalMoved,
          .message = absl::StrCat(quoted, " has moved for good: look at the new address, and write that"),
          .suggestion = std::move(moved)};
}

bool LiesIn(const std::string& file, const std::string& folder) {
  std::error_code error;
  const fs::path below = fs::weakly_canonical(file, error).lexically_relative(fs::weakly_canonical(folder, error));
  return !below.empty() && *below.begin() != "..";
}

// Whether nobody was reached, though several were asked.
bool NobodyAnswers(const std::vector<std::string>& requests, const std::vector<LinkAnswer>& answers) {
  std::set<std::string> hosts;
  for (const std::string& request : requests) hosts.insert(HostOf(request));
  return hosts.size() > 1 &&
         std::all_of(answers.begin(), answers.end(), [](const LinkAnswer& answer) { return answer.unreachable; });
}

}  // namespace

std::vector<ExternalLink> ExternalLinksIn(const Draft& draft) {
  std::vector<ExternalLink> links;
  for (const Item& item : draft.items) {
    if (item.facts != nullptr) CollectFromFacts(item.info->schema(), *item.facts, std::string(item.facts_file), links);
    CollectFromText(item.da, links);
    CollectFromText(item.en, links);
  }
  const auto order = [](const ExternalLink& link) {
    return std::tie(link.file, link.place.line, link.place.column, link.address);
  };
  std::sort(links.begin(), links.end(),
            [&](const ExternalLink& a, const ExternalLink& b) { return order(a) < order(b); });
  return links;
}

absl::StatusOr<ExternalReport> CheckExternalLinks(const std::string& content, const ExternalOptions& options,
                                                  const Clock& clock) {
  if (LiesIn(options.cache_file, content)) {
    return MakeError(absl::StatusCode::kInvalidArgument, "OUT_INSIDE_INPUT",
                     absl::StrCat("the cache \"", options.cache_file, "\" lies inside \"", content,
                                  "\": choose a file outside of it with --external-cache"),
                     {{"path", options.cache_file}});
  }
  INDGANG_ASSIGN_OR_RETURN(LinkCache cache, LoadLinkCache(options.cache_file));
  Diagnostics elsewhere;
  INDGANG_ASSIGN_OR_RETURN(const read::SourceTree tree, read::LoadContent(content, HardwareThreads(), elsewhere));
  const Draft draft = read::BuildDraft(tree, HardwareThreads(), elsewhere);
  const std::vector<ExternalLink> links = ExternalLinksIn(draft);

  const absl::Time now = clock.Now();
  std::set<std::string> wanted;
  for (const ExternalLink& link : links) wanted.insert(RequestOf(link.address));
  // An answer from the future is one by a clock that was wrong.
  const auto is_old = [&](const LinkCache::value_type& entry) {
    return now - entry.second.time >= absl::Hours(24) * options.max_age_days || entry.second.time > now;
  };
  for (auto entry = cache.begin(); entry != cache.end();) entry = is_old(*entry) ? cache.erase(entry) : ++entry;
  std::vector<std::string> requests;
  for (const std::string& request : wanted) {
    if (!cache.contains(request)) requests.push_back(request);
  }

  ExternalReport report;
  report.addresses = static_cast<int>(wanted.size());
  report.asked = static_cast<int>(requests.size());
  const std::vector<LinkAnswer> answers = AskLinks(requests, options.client);
  const bool offline = NobodyAnswers(requests, answers);
  if (offline) {
    report.diagnostics.Add(
        {.severity = Severity::kWarning,
         .code = std::string(codes::kExternalOffline),
         .message = absl::StrCat("none of ", requests.size(),
                                 " external addresses could be reached: look whether this machine has a network, or "
                                 "needs https_proxy")});
  }
  std::map<std::string, LinkAnswer> by_request;
  for (const auto& [address, answer] : cache)
    by_request[address] = {.status = answer.status, .moved_to = answer.moved_to};
  for (std::size_t i = 0; i < requests.size() && !offline; ++i) {
    by_request[requests[i]] = answers[i];
    const bool lasting = answers[i].status >= 200 && answers[i].status < 500 && answers[i].status != 429;
    if (lasting) cache[requests[i]] = {.time = now, .status = answers[i].status, .moved_to = answers[i].moved_to};
  }
  if (!offline && !requests.empty()) INDGANG_RETURN_IF_ERROR(SaveLinkCache(options.cache_file, cache));

  for (const ExternalLink& link : links) {
    const auto answer = by_request.find(RequestOf(link.address));
    if (answer == by_request.end()) continue;
    Verdict verdict = VerdictOn(link.address, answer->second);
    if (verdict.code.empty()) continue;
    report.diagnostics.Add({.file = link.file,
                            .place = link.place,
                            .severity = verdict.severity,
                            .code = std::string(verdict.code),
                            .message = std::move(verdict.message),
                            .suggestion = std::move(verdict.suggestion)});
  }
  report.diagnostics.Sort();
  read::AttachSourceLines(report.diagnostics, [&](absl::string_view path) {
    const read::SourceFile* file = tree.Find(path);
    return file == nullptr ? absl::string_view() : absl::string_view(file->text);
  });
  return report;
}

}  // namespace indgang::sitegen::edit
