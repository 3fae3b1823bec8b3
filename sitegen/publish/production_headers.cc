#include "sitegen/publish/production_headers.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace indgang::sitegen {

absl::string_view PagePolicy() {
  return "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; "
         "connect-src 'self'; base-uri 'none'; form-action 'self'";
}

const std::vector<std::pair<std::string, std::string>>& ProductionHeaders() {
  static const auto& headers = *new std::vector<std::pair<std::string, std::string>>{
      {"Content-Security-Policy", absl::StrCat(PagePolicy(), "; frame-ancestors 'none'")},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "strict-origin-when-cross-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"}};
  return headers;
}

absl::string_view CacheControl(absl::string_view path) {
  const bool fingerprinted = absl::StartsWith(path, "assets/") && !absl::EndsWith(path, ".txt");
  return fingerprinted ? "public, max-age=31536000, immutable" : "no-cache";
}

}  // namespace indgang::sitegen
