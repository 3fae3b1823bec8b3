#include "sitegen/edit/link_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstddef>
#include <list>
#include <memory>
#include <new>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace indgang::sitegen::edit {
namespace {

// Both handles are void to curl.
struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeMulti {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;

// One address on its way to an answer.
struct Job {
  std::size_t index;
  // Where it has got to, and that address's host and port.
  std::string url;
  std::string host;
  // Kept from request to request, so that connection and cookies are.
  Easy handle;
  bool get = false;
  bool tried_again = false;
  // All redirects so far were permanent.
  bool permanent = true;
  int redirects = 0;
  absl::Time not_before = absl::InfinitePast();
};

std::string HostOf(const std::string& url) {
  const std::size_t begin = url.find("//") + 2;
  return absl::AsciiStrToLower(url.substr(begin, url.find_first_of("/?#", begin) - begin));
}

// A redirect comes from a stranger and is shown in terminals: nothing but printable ASCII is left.
std::string Printable(const char* url) {
  std::string out;
  for (const char* c = url; *c != '\0'; ++c) {
    const unsigned char byte = static_cast<unsigned char>(*c);
    if (absl::ascii_isgraph(byte)) {
      out += *c;
    } else {
      absl::StrAppendFormat(&out, "%%%02X", byte);
    }
  }
  return out;
}

bool IsCertificateProblem(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR ||
         code == CURLE_SSL_INVALIDCERTSTATUS;
}

std::string FailureOf(CURLcode code, absl::Duration timeout) {
  if (IsCertificateProblem(code)) return "its certificate has run out, is for another name or of an unknown issuer";
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "no machine has this name";
    case CURLE_COULDNT_CONNECT:
      return "no connection";
    case CURLE_OPERATION_TIMEDOUT:
      return absl::StrCat("nothing came within ", absl::FormatDuration(timeout));
    case CURLE_UNSUPPORTED_PROTOCOL:
      return "it leads to something else than a web page";
    default:
      return curl_easy_strerror(code);
  }
}

bool IsPassing(int status) { return status == 429 || status >= 500; }

// Returning less than it was given ends the transfer: the head was enough.
std::size_t StopAtBody(char*, std::size_t, std::size_t, void*) { return 0; }

class Asker {
 public:
  Asker(const std::vector<std::string>& addresses, const LinkClientOptions& options)
      : options_(options), answers_(addresses.size()), multi_(curl_multi_init()) {
    if (multi_ == nullptr) throw std::bad_alloc();
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      Easy handle(curl_easy_init());
      if (handle == nullptr) throw std::bad_alloc();
      waiting_.push_back({.index = i, .url = addresses[i], .host = HostOf(addresses[i]), .handle = std::move(handle)});
    }
  }

  std::vector<LinkAnswer> Run() {
    while (!waiting_.empty() || !running_.empty()) {
      StartWhatMay();
      int active = 0;
      curl_multi_perform(multi_.get(), &active);
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg == CURLMSG_DONE) Finish(message->easy_handle, message->data.result);
      }
      curl_multi_poll(multi_.get(), nullptr, 0, kTickMs, nullptr);
    }
    return std::move(answers_);
  }

 private:
  // How long a host may be free before that is noticed.
  static constexpr int kTickMs = 20;

  void StartWhatMay() {
    const absl::Time now = absl::Now();
    for (auto job = waiting_.begin(); job != waiting_.end();) {
      if (running_.size() >= static_cast<std::size_t>(options_.at_once)) return;
      const auto next = std::next(job);
      const auto free_from = free_from_.find(job->host);
      const bool paused = free_from != free_from_.end() && now < free_from->second;
      if (now >= job->not_before && !paused && busy_.insert(job->host).second) Start(job);
      job = next;
    }
  }

  void Start(std::list<Job>::iterator job) {
    CURL* handle = job->handle.get();
    curl_easy_setopt(handle, CURLOPT_URL, job->url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_USERAGENT, options_.user_agent.c_str());
    curl_easy_setopt(handle, CURLOPT_COOKIEFILE, "");
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(options_.timeout)));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(absl::ToInt64Milliseconds(options_.timeout / 2)));
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, StopAtBody);
    if (job->get) {
      curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
    } else {
      curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    }
    curl_multi_add_handle(multi_.get(), handle);
    running_.splice(running_.end(), waiting_, job);
  }

  void Finish(CURL* handle, CURLcode code) {
    const auto job = std::find_if(running_.begin(), running_.end(),
                                  [handle](const Job& each) { return each.handle.get() == handle; });
    curl_multi_remove_handle(multi_.get(), handle);
    busy_.erase(job->host);
    free_from_[job->host] = absl::Now() + options_.pause;
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    // StopAtBody ended it.
    if (code == CURLE_WRITE_ERROR && status != 0) code = CURLE_OK;
    const bool again = code == CURLE_OK ? AfterResponse(*job, static_cast<int>(status)) : AfterFailure(*job, code);
    if (again) {
      waiting_.splice(waiting_.end(), running_, job);
    } else {
      running_.erase(job);
    }
  }

  // These two tell whether the job is to be started again.
  bool AfterResponse(Job& job, int status) {
    LinkAnswer& answer = answers_[job.index];
    char* location = nullptr;
    curl_easy_getinfo(job.handle.get(), CURLINFO_REDIRECT_URL, &location);
    if (status >= 300 && status < 400 && location != nullptr) {
      if (++job.redirects > options_.max_redirects) {
        answer.failure = absl::StrCat("it is sent on more than ", options_.max_redirects, " times");
        return false;
      }
      // curl would take "mailto:somebody@example.dk" for a machine to ask.
      if (!absl::StartsWith(location, "https://") && !absl::StartsWith(location, "http://")) {
        answer.failure = FailureOf(CURLE_UNSUPPORTED_PROTOCOL, options_.timeout);
        return false;
      }
      job.url = Printable(location);
      job.host = HostOf(job.url);
      job.permanent = job.permanent && (status == 301 || status == 308);
      if (job.permanent) answer.moved_to = job.url;
      return true;
    }
    if (status >= 400 && !job.get) {
      job.get = true;
      return true;
    }
    if (IsPassing(status) && TryAgain(job)) return true;
    answer.status = status;
    return false;
  }

  bool AfterFailure(Job& job, CURLcode code) {
    const bool lasting = IsCertificateProblem(code) || code == CURLE_UNSUPPORTED_PROTOCOL;
    if (!lasting && TryAgain(job)) return true;
    LinkAnswer& answer = answers_[job.index];
    answer.failure = FailureOf(code, options_.timeout);
    answer.unreachable = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT;
    return false;
  }

  bool TryAgain(Job& job) {
    if (job.tried_again) return false;
    job.tried_again = true;
    job.get = true;
    job.not_before = absl::Now() + options_.retry_after;
    return true;
  }

  const LinkClientOptions& options_;
  std::vector<LinkAnswer> answers_;
  // Lives longer than the handles in it.
  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::list<Job> waiting_;
  std::list<Job> running_;
  absl::flat_hash_set<std::string> busy_;
  absl::flat_hash_map<std::string, absl::Time> free_from_;
};

}  // namespace

std::vector<LinkAnswer> AskLinks(const std::vector<std::string>& addresses, const LinkClientOptions& options) {
  if (addresses.empty()) return {};
  curl_global_init(CURL_GLOBAL_DEFAULT);
  std::vector<LinkAnswer> answers = Asker(addresses, options).Run();
  curl_global_cleanup();
  return answers;
}

}  // namespace indgang::sitegen::edit
