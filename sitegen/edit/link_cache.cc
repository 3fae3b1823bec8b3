#include "sitegen/edit/link_cache.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "nlohmann/json.hpp"

namespace indgang::sitegen::edit {
namespace {

using Json = nlohmann::json;

constexpr char kFormat[] = "sitegen-link-cache-1";

// False when it is no answer.
bool ReadAnswer(const Json& from, CachedAnswer& answer) {
  if (!from.is_object() || !from.contains("time") || !from["time"].is_string()) return false;
  if (!absl::ParseTime(absl::RFC3339_sec, from["time"].get<std::string>(), &answer.time, nullptr)) return false;
  if (!from.contains("status") || !from["status"].is_number_integer()) return false;
  const auto status = from["status"].get<long long>();
  if (status < 100 || status > 599) return false;
  answer.status = static_cast<int>(status);
  if (!from.contains("moved_to")) return true;
  if (!from["moved_to"].is_string()) return false;
  answer.moved_to = from["moved_to"].get<std::string>();
  return true;
}

}  // namespace

absl::StatusOr<LinkCache> LoadLinkCache(const std::string& file) {
  LinkCache cache;
  const absl::StatusOr<std::string> bytes = ReadFile(file);
  if (absl::IsNotFound(bytes.status())) return cache;
  if (!bytes.ok()) return bytes.status();
  const Json root = Json::parse(*bytes, nullptr, false);
  bool good = root.is_object() && root.contains("format") && root["format"] == kFormat && root.contains("addresses") &&
              root["addresses"].is_object();
  if (good) {
    for (const auto& [address, answer] : root["addresses"].items()) good = good && ReadAnswer(answer, cache[address]);
  }
  if (good) return cache;
  return MakeError(absl::StatusCode::kFailedPrecondition, "LINK_CACHE_UNUSABLE",
                   absl::StrCat("\"", file, "\" does not hold what an earlier check of external addresses wrote: ",
                                "remove it, or name another file with --external-cache"),
                   {{"path", file}});
}

absl::Status SaveLinkCache(const std::string& file, const LinkCache& cache) {
  Json addresses = Json::object();
  for (const auto& [address, answer] : cache) {
    Json& entry = addresses[address];
    entry = {{"time", absl::FormatTime(absl::RFC3339_sec, answer.time, absl::UTCTimeZone())},
             {"status", answer.status}};
    if (!answer.moved_to.empty()) entry["moved_to"] = answer.moved_to;
  }
  const Json root = {{"format", kFormat}, {"addresses", std::move(addresses)}};
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(file).parent_path(), ignored);
  return WriteFileAtomically(file, root.dump(1) + "\n");
}

}  // namespace indgang::sitegen::edit
