#include "client/names.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace indgang::client {

std::string CaseName(absl::string_view typed) {
  return absl::StartsWith(typed, "cases/") ? std::string(typed) : absl::StrCat("cases/", typed);
}

std::string ReferralName(absl::string_view typed) {
  const std::string name = CaseName(typed);
  const std::size_t slash = name.rfind('/');
  if (slash < sizeof("cases/") || absl::StrContains(name, "/referrals/")) return name;
  return absl::StrCat(name.substr(0, slash), "/referrals", name.substr(slash));
}

std::string ShortName(absl::string_view name) {
  return absl::StrReplaceAll(absl::StripPrefix(name, "cases/"), {{"/referrals/", "/"}});
}

}  // namespace indgang::client
