// Asks web addresses whether they are there, over HTTP and HTTPS, several at once and politely: HEAD before GET, never
// two requests at a time to one host, and a name to complain to.
#ifndef INDGANG_SITEGEN_EDIT_LINK_CLIENT_H_
#define INDGANG_SITEGEN_EDIT_LINK_CLIENT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace indgang::sitegen::edit {

struct LinkClientOptions {
  // Requests under way at the same time, at least 1; to one host never more than one.
  int at_once = 8;
  // For one request, from name to answer; half of it for the connection.
  absl::Duration timeout = absl::Seconds(20);
  // Between two requests to one host.
  absl::Duration pause = absl::Milliseconds(200);
  // Before an address that gave no answer, or one that tells of a passing fault, is asked once more.
  absl::Duration retry_after = absl::Seconds(2);
  int max_redirects = 8;
  std::string user_agent = "sitegen-link-check";
};

struct LinkAnswer {
  // HTTP status of the last response; 0 when there was none that could be used, and `failure` tells why.
  int status = 0;
  // Completes "gives no answer: …"; empty with a status.
  std::string failure = {};
  // Neither name nor connection: what every address looks like from a machine without a network.
  bool unreachable = false;
  // Where the permanent redirects that the address begins with (301, 308) lead; empty when there are none.
  std::string moved_to = {};
};

// Asks every address, which begins with "http://" or "https://", and returns the answers in the same order. HEAD comes
// first; what it does not get is asked for with GET, of which nothing but the head is read. Redirects are followed. No
// answer, 429 and 5xx are tried once more. Certificates are checked. Proxies are those of the environment
// (https_proxy, no_proxy). Not for use from several threads at once.
std::vector<LinkAnswer> AskLinks(const std::vector<std::string>& addresses, const LinkClientOptions& options);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_LINK_CLIENT_H_
