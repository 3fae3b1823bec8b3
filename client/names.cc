#include "client/names.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace indgang::client {

namespace {

// The name with `kind` between the case and the index, unless it stands there.
std::string RecordName(absl::string_view typed, absl::string_view kind) {
  const std::string name = CaseName(typed);
  const std::size_t slash = name.rfind('/');
  if (slash < sizeof("cases/") || absl::StrContains(name, absl::StrCat(kind, "/"))) return name;
  return absl::StrCat(name.substr(0, slash), kind, name.substr(slash));
}

}  // namespace

std::string CaseName(absl::string_view typed) {
  return absl::StartsWith(typed, "cases/") ? std::string(typed) : absl::StrCat("cases/", typed);
}

std::string ReferralName(absl::string_view typed) { return RecordName(typed, "/referrals"); }

std::string FollowUpName(absl::string_view typed) { return RecordName(typed, "/followUps"); }

std::string PlanName(absl::string_view typed) {
  const std::string name = CaseName(typed);
  return absl::EndsWith(name, "/plan") ? name : absl::StrCat(name, "/plan");
}

std::string ShortName(absl::string_view name) {
  return absl::StrReplaceAll(absl::StripPrefix(name, "cases/"), {{"/referrals/", "/"}, {"/followUps/", "/"}});
}

}  // namespace indgang::client
